"""Sends each new copy of the installation to the second place: whole into a folder of the court's, in parts outside."""

import contextlib
import logging
import tempfile
import time
from pathlib import Path

from recorder.replicas.closed_hearings import CLOSED, closed_key_path, save_closed_hearings
from recorder.replicas.confidential_rows import Confidential, confidential, confidential_by, copy_without
from recorder.replicas.installation import (
    DATABASE,
    load_or_make_recovery_key,
    prune,
    recovery_key_path,
    save_installation,
)
from recorder.replicas.kept_out import KeptOut
from recorder.replicas.store import Placed, Store

SNAPSHOT = "snapshot.sqlite3"
"""The panel's copy of its database, below ``run``."""
OUTWARD = "outward-"
"""How folders beside it are called in which a part of it is made: a process that was killed leaves one behind."""
log = logging.getLogger("replicas")


class InstallationCopier:
    """Copies the installation at *data*, and learns from its database which hearings are confidential.

    Args:
        kept_out: which hearings stay in the court; told of those that the database knows.
    """

    def __init__(self, data: Path, store: Store, kept_out: KeptOut) -> None:
        self._data, self._store, self._kept_out = data, store, kept_out
        self._database = data / "run" / SNAPSHOT
        self._known: set[str] = set()
        self._read_at = self._copied_at = 0

    def read_labels(self) -> None:
        """Learn from the latest copy of the database, and from packages that it does not know, what stays in the court.

        Raises:
            sqlite3.Error: the database cannot be read.
        """
        if not self._kept_out.is_outside:
            return
        changed = self._changed()
        if changed not in (0, self._read_at):
            self._learn(confidential(self._database))
            self._read_at = changed
        for package in (self._data / "archive").glob("*/h-*"):
            if package.name not in self._known:
                with contextlib.suppress(OSError, ValueError):  # What cannot be read stays unknown, and in the court.
                    self._learn(confidential_by(package / "data" / "log.jsonl", package.name))

    def knows(self, hearing: str) -> bool:
        """Whether the hearing's label is known from a log."""
        return hearing in self._known

    def _learn(self, found: Confidential) -> None:
        self._known |= found.known
        self._kept_out.keep_out(found.kept_out)

    def copy(self) -> list[tuple[str, Placed]]:
        """Send the latest copy if it was not sent yet; return the objects that were written.

        Raises:
            StoreFault: the place refused.
            sqlite3.Error, OSError: something cannot be read.
        """
        changed = self._changed()
        if changed in (0, self._copied_at):
            return []
        key, at = self._key(recovery_key_path(self._data)), time.time_ns() // 1_000_000
        done = self._outward(key, at) if self._kept_out.is_outside else [self._whole(self._database, key, at)]
        self._copied_at = changed
        prune(self._store)
        return done

    def _outward(self, key: bytes, at: int) -> list[tuple[str, Placed]]:
        found = confidential(self._database)
        with tempfile.TemporaryDirectory(dir=self._database.parent, prefix=OUTWARD) as folder:
            outward = Path(folder) / DATABASE
            copy_without(self._database, outward, found.kept_out | found.closed)
            done = [self._whole(outward, key, at)]
        if found.closed:
            closed = self._key(closed_key_path(self._data))
            done.append(save_closed_hearings(self._database, found.closed, self._store, closed, at))
            prune(self._store, CLOSED)
        return done

    def _whole(self, database: Path, key: bytes, at: int) -> tuple[str, Placed]:
        return save_installation(self._data, database, self._store, key, at)

    def _key(self, path: Path) -> bytes:
        if not path.exists():
            log.warning("恢复密钥：请打印 %s 并存入保险柜 · Print this recovery key and keep it in the safe", path)
        return load_or_make_recovery_key(path)

    @property
    def copied_at(self) -> int:
        """When the database that was last sent had been made, ns."""
        return self._copied_at

    def _changed(self) -> int:
        return self._database.stat().st_mtime_ns if self._database.exists() else 0
