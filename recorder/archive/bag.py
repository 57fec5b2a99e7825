"""The bag around a package (BagIt 1.0, RFC 8493): digests of each file, and the manifests over them.

Files are hashed once for all digests and brought to the disk at that.
"""

import hashlib
import os
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SM3, Hash

from recorder.durable import sync_folder

DIGESTS = ("sha256", "sha512", "sm3")
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_BLOCK = 1 << 20

Digests = dict[str, str]
"""Hex digests of one file by name."""
Part = tuple[int, int]
"""Octets of a file: the first one's offset, and how many."""


def digests_of(path: Path, *, sync: bool = False) -> Digests:
    """Hash the file at *path* in one go; with *sync*, bring it to the disk too.

    Raises:
        OSError: it cannot be read.
    """
    return hash_file(path, sync=sync)[0]


def hash_file(
    path: Path,
    parts: Sequence[Part] = (),
    *,
    names: Sequence[str] = DIGESTS,
    of_parts: Sequence[str] = DIGESTS[:1],
    sync: bool = False,
) -> tuple[Digests, dict[Part, Digests]]:
    """Read the file at *path* once: its digests *names*, and those *of_parts* of each of *parts*, which follow one another.

    A part that the file does not hold whole, or that lies before the end of the one before, has no digest. Other
    threads run meanwhile: no hash holds the interpreter.

    Raises:
        OSError: it cannot be read.
    """
    whole = {name: _begun(name) for name in names}
    digester = _PartDigester(parts, of_parts)
    buffer = memoryview(bytearray(_BLOCK))
    with path.open("rb", buffering=0) as file:
        while got := file.readinto(buffer):
            for one in whole.values():
                one.update(buffer[:got])
            digester.update(buffer[:got])
        if sync:
            os.fsync(file.fileno())
    return _ended(whole), digester.found


class _Hash(Protocol):
    """What hashlib makes."""

    def update(self, block: memoryview, /) -> None: ...

    def hexdigest(self) -> str: ...


class _Sm3:
    """SM3, which not every Python's hashlib has."""

    def __init__(self) -> None:
        self._hash = Hash(SM3())
        self.update = self._hash.update

    def hexdigest(self) -> str:
        return self._hash.finalize().hex()


def _begun(name: str) -> _Hash:
    return _Sm3() if name == "sm3" else hashlib.new(name)


def _ended(hashes: Mapping[str, _Hash]) -> Digests:
    return {name: one.hexdigest() for name, one in hashes.items()}


class _PartDigester:
    """Digests of parts of what passes by."""

    def __init__(self, parts: Sequence[Part], names: Sequence[str]) -> None:
        self._due = deque(parts)
        self._at = 0
        self._end = 0
        self._names = names
        self._hashes = {name: _begun(name) for name in names}
        self.found: dict[Part, Digests] = {}

    def update(self, block: memoryview) -> None:
        """Take in the next octets."""
        end = self._at + len(block)
        while self._due:
            offset, size = self._due[0]
            since, until = max(offset, self._at), min(offset + size, end)
            if since < until:
                for one in self._hashes.values():
                    one.update(block[since - self._at : until - self._at])
            if offset + size > end:
                break
            if offset >= self._end:  # One that overlaps those before has lost octets to them.
                self.found[offset, size] = _ended(self._hashes)
            self._end = max(self._end, offset + size)
            self._hashes = {name: _begun(name) for name in self._names}
            self._due.popleft()
        self._at = end


def files_below(folder: Path) -> dict[str, Path]:
    """Return the regular files in *folder* by their path in it, ``/`` between parts; links are left out."""
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def close_bag(bag: Path, identifier: str, date: str, known: Mapping[str, Digests]) -> None:
    """Write declaration, description and manifests of *bag*, whose files lie in it already, and sync all.

    *identifier* is what the bag is of, *date* the day (ISO 8601); *known* holds the digests of every file so far.
    """
    payload = {path: digests for path, digests in known.items() if path.startswith("data/")}
    octets = sum((bag / path).stat().st_size for path in payload)
    info = [
        f"External-Identifier: {identifier}",
        f"Bagging-Date: {date}",
        "Bag-Software-Agent: courtroom",
        f"Payload-Oxum: {octets}.{len(payload)}",
    ]
    (bag / "bagit.txt").write_bytes(DECLARATION)
    (bag / "bag-info.txt").write_bytes("".join(f"{line}\n" for line in info).encode())
    _write_manifests(bag, "manifest", payload)
    tags = {path: digests for path, digests in known.items() if path not in payload}
    for path in ("bagit.txt", "bag-info.txt", *(f"manifest-{name}.txt" for name in DIGESTS)):
        tags[path] = digests_of(bag / path, sync=True)
    _write_manifests(bag, "tagmanifest", tags)
    for name in DIGESTS:
        digests_of(bag / f"tagmanifest-{name}.txt", sync=True)
    for folder in (bag, *(path for path in bag.rglob("*") if path.is_dir())):
        sync_folder(folder)


def _write_manifests(bag: Path, kind: str, files: Mapping[str, Digests]) -> None:
    for name in DIGESTS:
        lines = [f"{files[path][name]}  {path}\n" for path in sorted(files)]
        (bag / f"{kind}-{name}.txt").write_bytes("".join(lines).encode())
