"""An emulated microphone processor that speaks Shure's command strings. Written by hand from the MXA910 guide."""

import re
from dataclasses import dataclass, field

from courtroom_agent.simulated.devices.behaviour import CannotTouch, Conversation, Notice, Reply, SimulatedDevice

ANSWER_S = 0.01
_LONGEST = 256
_NO_GAIN, _MOST_GAIN = 1100, 1400
_FASTEST_METERS_MS = 100
_REFUSED = "< REP ERR >"


@dataclass
class ShureProcessor(SimulatedDevice):
    """The processor: which channels are muted, and their gains. As from the factory, none is muted."""

    channels: int = 8
    muted: set[int] = field(default_factory=set)
    gains: dict[int, int] = field(default_factory=dict)
    """In tenths of a decibel above -110 dB, as the protocol counts."""
    is_all_muted: bool = False

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return _ShureConversation(self)

    def press(self, channel: int, *, mute: bool) -> bytes:
        """Somebody presses the button at the microphone: what the processor says about it by itself."""
        (self.muted.add if mute else self.muted.discard)(channel)
        return self.tell(channel).encode()

    def touched(self, words: list[str], now: float) -> None:
        """``mute CHANNEL on|off``."""
        match words:
            case ["mute", channel, "on" | "off" as how] if _is_channel(channel, self.channels):
                self.notice(f"mute {channel}", self.press(int(channel), mute=how == "on"))
            case _:
                raise CannotTouch(f"The processor has: mute CHANNEL on|off, channels 1 to {self.channels}.")

    def state(self, now: float) -> dict[str, object]:
        """Which channels are muted."""
        return {"muted": sorted(self.muted), "all muted": self.is_all_muted}

    def tell(self, channel: int) -> str:
        """How the processor reports one channel."""
        return f"< REP {channel} AUDIO_MUTE {_word(channel in self.muted)} >"

    def tell_gain(self, channel: int) -> str:
        """How the processor reports one channel's gain."""
        return f"< REP {channel} AUDIO_GAIN_HI_RES {self.gains.get(channel, _NO_GAIN):04d} >"


class _ShureConversation(Conversation):
    """One connection to the processor."""

    def __init__(self, processor: ShureProcessor) -> None:
        self._processor = processor
        self._held = ""
        self._metered_every_s = 0.0
        self._next = 0.0

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take text from the controller."""
        *pieces, self._held = (self._held + data.decode("ascii", "replace")).split(">")
        self._held = self._held[-_LONGEST:]
        strings = (piece.rpartition("<")[2].split() for piece in pieces if "<" in piece)
        return [Reply(answer.encode("ascii", "replace"), ANSWER_S) for words in strings for answer in self._string(words, now)]  # fmt: skip

    def noticed(self, notice: Notice, now: float, *, own: bool) -> list[Reply]:
        """Every change is reported on every connection; the one that made it has its report already."""
        return [] if own else [Reply(notice.data)]

    def due(self) -> float | None:
        """When the next meters are due."""
        return self._next if self._metered_every_s else None

    def rang(self, now: float) -> list[Reply]:
        """Tell the level of every channel."""
        self._next = now + self._metered_every_s
        levels = (
            "000" if channel in self._processor.muted else "030" for channel in range(1, self._processor.channels + 1)
        )
        return [Reply(f"< SAMPLE {' '.join(levels)} >".encode())]  # fmt: skip

    def _string(self, words: list[str], now: float) -> list[str]:
        match words:
            case ["GET", "0", "ALL"]:
                channels = range(1, self._processor.channels + 1)
                return [
                    each for one in channels for each in (self._processor.tell(one), self._processor.tell_gain(one))
                ]
            case ["GET", "DEVICE_AUDIO_MUTE"]:
                return [self._tell_device()]
            case ["SET", "DEVICE_AUDIO_MUTE", "ON" | "OFF" as how]:
                self._processor.is_all_muted = how == "ON"
                self._processor.notice("device mute", self._tell_device().encode())
                return [self._tell_device()]
            case ["SET" | "GET", "1", "METER_RATE", *_]:
                return self._meters(words, now)
            case ["SET" | "GET", channel, what, *_] if _is_channel(channel, self._processor.channels):
                return self._channel(words[0], int(channel), what, words[3:])
        return [_REFUSED]

    def _channel(self, verb: str, channel: int, what: str, values: list[str]) -> list[str]:
        if verb == "GET" and not values and what in ("AUDIO_MUTE", "AUDIO_GAIN_HI_RES"):
            return [self._processor.tell(channel) if what == "AUDIO_MUTE" else self._processor.tell_gain(channel)]
        if verb == "SET" and what == "AUDIO_MUTE" and values in (["ON"], ["OFF"]):
            self._processor.notice(f"mute {channel}", self._processor.press(channel, mute=values == ["ON"]))
            return [self._processor.tell(channel)]
        if verb == "SET" and what == "AUDIO_GAIN_HI_RES":
            gain = self._gain(channel, values)
            if gain is not None:
                self._processor.gains[channel] = gain
                self._processor.notice(f"gain {channel}", self._processor.tell_gain(channel).encode())
                return [self._processor.tell_gain(channel)]
        return [_REFUSED]

    def _gain(self, channel: int, values: list[str]) -> int | None:
        """The gain asked for, absolute or as a step from where it is; nothing when it makes no sense."""
        match values:
            case [level] if re.fullmatch("[0-9]{1,4}", level, re.ASCII) and int(level) <= _MOST_GAIN:
                return int(level)
            case ["INC" | "DEC" as way, step] if re.fullmatch("[0-9]{1,4}", step, re.ASCII):
                now = self._processor.gains.get(channel, _NO_GAIN)
                return min(_MOST_GAIN, max(0, now + int(step) * (1 if way == "INC" else -1)))
        return None

    def _meters(self, words: list[str], now: float) -> list[str]:
        match words[3:]:
            case [rate] if (
                words[0] == "SET"
                and re.fullmatch("[0-9]{1,5}", rate, re.ASCII)
                and (int(rate) == 0 or int(rate) >= _FASTEST_METERS_MS)
            ):
                self._metered_every_s = int(rate) / 1000
                self._next = now + self._metered_every_s
            case [] if words[0] == "GET":
                pass
            case _:
                return [_REFUSED]
        return [f"< REP 1 METER_RATE {round(self._metered_every_s * 1000):05d} >"]

    def _tell_device(self) -> str:
        return f"< REP DEVICE_AUDIO_MUTE {_word(self._processor.is_all_muted)} >"


def _word(is_on: bool) -> str:
    return "ON" if is_on else "OFF"


def _is_channel(word: str, channels: int) -> bool:
    return bool(re.fullmatch("[0-9]{1,2}", word, re.ASCII)) and 1 <= int(word) <= channels
