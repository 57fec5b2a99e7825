"""What a capsule says of evidence: its stage, what ran on the track ``evidence``, and what was shown when to whom. Pure."""

import itertools
from collections.abc import Sequence
from typing import Any

from hearing.events import HearingEvent
from hearing.evidence import (
    EvidenceMarked,
    EvidenceMarksCleared,
    EvidencePageTurned,
    EvidencePresented,
    EvidenceReleased,
    EvidenceTargetsSet,
)
from hearing.facts import HearingState
from hearing.playing import EvidencePlayed
from hearing.procedure import Stage
from hearing.sealed_ranges import NS_PER_MS, SealedRange, is_sealed, open_events
from recorder.index import IndexLine

_STAGES = frozenset({Stage.INVESTIGATION, Stage.EVIDENCE})
_TOUCH_NS = 1_000_000_000
_Later = (
    EvidencePageTurned | EvidencePlayed | EvidenceTargetsSet | EvidenceMarked | EvidenceMarksCleared | EvidenceReleased
)
_LISTED = {
    "evidence-page-turned": ("pages", {"page", "sha256"}),
    "evidence-played": ("played", {"playing", "position_ms"}),
    "evidence-targets-set": ("to", {"targets"}),
    "evidence-marked": ("marks", {"mark", "page", "points", "tool", "colour", "who"}),
    "evidence-marks-cleared": ("cleared", {"page"}),
    "evidence-released": ("released", set[str]()),
}
"""Where each event of a showing is told, and what of it."""


def exhibits_timeline(
    events: Sequence[HearingEvent], state: HearingState, shown: Sequence[IndexLine], withheld: Sequence[SealedRange]
) -> dict[str, Any]:
    """Say from when until when (ns) evidence was heard, when its screen was recorded, and each showing.

    What is *withheld* is left out, and so is every showing that began in it.
    """
    zero, end = state.zero_at or 0, state.closed_at or state.at
    entered = [*((entry.stage, entry.at) for entry in state.stages), (None, end)]
    stages = [
        {"stage": str(stage), "since": (at - zero) * NS_PER_MS, "until": (later - zero) * NS_PER_MS}
        for (stage, at), (_, later) in itertools.pairwise(entered)
        if stage in _STAGES
    ]
    screen: list[list[int]] = []
    for line in sorted(shown, key=lambda line: line.start):
        if is_sealed(withheld, line.start, line.end):
            continue
        if screen and line.start - screen[-1][1] < _TOUCH_NS:
            screen[-1][1] = max(screen[-1][1], line.end)
        else:
            screen.append([line.start, line.end])
    return {"format": 1, "stages": stages, "screen": screen, "showings": _showings(events, state, withheld)}


def _showings(
    events: Sequence[HearingEvent], state: HearingState, withheld: Sequence[SealedRange]
) -> list[dict[str, Any]]:
    told: dict[str, dict[str, Any]] = {}
    zero, ends = state.zero_at or 0, {one.id: one.until for one in state.showings}
    for event in open_events(events, state, withheld):
        at = (event.at - zero) * NS_PER_MS
        if isinstance(event, EvidencePresented):
            end = ends[event.showing]
            until = ((end if end is not None else state.at) - zero) * NS_PER_MS
            told[event.showing] = _begun(event, at, outside(withheld, at, until))
        elif isinstance(event, _Later) and event.showing in told:
            name, parts = _LISTED[event.type]
            told[event.showing][name].append({"at": at, **event.model_dump(mode="json", include=parts)})
    return list(told.values())


def _begun(event: EvidencePresented, at: int, shown: list[list[int]]) -> dict[str, Any]:
    first = {"at": at, "page": event.page, **({"sha256": event.sha256} if event.sha256 is not None else {})}
    return {
        "showing": event.showing,
        **event.source.model_dump(mode="json", exclude_none=True),
        "title": event.title,
        "private": event.private,
        "shown": shown,
        "to": [{"at": at, "targets": list(event.targets)}],
        "pages": [first],
        "played": [],
        "marks": [],
        "cleared": [],
        "released": [],
    }


def outside(withheld: Sequence[SealedRange], since: int, until: int) -> list[list[int]]:
    """Return the parts of a stretch (ns) that lie in nothing that is *withheld*, in order."""
    found, at = [], since
    for one in sorted(withheld, key=lambda one: one.since):
        if one.since > at and at < until:
            found.append([at, min(one.since, until)])
        at = max(at, one.until)
    return [*found, *([[at, until]] if at < until else [])]
