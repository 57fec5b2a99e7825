"""Copies a track file that the disk may not give back whole: what cannot be read is zeros in the copy.

A damaged recording is kept (法释〔2017〕5号 §5). Its fragments keep their places, and those with zeros in them do not
fit their hashes, so that the package's list of damage names each of them.
"""

import errno
import os
import shutil
from pathlib import Path

from recorder.layout import is_media_name

_BLOCK = 1 << 20
_SECTOR = 4096


def copy_take_file(source: str, target: str) -> None:
    """Copy one file of a take; of a track file, as much as can be read.

    Raises:
        OSError: the place that is copied to refused, or a file that explains the media cannot be read.
    """
    if not is_media_name(Path(source).name):
        shutil.copyfile(source, target)
        return
    size = Path(source).stat().st_size
    with Path(target).open("wb") as copy:
        try:
            handle = os.open(source, os.O_RDONLY)
        except OSError as fault:
            if fault.errno != errno.EIO:
                raise
            copy.truncate(size)
            return
        try:
            for at in range(0, size, _BLOCK):
                copy.write(_read(handle, at, min(_BLOCK, size - at)))
        finally:
            os.close(handle)


def _read(handle: int, at: int, length: int) -> bytes:
    """Read a stretch; sectors that cannot be read are zeros."""
    try:
        content = os.pread(handle, length, at)
        if len(content) == length:
            return content
    except OSError as fault:
        if fault.errno != errno.EIO:
            raise
    if length <= _SECTOR:
        return bytes(length)
    return b"".join(_read(handle, at + begin, min(_SECTOR, length - begin)) for begin in range(0, length, _SECTOR))
