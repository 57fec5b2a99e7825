"""A courtroom's rehearsal (庭前自检): what it found, the events that put it on a hearing's record, and the commands.

A rehearsal is no hearing and its recording is no case's record. The last one before opening is noted in the hearing's
log; opening on red needs someone who takes that upon oneself by name and reason.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from hearing.command import Asking
from hearing.ids import Milliseconds, RoomId, StreamName
from hearing.logged import Logged, PersonName, is_absent

RehearsalVerdict = Literal["green", "amber", "red", "missing"]
"""Well; works, but look at it; the record is in danger; could not be tried here."""

RehearsedPart = Literal["tone", "clapper", "picture", "speech", "scene", "storage", "upload"]
"""What is tried."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RehearsedItem(_Part):
    """One thing that was tried."""

    part: RehearsedPart
    subject: Annotated[str, Field(max_length=80)] = ""
    """Stream or device; empty where it concerns the room."""
    verdict: RehearsalVerdict
    value: float | None = None
    """The figure that a trend is drawn of."""
    unit: Annotated[str, Field(max_length=16)] = ""
    zh: Annotated[str, Field(max_length=400)]
    en: Annotated[str, Field(max_length=400)]


class SyncOffset(_Part):
    """By how much the sound of *microphone* comes after the picture of *camera*, through the whole real path."""

    camera: StreamName
    microphone: StreamName
    offset_ms: float
    uncertainty_ms: float
    measured_at: Milliseconds


class Clapped(_Part):
    """What a clapper page (场记板) says of its own claps: by how much its beep came after its flash, and how sure it is."""

    own_ms: Annotated[float, Field(ge=-1000, le=1000)]
    """Mean of beep minus flash, by the page's own clocks of sound and picture."""
    uncertainty_ms: Annotated[float, Field(ge=0, le=1000)]
    """How wrong that may be: a frame's time, what the sound's way out and the display add."""
    claps: Annotated[int, Field(ge=1, le=100)]


class RehearsalResult(_Part):
    """What a rehearsal found."""

    room: RoomId
    at: Milliseconds
    """When it ended."""
    seconds: float
    simulated: bool
    """Nothing that was tried is real."""
    verdict: RehearsalVerdict
    items: tuple[RehearsedItem, ...]
    offsets: tuple[SyncOffset, ...] = ()
    clapper: Clapped | None = Field(default=None, exclude_if=is_absent)
    """The page that clapped, where one did: the offsets are without its own, and as unsure as it and the cameras are."""


class RehearsalOverride(_Part):
    """Somebody opens in spite of a red rehearsal."""

    name: str
    reason: str
    who: str
    at: Milliseconds


def verdict_of(items: tuple[RehearsedItem, ...]) -> RehearsalVerdict:
    """Return what the items come to: the worst of them; what could not be tried makes none of them better."""
    order: tuple[RehearsalVerdict, ...] = ("red", "amber", "green", "missing")
    return min((item.verdict for item in items), key=order.index, default="missing")


class RoomRehearsed(Logged):
    """What the room's last rehearsal found before this hearing opened."""

    type: Literal["room-rehearsed"] = "room-rehearsed"
    result: RehearsalResult


class RehearsalOverridden(Logged):
    """It opens all the same: who takes that upon oneself, and why."""

    type: Literal["rehearsal-overridden"] = "rehearsal-overridden"
    name: PersonName
    reason: Annotated[str, Field(min_length=1, max_length=2000)]


class ReportRehearsal(Asking):
    """The room's agent tells what its last rehearsal found."""

    type: Literal["report-rehearsal"] = "report-rehearsal"
    result: RehearsalResult


class OverrideRehearsal(Asking):
    """Take a red rehearsal upon oneself, by *name* and *reason*."""

    type: Literal["override-rehearsal"] = "override-rehearsal"
    name: PersonName
    reason: Annotated[str, Field(min_length=1, max_length=2000)]


class TrendPoint(_Part):
    """One rehearsal of the past, briefly."""

    at: Milliseconds
    verdict: RehearsalVerdict
    verdicts: dict[str, RehearsalVerdict]
    """By ``part subject``."""
    values: dict[str, float]


def briefly(result: RehearsalResult) -> TrendPoint:
    """Return what a trend keeps of *result*."""
    named = {f"{item.part} {item.subject}".strip(): item for item in result.items}
    return TrendPoint(
        at=result.at,
        verdict=result.verdict,
        verdicts={name: item.verdict for name, item in named.items()},
        values={name: item.value for name, item in named.items() if item.value is not None},
    )
