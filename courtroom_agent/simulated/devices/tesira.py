"""A simulated audio processor that speaks Biamp's Tesira Text Protocol. Written by hand from support.biamp.com."""

import re
from dataclasses import dataclass, field

from courtroom_agent.simulated.devices.behaviour import CannotTouch, Conversation, Notice, Reply, SimulatedDevice

_COMMAND = re.compile(
    r'(?:"([^"]+)"|(\S.*?)) (get|set|toggle|increment|decrement|subscribe|unsubscribe|recallPreset)(?: (.*))?'
)
_NUMBER = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,6})?")
_LONGEST = 512
_FIGURE = 4
"""A channel's number is shorter."""
_LOWEST, _HIGHEST = -100.0, 12.0
_NO_ADDRESS = '-ERR address not found: {"deviceId":0 "classCode":0 "instanceNum":0}'
_BAD = "-ERR Parse error"


@dataclass
class TesiraProcessor(SimulatedDevice):
    """The processor: one level block by its tag, which is case-sensitive, with channels counted from 1."""

    block: str = "Level1"
    channels: int = 8
    muted: set[tuple[str, int]] = field(default_factory=set)
    levels: dict[tuple[str, int], float] = field(default_factory=dict)
    presets: tuple[int, ...] = (1001, 1002)
    last_preset: int = 0
    answer_s: float = 0.015

    def converse(self) -> Conversation:
        """Begin a session."""
        return _TesiraConversation(self)

    def has(self, tag: str, channel: str) -> bool:
        """Whether there is such a channel."""
        figure = channel.isascii() and channel.isdecimal() and len(channel) < _FIGURE
        return figure and tag == self.block and 1 <= int(channel) <= self.channels

    def value(self, tag: str, what: str, channel: int) -> bool | float:
        """A channel's ``mute`` or ``level``."""
        return (tag, channel) in self.muted if what == "mute" else self.levels.get((tag, channel), 0.0)

    def put(self, tag: str, what: str, channel: int, value: float) -> None:
        """Set a channel's ``mute`` or ``level``, and tell who wants to know."""
        if what == "mute":
            (self.muted.add if value else self.muted.discard)((tag, channel))
        else:
            self.levels[tag, channel] = min(_HIGHEST, max(_LOWEST, value))
        self.notice(f"{tag}/{what}/{channel}")

    def touched(self, words: list[str], now: float) -> None:
        """``mute TAG CHANNEL on|off``."""
        match words:
            case ["mute", tag, channel, "on" | "off" as how] if self.has(tag, channel):
                self.put(tag, "mute", int(channel), how == "on")
            case _:
                raise CannotTouch(f"The processor has: mute TAG CHANNEL on|off, tag {self.block}.")

    def state(self, now: float) -> dict[str, object]:
        """Which channels are muted."""
        return {"muted": sorted(f"{tag} {channel}" for tag, channel in self.muted), "preset": self.last_preset}


@dataclass
class _Subscription:
    """What a session wants to be told, under which name, and not more often than that."""

    tag: str
    what: str
    channel: int
    every_s: float
    told_at: float = -1e9
    owes: bool = True


class _TesiraConversation(Conversation):
    """One session; its subscriptions die with it."""

    def __init__(self, processor: TesiraProcessor) -> None:
        self._processor = processor
        self._held = ""
        self._subscriptions: dict[str, _Subscription] = {}

    def opened(self) -> list[Reply]:
        """The processor greets."""
        return [Reply(b"\r\nWelcome to the Tesira Text Protocol Server...\r\n\r\n", 0.05)]

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take text from the controller."""
        *lines, self._held = (self._held + data.decode("utf-8", "replace")).replace("\r", "\n").split("\n")
        self._held = self._held[-_LONGEST:]
        answers = [self._line(line.strip()) for line in lines if line.strip()]
        replies = [Reply(f"{answer}\r\n".encode("utf-8", "replace"), self._processor.answer_s) for answer in answers]
        return [*replies, *self.rang(now)]

    def noticed(self, notice: Notice, now: float, *, own: bool) -> list[Reply]:
        """Publish what was subscribed to."""
        for subscription in self._subscriptions.values():
            if notice.what == f"{subscription.tag}/{subscription.what}/{subscription.channel}":
                subscription.owes = True
        return self.rang(now)

    def due(self) -> float | None:
        """When the next publication may go out."""
        owed = (one.told_at + one.every_s for one in self._subscriptions.values() if one.owes)
        return min(owed, default=None)

    def rang(self, now: float) -> list[Reply]:
        """Publish what is owed and not too soon."""
        replies = []
        for name, one in self._subscriptions.items():
            if one.owes and one.told_at + one.every_s <= now:
                one.owes, one.told_at = False, now
                value = self._processor.value(one.tag, one.what, one.channel)
                told = _spelt(value) if one.what == "mute" else f"{value:.4f}"
                line = f'! "publishToken":"{name}" "value":{told}\r\n'
                replies.append(Reply(line.encode("utf-8", "replace"), self._processor.answer_s))
        return replies

    def _line(self, line: str) -> str:
        command = _COMMAND.fullmatch(line)
        if command is None:
            return f"{_BAD} at 0: unknown command"
        tag, verb, words = command[1] or command[2], command[3], (command[4] or "").split()
        if tag == "DEVICE":
            return self._device(verb, words)
        if tag != self._processor.block:
            return _NO_ADDRESS
        if len(words) < 2 or words[0] not in ("mute", "level"):  # noqa: PLR2004 - what, and of which channel
            return f"{_BAD}: unknown attribute"
        if not self._processor.has(tag, words[1]):
            return _NO_ADDRESS
        return self._block(tag, verb, words[0], int(words[1]), words[2:])

    def _device(self, verb: str, words: list[str]) -> str:
        match verb, words:
            case "get", ["version"]:
                return '+OK "value":"3.14.2.1"'
            case "get", ["serialNumber"]:
                return '+OK "value":"SIMULATED"'
            case "recallPreset", [number] if number in map(str, self._processor.presets):
                self._processor.last_preset = int(number)
                return "+OK"
        return f"{_BAD}: no such preset or attribute"

    def _block(self, tag: str, verb: str, what: str, channel: int, rest: list[str]) -> str:
        processor = self._processor
        value = processor.value(tag, what, channel)
        match verb, rest:
            case "get", []:
                return f'+OK "value":{_spelt(value)}'
            case "set", [wanted] if what == "mute" and wanted in ("true", "false"):
                processor.put(tag, what, channel, wanted == "true")
            case "toggle", [] if what == "mute":
                processor.put(tag, what, channel, not value)
            case "set" | "increment" | "decrement", [wanted] if what == "level" and _NUMBER.fullmatch(wanted):
                step = {"set": float(wanted), "increment": value + float(wanted), "decrement": value - float(wanted)}
                processor.put(tag, what, channel, step[verb])
            case "subscribe", [name, *every]:
                every_s = int(every[0]) / 1000 if every and re.fullmatch("[0-9]{1,6}", every[0], re.ASCII) else 0.5
                self._subscriptions[name] = _Subscription(tag, what, channel, max(0.05, every_s))
            case "unsubscribe", [name]:
                self._subscriptions.pop(name, None)
            case _:
                return f"{_BAD}: bad value"
        return "+OK"


def _spelt(value: bool | float) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:.1f}"
