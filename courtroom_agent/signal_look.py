"""What a camera's picture and a microphone's sound are like, measured beside encoding: dark, still, clipped."""

from collections import deque
from collections.abc import Sequence

import av
import numpy as np
import numpy.typing as npt
from av.codec.context import CodecContext
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from courtroom_agent.guards import Look

EVERY_NS = 500_000_000
"""A picture is looked at twice a second."""
_STEP = 8
_DARK = 40
"""Brightness (16 to 235) up to which a point is dark."""
_FULL, _IN_A_ROW = 32_700, 3
"""A sample at full scale; so many in one block are no chance."""
_BLOCKS = 50

Samples = npt.NDArray[np.int16]


class PictureLook:
    """Looks at one camera. Belongs to the camera's thread."""

    def __init__(self) -> None:
        self.now: Look | None = None
        self._at = self._still_since = 0
        self._before: npt.NDArray[np.uint8] | None = None
        self._decoder: VideoCodecContext | None = None

    def take(self, frame: av.VideoFrame, at: int) -> None:
        """Note a picture taken at *at* ns."""
        if at - self._at < EVERY_NS:
            return
        self._at = at
        points = _points(frame)
        if self._before is None or not np.array_equal(points, self._before):
            self._before, self._still_since = points, at
        dark = float(np.count_nonzero(points <= _DARK)) / points.size
        self.now = Look(dark=round(dark, 3), still_s=round((at - self._still_since) / 1e9, 1))

    def take_coded(self, data: bytes, at: int) -> None:
        """Note a keyframe that the camera encoded itself (H.264 Annex B)."""
        if at - self._at < EVERY_NS:
            return
        for frame in self._decode(data):
            self.take(frame, at)

    def forget(self) -> None:
        """The camera went off: nothing is known."""
        self.now, self._before, self._decoder = None, None, None

    def _decode(self, data: bytes) -> Sequence[VideoFrame]:
        if self._decoder is None:
            made = CodecContext.create("h264", "r")
            assert isinstance(made, VideoCodecContext), "H.264 is video"
            self._decoder = made
        try:
            # Flushed each time: a keyframe stands alone, and waits for no picture after it.
            frames = [*self._decoder.decode(av.Packet(data)), *self._decoder.decode(None)]
            self._decoder.flush_buffers()
        except av.FFmpegError:
            self._decoder = None
            return ()
        return frames


class SoundLook:
    """Counts how much of the last second was at full scale. Belongs to the microphone's thread."""

    def __init__(self) -> None:
        self._blocks: deque[bool] = deque(maxlen=_BLOCKS)

    def take(self, samples: Samples) -> None:
        """Note 20 ms of sound."""
        full = np.count_nonzero((samples >= _FULL) | (samples <= -_FULL))
        self._blocks.append(bool(full >= _IN_A_ROW))

    @property
    def clipped(self) -> float | None:
        """Share of the last second; ``None`` before a whole one was heard."""
        return sum(self._blocks) / _BLOCKS if len(self._blocks) == _BLOCKS else None

    def forget(self) -> None:
        """The microphone went off, or is muted: nothing is known."""
        self._blocks.clear()


def _points(frame: av.VideoFrame) -> npt.NDArray[np.uint8]:
    """Every eighth point of every eighth row of the picture's brightness."""
    plane = frame.planes[0]
    rows = np.frombuffer(memoryview(plane), dtype=np.uint8)[: plane.height * plane.line_size]
    return rows.reshape(plane.height, plane.line_size)[::_STEP, : frame.width : _STEP].copy()
