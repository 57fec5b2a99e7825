"""A simulated display that speaks NEC's external control. Written by hand from NEC's RS-232C manual p17 on."""

import re
from dataclasses import dataclass

from courtroom_agent.simulated.devices.behaviour import Conversation, Reply
from courtroom_agent.simulated.devices.display import LOUDEST, Display

_SOH, _STX, _ETX, _CR = 0x01, 0x02, 0x03, 0x0D
_HEX = re.compile("[0-9A-F]+")
_HEAD = 7
"""SOH, 0, to, from, type and two digits of length."""
_FIRST = 0x40
"""Display 1 is called A, which is the byte after this."""
_ALL = 0x2A
_POWER_ON, _POWER_OFF = 1, 4
_INPUT, _VOLUME, _MUTE, _BLANK = "0060", "0062", "008D", "10B6"


@dataclass
class NecDisplay(Display):
    """The display; ``monitor`` is its monitor ID."""

    monitor: int = 1
    source: int = 0x11
    sources: tuple[int, ...] = (0x01, 0x03, 0x0F, 0x11, 0x12)

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return _NecConversation(self)


class _NecConversation(Conversation):
    """One line to the display."""

    def __init__(self, display: NecDisplay) -> None:
        self._display = display
        self._held = bytearray()

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take bytes from the controller; what is no packet is passed over byte by byte."""
        self._held += data
        replies: list[Reply] = []
        while len(self._held) >= _HEAD:
            length = _length(self._held)
            if length is None:
                del self._held[0]
                continue
            if len(self._held) < _HEAD + length + 2:
                break
            packet = bytes(self._held[: _HEAD + length + 2])
            if not _is_whole(packet):
                del self._held[0]
                continue
            del self._held[: len(packet)]
            replies += self._packet(packet, now)
        return replies

    def _packet(self, packet: bytes, now: float) -> list[Reply]:
        display = self._display
        if packet[2] not in (_FIRST + display.monitor, _ALL) or not display.hears(now):
            return []
        kind, message = chr(packet[4]), packet[_HEAD + 1 : -3].decode("ascii", "replace")
        answer = self._obey(kind, message, now)
        if answer is None:
            return []
        display.answered(now)
        return [Reply(_packed(display.monitor, chr(ord(kind) + 1), answer), display.answer_s)]

    def _obey(self, kind: str, message: str, now: float) -> str | None:
        display = self._display
        if kind == "A" and message == "01D6":
            return f"0200D6000004{_POWER_ON if display.power(now) == 'on' else _POWER_OFF:04X}"
        if kind == "A" and message.startswith("C203D6") and len(message) == 10:  # noqa: PLR2004
            wanted = message[6:]
            if wanted not in ("0001", "0004") or not display.switch_power(wanted == "0001", now):
                return f"01C203D6{wanted}"
            return f"00C203D6{wanted}"
        if display.is_deaf_off and display.power(now) != "on":
            return None
        if kind == "C" and len(message) == 4:  # noqa: PLR2004
            return self._value(message, None, now)
        if kind == "E" and len(message) == 8:  # noqa: PLR2004
            return self._value(message[:4], message[4:], now)
        return None

    def _value(self, code: str, wanted: str | None, now: float) -> str:
        """Set or read one of its values, and say result, code, type, greatest and present value."""
        display = self._display
        refused = f"01{code}0000000000"
        if code not in (_INPUT, _VOLUME, _MUTE, _BLANK) or display.power(now) != "on":
            return refused
        if wanted is not None and not self._set(code, wanted):
            return refused
        present = {
            _INPUT: (0x00FF, display.source),
            _VOLUME: (LOUDEST, display.volume),
            _MUTE: (2, 1 if display.is_muted else 2),
            _BLANK: (2, 1 if display.is_blank else 2),
        }[code]
        return f"00{code}00{present[0]:04X}{present[1]:04X}"

    def _set(self, code: str, wanted: str) -> bool:
        if not _HEX.fullmatch(wanted):
            return False
        value = int(wanted, 16)
        if code == _INPUT:
            return self._display.choose(value)
        if code == _VOLUME:
            if value > LOUDEST:
                return False
            self._display.volume = value
            return True
        if value not in (1, 2):
            return False
        setattr(self._display, "is_muted" if code == _MUTE else "is_blank", value == 1)
        return True


def _length(held: bytearray) -> int | None:
    """How long the message is, STX and ETX included; nothing when this is no head."""
    if held[0] != _SOH or held[1] != ord("0"):
        return None
    digits = held[5:7].decode("ascii", "replace")
    length = int(digits, 16) if _HEX.fullmatch(digits) else 0
    return length if length > 2 else None  # noqa: PLR2004


def _is_whole(packet: bytes) -> bool:
    return packet[_HEAD] == _STX and packet[-3] == _ETX and packet[-1] == _CR and _check(packet[1:-2]) == packet[-2]


def _check(content: bytes) -> int:
    check = 0
    for byte in content:
        check ^= byte
    return check


def _packed(number: int, kind: str, message: str) -> bytes:
    body = f"00{chr(_FIRST + number)}{kind}{len(message) + 2:02X}\x02{message}\x03".encode("ascii", "replace")
    return bytes([_SOH]) + body + bytes([_check(body), _CR])
