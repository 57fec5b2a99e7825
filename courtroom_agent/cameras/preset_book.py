"""The views that people have stored, in the room's own file: written whole, so that a reader never sees a half."""

import contextlib
import logging
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from courtroom_agent.cameras.aim import Look
from courtroom_agent.errors import AgentError
from hearing.cameras import PresetName
from hearing.ids import Milliseconds, StreamName
from recorder.durable import make_folder, write_whole

log = logging.getLogger(__name__)


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
        """Read what is at *path*; what cannot be read is put aside: no view is worth a courtroom without its agent."""
        self._path = path
        self._before: dict[tuple[StreamName, str], Stored | None] = {}
        self._cameras: dict[StreamName, dict[PresetName, Stored]] = {}
        try:
            self._cameras = {name: dict(kept) for name, kept in self._read(path).items()}
        except (ValidationError, OSError) as fault:
            aside = path.with_suffix(".unreadable")
            log.error("%s: these are no stored views (%s). It lies at %s now.", path, str(fault)[:200], aside)  # noqa: TRY400 - the words say it
            with contextlib.suppress(OSError):
                path.replace(aside)

    def of(self, camera: StreamName) -> dict[str, Stored]:
        """Return the views of *camera* by name, in the order of their storing."""
        return self._cameras.get(camera, {})

    def keep(self, camera: StreamName, name: str, stored: Stored) -> None:
        """Keep *stored* as *name*, on the disk when this returns.

        Raises:
            AgentError: the camera has as many views as it may have.
            RecorderError: the disk refuses.
        """
        kept = self._cameras.setdefault(camera, {})
        if name not in kept and len(kept) >= self.MOST:
            raise AgentError(
                f"该摄像机的预置位已满（{self.MOST} 个） · This camera has {self.MOST} views. Overwrite one."
            )
        before = kept.get(name)
        self._put(camera, name, stored)
        self._before[camera, name] = before

    def take_back(self, camera: StreamName, name: str) -> bool:
        """Undo the last storing of *name*; says whether there was one to undo."""
        if (camera, name) not in self._before:
            return False
        self._put(camera, name, self._before[camera, name])
        del self._before[camera, name]
        return True

    def _put(self, camera: StreamName, name: str, stored: Stored | None) -> None:
        """Make *name* be *stored*, or not be there; where the disk refuses, all is as it was."""
        kept = self._cameras.get(camera, {})
        others = {known: view for known, view in kept.items() if stored is not None or known != name}
        changed = others | ({name: stored} if stored is not None else {})
        make_folder(self._path.parent)
        pages = _Pages(cameras={**self._cameras, camera: changed})
        write_whole(self._path, pages.model_dump_json().encode())
        self._cameras[camera] = changed

    @staticmethod
    def _read(path: Path) -> dict[StreamName, dict[PresetName, Stored]]:
        return _Pages.model_validate_json(path.read_bytes()).cameras if path.exists() else {}
