"""What past rehearsals found, kept in the agent's folder; and the report made of it."""

from pathlib import Path

from pydantic import ValidationError

from hearing.rehearsal import RehearsalResult, TrendPoint, briefly
from recorder.durable import make_folder, write_whole

KEPT = 30
TREND = 14
"""So many mornings are shown."""


class RehearsalBook:
    """One room's rehearsals, the latest last."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "rehearsals"

    def put(self, result: RehearsalResult) -> None:
        """Keep *result*; the oldest beyond :data:`KEPT` go.

        Raises:
            OSError: the disk refused.
        """
        make_folder(self._folder)
        write_whole(self._folder / f"{result.at:015d}.json", result.model_dump_json(indent=1).encode())
        for old in self._files()[:-KEPT]:
            old.unlink()

    def latest(self) -> RehearsalResult | None:
        """The last one; ``None`` when the room never rehearsed."""
        found = self._read(self._files()[-1:])
        return found[0] if found else None

    def trend(self) -> tuple[TrendPoint, ...]:
        """The last mornings, briefly."""
        return tuple(briefly(one) for one in self._read(self._files()[-TREND:]))

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.json"))

    @staticmethod
    def _read(files: list[Path]) -> list[RehearsalResult]:
        found = []
        for path in files:
            try:
                found.append(RehearsalResult.model_validate_json(path.read_bytes()))
            except (OSError, ValidationError):
                continue  # of an earlier version, or half a file: a trend can do without
        return found
