"""The director (自动导播) in a hearing: who chooses the picture, and which shot was shown from when on.

The room's agent follows the voices and says each cut; who leads the hearing or its clerk may choose a shot by hand. That
holds until it is released, or until the next stage or scene. What a scene leaves to the director: docs/DIRECTOR.md.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hearing.command import Asking
from hearing.ids import Milliseconds, RoomId
from hearing.logged import Logged

ShotName = Annotated[
    str,
    StringConstraints(
        pattern=r"^(court|overview|parties|witness|remote|evidence|cam-[a-z0-9][a-z0-9-]{0,40}|remote-p-[1-9][0-9]{0,3})$"
    ),
]
"""庭审合成 · 全景 · 控辩对席 · 证人作证 · 远程讯问 · 证据同屏, or the camera or remote person that is large."""

Mode = Literal["auto", "manual"]
"""The director follows the voices; somebody has chosen a shot."""

Why = Literal["speaker", "overlap", "silence", "manual", "scene"]
"""Somebody speaks; several speak at once; nobody speaks; it was chosen by hand; the scene, or who must not be seen, wants it."""

Standing = Literal["following", "manual", "fixed", "off"]
"""Voices are followed; a shot chosen by hand holds; the scene's own picture holds; the scene forbids any choice."""

Forbids = Literal["protected", "nobody", "nothing"]
"""It would show a protected seat; nobody is there to be shown; no evidence is on screen."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Directed(_Part):
    """Who chooses the picture now, and what is in it."""

    mode: Mode = "auto"
    chosen: ShotName | None = None
    """What was chosen by hand; ``None`` while voices are followed."""
    shot: ShotName | None = None
    """What the program showed last; ``None`` before the first cut."""
    since: Milliseconds | None = None

    def released(self) -> "Directed":
        """Return the same without a choice by hand."""
        return self.model_copy(update={"mode": "auto", "chosen": None})


class DirectorSet(Logged):
    """Somebody chose a shot, or left the choice to the director again."""

    type: Literal["director-set"] = "director-set"
    mode: Mode
    shot: ShotName | None = None


class ShotCut(Logged):
    """The program's picture was cut to another shot, and shows it."""

    type: Literal["shot-cut"] = "shot-cut"
    shot: ShotName
    why: Why
    since: Milliseconds
    """When the program said that it shows it."""
    level_db: float | None = None
    """How far above the noise of the own seat who speaks was."""


class SetDirector(Asking):
    """Choose a shot (*manual*), or let the director follow the voices (*auto*)."""

    type: Literal["set-director"] = "set-director"
    mode: Mode
    shot: ShotName | None = None


class ReportCut(Asking):
    """The room's agent tells what the program shows from *since* on."""

    type: Literal["report-cut"] = "report-cut"
    shot: ShotName
    why: Why
    since: Milliseconds
    level_db: Annotated[float, Field(ge=-200, le=200)] | None = None


class ShotKey(_Part):
    """A shot that the room has, and what forbids it now."""

    shot: ShotName
    forbids: Forbids | None = None


class DirectorNow(_Part):
    """From an agent: what its director does now."""

    type: Literal["director"] = "director"
    room: RoomId
    standing: Standing
    shot: ShotName | None = None
    """What the program itself says that it shows."""
    shots: tuple[ShotKey, ...] = ()
    speaking: tuple[Annotated[str, Field(max_length=64)], ...] = ()
    """Microphones and remote people that are heard to speak."""
    silence_s: float = 8.0
    """After so long without a voice the wide shot comes."""
    held: tuple[Annotated[str, Field(max_length=64)], ...] = ()
    """Cameras that somebody moved by hand: the director leaves them alone."""


DirectorEvent = DirectorSet | ShotCut
DirectorCommand = SetDirector | ReportCut
