"""Reads what the disk gives back of a file: sectors that cannot be read are zeros, at their place and of their length."""

import errno
import os
from pathlib import Path

_BLOCK = 1 << 20
_SECTOR = 4096


def read_with_holes(path: Path, offset: int = 0, most: int = -1) -> bytes:
    """Read a file from *offset* on, at most so many octets; what cannot be read is zeros.

    Raises:
        OSError: it is not there, or may not be read.
    """
    size = path.stat().st_size
    size = size if most < 0 else min(size, offset + most)
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError as fault:
        if fault.errno != errno.EIO:
            raise
        return bytes(max(0, size - offset))
    try:
        return b"".join(part_with_holes(handle, at, min(_BLOCK, size - at)) for at in range(offset, size, _BLOCK))
    finally:
        os.close(handle)


def given_back(path: Path, offset: int = 0, most: int = -1) -> bytes:
    """Read a file from *offset* on, at most so many octets, at once; where the disk refuses, sector by sector.

    Raises:
        OSError: it is not there, or may not be read.
    """
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(most)
    except OSError as fault:
        if not is_sick(fault):
            raise
        return read_with_holes(path, offset, most)


def part_with_holes(handle: int, at: int, length: int) -> bytes:
    """Read a stretch of an open file; sectors that cannot be read are zeros.

    Raises:
        OSError: the disk refused in another way.
    """
    try:
        content = os.pread(handle, length, at)
        if len(content) == length:
            return content
    except OSError as fault:
        if fault.errno != errno.EIO:
            raise
    if length <= _SECTOR:
        return bytes(length)
    return b"".join(
        part_with_holes(handle, at + begin, min(_SECTOR, length - begin)) for begin in range(0, length, _SECTOR)
    )


def is_sick(fault: OSError) -> bool:
    """Whether the disk did not give back what lies on it."""
    return fault.errno == errno.EIO
