"""Who may write into a take of the record store now: what comes up from elsewhere, many at once; its ending, alone."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recorder.errors import StoreFault


@contextmanager
def taking_in(folder: Path) -> Iterator[None]:
    """Hold the take at *folder* while parts of it are stored.

    Raises:
        StoreFault: the take is being ended just now; ask again.
    """
    with _locked(folder, fcntl.LOCK_SH | fcntl.LOCK_NB):
        yield


@contextmanager
def ending(folder: Path) -> Iterator[None]:
    """Hold the take at *folder* alone; waits until what is being stored is stored."""
    with _locked(folder, fcntl.LOCK_EX):
        yield


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, how)
        except BlockingIOError as fault:
            raise StoreFault(f"{folder}: this take is being sealed by the court. Send again in a moment.") from fault
        yield
    finally:
        os.close(handle)
