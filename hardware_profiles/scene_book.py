"""The scenes of one room: its own, and the shipped ones as far as the room has what they name."""

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hardware_profiles.courtroom import Courtroom
from hardware_profiles.errors import SceneFileError
from hardware_profiles.loading import read
from hardware_profiles.scene import PROGRAM, PROGRAM_VOICE, SCENE_NAMES, Scene, SceneName
from hardware_profiles.scene_means import Means
from hardware_profiles.scene_plan import Plan, plan_of

SHIPPED = Path(__file__).parent / "scenes" / "shipped.yaml"
_USUAL_MAIN = "bench"


class SceneBook(BaseModel):
    """A file of scenes."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    scenes: dict[SceneName, Scene]


def load_book(path: Path) -> SceneBook:
    """Load the scenes at *path*.

    Raises:
        SceneFileError: the file has faults; all of them are listed, each with its line.
    """
    document = read(path)
    book = document.check(SceneBook) if document.content is not None else None
    if not isinstance(book, SceneBook) or document.faults:
        raise SceneFileError(document.sorted_faults())
    return book


@cache
def shipped_book() -> SceneBook:
    """The scenes that come with the product."""
    return load_book(SHIPPED)


def scenes_of(room: Courtroom) -> dict[SceneName, Scene]:
    """Return every scene of *room*; each also says how the program returns from what another one made of it."""
    found = {**shipped_book().scenes, **room.scenes}
    hidden = {name for scene in found.values() for name, word in scene.ensure.items() if word == "hidden"}
    usual = {f"{PROGRAM}.main": _USUAL_MAIN, **dict.fromkeys(sorted(hidden), "shown")}
    if any(mean.by == PROGRAM_VOICE for mean in room.means.values()):
        usual |= {name: "off" for name, mean in room.means.items() if mean.by == PROGRAM_VOICE}
    return {
        name: found[name].model_copy(update={"ensure": {**usual, **found[name].ensure}})
        for name in SCENE_NAMES
        if name in found
    }


def plans_of(room: Courtroom) -> dict[SceneName, Plan]:
    """Return every scene as *room* can have it; one that it cannot have says what it lacks."""
    means = Means.of(room)
    return {name: plan_of(name, scene, means) for name, scene in scenes_of(room).items()}
