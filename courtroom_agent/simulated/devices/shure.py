"""An emulated microphone processor that speaks Shure's command strings. Written by hand from the MXA910 guide."""

import re
from dataclasses import dataclass, field

from courtroom_agent.simulated.devices.behaviour import Reply

ANSWER_S = 0.01
_LONGEST = 256


@dataclass
class ShureProcessor:
    """The processor: which channels are muted. As from the factory, none is."""

    channels: int = 8
    muted: set[int] = field(default_factory=set)

    def converse(self) -> "ShureConversation":
        """Begin a conversation on a new line."""
        return ShureConversation(self)

    def press(self, channel: int, *, mute: bool) -> bytes:
        """Somebody presses the button at the microphone: what the processor says about it by itself."""
        (self.muted.add if mute else self.muted.discard)(channel)
        return self.tell(channel).encode()

    def tell(self, channel: int) -> str:
        """How the processor reports one channel."""
        return f"< REP {channel} AUDIO_MUTE {'ON' if channel in self.muted else 'OFF'} >"


class ShureConversation:
    """One connection to the processor."""

    def __init__(self, processor: ShureProcessor) -> None:
        self._processor = processor
        self._held = ""

    def opened(self) -> list[Reply]:
        """The processor is silent until spoken to."""
        return []

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take text from the controller."""
        *pieces, self._held = (self._held + data.decode("ascii", "replace")).split(">")
        self._held = self._held[-_LONGEST:]
        return [
            Reply(self._string(piece.rpartition("<")[2].split()).encode(), ANSWER_S) for piece in pieces if "<" in piece
        ]

    def _string(self, words: list[str]) -> str:
        processor = self._processor
        named = len(words) >= 3 and words[2] == "AUDIO_MUTE" and re.fullmatch("[0-9]{1,2}", words[1])  # noqa: PLR2004
        channel = int(words[1]) if named else 0
        if not 1 <= channel <= processor.channels:
            return "< REP ERR >"
        if words[0] == "SET" and words[3:] in (["ON"], ["OFF"]):
            (processor.muted.add if words[3] == "ON" else processor.muted.discard)(channel)
        elif words[0] != "GET" or words[3:]:
            return "< REP ERR >"
        return processor.tell(channel)
