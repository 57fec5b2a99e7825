"""Faults of the record in the log: noted when they happen, explained in writing, and signed by the judge (录音录像 §4)."""

from typing import Annotated, Literal

from pydantic import Field

from hearing.ids import Milliseconds, TrackName
from hearing.logged import Logged, Text


class FaultNoted(Logged):
    """Something mandatory is not being recorded, or a part of the system was lost and came back."""

    type: Literal["fault-noted"] = "fault-noted"
    cause: Annotated[str, Field(pattern=r"^[a-z-]{3,40}$")]
    """``recorder-behind``, ``network-loss``, ``capture-restarted``, ``media-restarted`` …"""
    track: TrackName | None = None
    since: Milliseconds | None = None
    until: Milliseconds | None = None
    text: Text = ""


class FaultExplained(Logged):
    """Why *track* was not recorded from *since* until *until* (ns on the timeline): the written explanation (情况说明)."""

    type: Literal["fault-explained"] = "fault-explained"
    track: TrackName
    since: int = Field(ge=0)
    until: int = Field(ge=0)
    text: Annotated[str, Field(min_length=1, max_length=2000)]


class FaultSigned(Logged):
    """The presiding or sole judge has reviewed an explanation and signs it (录音录像 §4)."""

    type: Literal["fault-signed"] = "fault-signed"
    track: TrackName
    explanation: int = Field(ge=1)
    """``seq`` of the ``fault-explained`` that is signed; a later explanation needs a signature of its own."""
    judge: Text


FaultEvent = FaultNoted | FaultExplained | FaultSigned
