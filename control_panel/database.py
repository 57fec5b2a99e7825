"""The panel's one database: SQLite with WAL and a full fsync at each commit, and one writer.

Nobody but the panel opens it: a lock file beside it says who does.
"""

import asyncio
import fcntl
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection, OperationalError, connect
from typing import TypeVar

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from control_panel.errors import StartError

T = TypeVar("T")


def _prepare(connection: Connection, _record: object) -> None:
    # What was acknowledged must survive a power cut: WAL alone would allow NORMAL, which may lose the last commits.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _prepare)
    return engine


def _rewrite(path: Path) -> None:
    with closing(connect(path, isolation_level=None, timeout=30)) as connection:
        connection.execute("VACUUM")
        is_held, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_held:
        raise OperationalError(f"{path}-wal: it is being read, and not cut short yet. It is tried again.")


def _upgrade(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


class Database:
    """The open database.

    Args:
        path: the file; made, and brought up to date, when it is opened.

    Raises:
        StartError: another process has it.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise StartError(f"{path}: another panel has it open. End that one first.") from None
        self._path = path
        self._engine = _engine(path)
        _upgrade(self._engine)
        self._writer = ThreadPoolExecutor(1, "writer")
        self._readers = ThreadPoolExecutor(2, "reader")

    def close(self) -> None:
        """Finish what is being written and let go of the file."""
        self._writer.shutdown()
        self._readers.shutdown()
        self._engine.dispose()
        os.close(self._lock)

    async def write(self, work: Callable[[Session], T]) -> T:
        """Do *work* in one transaction, alone; it is on disk when this returns."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self.write_now, work)

    async def rewrite(self) -> None:
        """Write the whole file anew, without what was deleted from it; nobody else writes meanwhile.

        Raises:
            sqlite3.Error: the disk refused, or a reader would not let go of the journal. Ask again.
        """
        await asyncio.get_running_loop().run_in_executor(self._writer, _rewrite, self._path)

    async def read(self, work: Callable[[Session], T]) -> T:
        """Do *work* beside the writer; nothing it changes is kept."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, work)

    def write_now(self, work: Callable[[Session], T]) -> T:
        """Do *work* in one transaction, in this thread."""
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            return work(session)

    def read_now(self, work: Callable[[Session], T]) -> T:
        """Do *work* in this thread; nothing it changes is kept."""
        with Session(self._engine, expire_on_commit=False) as session:
            return work(session)
