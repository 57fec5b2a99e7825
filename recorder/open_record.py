"""What of the record store may be read by someone who is not given sealed ranges: fragments, octets, and sound to copy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from hearing.sealed_ranges import SealedRange, is_sealed
from recorder.index import HeaderLine, IndexLine, read_what_is_whole
from recorder.layout import TrackPaths

_BLOCK = 1 << 20
_KEPT = 24
"""Indexes that are kept in memory; of three hours each holds ten thousand fragments."""


@dataclass(frozen=True, slots=True)
class Octets:
    """A stretch of a track's file."""

    file: str
    offset: int
    bytes: int


@dataclass(frozen=True, slots=True)
class _Line:
    file: str
    offset: int
    bytes: int
    start: int
    end: int


def _lines(track: TrackPaths) -> tuple[_Line, ...]:
    if not track.index.exists():
        return ()
    now = track.index.stat()
    return _read(track.index, (now.st_size, now.st_mtime_ns))


@lru_cache(maxsize=_KEPT)
def _read(index: Path, _state: tuple[int, int]) -> tuple[_Line, ...]:
    """Read an index; once as long as it stays as it is, since a reader asks for one range after another."""
    lines = read_what_is_whole(index, IndexLine)[0]
    return tuple(_Line(one.file, one.offset, one.bytes, one.start, one.end) for one in lines)


def may_read_octets(track: TrackPaths, file: str, since: int, until: int, sealed: Sequence[SealedRange]) -> bool:
    """Whether the octets from *since* until *until* of *file* hold nothing sealed, and nothing that no line tells of."""
    told = [line for line in _lines(track) if line.file == file]
    headers = [line for line in read_what_is_whole(track.headers, HeaderLine)[0] if line.file == file]
    end = max([line.offset + line.bytes for line in told] + [line.bytes for line in headers], default=0)
    if not 0 <= since < until <= end:
        return False
    return not any(
        line.offset < until and line.offset + line.bytes > since and is_sealed(sealed, line.start, line.end)
        for line in told
    )


def open_sound(track: TrackPaths, sealed: Sequence[SealedRange]) -> list[Octets]:
    """Return what makes one playable file of a sound track, without what is sealed: a header, then fragments in order."""
    headers = read_what_is_whole(track.headers, HeaderLine)[0]
    if not headers:
        return []
    found = [Octets(headers[0].file, 0, headers[0].bytes)]
    found += [
        Octets(line.file, line.offset, line.bytes)
        for line in _lines(track)
        if not is_sealed(sealed, line.start, line.end)
    ]
    return found


def read_octets(track: TrackPaths, parts: Sequence[Octets]) -> Iterator[bytes]:
    """Yield the octets of *parts*, in blocks.

    Raises:
        OSError: they cannot be read.
    """
    for part in parts:
        with track.media(part.file).open("rb") as media:
            media.seek(part.offset)
            left = part.bytes
            while left and (block := media.read(min(left, _BLOCK))):
                left -= len(block)
                yield block
