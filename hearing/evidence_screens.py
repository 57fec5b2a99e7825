"""What a courtroom's own screens are given as evidence, as its devices say: a report, never logged."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from hearing.ids import RoomId, ShowingId
from hearing.scene import SceneItem


class EvidenceScreens(BaseModel):
    """From an agent: whether each screen that a showing is for really shows it, and the others do not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal["evidence-screens"] = "evidence-screens"
    room: RoomId
    showing: ShowingId | None = None
    """``None``: nothing is shown."""
    screens: tuple[SceneItem, ...] = ()
    """``route.bench``, ``route.parties``, ``route.witness``, ``route.gallery``: those of them that the room can switch;
    ``display.gallery`` where it goes dark instead."""
