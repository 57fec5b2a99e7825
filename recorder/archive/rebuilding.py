"""Tells the fragments of a track whose index the disk does not give back, from the track files themselves.

A fragment says its number, its place in time to a tick, and how long its samples are; where leaves can be read, the
hash that the writer's leaf tells is compared. What the writer's seal is over (ns, and the line as it was) nobody can
make again, so that a rebuilt line proves nothing by itself: it leads to what is there.
"""

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from recorder.holes import given_back
from recorder.index import IndexLine, LeafLine, MediaName, Sha256, canonical, read_front, read_what_is_whole, sha256_hex
from recorder.layout import TakePaths, TrackPaths

REBUILT = "rebuilt.jsonl"
_HEAD = 8
_SYNC = 0x02000000
_SECOND_NS = 1_000_000_000
Box = tuple[bytes, int, int]
"""Kind, and from where to where its content is."""


class RebuiltLine(BaseModel):
    """One line of ``rebuilt.jsonl``: a fragment whose own index line cannot be read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: int = Field(ge=0)
    file: MediaName
    offset: int = Field(ge=0)
    bytes: int = Field(ge=0)
    start: int = Field(ge=0)
    """ns of the timeline, to the tick of the file's timescale."""
    duration: int = Field(ge=0)
    samples: int = Field(ge=0)
    keyframe: bool
    sha256: Sha256
    told: bool
    """The writer's leaf of this number tells the same hash."""


def spell_rebuilt(lines: Iterable[RebuiltLine]) -> bytes:
    """Spell *lines* as they lie in their file."""
    return b"".join(canonical(line.model_dump(mode="json")) + b"\n" for line in lines)


def rebuild(take: TakePaths, track: TrackPaths) -> list[RebuiltLine]:
    """Find the fragments of *track* that no readable line of its index tells of, in the order of their files.

    Raises:
        OSError: the disk refused in another way than by not giving back what lies there.
    """
    known = {(line.file, line.offset) for line in read_what_is_whole(track.index, IndexLine)[0]}
    leaves = {leaf.seq: leaf.sha256 for leaf in read_front(take.leaves, LeafLine) if leaf.track == track.name}
    return [
        line
        for media in track.media_files()
        for line in _fragments(media, leaves)
        if (line.file, line.offset) not in known
    ]


def _fragments(media: Path, leaves: dict[int, str]) -> Iterator[RebuiltLine]:
    content = given_back(media)
    scale, at = 0, 0
    for kind, begin, end in _boxes(content, 0, len(content)):
        if kind == b"moov":
            scale = _timescale(content[begin:end])
        elif kind == b"moof":
            at = begin - _HEAD
        elif kind == b"mdat" and at and scale:
            made = _line(media.name, content[at:end], (at, scale), leaves)
            if made is not None:
                yield made
            at = 0


def _boxes(content: bytes, at: int, end: int) -> Iterator[Box]:
    """Walk over boxes until one is none: behind that nothing can be found any more."""
    while at + _HEAD <= end:
        size, kind = struct.unpack_from(">I4s", content, at)
        if size < _HEAD or at + size > end:
            return
        yield kind, at + _HEAD, at + size
        at += size


def _timescale(moov: bytes) -> int:
    place = moov.find(b"mdhd")
    return int.from_bytes(moov[place + 16 : place + 20], "big") if place >= 0 else 0


def _line(file: str, content: bytes, at: tuple[int, int], leaves: dict[int, str]) -> RebuiltLine | None:
    """Read one fragment; ``None`` when it is not one of ours."""
    offset, scale = at
    parts = {kind: content[begin:end] for kind, begin, end in _within(content, b"moof", b"traf")}
    try:
        seq = int.from_bytes(parts[b"mfhd"][4:8], "big")
        since = int.from_bytes(parts[b"tfdt"][4:12], "big")
        count, ticks, is_sync = _samples(parts[b"tfhd"], parts[b"trun"])
    except (KeyError, struct.error):
        return None
    digest = sha256_hex(content)
    return RebuiltLine(
        seq=seq,
        file=file,
        offset=offset,
        bytes=len(content),
        start=round(since * _SECOND_NS / scale),
        duration=round(ticks * _SECOND_NS / scale),
        samples=count,
        keyframe=is_sync,
        sha256=digest,
        told=leaves.get(seq) == digest,
    )


def _within(content: bytes, *parents: bytes) -> Iterator[Box]:
    waiting = [(0, len(content))]
    for begin, end in waiting:
        for box in _boxes(content, begin, end):
            if box[0] in parents:
                waiting.append(box[1:])
            else:
                yield box


def _samples(tfhd: bytes, trun: bytes) -> tuple[int, int, bool]:
    """Count the samples, their ticks, and say whether the first can be started from (:func:`recorder.mp4.fragment`)."""
    flags = int.from_bytes(trun[1:4], "big")
    (count,) = struct.unpack_from(">I", trun, 4)
    if not flags & 0x100:
        default, sync = struct.unpack_from(">II", tfhd, 8)
        return count, count * default, sync == _SYNC
    rows = list(struct.iter_unpack(">III", trun[12 : 12 + 12 * count]))
    return count, sum(row[0] for row in rows), bool(rows) and rows[0][2] == _SYNC
