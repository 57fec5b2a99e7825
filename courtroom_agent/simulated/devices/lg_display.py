"""A simulated display that speaks LG's serial words. Written by hand from the M4210LC manual A4 and the 55WV70MS p67."""

import re
from dataclasses import dataclass

from courtroom_agent.simulated.devices.behaviour import Conversation, Reply
from courtroom_agent.simulated.devices.display import LOUDEST, Display

_COMMAND = re.compile(r"([a-z])([a-z]) ([0-9a-f]{1,2}) ([0-9a-f]{1,2})")
_LONGEST = 64
_READ = 0xFF
_ILLEGAL, _UNKNOWN, _WAIT = "NG01", "NG02", "NG03"


@dataclass
class LgDisplay(Display):
    """The display; ``address`` is its set ID."""

    address: int = 1
    source: int = 0x90
    sources: tuple[int, ...] = (0x60, 0x70, 0x90, 0x91, 0xC0)
    is_deaf_off: bool = True

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return _LgConversation(self)


class _LgConversation(Conversation):
    """One line to the display."""

    def __init__(self, display: LgDisplay) -> None:
        self._display = display
        self._held = ""

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take text from the controller."""
        *lines, self._held = (self._held + data.decode("ascii", "replace")).split("\r")
        self._held = self._held[-_LONGEST:]
        return [reply for line in lines for reply in self._line(line.lower().strip("\n"), now)]

    def _line(self, line: str, now: float) -> list[Reply]:
        display = self._display
        command = _COMMAND.fullmatch(line)
        if command is None or not display.hears(now):
            return []
        first, second, to, value = command[1], command[2], int(command[3], 16), int(command[4], 16)
        wakes = first + second == "ka" and value == 1
        if to not in (0, display.address) or (display.is_deaf_off and display.power(now) == "off" and not wakes):
            return []
        was_off = display.power(now) == "off"
        answer = self._obey(first + second, value, now)
        if to == 0:
            return []
        display.answered(now)
        waits_s = display.warm_up_s if wakes and was_off else 0.0
        return [Reply(f"{second} {display.address:02x} {answer}x".encode(), display.answer_s + waits_s)]

    def _obey(self, command: str, value: int, now: float) -> str:
        display = self._display
        if command == "ka":
            if value not in (0, 1, _READ):
                return _ILLEGAL
            done = value == _READ or display.switch_power(value == 1, now)
            return f"OK{int(display.is_on):02x}" if done else _WAIT
        if display.power(now) != "on":
            return _WAIT
        if command in ("kb", "xb"):
            done = value == _READ or display.choose(value)
            return f"OK{display.source:02x}" if done else _ILLEGAL
        return self._value(command, value)

    def _value(self, command: str, value: int) -> str:
        display = self._display
        flags = {"kd": ("is_blank", False), "ke": ("is_muted", True), "km": ("is_locked", False)}
        if command == "kf":
            if value != _READ and value > LOUDEST:
                return _ILLEGAL
            display.volume = display.volume if value == _READ else value
            return f"OK{display.volume:02x}"
        if command not in flags:
            return _UNKNOWN
        name, is_upside_down = flags[command]
        if value not in (0, 1, _READ):
            return _ILLEGAL
        if value != _READ:
            setattr(display, name, bool(value) != is_upside_down)
        return f"OK{int(getattr(display, name) != is_upside_down):02x}"
