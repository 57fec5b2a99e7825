"""How simulated devices come on and go off: lamps warm up, cool down, and are spoilt by a cut of the mains while hot."""

from dataclasses import dataclass
from typing import Literal

from courtroom_agent.simulated.devices.behaviour import CannotTouch, SimulatedDevice

Power = Literal["off", "warming", "on", "cooling"]


@dataclass
class PoweredDevice(SimulatedDevice):
    """A device with a lamp or a panel."""

    is_on: bool = False
    """What it was told last; it is only there when it no longer warms up or cools down."""
    warm_up_s: float = 1.0
    cool_down_s: float = 1.0
    min_on_s: float = 0.0
    """So long after warming up it refuses to be switched off."""
    hot_cuts: int = 0
    """How often the mains were cut while the lamp was hot."""
    _changes_at: float = -1.0
    _lit_at: float = -1e9
    _settled_at: float = -1.0

    def power(self, now: float) -> Power:
        """Whether it is off, on or on its way."""
        if now < self._changes_at:
            return "warming" if self.is_on else "cooling"
        return "on" if self.is_on else "off"

    def switch_power(self, on: bool, now: float) -> bool:
        """Switch it; false when it refuses, because it is busy or has not been on for long enough."""
        if on == self.is_on:
            return True
        if now < self._changes_at or (not on and now < self._lit_at + self.min_on_s):
            return False
        self.is_on = on
        self._changes_at = now + (self.warm_up_s if on else self.cool_down_s)
        self._lit_at = self._changes_at if on else self._lit_at
        self.power_changed(now)
        return True

    def power_changed(self, now: float) -> None:
        """It has begun to come on or go off, or has got there."""

    def due(self) -> float | None:
        """When it has warmed up or cooled down."""
        return self._changes_at if self._changes_at > self._settled_at else None

    def rang(self, now: float) -> None:
        """It has warmed up or cooled down."""
        self._settled_at = self._changes_at
        self.power_changed(now)

    def touched(self, words: list[str], now: float) -> None:
        """``power on|off``."""
        match words:
            case ["power", "on" | "off" as how]:
                self.switch_power(how == "on", now)
            case _:
                raise CannotTouch("It has: power on|off.")

    def lost_mains(self, now: float) -> None:
        """It comes up in standby; a hot lamp without its fan is counted."""
        if self.power(now) != "off":
            self.hot_cuts += 1
        self.is_on, self._changes_at = False, -1.0
