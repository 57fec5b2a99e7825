"""The loudest moment of each remote person since the last look: from the program process to the director."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hearing.ids import StreamName

EVERY_S = 0.2
"""How often the program process tells them: as often as capture does its microphones'."""


class RemoteLevels(BaseModel):
    """``run/program-levels.json``."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    number: int = 0
    """Rises with each look, so that nobody takes one for two."""
    levels: dict[StreamName, float] = {}
    """dBFS."""


def levels_path(data: Path) -> Path:
    """Where in the agent's data folder they lie."""
    return data / "run" / "program-levels.json"


class Peaks:
    """Heard by the sound's thread, taken by the loop."""

    def __init__(self) -> None:
        self._peaks: dict[str, float] = {}
        self._number = 0

    def hear(self, stream: str, dbfs: float) -> None:
        """Note 20 ms of sound."""
        self._peaks[stream] = max(dbfs, self._peaks.get(stream, dbfs))

    def take(self) -> RemoteLevels | None:
        """Return what was heard since the last look; ``None`` when nothing was."""
        heard, self._peaks = self._peaks, {}
        if not heard:
            return None
        self._number += 1
        return RemoteLevels(number=self._number, levels={stream: round(dbfs, 1) for stream, dbfs in heard.items()})
