"""What a secret file is made of: entries that are only ever added. A correction is a new entry; nothing is erased."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from hearing.participant import Role

MESSAGE_LETTERS = 200
TEXT_LETTERS = 20_000
Text = Annotated[str, Field(max_length=TEXT_LETTERS)]
Principal = Annotated[str, Field(max_length=80)]
Template = Literal[
    "watch-time",  # 请控制时间
    "announce-recess",  # 请宣布休庭
    "check-evidence",  # 请核对证据
    "check-transcript",  # 请核对笔录
    "check-sound",  # 请检查声音
    "check-picture",  # 请检查画面
    "call-next",  # 请传下一位
    "go-on",  # 可以继续
    "received",  # 收到
]
"""Messages that are sent by one tap; pages say them in the reader's language."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID
    """Given again by the same person, an entry is not added twice."""


class Member(BaseModel):
    """One person of the bench or its staff, as called when seated."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    principal: Principal
    name: Annotated[str, Field(max_length=80)]
    role: Role


class ChairTaken(_Entry):
    """The presiding or sole judge takes the chair of this hearing's bench."""

    type: Literal["chair-taken"] = "chair-taken"
    member: Member


class ChairVacated(_Entry):
    """The chair is free again: the judge gave it up, or an administrator says why."""

    type: Literal["chair-vacated"] = "chair-vacated"
    reason: Annotated[str, Field(max_length=400)] = ""


class Seated(_Entry):
    """The presiding judge seats somebody: a judge or assessor on the panel, a clerk or assistant to take the minutes."""

    type: Literal["seated"] = "seated"
    member: Member


class Unseated(_Entry):
    """Somebody is on the bench no more."""

    type: Literal["unseated"] = "unseated"
    principal: Principal


class MessageSent(_Entry):
    """A quick message to bench and clerk."""

    type: Literal["message-sent"] = "message-sent"
    member: Member
    template: Template | None = None
    text: Annotated[str, Field(max_length=MESSAGE_LETTERS)] = ""


class MessagesSeen(_Entry):
    """Somebody has seen every message up to number *until*."""

    type: Literal["messages-seen"] = "messages-seen"
    until: Annotated[int, Field(ge=0)]


class NoteKept(_Entry):
    """A private note as it reads from now on; empty: put away."""

    type: Literal["note-kept"] = "note-kept"
    note: UUID
    text: Text


class _OfDeliberation(_Entry):
    number: Annotated[int, Field(ge=1)]
    """Of the deliberation, counted from 1."""


class DeliberationBegun(_Entry):
    """The presiding judge opens a deliberation (评议) of those who sit now."""

    type: Literal["deliberation-begun"] = "deliberation-begun"
    members: tuple[Member, ...]
    question: Annotated[str, Field(max_length=2000)] = ""


class OpinionGiven(_OfDeliberation):
    """A member's opinion, under the own name, as it reads from now on."""

    type: Literal["opinion-given"] = "opinion-given"
    text: Text


class CourseKept(_OfDeliberation):
    """How the deliberation went, as taken down by the presiding judge or the admitted clerk."""

    type: Literal["course-kept"] = "course-kept"
    text: Text


class ResultKept(_OfDeliberation):
    """What was resolved."""

    type: Literal["result-kept"] = "result-kept"
    text: Text


class MinutesSigned(_OfDeliberation):
    """Somebody signs the minutes that have this digest, having given the own password anew."""

    type: Literal["minutes-signed"] = "minutes-signed"
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    member: Member


class DeliberationEnded(_OfDeliberation):
    """The presiding judge ends a deliberation without minutes that all have signed, and says why."""

    type: Literal["deliberation-ended"] = "deliberation-ended"
    reason: Annotated[str, Field(min_length=1, max_length=400)]


Entry = Annotated[
    ChairTaken
    | ChairVacated
    | Seated
    | Unseated
    | MessageSent
    | MessagesSeen
    | NoteKept
    | DeliberationBegun
    | OpinionGiven
    | CourseKept
    | ResultKept
    | MinutesSigned
    | DeliberationEnded,
    Field(discriminator="type"),
]
ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)
