"""The side of a hearing that does not stand: kept whole, with the hash of every file, and never changed again. Blocking.

DATA/sides/<hearing>/<server|room>/
├─ log.jsonl    its whole log, a line an event
├─ seals/  exhibits/  package/  records/<take>/…    what came with it
└─ side.json    what it is, why it does not stand and who decided that; every file above with its SHA-256
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from control_panel.handin.sides import Which
from hearing.events import EVENT, HearingEvent
from recorder.durable import make_folder, sync_folder, write_whole
from recorder.index import canonical, sha256_hex

FILE, LOG = "side.json", "log.jsonl"


class SideStore:
    """All sides below *folder*."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def folder(self, hearing: str, which: Which) -> Path:
        """Folder of one side."""
        return self._folder / hearing / which

    def records(self, hearing: str, which: Which) -> Path:
        """Record store of one side's takes, laid out as the court's own."""
        return self.folder(hearing, which) / "records"

    def log(self, hearing: str, which: Which) -> list[HearingEvent]:
        """Read the log of one side; empty where none is kept."""
        path = self.folder(hearing, which) / LOG
        return [EVENT.validate_json(line) for line in path.read_bytes().splitlines()] if path.exists() else []

    def begin(self, hearing: str, which: Which, events: Sequence[HearingEvent]) -> None:
        """Write a side's log.

        Raises:
            OSError: the disk refused.
        """
        folder = self.folder(hearing, which)
        make_folder(folder)
        write_whole(folder / LOG, b"".join(EVENT.dump_json(event) + b"\n" for event in events))

    def bring(self, hearing: str, which: Which, source: Path) -> None:
        """Give what was staged in the folder *source* its place in the side; what was brought before stays."""
        target = self.folder(hearing, which) / source.name
        if source.is_dir() and not target.exists():
            source.rename(target)
            sync_folder(target.parent)

    def close(self, hearing: str, which: Which, about: dict[str, Any]) -> str:
        """Write ``side.json`` over everything that is there; return its SHA-256. Closed again, it answers the same.

        Raises:
            OSError: the disk refused.
        """
        folder = self.folder(hearing, which)
        path = folder / FILE
        if not path.exists():
            found = sorted(one for one in folder.rglob("*") if one.is_file() and one != path)
            files = {one.relative_to(folder).as_posix(): _sha256(one) for one in found}
            write_whole(
                path, canonical({"format": 1, "hearing": hearing, "side": which, **about, "files": files}) + b"\n"
            )
        return sha256_hex(path.read_bytes())

    def changed(self, hearing: str, which: Which) -> list[str]:
        """Name the files of a closed side that are not as ``side.json`` says."""
        folder = self.folder(hearing, which)
        files = json.loads((folder / FILE).read_bytes())["files"]
        return [
            name for name, digest in files.items() if not (folder / name).is_file() or _sha256(folder / name) != digest
        ]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
