"""How one capture process follows another: never two at once, and no gap longer than the change itself.

A capture process whose parent was killed records on. The next one, started by the parent that comes back, makes itself
ready first and then waits at the door; the orphan sees it, writes its last and goes. Without a successor it ends after
:data:`ALONE_S`, so that no court is recorded by a process that nobody watches over.
"""

import contextlib
import fcntl
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

_log = logging.getLogger(__name__)

ALONE_S = 30.0
PARENT = "COURTROOM_PARENT"
"""Environment variable with the process number of the parent, which may be dead before we run."""


class Succession:
    """One capture process's place on *data*. *parent* is whose child it is; *parent_now* says whose it is now."""

    def __init__(
        self,
        data: Path,
        parent: int,
        parent_now: Callable[[], int] = os.getppid,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lock = data / "run" / "capture.lock"
        self._door = data / "run" / "capture.next"
        self._parent, self._parent_now, self._clock = parent, parent_now, clock
        self._alone_since: float | None = None

    def take_over(self) -> None:
        """Become the only one: wait until an earlier one has gone."""
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _log.warning("%s: another capture process works here; waiting for it to end", self._lock)
            self._door.write_text(str(os.getpid()))
            fcntl.flock(handle, fcntl.LOCK_EX)
        self._door.unlink(missing_ok=True)

    def is_over(self) -> bool:
        """Whether to end: an orphan whose successor is ready, or which has been alone for too long."""
        if self._parent_now() == self._parent:
            return False
        now = self._clock()
        if self._alone_since is None:
            self._alone_since = now
            _log.warning("the agent's parent is dead; recording on until it is back, %.0f s at most", ALONE_S)
        return self._somebody_waits() or now - self._alone_since > ALONE_S

    def _somebody_waits(self) -> bool:
        with contextlib.suppress(OSError, ValueError):
            return Path(f"/proc/{int(self._door.read_text())}").exists()
        return False
