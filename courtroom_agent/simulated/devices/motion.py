"""How a simulated part moves: along one axis, at a speed, until it arrives, meets its end or is stopped."""

from dataclasses import dataclass


@dataclass
class Axis:
    """One axis between its two ends, in the device's own units; times are seconds."""

    low: float
    high: float
    rest: float = 0.0
    """Where it stands when it does not move."""
    _since: float = 0.0
    _target: float | None = None
    _speed: float = 0.0

    def at(self, now: float) -> float:
        """Where it is at *now*."""
        if self._target is None:
            return self.rest
        gone = self._speed * max(0.0, now - self._since)
        if gone >= abs(self._target - self.rest):
            self.rest, self._target = self._target, None
            return self.rest
        return self.rest + (gone if self._target > self.rest else -gone)

    def go(self, target: float, speed: float, now: float) -> float:
        """Set off for *target* at *speed* (units a second, more than 0); say how long it takes (s)."""
        self.stop(now)
        target = min(max(target, self.low), self.high)
        if target == self.rest:
            return 0.0
        self._since, self._target, self._speed = now, target, speed
        return abs(target - self.rest) / speed

    def drive(self, velocity: float, now: float) -> None:
        """Move at *velocity* (units a second, with its direction) until the end or until stopped."""
        if velocity:
            self.go(self.high if velocity > 0 else self.low, abs(velocity), now)
        else:
            self.stop(now)

    def stop(self, now: float) -> None:
        """Stay where it is."""
        self.rest, self._target = self.at(now), None

    def moves(self, now: float) -> bool:
        """Whether it is on its way."""
        self.at(now)
        return self._target is not None
