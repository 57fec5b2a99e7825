"""Where something sealed was left out of a track file: a ``free`` box of the same size (ISO/IEC 14496-12 §8.1.2). Pure."""

import struct
from collections.abc import Iterator, Sequence

from hearing.sealed_ranges import SealedRange, is_sealed
from recorder.index import IndexLine

Hole = tuple[str, int, int]
"""File, offset and octets."""
LEAST, MOST = 8, 64 << 20
"""Octets of a box: its own front, and so many that whoever checks it need not hold more in memory."""


def holes(lines: Sequence[IndexLine], withheld: Sequence[SealedRange]) -> Iterator[Hole]:
    """Yield each run of neighbouring fragments that meet what is *withheld*, none longer than :data:`MOST` unless one is."""
    run: Hole | None = None
    for line in lines:
        if not is_sealed(withheld, line.start, line.end):
            continue
        is_next = run is not None and run[0] == line.file and run[1] + run[2] == line.offset
        if run is not None and is_next and run[2] + line.bytes <= MOST:
            run = (run[0], run[1], run[2] + line.bytes)
            continue
        if run is not None:
            yield run
        run = (line.file, line.offset, line.bytes)
    if run is not None:
        yield run


def blank(size: int) -> bytes:
    """Return a ``free`` box of *size* octets with nothing in it.

    Raises:
        ValueError: no box is so short or so long; says so.
    """
    if not LEAST <= size <= MOST:
        raise ValueError(f"{size} octets cannot be left blank: between {LEAST} and {MOST} can.")
    return struct.pack(">I4s", size, b"free") + bytes(size - 8)
