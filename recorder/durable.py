"""Files that only grow, and that are on the disk when they say so."""

import errno
import fcntl
import os
from pathlib import Path
from typing import Self

from recorder.errors import StoreFault, StoreFull
from recorder.failpoint import reached

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""How the system says that no space is left for this file."""


def store_fault(place: Path, fault: OSError) -> StoreFault:
    """Say in words what the disk refused, telling a full one from a broken one."""
    if fault.errno in FULL:
        return StoreFull(
            f"{place}: no space is left on this disk. Free space or attach the second target; "
            "what was acknowledged is whole, and recording goes on by itself once there is space."
        )
    if fault.errno == errno.EWOULDBLOCK:
        return StoreFault(f"{place}: another process writes this take. End that one, or begin the next take.")
    return StoreFault(
        f"{place}: the disk refused ({os.strerror(fault.errno or 0)}). Check the disk and its connection, "
        "or start a take on another one."
    )


def sync_folder(folder: Path) -> None:
    """Bring the names in *folder* to the disk: a new or renamed file is only there afterwards."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle(folder: Path) -> None:
    """Bring to the disk whatever lies in *folder* and below.

    A process that was killed may have written and not waited: what it wrote is read like anything else, and is gone
    when the power fails next. Whoever takes up its work and builds on it, or says that it is there, settles it first.
    """
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.is_dir():
            settle(path)
        else:
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
    sync_folder(folder)


def make_folder(folder: Path) -> None:
    """Make *folder* and its parents, each of them on the disk before this returns."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        sync_folder(path.parent)


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Put *content* at *path* so that it is there whole or not at all, even when the power fails."""
    partial = path.with_name(path.name + ".partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        _write_all(handle, content)
        reached("whole.written")
        os.fsync(handle)
    finally:
        os.close(handle)
    reached("whole.synced")
    partial.replace(path)
    reached("whole.renamed")
    sync_folder(path.parent)


def _write_all(handle: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


class AppendFile:
    """A file that grows at its end, and can be cut back to where a failed addition began."""

    def __init__(self, path: Path) -> None:
        self.path = path
        is_new = not path.exists()
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        self.size = os.lseek(self._handle, 0, os.SEEK_END)
        if is_new:
            sync_folder(path.parent)

    def append(self, content: bytes) -> int:
        """Add *content* in one write and return its offset. Not on the disk before :meth:`sync`.

        Raises:
            OSError: nothing was added.
        """
        offset = self.size
        try:
            _write_all(self._handle, content)
        except OSError:
            self.cut(offset)
            raise
        self.size = offset + len(content)
        return offset

    def sync(self) -> None:
        """Wait until all that was added is on the disk."""
        os.fdatasync(self._handle)

    def append_synced(self, content: bytes) -> None:
        """Add *content* and wait until it is on the disk.

        Raises:
            OSError: nothing was added.
        """
        before = self.size
        self.append(content)
        reached("lines.added")
        try:
            self.sync()
        except OSError:
            self.cut(before)
            raise

    def lock(self) -> None:
        """Keep other processes from writing here until this file is closed, however this process ends.

        Raises:
            BlockingIOError: another one writes it.
        """
        fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def cut(self, size: int) -> None:
        """Take back whatever lies behind *size*."""
        os.ftruncate(self._handle, size)
        os.lseek(self._handle, size, os.SEEK_SET)
        self.size = size

    def close(self) -> None:
        """Let go of the file."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
