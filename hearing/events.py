"""What happens in a hearing: the events of its append-only log.

    Event
    ├─ course         scheduled, postponed, cancelled, preparing, open-asked, opening-hindered, opened, recess-asked,
    │                 recess-undone, paused, resume-asked, resumed, close-asked, close-undone, closed, signing,
    │                 archive-asked, archived
    ├─ procedure      stage-entered, openness-set, case-joined, case-severed, case-numbered
    ├─ people         invited, arrived, admitted, called, dismissed, left, removed, consented, hand-raised, hand-lowered
    ├─ room           mic-muted, mic-unmuted, help-asked, help-answered, alarm-raised, alarm-acknowledged,
    │                 alarm-cleared, bailiff-alarm-raised, bailiff-alarm-confirmed, bailiff-alarm-cleared,
    │                 room-rehearsed, rehearsal-overridden, scene-asked, scene-applied,
    │                 director-set, shot-cut
    ├─ evidence       exhibit-filed, evidence-presented, evidence-page-turned, evidence-played, evidence-marked,
    │                 evidence-marks-cleared, evidence-targets-set, evidence-released, evidence-withdrawn
    ├─ broadcast      broadcast-applied, broadcast-reviewed, broadcast-approved, broadcast-refused, broadcast-cut,
    │                 broadcast-restored
    └─ record         line-spoken, line-corrected, noted, fault-noted, fault-explained, fault-signed,
                      take-sealed, ending-declared, ending-signed, take-ended, closing-sealed, transcript-signed, signature-refused, correction-asked,
                      correction-refused, integrity-confirmed

Frozen, closed to unknown keys, told apart by ``type``. State is a fold of these (:mod:`hearing.state`).
Moments in events are UTC milliseconds by the panel's clock. The hearing's timeline starts at the first
``open-asked``: its zero is that event's ``at`` (or ``announced_at``), and positions on it are nanoseconds.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from hearing.alarm import AlarmEvent
from hearing.bailiff_alarm import BailiffAlarmEvent
from hearing.case import Case
from hearing.director import DirectorEvent
from hearing.ending import EndingEvent
from hearing.evidence import EvidenceEvent
from hearing.fault import FaultEvent
from hearing.ids import Milliseconds, ParticipantId, RoomId, SeatId, StreamName, TakeName
from hearing.logged import Logged as _Event
from hearing.logged import Text, is_absent
from hearing.numbering import CaseNumbered
from hearing.opening import OpenedWithout, OpeningHindered
from hearing.participant import Role
from hearing.procedure import Procedure, Stage
from hearing.rehearsal import RehearsalOverridden, RoomRehearsed
from hearing.scene import SceneEvent
from hearing.transcript_record import TranscriptEvent

PauseReason = Literal["recess", "closed-evidence", "mediation"]
"""休庭 · 不公开举证质证 · 不宜录制的调解: the only three lawful gaps (法释〔2017〕5号 §3)."""


class Scheduled(_Event):
    """The hearing stands in the schedule (排期)."""

    type: Literal["scheduled"] = "scheduled"
    case: Case
    procedure: Procedure
    room: RoomId
    court: Text
    room_name: Text
    planned_at: Milliseconds
    sitting: int = Field(default=1, ge=1)
    """庭次: the how-manieth hearing of the case."""
    summary_track: Literal["ordinary", "summary", "fast-track"] = "ordinary"
    """普通程序, 简易程序, 速裁程序."""
    remote_ground: Text = ""
    """Why people attend from afar, e.g. 在线诉讼规则 §37; empty when none does."""
    demo: bool = False
    """The product's own scripted case: the only one whose captions may be released."""


class Postponed(_Event):
    """Put off to another day."""

    type: Literal["postponed"] = "postponed"
    reason: Text
    planned_at: Milliseconds | None = None


class Cancelled(_Event):
    """Will not take place."""

    type: Literal["cancelled"] = "cancelled"
    reason: Text


class Preparing(_Event):
    """The courtroom gets ready: links and pictures, no record yet."""

    type: Literal["preparing"] = "preparing"


class OpenAsked(_Event):
    """宣布开庭 was asked for; every writer starts now. The first one is the timeline's zero."""

    type: Literal["open-asked"] = "open-asked"
    announced_at: Milliseconds | None = None
    """When it was announced, if that was earlier: then that is the zero, and the pre-roll is recorded from there."""


class Opened(_Event):
    """The hearing is open: every mandatory track was seen writing, or somebody answers for it that one was not."""

    type: Literal["opened"] = "opened"
    without: OpenedWithout | None = Field(default=None, exclude_if=is_absent)


class RecessAsked(_Event):
    """A pause takes effect at *effective_at* unless undone; the record goes on till then."""

    type: Literal["recess-asked"] = "recess-asked"
    reason: PauseReason
    note: Text = ""
    effective_at: Milliseconds
    resumes_at: Milliseconds | None = Field(default=None, exclude_if=is_absent)
    """When it is to go on, where that was announced: later today or another day."""


class RecessUndone(_Event):
    """The pause was taken back before it took effect."""

    type: Literal["recess-undone"] = "recess-undone"


class Paused(_Event):
    """The lawful gap has begun, at *since*: nothing is written, published, metered or recognised."""

    type: Literal["paused"] = "paused"
    reason: PauseReason
    since: Milliseconds


class ResumeAsked(_Event):
    """Going on was asked for; every writer starts now, and the gap ends here."""

    type: Literal["resume-asked"] = "resume-asked"


class Resumed(_Event):
    """Open again: every mandatory track was seen writing."""

    type: Literal["resumed"] = "resumed"


class CloseAsked(_Event):
    """闭庭 takes effect at *effective_at* unless undone."""

    type: Literal["close-asked"] = "close-asked"
    effective_at: Milliseconds


class CloseUndone(_Event):
    """The closing was taken back before it took effect."""

    type: Literal["close-undone"] = "close-undone"


class Closed(_Event):
    """Closed at *since*; cannot be opened again."""

    type: Literal["closed"] = "closed"
    since: Milliseconds


class Signing(_Event):
    """The transcript lies out to be read and signed."""

    type: Literal["signing"] = "signing"


class ArchiveAsked(_Event):
    """The record is to be packed under its case number."""

    type: Literal["archive-asked"] = "archive-asked"


class Archived(_Event):
    """Packed and verified: *root* is the hearing's Merkle root (hex SHA-256)."""

    type: Literal["archived"] = "archived"
    root: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    package: Text
    """Path of the package relative to the archive's folder."""


class TakeSealed(_Event):
    """A writer on another machine has put its final seal to *take*; the media may still be coming up."""

    type: Literal["take-sealed"] = "take-sealed"
    take: TakeName
    size: Annotated[int, Field(ge=0)]
    """Leaves that the seal covers."""
    root: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ClosingSealed(_Event):
    """The closing root is known: over every take and the log up to its event *until* (docs/ARCHIVE_FORMAT.md)."""

    type: Literal["closing-sealed"] = "closing-sealed"
    root: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    code: Annotated[str, Field(pattern=r"^[0-9]{40}$")]
    """完整性校验值: what people read aloud to compare."""
    until: Annotated[int, Field(ge=1)]
    behind: tuple[TakeName, ...] = ()
    """Takes whose final seal was not known: of these only what had come up is covered, and another one follows."""


class StageEntered(_Event):
    """The hearing went on to a stage (环节)."""

    type: Literal["stage-entered"] = "stage-entered"
    stage: Stage


class OpennessSet(_Event):
    """Whether the public may attend, for the whole hearing or from now on."""

    type: Literal["openness-set"] = "openness-set"
    openness: Literal["public", "closed"]
    range: Literal["whole", "from-now"]
    judge: Text
    reason: Text


class CaseJoined(_Event):
    """Another case is heard together with this one (并案)."""

    type: Literal["case-joined"] = "case-joined"
    case: Case


class CaseSevered(_Event):
    """A joined case leaves again."""

    type: Literal["case-severed"] = "case-severed"
    number: str


class Invited(_Event):
    """Someone is to take part."""

    type: Literal["invited"] = "invited"
    participant: ParticipantId
    name: Text
    role: Role
    place: Text = ""
    seat: SeatId | None = None
    remote: bool = False
    protected: bool = False
    site: RoomId | None = Field(default=None, exclude_if=is_absent)


class Arrived(_Event):
    """A remote person's page is in the waiting room; *checks* is what its device check found."""

    type: Literal["arrived"] = "arrived"
    participant: ParticipantId
    checks: dict[str, Literal["good", "bad", "unknown"]] = Field(default_factory=dict)


class Admitted(_Event):
    """Let into the hearing. From here the person's tracks are mandatory."""

    type: Literal["admitted"] = "admitted"
    participant: ParticipantId


class Called(_Event):
    """A witness is called in (传证人到庭)."""

    type: Literal["called"] = "called"
    participant: ParticipantId


class Dismissed(_Event):
    """A witness may go."""

    type: Literal["dismissed"] = "dismissed"
    participant: ParticipantId


class Left(_Event):
    """The person went away, by will or because the link was lost for good."""

    type: Literal["left"] = "left"
    participant: ParticipantId
    reason: Text = ""


class Removed(_Event):
    """The court removed the person."""

    type: Literal["removed"] = "removed"
    participant: ParticipantId
    reason: Text


class Consented(_Event):
    """A person agreed to something, e.g. to take part from afar (在线诉讼规则 §4)."""

    type: Literal["consented"] = "consented"
    participant: ParticipantId
    to: Annotated[str, Field(pattern=r"^[a-z-]{3,40}$")]


class HandRaised(_Event):
    """Asks to speak."""

    type: Literal["hand-raised"] = "hand-raised"
    participant: ParticipantId


class HandLowered(_Event):
    """No longer asks to speak, or was answered."""

    type: Literal["hand-lowered"] = "hand-lowered"
    participant: ParticipantId


class MicMuted(_Event):
    """A microphone, or a remote person's voice, is off: recorded silence marked *muted by*."""

    type: Literal["mic-muted"] = "mic-muted"
    stream: StreamName


class MicUnmuted(_Event):
    """The microphone is on again."""

    type: Literal["mic-unmuted"] = "mic-unmuted"
    stream: StreamName


class HelpAsked(_Event):
    """Someone needs help."""

    type: Literal["help-asked"] = "help-asked"
    kind: Literal["technical", "bailiff", "interpreter", "medical"]
    text: Text = ""


class HelpAnswered(_Event):
    """The call was seen to."""

    type: Literal["help-answered"] = "help-answered"
    kind: Literal["technical", "bailiff", "interpreter", "medical"]


class BroadcastApplied(_Event):
    """The bench asks that the hearing be broadcast."""

    type: Literal["broadcast-applied"] = "broadcast-applied"
    applicant: Text
    reason: Text


class BroadcastReviewed(_Event):
    """The reviewer finds that it may be."""

    type: Literal["broadcast-reviewed"] = "broadcast-reviewed"
    reviewer: Text


class BroadcastApproved(_Event):
    """The responsible vice-president approves; from here an open public hearing is released."""

    type: Literal["broadcast-approved"] = "broadcast-approved"
    vice_president: Text


class BroadcastRefused(_Event):
    """It shall not be broadcast."""

    type: Literal["broadcast-refused"] = "broadcast-refused"
    reason: Text


class BroadcastCut(_Event):
    """Cut at once; nothing captured after *from_at* is released."""

    type: Literal["broadcast-cut"] = "broadcast-cut"
    from_at: Milliseconds
    """Where the cut begins: also takes back what is still in the delay."""
    reason: Text = ""


class BroadcastRestored(_Event):
    """The judge lets the broadcast go on, from what is captured now."""

    type: Literal["broadcast-restored"] = "broadcast-restored"


class LineSpoken(_Event):
    """A recognised utterance: 语音识别稿（未核对，非法庭笔录）."""

    type: Literal["line-spoken"] = "line-spoken"
    line: int = Field(ge=1)
    stream: StreamName
    speaker: Text
    text: Text
    start: int = Field(ge=0)
    """Nanoseconds on the hearing's timeline."""
    duration: int = Field(ge=0)
    engine: Text
    model: Text = ""
    """First 16 hex digits of the model's SHA-256."""


class LineCorrected(_Event):
    """A person corrected a line; the recognised text stays in the log."""

    type: Literal["line-corrected"] = "line-corrected"
    line: int = Field(ge=1)
    revision: int = Field(ge=1)
    text: Text


class Noted(_Event):
    """A log note of the clerk (记事点)."""

    type: Literal["noted"] = "noted"
    text: Text


HearingEvent = Annotated[
    Scheduled
    | Postponed
    | Cancelled
    | Preparing
    | OpenAsked
    | OpeningHindered
    | Opened
    | RecessAsked
    | RecessUndone
    | Paused
    | ResumeAsked
    | Resumed
    | CloseAsked
    | CloseUndone
    | Closed
    | Signing
    | ArchiveAsked
    | Archived
    | TakeSealed
    | ClosingSealed
    | StageEntered
    | OpennessSet
    | CaseJoined
    | CaseSevered
    | CaseNumbered
    | Invited
    | Arrived
    | Admitted
    | Called
    | Dismissed
    | Left
    | Removed
    | Consented
    | HandRaised
    | HandLowered
    | MicMuted
    | MicUnmuted
    | HelpAsked
    | HelpAnswered
    | AlarmEvent
    | BailiffAlarmEvent
    | RoomRehearsed
    | RehearsalOverridden
    | SceneEvent
    | EvidenceEvent
    | DirectorEvent
    | BroadcastApplied
    | BroadcastReviewed
    | BroadcastApproved
    | BroadcastRefused
    | BroadcastCut
    | BroadcastRestored
    | LineSpoken
    | LineCorrected
    | Noted
    | FaultEvent
    | EndingEvent
    | TranscriptEvent,
    Field(discriminator="type"),
]
"""Any event of a hearing's log."""

EVENT: TypeAdapter[HearingEvent] = TypeAdapter(HearingEvent)
"""Reads and writes one event as JSON."""
