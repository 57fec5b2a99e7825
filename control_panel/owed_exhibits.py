"""Takes in the files of exhibits that were filed where the server was not: in pieces, each file proven by the log's hash."""

import hashlib
import os
import shutil
from pathlib import Path

from control_panel.errors import Refusal
from control_panel.handin.wire import FileStanding
from hearing.facts import HearingState
from recorder.durable import make_folder, sync_folder
from recorder.evidence.owed import NamedFile, owed_files

_REMEDY = "证据以庭审日志记载的摘要为准 · An exhibit is what the hearing's log says by its hash."


class OwedExhibits:
    """What is still to come to *records*; *coming* is a folder on the same disk for what is not whole yet. Blocking."""

    def __init__(self, records: Path, coming: Path) -> None:
        self._records, self._coming = records, coming / "exhibits-owed"
        self._not_there: dict[str, set[str]] = {}
        """Of each hearing the files that its room said it has not either, since this process began."""

    def owed(self, state: HearingState) -> list[NamedFile]:
        """List what is not here."""
        return owed_files(self._records, state)

    def held(self, state: HearingState, named: NamedFile) -> int:
        """Say how many octets of a file have come so far."""
        partial = self._partial(state, named)
        return partial.stat().st_size if partial.exists() else 0

    def is_awaited(self, state: HearingState) -> bool:
        """Whether the room may still bring something: it did not say that it has none of what is owed."""
        said = self._not_there.get(state.hearing, set())
        return any(one.name not in said for one in self.owed(state))

    def not_there(self, hearing: str, names: set[str]) -> None:
        """Keep in mind that the room has not got these files."""
        self._not_there[hearing] = names

    def put(self, state: HearingState, named: NamedFile, offset: int, content: bytes, *, of: int) -> FileStanding:
        """Add *content* at *offset* of a file that is *of* octets long; the last piece gives it its place.

        Raises:
            Refusal: octets before these are missing (409, with ``bytes``), or this is not the file on record (409):
                what came of it is thrown away.
            OSError: the disk refused.
        """
        if named.place(self._records, state).is_file():
            return FileStanding(bytes=of, whole=True)
        partial = self._partial(state, named)
        if not named.may_be(of) or offset + len(content) > of:
            partial.unlink(missing_ok=True)
            raise _not_on_record(named, f"{of} bytes")
        held = self.held(state, named)
        if offset not in (held, 0):
            title = "文件不连续 · Octets before these are missing"
            raise Refusal(409, title, f"{offset} != {held}", "Go on where it ends.", bytes=held)
        _write(partial, content, is_first=offset == 0)
        if offset + len(content) < of:
            return FileStanding(bytes=offset + len(content), whole=False)
        self._lay(state, named, partial)
        return FileStanding(bytes=of, whole=True)

    def _lay(self, state: HearingState, named: NamedFile, partial: Path) -> None:
        with partial.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != named.sha256:
            partial.unlink()
            raise _not_on_record(named, f"{found[:16]}… != {named.sha256[:16]}…")
        place = named.place(self._records, state)
        make_folder(place.parent)
        partial.replace(place)
        sync_folder(place.parent)
        if not self.owed(state):
            shutil.rmtree(self._coming / state.hearing, ignore_errors=True)

    def _partial(self, state: HearingState, named: NamedFile) -> Path:
        return self._coming / state.hearing / f"{named.folder}-{named.file}"


def _not_on_record(named: NamedFile, detail: str) -> Refusal:
    title = "与日志记载的证据不符，未收存 · This is not the exhibit on record; it was not kept"
    return Refusal(409, title, f"{named.exhibit} {named.file}: {detail}", _REMEDY, code="other-exhibit", bytes=0)


def _write(partial: Path, content: bytes, *, is_first: bool) -> None:
    """Bring a piece to the disk before it is acknowledged."""
    make_folder(partial.parent)
    with partial.open("wb" if is_first else "ab") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
