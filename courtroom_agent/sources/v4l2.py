"""A camera on this machine: USB or capture card, through Video4Linux."""

from collections.abc import Iterator

import av

from courtroom_agent.capture_clock import Clock
from courtroom_agent.sources.base import Picture
from courtroom_agent.sources.containers import FAULTS, lost, open_input

_REMEDY = "Check its cable and power, and the device in the room file (v4l2-ctl --list-devices)."


class V4l2Video:
    """One device node; the driver negotiates the nearest size, pictures are scaled to the room file's."""

    def __init__(self, device: str, width: int, height: int, rate: int, clock: Clock) -> None:
        """Open *device*.

        Raises:
            SourceLost: it is not there now.
        """
        self._name = f"v4l2:{device}"
        self._size, self._clock = (width, height), clock
        self.dropped = 0
        options = {"video_size": f"{width}x{height}", "framerate": str(rate)}
        self._container = open_input(self._name, device, "v4l2", options, _REMEDY)
        self._frames: Iterator[av.VideoFrame] = self._container.decode(video=0)

    def read(self) -> Picture:
        """Wait for the next picture; its moment is when it had come."""
        try:
            frame = next(self._frames)
        except (StopIteration, *FAULTS) as fault:
            raise lost(self._name, fault, _REMEDY) from fault
        at = self._clock.now()
        width, height = self._size
        return Picture(frame.reformat(width=width, height=height, format="yuv420p"), at)

    def close(self) -> None:
        """Let go of the device."""
        self._container.close()
