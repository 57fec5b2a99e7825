"""The views that people have stored, in the room's own file: written whole, so that a reader never sees a half."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from courtroom_agent.cameras.aim import Look
from courtroom_agent.errors import AgentError
from hearing.cameras import PresetName
from hearing.ids import Milliseconds, StreamName
from recorder.durable import make_folder, write_whole


class Stored(BaseModel):
    """Where a camera looks for one preset, in its own units, and since when (UTC ms) by whose hand."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pan: int
    tilt: int
    zoom: int
    at: Milliseconds
    by: str

    @property
    def look(self) -> Look:
        """Where it looks."""
        return Look(self.pan, self.tilt, self.zoom)


class _Pages(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    cameras: dict[StreamName, dict[PresetName, Stored]] = {}


class PresetBook:
    """Every stored view of one room."""

    MOST = 12
    """Views a camera may have: more do not fit on the panel."""

    def __init__(self, path: Path) -> None:
        """Read what is at *path*.

        Raises:
            AgentError: something else lies there.
        """
        self._path = path
        self._before: dict[tuple[StreamName, str], Stored | None] = {}
        try:
            self._cameras = {name: dict(kept) for name, kept in self._read(path).items()}
        except (ValidationError, OSError) as fault:
            words = f"{path}: these are no stored views ({str(fault)[:200]}). Put a copy back or take the file away."
            raise AgentError(words) from fault

    def of(self, camera: StreamName) -> dict[str, Stored]:
        """Return the views of *camera* by name, in the order of their storing."""
        return self._cameras.get(camera, {})

    def keep(self, camera: StreamName, name: str, stored: Stored) -> None:
        """Keep *stored* as *name*, on the disk when this returns.

        Raises:
            AgentError: the camera has as many views as it may have.
        """
        kept = self._cameras.setdefault(camera, {})
        if name not in kept and len(kept) >= self.MOST:
            raise AgentError(
                f"该摄像机的预置位已满（{self.MOST} 个） · This camera has {self.MOST} views. Overwrite one."
            )
        self._before[camera, name] = kept.get(name)
        kept[name] = stored
        self._write()

    def take_back(self, camera: StreamName, name: str) -> bool:
        """Undo the last storing of *name*; says whether there was one to undo."""
        if (camera, name) not in self._before:
            return False
        before = self._before.pop((camera, name))
        if before is None:
            self._cameras.get(camera, {}).pop(name, None)
        else:
            self._cameras[camera][name] = before
        self._write()
        return True

    @staticmethod
    def _read(path: Path) -> dict[StreamName, dict[PresetName, Stored]]:
        return _Pages.model_validate_json(path.read_bytes()).cameras if path.exists() else {}

    def _write(self) -> None:
        make_folder(self._path.parent)
        write_whole(self._path, _Pages(cameras=self._cameras).model_dump_json().encode())
