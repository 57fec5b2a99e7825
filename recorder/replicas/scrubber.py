"""Reads everything again, in both places, compares hashes, and makes good from the other place what is damaged.

On the first disk each fragment has its hash in the index, and lines must begin with what was copied of them; packages
prove themselves. In the second place batches carry their hash in their name, packages their manifests. Nothing is put
anywhere that was not proven first, and what cannot be made good is said.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from recorder.archive.verification import NotAPackage, verify
from recorder.durable import make_folder, sync_folder, write_whole
from recorder.errors import RecordDamaged, StoreFault
from recorder.holes import given_back, is_sick
from recorder.index import HeaderLine, IndexLine, read_lines, sha256_hex
from recorder.layout import TrackPaths
from recorder.replicas.batch import RECORDS, read_batch
from recorder.replicas.letting_go import remembered
from recorder.replicas.package_copy import damaged_files, package_name, packages_at
from recorder.replicas.record_copier import Recipe, hearing_folders, recipes_path
from recorder.replicas.restored_record import restore_records
from recorder.replicas.store import Store

FIRST = "first"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was not what it should be."""

    place: str
    """:data:`FIRST`, or the second place's location."""
    object: str
    hearing: str
    what: str
    repaired: bool


@dataclass(frozen=True)
class Scrubber:
    """Checks the installation at *data* against *store*."""

    data: Path
    store: Store
    repairs: bool = True

    def scrub(self) -> Iterator[Finding]:
        """Yield what is wrong, each after it was made good if it can be.

        Raises:
            StoreFault: a place cannot be read at all.
            OSError: the first disk refused.
        """
        cleared = remembered(self.data).cleared
        for folder in [one for one in hearing_folders(self.data / "records") if one.name in cleared]:
            yield from self._packed_record(folder)
        for folder in [one for one in hearing_folders(self.data / "records") if one.name not in cleared]:
            astray: set[Path] = set()
            yield from self._second_batches(folder, astray)
            yield from self._first_record(folder, astray)
        for package in sorted((self.data / "archive").glob("*/h-*")):
            yield from self._package(package)

    def _second_batches(self, folder: Path, astray: set[Path]) -> Iterator[Finding]:
        """Read every batch; a damaged or missing one is made again from the first disk by its recipe.

        Files of lines on the first disk that are not what a whole batch says go into *astray*.
        """
        front = f"{RECORDS}/{folder.parent.name}/{folder.name}/"
        there = {one.name: one for one in self.store.names(front)}
        recipes = {one.name: one for one in read_lines(recipes_path(self._kept(folder)), Recipe)}
        for name in sorted({*there, *recipes}):
            what = "missing" if name not in there else "" if self._is_batch_whole(name, folder, astray) else "damaged"
            if what:
                content = recipes[name].again(folder) if name in recipes and self.repairs else None
                if content is not None:
                    self.store.put(name, content)
                is_good = content is not None and self._is_batch_whole(name, folder, astray)
                yield Finding(self.store.location, name, folder.name, what, is_good)

    def _is_batch_whole(self, name: str, folder: Path, astray: set[Path]) -> bool:
        try:
            for piece in read_batch(name, b"".join(self.store.read(name))):
                own = folder / piece.file
                is_lines = own.suffix == ".jsonl" and not piece.whole
                if is_lines and _octets(own, piece.offset, len(piece.content)) != piece.content:
                    astray.add(own)
        except (StoreFault, RecordDamaged):
            return False
        return True

    def _first_record(self, folder: Path, astray: set[Path]) -> Iterator[Finding]:
        """Check lines and fragments on the first disk; the copy is only fetched when something is wrong."""
        wrong = [(path, "damaged") for path in sorted(astray)]
        wrong += [one for one in _wrong_in(folder) if one not in wrong]
        if not wrong:
            return
        with tempfile.TemporaryDirectory(dir=self.data, prefix=".scrub-") as name:
            copy = Path(name) / folder.parent.name / folder.name
            if self.repairs:
                with contextlib.suppress(RecordDamaged):  # What the copy has before its own damage still helps.
                    restore_records(self.store, Path(name), folder.parent.name, folder.name)
                _repair(folder, copy)
        left = {path for path, _ in _wrong_in(folder)}
        for one in self.store.names(f"{RECORDS}/{folder.parent.name}/{folder.name}/"):
            self._is_batch_whole(one.name, folder, left)
        for path, what in wrong:
            relative = path.relative_to(self.data).as_posix()
            yield Finding(FIRST, relative, folder.name, what, path not in left)

    def _packed_record(self, folder: Path) -> Iterator[Finding]:
        """Check a record whose batches were cleaned up: its package, which is checked too, is what it is mended from."""
        wrong = list(_wrong_in(folder))
        packed = self.data / "archive" / folder.parent.name / folder.name / "data" / "media"
        if wrong and self.repairs and packed.is_dir():
            _repair(folder, packed)
        left = {path for path, _ in _wrong_in(folder)}
        for path, what in wrong:
            yield Finding(FIRST, path.relative_to(self.data).as_posix(), folder.name, what, path not in left)

    def _package(self, package: Path) -> Iterator[Finding]:
        """Check the package here and its copy there; each is made good from the other."""
        report = verify(package)
        name = self._copied_name(package)
        second = damaged_files(self.store, name) if name else []
        for path in sorted({fault.path for fault in report.faults}):
            if self.repairs and name and path not in second:
                _fetch(self.store, f"{name}/{path}", package / path)
        first_whole = report.whole or verify(package).whole
        for fault in report.faults:
            object_name = (package / fault.path).relative_to(self.data).as_posix()
            yield Finding(FIRST, object_name, package.name, fault.what, first_whole)
        for path in second:
            if self.repairs and first_whole and (package / path).is_file():
                self.store.put(f"{name}/{path}", package / path)
        is_good = bool(second) and not damaged_files(self.store, name)
        for path in second:
            yield Finding(self.store.location, f"{name}/{path}", package.name, "damaged", is_good)

    def _copied_name(self, package: Path) -> str:
        """Find the package's copy, also when its root cannot be read here any more."""
        front = f"archive/{package.parent.name}/{package.name}/"
        copies = [name for name in packages_at(self.store) if name.startswith(front)]
        try:
            own = package_name(package)
        except NotAPackage:
            own = ""
        return own if own in copies else copies[-1] if copies else own

    def _kept(self, folder: Path) -> Path:
        return self.data / "run" / "replicas" / f"{folder.name}.json"


def _wrong_in(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield each file of a hearing's record that is not what its own lines say."""
    for index in sorted(folder.rglob("index.jsonl")):
        track = TrackPaths(index.parent)
        try:
            lines, headers = read_lines(index, IndexLine), read_lines(track.headers, HeaderLine)
        except RecordDamaged:
            yield index, "damaged"
            continue
        except OSError as fault:
            if not is_sick(fault):
                raise
            yield index, "damaged"
            continue
        due = [(one.file, 0, one.bytes, one.sha256) for one in headers]
        due += [(one.file, one.offset, one.bytes, one.sha256) for one in lines]
        wrong = {file for file, offset, size, digest in due if not _is_there(track.media(file), offset, size, digest)}
        yield from ((track.media(file), "damaged") for file in sorted(wrong))


def _is_there(path: Path, offset: int, size: int, digest: str) -> bool:
    return sha256_hex(_octets(path, offset, size)) == digest


def _octets(path: Path, offset: int, size: int) -> bytes:
    if not path.exists():
        return b""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(size)
    except OSError as fault:
        if not is_sick(fault):
            raise
        return b""


def _repair(folder: Path, copy: Path) -> None:
    """Take lines from the copy where ours are not a continuation of it, and then each damaged fragment."""
    for path in sorted(copy.rglob("*.jsonl")):
        own = folder / path.relative_to(copy)
        there, good = given_back(own) if own.exists() else b"", path.read_bytes()
        if not there.startswith(good):
            make_folder(own.parent)
            write_whole(own, good + there[len(good) :])
    for index in sorted(folder.rglob("index.jsonl")):
        track, source = TrackPaths(index.parent), TrackPaths(copy / index.parent.relative_to(folder))
        for header in read_lines(track.headers, HeaderLine):
            _mend(track.media(header.file), source.media(header.file), 0, (header.bytes, header.sha256))
        for line in read_lines(index, IndexLine):
            _mend(track.media(line.file), source.media(line.file), line.offset, (line.bytes, line.sha256))


def _mend(path: Path, source: Path, offset: int, due: tuple[int, str]) -> None:
    size, digest = due
    if _is_there(path, offset, size, digest):
        return
    content = _octets(source, offset, size)
    if sha256_hex(content) != digest:
        return
    with path.open("r+b" if path.exists() else "x+b") as file:
        file.seek(offset)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def _fetch(store: Store, name: str, target: Path) -> None:
    make_folder(target.parent)
    write_whole(target, b"".join(store.read(name)))
