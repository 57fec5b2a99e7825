"""Copies the record of one hearing to a second place while it grows: what is acknowledged, and nothing else.

What was copied is remembered on the first disk; without that memory all is copied once more, which does no harm.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from recorder.durable import AppendFile, make_folder, write_whole
from recorder.errors import RecordDamaged
from recorder.failpoint import reached
from recorder.index import HeaderLine, IndexLine, canonical, sha256_hex
from recorder.layout import EXHIBITS, TrackPaths
from recorder.replicas.batch import RECORDS, Piece, batch_name, spell
from recorder.replicas.store import Placed, Store

MOST_BYTES = 16 << 20
_SMALL = 4 << 20
"""A file that is neither media nor lines is copied whole, if it is not larger than this."""


class Copied(BaseModel):
    """What of a hearing is at the second place."""

    model_config = ConfigDict(extra="forbid")

    batches: int = 0
    sent: dict[str, int] = {}
    """Octets of each file; of a small file that is copied whole, its time of change (ns)."""


class CopiedBatch(BaseModel):
    """One object that was written."""

    model_config = ConfigDict(frozen=True)

    name: str
    bytes: int
    sha256: str
    placed: Placed


class RecipePiece(BaseModel):
    """From where a piece of a batch was taken."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    offset: int
    bytes: int
    whole: bool


class Recipe(BaseModel):
    """How a batch was made, so that it can be made again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    pieces: tuple[RecipePiece, ...]

    @classmethod
    def of(cls, name: str, pieces: list[Piece]) -> "Recipe":
        """Note the pieces of a batch."""
        parts = [
            RecipePiece(file=one.file, offset=one.offset, bytes=len(one.content), whole=one.whole) for one in pieces
        ]
        return cls(name=name, pieces=tuple(parts))

    def again(self, folder: Path) -> bytes | None:
        """Make the batch again from the hearing's *folder*; ``None`` when that is not what it was any more."""
        pieces = []
        for one in self.pieces:
            try:
                with (folder / one.file).open("rb") as file:
                    file.seek(one.offset)
                    pieces.append(Piece(one.file, one.offset, file.read(one.bytes), one.whole))
            except OSError:
                return None
        content = spell(pieces)
        return content if sha256_hex(content) == self.name.rpartition("-")[2] else None


def recipes_path(kept: Path) -> Path:
    """File of the recipes of all batches of a hearing, beside the file of what was copied."""
    return kept.with_suffix(".recipes.jsonl")


class RecordCopier:
    """Copies the hearing whose folder in the record store is *folder*; *kept* is the file of what was copied."""

    def __init__(self, folder: Path, kept: Path, store: Store) -> None:
        self._folder, self._kept, self._store = folder, kept, store
        self._copied = self._remembered()

    def _remembered(self) -> Copied:
        """What was copied, unless the second place does not hold it: a new disk gets everything from the start.

        Raises:
            StoreFault: the second place cannot be read.
        """
        there = len(self._store.names(f"{RECORDS}/{self._folder.parent.name}/{self._folder.name}/"))
        with contextlib.suppress(OSError, ValidationError):
            copied = Copied.model_validate_json(self._kept.read_bytes())
            if copied.batches <= there:
                return copied
        return Copied(batches=there)  # Numbers go on, so that a later copy never stands before an earlier one.

    def copy_some(self) -> CopiedBatch | None:
        """Copy one batch of at most about 16 MiB; ``None`` when all is there.

        Raises:
            StoreFault: the second place refused; the same is tried again next time.
            OSError: the first disk refused.
        """
        pieces, sent = self._pieces()
        if not pieces:
            return None
        content = spell(pieces)
        number = self._copied.batches + 1
        name = batch_name(self._folder.parent.name, self._folder.name, number, content)
        placed = self._store.put(name, content)
        reached("copy.put")
        self._copied = Copied(batches=number, sent={**self._copied.sent, **sent})
        with contextlib.suppress(OSError):  # A full first disk costs a second copying, not the second copy.
            make_folder(self._kept.parent)
            with AppendFile(recipes_path(self._kept)) as file:
                file.append_synced(canonical(Recipe.of(name, pieces).model_dump(mode="json")) + b"\n")
            reached("copy.recipe-noted")
            write_whole(self._kept, self._copied.model_dump_json().encode())
            reached("copy.remembered")
        return CopiedBatch(name=name, bytes=len(content), sha256=name.rpartition("-")[2], placed=placed)

    def _pieces(self) -> tuple[list[Piece], dict[str, int]]:
        """Take media before the lines that acknowledge it: whoever reads the copy finds each line's media."""
        pieces: list[Piece] = []
        sent: dict[str, int] = {}
        room = MOST_BYTES
        for path in sorted(self._folder.rglob("index.jsonl")):
            for piece in self._track_pieces(TrackPaths(path.parent), room):
                pieces.append(piece)
                sent[piece.file] = piece.offset + len(piece.content)
                room -= len(piece.content)
            if room <= 0:
                return pieces, sent
        for path in sorted(self._folder.rglob("*")):
            if not path.is_file() or path.name.startswith(".") or path.suffix in {".mp4", ".partial"}:
                continue
            if path.is_relative_to(self._folder / EXHIBITS):
                room -= self._exhibit_piece(path, max(room, 0), pieces, sent)
            else:
                self._side_piece(path, pieces, sent)
        return pieces, sent

    def _track_pieces(self, track: TrackPaths, room: int) -> Iterator[Piece]:
        """Yield headers, then fragments, then as much of the index as they explain."""
        header_at, headers = self._lines(track.headers)
        for line in headers:
            header = HeaderLine.model_validate_json(line)
            yield self._octets(track.media(header.file), 0, header.bytes)
        if headers:
            yield Piece(self._name(track.headers), header_at, b"".join(headers))
        at, lines = self._lines(track.index)
        taken: list[bytes] = []
        media: dict[str, tuple[int, int]] = {}
        for line in lines:
            fragment = IndexLine.model_validate_json(line)
            begin, _ = media.get(fragment.file, (fragment.offset, 0))
            media[fragment.file] = (begin, fragment.offset + fragment.bytes)
            taken.append(line)
            room -= fragment.bytes
            if room <= 0:
                break
        for file, (begin, end) in media.items():
            yield self._octets(track.media(file), begin, end)
        if taken:
            yield Piece(self._name(track.index), at, b"".join(taken))

    def _side_piece(self, path: Path, pieces: list[Piece], sent: dict[str, int]) -> None:
        name = self._name(path)
        if path.suffix == ".jsonl":
            if path.name in {"index.jsonl", "headers.jsonl"}:
                return
            at, lines = self._lines(path)
            if lines:
                pieces.append(Piece(name, at, b"".join(lines)))
                sent[name] = at + sum(len(line) for line in lines)
            return
        about = path.stat()
        if about.st_size <= _SMALL and about.st_mtime_ns != self._copied.sent.get(name):
            pieces.append(Piece(name, 0, path.read_bytes(), whole=True))
            sent[name] = about.st_mtime_ns

    def _exhibit_piece(self, path: Path, room: int, pieces: list[Piece], sent: dict[str, int]) -> int:
        """Take as much of a filed file or of a page as there is room for; it is whole before it has its name."""
        name, size = self._name(path), path.stat().st_size
        at = self._copied.sent.get(name, 0)
        end = min(size, at + room)
        if end > at:
            pieces.append(self._octets(path, at, end))
            sent[name] = end
        return end - at

    def _octets(self, path: Path, begin: int, end: int) -> Piece:
        with path.open("rb") as file:
            file.seek(begin)
            content = file.read(end - begin)
        if len(content) != end - begin:
            raise RecordDamaged(f"{path}: {end - begin - len(content)} acknowledged octets are missing. Repair it.")
        return Piece(self._name(path), begin, content)

    def _lines(self, path: Path) -> tuple[int, list[bytes]]:
        """Return where the copy of *path* ends, and the whole lines behind it."""
        at = self._copied.sent.get(self._name(path), 0)
        if not path.exists():
            return at, []
        with path.open("rb") as file:
            file.seek(at)
            content = file.read(_SMALL)
        return at, content[: content.rfind(b"\n") + 1].splitlines(keepends=True)

    def _name(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()


def hearing_folders(records: Path) -> list[Path]:
    """List the folders of all hearings below *records*."""
    return sorted(path for path in records.glob("*/h-*") if path.is_dir())
