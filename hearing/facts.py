"""The facts that a hearing's state is made of; each is made by one kind of event (:mod:`hearing.state`)."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from hearing.events import PauseReason
from hearing.ids import Milliseconds, ParticipantId, StreamName, TrackName
from hearing.procedure import Stage

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


class Pending(Fact):
    """A recess or a closing that takes effect at *effective_at* unless undone."""

    kind: Literal["recess", "close"]
    reason: PauseReason | None = None
    effective_at: Milliseconds


class Span(Fact):
    """The record is written from *since* until *until*; the hearing was open from *live*."""

    since: Milliseconds
    live: Milliseconds | None = None
    until: Milliseconds | None = None


class Pause(Fact):
    """A lawful gap."""

    reason: PauseReason
    note: str = ""
    since: Milliseconds
    until: Milliseconds | None = None


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


class Line(Fact):
    """One line of the machine's draft; *recognised* stays as it was heard, *text* is what it reads now."""

    line: int
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
