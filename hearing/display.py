"""Displays of a courtroom (法庭显示屏, 门牌): unattended screens, each signed in for one place and for nothing else. Pure."""

from dataclasses import dataclass
from typing import Literal

from hearing.ids import RoomId

DisplayPlace = Literal["gallery", "bench", "parties", "witness", "door"]
"""Who looks at a display: 旁听席, 审判席, 控辩席, 证人席, and whoever stands before the courtroom's door."""


@dataclass(frozen=True)
class Display:
    """One place of one room; several screens may hang there."""

    room: RoomId
    place: str

    @property
    def principal(self) -> str:
        """Who it is, as tokens and the audit name it: ``display:demo/gallery``."""
        return f"display:{self.room}/{self.place}"


def read_display(principal: str) -> Display:
    """Read a display's principal; one that is none stands in no room."""
    room, _, place = principal.removeprefix("display:").partition("/")
    return Display(room, place)
