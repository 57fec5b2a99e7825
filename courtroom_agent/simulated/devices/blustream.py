"""A simulated matrix of the Blustream kind: lines of words, and a table for people. From the HMXL88 and MX44AB-V2 manuals."""

import re
from dataclasses import dataclass, field

from courtroom_agent.simulated.devices.behaviour import Conversation, Reply
from courtroom_agent.simulated.devices.matrix import Matrix

_ROUTE = re.compile(r"OUT([0-9]{2})FR([0-9]{2})")
_SHOW = re.compile(r"OUT([0-9]{2})(ON|OFF)")
_LONGEST = 80


@dataclass
class BlustreamMatrix(Matrix):
    """The matrix. It tells nobody what happens at its keys: it has to be asked."""

    is_on: bool = True
    answer_s: float = 0.03
    routes: dict[int, int] = field(default_factory=lambda: dict.fromkeys(range(1, 9), 1))

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return _BlustreamConversation(self)

    def state(self, now: float) -> dict[str, object]:
        """Whether it is on, and what each output shows."""
        return {"on": self.is_on, **super().state(now)}


class _BlustreamConversation(Conversation):
    """One line to the matrix."""

    def __init__(self, matrix: BlustreamMatrix) -> None:
        self._matrix = matrix
        self._held = ""

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take text from the controller."""
        *lines, self._held = (self._held + data.decode("ascii", "replace")).replace("\n", "").split("\r")
        self._held = self._held[-_LONGEST:]
        answers = (self._line(line.strip().upper()) for line in lines)
        return [Reply(answer.encode("ascii", "replace"), self._matrix.answer_s) for answer in answers if answer]

    def _line(self, line: str) -> str:
        matrix = self._matrix
        if not line:
            return ""
        if line == "STATUS":
            return self._table()
        if line in ("PON", "POFF"):
            matrix.is_on = line == "PON"
            return f"[SUCCESS]Set system power {'ON' if matrix.is_on else 'OFF'}\r\n"
        route, show = _ROUTE.fullmatch(line), _SHOW.fullmatch(line)
        if route and matrix.has(route[2], route[1]) and int(route[2]):
            matrix.route(int(route[2]), [int(route[1])])
            return f"[SUCCESS]Set output {route[1]} connect from input {route[2]}.\r\n"
        if show and matrix.has("0", show[1]):
            (matrix.muted.discard if show[2] == "ON" else matrix.muted.add)(int(show[1]))
            return f"[SUCCESS]Set output {show[1]} {show[2]}.\r\n"
        return "[ERROR]Parameter is out of range.\r\n" if route or show else "[ERROR]Unknown command.\r\n"

    def _table(self) -> str:
        matrix = self._matrix
        rule = "=" * 64
        rows = [
            f"\t{output:02d}      {matrix.routes.get(output, 0):02d}           OFF/OFF        "
            f"{'No ' if output in matrix.muted else 'Yes'}         ON"
            for output in range(1, matrix.outputs + 1)
        ]
        head = [
            rule,
            "Simulated matrix status",
            f"Power {'ON ' if matrix.is_on else 'OFF'}",
            "\tOutput  FromIn       HDMIcon        OutputEn    OSP",
        ]
        return "\r\n".join([*head, *rows, rule]) + "\r\n"
