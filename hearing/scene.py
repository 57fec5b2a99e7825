"""Scenes (场景) in a hearing: that one was asked for, that the room says it is so, and what each keeps from whom.

What devices do stands in the room's files (docs/SCENES.md). What the public, the gallery and people far away may have
meanwhile is decided here and in :mod:`hearing.policy`, whatever a room's file says; a scene only ever withholds.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from hardware_profiles.scene import SceneName
from hearing.command import Asking
from hearing.ids import Milliseconds
from hearing.logged import Logged

Outcome = Literal["converged", "partly", "aborted"]
"""All is so; some is not and says why; something failed, and the safe state was taken instead."""

ScreenKind = Literal["public", "masked", "mediation"]
"""Withheld from public and gallery; single cameras and microphones withheld from everybody; a record of its own class."""

SCREENS: dict[SceneName, frozenset[ScreenKind]] = {
    "witness-protection": frozenset({"public", "masked"}),
    "mediation": frozenset({"public", "mediation"}),
    "remote-interrogation": frozenset({"public"}),
    "petition": frozenset({"public"}),
}
"""What each scene withholds from the tap on, until another scene's devices have said that they are so (民诉法解释 §146)."""

POWER: frozenset[SceneName] = frozenset({"power-up", "power-down"})
BY_COURSE: frozenset[SceneName] = frozenset({"preparing", "recess", "closed"})
"""Scenes that the course brings about; asking for one does it once more."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SceneItem(_Part):
    """One thing of a scene: what was asked, what the device answered, how it stands."""

    name: Annotated[str, Field(max_length=64)]
    asked: str | int
    answered: str | int | None = None
    standing: Literal["so", "assumed", "pending", "waiting", "withheld", "drifted", "failed", "unreachable"]
    says: Annotated[str, Field(max_length=400)] = ""


class SceneEntry(_Part):
    """A scene and when it was asked for."""

    seq: int
    scene: SceneName
    at: Milliseconds
    who: str


class SceneResult(_Part):
    """What the room said of the last scene."""

    scene: SceneName
    asked: int | None
    at: Milliseconds
    outcome: Outcome
    guarded: bool
    items: tuple[SceneItem, ...]


class Screen(_Part):
    """From when until when something was withheld by a scene."""

    kind: ScreenKind
    since: Milliseconds
    until: Milliseconds | None = None


class SceneAsked(Logged):
    """Somebody asked for a scene; what it withholds is withheld from here on."""

    type: Literal["scene-asked"] = "scene-asked"
    scene: SceneName


class SceneApplied(Logged):
    """The room's devices were told, and have said how it stands."""

    type: Literal["scene-applied"] = "scene-applied"
    scene: SceneName
    asked: Annotated[int, Field(ge=1)] | None = None
    """Number of the event that asked for it; ``None`` when it followed the course."""
    outcome: Outcome
    guarded: bool = False
    """What an earlier scene forbade is not proven to be over yet."""
    items: Annotated[tuple[SceneItem, ...], Field(max_length=200)] = ()


class AskScene(Asking):
    """Have the room be as *scene* says."""

    type: Literal["ask-scene"] = "ask-scene"
    scene: SceneName


class ReportScene(Asking):
    """The room's agent tells how a scene stands."""

    type: Literal["report-scene"] = "report-scene"
    scene: SceneName
    asked: Annotated[int, Field(ge=1)] | None = None
    outcome: Outcome
    guarded: bool = False
    items: Annotated[tuple[SceneItem, ...], Field(max_length=200)] = ()


SceneEvent = SceneAsked | SceneApplied
SceneCommand = AskScene | ReportScene
