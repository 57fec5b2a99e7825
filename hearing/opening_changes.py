"""What an opening changes in a hearing's state, also one at which the record does not run whole."""

from hearing import events as log
from hearing.changes import Changes, changes_of, spans_live
from hearing.facts import Fault, HearingState
from hearing.opening import Hindrance, OpeningHindered

__all__ = ["changes_of"]


@changes_of.register
def _(event: OpeningHindered, state: HearingState) -> Changes:
    return {"hindrance": Hindrance(tracks=event.tracks, at=event.at)}


@changes_of.register
def _(event: log.Opened, state: HearingState) -> Changes:
    since = event.at if event.without is None else state.spans[-1].since
    return {
        "course": "open",
        "opened_at": event.at,
        "spans": spans_live(state.spans, since),
        "hindrance": None,
        "opened_without": event.without,
        "faults": (*state.faults, *_faults(event, state)),
    }


def _faults(event: log.Opened, state: HearingState) -> list[Fault]:
    """On record from the first second: one for each track that was not written, or one for all where none is known."""
    if event.without is None:
        return []
    since, text = state.spans[-1].since, f"{event.without.name}：{event.without.reason}"
    return [
        Fault(seq=event.seq, at=event.at, cause="not-writing", track=track, since=since, text=text)
        for track in event.without.tracks or (None,)
    ]
