"""Copies a file of a take that the disk may not give back whole: what cannot be read is zeros in the copy.

A damaged recording is kept (法释〔2017〕5号 §5). Fragments keep their places, and those with zeros in them do not fit
their hashes; lines with zeros in them are no lines: the package's list of damage names each of them.
"""

import os
from pathlib import Path

from recorder.holes import is_sick, part_with_holes

_BLOCK = 1 << 20


def copy_take_file(source: str, target: str) -> None:
    """Copy one file of a take, as much as can be read.

    Raises:
        OSError: the place that is copied to refused, or the file may not be read.
    """
    size = Path(source).stat().st_size
    with Path(target).open("wb") as copy:
        try:
            handle = os.open(source, os.O_RDONLY)
        except OSError as fault:
            if not is_sick(fault):
                raise
            copy.truncate(size)
            return
        try:
            for at in range(0, size, _BLOCK):
                copy.write(part_with_holes(handle, at, min(_BLOCK, size - at)))
        finally:
            os.close(handle)
