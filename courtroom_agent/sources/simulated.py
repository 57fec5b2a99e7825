"""Cameras and microphones of the simulated court, at real speed."""

from collections.abc import Callable

from courtroom_agent.capture_clock import Clock
from courtroom_agent.rehearsal.stage import Stage
from courtroom_agent.simulated.cards import SimulatedCards
from courtroom_agent.simulated.court import SimulatedCamera
from courtroom_agent.simulated.faults import FAILING_CAMERAS, FAILING_MICROPHONES, FailingCamera, failing_sound
from courtroom_agent.simulated.heads import Heads
from courtroom_agent.simulated.turned import TurnedCamera
from courtroom_agent.simulated.voices import Voices
from courtroom_agent.sources.base import BLOCK_NS, Grid, Picture, Sound

NOT_YET_MS = 1 << 42
"""A zero far in the future: nobody has begun to speak."""
_PICTURES_LATE = 4
_BLOCKS_LATE = 150
"""As long as the mixer keeps a voice: a machine that stands still for 3 s loses no word of a simulated microphone."""


class SimulatedCourt:
    """What all simulated sources share: the voices, and when the hearing begins."""

    def __init__(
        self,
        zero_ms: Callable[[], int | None],
        stage: Stage | None = None,
        heads: Heads | None = None,
        cards: SimulatedCards | None = None,
    ) -> None:
        self.stage = stage
        """In a rehearsal: what is seen and heard instead."""
        self.heads = heads
        """Where the heads of simulated cameras look; none turns where nobody says."""
        self.cards = cards
        """What simulated capture cards are given; nothing where nobody says."""
        self.voices = Voices()
        self._zero_ms = zero_ms

    def timeline_ms(self, at: int) -> int:
        """Where in the spoken hearing the moment *at* (ns) lies; negative before it begins."""
        zero = self._zero_ms()
        return round(at / 1e6) - (NOT_YET_MS if zero is None else zero)


class SimulatedVideo:
    """A drawn camera."""

    def __init__(
        self,
        view: str,
        width: int,
        height: int,
        rate: int,
        court: SimulatedCourt,
        clock: Clock,
        stream: str = "",
        device: str | None = None,
    ) -> None:
        """*device* is the simulated head that it is turned by."""
        heads = court.heads
        self._camera: SimulatedCamera | FailingCamera | TurnedCamera
        if view in FAILING_CAMERAS:
            self._camera = FailingCamera(view, width, height, court.voices)
        elif device is not None and heads is not None:
            self._camera = TurnedCamera(view, width, height, court.voices, lambda: heads.of(device))
        else:
            self._camera = SimulatedCamera(view, width, height, court.voices)
        self._court, self._clock = court, clock
        self._stage = None if view in FAILING_CAMERAS else court.stage
        self._stream, self._size = stream, (width, height)
        self._grid = Grid(1_000_000_000 // rate, _PICTURES_LATE)
        self.dropped = 0

    def read(self) -> Picture:
        """Wait for the next picture."""
        at, skipped = self._grid.next(self._clock.now())
        self.dropped += skipped
        self._clock.sleep_until(at)
        if self._stage is not None:
            return Picture(self._stage.picture(self._stream, self._size, at), at)
        return Picture(self._camera.picture(self._court.timeline_ms(at)), at)

    def close(self) -> None:
        """Nothing to let go of."""


class SimulatedAudio:
    """A spoken microphone."""

    def __init__(self, seat: str, court: SimulatedCourt, clock: Clock, stream: str = "") -> None:
        if seat not in FAILING_MICROPHONES:
            court.voices.load([seat])
        self._seat, self._court, self._clock, self._stream = seat, court, clock, stream
        self._grid = Grid(BLOCK_NS, patience=_BLOCKS_LATE)

    def read(self) -> Sound:
        """Wait for the next 20 ms, which are there when they are over."""
        at, _ = self._grid.next(self._clock.now())
        self._clock.sleep_until(at + BLOCK_NS)
        if self._seat in FAILING_MICROPHONES:
            return Sound(failing_sound(self._seat, at // 1_000_000), at)
        if self._court.stage is not None:
            return Sound(self._court.stage.sound(self._stream, at), at)
        return Sound(self._court.voices.block(self._seat, self._court.timeline_ms(at)), at)

    def close(self) -> None:
        """Nothing to let go of."""
