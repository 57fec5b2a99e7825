"""What the agent's other processes say of themselves, read by the control process: state files and spoken lines."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from courtroom_agent.loudspeakers import LoudspeakersNow
from courtroom_agent.program_watch import Watched
from hearing.director import ShotName
from hearing.ids import SeatId, StreamName
from hearing.reports import TrackState

S = TypeVar("S", bound=BaseModel)


class ProgramState(BaseModel):
    """``run/program-state.json``: what is composed, published and played."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    tracks: tuple[TrackState, ...] = ()
    publishing: dict[str, str] = {}
    playing: dict[str, Any] = {}
    watched: dict[str, Watched] = {}
    """How the composed picture, the evidence screen and remote people look and sound."""
    loudspeakers: LoudspeakersNow | None = None
    """``None``: this machine plays to none."""
    fps: float = 0.0
    cpu: float = 0.0
    sealed: bool = False
    says: str = ""
    main: str = "bench"
    """What was large in the picture that was composed last."""
    shot: ShotName | None = None
    """The director's shot that was in it; ``None`` where there was none."""
    has_evidence: bool = False
    """Whether evidence was in it."""
    hidden: tuple[SeatId, ...] = ()
    """Seats of which nothing was in it."""
    voice: str = "plain"
    """``masked`` where their microphones are heard under a mask that has proven itself."""
    at_ms: int = 0
    """When this was so, by the machine's clock; UTC milliseconds."""


class RecognitionState(BaseModel):
    """``run/recognition-state.json``: which engine listens, and what it has half heard."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    engine: str = "none"
    model: str = ""
    behind_s: float = 0.0
    partials: dict[StreamName, str] = {}
    says: str = ""


class SpokenLine(BaseModel):
    """One line of ``run/lines.jsonl``: an utterance that was recognised."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    hearing: str | None = None
    stream: StreamName
    text: str = Field(min_length=1, max_length=2000)
    start: int = Field(ge=0)
    duration: int = Field(ge=0)
    engine: str
    model: str = ""


def read_state(path: Path, model: type[S]) -> S | None:
    """Read a state file; ``None`` while there is none that can be read."""
    try:
        return model.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def write_state(path: Path, state: BaseModel) -> None:
    """Put a state file at *path* so that a reader sees the old or the new one; it need not outlive a power cut."""
    coming = path.with_suffix(".coming")
    coming.write_text(state.model_dump_json())
    coming.replace(path)


@dataclass
class SpokenLines:
    """Reads the spoken lines once each; how far is remembered on disk."""

    lines: Path
    kept: Path

    def fresh(self) -> list[tuple[SpokenLine, int]]:
        """Return the lines not done yet, each with what to pass to :meth:`done`."""
        if not self.lines.exists():
            return []
        at = self._done_to()
        with self.lines.open("rb") as file:
            file.seek(at)
            content = file.read()
        found = []
        for line in content[: content.rfind(b"\n") + 1].splitlines(keepends=True):
            at += len(line)
            if line.startswith(b'{"gone"'):  # Its hearing was shredded.
                continue
            found.append((SpokenLine.model_validate_json(line), at))
        return found

    def done(self, to: int) -> None:
        """Remember that everything before octet *to* was told."""
        coming = self.kept.with_suffix(".coming")
        coming.write_text(json.dumps({"done": to}))
        coming.replace(self.kept)

    def _done_to(self) -> int:
        return int(json.loads(self.kept.read_bytes())["done"]) if self.kept.exists() else 0
