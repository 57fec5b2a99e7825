"""Brings a take back to its last whole state after a crash or a power cut.

What was acknowledged is never touched: only bytes behind the last whole indexed fragment, torn last lines and
files without a header line go. Fragments whose leaf was not written yet get it now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from recorder.durable import AppendFile, settle, sync_folder
from recorder.errors import RecordDamaged
from recorder.failpoint import reached
from recorder.index import (
    ClockLine,
    HeaderLine,
    IndexLine,
    LeafLine,
    TrackLine,
    canonical,
    read_lines,
    read_whole_lines,
)
from recorder.layout import TakePaths, TrackPaths
from recorder.merkle import MerkleTree
from recorder.seals import Checkpoint
from recorder.track import History


@dataclass(frozen=True, slots=True)
class OwedLeaf:
    """A leaf that is not in ``leaves.jsonl`` yet."""

    track: str
    seq: int
    sha256: str
    file: str | None
    data: bytes


@dataclass(frozen=True, slots=True)
class Repaired:
    """A take as it is found."""

    tracks: dict[str, TrackLine]
    histories: dict[str, History]
    tree: MerkleTree
    owed: list[OwedLeaf]
    seal: Checkpoint | None


def header_leaf(track: str, line: HeaderLine) -> OwedLeaf:
    """Leaf of a track file's init header."""
    return OwedLeaf(track, 0, line.sha256, line.file, canonical(line.leaf(track)))


def fragment_leaf(track: str, line: IndexLine) -> OwedLeaf:
    """Leaf of a fragment."""
    return OwedLeaf(track, line.seq, line.sha256, None, canonical(line.leaf(track)))


def repair_take(paths: TakePaths) -> Repaired:
    """Cut what is not whole, and say what is there.

    Raises:
        RecordDamaged: something acknowledged is missing; a new take must be begun.
    """
    _, size = read_whole_lines(paths.tracks, TrackLine)
    _cut(paths.tracks, size)
    tracks = {line.name: line for line in read_lines(paths.tracks, TrackLine)}
    histories: dict[str, History] = {}
    known: dict[tuple[str, int, str | None], OwedLeaf] = {}
    for track in paths.track_folders():
        headers, lines = _repair_track(track)
        histories[track.name] = History(
            seq=len(lines),
            end=lines[-1].end if lines else None,
            bytes=sum(line.bytes for line in lines) + sum(line.bytes for line in headers),
            silence=sum(line.silence or 0 for line in lines),
        )
        leaves = [header_leaf(track.name, line) for line in headers]
        leaves += [fragment_leaf(track.name, line) for line in lines]
        known |= {(leaf.track, leaf.seq, leaf.file): leaf for leaf in leaves}
    tree, seal = _repair_tree(paths, known)
    settle(paths.folder)
    reached("repair.done")
    return Repaired(tracks, histories, tree, list(known.values()), seal)


def _cut(path: Path, size: int) -> None:
    if path.exists() and path.stat().st_size > size:
        with AppendFile(path) as file:
            file.cut(size)
            reached("repair.cut")
            file.sync()


def _repair_track(paths: TrackPaths) -> tuple[list[HeaderLine], list[IndexLine]]:
    headers, size = read_whole_lines(paths.headers, HeaderLine)
    _cut(paths.headers, size)
    _, size = read_whole_lines(paths.clock, ClockLine)
    _cut(paths.clock, size)
    lines, size = read_whole_lines(paths.index, IndexLine)
    _cut(paths.index, size)
    if [line.seq for line in lines] != list(range(1, len(lines) + 1)):
        raise RecordDamaged(f"{paths.index}: lines are missing or out of order. Begin a new take; restore this one.")
    ends = {header.file: header.bytes for header in headers}
    for line in lines:
        if ends.get(line.file) != line.offset:
            raise RecordDamaged(
                f"{paths.index}: line {line.seq} does not follow the fragment before it. "
                "Begin a new take; restore this one."
            )
        ends[line.file] = line.offset + line.bytes
    _repair_media(paths, ends)
    return headers, lines


def _repair_media(paths: TrackPaths, ends: dict[str, int]) -> None:
    for path in paths.media_files():
        if path.name not in ends:
            path.unlink()
            sync_folder(paths.folder)
            continue
        _cut(path, ends[path.name])
    for name, end in ends.items():
        path = paths.media(name)
        if not path.exists() or path.stat().st_size < end:
            raise RecordDamaged(
                f"{path}: acknowledged fragments are missing from its end; the disk lost what it had confirmed. "
                "Begin a new take; restore this one from its copy."
            )


def _repair_tree(
    paths: TakePaths, known: dict[tuple[str, int, str | None], OwedLeaf]
) -> tuple[MerkleTree, Checkpoint | None]:
    """Rebuild the tree; what is left in *known* afterwards has no leaf yet."""
    lines, size = read_whole_lines(paths.leaves, LeafLine)
    _cut(paths.leaves, size)
    tree = MerkleTree()
    for line in lines:
        leaf = known.pop((line.track, line.seq, line.file), None)
        if leaf is None or leaf.sha256 != line.sha256 or line.n != len(tree):
            raise RecordDamaged(
                f"{paths.leaves}:{line.n + 1}: this leaf has no fragment. Begin a new take; restore this one."
            )
        tree.append(leaf.data)
    return tree, _repair_seals(paths, tree)


def _repair_seals(paths: TakePaths, tree: MerkleTree) -> Checkpoint | None:
    seals, size = read_whole_lines(paths.seals, Checkpoint)
    _cut(paths.seals, size)
    last = seals[-1] if seals else None
    if last and (last.size > len(tree) or tree.root(last.size).hex() != last.root or not last.is_signed()):
        raise RecordDamaged(
            f"{paths.seals}:{len(seals)}: the take is not what was sealed. Begin a new take; restore this one."
        )
    return last


def missing_leaves(owed: Sequence[OwedLeaf]) -> list[OwedLeaf]:
    """Order owed leaves as a writer would have: each track's headers and fragments by name and number."""
    return sorted(owed, key=lambda leaf: (leaf.track, leaf.file or "", leaf.seq))
