"""The reconciler: from what a scene wants, what devices say and what is on its way to the next commands. Sans I/O.

    want(plan) ──┐                        ┌──► Tell(target, value, urgency) ──► drivers ──► ended(…)
    touch(…) ────┼──► step(readings, now) ┤
    readings ────┘                        └──► Look(target): read it again

Every step first asks the guards (:mod:`courtroom_agent.scenes.guarding`): what a scene forbids is ended before anything
else is asked, and no command leaves that would bring it about. What is so already is not asked for; what the driver
reports is believed, what a finger wished is not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from courtroom_agent.scenes.flights import Flights
from courtroom_agent.scenes.guarding import Guards, Readings
from courtroom_agent.scenes.line import Line, Standing
from courtroom_agent.scenes.reading import NOTHING, Reading
from hardware_profiles.scene import PROGRAM
from hardware_profiles.scene_plan import Plan, Want
from hardware_profiles.template import Value
from hearing.ids import Milliseconds

Urgency = Literal["safety", "scene", "operator"]
Outcome = Literal["pending", "converged", "partly", "aborted"]
"""Still at work; all is so; some is not, and says why; something failed and the safe state was taken instead."""

_SECURE_MS = 300
"""So soon is a command that ends a breach given again."""


@dataclass(frozen=True)
class Tell:
    """Make *target* be *value*."""

    target: str
    value: Value
    urgency: Urgency


@dataclass(frozen=True)
class Look:
    """Ask the device again what *target* is."""

    target: str


Move = Tell | Look


@dataclass(frozen=True)
class Item:
    """How one thing of the scene stands."""

    want: Want
    reading: Reading
    standing: Standing
    says: str = ""


class Reconciler:
    """Brings one room where its scene wants it and keeps it there."""

    def __init__(self) -> None:
        self.plan: Plan | None = None
        self.is_aborted = False
        self._flights = Flights()
        self._guards = Guards(self._flights)
        self._lines: dict[str, Line] = {}
        self._secured: dict[str, Milliseconds] = {}
        self._sent_ms: Milliseconds = 0

    def want(self, plan: Plan, now_ms: Milliseconds) -> None:
        """Take up *plan*; what an operator's hand had changed is the scene's again."""
        self._guards.take(plan, now_ms)
        known = {target: line.want.value for target, line in self._lines.items() if line.was_told}
        self._lines = {
            want.target: Line(want, now_ms, plan.within_ms, was_told=known.get(want.target) == want.value)
            for want in plan.wants
        }
        self.plan, self.is_aborted, self._sent_ms = plan, False, 0

    def touch(self, want: Want, readings: Readings, now_ms: Milliseconds) -> str:
        """Take up an operator's tap; return why it may not be, and forget it then: a tap is never kept for later."""
        objection = self._guards.objects(want.target, want.value, readings, now_ms)
        if not objection:
            within = self.plan.within_ms if self.plan is not None else 20_000
            known = self._lines.get(want.target)
            name = known.want.name if known is not None else want.name
            self._lines[want.target] = Line(replace(want, name=name), now_ms, within, by_hand=True)
        return objection

    def ended(self, target: str, value: Value, now_ms: Milliseconds, fault: str = "") -> None:
        """Note that telling *target* to be *value* is over; *fault* says why it did not work."""
        self._flights.end(target, value)
        line = self._lines.get(target)
        if line is not None and line.want.value == value:
            line.ended(fault, now_ms)

    def step(self, readings: Readings, now_ms: Milliseconds) -> list[Move]:
        """Return what to do next, all of it at once; what is returned counts as on its way until :meth:`ended`."""
        self._guards.let_go(readings, now_ms)
        for target, line in self._lines.items():
            flying = line.want.value in self._flights.of(target)
            line.notice(
                readings.get(target, NOTHING),
                now_ms,
                is_flying=flying,
                required=self._is_required,
                reapplies=self.plan is not None and self.plan.reapplies,
            )
        moves: list[Move] = list(self._secure(readings, now_ms))
        moves += self._advance(readings, now_ms)
        moves += [Look(target) for target in self._guards.looks(readings, now_ms)]
        return list(dict.fromkeys(moves))

    def items(self, readings: Readings, now_ms: Milliseconds) -> list[Item]:
        """Return how each thing stands."""
        return [self._item(target, line, readings.get(target, NOTHING)) for target, line in self._lines.items()]

    def outcome(self, readings: Readings, now_ms: Milliseconds) -> Outcome:
        """Say in a word how the scene stands."""
        if self.is_aborted:
            return "aborted"
        standings = {item.standing for item in self.items(readings, now_ms)}
        if standings & {"pending", "waiting"}:
            return "pending"
        good = {"so"} if self._is_required else {"so", "assumed"}
        return "converged" if standings <= good else "partly"

    def alarming(self, readings: Readings, now_ms: Milliseconds) -> list[str]:
        """Return what the present scene alarms about: what drifted or is forbidden and may be so."""
        if self.plan is None or not self.plan.alarms:
            return []
        drifted = [line.want.name for line in self._lines.values() if line.slipped]
        broken = [name for held in self._guards.broken(readings, now_ms) for name, _ in held.guard.that]
        return list(dict.fromkeys([*drifted, *broken]))

    @property
    def is_leaving(self) -> bool:
        """Whether guards of an earlier scene are still in force."""
        return any(held.leaving for held in self._guards.held)

    @property
    def hides_somebody(self) -> bool:
        """Whether a guard keeps somebody out of the program, or did until what it forbids is proven to be over."""
        return any(target.startswith(f"{PROGRAM}.") for held in self._guards.held for target, _ in held.guard.unless)

    @property
    def _is_required(self) -> bool:
        return self.plan is not None and self.plan.required

    def _secure(self, readings: Readings, now_ms: Milliseconds) -> Iterator[Move]:
        """End what is forbidden, before everything else; and what an aborted scene must not leave behind."""
        for held in self._guards.broken(readings, now_ms):
            forbidden = {name for name, _ in held.guard.that}
            yield from self._bring([pair for pair in held.safe if pair[0] in forbidden], readings, now_ms)
            if self.plan is not None and not self.plan.reapplies and held.guard in self.plan.guards:
                self.is_aborted = True
        if self.plan is not None and self.plan.aborts and not self.is_aborted:
            safe = {name for name, _ in self.plan.safe}
            self.is_aborted = any(line.gave_up for target, line in self._lines.items() if target not in safe)
        if self.is_aborted and self.plan is not None:
            yield from self._bring(list(self.plan.safe), readings, now_ms)

    def _bring(self, safe: list[tuple[str, Value]], readings: Readings, now_ms: Milliseconds) -> Iterator[Move]:
        for target, value in safe:
            reading, flying = readings.get(target, NOTHING), self._flights.of(target)
            if not reading.reachable or value in flying[-1:] or now_ms - self._secured.get(target, 0) < _SECURE_MS:
                continue
            if reading.source == "verified" and reading.value == value and not flying:
                if not reading.proves(value, now_ms):
                    yield Look(target)
                continue
            self._secured[target] = now_ms
            yield self._tell(target, value, "safety")

    def _advance(self, readings: Readings, now_ms: Milliseconds) -> Iterator[Move]:
        busy = set(self._flights.devices())
        for target, line in self._lines.items():
            reading = readings.get(target, NOTHING)
            if line.is_so(reading, required=self._is_required) or line.want.device in busy:
                continue
            if not self._is_open(line, reading):
                continue
            line.waits = self._hindrance(line, readings, now_ms)
            if line.waits:
                continue
            busy.add(line.want.device)
            if now_ms >= line.not_before_ms and self._is_apart(now_ms):
                self._sent_ms = now_ms
                line.told(now_ms)
                yield self._tell(target, line.want.value, "operator" if line.by_hand else "scene")

    def _is_open(self, line: Line, reading: Reading) -> bool:
        """Whether there is anything to be done about *line* at all."""
        return reading.reachable and not line.gave_up and not line.was_so

    def _hindrance(self, line: Line, readings: Readings, now_ms: Milliseconds) -> str:
        safe = dict(self.plan.safe) if self.plan is not None else {}
        if self.is_aborted and safe.get(line.want.target, line.want.value) != line.want.value:
            return "已中止，须重新点按 · given up; tap the scene again"
        missing = [first for first in line.want.after if not self._is_settled(first, readings, now_ms)]
        if missing:
            return f"先须完成 · first: {', '.join(sorted(self._name(first) for first in missing))}"
        return self._guards.objects(line.want.target, line.want.value, readings, now_ms)

    def _is_settled(self, target: str, readings: Readings, now_ms: Milliseconds) -> bool:
        line = self._lines.get(target)
        if line is None:
            return True
        if self._is_required:
            return self._guards.is_covered([(target, line.want.value)], 0, readings, now_ms)
        return line.gave_up or line.is_so(readings.get(target, NOTHING), required=False)

    def _is_apart(self, now_ms: Milliseconds) -> bool:
        return self.plan is None or now_ms - self._sent_ms >= self.plan.apart_ms

    def _tell(self, target: str, value: Value, urgency: Urgency) -> Tell:
        self._flights.begin(target, value)
        if urgency != "safety":
            self._secured.pop(target, None)  # what was secured is open to question again
        return Tell(target, value, urgency)

    def _name(self, target: str) -> str:
        line = self._lines.get(target)
        return line.want.name if line is not None else target

    def _item(self, target: str, line: Line, reading: Reading) -> Item:
        flying = line.want.value in self._flights.of(target)
        standing = line.standing(reading, is_flying=flying, required=self._is_required)
        if self.is_aborted and standing in {"waiting", "pending"} and not flying:
            standing = "withheld"
        says = line.fault or line.waits or reading.says if standing not in {"so", "assumed"} else ""
        return Item(line.want, reading, standing, says)
