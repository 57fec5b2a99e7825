"""The HTTP side of a simulated device: requests are taken off the line whole, and answered one after the other."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from courtroom_agent.simulated.devices.behaviour import Conversation, Notice, Reply

_LONGEST_HEAD = 8192
_LONGEST_BODY = 65_536
_REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    500: "Error",
}


@dataclass(frozen=True)
class Request:
    """What was asked. The names of headers are in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What is answered."""

    status: int
    body: bytes
    kind: str = "text/plain"


class HttpConversation(Conversation):
    """One connection; a device says what it answers to a request."""

    answer_s = 0.01

    def __init__(self) -> None:
        self._held = bytearray()
        self._is_over = False

    @abstractmethod
    def answer(self, request: Request, now: float) -> Answer:
        """What the device answers to *request* at *now*."""

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take bytes from the controller; what is no request ends the connection."""
        replies: list[Reply] = []
        self._held += data
        while not self._is_over and self._held:
            end = self._held.find(b"\r\n\r\n")
            if end < 0 and len(self._held) <= _LONGEST_HEAD:
                break
            request = self._taken(end) if 0 <= end <= _LONGEST_HEAD else Answer(400, b"")
            if request is None:
                break
            answer = self.answer(request, now) if isinstance(request, Request) else request
            replies.append(Reply(_spelt(answer), self.answer_s))
            self._is_over = answer.status == 400  # noqa: PLR2004
        if self._is_over:
            self._held.clear()
            replies.append(Reply(b"", self.answer_s * 2))
        return replies

    def noticed(self, notice: Notice, now: float, *, own: bool) -> list[Reply]:
        """By HTTP nobody is told what was not asked for."""
        return []

    def _taken(self, end: int) -> Request | Answer | None:
        """Take a whole request off what was heard; nothing while its body is still on its way."""
        lines = bytes(self._held[:end]).decode("latin-1").split("\r\n")
        words = lines[0].split(" ")
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
        }
        size = headers.get("content-length", "0")
        if len(words) != 3 or not (size.isascii() and size.isdecimal() and len(size) < 7) or int(size) > _LONGEST_BODY:  # noqa: PLR2004
            return Answer(400, b"")
        start = end + 4
        if len(self._held) < start + int(size):
            return None
        body = bytes(self._held[start : start + int(size)])
        del self._held[: start + int(size)]
        return Request(words[0], words[1], headers, body)


def _spelt(answer: Answer) -> bytes:
    head = (
        f"HTTP/1.1 {answer.status} {_REASONS[answer.status]}\r\nServer: Simulated\r\n"
        f"Content-Type: {answer.kind}\r\nContent-Length: {len(answer.body)}\r\n\r\n"
    )
    return head.encode("latin-1", "replace") + answer.body
