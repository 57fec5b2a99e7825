"""The simulated devices' own time, which can run faster than the world's."""

import time
from collections.abc import Callable

SLOWEST, FASTEST = 0.1, 1000.0


class Clock:
    """Seconds of the devices' time, *speed* of them in each of the world's."""

    def __init__(self, speed: float = 1.0, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._speed = 1.0
        self._since = self._at = steady()
        self.speed = speed

    @property
    def speed(self) -> float:
        """How many seconds pass here in one of the world's."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        if not SLOWEST <= speed <= FASTEST:
            raise ValueError(f"Time cannot run {speed} times as fast. Say {SLOWEST} to {FASTEST:.0f}.")
        self._at, self._since = self.now(), self._steady()
        self._speed = speed

    def now(self) -> float:
        """Seconds since some moment, never going back."""
        return self._at + (self._steady() - self._since) * self._speed

    def wait_s(self, device_s: float) -> float:
        """How long *device_s* of the devices' time take in the world."""
        return max(0.0, device_s) / self._speed
