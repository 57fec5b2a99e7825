"""What is known of a hearing: the state and the facts that it is made of (:mod:`hearing.state` folds them).

    HearingState
    ├─ course, pending, spans, pauses      where it stands, and when it was recorded
    ├─ stages, openness, joined            what the court decided
    ├─ participants, stands, muted, help   who is there
    ├─ alarms, bailiff_alarms, rehearsal   what the room's guards found, who called the bailiffs, how it rehearsed
    ├─ scenes, scene_result, screens       which scenes were asked for, what the room said, what they withhold
    ├─ exhibits, showings                  what was filed as evidence, and what is shown to whom
    ├─ director                            who chooses the picture, and which shot is shown
    ├─ broadcast                           who approved, and what was cut
    ├─ lines, notes, faults, explanations  what the record says
    └─ signatures, refusals, corrections, confirmations  who stands for it

Every change makes a new value. Moments are UTC milliseconds; positions are nanoseconds from ``zero_at``.
"""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

from hardware_profiles.scene import SceneName
from hearing.alarm import Guard
from hearing.bailiff_alarm import BailiffAlarm
from hearing.case import Case
from hearing.director import Directed
from hearing.ending import Ending
from hearing.events import PauseReason
from hearing.evidence import Exhibit, Showing, shown_now
from hearing.handwriting import Handwriting
from hearing.ids import ExhibitId, HearingId, Milliseconds, ParticipantId, RoomId, StreamName, TakeName, TrackName
from hearing.opening import Hindrance, OpenedWithout
from hearing.participant import Participant, Role
from hearing.procedure import Procedure, Stage
from hearing.rehearsal import RehearsalOverride, RehearsalResult
from hearing.scene import BY_COURSE, POWER, SceneEntry, SceneResult, Screen, ScreenKind

Course = Literal[
    "scheduled",
    "postponed",
    "cancelled",
    "preparing",
    "opening",
    "open",
    "resuming",
    "paused",
    "closed",
    "signing",
    "archiving",
    "archived",
]
"""``opening`` and ``resuming`` last from the asking until every mandatory track was seen writing."""

RUNNING: frozenset[Course] = frozenset({"opening", "open", "resuming"})
"""The course in which the record is written."""

SESSION: frozenset[Course] = RUNNING | {"preparing", "paused"}
"""The course in which links are up."""


class Fact(BaseModel):
    """Frozen and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def but(self, **changes: object) -> Self:
        """Return this with *changes*."""
        return self.model_copy(update=changes)


class Pending(Fact):
    """A recess or a closing that takes effect at *effective_at* unless undone."""

    kind: Literal["recess", "close"]
    reason: PauseReason | None = None
    note: str = ""
    effective_at: Milliseconds
    resumes_at: Milliseconds | None = None


class Span(Fact):
    """The record is written from *since* until *until*; the hearing was open from *live*."""

    since: Milliseconds
    asked: Milliseconds | None = None
    """When it was asked for, where that was later: the hearing was announced before, and the pre-roll is in the record."""
    live: Milliseconds | None = None
    until: Milliseconds | None = None


class Pause(Fact):
    """A lawful gap."""

    reason: PauseReason
    note: str = ""
    since: Milliseconds
    until: Milliseconds | None = None
    resumes_at: Milliseconds | None = None
    """When it was announced to go on."""


class StageEntry(Fact):
    """A stage and when it was entered."""

    stage: Stage
    at: Milliseconds


class Openness(Fact):
    """A decision about the public, announced at *at*."""

    openness: Literal["public", "closed"]
    range: Literal["whole", "from-now"]
    judge: str
    reason: str
    at: Milliseconds


class Stand(Fact):
    """A witness's own part of the hearing: from being called to being dismissed."""

    participant: ParticipantId
    since: Milliseconds
    until: Milliseconds | None = None


class Stay(Fact):
    """From when until when somebody attended from a custody room that has an agent of its own."""

    participant: ParticipantId
    since: Milliseconds
    until: Milliseconds | None = None


class Cut(Fact):
    """Nothing captured from *since* until *until* is ever released."""

    since: Milliseconds
    until: Milliseconds | None = None
    reason: str = ""


class Broadcast(Fact):
    """The approval, step by step with the principal that took it, and the cuts."""

    applied_by: str = ""
    applicant: str = ""
    reason: str = ""
    reviewed_by: str = ""
    reviewer: str = ""
    approved_by: str = ""
    approved_at: Milliseconds | None = None
    """From here it is released; never what was captured before."""
    vice_president: str = ""
    refused: str | None = None
    """Why it was refused; the earlier steps are void."""
    cuts: tuple[Cut, ...] = ()

    @property
    def is_approved(self) -> bool:
        """All three steps are taken and none was refused."""
        return bool(self.applied_by and self.reviewed_by and self.approved_by) and self.refused is None

    @property
    def is_cut(self) -> bool:
        """The last cut has not been ended by a judge."""
        return bool(self.cuts) and self.cuts[-1].until is None


class HelpCall(Fact):
    """A call for help, open until answered."""

    kind: Literal["technical", "bailiff", "interpreter", "medical"]
    text: str
    who: str
    at: Milliseconds
    answered_at: Milliseconds | None = None
    answered_by: str = ""


class Alarm(Fact):
    """What a guard found, until it was well again."""

    seq: int
    guard: Guard
    subject: str = ""
    since: Milliseconds
    until: Milliseconds | None = None
    measured: str = ""
    failover: StreamName | None = None
    """The microphone that is open in the place of *subject* meanwhile."""
    zh: str = ""
    en: str = ""
    acknowledged_by: str = ""
    """The principal that has seen it; it is quiet from then on."""
    acknowledged: str = ""
    """The name by which that person answers for it."""
    acknowledged_at: Milliseconds | None = None


class Line(Fact):
    """One line of the machine's draft; *recognised* stays as it was heard, *text* is what it reads now."""

    line: int
    seq: int
    """The last event that touched it."""
    stream: StreamName
    speaker: str
    recognised: str
    text: str
    start: int
    duration: int
    engine: str
    model: str = ""
    at: Milliseconds
    revision: int = 0
    corrected_by: str = ""


class LogNote(Fact):
    """A note of the clerk."""

    seq: int
    at: Milliseconds
    who: str
    text: str


class Fault(Fact):
    """Something that went wrong with the record."""

    seq: int
    at: Milliseconds
    cause: str
    track: TrackName | None = None
    since: Milliseconds | None = None
    until: Milliseconds | None = None
    text: str = ""


class Explanation(Fact):
    """Why a track was not recorded from *since* until *until* (ns), and the judge who signed that, if one did."""

    seq: int
    at: Milliseconds
    who: str
    track: TrackName
    since: int
    until: int
    text: str
    judge: str = ""
    signed_by: str = ""
    """The principal that signed."""
    signed_at: Milliseconds | None = None

    def covers(self, track: TrackName, since: int, until: int) -> bool:
        """Whether this explains the whole stretch of *track*."""
        return self.track == track and self.since <= since and until <= self.until


class Signature(Fact):
    """Someone's signature under the text that had *text_sha256*."""

    seq: int
    at: Milliseconds
    who: str
    participant: ParticipantId | None
    name: str
    role: Role
    text_sha256: str
    root: str | None = None
    """The closing root that the signer was shown."""
    hand: Handwriting | None = None
    """The signature as it was written; ``None`` where the name was typed."""


class Refusal(Fact):
    """A participant did not sign."""

    participant: ParticipantId
    reason: str
    at: Milliseconds
    who: str


class Correction(Fact):
    """An application to have a line read otherwise, and what became of it."""

    seq: int
    at: Milliseconds
    who: str
    participant: ParticipantId
    line: int
    text: str
    corrected_at: Milliseconds | None = None
    refused: str = ""
    """Why the court did not correct it."""
    refused_by: str = ""

    @property
    def is_open(self) -> bool:
        """Nobody has decided about it."""
        return self.corrected_at is None and not self.refused


class TakeSeal(Fact):
    """The final seal of a take, as its writer told it."""

    size: int
    root: str


class ClosingRoot(Fact):
    """What people sign at the end: root and spoken code over everything up to event *until*."""

    root: str
    code: str
    until: int
    at: Milliseconds
    behind: tuple[TakeName, ...] = ()


class HearingState(Fact):
    """Everything that follows from a hearing's log up to event number *seq*."""

    hearing: HearingId
    seq: int
    at: Milliseconds
    """When the last event was."""
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
    prepared_at: Milliseconds | None = None
    zero_at: Milliseconds | None = None
    """The first ``open-asked``: zero of the timeline."""
    hindrance: Hindrance | None = None
    """What the opening waits for, once it has waited its time."""
    opened_without: OpenedWithout | None = None
    """What was not written when it opened, and who answered for that."""
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
    numbers: tuple[str, ...] = ()
    """Numbers that the case got later, in their order; everything stays filed under that of :attr:`case`."""
    participants: dict[ParticipantId, Participant] = {}
    stands: tuple[Stand, ...] = ()
    stays: tuple[Stay, ...] = ()
    muted: dict[StreamName, str] = {}
    """Muted streams, and the principal that muted each."""
    broadcast: Broadcast = Broadcast()
    help: tuple[HelpCall, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    bailiff_alarms: tuple[BailiffAlarm, ...] = ()
    rehearsal: RehearsalResult | None = None
    """The room's last one before opening."""
    rehearsal_override: RehearsalOverride | None = None
    scenes: tuple[SceneEntry, ...] = ()
    """Every scene that was asked for, in order."""
    scene_result: SceneResult | None = None
    """What the room said of the last one."""
    screens: tuple[Screen, ...] = ()
    """What scenes withheld, and from when until when."""
    exhibits: dict[ExhibitId, Exhibit] = {}
    showings: tuple[Showing, ...] = ()
    """Everything that was shown, in order; marks on what is over are in the log alone."""
    director: Directed = Directed()
    lines: tuple[Line, ...] = ()
    notes: tuple[LogNote, ...] = ()
    faults: tuple[Fault, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    signatures: tuple[Signature, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    corrections: tuple[Correction, ...] = ()
    confirmations: dict[ParticipantId, str] = {}
    """The integrity check value that each party has confirmed."""
    take_seals: dict[TakeName, TakeSeal] = {}
    endings: dict[TakeName, Ending] = {}
    """Takes whose writers do not come back: declared, signed, sealed by the court."""
    closing: ClosingRoot | None = None
    """The last one told."""
    root: str | None = None
    package: str | None = None
    touched: dict[str, int] = {}
    """The last seq of each topic that ``expect`` may guard: ``course``, ``broadcast``, ``openness``, ``cases``,
    ``stage``, ``participant:p-1``, ``stream:mic-witness``, ``help:medical``. A line's own is in the line."""

    @property
    def stage(self) -> Stage | None:
        """The stage it is in."""
        return self.stages[-1].stage if self.stages else None

    @property
    def number(self) -> str:
        """The number by which the case is called now."""
        return self.numbers[-1] if self.numbers else self.case.number

    @property
    def known_numbers(self) -> tuple[str, ...]:
        """Every number under which this hearing may be looked for: the case's own and those of joined cases."""
        return (self.case.number, *self.numbers, *(case.number for case in self.joined))

    def explanation_of(self, track: TrackName, since: int, until: int) -> Explanation | None:
        """Return the explanation that holds for a stretch (ns): the last that covers the whole of it."""
        fitting = (one for one in reversed(self.explanations) if one.covers(track, since, until))
        return next(fitting, None)

    def alarm_of(self, guard: Guard, subject: str) -> Alarm | None:
        """Return the alarm of *guard* about *subject* that stands now."""
        return next((one for one in self.alarms if (one.guard, one.subject, one.until) == (guard, subject, None)), None)

    @property
    def bailiff_alarm(self) -> BailiffAlarm | None:
        """The call for the bailiffs that stands now."""
        return next((one for one in self.bailiff_alarms if one.cleared_at is None), None)

    @property
    def failovers(self) -> frozenset[StreamName]:
        """The microphones that are open because another one failed."""
        return frozenset(one.failover for one in self.alarms if one.until is None and one.failover is not None)

    @property
    def scene(self) -> SceneName | None:
        """The scene of the session that was asked for last; a recess or the power does not end it."""
        asked = [one.scene for one in self.scenes if one.scene not in POWER | BY_COURSE]
        return asked[-1] if asked else None

    def is_screened(self, kind: ScreenKind, at_ms: Milliseconds | None = None) -> bool:
        """Whether a scene withholds that now, or did at *at_ms*."""
        if at_ms is None:
            return any(one.kind == kind and one.until is None for one in self.screens)
        return any(
            one.kind == kind and one.since <= at_ms and (one.until is None or at_ms < one.until) for one in self.screens
        )

    @property
    def showing(self) -> Showing | None:
        """What is shown as evidence now."""
        return shown_now(self.showings)

    @property
    def is_public(self) -> bool:
        """The public may attend now. False until a judge has said so."""
        return bool(self.openness) and self.openness[-1].openness == "public"

    @property
    def is_closed_as_a_whole(self) -> bool:
        """The decision in force closes the whole hearing to the public."""
        return bool(self.openness) and self.openness[-1].openness == "closed" and self.openness[-1].range == "whole"
