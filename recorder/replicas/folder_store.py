"""A folder as a place for copies. Each object is a file that appears whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from recorder.durable import make_folder, settle, store_fault, sync_folder, write_whole
from recorder.errors import StoreFault
from recorder.replicas.store import Found, Placed, checked_name

_BLOCK = 1 << 20
_COMING = ".partial"


class FolderStore:
    """Objects below *folder*. The folder itself must be there: a disk that is not mounted must not be mistaken for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.location = str(folder)

    def _path(self, name: str) -> Path:
        return self._folder / checked_name(name)

    def put(self, name: str, content: bytes | Path) -> Placed:
        """Write a file; it is synced and has its name when this returns."""
        path = self._path(name)
        if not self._folder.is_dir():
            raise StoreFault(f"{self._folder}: this folder is not there. Attach the second target's disk.")
        try:
            make_folder(path.parent)
            if isinstance(content, bytes):
                write_whole(path, content)
            else:
                _copy(content, path)
        except OSError as fault:
            path.with_name(path.name + _COMING).unlink(missing_ok=True) if _is_writable(path) else None
            raise store_fault(path, fault) from fault
        return Placed(path.as_uri())

    def read(self, name: str, version: str = "") -> Iterator[bytes]:
        """Read a file in blocks; it has no versions."""
        try:
            with self._path(name).open("rb") as file:
                while block := file.read(_BLOCK):
                    yield block
        except OSError as fault:
            raise store_fault(self._path(name), fault) from fault

    def names(self, front: str) -> list[Found]:
        """List files, those that are being written left out."""
        if not self._folder.is_dir():
            raise StoreFault(f"{self._folder}: this folder is not there. Attach the second target's disk.")
        begin = self._folder / front.rpartition("/")[0]
        try:
            found = [path for path in begin.rglob("*") if path.is_file() and not path.name.endswith(_COMING)]
            named = [Found(path.relative_to(self._folder).as_posix(), path.stat().st_size) for path in found]
        except OSError as fault:
            raise store_fault(begin, fault) from fault
        return sorted((one for one in named if one.name.startswith(front)), key=lambda one: one.name)

    def settle(self, front: str) -> None:
        """Bring everything below *front* to the disk."""
        try:
            settle(self._path(front))
            for folder in self._path(front).parents:
                if folder.is_relative_to(self._folder):
                    sync_folder(folder)
        except OSError as fault:
            raise store_fault(self._path(front), fault) from fault

    def remove(self, found: Found) -> None:
        """Take a file away."""
        path = self._path(found.name)
        try:
            path.unlink()
            sync_folder(path.parent)
        except OSError as fault:
            raise store_fault(path, fault) from fault

    def sweep(self, front: str) -> None:
        """Take away files that were being written when their writer died, and empty folders."""
        begin = self._folder / front.rpartition("/")[0]
        try:
            for path in sorted(begin.rglob("*"), reverse=True) if begin.is_dir() else ():
                if path.is_dir():
                    _remove_if_empty(path)
                elif path.name.endswith(_COMING):
                    path.unlink()
            if begin.is_dir() and begin != self._folder:
                _remove_if_empty(begin)
        except OSError as fault:
            raise store_fault(begin, fault) from fault

    def locked_until(self, found: Found) -> int | None:
        """Say that nothing is locked: a folder has no locks."""
        return None

    def lengthen(self, found: Found, until: int) -> None:
        """Refuse: a folder has no locks."""
        raise StoreFault(f"{self._path(found.name)}: a folder locks nothing. Take a bucket with Object Lock.")


def _remove_if_empty(folder: Path) -> None:
    if not any(folder.iterdir()):
        folder.rmdir()
        sync_folder(folder.parent)


def _is_writable(path: Path) -> bool:
    return path.parent.is_dir() and os.access(path.parent, os.W_OK)


def _copy(source: Path, target: Path) -> None:
    coming = target.with_name(target.name + _COMING)
    with source.open("rb") as from_file, coming.open("wb") as to_file:
        shutil.copyfileobj(from_file, to_file, _BLOCK)
        to_file.flush()
        os.fsync(to_file.fileno())
    coming.replace(target)
    sync_folder(target.parent)
