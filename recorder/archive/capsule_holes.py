"""Where something sealed was left out of a track file: a ``free`` box of the same size (ISO/IEC 14496-12 §8.1.2). Pure."""

import struct
from collections.abc import Iterator, Sequence

from hearing.sealed_ranges import SealedRange, is_sealed
from recorder.index import IndexLine

Hole = tuple[str, int, int]
"""File, offset and octets."""


def holes(lines: Sequence[IndexLine], withheld: Sequence[SealedRange]) -> Iterator[Hole]:
    """Yield each run of neighbouring fragments that meet what is *withheld*."""
    run: Hole | None = None
    for line in lines:
        if not is_sealed(withheld, line.start, line.end):
            continue
        if run is not None and run[0] == line.file and run[1] + run[2] == line.offset:
            run = (run[0], run[1], run[2] + line.bytes)
            continue
        if run is not None:
            yield run
        run = (line.file, line.offset, line.bytes)
    if run is not None:
        yield run


def blank(size: int) -> bytes:
    """Return a ``free`` box of *size* octets, at least 8, less than 4 GiB, with nothing in it."""
    return struct.pack(">I4s", size, b"free") + bytes(size - 8)
