"""Opening devices, streams and files through FFmpeg, with faults in words."""

from collections.abc import Iterator

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.container import InputContainer

from courtroom_agent.errors import SourceLost
from courtroom_agent.sources.base import BLOCK, SAMPLE_RATE, Samples

OPEN_S, READ_S = 5.0, 3.0
FAULTS = (OSError, ValueError, av.FFmpegError)
"""What PyAV raises: mostly Python's own errors too, but not for what a server refuses."""


def open_input(name: str, place: str, form: str | None, options: dict[str, str], remedy: str) -> InputContainer:
    """Open *place*; *name* is what the room file calls it.

    Raises:
        SourceLost: it is not there now; says why and what to do.
    """
    try:
        return av.open(place, format=form, options=options, timeout=(OPEN_S, READ_S))
    except FAULTS as fault:
        raise lost(name, fault, remedy) from fault


def lost(name: str, fault: BaseException | str, remedy: str) -> SourceLost:
    """The fault in words."""
    reason = getattr(fault, "strerror", None) or str(fault) or type(fault).__name__
    return SourceLost(f"{name}: nothing comes from it ({reason}). {remedy} It is tried again by itself.")


class Blocks:
    """Turns any sound into blocks of 20 ms, 48 kHz mono."""

    def __init__(self) -> None:
        self._resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE, frame_size=BLOCK)

    def cut(self, frame: AudioFrame) -> Iterator[Samples]:
        """The whole blocks that *frame* completes."""
        frame.pts = None
        for block in self._resampler.resample(frame):
            samples = np.asarray(block.to_ndarray(), dtype=np.int16).reshape(-1)
            if len(samples) == BLOCK:
                yield samples
