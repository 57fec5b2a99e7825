"""Files of exhibits that a record store lacks although the log names them: what its room still has to bring. Blocking."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hearing.facts import HearingState
from recorder.evidence.exhibit_copies import files_of
from recorder.evidence.exhibit_store import CONTENT
from recorder.layout import exhibit_folder

MOST_PAGE_BYTES = 32 << 20
"""More than a page's picture of 1600 pixels can weigh."""


@dataclass(frozen=True, slots=True)
class NamedFile:
    """One file of an exhibit, as the log names it."""

    exhibit: str
    folder: str
    """SHA-256 of the exhibit itself, by which its files lie together."""
    file: str
    sha256: str
    bytes: int | None
    """How long it is, where the log tells."""

    @property
    def name(self) -> str:
        """What the file is called between a room and its server."""
        return f"{self.folder}/{self.file}"

    def place(self, records: Path, state: HearingState) -> Path:
        """Where it lies below *records*."""
        return exhibit_folder(records, state.case.number, state.hearing, self.folder) / self.file

    def may_be(self, octets: int) -> bool:
        """Whether a file of so many octets can be this one."""
        return octets == self.bytes if self.bytes is not None else octets <= MOST_PAGE_BYTES


def named_files(state: HearingState) -> Iterator[NamedFile]:
    """Name every file once, the pages of an exhibit before the file itself; what was filed twice lies here once."""
    seen = set()
    for exhibit in state.exhibits.values():
        files = sorted(files_of(exhibit).items(), key=lambda one: one[0] == CONTENT)
        for file, sha256 in files:
            named = NamedFile(exhibit.id, exhibit.sha256, file, sha256, exhibit.bytes if file == CONTENT else None)
            if named.name not in seen:
                seen.add(named.name)
                yield named


def owed_files(records: Path, state: HearingState) -> list[NamedFile]:
    """List what *records* lacks.

    Raises:
        BadName: the case's number or the hearing would lie elsewhere.
    """
    return [one for one in named_files(state) if not one.place(records, state).is_file()]
