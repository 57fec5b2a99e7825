"""When each track had to be written, and when it lawfully was not: from the log alone. Pure."""

from collections.abc import Sequence

from hearing.events import (
    Admitted,
    Called,
    CloseAsked,
    Closed,
    Dismissed,
    HearingEvent,
    Left,
    MicMuted,
    MicUnmuted,
    Paused,
    RecessAsked,
    Removed,
    ResumeAsked,
    Resumed,
)
from hearing.facts import HearingState
from hearing.ledger import LawfulGap, MutedStretch
from hearing.procedure import BROADCASTABLE
from hearing.scene import SceneApplied
from hearing.state import position
from hearing.streams import track_name
from recorder.archive.stretches import Stretch, both

_OF_THE_ROOM = ("cam-", "mic-")
_PUBLIC = ("public", "public-sound")
_EVIDENCE = "evidence"
_SHOWING_BEGINS_NS = 2_000_000_000
"""What was asked to be shown is on the desk by then."""


def open_stretches(state: HearingState, end: int | None = None) -> list[Stretch]:
    """Return when the hearing was open and so had to be recorded; *end* bounds the one that still runs."""
    found = []
    for span in state.spans:
        until = end if span.until is None else position(state, span.until)
        if span.live is not None and until is not None and position(state, span.live) < until:
            found.append((position(state, span.live), until))
    return found


def lawful_gaps(events: Sequence[HearingEvent], state: HearingState) -> list[LawfulGap]:
    """Return the lawful gaps, and who paused and who resumed; a gap lasts until the hearing is open again."""
    gaps: list[LawfulGap] = []
    asked, note, resumed = "", "", ""
    for event in events:
        match event:
            case RecessAsked():
                asked, note = event.who, event.note
            case Paused():
                since = position(state, event.since)
                gaps.append(LawfulGap(reason=event.reason, note=note, since=since, paused_by=asked))
            case ResumeAsked() | CloseAsked():
                resumed = event.who
            case Resumed() | Closed() if gaps and gaps[-1].until is None:
                until = position(state, event.since if isinstance(event, Closed) else event.at)
                gaps[-1] = gaps[-1].model_copy(update={"until": until, "resumed_by": resumed})
            case _:
                pass
    return gaps


def due(events: Sequence[HearingEvent], state: HearingState, track: str, wanted: Sequence[Stretch]) -> list[Stretch]:
    """Return when *track* had to be written.

    Of the time before opening was asked for (the pre-roll, where it was announced earlier) only the room's own cameras
    and microphones keep anything. A remote person's from admission (a witness's from being called) to leaving, the public's while the hearing was
    public and of a kind that may be broadcast, evidence's from two seconds after something was shown, any other whenever
    it was open.
    """
    end = wanted[-1][1] if wanted else 0
    if not track.startswith(_OF_THE_ROOM):
        wanted = both(wanted, [(_asked(state), end)])
    if track.startswith("remote-"):
        return both(wanted, attended(events, state, track.removeprefix("remote-").removesuffix("-sound"), end))
    if track == _EVIDENCE:
        return both(wanted, _shown(state, end))
    return both(wanted, _public(state, end)) if track in _PUBLIC else list(wanted)


def _asked(state: HearingState) -> int:
    asked = state.spans[0].asked if state.spans else None
    return 0 if asked is None else position(state, asked)


def attended(events: Sequence[HearingEvent], state: HearingState, person: str, end: int) -> list[Stretch]:
    """Return when a person took part, up to *end*."""
    known = state.participants.get(person)
    begins: type[Admitted | Called] = Called if known is not None and known.role.waits_to_be_called else Admitted
    found: list[Stretch] = []
    since: int | None = None
    for event in events:
        if isinstance(event, begins) and event.participant == person and state.zero_at is not None:
            since = position(state, event.at) if since is None else since
        elif isinstance(event, Left | Removed | Dismissed) and event.participant == person and since is not None:
            found.append((since, position(state, event.at)))
            since = None
    return found if since is None else [*found, (since, end)]


def remote_tracks(state: HearingState) -> dict[str, str]:
    """Name the tracks that remote people should have, and the stream of each."""
    people = [one for one in state.participants.values() if one.remote and not one.protected]
    return {track_name(f"remote-{one.id}", "video"): f"remote-{one.id}" for one in people} | {
        track_name(f"remote-{one.id}", "audio"): f"remote-{one.id}" for one in people
    }


def muted(events: Sequence[HearingEvent], state: HearingState, stream: str, end: int) -> list[MutedStretch]:
    """Return when *stream* was muted and by whom, up to *end*: by a person, else by a scene (``scene:judgment``)."""
    found: list[MutedStretch] = []
    since, by, person, scene = 0, "", "", ""
    for event in events:
        if state.zero_at is None:
            continue
        if isinstance(event, MicMuted | MicUnmuted) and event.stream == stream:
            person = event.who if isinstance(event, MicMuted) else ""
        elif isinstance(event, SceneApplied):
            scene = _muted_by_scene(event, stream, scene)
        at, now_by = max(0, position(state, event.at)), person or scene
        if now_by == by:
            continue
        if by and since < at:
            found.append(MutedStretch(since=since, until=at, by=by))
        since, by = at, now_by
    return [*found, MutedStretch(since=since, until=end, by=by)] if by and since < end else found


def _muted_by_scene(event: SceneApplied, stream: str, before: str) -> str:
    """The scene that keeps *stream* closed after *event*, as the room's devices answered; as *before* where it says nothing."""
    name = f"mic.{stream.removeprefix('mic-')}"
    item = next((one for one in event.items if stream.startswith("mic-") and one.name == name), None)
    if item is None:
        return before
    return f"scene:{event.scene}" if item.answered == "muted" else ""


def _shown(state: HearingState, end: int) -> list[Stretch]:
    """When something was shown as evidence."""
    found = []
    for showing in state.showings if state.zero_at is not None else ():
        since = position(state, showing.since) + _SHOWING_BEGINS_NS
        until = end if showing.until is None else min(end, position(state, showing.until))
        if since < until:
            found.append((since, until))
    return found


def _public(state: HearingState, end: int) -> list[Stretch]:
    if state.procedure not in BROADCASTABLE:
        return []
    decided = [(position(state, decision.at), decision.openness) for decision in state.openness]
    borders = [*(at for at, _ in decided[1:]), max(end, decided[-1][0])] if decided else []
    return [(at, until) for (at, openness), until in zip(decided, borders, strict=True) if openness == "public"]
