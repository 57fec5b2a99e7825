"""Telnet: a TCP connection in which the other end negotiates (RFC 854). Everything it offers or wants is declined."""

from courtroom_agent.drivers.stream_line import StreamLine

_IAC = 0xFF
_DONT, _DO, _WONT, _WILL = 0xFE, 0xFD, 0xFC, 0xFB
_SUB, _SUB_END = 0xFA, 0xF0
_SUB_MAX = 256


class TelnetStream:
    """Takes the negotiation out of what arrives. Pure: bytes in, bytes and answers out."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> tuple[bytes, bytes]:
        """Take what arrived; give what was said, and what is to be answered to the negotiation."""
        data, self._held = self._held + data, b""
        said, answers, at = bytearray(), bytearray(), 0
        while at < len(data):
            if data[at] != _IAC:
                said.append(data[at])
                at += 1
                continue
            size = _size(data[at:])
            if size == 0:
                self._held = data[at:]
                break
            answers += _answer(data[at : at + size])
            said += b"\xff" if data[at : at + size] == b"\xff\xff" else b""
            at += size
        return bytes(said), bytes(answers)


def _size(data: bytes) -> int:
    """How long the negotiation at the start of *data* is; 0 when the rest is still to come."""
    if len(data) < 2:  # noqa: PLR2004 - IAC and a verb
        return 0
    if data[1] in (_DONT, _DO, _WONT, _WILL):
        return 3 if len(data) > 2 else 0  # noqa: PLR2004 - and an option
    if data[1] != _SUB:
        return 2
    end = data.find(bytes([_IAC, _SUB_END]), 2)
    if end < 0:
        return 2 if len(data) > _SUB_MAX else 0
    return end + 2


def _answer(negotiation: bytes) -> bytes:
    if negotiation[1] == _DO:
        return bytes([_IAC, _WONT, negotiation[2]])
    return bytes([_IAC, _DONT, negotiation[2]]) if negotiation[1] == _WILL else b""


class TelnetLine:
    """A telnet connection."""

    def __init__(self, inner: StreamLine) -> None:
        self._inner = inner
        self.way = inner.way._replace(kind="telnet") if inner.way is not None else None
        self._stream = TelnetStream()
        self.close = inner.close

    async def read(self) -> bytes:
        """Wait for bytes that are no negotiation; raises Unreachable when the line is gone."""
        said = b""
        while not said:
            said, answers = self._stream.feed(await self._inner.read())
            if answers:
                self._inner.write(answers)
        return said

    def write(self, data: bytes) -> None:
        """Send *data*; a byte FF is doubled."""
        self._inner.write(data.replace(b"\xff", b"\xff\xff"))
