"""What evidence changes in a hearing's state: what was filed, what is shown, and what lies on it."""

from hearing.changes import Changes, changes_of
from hearing.evidence import (
    PLAYED,
    EvidenceMarked,
    EvidenceMarksCleared,
    EvidencePageTurned,
    EvidencePresented,
    EvidenceReleased,
    EvidenceTargetsSet,
    EvidenceWithdrawn,
    Exhibit,
    ExhibitFiled,
    Mark,
    Showing,
    ended,
)
from hearing.facts import HearingState
from hearing.playing import EvidencePlayed, Playback


@changes_of.register
def _(event: ExhibitFiled, state: HearingState) -> Changes:
    made = Exhibit(
        id=event.exhibit,
        number=event.number,
        title=event.title,
        kind=event.kind,
        media_type=event.media_type,
        bytes=event.bytes,
        pages=event.pages,
        page_sha256=event.page_sha256,
        sha256=event.sha256,
        sm3=event.sm3,
        filed_by=event.filed_by,
        duration_ms=event.duration_ms,
        at=event.at,
    )
    return {"exhibits": {**state.exhibits, event.exhibit: made}}


@changes_of.register
def _(event: EvidencePresented, state: HearingState) -> Changes:
    begun = Showing(
        id=event.showing,
        seq=event.seq,
        source=event.source,
        title=event.title,
        kind=event.kind,
        pages=event.pages,
        page=event.page,
        sha256=event.sha256,
        targets=event.targets,
        private=event.private,
        duration_ms=event.duration_ms,
        playback=Playback(playing=False, position_ms=0, at=event.at) if event.kind in PLAYED else None,
        since=event.at,
        who=event.who,
    )
    return {"showings": (*ended(state.showings, event.at), begun)}


@changes_of.register
def _(event: EvidencePageTurned, state: HearingState) -> Changes:
    return _changed(state, event.showing, page=event.page, sha256=event.sha256)


@changes_of.register
def _(event: EvidencePlayed, state: HearingState) -> Changes:
    told = Playback(playing=event.playing, position_ms=event.position_ms, at=event.at)
    return _changed(state, event.showing, playback=told)


@changes_of.register
def _(event: EvidenceMarked, state: HearingState) -> Changes:
    mark = Mark(
        mark=event.mark, page=event.page, points=event.points, tool=event.tool, colour=event.colour, who=event.who
    )
    marks = next((one.marks for one in state.showings if one.id == event.showing), ())
    return _changed(state, event.showing, marks=(*marks, mark), last_mark=event.mark)


@changes_of.register
def _(event: EvidenceMarksCleared, state: HearingState) -> Changes:
    marks = next((one.marks for one in state.showings if one.id == event.showing), ())
    return _changed(state, event.showing, marks=tuple(one for one in marks if one.page != event.page))


@changes_of.register
def _(event: EvidenceTargetsSet, state: HearingState) -> Changes:
    return _changed(state, event.showing, targets=event.targets)


@changes_of.register
def _(event: EvidenceReleased, state: HearingState) -> Changes:
    return _changed(state, event.showing, released=True)


@changes_of.register
def _(event: EvidenceWithdrawn, state: HearingState) -> Changes:
    return {"showings": ended(state.showings, event.at)}


def _changed(state: HearingState, showing: str, **changes: object) -> Changes:
    return {"showings": tuple(one.but(**changes) if one.id == showing else one for one in state.showings)}
