"""A scene as one room can have it: which property shall be what, in which order, and what must never be so. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from hardware_profiles.scene import ALL, DirectorMay, Forbid, Scene, SceneName
from hardware_profiles.scene_means import Means, Meant, Unfit
from hardware_profiles.template import Value


@dataclass(frozen=True)
class Want:
    """One thing that shall be so: *target* is ``device.property``, once everything in *after* (targets) is proven."""

    name: str
    word: Value
    target: str
    value: Value
    after: frozenset[str] = frozenset()

    @property
    def device(self) -> str:
        """The device it is asked of."""
        return self.target.partition(".")[0]


@dataclass(frozen=True)
class Guard:
    """What must never be so: all of *that* at once, unless all of *unless* is proven. Both as (property, value)."""

    that: tuple[tuple[str, Value], ...]
    unless: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True)
class Plan:
    """One scene in one room, as it is brought about."""

    name: SceneName
    wants: tuple[Want, ...]
    guards: tuple[Guard, ...] = ()
    safe: tuple[tuple[str, Value], ...] = ()
    required: bool = False
    aborts: bool = False
    reapplies: bool = False
    alarms: bool = False
    director: DirectorMay = "fixed"
    within_ms: int = 20_000
    apart_ms: int = 0
    left_out: tuple[str, ...] = ()
    """What the scene names and this room has not, each with the reason."""
    lacks: tuple[str, ...] = ()
    """Why this room cannot have the scene; empty where it can."""


@dataclass
class _Reading:
    """What is found while a scene is read: what there is in this room, and what is left out."""

    means: Means
    left_out: list[str] = field(default_factory=list)

    def meant(self, pairs: Mapping[str, Value]) -> Iterator[Meant]:
        """Return what *pairs* are here; groups first, so that a name of its own says more than its group."""
        named = sorted(pairs.items(), key=lambda pair: self.means.names(pair[0]) == (pair[0],))
        for name, word in named:
            for one in self.means.names(name):
                try:
                    yield self.means.resolve(one, word)
                except Unfit as unfit:
                    self.left_out.append(f"{one}: {unfit.fault}")

    def properties(self, names: Iterable[str], wanted: Mapping[str, Meant]) -> list[str]:
        """Return the properties, of those *wanted*, that *names* stand for."""
        meant = set(chain.from_iterable(self.means.names(name) for name in names))
        return [prop for prop, one in wanted.items() if one.name in meant]


def plan_of(name: SceneName, scene: Scene, means: Means) -> Plan:
    """Return *scene* as the room with these *means* can have it.

    Raises:
        Unfit: the order goes round in a circle.
    """
    read = _Reading(means)
    wanted: dict[str, Meant] = {}
    for one in read.meant(scene.ensure):
        wanted[one.target] = one
    edges = [
        (first, then)
        for order in scene.order
        for first in read.properties(order.first, wanted)
        for then in read.properties(order.then, wanted)
        if first != then
    ]
    ranked = ranking(list(wanted), edges)
    after = {prop: frozenset(first for first, then in edges if then == prop) for prop in wanted}
    return Plan(
        name=name,
        wants=tuple(_want(wanted[prop], after[prop]) for prop in ranked),
        guards=tuple(guard for one in scene.forbid for guard in guards_of(one, means)),
        safe=tuple((one.target, one.value) for one in read.meant(scene.safe)),
        required=scene.verify == "required",
        aborts=scene.on_fail == "abort-safe",
        reapplies="re-apply" in scene.on_drift,
        alarms="alarm" in scene.on_drift,
        director=scene.directs,
        within_ms=round(scene.within_s * 1000),
        apart_ms=round(scene.apart_s * 1000),
        left_out=tuple(dict.fromkeys(read.left_out)),
        lacks=tuple(_lacks(scene, means)),
    )


def guards_of(forbid: Forbid, means: Means) -> Iterator[Guard]:
    """Return what *forbid* means here: one guard for each member of a group in ``that``; nothing where it cannot be."""
    read = _Reading(means)
    choices: list[list[Meant]] = []
    for name, word in forbid.that.items():
        choices.append(list(read.meant({name: word})))
    unless = tuple((one.target, one.value) for one in read.meant(forbid.unless))
    combined: list[tuple[tuple[str, Value], ...]] = [()]
    for choice in choices:
        combined = [(*before, (one.target, one.value)) for before in combined for one in choice]
    yield from (Guard(that, unless) for that in combined)


def ranking(names: Sequence[str], edges: Sequence[tuple[str, str]]) -> list[str]:
    """Order *names* so that every edge points forward, otherwise as they came.

    Raises:
        Unfit: the edges go round in a circle, which is named.
    """
    left, ranked = list(names), []
    while left:
        free = next((one for one in left if not any(then == one and first in left for first, then in edges)), None)
        if free is None:
            raise Unfit(f"The order goes round: {' → '.join(_circle(left, edges))}.", "Take one of them out.")
        left.remove(free)
        ranked.append(free)
    return ranked


def _circle(left: Sequence[str], edges: Sequence[tuple[str, str]]) -> list[str]:
    """Walk backwards from a name that waits until one comes twice."""
    walked = [left[0]]
    while True:
        before = next(first for first, then in edges if then == walked[-1] and first in left)
        if before in walked:
            return [before, *reversed(walked[walked.index(before) :])]
        walked.append(before)


def _want(meant: Meant, after: frozenset[str]) -> Want:
    return Want(meant.name, meant.word, meant.target, meant.value, after)


def _lacks(scene: Scene, means: Means) -> Iterator[str]:
    """Say what is missing: what the scene needs, and what hides here but cannot be told to (a screen without a blank)."""
    for forbid in scene.forbid:
        for name, word in forbid.unless.items():
            for one in means.names(name):
                if one not in means.means:
                    continue
                try:
                    means.resolve(one, word)
                except Unfit as unfit:
                    yield f"{one}: {unfit.fault}"
    for name in scene.needs:
        members = means.names(name)
        if not members:
            yield f"{name}: There is none in this room."
        for one in members:
            try:
                means.resolve(one, scene.ensure.get(one, scene.ensure.get(name, _wanted_by_group(scene, one))))
            except Unfit as unfit:
                yield f"{one}: {unfit.fault}"


def _wanted_by_group(scene: Scene, name: str) -> Value:
    """Return what *scene* wants of *name* by its group (``mic.all`` for ``mic.witness``)."""
    return scene.ensure.get(f"{name.partition('.')[0]}.{ALL}", "")
