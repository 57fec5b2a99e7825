"""Takes a record away for good, in the first place and in the second, and leaves its tombstone.

    DATA/tombstones/<case>/<hearing>.json

The tombstone says who decided and keeps the signed list with the hash of every file that there was. It is on the disk
before anything goes, so that what was begun is finished by whoever finds it: whole in each place, or said to be left.
Files are deleted, not written over; what a disk keeps of deleted files only its encryption hides.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from hearing.ids import HearingId, Milliseconds, TakeName
from recorder.archive.addendum import FILE
from recorder.archive.coverage import last_line
from recorder.durable import make_folder, settle, sync_folder, write_whole
from recorder.errors import RecordDamaged, StoreFault
from recorder.failpoint import reached
from recorder.index import canonical, sha256_hex
from recorder.keeping.removal import Removal
from recorder.layout import hearing_folder, takes_of
from recorder.replicas.store import Found, Store

TOMBSTONES = "tombstones"
_BY_CASE = ("records", "archive", "late")
_ROOT = "data/seals/root.json"


class Tombstone(BaseModel):
    """What is left of a record that was shredded."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    case: str
    """As its folder was called."""
    hearing: HearingId
    reason: str
    hidden_by: str
    hidden_at: Milliseconds
    approved_by: str
    approved_at: Milliseconds
    shredded_at: Milliseconds
    signed: dict[str, Any] | None
    """The package's signed list: its root and the SHA-256 of every file; ``None`` when it could not be read any more."""
    addenda: tuple[dict[str, Any], ...]
    """What people had signed over it."""
    seals: dict[TakeName, str]
    """The last seal of each take, as it lay in its file."""

    def line(self) -> bytes:
        """Spell it as it lies in its file."""
        return canonical(self.model_dump(mode="json")) + b"\n"


def bury(data: Path, case: str, hearing: str, removal: Removal) -> Path:
    """Write the tombstone of a record below *data*, unless it lies there already; return its path.

    Raises:
        BadName: a name would lie elsewhere.
        OSError: the disk refused.
    """
    package = hearing_folder(data / "archive", case, hearing)
    path = _stone(data, package)
    if path.exists():
        settle(path.parent)
        return path
    assert removal.approved_at is not None, "two persons have agreed"
    assert removal.shredded_at is not None, "the removal was decided"
    addenda = sorted(package.glob(f"v[0-9]*/{FILE}"), key=lambda one: int(one.parent.name[1:]))
    seals = {take.name: last_line(take.seals) or b"" for take in takes_of(data / "records", case, hearing)}
    stone = Tombstone(
        case=package.parent.name,
        hearing=hearing,
        reason=removal.reason,
        hidden_by=removal.hidden_by,
        hidden_at=removal.hidden_at,
        approved_by=removal.approved_by,
        approved_at=removal.approved_at,
        shredded_at=removal.shredded_at,
        signed=_read(package / _ROOT),
        addenda=tuple(found for one in addenda if (found := _read(one)) is not None),
        seals={name: line.decode("utf-8", "replace") for name, line in seals.items()},
    )
    make_folder(path.parent)
    write_whole(path, stone.line())
    reached("shred.buried")
    return path


def tombstones(data: Path) -> list[Tombstone]:
    """Read all tombstones below *data*.

    Raises:
        RecordDamaged: one of them is none.
    """
    found = []
    for path in sorted((data / TOMBSTONES).glob("*/h-*.json")):
        try:
            found.append(Tombstone.model_validate_json(path.read_bytes()))
        except ValidationError as fault:
            raise RecordDamaged(f"{path}: no tombstone can be read here. Restore it from the second target.") from fault
    return found


def shred_first(data: Path, stone: Tombstone) -> None:
    """Take the record and its package away from the first place, which the tombstone lies in. Again does no harm.

    Raises:
        OSError: the disk refused; call it again.
    """
    for folder in [folder for folder in _folders(data, stone) if folder.exists()]:
        shutil.rmtree(folder)
        reached("shred.folder-gone")
        sync_folder(folder.parent)
    kept = [*(data / "run" / "replicas").glob(f"{stone.hearing}.*")]
    kept += (data / "run" / "record-index").glob(f"{stone.hearing}-*")
    kept += (data / "archive").glob(f"*/alias-{stone.hearing}.json")
    for path in kept:
        path.unlink()
    for case in {*(data / name / stone.case for name in _BY_CASE), *(path.parent for path in kept)}:
        if case.parent.name in _BY_CASE and case.is_dir() and not any(case.iterdir()):
            case.rmdir()
            sync_folder(case.parent)


def _folders(data: Path, stone: Tombstone) -> list[Path]:
    """List every folder in which something of the record may lie: also what a broken-off work left behind."""
    archive, run = data / "archive" / stone.case, data / "run"
    made = [path for work in ("clips/*", "capsule-*") for path in run.glob(f"{work}/*{stone.hearing}*")]
    return [
        data / "records" / stone.case / stone.hearing,
        data / "late" / stone.case / stone.hearing,
        archive / stone.hearing,
        data / "refused" / stone.hearing,
        data / "handed" / stone.hearing,
        data / "exhibits-owed" / stone.hearing,
        data / "sides" / stone.hearing,
        *sorted(archive.glob(f".{stone.hearing}.*")),
        *sorted(data.glob(f".scrub-*/{stone.case}/{stone.hearing}")),
        *sorted({path.parent for path in made}),
    ]


@dataclass(frozen=True, slots=True)
class Stays:
    """An object that a place does not let go yet, and until when (UTC ms; ``None`` when the place does not say)."""

    name: str
    until: int | None


def shred_second(store: Store, stone: Tombstone) -> list[Stays]:
    """Take all copies away from the second place and put the tombstone there; return what stays, since it is locked.

    Raises:
        StoreFault: the place cannot be read, or does not take the tombstone.
    """
    content = stone.line()
    name = f"{TOMBSTONES}/{stone.case}/{stone.hearing}-{sha256_hex(content)}.json"
    if not store.names(name):
        store.put(name, content)
    fronts = [f"{kind}/{stone.case}/{stone.hearing}/" for kind in ("records", "archive")]
    return take_away(store, fronts)


def take_away(store: Store, fronts: Sequence[str]) -> list[Stays]:
    """Take every object below *fronts* away, all its versions, and what was never finished; return what stays.

    Raises:
        StoreFault: the place cannot be read.
    """
    for front in fronts:
        store.sweep(front)
    stays: dict[tuple[str, str], Stays] = {}
    while left := [one for one in _below(store, fronts) if (one.name, one.version) not in stays]:
        for one in left:
            try:
                store.remove(one)
            except StoreFault:
                stays[one.name, one.version] = Stays(one.name, store.locked_until(one))
    for front in fronts:
        store.sweep(front)
    return sorted(stays.values(), key=lambda one: one.name)


def _below(store: Store, fronts: Sequence[str]) -> list[Found]:
    return [one for front in fronts for one in store.names(front)]


def is_shredded(data: Path, hearing: str) -> bool:
    """Whether the tombstone of *hearing* lies below *data*."""
    return any((data / TOMBSTONES).glob(f"*/{hearing}.json"))


def _stone(data: Path, package: Path) -> Path:
    return data / TOMBSTONES / package.parent.name / f"{package.name}.json"


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
