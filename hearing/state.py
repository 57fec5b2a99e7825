"""A hearing as it stands: the fold of its log.

    HearingState
    ├─ course, pending, spans, pauses      where it stands, and when it was recorded
    ├─ stages, openness, cases             what the court decided
    ├─ people, stands, muted, help         who is there
    ├─ broadcast                           who approved, and what was cut
    └─ lines, notes, faults                what the record says

Every change makes a new value. Moments are UTC milliseconds; positions are nanoseconds from ``zero_at``.
"""

from collections.abc import Iterable
from typing import Literal, Self

from hearing import events as log
from hearing.case import Case
from hearing.events import HearingEvent, PauseReason
from hearing.facts import (
    RUNNING,
    SESSION,
    Broadcast,
    Course,
    Cut,
    Fact,
    Fault,
    HelpCall,
    Line,
    LogNote,
    Openness,
    Pause,
    Pending,
    Span,
    StageEntry,
    Stand,
)
from hearing.ids import HearingId, Milliseconds, ParticipantId, RoomId, StreamName
from hearing.participant import Participant
from hearing.procedure import Procedure, Stage

__all__ = [
    "RUNNING",
    "SESSION",
    "Broadcast",
    "Course",
    "Cut",
    "Fact",
    "Fault",
    "HearingState",
    "HelpCall",
    "Line",
    "LogNote",
    "Openness",
    "Pause",
    "Pending",
    "Span",
    "StageEntry",
    "Stand",
    "apply",
    "fold",
    "is_in_court",
    "is_recording",
    "position",
    "span_at",
    "zero_ns",
]

class HearingState(Fact):
    """Everything that follows from a hearing's log up to event number *seq*."""

    hearing: HearingId
    seq: int
    case: Case
    procedure: Procedure
    course: Course = "scheduled"
    room: RoomId
    room_name: str
    court: str
    sitting: int = 1
    planned_at: Milliseconds
    summary_track: Literal["ordinary", "summary", "fast-track"] = "ordinary"
    remote_ground: str = ""
    demo: bool = False
    pending: Pending | None = None
    pause_reason: PauseReason | None = None
    zero_at: Milliseconds | None = None
    """The first ``open-asked``: zero of the timeline."""
    opened_at: Milliseconds | None = None
    closed_at: Milliseconds | None = None
    reason: str = ""
    """Why it was postponed or cancelled."""
    spans: tuple[Span, ...] = ()
    pauses: tuple[Pause, ...] = ()
    stages: tuple[StageEntry, ...] = ()
    openness: tuple[Openness, ...] = ()
    """Every decision, in order; :attr:`is_public` says what holds."""
    joined: tuple[Case, ...] = ()
    participants: dict[ParticipantId, Participant] = {}
    stands: tuple[Stand, ...] = ()
    muted: dict[StreamName, str] = {}
    """Muted streams, and the principal that muted each."""
    broadcast: Broadcast = Broadcast()
    help: tuple[HelpCall, ...] = ()
    lines: tuple[Line, ...] = ()
    notes: tuple[LogNote, ...] = ()
    faults: tuple[Fault, ...] = ()
    root: str | None = None
    package: str | None = None
    touched: dict[str, int] = {}
    """The last seq of each topic that ``expect`` may guard: ``course``, ``broadcast``, ``openness``, ``cases``,
    ``stage``, ``participant:p-1``, ``line:7``."""

    @property
    def stage(self) -> Stage | None:
        """The stage it is in."""
        return self.stages[-1].stage if self.stages else None

    @property
    def is_public(self) -> bool:
        """The public may attend now. False until a judge has said so."""
        return bool(self.openness) and self.openness[-1].openness == "public"

    @property
    def is_closed_as_a_whole(self) -> bool:
        """The decision in force closes the whole hearing to the public."""
        return bool(self.openness) and self.openness[-1].openness == "closed" and self.openness[-1].range == "whole"

    def but(self, **changes: object) -> Self:
        """Return this state with *changes*."""
        return self.model_copy(update=changes)


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
    changes = _changes(state, event)
    topic = topic_of(event)
    if topic:
        changes["touched"] = {**state.touched, topic: event.seq}
    return state.but(seq=event.seq, **changes)


def _begin(event: HearingEvent) -> HearingState:
    if event.type != "scheduled" or event.seq != 1:
        raise ValueError(f"Log of {event.hearing}: it begins with {event.type} {event.seq}, not with scheduled 1.")
    return HearingState(
        hearing=event.hearing,
        seq=1,
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
