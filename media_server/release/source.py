"""What there is to release: the fragments of the tracks ``public`` and ``public-sound``, as they arrive.

Nothing else of the record is ever opened here.
"""

from dataclasses import dataclass, field
from pathlib import Path

from hearing.facts import HearingState
from recorder.index import HeaderLine, IndexLine
from recorder.layout import TrackPaths, takes_of

PICTURE, SOUND = "public", "public-sound"


@dataclass(frozen=True, slots=True)
class Piece:
    """One fragment with the file it lies in. Moments are UTC ms."""

    track: TrackPaths
    line: IndexLine
    since: int
    until: int

    def content(self) -> bytes:
        """Read the fragment's bytes."""
        with self.track.media(self.line.file).open("rb") as file:
            file.seek(self.line.offset)
            return file.read(self.line.bytes)


def header_of(track: TrackPaths, file: str) -> bytes:
    """Read the init header of one track file.

    Raises:
        LookupError: the header has not arrived yet.
    """
    for line in track.headers.read_bytes().splitlines() if track.headers.exists() else []:
        header = HeaderLine.model_validate_json(line)
        if header.file == file:
            with track.media(file).open("rb") as media:
                return media.read(header.bytes)
    raise LookupError(f"{track.headers}: no header of {file} yet.")


@dataclass
class Tail:
    """Reads an index as it grows; each call of :meth:`fresh` gives what was not given before."""

    track: TrackPaths
    zero_at: int
    _offset: int = 0

    def fresh(self) -> list[Piece]:
        """Return the fragments that have arrived since."""
        if not self.track.index.exists():
            return []
        with self.track.index.open("rb") as file:
            file.seek(self._offset)
            content = file.read()
        whole = content.rfind(b"\n") + 1
        self._offset += whole
        return [self._piece(IndexLine.model_validate_json(line)) for line in content[:whole].splitlines()]

    def _piece(self, line: IndexLine) -> Piece:
        since = self.zero_at + line.start // 1_000_000
        return Piece(self.track, line, since, self.zero_at + line.end // 1_000_000)


@dataclass
class PublicTracks:
    """All that one hearing has for the public, by rendition, in the order of time."""

    records: Path
    _tails: dict[Path, Tail] = field(default_factory=dict)

    def fresh(self, state: HearingState) -> dict[str, list[Piece]]:
        """Return what has arrived since the last call."""
        found: dict[str, list[Piece]] = {PICTURE: [], SOUND: []}
        if state.zero_at is None:
            return found
        for take in takes_of(self.records, state.case.number, state.hearing):
            for name in found:
                track = take.track(name)
                tail = self._tails.setdefault(track.folder, Tail(track, state.zero_at))
                found[name] += tail.fresh()
        return {name: sorted(pieces, key=lambda piece: piece.since) for name, pieces in found.items()}
