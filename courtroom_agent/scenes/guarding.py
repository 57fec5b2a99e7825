"""Guards: what a scene forbids, asked of every frame of feedback and of every command before it leaves. Pure.

Nothing is believed that was not proven: what is unknown, only assumed, too old or still on its way may be so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from courtroom_agent.scenes.flights import Flights
from courtroom_agent.scenes.reading import NOTHING, Reading
from hardware_profiles.scene_plan import Guard, Plan
from hardware_profiles.template import Value
from hearing.ids import Milliseconds

Readings = Mapping[str, Reading]


@dataclass(frozen=True)
class Held:
    """One guard in force, and what ends its breach; *since_ms*: what was proven before that does not count."""

    guard: Guard
    safe: tuple[tuple[str, Value], ...]
    since_ms: Milliseconds
    leaving: bool = False
    """Its scene is over: it goes as soon as what it forbids is proven not to be so."""


@dataclass
class Guards:
    """Every guard in force."""

    flights: Flights
    held: list[Held] = field(default_factory=list)

    def take(self, plan: Plan, now_ms: Milliseconds) -> None:
        """Put the guards of *plan* in force; those of the scene before stay until they have nothing to guard."""
        known = {one.guard: one.since_ms for one in self.held if not one.leaving}
        old = [Held(one.guard, one.safe, one.since_ms, leaving=True) for one in self.held]
        new = [Held(guard, plan.safe, known.get(guard, now_ms)) for guard in plan.guards]
        self.held = [*new, *(one for one in old if one.guard not in plan.guards)]

    def let_go(self, readings: Readings, now_ms: Milliseconds) -> None:
        """Drop the guards of earlier scenes that have nothing to guard any more."""
        self.held = [one for one in self.held if not (one.leaving and self._is_over(one, readings, now_ms))]

    def broken(self, readings: Readings, now_ms: Milliseconds) -> list[Held]:
        """Return the guards whose forbidden state may be so now; those that are being left count as broken."""
        return [
            one
            for one in self.held
            if not self._is_over(one, readings, now_ms) and (one.leaving or not self._is_covered(one, readings, now_ms))
        ]

    def objects(self, target: str, value: Value, readings: Readings, now_ms: Milliseconds) -> str:
        """Say why *target* must not be told to be *value* now; empty where it may."""
        for one in self.held:
            if (target, value) in one.guard.that:
                others = tuple(pair for pair in one.guard.that if pair[0] != target)
                if any(self._is_denied(other, readings, now_ms) for other in others):
                    continue
                missing = [] if one.leaving else self._unproven(one, readings, now_ms)
                if one.leaving or missing:
                    return f"先须核实 · not proven yet: {', '.join(missing) or 'the scene before is being left'}"
            elif _uncovers(one.guard, target, value) and not self._is_over(one, readings, now_ms):
                said = ", ".join(f"{name} {word}" for name, word in one.guard.that)
                return f"先须排除 · not ruled out yet: {said}"
        return ""

    def is_covered(self, pairs: Iterable[tuple[str, Value]], since_ms: int, readings: Readings, now_ms: int) -> bool:
        """Whether all of *pairs* are proven since *since_ms*, with nothing on its way that says otherwise."""
        return not self._open(pairs, since_ms, readings, now_ms)

    def looks(self, readings: Readings, now_ms: Milliseconds) -> list[str]:
        """Return what should be read again: it would count, but was said before the scene began, or long ago."""
        return [
            name
            for one in self.held
            if not one.leaving
            for name, value in one.guard.unless
            if _is_old(readings.get(name, NOTHING), value, one.since_ms, now_ms)
        ]

    def _is_over(self, held: Held, readings: Readings, now_ms: Milliseconds) -> bool:
        return any(self._is_denied(pair, readings, now_ms) for pair in held.guard.that)

    def _is_denied(self, pair: tuple[str, Value], readings: Readings, now_ms: Milliseconds) -> bool:
        name, value = pair
        return readings.get(name, NOTHING).denies(value, now_ms) and value not in self.flights.of(name)

    def _is_covered(self, held: Held, readings: Readings, now_ms: Milliseconds) -> bool:
        return bool(held.guard.unless) and not self._unproven(held, readings, now_ms)

    def _unproven(self, held: Held, readings: Readings, now_ms: Milliseconds) -> list[str]:
        if not held.guard.unless:
            return ["-"]
        return self._open(held.guard.unless, held.since_ms, readings, now_ms)

    def _open(
        self, pairs: Iterable[tuple[str, Value]], since_ms: Milliseconds, readings: Readings, now_ms: Milliseconds
    ) -> list[str]:
        return [
            name
            for name, value in pairs
            if not readings.get(name, NOTHING).proves(value, now_ms, since_ms)
            or any(other != value for other in self.flights.of(name))
        ]


def _uncovers(guard: Guard, target: str, value: Value) -> bool:
    return any(target == name and value != wanted for name, wanted in guard.unless)


def _is_old(reading: Reading, value: Value, since_ms: Milliseconds, now_ms: Milliseconds) -> bool:
    if reading.source != "verified" or reading.value != value or not reading.reachable:
        return False
    return reading.at_ms < since_ms or now_ms - reading.at_ms > reading.good_for_ms * 2 // 3
