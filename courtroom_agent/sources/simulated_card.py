"""A simulated capture card behind a simulated matrix: shows what the matrix gives it, else that there is no signal."""

import cv2
import numpy as np

from courtroom_agent.capture_clock import Clock
from courtroom_agent.simulated import document, laptop
from courtroom_agent.simulated.figures import HEIGHT, WIDTH
from courtroom_agent.simulated.sheet import Planes, Sheet, label, planes_of
from courtroom_agent.sources.base import Grid, Picture
from courtroom_agent.sources.hdmi import NO_SIGNAL, slate
from courtroom_agent.sources.simulated import SimulatedCourt
from hardware_profiles.courtroom import Camera

VIEW = "switched"
"""``simulated:switched``."""
_PATIENCE = 4


class SimulatedCard:
    """One card. Belongs to one thread."""

    def __init__(self, camera: Camera, court: SimulatedCourt, clock: Clock) -> None:
        self._camera, self._court, self._clock = camera, court, clock
        inputs = camera.switched.inputs if camera.switched is not None else ()
        size = (camera.width, camera.height)
        self._views = {one.name: _view(one.name, one.label.zh, number, size) for number, one in enumerate(inputs)}
        self._sheet = Sheet(camera.width, camera.height)
        self._slate = slate(NO_SIGNAL, camera.width, camera.height)
        self._drawn = ""
        self._grid = Grid(1_000_000_000 // camera.rate, _PATIENCE)
        self.dropped = 0

    def read(self) -> Picture:
        """Wait for the next picture."""
        at, skipped = self._grid.next(self._clock.now())
        self.dropped += skipped
        self._clock.sleep_until(at)
        if self._court.stage is not None:
            size = (self._camera.width, self._camera.height)
            return Picture(self._court.stage.picture(self._camera.stream, size, at), at)
        given = self._court.cards.at(self._camera.stream) if self._court.cards is not None else ""
        if given not in self._views:
            return Picture(self._slate, at, NO_SIGNAL)
        if given != self._drawn:
            self._sheet.y[:], self._sheet.u[:], self._sheet.v[:] = self._views[given]
            self._drawn = given
        self._sheet.count(self._court.timeline_ms(at))
        return Picture(self._sheet.frame(), at)

    def close(self) -> None:
        """Nothing to let go of."""


def _view(name: str, title: str, number: int, size: tuple[int, int]) -> Planes:
    """Draw what that thing shows: a document camera its table, anything else a laptop's screen."""
    large = np.zeros((HEIGHT, WIDTH, 3), dtype=np.uint8)
    if name.startswith("document"):
        document.draw(large)
    else:
        laptop.draw(large, title, number)
    small = np.asarray(cv2.resize(large, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    label(small)
    return planes_of(small)
