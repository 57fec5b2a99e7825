"""What server and standby panel say to each other, JSON frames on one WebSocket (docs/PROTOCOL.md §13).

The room calls and says hello; then the server asks and the room answers, each question with its number.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from hearing.events import HearingEvent
from hearing.ids import HearingId

MOST_EVENTS = 100
"""Most events in a frame: a frame weighs at most 1 MiB."""


class _Frame(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TenureTold(_Frame):
    """A hearing that the room follows or has, and how far its log goes there."""

    hearing: HearingId
    writer: Literal["server", "room"]
    fence: Annotated[int, Field(ge=1)]
    seq: Annotated[int, Field(ge=0)]


class Hello(_Frame):
    """The room's first frame: where its own panel's pages are, and what it follows."""

    type: Literal["hello"] = "hello"
    url: Annotated[str, Field(max_length=200)]
    hearings: tuple[TenureTold, ...] = ()


class Welcome(_Frame):
    """The server's: how it keeps time and where its pages are."""

    type: Literal["welcome"] = "welcome"
    undo_ms: int
    delay_ms: int
    url: str


class CommandTold(_Frame):
    """A command that an event answered."""

    id: Annotated[str, Field(max_length=40)]
    principal: Annotated[str, Field(max_length=80)]
    seq: int


class PersonTold(_Frame):
    """One of the room's people: enough to be known by name and right, and no password."""

    id: int
    account: str
    name: str
    role: str
    language: str


class Ask(_Frame):
    """May I still write? *clock* is the server's UTC, ns."""

    op: Literal["ask"] = "ask"
    number: int
    clock: int


class Where(_Frame):
    """How far does your log of the hearing go, and what is its chain?"""

    op: Literal["where"] = "where"
    hearing: HearingId


class Copy(_Frame):
    """Keep these, the log's next events."""

    op: Literal["copy"] = "copy"
    hearing: HearingId
    events: tuple[HearingEvent, ...]
    commands: tuple[CommandTold, ...] = ()


class Join(_Frame):
    """From here on you follow this hearing: nothing is written in it that you do not have."""

    op: Literal["join"] = "join"
    hearing: HearingId
    fence: int
    seq: int


class Write(_Frame):
    """Keep these events; only then do they count."""

    op: Literal["write"] = "write"
    hearing: HearingId
    fence: int
    events: tuple[HearingEvent, ...]
    command: CommandTold


class Release(_Frame):
    """Follow this hearing no more."""

    op: Literal["release"] = "release"
    hearing: HearingId


class Give(_Frame):
    """Give what you have behind event *after*."""

    op: Literal["give"] = "give"
    hearing: HearingId
    after: int


class Return(_Frame):
    """I have everything up to *seq*: let me write again."""

    op: Literal["return"] = "return"
    hearing: HearingId
    seq: int


class Yield(_Frame):
    """People settled that the server's log is the right one: put yours aside, keep these (its first events), and follow."""

    op: Literal["yield"] = "yield"
    hearing: HearingId
    events: tuple[HearingEvent, ...]
    reason: Annotated[str, Field(max_length=2000)]
    proposed_by: Annotated[str, Field(max_length=80)]
    approved_by: Annotated[str, Field(max_length=80)]
    at: int


class People(_Frame):
    """Let this person in by this ticket, when you have the hearing."""

    op: Literal["people"] = "people"
    person: PersonTold
    ticket: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of the ticket."""
    expires_at: int


Question = Annotated[
    Ask | Where | Copy | Join | Write | Release | Give | Return | Yield | People,
    Field(discriminator="op"),
]


class Asked(_Frame):
    """A question with its number."""

    type: Literal["asked"] = "asked"
    id: int
    question: Question


class Answer(_Frame):
    """The answer to question *id*: *ok*, and what was asked for or why not."""

    type: Literal["answer"] = "answer"
    id: int
    ok: bool
    body: dict[str, Any] = {}


class Leaving(_Frame):
    """The room's panel is being ended in order: it follows nothing from now on."""

    type: Literal["leaving"] = "leaving"


FROM_SERVER: TypeAdapter[Welcome | Asked] = TypeAdapter(Annotated[Welcome | Asked, Field(discriminator="type")])
FROM_ROOM: TypeAdapter[Answer | Leaving] = TypeAdapter(Annotated[Answer | Leaving, Field(discriminator="type")])
EVENTS: TypeAdapter[list[HearingEvent]] = TypeAdapter(list[HearingEvent])
COMMANDS: TypeAdapter[list[CommandTold]] = TypeAdapter(list[CommandTold])
