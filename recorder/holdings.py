"""What a record store holds of a hearing: size and SHA-256 of each file of lines, so that two stores can compare.

Fragments have their own hash in the index line, and a line counts only once its fragment is on the disk: equal index
files are equal media.
"""

import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hearing.ids import TakeName, TrackName
from recorder.holes import given_back
from recorder.index import Count, Sha256
from recorder.layout import TakePaths, TrackPaths, takes_of


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Held(_Part):
    """The whole lines of one file: their size in octets, and the SHA-256 over them."""

    bytes: Count
    sha256: Sha256

    def is_front_of(self, path: Path) -> bool:
        """Whether the file at *path* begins with exactly these octets."""
        return held(path, self.bytes) == self


class HeldTrack(_Part):
    """Files of lines of one track."""

    index: Held
    headers: Held
    clock: Held


class HeldTake(_Part):
    """Files of lines of one take."""

    about: Held
    tracks: Held
    leaves: Held
    seals: Held
    media: dict[TrackName, HeldTrack]


class Holdings(_Part):
    """All takes of one hearing."""

    takes: dict[TakeName, HeldTake]


def held(path: Path, most: int | None = None) -> Held:
    """Measure the whole lines of *path*, of its first *most* octets if that is given; a missing file holds nothing."""
    content = b""
    if path.exists():
        content = given_back(path, 0, -1 if most is None else most)
    content = content[: content.rfind(b"\n") + 1]
    return Held(bytes=len(content), sha256=hashlib.sha256(content).hexdigest())


def holdings(store: Path, case: str, hearing: str) -> Holdings:
    """Measure what *store* holds of one hearing.

    Raises:
        BadName: the hearing or the case is not called so.
        OSError: the disk refused.
    """
    return Holdings(takes={take.name: _take(take) for take in takes_of(store, case, hearing)})


def _take(take: TakePaths) -> HeldTake:
    return HeldTake(
        about=held(take.about),
        tracks=held(take.tracks),
        leaves=held(take.leaves),
        seals=held(take.seals),
        media={track.name: _track(track) for track in take.track_folders()},
    )


def _track(track: TrackPaths) -> HeldTrack:
    return HeldTrack(index=held(track.index), headers=held(track.headers), clock=held(track.clock))
