"""What hangs at simulated capture cards now, told by the process that has the matrix to the one that draws pictures."""

import contextlib
import json
from pathlib import Path


def cards_path(data: Path) -> Path:
    """Where in the agent's data folder it is told."""
    return data / "run" / "simulated-cards.json"


class SimulatedCards:
    """What was told last, for whoever draws."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = 0
        self._inputs: dict[str, str] = {}

    def at(self, stream: str) -> str:
        """Say what the card that becomes *stream* is given; empty while it is given nothing, or nobody says."""
        with contextlib.suppress(OSError, ValueError, AttributeError):
            changed = self._path.stat().st_mtime_ns
            if changed != self._seen:
                said = json.loads(self._path.read_text())
                self._inputs = {str(name): str(one) for name, one in said.items()}
                self._seen = changed
        return self._inputs.get(stream, "")
