"""What a courtroom's own screens and capture cards are given as evidence, as its devices say: a report, never logged."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from hearing.evidence import CardInputName
from hearing.ids import RoomId, ShowingId, StreamName
from hearing.scene import SceneItem


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CardInputNow(_Part):
    """One of the things that share a capture card by a matrix, and how it stands."""

    stream: StreamName
    """The card."""
    name: CardInputName
    zh: str
    en: str
    standing: Literal["away", "pending", "here", "failed"] = "away"
    """Not brought there; on its way; the matrix says so; it was asked for and is not so."""
    signal: Literal["unknown", "present", "absent"] = "unknown"
    """Whether there is a picture: the card sees it of what is here, and of nothing else."""
    says: str = ""
    """What the matrix or its driver said against it."""


class EvidenceScreens(_Part):
    """From an agent: whether each screen that a showing is for really shows it, and the others do not."""

    type: Literal["evidence-screens"] = "evidence-screens"
    room: RoomId
    showing: ShowingId | None = None
    """``None``: nothing is shown."""
    screens: tuple[SceneItem, ...] = ()
    """``route.bench``, ``route.parties``, ``route.witness``, ``route.gallery``: those of them that the room can switch;
    ``display.gallery`` where it goes dark instead."""
    inputs: tuple[CardInputNow, ...] = ()
    """What can be shown by capture cards that several things share."""
