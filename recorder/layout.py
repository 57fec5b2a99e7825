"""Where the record lies: the only module that knows its paths.

    <store>/<case>/<hearing>/seals/   closing.json  countersigned.jsonl  ended-<take>.json  tst/
    <store>/<case>/<hearing>/exhibits/<sha256>/   content  0001.png …
    <store>/<case>/<hearing>/<take>/
    ├─ about.json  tracks.jsonl  leaves.jsonl  seals.jsonl
    └─ <track>/
       ├─ index.jsonl  headers.jsonl  clock.jsonl
       └─ <start>.mp4

Names come from outside, so each is checked before it becomes a part of a path.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from hearing.case import normal_number
from recorder.errors import BadName

SIDE_FILES = ("about.json", "tracks.jsonl", "leaves.jsonl", "seals.jsonl")
"""Files of a take beside its tracks."""

EXHIBITS = "exhibits"
"""Folder of a hearing's exhibits, beside its takes."""

_HEARING = re.compile(r"h-[a-z2-7]{10}")
_TAKE = re.compile(r"[a-z][a-z0-9-]{0,40}-[1-9][0-9]{0,3}")
_TRACK = re.compile(r"[a-z][a-z0-9-]{0,63}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MEDIA = re.compile(r"[0-9]{12}\.mp4")


def _checked(pattern: re.Pattern[str], name: str, what: str) -> str:
    if not pattern.fullmatch(name):
        raise BadName(f"{name[:80]!r}: no {what} is called so. It must match {pattern.pattern}.")
    return name


def case_folder(store: Path, case: str) -> Path:
    """Folder of the case with the number *case*, in any of its spellings.

    Raises:
        BadName: *case* is not a case number.
    """
    try:
        return store / normal_number(case)
    except ValueError as fault:
        raise BadName(str(fault)) from fault


def hearing_folder(store: Path, case: str, hearing: str) -> Path:
    """Folder of one hearing of *case*; also that of its package when *store* is the archive.

    Raises:
        BadName: one of the names would lie elsewhere.
    """
    return case_folder(store, case) / _checked(_HEARING, hearing, "hearing")


def media_name(start: int) -> str:
    """Name the track file whose first sample starts at *start* ns of the timeline."""
    return f"{start // 1_000_000:012d}.mp4"


def is_media_name(name: str) -> bool:
    """Whether *name* is that of a track file."""
    return _MEDIA.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class TrackPaths:
    """Files of one track."""

    folder: Path

    @property
    def name(self) -> str:
        """The track's name."""
        return self.folder.name

    @property
    def index(self) -> Path:
        """One line a fragment."""
        return self.folder / "index.jsonl"

    @property
    def headers(self) -> Path:
        """One line a file."""
        return self.folder / "headers.jsonl"

    @property
    def clock(self) -> Path:
        """How the source's clock was mapped."""
        return self.folder / "clock.jsonl"

    def media(self, name: str) -> Path:
        """Track file *name*.

        Raises:
            BadName: no track file is called so.
        """
        return self.folder / _checked(_MEDIA, name, "track file")

    def media_files(self) -> list[Path]:
        """Track files that are there, in the order of time."""
        return sorted(path for path in self.folder.glob("*.mp4") if is_media_name(path.name))


@dataclass(frozen=True, slots=True)
class TakePaths:
    """Files of one take."""

    folder: Path

    @property
    def name(self) -> str:
        """The take's name."""
        return self.folder.name

    @property
    def about(self) -> Path:
        """What this take is."""
        return self.folder / "about.json"

    @property
    def tracks(self) -> Path:
        """One line a track."""
        return self.folder / "tracks.jsonl"

    @property
    def leaves(self) -> Path:
        """The Merkle leaves in their order."""
        return self.folder / "leaves.jsonl"

    @property
    def seals(self) -> Path:
        """Signed checkpoints."""
        return self.folder / "seals.jsonl"

    @property
    def ended(self) -> Path:
        """The court's own seal, where the take's writer never came back; beside the takes of the record store."""
        return self.folder.parent / "seals" / f"ended-{self.name}.json"

    def track(self, name: str) -> TrackPaths:
        """Files of the track *name*.

        Raises:
            BadName: no track is called so.
        """
        return TrackPaths(self.folder / _checked(_TRACK, name, "track"))

    def track_folders(self) -> list[TrackPaths]:
        """Tracks that have a folder, by name."""
        found = sorted(self.folder.iterdir()) if self.folder.is_dir() else []
        return [TrackPaths(path) for path in found if path.is_dir() and _TRACK.fullmatch(path.name)]


def take_paths(store: Path, case: str, hearing: str, take: str) -> TakePaths:
    """Files of the take *take* of one hearing below *store* (``DATA/records``).

    Raises:
        BadName: one of the names would lie elsewhere.
    """
    return TakePaths(hearing_folder(store, case, hearing) / _checked(_TAKE, take, "take"))


def takes_of(store: Path, case: str, hearing: str) -> list[TakePaths]:
    """Takes that are there of one hearing, by name."""
    folder = hearing_folder(store, case, hearing)
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [TakePaths(path) for path in found if path.is_dir() and _TAKE.fullmatch(path.name)]


def ended_takes(store: Path, case: str, hearing: str) -> list[TakePaths]:
    """Takes that the court has sealed in their writers' place, by name; of some nothing else may be there."""
    folder = hearing_folder(store, case, hearing)
    names = sorted(path.stem.removeprefix("ended-") for path in (folder / "seals").glob("ended-*.json"))
    return [TakePaths(folder / name) for name in names if _TAKE.fullmatch(name)]


def seals_folder(store: Path, case: str, hearing: str) -> Path:
    """Folder of what is sealed over all takes of a hearing: closing root and time stamps."""
    return hearing_folder(store, case, hearing) / "seals"


def exhibits_folder(store: Path, case: str, hearing: str) -> Path:
    """Folder of what was filed as evidence in a hearing."""
    return hearing_folder(store, case, hearing) / EXHIBITS


def exhibit_folder(store: Path, case: str, hearing: str, sha256: str) -> Path:
    """Folder of the exhibit whose content has the hash *sha256*.

    Raises:
        BadName: one of the names would lie elsewhere.
    """
    return exhibits_folder(store, case, hearing) / _checked(_DIGEST, sha256, "exhibit")


def countersigned_file(store: Path, case: str, hearing: str) -> Path:
    """File of what two sides have signed of one another's takes."""
    return seals_folder(store, case, hearing) / "countersigned.jsonl"


def find_hearing(store: Path, hearing: str) -> Path | None:
    """Folder of a hearing whose case is not known to the caller; ``None`` when nothing of it is kept."""
    name = _checked(_HEARING, hearing, "hearing")
    return next(iter(sorted(store.glob(f"*/{name}"))), None)
