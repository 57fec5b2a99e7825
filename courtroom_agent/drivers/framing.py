"""Cuts what arrives on a line into messages. Bounded; noise costs at most the message it fell into."""

from hardware_profiles.device import Framing


class Framer:
    """Collects bytes and gives whole messages, without their endings."""

    def __init__(self, framing: Framing) -> None:
        self._max = framing.max
        self._binary = framing.encoding == "binary"
        start, end = framing.between or ("", framing.until or "")
        self._start = start.encode()
        self._end = bytes.fromhex(end) if self._binary else end.encode()
        self._held = bytearray()
        self._overflowing = False
        self.dropped = 0
        """How many bytes belonged to no message."""

    def feed(self, data: bytes) -> list[bytes]:
        """Take what arrived and give the messages that it completes."""
        self._held += data
        messages = []
        while (end := self._held.find(self._end)) >= 0:
            piece = bytes(self._held[: end + len(self._end)])
            del self._held[: len(piece)]
            message = self._message(piece)
            if message is not None:
                messages.append(message)
        if len(self._held) > self._max:
            self.dropped += len(self._held)
            self._held.clear()
            self._overflowing = True
        return messages

    def reset(self) -> None:
        """Forget what has arrived: the line is a new one."""
        self._held.clear()
        self._overflowing = False

    def _message(self, piece: bytes) -> bytes | None:
        overflowing, self._overflowing = self._overflowing, False
        if overflowing or len(piece) > self._max:
            self.dropped += len(piece)
            return None
        if self._start:
            start = piece.rfind(self._start)
            if start < 0:
                self.dropped += len(piece)
                return None
            self.dropped += start
            return piece[start:]
        if self._binary:
            return piece
        return piece[: -len(self._end)].replace(b"\0", b"")  # some projectors pad with NUL
