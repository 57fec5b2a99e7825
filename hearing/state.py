"""Folds a hearing's log into its state, and answers when it was recorded.

Applying an event costs the same however long the log is, but for a line of the transcript, which copies a pointer to
each line before it: 10 000 lines are folded in under a second.
"""

from collections.abc import Iterable

from hearing import (  # noqa: F401 - they say what their events change
    alarm_changes,
    bailiff_alarm_changes,
    case_changes,
    director_changes,
    ending_changes,
    evidence_changes,
    scene_changes,
)
from hearing import events as log
from hearing.events import HearingEvent
from hearing.facts import (
    RUNNING,
    SESSION,
    Broadcast,
    Course,
    HearingState,
    Line,
    Pending,
    Span,
)
from hearing.ids import Milliseconds
from hearing.opening_changes import changes_of
from hearing.participant import Participant

__all__ = [
    "RUNNING",
    "SESSION",
    "Broadcast",
    "Course",
    "HearingState",
    "Line",
    "Pending",
    "Span",
    "apply",
    "fold",
    "is_in_court",
    "is_recording",
    "last_touch",
    "position",
    "span_at",
    "topic_of",
    "zero_ns",
]


def zero_ns(state: HearingState) -> int | None:
    """Return the timeline's zero in UTC nanoseconds; ``None`` before the first ``open-asked``."""
    return None if state.zero_at is None else state.zero_at * 1_000_000


def position(state: HearingState, at_ms: Milliseconds) -> int:
    """Return where *at_ms* lies on the hearing's timeline, in nanoseconds.

    Raises:
        ValueError: the hearing has no timeline yet.
    """
    if state.zero_at is None:
        raise ValueError(f"{state.hearing}: opening was not asked for yet, so there is no timeline.")
    return (at_ms - state.zero_at) * 1_000_000


def span_at(state: HearingState, at_ms: Milliseconds) -> Span | None:
    """Return the span of the record that *at_ms* lies in; a running undo bounds the last one."""
    for span in reversed(state.spans):
        until = span.until
        if until is None and state.pending is not None:
            until = state.pending.effective_at
        if span.since <= at_ms:
            return span if until is None or at_ms < until else None
    return None


def is_recording(state: HearingState, at_ms: Milliseconds) -> bool:
    """Whether the record is written at *at_ms*."""
    return span_at(state, at_ms) is not None


def is_in_court(participant: Participant) -> bool:
    """Whether the person attends now: admitted, or, of those who may not listen before, called."""
    if participant.presence == "called":
        return True
    return participant.presence == "admitted" and not participant.role.waits_to_be_called


def fold(events: Iterable[HearingEvent]) -> HearingState:
    """Return the state that *events*, a whole log in order, lead to.

    Raises:
        ValueError: the log is empty, does not begin with ``scheduled``, has a hole or holds another hearing's event.
    """
    state: HearingState | None = None
    for event in events:
        state = apply(state, event)
    if state is None:
        raise ValueError("This log is empty. A hearing's log begins with its scheduled event.")
    return state


def apply(state: HearingState | None, event: HearingEvent) -> HearingState:
    """Return the state after *event*; whether the event may happen was decided before (:mod:`hearing.deciding`).

    Raises:
        ValueError: *event* is not the next one of this log.
    """
    if state is None:
        return _begin(event)
    if event.hearing != state.hearing:
        raise ValueError(f"Log of {state.hearing}, event {event.seq}: it belongs to {event.hearing}.")
    if event.seq != state.seq + 1:
        raise ValueError(f"Log of {state.hearing}: event {event.seq} follows {state.seq}. Read the log from there.")
    changes = changes_of(event, state)
    topic = topic_of(event)
    if topic:
        changes["touched"] = {**state.touched, topic: event.seq}
    return state.but(seq=event.seq, at=event.at, **changes)


def _begin(event: HearingEvent) -> HearingState:
    if event.type != "scheduled" or event.seq != 1:
        raise ValueError(f"Log of {event.hearing}: it begins with {event.type} {event.seq}, not with scheduled 1.")
    return HearingState(
        hearing=event.hearing,
        seq=1,
        at=event.at,
        case=event.case,
        procedure=event.procedure,
        room=event.room,
        room_name=event.room_name,
        court=event.court,
        sitting=event.sitting,
        planned_at=event.planned_at,
        summary_track=event.summary_track,
        remote_ground=event.remote_ground,
        demo=event.demo,
        touched={"course": 1},
    )


_TOPICS = {
    **dict.fromkeys(
        (
            "scheduled",
            "postponed",
            "cancelled",
            "preparing",
            "open-asked",
            "opening-hindered",
            "opened",
            "recess-asked",
            "recess-undone",
            "paused",
            "resume-asked",
            "resumed",
            "close-asked",
            "close-undone",
            "closed",
            "signing",
            "archive-asked",
            "archived",
        ),
        "course",
    ),
    "stage-entered": "stage",
    "scene-asked": "scene",
    "director-set": "director",
    "openness-set": "openness",
    "case-joined": "cases",
    "case-severed": "cases",
    "case-numbered": "cases",
    "broadcast-applied": "broadcast",
    "broadcast-reviewed": "broadcast",
    "broadcast-approved": "broadcast",
    "broadcast-refused": "broadcast",
    "broadcast-cut": "broadcast",
    "broadcast-restored": "broadcast",
}


def topic_of(event: HearingEvent) -> str:
    """Name what *event* touches, as ``expect`` guards it; empty for what nothing guards."""
    if isinstance(event, log.MicMuted | log.MicUnmuted):
        return f"stream:{event.stream}"
    if isinstance(event, log.HelpAsked | log.HelpAnswered):
        return f"help:{event.kind}"
    participant = getattr(event, "participant", None)
    return f"participant:{participant}" if participant else _TOPICS.get(event.type, "")


def last_touch(state: HearingState, topic: str) -> int:
    """Return the seq of the last event that touched *topic*; 0 when none did."""
    kind, _, subject = topic.partition(":")
    if kind == "line":
        number = int(subject)
        return state.lines[number - 1].seq if 0 < number <= len(state.lines) else 0
    return state.touched.get(topic, 0)
