"""A capture card's input: what somebody plugs a laptop, a document camera or a set-top box into, and out again.

A card that measures its input tells whether there is a signal; without one the stream goes on with a slate that says so. A
signal that comes, or changes its format, is captured anew. USB adapters mostly tell nothing: then what they give is the
picture, whatever it shows.
"""

from collections.abc import Callable
from typing import Protocol

import av
import numpy as np

from courtroom_agent.capture_clock import Clock
from courtroom_agent.drivers.errors import Unreachable
from courtroom_agent.drivers.v4l2_device import Signal, open_node
from courtroom_agent.errors import SourceLost
from courtroom_agent.glyphs import NIGHT, Lettering
from courtroom_agent.sources.base import Grid, Picture
from courtroom_agent.sources.containers import lost
from courtroom_agent.sources.v4l2 import V4l2Video

LOOK_NS = 500_000_000
"""How often the input is looked at."""
NO_SIGNAL = "无信号 · No signal"
_WAITING = "信号变化中 · The signal is changing"
_REMEDY = "Check its cable, and the device in the room file."


class Watch(Protocol):
    """What a card tells of its input; raises OSError when it is gone."""

    def signal(self) -> tuple[Signal, tuple[int, int] | None]:
        """Whether there is a signal, and its size."""

    def follow(self) -> None:
        """Take over the format that is on the input now."""

    def close(self) -> None:
        """Let go of it."""


class Pictures(Protocol):
    """What the card captures."""

    dropped: int

    def read(self) -> Picture:
        """Wait for the next picture; raises SourceLost when none comes."""

    def close(self) -> None:
        """Let go of it."""


class HdmiVideo:
    """One input; *open_watch* and *open_pictures* are how it is reached."""

    def __init__(
        self,
        device: str,
        width: int,
        height: int,
        rate: int,
        clock: Clock,
        *,
        open_watch: Callable[[str], Watch] = open_node,
        open_pictures: Callable[[str, int, int, int, Clock], Pictures] = V4l2Video,
    ) -> None:
        """Open the card at *device*, with or without a signal.

        Raises:
            SourceLost: it is not there now.
        """
        self._name = f"hdmi:{device}"
        self._open: Callable[[], Pictures] = lambda: open_pictures(device, width, height, rate, clock)
        self._clock = clock
        self._grid = Grid(1_000_000_000 // rate, patience=4)
        self._slates = {words: slate(words, width, height) for words in (NO_SIGNAL, _WAITING)}
        self._pictures: Pictures | None = None
        self._format: tuple[int, int] | None = None
        self._says = ""
        self._looked_at: int | None = None
        self.dropped = 0
        try:
            self._watch = open_watch(device)
        except Unreachable as fault:
            raise lost(self._name, str(fault), _REMEDY) from fault

    def read(self) -> Picture:
        """Wait for the next picture, or for the moment of the next slate.

        Raises:
            SourceLost: the card went away, or gives nothing though there is a signal.
        """
        self._look()
        picture = self._captured()
        if picture is not None:
            return picture
        at, _ = self._grid.next(self._clock.now())
        self._clock.sleep_until(at)
        return Picture(self._slates[self._says], at, self._says)

    def close(self) -> None:
        """Let go of the card."""
        self._let_go()
        self._watch.close()

    def _captured(self) -> Picture | None:
        """The next picture of the signal, or none where there is none to wait for."""
        if self._pictures is None:
            return None
        try:
            picture = self._pictures.read()
        except SourceLost:
            self._let_go()
            if self._signal()[0] == "unknown":
                raise
            self._says = _WAITING
            return None
        self.dropped = self._pictures.dropped
        return picture

    def _look(self) -> None:
        """See whether the input has changed, twice a second."""
        now = self._clock.now()
        if self._looked_at is not None and now - self._looked_at < LOOK_NS:
            return
        self._looked_at = now
        signal, size = self._signal()
        if signal == "absent":
            self._let_go()
            self._says = NO_SIGNAL
        elif self._pictures is None or size != self._format:
            self._begin(signal, size)

    def _begin(self, signal: Signal, size: tuple[int, int] | None) -> None:
        self._let_go()
        try:
            self._watch.follow()
            self._pictures, self._format, self._says = self._open(), size, ""
        except OSError:
            self._says = NO_SIGNAL  # it went while we looked
        except SourceLost:
            if signal == "unknown":
                raise
            self._says = _WAITING

    def _signal(self) -> tuple[Signal, tuple[int, int] | None]:
        try:
            return self._watch.signal()
        except OSError as fault:
            raise lost(self._name, fault, _REMEDY) from fault

    def _let_go(self) -> None:
        pictures, self._pictures = self._pictures, None
        if pictures is not None:
            pictures.close()


def slate(words: str, width: int, height: int) -> av.VideoFrame:
    """A dark picture that says *words* in its middle."""
    planes = np.empty((height * 3 // 2, width), np.uint8)
    planes[:height] = NIGHT.y
    planes[height : height * 5 // 4] = NIGHT.u
    planes[height * 5 // 4 :] = NIGHT.v
    plate = Lettering().plate(words, max(12, height // 12), width_max=width)
    top, left = (height - plate.height) // 2 & ~1, (width - plate.width) // 2 & ~1
    if top >= 0 and left >= 0:
        planes[top : top + plate.height, left : left + plate.width] = plate.y
    return av.VideoFrame.from_ndarray(planes, format="yuv420p")
