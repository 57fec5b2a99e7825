"""One picture or one packet of sound on its way into a track."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["video", "audio"]


@dataclass(frozen=True, slots=True)
class Sample:
    """One H.264 access unit in Annex B, parameter sets before each IDR, or one Opus packet of 20 ms."""

    data: bytes
    start: int
    """Nanoseconds on the hearing's timeline."""
    duration: int
    """Nanoseconds; the start of the next sample corrects it."""
    keyframe: bool
    source_time: int
    """The source's own clock when this was captured: nanoseconds, or RTP units."""
