"""The clock that captured pictures and sound are stamped with: the panel's, as this machine knows it."""

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Protocol

SLEW = 1e-3
"""The clock is brought to the panel's by at most 1 ms a second, so that positions on the timeline never jump."""
STEP_NS = 5_000_000_000
"""Beyond this it is set at once: that is no drift but a machine whose clock was wrong."""


@cache
def boot_id() -> str:
    """Since which start of this machine its steady clock runs: the kernel's own word for it."""
    return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()


class Clock(Protocol):
    """What a source needs to know of time."""

    def now(self) -> int:
        """UTC by the panel's clock, nanoseconds."""
        ...

    def sleep_until(self, at: int) -> None:
        """Return when the clock shows *at*, at once if it is over."""
        ...


class PanelClock:
    """This machine's steady clock, led gently towards the panel's."""

    def __init__(
        self,
        wall: Callable[[], int] = time.time_ns,
        steady: Callable[[], int] = time.monotonic_ns,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._wall, self._steady, self._sleep = wall, steady, sleep
        self._line = (steady(), wall(), 0.0)
        self._own_zero = self._line[1] - self._line[0]
        self._aimed = False

    def now(self) -> int:
        """UTC by the panel's clock, nanoseconds; never goes backwards but by a step."""
        since, at, rate = self._line
        gone = self._steady() - since
        return at + gone + int(gone * rate)

    @property
    def rate_ppm(self) -> float:
        """How much faster than this machine's own clock this one runs now."""
        return self._line[2] * 1e6

    def own(self, at: int) -> int:
        """What this machine's own clock, running on steadily since the start, shows at *at*."""
        since, then, rate = self._line
        return self._own_zero + since + round((at - then) / (1 + rate))

    def aim(self, offset_ns: int, steady_offset_ns: int | None = None) -> None:
        """Lead the clock towards this machine's plus *offset_ns*. Call it every fraction of a second.

        Where the panel's clock is known against the steady one, *steady_offset_ns* counts instead: then nobody who
        sets this machine's clock moves the record.
        """
        steady, now = self._steady(), self.now()
        error = (self._wall() + offset_ns if steady_offset_ns is None else steady + steady_offset_ns) - now
        if not self._aimed or abs(error) > STEP_NS:
            self._aimed = True
            self._line = (steady, now + error, 0.0)
        else:
            self._line = (steady, now, max(-SLEW, min(SLEW, error / 1e9)))

    def sleep_until(self, at: int) -> None:
        """Return when the clock shows *at*, at once if it is over."""
        rest = at - self.now()
        if rest > 0:
            self._sleep(rest / 1e9)
