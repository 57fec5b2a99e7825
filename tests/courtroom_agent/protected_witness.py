"""A courtroom with a protected witness, made of nothing but queues: devices that answer late, refuse, vanish or are touched.

It shares no thought with the reconciler: what is so (``true``), what the agent has heard (``heard``), and one queue of
orders a device, carried out in their order. :meth:`check` says in its own words what must never be.
"""

from dataclasses import dataclass, field

from courtroom_agent.scenes.reading import Reading
from courtroom_agent.scenes.reconciler import Reconciler, Tell
from hardware_profiles.scene_plan import Guard, Plan, Want

MIC = "dsp.channel-5"
HIDING: dict[str, str] = {
    "program.witness": "hidden",
    "matrix.output-1": "nothing",
    "projector.picture": "blank",
    "mask.voice": "on",
}
SHOWING = {"program.witness": "shown", "matrix.output-1": "court", "projector.picture": "shown", "mask.voice": "off"}
LIMIT_MS = 12_000
"""So long an answer is good for."""


def _wants(values: dict[str, str], mic: str, after: frozenset[str] = frozenset()) -> tuple[Want, ...]:
    hides = tuple(Want(name, value, name, value) for name, value in values.items())
    return (*hides, Want("mic.witness", mic, MIC, mic, after))


PROTECTION = Plan(
    "witness-protection",
    _wants(HIDING, "open", frozenset(HIDING)),
    (Guard(((MIC, "open"),), tuple(HIDING.items())),),
    safe=((MIC, "muted"),),
    required=True,
    aborts=True,
    reapplies=True,
    alarms=True,
    within_ms=5000,
)
SCENES = (
    PROTECTION,
    Plan("debate", _wants(SHOWING, "muted")),
    Plan("witness", _wants(SHOWING, "open")),
    Plan("recess", (Want("mic.witness", "muted", MIC, "muted"),), required=True),
)


@dataclass
class Room:
    """One courtroom under one reconciler."""

    now: int = 1_000_000
    reconciler: Reconciler = field(default_factory=Reconciler)
    true: dict[str, str] = field(default_factory=lambda: {**SHOWING, MIC: "muted"})
    heard: dict[str, Reading] = field(default_factory=dict)
    queues: dict[str, list[str | None]] = field(default_factory=dict)
    """Orders on the way to each property; ``None`` asks what it is."""
    flying: dict[str, str] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    """What a hand or a power cut changed since the agent last heard of it: nobody can know."""
    raced: bool = False
    """A hand was faster than an order already on the wire; then silence has to come right behind it."""
    in_force: bool = False
    settled: bool = False
    muted_at: int = 0
    spoke: int = 0
    """How often the witness was opened under protection, so that a test sees that it happens."""

    def __post_init__(self) -> None:
        for name in self.true:
            self.queues[name] = []
            self._hear(name)

    def step(self) -> None:
        """Let the agent look and act. Protection is over once another scene was tapped and the witness is silent."""
        if self.in_force and self.reconciler.plan is not PROTECTION and self._is_silent_for_certain():
            self.in_force = False
        for move in self.reconciler.step(dict(self.heard), self.now):
            if isinstance(move, Tell):
                self._send(move)
            elif self.heard[move.target].reachable:
                self.queues[move.target].append(None)
        self._check_after_looking()

    def act(self, what: int, how: int) -> None:
        """One thing happens: *what* kind, *how* exactly."""
        names = list(self.true)
        name = names[how % len(names)]
        kinds = (self._wait, self._carry_out, self._carry_out, self._ask, self._refuse, self._swallow, self._touch,
                 self._drop, self._restore, self._tap_scene, self._tap_mic, self._push, *[self._carry_out] * 16)  # fmt: skip
        kinds[what % len(kinds)](name, how)
        self.step()

    def _wait(self, name: str, how: int) -> None:
        self.now += 50 * (1 + how % 60)

    def _carry_out(self, name: str, how: int) -> None:
        """The device does the next thing in its queue, and says so."""
        if not self.queues[name] or not self.heard[name].reachable:
            return
        order = self.queues[name].pop(0)
        if order is not None:
            self._become(name, order)
        self._hear(name)
        if order is not None and self.flying.get(name) == order:
            self._end(name, "")

    def _refuse(self, name: str, how: int) -> None:
        """The device says no."""
        if self.queues[name] and self.queues[name][0] is not None:
            order = self.queues[name].pop(0)
            if self.flying.get(name) == order:
                self._forget(name)
                self._end(name, "refused")

    def _swallow(self, name: str, how: int) -> None:
        """The device does it and its answer is lost."""
        if self.queues[name] and self.queues[name][0] is not None:
            order = self.queues[name].pop(0)
            assert order is not None
            self._become(name, order)
            if self.flying.get(name) == order:
                self._forget(name)
                self._end(name, "no answer")

    def _ask(self, name: str, how: int) -> None:
        if self.heard[name].reachable:
            self.queues[name].append(None)

    def _touch(self, name: str, how: int) -> None:
        """A hand on the device."""
        if self.true[name] in {"muted", "open"}:
            self.true[name] = "open" if self.true[name] == "muted" else "muted"
        else:
            self.true[name] = SHOWING[name] if self.true[name] == HIDING[name] else HIDING[name]
        self._surprise(name)

    def _surprise(self, name: str) -> None:
        self.touched.add(name)
        self.raced |= "open" in self.queues[MIC]

    def _push(self, name: str, how: int) -> None:
        """The device says by itself what it is."""
        if self.heard[name].reachable:
            self._hear(name)

    def _drop(self, name: str, how: int) -> None:
        """The line breaks; what was on it was done or was not; sometimes the device starts anew."""
        for order in self.queues[name]:
            if order is not None and how & 64:
                self._become(name, order)
        self.queues[name].clear()
        if how & 128:
            self.true[name] = SHOWING.get(name, "open")
            self._surprise(name)
        self.heard[name] = Reading(None, "unknown", self.now, LIMIT_MS, reachable=False, says="no line")
        if name in self.flying:
            self._end(name, "no line")

    def _restore(self, name: str, how: int) -> None:
        if not self.heard[name].reachable:
            self._hear(name)

    def _tap_scene(self, name: str, how: int) -> None:
        plan = SCENES[how // 8 % len(SCENES)]
        self.reconciler.want(plan, self.now)
        if plan is PROTECTION and not self.in_force:
            self.in_force, self.settled = True, False

    def _tap_mic(self, name: str, how: int) -> None:
        value = "open" if how & 1 else "muted"
        self.reconciler.touch(Want("mic.witness", value, MIC, value), dict(self.heard), self.now)

    def _send(self, move: Tell) -> None:
        self._check_order(move)
        if move.target in self.flying:
            self._forget(move.target)
            self._end(move.target, "")
        self.flying[move.target] = str(move.value)
        self.queues[move.target].append(str(move.value))
        self.raced |= bool(self.touched) and (move.target, move.value) == (MIC, "open")
        if move.target == MIC:
            self.muted_at = self.now if move.value == "muted" else 0

    def _end(self, name: str, fault: str) -> None:
        self.reconciler.ended(name, self.flying.pop(name), self.now, fault)

    def _hear(self, name: str) -> None:
        self.heard[name] = Reading(self.true[name], "verified", self.now, LIMIT_MS)
        self.touched.discard(name)

    def _forget(self, name: str) -> None:
        self.heard[name] = Reading(None, "unknown", self.now, LIMIT_MS, says="nothing is known")

    def _become(self, name: str, value: str) -> None:
        """An order of the agent comes true: by itself it must never bring the witness to light."""
        was_out = self._is_out()
        self.true[name] = value
        if self.in_force and self.settled and not was_out and not self.touched:
            is_silence_behind = self.raced and name == MIC and "muted" in self.queues[MIC]
            assert is_silence_behind or not self._is_out(), (
                f"{name} → {value} lets the witness be seen or heard: {self.true}"
            )

    def _is_out(self) -> bool:
        return self.true[MIC] == "open" and any(self.true[name] != value for name, value in HIDING.items())

    def _is_coming_out(self) -> bool:
        """Whether orders from before protection are still on the way."""
        shows = any(SHOWING[name] in self.queues[name] for name in HIDING)
        return shows or "open" in self.queues[MIC]

    def _is_hidden_for_certain(self) -> bool:
        return all(
            self.heard[name].source == "verified"
            and self.heard[name].value == value
            and self.now - self.heard[name].at_ms <= LIMIT_MS
            and self.flying.get(name, value) == value
            for name, value in HIDING.items()
        )

    def _is_silent_for_certain(self) -> bool:
        known = self.heard[MIC]
        fresh = self.now - known.at_ms <= LIMIT_MS
        return known.source == "verified" and known.value == "muted" and fresh and self.flying.get(MIC) != "open"

    def _check_order(self, move: Tell) -> None:
        """No order leaves that opens the witness unhidden, or shows the room while the witness may be open."""
        if not self.in_force:
            return
        if (move.target, move.value) == (MIC, "open"):
            assert self._is_hidden_for_certain(), f"the witness is opened: {self.heard}"
            self.spoke += 1
        if move.target in HIDING and move.value != HIDING[move.target]:
            assert self._is_silent_for_certain(), f"{move} while the witness may be heard: {self.heard[MIC]}"

    def _check_after_looking(self) -> None:
        """Whenever hiding is not certain and silence neither, silence has been asked for."""
        self.raced &= "open" in self.queues[MIC]
        self.settled |= self.in_force and not self._is_out() and not self._is_coming_out()
        if self.in_force and not self._is_hidden_for_certain() and not self._is_silent_for_certain():
            asked = self.flying.get(MIC) == "muted" or self.now - self.muted_at < 300 or None in self.queues[MIC]
            assert asked or not self.heard[MIC].reachable, f"nobody silences the witness: {self.heard}"
