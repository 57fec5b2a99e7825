"""A simulated display that speaks Samsung's MDC. Written by hand from the UD46A and MD40B manuals."""

from dataclasses import dataclass

from courtroom_agent.simulated.devices.behaviour import Conversation, Reply
from courtroom_agent.simulated.devices.display import LOUDEST, Display

_START, _REPLY, _YES, _NO = 0xAA, 0xFF, 0x41, 0x4E
_ALL = 0xFE
_ZERO = 0xFF
"""A display whose number is 0 is called by this."""
_STATUS, _SERIAL, _VERSION, _POWER, _VOLUME, _MUTE, _INPUT, _LOCK, _PANEL, _MODEL = (
    0x00, 0x0B, 0x0E, 0x11, 0x12, 0x13, 0x14, 0x5D, 0xF9, 0x8A,
)  # fmt: skip
_IN_STANDBY = (_STATUS, _POWER, _SERIAL, _VERSION, _MODEL)
_BAD_VALUE, _NOT_NOW = 0x01, 0x02
_HEAD = 4


@dataclass
class MdcDisplay(Display):
    """The display; ``address`` is its ID."""

    address: int = 1
    sources: tuple[int, ...] = (0x14, 0x18, 0x21, 0x23, 0x25)

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return _MdcConversation(self)


class _MdcConversation(Conversation):
    """One line to the display."""

    def __init__(self, display: MdcDisplay) -> None:
        self._display = display
        self._held = bytearray()

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take bytes from the controller; what is no frame is passed over byte by byte."""
        self._held += data
        replies: list[Reply] = []
        while len(self._held) > _HEAD:
            if self._held[0] != _START:
                del self._held[0]
                continue
            end = _HEAD + self._held[3]
            if len(self._held) <= end:
                break
            if sum(self._held[1:end]) & 0xFF != self._held[end]:
                del self._held[0]
                continue
            frame = bytes(self._held[: end + 1])
            del self._held[: end + 1]
            replies += self._frame(frame, now)
        return replies

    def _frame(self, frame: bytes, now: float) -> list[Reply]:
        display = self._display
        command, to, data = frame[1], frame[2], frame[_HEAD:-1]
        own = _ZERO if display.address == 0 else display.address
        if to not in (own, _ALL) or not display.hears(now):
            return []
        answer = self._obey(command, list(data), now)
        if to == _ALL:
            return []
        display.answered(now)
        body = [_YES, command, *answer] if isinstance(answer, list) else [_NO, command, answer]
        return [Reply(_framed(_REPLY, display.address, body), display.answer_s)]

    def _obey(self, command: int, data: list[int], now: float) -> list[int] | int:
        """What it says to the command: values, or why not."""
        display = self._display
        if display.power(now) != "on" and command not in _IN_STANDBY:
            return _NOT_NOW
        if command == _POWER:
            return self._power(data, now)
        if command == _STATUS and not data:
            return [int(display.is_on), display.volume, int(display.is_muted), display.source, 0x10, 0, 0]
        texts = {_SERIAL: b"SIMULATED0001", _VERSION: b"SIM-1.0", _MODEL: b"Simulated"}
        if command in texts and not data:
            return list(texts[command])
        return self._value(command, data)

    def _power(self, data: list[int], now: float) -> list[int] | int:
        if data in ([0], [1]) and not self._display.switch_power(data == [1], now):
            return _NOT_NOW
        return [int(self._display.is_on)] if data in ([], [0], [1]) else _BAD_VALUE

    def _value(self, command: int, data: list[int]) -> list[int] | int:
        """Set one of its values, when there is one, and say what it is."""
        display = self._display
        is_flag = data in ([0], [1])
        if len(data) > 1:
            return _BAD_VALUE
        if command == _VOLUME and (not data or data[0] <= LOUDEST):
            display.volume = data[0] if data else display.volume
            return [display.volume]
        if command == _INPUT and (not data or display.choose(data[0])):
            return [display.source]
        if command == _MUTE and (not data or is_flag):
            display.is_muted = bool(data[0]) if data else display.is_muted
            return [int(display.is_muted)]
        if command == _PANEL and (not data or is_flag):
            display.is_blank = bool(data[0]) if data else display.is_blank
            return [int(display.is_blank)]
        if command == _LOCK and (not data or is_flag):
            display.is_locked = bool(data[0]) if data else display.is_locked
            return [int(display.is_locked)]
        return _BAD_VALUE


def _framed(command: int, number: int, data: list[int]) -> bytes:
    body = [command, number, len(data), *data]
    return bytes([_START, *body, sum(body) & 0xFF])
