"""Playing (播放) a film or a sound that is shown: one state for all, so that every screen and the record are in step.

The log tells the state and when it began; where the film is at a moment follows from that alone, by the panel's clock.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from hearing.command import Asking
from hearing.ids import Milliseconds, ShowingId
from hearing.logged import Logged

LONGEST_MS = 7 * 24 * 3600 * 1000
"""No film or sound is longer."""

Length = Annotated[int, Field(ge=1, le=LONGEST_MS)]
"""How long a film or sound lasts, ms."""
Position = Annotated[int, Field(ge=0, le=LONGEST_MS)]
"""Where in a film or sound, ms from its beginning."""


class Playback(BaseModel):
    """How a film or sound has stood since *at*: at *position_ms*, and whether it has gone on from there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    playing: bool
    position_ms: int
    at: Milliseconds


def position(playback: Playback, now_ms: Milliseconds, duration_ms: int | None) -> int:
    """Return where (ms) it is at *now_ms*: it plays until its end and stands there; never before its beginning.

    *duration_ms* is ``None`` of a file whose length nobody measured when it was filed: nothing is cut off then.
    """
    gone = max(0, now_ms - playback.at) if playback.playing else 0
    reached = playback.position_ms + gone
    return reached if duration_ms is None else min(reached, duration_ms)


class EvidencePlayed(Logged):
    """The film or sound that is shown stands so from here on: paused at *position_ms*, or playing on from there."""

    type: Literal["evidence-played"] = "evidence-played"
    showing: ShowingId
    playing: bool
    position_ms: Position


class PlayEvidence(Asking):
    """Start, pause or seek what is shown: have it so from now on."""

    type: Literal["play-evidence"] = "play-evidence"
    showing: ShowingId
    playing: bool
    position_ms: Position
