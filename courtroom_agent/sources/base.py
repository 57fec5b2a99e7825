"""What every source gives: pictures or sound with the moment of capture."""

from dataclasses import dataclass
from typing import Protocol

import av
import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 48_000
BLOCK = 960
BLOCK_NS = 20_000_000
RETRY_S = 2.0
"""How long after a fault a source is tried again."""

Samples = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in yuv420p; *at* is when it was taken, UTC ns by the panel's clock."""

    frame: av.VideoFrame
    at: int
    says: str = ""
    """Why this is a slate of ours and no picture of the source's: ``无信号 · no signal``."""


@dataclass(frozen=True, slots=True)
class CodedPicture:
    """A picture that the camera encoded itself: H.264 Annex B, parameter sets before each IDR, no B-frames."""

    data: bytes
    keyframe: bool
    at: int


@dataclass(frozen=True, slots=True)
class Sound:
    """960 samples, 48 kHz mono; *at* is when the first was taken, UTC ns by the panel's clock."""

    samples: Samples
    at: int


class VideoSource(Protocol):
    """A camera. Opened by its constructor, used by one thread."""

    dropped: int
    """Pictures left out because this machine was too slow."""

    def read(self) -> Picture | CodedPicture:
        """Wait for the next picture.

        Raises:
            SourceLost: the camera went away.
        """
        ...

    def close(self) -> None:
        """Let go of the camera."""
        ...


class AudioSource(Protocol):
    """A microphone. Opened by its constructor, used by one thread."""

    def read(self) -> Sound:
        """Wait for the next 20 ms.

        Raises:
            SourceLost: the microphone went away.
        """
        ...

    def close(self) -> None:
        """Let go of the microphone."""
        ...


class Grid:
    """Evenly spaced moments since 1970, so that all sources of one rate share them."""

    def __init__(self, period_ns: int, patience: int) -> None:
        """Count moments of *period_ns*; one more than *patience* of them late are left out."""
        self.period = period_ns
        self._patience = patience
        self._last: int | None = None

    def next(self, now: int) -> tuple[int, int]:
        """The next moment after the last one, and how many were left out because *now* is too far on."""
        current = now // self.period
        if self._last is None:
            self._last = current
        missed = current - self._last - 1
        skipped = missed if missed > self._patience or missed < -self._patience else 0
        self._last += 1 + skipped
        return self._last * self.period, max(0, skipped)


class SteadyBlocks:
    """Gives blocks of a device their moments: counted on evenly, led gently to when they really came."""

    def __init__(self) -> None:
        self._next: int | None = None

    def at(self, arrived: int) -> int:
        """The moment of the first sample of a block that was complete at *arrived*."""
        seen = arrived - BLOCK_NS
        if self._next is None or abs(seen - self._next) > 5 * BLOCK_NS:
            self._next = seen
        error = seen - self._next
        at = self._next + max(-BLOCK_NS // 1000, min(BLOCK_NS // 1000, error))
        self._next = at + BLOCK_NS
        return at
