"""Makes an installation anew from the second place alone, on a bare machine."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from recorder.archive.verification import verify
from recorder.durable import make_folder, write_whole
from recorder.errors import RecordDamaged, StoreFault
from recorder.keeping.shredding import TOMBSTONES, Tombstone
from recorder.layout import find_hearing
from recorder.replicas.batch import number_of
from recorder.replicas.closed_hearings import are_missing, closed_key_path, restore_closed_hearings
from recorder.replicas.installation import recovery_key_path, restore_installation
from recorder.replicas.package_copy import packages_at, restore_package
from recorder.replicas.restored_record import records_of_package, restore_records
from recorder.replicas.store import Store, checked_name


@dataclass
class Restored:
    """What came back."""

    installation: str
    """Name of the object that held database, keys and tokens."""
    packages: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    """Packages and records that came back, but not whole; each with what is wrong."""
    hearings: int = 0
    """Hearings whose record was made anew."""
    closed_hearings: int = 0
    """Closed hearings whose logs were brought back with their own key."""


def restore(
    store: Store, data: Path, key: bytes, tell: Callable[[str], None], closed_key: bytes | None = None
) -> Restored:
    """Write everything that *store* holds to the empty folder *data*; *tell* hears each step.

    *closed_key* opens closed hearings' part of the database, where the place holds that apart.

    Raises:
        StoreFault: *data* is not empty, or the place cannot be read.
        RecordDamaged: no installation there can be opened with *key*.
        OSError: the disk refused.
    """
    if data.exists() and any(data.iterdir()):
        raise StoreFault(f"{data}: something lies here already. Give a new or empty folder.")
    done = Restored(restore_installation(store, data, key))
    make_folder(data / "keys")
    write_whole(recovery_key_path(data), key.hex().encode() + b"\n", mode=0o600)
    tell(done.installation)
    _bring_closed_back(store, data, closed_key, done)
    stones = _tombstones(store, data)
    for name in [name for name in packages_at(store) if name.split("/")[2] not in stones]:
        package = restore_package(store, name, data / "archive")
        report = verify(package)
        if report.whole and _is_cleared(store, package):
            records_of_package(package, data / "records")
            done.hearings += 1
        done.packages.append(name)
        done.damaged += [f"{name}: {report.faults[0]}"] if not report.whole else []
        tell(name)
    for case, hearing in [one for one in _hearings(store) if one[1] not in stones]:
        if find_hearing(data / "records", hearing) is not None:
            continue
        try:
            restore_records(store, data / "records", case, hearing)
        except RecordDamaged as fault:
            done.damaged.append(str(fault))
        done.hearings += find_hearing(data / "records", hearing) is not None
        tell(f"records/{case}/{hearing}")
    return done


def _bring_closed_back(store: Store, data: Path, key: bytes | None, done: Restored) -> None:
    if key is not None:
        done.closed_hearings = restore_closed_hearings(store, data, key)
        write_whole(closed_key_path(data), key.hex().encode() + b"\n", mode=0o600)
    if missing := are_missing(store, done.closed_hearings):
        done.damaged.append(str(missing))


def _tombstones(store: Store, data: Path) -> set[str]:
    """Bring tombstones back; what they stand for stays away, also where locks kept its copies."""
    found = set()
    for one in store.names(f"{TOMBSTONES}/"):
        content = b"".join(store.read(one.name, one.version))
        stone = Tombstone.model_validate_json(content)
        path = data / TOMBSTONES / checked_name(stone.case) / f"{stone.hearing}.json"
        make_folder(path.parent)
        write_whole(path, content)
        found.add(stone.hearing)
    return found


def _is_cleared(store: Store, package: Path) -> bool:
    """Whether a package's batches were cleaned up: none is left, or only later ones whose locks have not ended."""
    numbers = [number_of(one.name) for one in store.names(f"records/{package.parent.name}/{package.name}/")]
    return min(numbers, default=0) != 1


def _hearings(store: Store) -> list[tuple[str, str]]:
    parts = {tuple(one.name.split("/")[1:3]) for one in store.names("records/")}
    return sorted((case, hearing) for case, hearing in parts)
