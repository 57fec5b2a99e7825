"""The ledger of every second (无缺秒台账): recorded, a lawful gap, or missing. From the log and the indexes alone. Pure.

The only lawful gaps are 休庭, 不公开举证质证 and 不宜录制的调解 (法释〔2017〕5号 §3).
"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from hearing.events import Admitted, HearingEvent, Left, PauseReason, Removed
from hearing.facts import HearingState
from hearing.procedure import BROADCASTABLE
from hearing.state import position
from recorder.index import IndexLine

Stretch = tuple[int, int]
"""From and until, ns of the timeline."""

_PUBLIC = ("public", "public-sound")

ROUNDING_NS = 100_000_000
"""A hole this short is the border of a frame or packet, or the edge of a stretch, and not a missing moment."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Gap(_Entry):
    """A stretch that was lawfully not recorded."""

    reason: PauseReason
    since: int
    until: int


class Hole(_Entry):
    """A stretch that should have been recorded and was not."""

    since: int
    until: int


class TrackLedger(_Entry):
    """One track, from opening to closing; seconds of it that are kept, and what is missing."""

    take: str
    name: str
    kind: str
    mandatory: bool
    seconds: float
    missing_s: float
    missing: tuple[Hole, ...]


class Ledger(_Entry):
    """All tracks of a hearing, and the gaps that hold for each of them."""

    hearing: str
    gaps: tuple[Gap, ...]
    tracks: tuple[TrackLedger, ...]


def open_stretches(state: HearingState) -> list[Stretch]:
    """Return when the hearing was open and so had to be recorded."""
    found = []
    for span in state.spans:
        if span.live is not None and span.until is not None and span.live < span.until:
            found.append((position(state, span.live), position(state, span.until)))
    return found


def gaps_of(state: HearingState) -> list[Gap]:
    """Return the lawful gaps that have ended."""
    return [
        Gap(reason=pause.reason, since=position(state, pause.since), until=position(state, pause.until))
        for pause in state.pauses
        if pause.until is not None
    ]


def due(events: Sequence[HearingEvent], state: HearingState, track: str, wanted: Sequence[Stretch]) -> list[Stretch]:
    """Return when *track* had to be written.

    A remote person's from admission to leaving, the public's while the hearing was public and of a kind that may be
    broadcast, any other whenever it was open.
    """
    if track.startswith("remote-"):
        person = track.removeprefix("remote-").removesuffix("-sound")
        return _both(wanted, _attended(events, state, person, wanted[-1][1] if wanted else 0))
    if track in _PUBLIC:
        return _both(wanted, _public(state, wanted[-1][1] if wanted else 0))
    return list(wanted)


def _both(some: Sequence[Stretch], others: Sequence[Stretch]) -> list[Stretch]:
    return [(max(a, c), min(b, d)) for a, b in some for c, d in others if max(a, c) < min(b, d)]


def _attended(events: Sequence[HearingEvent], state: HearingState, person: str, end: int) -> list[Stretch]:
    attended: list[Stretch] = []
    since: int | None = None
    for event in events:
        if isinstance(event, Admitted) and event.participant == person:
            since = position(state, event.at)
        elif isinstance(event, Left | Removed) and event.participant == person and since is not None:
            attended.append((since, position(state, event.at)))
            since = None
    return attended if since is None else [*attended, (since, end)]


def _public(state: HearingState, end: int) -> list[Stretch]:
    if state.procedure not in BROADCASTABLE:
        return []
    decided = [(position(state, decision.at), decision.openness) for decision in state.openness]
    borders = [*(at for at, _ in decided[1:]), max(end, decided[-1][0])] if decided else []
    return [(at, until) for (at, openness), until in zip(decided, borders, strict=True) if openness == "public"]


def holes(wanted: Sequence[Stretch], lines: Sequence[IndexLine]) -> list[Hole]:
    """Return what of *wanted* no fragment covers, or only silence filled in; holes within the rounding are none."""
    kept = sorted((line for line in lines if line.silence != line.samples), key=lambda one: one.start)
    found = []
    for begin, end in wanted:
        at = begin
        for line in kept:
            if line.end <= at or line.start >= end:
                continue
            if line.start - at > ROUNDING_NS:
                found.append(Hole(since=at, until=line.start))
            at = max(at, line.end)
        if end - at > ROUNDING_NS:
            found.append(Hole(since=at, until=end))
    return found


def account(
    take: str, name: str, kind: str, *, mandatory: bool, wanted: Sequence[Stretch], lines: Sequence[IndexLine]
) -> TrackLedger:
    """Account for one track over the stretches in which it was *wanted*."""
    missing = tuple(holes(wanted, lines))
    kept = sum(line.duration for line in lines if line.silence != line.samples)
    lost = sum(hole.until - hole.since for hole in missing)
    return TrackLedger(
        take=take,
        name=name,
        kind=kind,
        mandatory=mandatory,
        seconds=round(kept / 1e9, 3),
        missing_s=round(lost / 1e9, 3),
        missing=missing,
    )
