"""What crosses the wire when a hearing is handed in (docs/PROTOCOL.md §12)."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from control_panel.bench.given_file import FileEnd
from hearing.events import HearingEvent
from hearing.ids import HearingId

Chain = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
MOST_EVENTS = 500
"""Most events in one request."""
CHUNK_BYTES = 512 << 10
"""Most octets of a file in one request."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Conflict(_Part):
    """Something that both sides hold and that is not the same. One that *stops* keeps the hearing from being merged."""

    kind: Literal[
        "same-case",
        "changed-case",
        "log-differs",
        "server-ahead",
        "other-name",
        "record-differs",
        "not-whole",
        "secret-file",
    ]
    place: str
    here: str
    """At the server."""
    there: str
    """As it was handed in."""
    stops: bool


class StagedEvents(_Part):
    """The next events of a log."""

    after: Annotated[int, Field(ge=0)]
    events: Annotated[tuple[HearingEvent, ...], Field(max_length=MOST_EVENTS)]


class AnsweredCommand(_Part):
    """A command that was carried out in the courtroom: asked again at the server, it is answered by the same event."""

    id: Annotated[str, Field(min_length=1, max_length=40)]
    principal: Annotated[str, Field(min_length=1, max_length=80)]
    seq: Annotated[int, Field(ge=1)]


class StagedCommands(_Part):
    """The next commands that the log's events answered, in their order."""

    after: Annotated[int, Field(ge=0)]
    """How many of them came before."""
    commands: Annotated[tuple[AnsweredCommand, ...], Field(max_length=MOST_EVENTS)]


class MergeAsked(_Part):
    """The whole log and record came; this is the log's chain, and these are the names of the accounts in it."""

    chain: Chain
    names: dict[Annotated[str, Field(max_length=80)], Annotated[str, Field(max_length=80)]] = {}
    secret: FileEnd | None = None
    """Where the bench's secret file ends; without one there is none, or this server takes none."""


class Standing(_Part):
    """Where a hand-in stands at the server."""

    hearing: HearingId
    status: Literal["unknown", "staged", "conflict", "dispute", "merged", "aside"] = "unknown"
    staged: int = 0
    """Events that lie here, not merged yet."""
    seq: int = 0
    """Events that the server's own log held when it was merged."""
    chain: str = ""
    conflicts: tuple[Conflict, ...] = ()
    damaged: tuple[str, ...] = ()
    """Files of the record that were damaged when they came."""


class HeldFile(_Part):
    """A file that came, or the front of one."""

    bytes: int
    sha256: Digest


class FileStanding(_Part):
    """How much of a file is here."""

    bytes: int
    whole: bool
