"""Where copies lie: objects that are written once under a name, in a folder or in a bucket.

Store
├─ FolderStore   a folder: a disk of its own, a stick, a share
└─ BucketStore   a bucket of an S3 store, with Object Lock where the bucket keeps it
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from recorder.errors import BadName


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an object came to lie. *version* is the store's own; empty where it has none."""

    uri: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """An object that is there."""

    name: str
    bytes: int
    version: str = ""


class Store(Protocol):
    """A place for copies. Blocking; called in threads. Names are relative paths with ``/``."""

    location: str
    """What the place is called in reports and tables; holds no secret."""

    def put(self, name: str, content: bytes | Path) -> Placed:
        """Write an object; it is there whole, on the disk, when this returns.

        Raises:
            StoreFault: the place refused; nothing has this name then, or what had it before.
        """
        ...

    def read(self, name: str, version: str = "") -> Iterator[bytes]:
        """Read an object in blocks.

        Raises:
            StoreFault: it is not there or cannot be read.
        """
        ...

    def names(self, front: str) -> list[Found]:
        """List the objects whose names begin with *front*, by name.

        Raises:
            StoreFault: the place cannot be read.
        """
        ...

    def settle(self, front: str) -> None:
        """See to it that what lies below *front* stays, also what a process put that was killed before it knew.

        Raises:
            StoreFault: the place refused.
        """
        ...

    def remove(self, found: Found) -> None:
        """Take an object away for good, if the place lets it.

        Raises:
            StoreFault: the place refused: the object is locked, or the place is not there.
        """
        ...

    def sweep(self, front: str) -> None:
        """Take away what was begun below *front* and never finished, and what is empty there.

        Raises:
            StoreFault: the place refused.
        """
        ...

    def locked_until(self, found: Found) -> int | None:
        """Say until when an object is locked, UTC ms; ``None`` when it is not.

        Raises:
            StoreFault: the place does not say.
        """
        ...

    def lengthen(self, found: Found, until: int) -> None:
        """Lock an object until *until* (UTC ms) at least, and see that it is; a longer lock stays as it is.

        Raises:
            StoreFault: the place refused, knows no locks, or does not keep this one.
        """
        ...


def checked_name(name: str) -> str:
    """Return *name* if it stays inside a store.

    Raises:
        BadName: it would lie elsewhere.
    """
    parts = name.split("/")
    if not all(parts) or any(part in (".", "..") or "\0" in part or "\\" in part for part in parts):
        raise BadName(f"{name[:80]!r}: no object is called so. Give a relative path without '..'.")
    return name


@dataclass(frozen=True, slots=True)
class Target:
    """What a target's address says: ``/mnt/second`` or ``s3://bucket/front?endpoint=https://…&lock_days=365``."""

    folder: Path | None = None
    bucket: str = ""
    front: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    lock_days: int = 0
    """For how long each object is locked at first; 0 locks nothing."""


def read_target(address: str) -> Target:
    """Read the address of a second target.

    Raises:
        BadName: it is none.
    """
    if not address.startswith("s3://"):
        return Target(folder=Path(address).absolute())
    parts = urlsplit(address)
    said = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = set(said) - {"endpoint", "region", "lock_days"}
    days = said.get("lock_days", "0")
    if unknown or not parts.netloc or not days.isdigit():
        raise BadName(
            f"{address}: no address of a second target. Write /FOLDER or "
            "s3://BUCKET/FRONT?endpoint=https://HOST&region=REGION&lock_days=365."
        )
    endpoint, region = said.get("endpoint", ""), said.get("region", "us-east-1")
    return Target(None, parts.netloc, parts.path.strip("/"), endpoint, region, int(days))


def open_store(address: str) -> Store:
    """Open the store at *address*; nothing is written yet.

    Raises:
        BadName: it is no address.
    """
    target = read_target(address)
    if target.folder is not None:
        from recorder.replicas.folder_store import FolderStore

        return FolderStore(target.folder)
    from recorder.replicas.bucket_store import BucketStore

    return BucketStore(target)
