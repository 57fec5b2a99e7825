"""Keeps exhibits with the record: ``<case>/<hearing>/exhibits/<sha256>/`` holds ``content`` and a picture of each page.

What comes in is written aside first, looked at and drawn by a process of its own, and named only when all is on the
disk. The log says which of them were filed, by the same hashes; what it does not name is not packed.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.hashes import SM3, Hash

from hearing.evidence import MOST_PAGES, Exhibit, ExhibitKind, MediaType
from recorder.durable import make_folder, sync_folder
from recorder.evidence.drawing import page_name
from recorder.evidence.faults import WORDS, ExhibitFault
from recorder.evidence.kinds import HEAD_BYTES, kind_of
from recorder.layout import exhibit_folder

CONTENT = "content"
CPU_S = 240
PATIENCE_S = 600.0
MEMORY_MIB = 3072
_COMING = "exhibits-coming"
_LIMITED = frozenset({signal.SIGXCPU, signal.SIGKILL, signal.SIGXFSZ, signal.SIGPROF, signal.SIGABRT})
"""Signals by which a limit ends the drawing; C++ aborts where it gets no memory."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that can be filed, and where it lies."""

    folder: Path
    kind: ExhibitKind
    media_type: MediaType
    octets: int
    sha256: str
    sm3: str
    page_sha256: tuple[str, ...]
    duration_ms: int | None
    """Of a film or sound."""
    is_new: bool


@dataclass
class Coming:
    """A file on its way in; each piece is hashed as it is written."""

    folder: Path
    most_bytes: int
    octets: int = 0
    head: bytes = b""
    _file: IO[bytes] = field(init=False)
    _sha256: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    _sm3: Hash = field(default_factory=lambda: Hash(SM3()))

    def __post_init__(self) -> None:
        self._file = (self.folder / CONTENT).open("wb")

    def write(self, piece: bytes) -> None:
        """Take the next octets.

        Raises:
            ExhibitFault: they are too many, or this is no file that can be filed.
            OSError: the disk refused.
        """
        self.octets += len(piece)
        if self.octets > self.most_bytes:
            raise ExhibitFault("too-big", f"more than {self.most_bytes} bytes")
        if len(self.head) < HEAD_BYTES:
            self.head += piece[: HEAD_BYTES - len(self.head)]
            if len(self.head) == HEAD_BYTES and kind_of(self.head) is None:
                raise ExhibitFault("unknown-kind", f"begins with {self.head[:8].hex()}")
        self._file.write(piece)
        self._sha256.update(piece)
        self._sm3.update(piece)

    def end(self) -> tuple[str, str]:
        """Bring it to the disk; return its SHA-256 and SM3."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._sha256.hexdigest(), self._sm3.finalize().hex()

    def drop(self) -> None:
        """Let it go."""
        self._file.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class ExhibitStore:
    """Exhibits below *records*. Blocking; called in threads."""

    def __init__(self, records: Path, coming: Path, most_bytes: int) -> None:
        """*coming* is a folder on the same disk for what is not whole yet."""
        self._records, self._coming, self._most_bytes = records, coming / _COMING, most_bytes

    def clear(self) -> None:
        """Let go of what was on its way in when the last process ended."""
        shutil.rmtree(self._coming, ignore_errors=True)

    def begin(self) -> Coming:
        """Make room for a file.

        Raises:
            OSError: the disk refused.
        """
        make_folder(self._coming)
        return Coming(Path(tempfile.mkdtemp(dir=self._coming)), self._most_bytes)

    def take(self, coming: Coming, case: str, hearing: str) -> Taken:
        """Look at what has come, draw it, and put it with the record of *hearing*.

        Raises:
            ExhibitFault: it cannot be filed, and why.
            OSError: the disk refused.
        """
        sha256, sm3 = coming.end()
        if not coming.octets:
            raise ExhibitFault("empty")
        kind = kind_of(coming.head)
        if kind is None:
            raise ExhibitFault("unknown-kind", f"begins with {coming.head[:8].hex()}")
        pages, length = _drawn(coming.folder, kind[0])
        hashes = tuple(_synced(coming.folder / page_name(page)) for page in range(1, pages + 1))
        target = exhibit_folder(self._records, case, hearing, sha256)
        is_new = not target.exists()
        if is_new:
            make_folder(target.parent)
            sync_folder(coming.folder)
            coming.folder.rename(target)
            sync_folder(target.parent)
        else:
            _complete(target, coming.folder)
            hashes = tuple(_synced(target / page_name(page)) for page in range(1, pages + 1))
        return Taken(target, *kind, coming.octets, sha256, sm3, hashes, length, is_new)

    def content(self, case: str, hearing: str, exhibit: Exhibit) -> Path:
        """Where an exhibit's own file lies."""
        return exhibit_folder(self._records, case, hearing, exhibit.sha256) / CONTENT

    def page(self, case: str, hearing: str, exhibit: Exhibit, page: int) -> Path:
        """Where the picture of a page lies."""
        return exhibit_folder(self._records, case, hearing, exhibit.sha256) / page_name(page)


def _complete(target: Path, coming: Path) -> None:
    """Put what *target* lacks there: of an exhibit that is still being brought a page may not have come."""
    for path in sorted(coming.iterdir()):
        if not (target / path.name).exists():
            path.rename(target / path.name)
    sync_folder(target)


def _synced(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return digest


def _drawn(folder: Path, kind: ExhibitKind) -> tuple[int, int | None]:
    """Let a process of its own draw the pages; return how many there are, and how long (ms) what plays lasts."""
    command = [sys.executable, "-m", "recorder.evidence.drawing", str(folder / CONTENT), str(folder), kind]
    try:
        done = subprocess.run(
            [*command, str(MOST_PAGES), str(CPU_S), str(MEMORY_MIB)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=PATIENCE_S,
        )
    except subprocess.TimeoutExpired as fault:
        raise ExhibitFault("too-slow", f"longer than {PATIENCE_S:.0f} s") from fault
    return _told_by(done)


def _told_by(done: subprocess.CompletedProcess[bytes]) -> tuple[int, int | None]:
    lines = done.stdout.decode("utf-8", "replace").strip().splitlines()
    try:
        told = json.loads(lines[-1]) if lines else {}
    except ValueError:
        told = {}
    if "pages" in told:
        return int(told["pages"]), told.get("duration_ms")
    code = told.get("fault")
    if code in WORDS:
        raise ExhibitFault(code, str(told.get("says", "")))
    is_limited = -done.returncode in _LIMITED
    last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    raise ExhibitFault("too-slow" if is_limited else "broken", f"drawing ended with {done.returncode} {last}"[:300])
