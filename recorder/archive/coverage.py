"""What the indexes say that there is of each track: what came from the source, what was filled in, what is damaged."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from hearing.streams import parse_stream
from recorder.archive.stretches import ROUNDING_NS, Stretch, both, length, merged, without
from recorder.ended_take import read_ended
from recorder.holes import given_back
from recorder.index import IndexLine, L, TrackLine, read_what_is_whole
from recorder.layout import TakePaths
from recorder.seals import Checkpoint

_LONGEST_SEAL = 4096


@dataclass
class TrackCoverage:
    """One track of one take."""

    line: TrackLine
    kept: list[Stretch] = field(default_factory=list)
    """What came from the source, in order; neighbours are joined."""
    filled: list[Stretch] = field(default_factory=list)
    """Silence that was filled in because nothing came."""
    damaged: list[Stretch] = field(default_factory=list)
    """What was kept and cannot be relied on any more."""
    end: int = 0
    """Up to here the index tells of it."""

    def add(self, line: IndexLine) -> None:
        """Take in one more fragment."""
        into = self.filled if line.silence == line.samples else self.kept
        if into and 0 <= line.start - into[-1][1] <= ROUNDING_NS:
            into[-1] = (into[-1][0], line.end)
        else:
            into.append((line.start, line.end))
        self.end = max(self.end, line.end)

    @property
    def sound(self) -> list[Stretch]:
        """What is kept and whole."""
        return without(merged(self.kept), self.damaged)

    @property
    def seconds(self) -> float:
        """How much is kept, s."""
        return length(self.sound) / 1e9


@dataclass
class TakeCoverage:
    """One writer's take."""

    name: str
    is_final: bool = False
    """It has its last seal: nothing will be added."""
    tracks: dict[str, TrackCoverage] = field(default_factory=dict)
    is_ended: bool = False
    """That seal is the court's: its writer never came back."""

    def wrote(self, stretch: Stretch, but: str) -> bool:
        """Whether another track than *but* has most of *stretch*: the writer ran."""
        others = [track for name, track in self.tracks.items() if name != but]
        return any(2 * length(both([stretch], track.sound)) > stretch[1] - stretch[0] for track in others)


class TakeReader:
    """Reads one take's lines as they grow, and keeps what they come to. What cannot be read is left out."""

    def __init__(self, paths: TakePaths) -> None:
        self.found = TakeCoverage(paths.name)
        self._paths = paths
        self._read: dict[Path, int] = {}

    def read(self) -> TakeCoverage:
        """Read what has been added since the last call."""
        for line in self._more(self._paths.tracks, TrackLine):
            known = self.found.tracks.setdefault(line.name, TrackCoverage(line))
            known.line = line
        for folder in self._paths.track_folders():
            track = self.found.tracks.setdefault(folder.name, TrackCoverage(guessed_line(folder.name)))
            for fragment in self._more(folder.index, IndexLine):
                track.add(fragment)
        self.found.is_ended = read_ended(self._paths) is not None
        self.found.is_final = self.found.is_ended or _is_final(self._paths.seals)
        return self.found

    def _more(self, path: Path, model: type[L]) -> Sequence[L]:
        lines, self._read[path] = read_what_is_whole(path, model, self._read.get(path, 0))
        return lines


def _is_final(seals: Path) -> bool:
    """Whether the last seal ends the take; one that cannot be read is damaged, and nothing follows it either."""
    last = last_line(seals)
    if last is None:
        return False
    try:
        return bool(Checkpoint.model_validate_json(last).final)
    except ValidationError:
        return True


def last_line(path: Path) -> bytes | None:
    """Return the last whole line of an append-only file without its newline; ``None`` when there is none.

    Empty where the disk does not give it back: it can be no line.
    """
    if not path.exists():
        return None
    content = given_back(path, max(0, path.stat().st_size - _LONGEST_SEAL))
    if content.endswith(b"\0"):
        return b""  # The disk does not give its end back.
    whole, newline, _ = content.rpartition(b"\n")
    return whole.rpartition(b"\n")[2] if newline else None


def guessed_line(name: str) -> TrackLine:
    """Say what a track must be whose own line is not there (yet, or any more)."""
    stream = name.removesuffix("-sound")
    kind = parse_stream(stream).kind
    is_sound = name != stream or kind in {"mic", "interp"}
    return TrackLine(
        name=name,
        kind="audio" if is_sound else "video",
        codec="Opus" if is_sound else "avc3",
        timescale=48000 if is_sound else 90000,
        stream=stream,
        mandatory=kind in {"cam", "mic", "remote"},
    )
