"""Which stretches of a hearing's record are sealed: behind closed doors, of someone unseen, in mediation. Pure.

Sealed is what a decision closed to the public, from its moment on or, for the whole hearing, from its beginning; a
decision that opens it later never reaches back. Sealed too is the time in which evidence was shown without the public,
the stand of a protected person (刑诉法 §64), what was said under the scene of witness protection, and a mediation that was
recorded under its scene. Recess and a mediation unfit to be recorded are not in the record at all.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import Field

from hearing.events import HearingEvent, LineCorrected, LineSpoken, OpennessSet
from hearing.evidence import OF_A_SHOWING, ExhibitFiled
from hearing.facts import Fact, HearingState, Line
from hearing.ids import Milliseconds

NS_PER_MS = 1_000_000
Why = Literal["closed-hearing", "protected-person", "mediation"]
"""Why nobody is given it; mediation is of a class of its own: concessions made in it prove nothing (在线调解规则 §18)."""


_SCREENED: dict[str, Why] = {"masked": "protected-person", "mediation": "mediation"}
"""What a scene made of the record while it was in force."""


class OpennessRange(Fact):
    """What a decision about the public made of the hearing, from *since* until *until* (ns of the timeline)."""

    openness: Literal["public", "closed"]
    range: Literal["whole", "from-now"]
    since: int
    until: int | None = None
    """``None``: to the end."""
    judge: str
    reason: str


class SealedRange(Fact):
    """A stretch of the timeline (ns) that nobody is given but by an authority for it."""

    since: int = Field(ge=0)
    until: int = Field(ge=0)
    why: Why

    def meets(self, since: int, until: int) -> bool:
        """Whether something of the stretch from *since* until *until* (ns) lies in it."""
        return since < self.until and until > self.since


def openness_ranges(state: HearingState) -> tuple[OpennessRange, ...]:
    """Return what each decision was in force for, in order; what opened the hearing at first counts from its beginning."""
    zero = state.zero_at or 0
    found: list[OpennessRange] = []
    for number, one in enumerate(state.openness):
        is_from_the_beginning = number == 0 or (one.openness == "closed" and one.range == "whole")
        later = state.openness[number + 1] if number + 1 < len(state.openness) else None
        told = one.model_dump(include={"openness", "range", "judge", "reason"})
        since = 0 if is_from_the_beginning else max(one.at - zero, 0) * NS_PER_MS
        until = None if later is None else max(later.at - zero, 0) * NS_PER_MS
        found.append(OpennessRange(since=since, until=until, **told))
    return tuple(found)


def sealed_ranges(state: HearingState, end: int) -> tuple[SealedRange, ...]:
    """Return what is sealed of a record that ends at *end* (ns), in order of beginning, overlapping ones joined."""
    found = [
        SealedRange(since=one.since, until=end if one.until is None else min(one.until, end), why="closed-hearing")
        for one in openness_ranges(state)
        if one.openness == "closed"
    ]
    zero = state.zero_at or 0
    for begun, over, why in _withheld(state):
        since = max(begun - zero, 0) * NS_PER_MS
        until = end if over is None else min(max(over - zero, 0) * NS_PER_MS, end)
        found.append(SealedRange(since=since, until=until, why=why))
    return _joined([one for one in found if one.until > one.since])


def _withheld(state: HearingState) -> Iterator[tuple[Milliseconds, Milliseconds | None, Why]]:
    """What was withheld for a while and why, whatever was decided about the public."""
    for stand in state.stands:
        if state.participants[stand.participant].protected:
            yield stand.since, stand.until, "protected-person"
    for showing in state.showings:
        if showing.private:
            yield showing.since, showing.until, "closed-hearing"
    for screen in state.screens:
        if screen.kind in _SCREENED:
            yield screen.since, screen.until, _SCREENED[screen.kind]


def _joined(ranges: Sequence[SealedRange]) -> tuple[SealedRange, ...]:
    found: list[SealedRange] = []
    for one in sorted(ranges, key=lambda one: (one.since, one.until)):
        if found and found[-1].why == one.why and one.since <= found[-1].until:
            found[-1] = found[-1].but(until=max(found[-1].until, one.until))
        else:
            found.append(one)
    return tuple(found)


def is_sealed(sealed: Sequence[SealedRange], since: int, until: int) -> bool:
    """Whether something of the stretch from *since* until *until* (ns) is sealed."""
    return any(one.meets(since, until) for one in sealed)


def open_lines(state: HearingState, sealed: Sequence[SealedRange]) -> tuple[Line, ...]:
    """Return the lines that were spoken outside every sealed range."""
    return tuple(one for one in state.lines if not is_sealed(sealed, one.start, one.start + max(one.duration, 1)))


def open_events(
    events: Sequence[HearingEvent], state: HearingState, sealed: Sequence[SealedRange]
) -> list[HearingEvent]:
    """Return the events that tell nothing of a sealed range: decisions about the public stay, the rest of it goes.

    So does the filing of what was shown in sealed ranges alone: it names what nobody is to know of. A showing that began
    in one is not told of afterwards either.
    """
    lines = {one.line for one in open_lines(state, sealed)}
    hidden = _shown_in_sealed_alone(state, sealed)
    begun = {one.id for one in state.showings if _is_sealed_at(one.since, state.zero_at or 0, sealed)}
    return [
        one
        for one in events
        if _is_open(one, state.zero_at or 0, sealed, lines) and not _files(one, hidden) and not _is_of(one, begun)
    ]


def open_exhibits(state: HearingState, sealed: Sequence[SealedRange]) -> frozenset[str]:
    """Name the exhibits that may be given: filed and shown outside every sealed range, and never in private."""
    zero, told = state.zero_at or 0, {True: set[str](), False: set[str]()}
    for showing in state.showings:
        if showing.source.exhibit is None:
            continue
        since = (showing.since - zero) * NS_PER_MS
        until = ((showing.until if showing.until is not None else state.at) - zero) * NS_PER_MS
        is_hidden = showing.private or is_sealed(sealed, since, max(until, since + 1))
        told[is_hidden].add(showing.source.exhibit)
    shown = told[False] - told[True]
    return frozenset(one for one in shown if not _is_sealed_at(state.exhibits[one].at, zero, sealed))


def _is_open(event: HearingEvent, zero: Milliseconds, sealed: Sequence[SealedRange], lines: set[int]) -> bool:
    if isinstance(event, LineSpoken | LineCorrected):
        return event.line in lines
    return isinstance(event, OpennessSet) or not _is_sealed_at(event.at, zero, sealed)


def _is_sealed_at(at: Milliseconds, zero: Milliseconds, sealed: Sequence[SealedRange]) -> bool:
    return is_sealed(sealed, (at - zero) * NS_PER_MS, (at - zero) * NS_PER_MS + 1)


def _files(event: HearingEvent, exhibits: set[str | None]) -> bool:
    return isinstance(event, ExhibitFiled) and event.exhibit in exhibits


def _is_of(event: HearingEvent, showings: set[str]) -> bool:
    return event.type in OF_A_SHOWING and getattr(event, "showing", None) in showings


def _shown_in_sealed_alone(state: HearingState, sealed: Sequence[SealedRange]) -> set[str | None]:
    told: dict[bool, set[str | None]] = {True: set(), False: set()}
    for showing in state.showings:
        told[_is_sealed_at(showing.since, state.zero_at or 0, sealed)].add(showing.source.exhibit)
    return told[True] - told[False]
