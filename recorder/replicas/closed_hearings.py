"""Closed hearings' part of the database at an object store: an object of its own, under a key of its own (录音录像 §16).

Whoever holds the installation's recovery key alone reads nothing of a closed hearing's log, people and words there. The
second key lies in another envelope in the court's safe.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from recorder.errors import RecordDamaged
from recorder.replicas.confidential_rows import copy_only, merge_rows
from recorder.replicas.installation import DATABASE, open_newest, put_sealed
from recorder.replicas.store import Placed, Store

CLOSED = "closed-hearings"
_ABOUT = b"courtroom closed hearings 1"


def closed_key_path(data: Path) -> Path:
    """File of the key to closed hearings of the installation at *data*."""
    return data / "keys" / "closed-hearings.key"


def save_closed_hearings(
    database: Path, hearings: Iterable[str], store: Store, key: bytes, at_ms: int
) -> tuple[str, Placed]:
    """Put the rows of *hearings* in *database* into *store*, sealed with *key*; return the object's name.

    Raises:
        StoreFault: the place refused.
        sqlite3.Error, OSError: the database cannot be read.
    """
    with tempfile.TemporaryDirectory(dir=database.parent, prefix="outward-") as folder:
        only = Path(folder) / DATABASE
        copy_only(database, only, hearings)
        return put_sealed(store, CLOSED, only.read_bytes(), (key, _ABOUT), at_ms)


def restore_closed_hearings(store: Store, data: Path, key: bytes) -> int:
    """Bring closed hearings back into the database at *data*; return how many. None where *store* has none.

    Raises:
        RecordDamaged: none of what lies there can be opened with *key*.
        StoreFault: the place cannot be read.
    """
    if not store.names(f"{CLOSED}/"):
        return 0
    content, _ = open_newest(store, CLOSED, (key, _ABOUT))
    with tempfile.TemporaryDirectory(dir=data) as folder:
        other = Path(folder) / DATABASE
        other.write_bytes(content)
        return merge_rows(data / DATABASE, other)


def are_missing(store: Store, restored: int) -> RecordDamaged | None:
    """Say that closed hearings lie in *store* which were not brought back; ``None`` where nothing is missing."""
    if restored or not store.names(f"{CLOSED}/"):
        return None
    return RecordDamaged(
        f"{store.location}/{CLOSED}: closed hearings' logs lie here under a key of their own. "
        "Restore again with --closed-key FILE."
    )
