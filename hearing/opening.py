"""An opening at which the record does not run whole: what is not written, and who opens all the same (录音录像 §1)."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from hearing.command import Asking
from hearing.ids import Milliseconds, TrackName
from hearing.logged import Logged, PersonName

Reason = Annotated[str, Field(min_length=1, max_length=2000)]


class Hindrance(BaseModel):
    """What an opening waits for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tracks: tuple[TrackName, ...]
    """Mandatory tracks that were not seen writing; none where no recorder of the courtroom is known at all."""
    at: Milliseconds


class OpenedWithout(BaseModel):
    """Somebody opened although *tracks* were not written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tracks: tuple[TrackName, ...]
    name: PersonName
    """Who decided it."""
    reason: Reason


class OpeningHindered(Logged):
    """Opening waits: these mandatory tracks are still not written. The bench is asked whether to wait or to open."""

    type: Literal["opening-hindered"] = "opening-hindered"
    tracks: tuple[TrackName, ...]


class ReportHindrance(Asking):
    """The panel has waited its time, and these mandatory tracks are not written."""

    type: Literal["report-hindrance"] = "report-hindrance"
    tracks: tuple[TrackName, ...]


class OpenWithout(Asking):
    """Open although mandatory tracks are not written, and answer for it by *name* and *reason*."""

    type: Literal["open-without"] = "open-without"
    name: PersonName
    reason: Reason
