"""Where simulated cameras look, told by the process that has their heads to the one that draws their pictures."""

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Look:
    """Where one head looks, in its own units."""

    pan: int = 0
    tilt: int = 0
    zoom: int = 0


HOME = Look()


def heads_path(data: Path) -> Path:
    """Where in the agent's data folder they are told."""
    return data / "run" / "simulated-heads.json"


class Heads:
    """What was told last, for whoever draws."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = 0
        self._looks: dict[str, Look] = {}

    def of(self, device: str) -> Look:
        """Say where the head of *device* looks; straight ahead as long as nobody says."""
        with contextlib.suppress(OSError, ValueError, TypeError):
            changed = self._path.stat().st_mtime_ns
            if changed != self._seen:
                said = json.loads(self._path.read_text())
                self._looks = {name: Look(**look) for name, look in said.items()}
                self._seen = changed
        return self._looks.get(device, HOME)
