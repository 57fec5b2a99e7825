"""What people and services may ask of a hearing; each is answered by events or refused (docs/PROTOCOL.md §3).

    Command
    ├─ course         schedule, postpone, cancel, prepare, open, open-without, recess, undo-recess, resume, close,
    │                 undo-close, sign, archive
    ├─ procedure      enter-stage, set-openness, join-case, sever-case, number-case
    ├─ people         invite, arrive, admit, call, dismiss, leave, remove, consent, raise-hand, lower-hand
    ├─ room           mute, unmute, ask-help, answer-help, raise-alarm, acknowledge-alarm, clear-alarm,
    │                 report-rehearsal, override-rehearsal, ask-scene, report-scene, set-director, report-cut
    ├─ evidence       file-exhibit, present-evidence, turn-page, play-evidence, mark-evidence, clear-marks,
    │                 set-evidence-targets, release-evidence, withdraw-evidence
    ├─ broadcast      apply-for-broadcast, review-broadcast, approve-broadcast, refuse-broadcast, cut-broadcast,
    │                 restore-broadcast
    ├─ record         speak-line, correct-line, note, note-fault, explain-fault, sign-fault, seal-take,
    │                 end-take, sign-ending,
    │                 sign-transcript, refuse-signature, ask-correction, refuse-correction, confirm-integrity
    └─ services only  confirm-open, report-hindrance, confirm-resumed, take-effect, report-archived, report-closing,
                        report-ended

``id`` makes a command idempotent. ``expect`` is the last seq of what the command touches, as the caller knows it;
``None`` asks for no guard. Cutting, muting and calling for help are never guarded, whatever *expect* says.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from hearing.alarm import AlarmCommand
from hearing.bailiff_alarm import BailiffAlarmCommand
from hearing.case import Case
from hearing.command import Asking as _Command
from hearing.director import DirectorCommand
from hearing.ending import EndingCommand
from hearing.events import PauseReason
from hearing.evidence import EvidenceCommand
from hearing.ids import HearingId, Milliseconds, ParticipantId, RoomId, SeatId, StreamName, TakeName, TrackName
from hearing.logged import Text
from hearing.numbering import NumberCase
from hearing.opening import OpenWithout, ReportHindrance
from hearing.participant import Role
from hearing.procedure import Procedure, Stage
from hearing.rehearsal import OverrideRehearsal, ReportRehearsal
from hearing.scene import SceneCommand
from hearing.transcript_record import TranscriptCommand

HelpKind = Literal["technical", "bailiff", "interpreter", "medical"]


class Schedule(_Command):
    """Put a hearing into the schedule, under an id that the caller made."""

    type: Literal["schedule"] = "schedule"
    hearing: HearingId
    case: Case
    procedure: Procedure
    room: RoomId
    court: Text
    room_name: Text
    planned_at: Milliseconds
    sitting: int = Field(default=1, ge=1)
    summary_track: Literal["ordinary", "summary", "fast-track"] = "ordinary"
    remote_ground: Text = ""
    demo: bool = False


class Postpone(_Command):
    """Put the hearing off."""

    type: Literal["postpone"] = "postpone"
    reason: Text
    planned_at: Milliseconds | None = None


class Cancel(_Command):
    """Call the hearing off."""

    type: Literal["cancel"] = "cancel"
    reason: Text


class Prepare(_Command):
    """Get the courtroom ready."""

    type: Literal["prepare"] = "prepare"


class Open(_Command):
    """宣布开庭."""

    type: Literal["open"] = "open"
    announced_at: Milliseconds | None = None
    """When it was announced, up to a minute ago; ``None`` is now."""


class ConfirmOpen(_Command):
    """Every mandatory track was seen writing."""

    type: Literal["confirm-open"] = "confirm-open"


class Recess(_Command):
    """Pause the hearing, after the time to undo."""

    type: Literal["recess"] = "recess"
    reason: PauseReason
    note: Text = ""
    resumes_at: Milliseconds | None = None


class UndoRecess(_Command):
    """Take the recess back before it takes effect."""

    type: Literal["undo-recess"] = "undo-recess"


class TakeEffect(_Command):
    """Turn a recess or closing whose time to undo is over into what it asked for."""

    type: Literal["take-effect"] = "take-effect"


class Resume(_Command):
    """恢复庭审."""

    type: Literal["resume"] = "resume"


class ConfirmResumed(_Command):
    """Every mandatory track was seen writing again."""

    type: Literal["confirm-resumed"] = "confirm-resumed"


class Close(_Command):
    """宣布闭庭, after the time to undo."""

    type: Literal["close"] = "close"


class UndoClose(_Command):
    """Take the closing back before it takes effect."""

    type: Literal["undo-close"] = "undo-close"


class Sign(_Command):
    """Lay the transcript out for reading and signing."""

    type: Literal["sign"] = "sign"


class Archive(_Command):
    """Pack the record."""

    type: Literal["archive"] = "archive"


class ReportArchived(_Command):
    """The record is packed and verified."""

    type: Literal["report-archived"] = "report-archived"
    root: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    package: Text


class SealTake(_Command):
    """A writer on another machine has put its final seal to a take."""

    type: Literal["seal-take"] = "seal-take"
    take: TakeName
    size: Annotated[int, Field(ge=0)]
    root: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ReportClosing(_Command):
    """The closing root is known."""

    type: Literal["report-closing"] = "report-closing"
    root: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    code: Annotated[str, Field(pattern=r"^[0-9]{40}$")]
    until: Annotated[int, Field(ge=1)]
    behind: tuple[TakeName, ...] = ()


class EnterStage(_Command):
    """Go on to a stage."""

    type: Literal["enter-stage"] = "enter-stage"
    stage: Stage


class SetOpenness(_Command):
    """Say whether the public may attend."""

    type: Literal["set-openness"] = "set-openness"
    openness: Literal["public", "closed"]
    range: Literal["whole", "from-now"]
    judge: Text
    reason: Text


class JoinCase(_Command):
    """Hear another case together with this one."""

    type: Literal["join-case"] = "join-case"
    case: Case


class SeverCase(_Command):
    """Let a joined case go again."""

    type: Literal["sever-case"] = "sever-case"
    number: str


class Invite(_Command):
    """Enter someone as taking part; the answer says which ``p-…`` the person got."""

    type: Literal["invite"] = "invite"
    name: Text
    role: Role
    place: Text = ""
    seat: SeatId | None = None
    remote: bool = False
    protected: bool = False
    site: RoomId | None = None
    """The custody room whose agent stands for the person; the person's own page then only looks."""


class Arrive(_Command):
    """A remote person is in the waiting room."""

    type: Literal["arrive"] = "arrive"
    participant: ParticipantId
    checks: dict[str, Literal["good", "bad", "unknown"]] = Field(default_factory=dict)


class Admit(_Command):
    """Let someone into the hearing."""

    type: Literal["admit"] = "admit"
    participant: ParticipantId


class Call(_Command):
    """Call a witness in."""

    type: Literal["call"] = "call"
    participant: ParticipantId


class Dismiss(_Command):
    """Let a witness go."""

    type: Literal["dismiss"] = "dismiss"
    participant: ParticipantId


class Leave(_Command):
    """Someone goes away."""

    type: Literal["leave"] = "leave"
    participant: ParticipantId
    reason: Text = ""


class Remove(_Command):
    """Remove someone from the hearing."""

    type: Literal["remove"] = "remove"
    participant: ParticipantId
    reason: Text


class Consent(_Command):
    """Someone agrees to something; a clerk may enter a consent given in writing."""

    type: Literal["consent"] = "consent"
    participant: ParticipantId
    to: Annotated[str, Field(pattern=r"^[a-z-]{3,40}$")]


class RaiseHand(_Command):
    """Ask to speak."""

    type: Literal["raise-hand"] = "raise-hand"
    participant: ParticipantId


class LowerHand(_Command):
    """No longer ask to speak."""

    type: Literal["lower-hand"] = "lower-hand"
    participant: ParticipantId


class Mute(_Command):
    """Turn a microphone or a remote voice off. Never guarded."""

    type: Literal["mute"] = "mute"
    stream: StreamName


class Unmute(_Command):
    """Turn it on again."""

    type: Literal["unmute"] = "unmute"
    stream: StreamName


class AskHelp(_Command):
    """Call for help. Never guarded."""

    type: Literal["ask-help"] = "ask-help"
    kind: HelpKind
    text: Text = ""


class AnswerHelp(_Command):
    """The call was seen to."""

    type: Literal["answer-help"] = "answer-help"
    kind: HelpKind


class ApplyForBroadcast(_Command):
    """Ask that the hearing be broadcast."""

    type: Literal["apply-for-broadcast"] = "apply-for-broadcast"
    applicant: Text
    reason: Text


class ReviewBroadcast(_Command):
    """Find that it may be."""

    type: Literal["review-broadcast"] = "review-broadcast"
    reviewer: Text


class ApproveBroadcast(_Command):
    """Approve the broadcast, as the responsible vice-president."""

    type: Literal["approve-broadcast"] = "approve-broadcast"
    vice_president: Text


class RefuseBroadcast(_Command):
    """Refuse the broadcast, or take an approval back."""

    type: Literal["refuse-broadcast"] = "refuse-broadcast"
    reason: Text


class CutBroadcast(_Command):
    """Cut the broadcast at once, and what is still in the delay. Never guarded."""

    type: Literal["cut-broadcast"] = "cut-broadcast"
    reason: Text = ""


class RestoreBroadcast(_Command):
    """Let the broadcast go on, from what is captured now."""

    type: Literal["restore-broadcast"] = "restore-broadcast"


class SpeakLine(_Command):
    """A recognised utterance; its number follows from the log."""

    type: Literal["speak-line"] = "speak-line"
    stream: StreamName
    speaker: Text
    text: Text
    start: int = Field(ge=0)
    """Nanoseconds on the hearing's timeline."""
    duration: int = Field(ge=0)
    engine: Text
    model: Text = ""


class CorrectLine(_Command):
    """Correct a line; the recognised text stays."""

    type: Literal["correct-line"] = "correct-line"
    line: int = Field(ge=1)
    text: Text


class Note(_Command):
    """Write a log note."""

    type: Literal["note"] = "note"
    text: Text


class NoteFault(_Command):
    """Put a fault on record."""

    type: Literal["note-fault"] = "note-fault"
    cause: Annotated[str, Field(pattern=r"^[a-z-]{3,40}$")]
    track: TrackName | None = None
    since: Milliseconds | None = None
    until: Milliseconds | None = None
    text: Text = ""


class ExplainFault(_Command):
    """Write down why *track* was not recorded from *since* until *until*, ns on the hearing's timeline."""

    type: Literal["explain-fault"] = "explain-fault"
    track: TrackName
    since: int = Field(ge=0)
    until: int = Field(ge=0)
    text: Annotated[str, Field(min_length=1, max_length=2000)]


class SignFault(_Command):
    """Sign, as *judge*, the explanation that holds for *track* from *since* until *until*."""

    type: Literal["sign-fault"] = "sign-fault"
    track: TrackName
    since: int = Field(ge=0)
    until: int = Field(ge=0)
    judge: Annotated[str, Field(min_length=1, max_length=2000)]


Command = Annotated[
    Schedule
    | Postpone
    | Cancel
    | Prepare
    | Open
    | ConfirmOpen
    | ReportHindrance
    | OpenWithout
    | Recess
    | UndoRecess
    | TakeEffect
    | Resume
    | ConfirmResumed
    | Close
    | UndoClose
    | Sign
    | Archive
    | ReportArchived
    | SealTake
    | ReportClosing
    | EnterStage
    | SetOpenness
    | JoinCase
    | SeverCase
    | NumberCase
    | Invite
    | Arrive
    | Admit
    | Call
    | Dismiss
    | Leave
    | Remove
    | Consent
    | RaiseHand
    | LowerHand
    | Mute
    | Unmute
    | AskHelp
    | AnswerHelp
    | AlarmCommand
    | BailiffAlarmCommand
    | ReportRehearsal
    | OverrideRehearsal
    | SceneCommand
    | EvidenceCommand
    | DirectorCommand
    | ApplyForBroadcast
    | ReviewBroadcast
    | ApproveBroadcast
    | RefuseBroadcast
    | CutBroadcast
    | RestoreBroadcast
    | SpeakLine
    | CorrectLine
    | Note
    | NoteFault
    | ExplainFault
    | SignFault
    | EndingCommand
    | TranscriptCommand,
    Field(discriminator="type"),
]
"""Any command."""

COMMAND: TypeAdapter[Command] = TypeAdapter(Command)
"""Reads and writes one command as JSON."""
