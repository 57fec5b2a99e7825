"""Compares a bag's files with its manifests, and says which of them is wrong."""

import contextlib
import os
import re
import stat
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

from pydantic import BaseModel

from recorder.archive.bag import DECLARATION, DIGESTS, Digests, Part, digests_of, hash_file
from recorder.archive.report import Report

_LINE = re.compile(r"([0-9a-f]{64}|[0-9a-f]{128})  ([^\\\x00-\x1f]+)")
_MEDIA = re.compile(r"data/media/.+\.mp4")
_QUICK = ("sha256", "sha512")
LONGEST = 1 << 30


_ADDENDUM = re.compile(r"v([2-9]|[1-9][0-9]{1,3})/.+")


def is_addendum(name: str) -> bool:
    """Whether the file *name* was added after archiving: manifests do not list it, its addendum does."""
    return _ADDENDUM.fullmatch(name) is not None


class Bag:
    """A bag that nobody vouches for: only regular files in it are ever opened, links are never followed."""

    def __init__(self, folder: Path, report: Report) -> None:
        self.folder, self._report = folder, report
        self.files: dict[str, int] = {}
        self._digests: dict[str, Digests] = {}
        self._parts: dict[str, dict[Part, Digests]] = {}
        self.irregular: set[str] = set()
        self.leaves: dict[str, list[bytes]] = {}
        """What the leaves of each take are made of, once they were read."""
        self.told: dict[str, int] = {}
        """Of takes whose writers never came back: how many leaves the writer itself had told."""
        self.lines: dict[str, tuple[list[BaseModel], int]] = {}
        """Lines of files that were read before, and the number of the first that cannot be; 0 for none."""
        self._walk()

    def _walk(self) -> None:
        waiting = [self.folder]
        while waiting:
            folder = waiting.pop()
            try:
                found = sorted(folder.iterdir())
            except OSError:
                self._report.add(self._name(folder), "unreadable")
                continue
            for path in found:
                mode = path.lstat().st_mode
                if stat.S_ISDIR(mode):
                    waiting.append(path)
                elif stat.S_ISREG(mode):
                    self.files[self._name(path)] = path.lstat().st_size
                else:
                    self.irregular.add(self._name(path))
                    self._report.add(self._name(path), "irregular")

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def path(self, name: str) -> Path:
        """Where the file *name* of :attr:`files` lies."""
        assert name in self.files, "only what the walk has found is opened"
        return self.folder / name

    def hash_all(self, parts: Mapping[str, Sequence[Part]], *, with_sm3: bool, of_parts: Sequence[str]) -> None:
        """Hash every file, on all of the machine's cores; of those named in *parts* the parts too, in the same reading.

        *of_parts* names the digests of parts. Without *with_sm3*, SM3 is not made of media. What cannot be read is said when it is asked for.
        """

        def work(name: str) -> None:
            names = DIGESTS if with_sm3 or _MEDIA.fullmatch(name) is None else _QUICK
            with contextlib.suppress(OSError):
                self._digests[name], self._parts[name] = hash_file(
                    self.path(name), parts.get(name, ()), names=names, of_parts=of_parts
                )

        in_turn = sorted(self.files, key=lambda name: -self.files[name])
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(work, in_turn))

    def part_digests(self, name: str, part: Part) -> Digests:
        """Digests of a part of a file, as far as they were made with the whole."""
        return self._parts.get(name, {}).get(part, {})

    def digests(self, name: str, *, all_of_them: bool = False) -> Digests | None:
        """Digests of a file, *all_of_them* also where fewer were made at first; ``None`` and a fault when it cannot be read."""
        if name not in self._digests or (all_of_them and len(self._digests[name]) < len(DIGESTS)):
            try:
                self._digests[name] = digests_of(self.path(name))
            except OSError:
                self._report.add(name, "unreadable")
                return None
        return self._digests[name]

    def read(self, name: str, most: int = LONGEST) -> bytes | None:
        """Return a file's bytes; ``None`` and a fault when it is missing, longer than *most* or cannot be read."""
        if name not in self.files:
            if name not in self.irregular:
                self._report.add(name, "missing")
            return None
        try:
            if self.files[name] <= most:
                return self.path(name).read_bytes()
        except OSError:
            pass
        self._report.add(name, "unreadable")
        return None


def check_manifests(bag: Bag, report: Report) -> None:
    """Compare every file with every manifest."""
    declared = bag.read("bagit.txt")
    if declared is not None and declared != DECLARATION:
        report.add("bagit.txt", "bagit")
    for kind in ("manifest", "tagmanifest"):
        lists = {name: _listed(bag, f"{kind}-{name}.txt", report) for name in DIGESTS}
        is_payload = kind == "manifest"
        due = {path for path in bag.files if path.startswith("data/") == is_payload}
        due -= {f"tagmanifest-{name}.txt" for name in DIGESTS} | {path for path in due if is_addendum(path)}
        for path in sorted(due.union(*(found for found in lists.values() if found is not None))):
            told = {name: found.get(path) for name, found in lists.items() if found is not None}
            _compare(bag, path, kind, told, report)


def _listed(bag: Bag, name: str, report: Report) -> dict[str, str] | None:
    content = bag.read(name)
    if content is None:
        return None
    found: dict[str, str] = {}
    text = content.decode("utf-8", "replace")
    for number, line in enumerate(text.split("\n")[:-1], 1):
        parts = _LINE.fullmatch(line)
        if parts is None or parts[2] in found or not _is_inside(parts[2]):
            report.add(name, "line", number)
        else:
            found[parts[2]] = parts[1]
    if not report.names(name) and text != "".join(f"{found[path]}  {path}\n" for path in sorted(found)):
        report.add(name, "spelling")
    return found


def _is_inside(path: str) -> bool:
    return PurePosixPath(path).as_posix() == path and not path.startswith("/") and ".." not in path.split("/")


def _compare(bag: Bag, path: str, kind: str, told: dict[str, str | None], report: Report) -> None:
    """Every manifest disagrees with the file: the file is wrong. Only some do: those manifests are."""
    if path not in bag.files:
        own: Digests | None = {}
        everywhere = "missing"
    else:
        everywhere = "changed" if any(told.values()) else "unlisted"
        own = bag.digests(path) if any(told.values()) else {}
    if own and _wrong(told, own):
        own = bag.digests(path, all_of_them=True)
    if own is None or path in bag.irregular:
        return
    wrong = _wrong(told, own)
    if everywhere == "unlisted" or (told and len(wrong) == len(told)):
        report.add(path, everywhere)
        return
    for name in wrong:
        report.add(f"{kind}-{name}.txt", "manifest", path)


def _wrong(told: dict[str, str | None], own: Digests) -> list[str]:
    """Name the manifests that differ from a file's *own* digests; of a digest that was not made it is enough that one is listed."""
    if not own:
        return [name for name, digest in told.items() if digest is not None]
    return [name for name, digest in told.items() if digest is None or digest != own.get(name, digest)]
