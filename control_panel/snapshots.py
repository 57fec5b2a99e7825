"""A whole copy of the database beside it, for the second target to take away."""

import asyncio
import logging
import sqlite3
from contextlib import closing, suppress

from control_panel.settings import Settings
from recorder.replicas.installation_copier import SNAPSHOT

_LOG = logging.getLogger(__name__)


def make_snapshot(settings: Settings) -> None:
    """Copy the database as it is at one moment; whoever writes meanwhile is not held up.

    Raises:
        sqlite3.Error: it cannot be read.
        OSError: the disk refused.
    """
    target = settings.run / SNAPSHOT
    target.parent.mkdir(parents=True, exist_ok=True)
    coming = target.with_name(f"{SNAPSHOT}.partial")
    coming.unlink(missing_ok=True)
    with closing(sqlite3.connect(settings.database)) as connection:
        connection.execute("VACUUM INTO ?", (str(coming),))
    coming.chmod(0o600)
    coming.replace(target)


class Snapshots:
    """Makes such copies, one at a time: none that was begun earlier ever takes the place of a later one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._making = asyncio.Lock()

    async def keep(self) -> None:
        """Copy the database every ``snapshot_s`` seconds if it changed, until cancelled; never if that is 0."""
        if self._settings.snapshot_s <= 0:
            return
        copied: tuple[int, ...] = ()
        while True:
            changed = _changed(self._settings)
            if changed != copied:
                try:
                    async with self._making:
                        await asyncio.to_thread(make_snapshot, self._settings)
                    copied = changed
                except (sqlite3.Error, OSError) as fault:
                    _LOG.warning("%s: no copy of the database: %s", self._settings.database, fault)
            await asyncio.sleep(self._settings.snapshot_s)

    async def renew(self) -> int:
        """Replace the copy that lies there, if one does; return the new one's time of change (ns), else 0.

        Raises:
            sqlite3.Error: the database cannot be read.
            OSError: the disk refused.
        """
        target = self._settings.run / SNAPSHOT
        async with self._making:
            if self._settings.snapshot_s <= 0:  # There is no second target: nobody comes for a copy.
                target.unlink(missing_ok=True)
                return 0
            await asyncio.to_thread(make_snapshot, self._settings)
            return target.stat().st_mtime_ns


def _changed(settings: Settings) -> tuple[int, ...]:
    found = []
    for path in (settings.database, settings.database.with_name(settings.database.name + "-wal")):
        with suppress(FileNotFoundError):
            found.append(path.stat().st_mtime_ns)
    return tuple(found)
