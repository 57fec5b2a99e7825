"""What was handed in and is not merged yet: a log of lines and files, in a folder of its own beside the record.

Append-only and brought to the disk before it is acknowledged, so that a hand-in that broke off goes on where it was.
Nobody but this module reads or writes that folder.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from control_panel.errors import Refusal
from control_panel.handin.wire import AnsweredCommand, FileStanding, HeldFile
from hearing.events import EVENT, HearingEvent
from recorder.durable import make_folder, sync_folder
from recorder.layout import EXHIBITS

_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_AREAS = frozenset({"seals", EXHIBITS, "package", "secret"})
_DEEPEST = 8


class Staging:
    """Staged hand-ins below *folder*. Blocking; called in threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def events(self, hearing: str) -> list[HearingEvent]:
        """Read the staged log; a torn last line is none."""
        path = self._log(hearing)
        content = path.read_bytes() if path.exists() else b""
        whole = content[: content.rfind(b"\n") + 1]
        return [EVENT.validate_json(line) for line in whole.splitlines()]

    def add(self, hearing: str, after: int, events: Sequence[HearingEvent]) -> int:
        """Stage *events* that follow event *after*; return how many lie here then. From the first one on it begins anew.

        Raises:
            Refusal: events before these are missing (409, with ``staged``).
            OSError: the disk refused.
        """
        known = self.events(hearing)
        if after > len(known):
            raise Refusal(
                409, "日志不连续 · Events before these are missing", f"{after} > {len(known)}", "", staged=len(known)
            )
        lines = b"".join(EVENT.dump_json(event) + b"\n" for event in (*known[:after], *events))
        _write_lines(self._log(hearing), lines)
        return after + len(events)

    def commands(self, hearing: str) -> list[AnsweredCommand]:
        """Read the staged commands."""
        path = self._commands(hearing)
        content = path.read_bytes() if path.exists() else b""
        return [AnsweredCommand.model_validate_json(line) for line in content.splitlines()]

    def add_commands(self, hearing: str, after: int, commands: Sequence[AnsweredCommand]) -> int:
        """Stage *commands* behind the first *after*; return how many lie here then.

        Raises:
            Refusal: commands before these are missing (409, with ``staged``).
            OSError: the disk refused.
        """
        known = self.commands(hearing)
        if after > len(known):
            raise Refusal(
                409, "操作不连续 · Commands before these are missing", f"{after} > {len(known)}", "", staged=len(known)
            )
        lines = (one.model_dump_json().encode() + b"\n" for one in (*known[:after], *commands))
        _write_lines(self._commands(hearing), b"".join(lines))
        return after + len(commands)

    def put(self, hearing: str, name: str, offset: int, content: bytes, *, of: int, sha256: str) -> FileStanding:
        """Add *content* at *offset* of the file *name*, which is *of* octets long in all and has this hash.

        Raises:
            Refusal: the name would lie elsewhere (422); the octets before these are missing (409, with ``bytes``); the
                whole is not what was announced (409), and is thrown away.
            OSError: the disk refused.
        """
        path = self._file(hearing, name)
        here = path.stat().st_size if path.exists() else 0
        if here == of and path.exists() and _sha256(path) == sha256:
            return FileStanding(bytes=here, whole=True)
        if offset not in (here, 0):
            raise Refusal(409, "文件不连续 · Octets before these are missing", f"{offset} != {here}", "", bytes=here)
        make_folder(path.parent)
        with path.open("wb" if offset == 0 else "ab") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if offset + len(content) < of:
            return FileStanding(bytes=offset + len(content), whole=False)
        if _sha256(path) != sha256:
            path.unlink()
            raise Refusal(
                409, "文件与摘要不符 · The file is not what was announced", name[:200], "Send it again.", bytes=0
            )
        sync_folder(path.parent)
        return FileStanding(bytes=of, whole=True)

    def held(self, hearing: str) -> dict[str, HeldFile]:
        """Say what files are here, by name."""
        folder = self._folder / hearing
        files = [path for area in sorted(_AREAS) for path in sorted((folder / area).rglob("*")) if path.is_file()]
        return {
            path.relative_to(folder).as_posix(): HeldFile(bytes=path.stat().st_size, sha256=_sha256(path))
            for path in files
        }

    def area(self, hearing: str, area: str) -> Path:
        """Folder of the files of one *area*: ``seals``, ``exhibits``, ``package`` or ``secret``."""
        return self._folder / hearing / area

    def drop(self, hearing: str) -> None:
        """Let go of what was staged; it is merged."""
        shutil.rmtree(self._folder / hearing, ignore_errors=True)

    def all(self) -> Iterable[str]:
        """Name the hearings of which something is staged."""
        return sorted(path.name for path in self._folder.iterdir()) if self._folder.is_dir() else []

    def _log(self, hearing: str) -> Path:
        return self._folder / hearing / "log.jsonl"

    def _commands(self, hearing: str) -> Path:
        return self._folder / hearing / "commands.jsonl"

    def _file(self, hearing: str, name: str) -> Path:
        parts = name.split("/")
        is_sound = parts[0] in _AREAS and 1 < len(parts) <= _DEEPEST and all(_PART.fullmatch(part) for part in parts)
        if not is_sound:
            raise Refusal(422, "文件名有误 · No file may be called so", name[:200], "See PROTOCOL.md §12.")
        return self._folder.joinpath(hearing, *parts)


def _write_lines(path: Path, lines: bytes) -> None:
    """Bring the whole file to the disk before it counts."""
    make_folder(path.parent)
    coming = path.with_suffix(".coming")
    with coming.open("wb") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
    coming.replace(path)
    sync_folder(path.parent)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
