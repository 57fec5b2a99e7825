"""Which hearings of a database are confidential, and copies of a database without them or with nothing else (录音录像 §16).

A row is a hearing's when its table has a column ``hearing`` that names it; the terms of its cases go with it. The index
of words is emptied in every such copy: the panel makes it anew from the logs. Copies are vacuumed, so that what is left
out is in no octet of them.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from hearing.case import Secrecy
from hearing.storage_rules import PLACES

_TELLING = ("scheduled", "case-joined", "openness-set")
_INDEX = frozenset({"said"})
_TERMS = "DELETE FROM case_terms WHERE case_number {} (SELECT case_number FROM hearings)"


@dataclass(frozen=True)
class Confidential:
    """Hearings whose logs may not lie everywhere."""

    known: frozenset[str]
    """All hearings of the database."""
    kept_out: frozenset[str]
    """Never in an object store: a state secret's."""
    closed: frozenset[str]
    """Only under a key of their own: closed to the public for any part, or of a case with another label of secrecy."""


def confidential(database: Path) -> Confidential:
    """Read from the logs in *database* which hearings are confidential, by labels and decisions.

    Raises:
        sqlite3.Error: it cannot be read.
    """
    marks = ", ".join("?" * len(_TELLING))
    with closing(sqlite3.connect(database)) as connection:
        query = f"SELECT hearing, body FROM events WHERE type IN ({marks})"  # noqa: S608 - question marks
        return _judge(connection.execute(query, _TELLING))


def confidential_by(log: Path, hearing: str) -> Confidential:
    """Read the same of one hearing from its packed log.

    Raises:
        OSError, ValueError: it cannot be read.
    """
    with log.open() as lines:
        return _judge((hearing, line) for line in lines if any(f'"{one}"' in line for one in _TELLING))


def _judge(told: Iterable[tuple[str, str]]) -> Confidential:
    known, kept_out, closed = set(), set(), set()
    for hearing, body in told:
        known.add(hearing)
        event = json.loads(body)
        label = Secrecy(event.get("case", {}).get("secrecy", Secrecy.ORDINARY))
        if "bucket" not in PLACES[label]:
            kept_out.add(hearing)
        elif label is not Secrecy.ORDINARY or event.get("openness") == "closed":
            closed.add(hearing)
    return Confidential(frozenset(known), frozenset(kept_out), frozenset(closed - kept_out))


def copy_without(database: Path, target: Path, hearings: Iterable[str]) -> None:
    """Write *database* to *target* without a row of *hearings*.

    Raises:
        sqlite3.Error: it cannot be read or written.
        OSError: the disk refused.
    """
    with _copied(database, target, hearings) as connection:
        for table in _tables(connection, having="hearing"):
            connection.execute(f"DELETE FROM {table} WHERE hearing IN (SELECT hearing FROM temp.chosen)")  # noqa: S608 - names of our tables
        connection.execute(_TERMS.format("NOT IN"))


def copy_only(database: Path, target: Path, hearings: Iterable[str]) -> None:
    """Write to *target* nothing of *database* but the rows of *hearings*. Raises as :func:`copy_without`."""
    with _copied(database, target, hearings) as connection:
        own = _tables(connection, having="hearing")
        for table in own:
            rest = "hearing IS NULL OR hearing NOT IN (SELECT hearing FROM temp.chosen)"
            connection.execute(f"DELETE FROM {table} WHERE {rest}")  # noqa: S608 - names of our tables
        connection.execute(_TERMS.format("NOT IN"))
        for table in {*_tables(connection)} - {*own, "case_terms"}:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our tables


def merge_rows(database: Path, other: Path) -> int:
    """Bring every row of *other*, made by :func:`copy_only`, into *database*; return how many hearings came.

    Raises:
        sqlite3.Error: they are not of one kind.
    """
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("ATTACH ? AS other", (str(other),))
        for table in [*_tables(connection, having="hearing"), "case_terms"]:
            columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA other.table_info({table})"))
            connection.execute(f"INSERT OR IGNORE INTO main.{table} ({columns}) SELECT {columns} FROM other.{table}")  # noqa: S608 - names of our tables
        number: int = connection.execute("SELECT count(*) FROM other.hearings").fetchone()[0]
        connection.commit()
    return number


@contextmanager
def _copied(database: Path, target: Path, hearings: Iterable[str]) -> Iterator[sqlite3.Connection]:
    """Open a copy from which rows may be taken; when this is left it is as guarded as ever, and holds them no more."""
    shutil.copyfile(database, target)
    target.chmod(0o600)
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("CREATE TEMP TABLE chosen (hearing TEXT PRIMARY KEY)")
        connection.executemany("INSERT INTO temp.chosen VALUES (?)", [(one,) for one in hearings])
        guards = connection.execute("SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        connection.execute("DELETE FROM said")
        connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
        for _, guard in guards:
            connection.execute(guard)
        connection.commit()
        connection.execute("VACUUM")


def _tables(connection: sqlite3.Connection, having: str = "") -> list[str]:
    """Name the tables that hold rows of people or hearings, those alone with the column *having* where one is given."""
    query = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    names = [name for (name,) in connection.execute(query) if not name.startswith("words") and name not in _INDEX]
    names = [name for name in names if name != "alembic_version"]
    if not having:
        return names
    return [
        name for name in names if having in {row[1] for row in connection.execute(f"PRAGMA main.table_info({name})")}
    ]
