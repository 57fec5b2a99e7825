"""Disc images of a package or capsule (光盘刻录): planned by the disc's size, written, and each read back whole.

One image is one disc: ISO 9660 with Rock Ridge and Joliet, and UDF, so that any system of the last twenty years
reads it. What lies on it:

    /disc.json        which hearing, which copy, which disc of how many; each file's octets and SHA-256
    /<hearing>/…      the package, or this disc's part of it, as it is

Burning is not done here: there is no burner on a server. The image is burnt elsewhere and the disc read back with
``courtroom disc check``.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pycdlib import PyCdlib
from pydantic import BaseModel, ConfigDict, Field

from hearing.ids import HearingId
from recorder.archive.bag import digests_of, files_below
from recorder.durable import make_folder
from recorder.errors import RecorderError
from recorder.index import Count, Sha256

SECTOR = 2048
CAPACITIES: dict[str, int] = {
    "cd": 360_000 * SECTOR,
    "dvd": 2_295_104 * SECTOR,
    "dvd-dl": 4_171_712 * SECTOR,
    "bd": 12_219_392 * SECTOR,
}
"""Octets that a disc holds: CD-R of 80 minutes, DVD-R, DVD+R of two layers, BD-R."""
DISC = "disc.json"
_FIXED = 2 << 20
"""What volume descriptors, path tables and the list take at most, beside what each file takes."""
_EACH = 3 * SECTOR
"""A file's entries in three directories, at most."""


class FileTooLong(RecorderError):
    """A file does not fit on one disc."""


class DiscFile(BaseModel):
    """One file on a disc."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bytes: Count
    sha256: Sha256


class Disc(BaseModel):
    """``disc.json``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    kind: Literal["disc"] = "disc"
    case: str
    hearing: HearingId
    sitting: int
    """庭次."""
    root: Sha256
    of: Literal["package", "capsule"]
    copy_number: Annotated[int, Field(ge=1)]
    copies: Annotated[int, Field(ge=1)]
    disc: Annotated[int, Field(ge=1)]
    discs: Annotated[int, Field(ge=1)]
    files: dict[str, DiscFile]
    """By path in the package."""
    files_in_all: Count
    """Of the whole package, on all discs of the copy."""

    @property
    def name(self) -> str:
        """The image's file name."""
        return f"{self.hearing}-copy{self.copy_number}of{self.copies}-disc{self.disc}of{self.discs}.iso"


@dataclass(frozen=True, slots=True)
class About:
    """What goes on discs."""

    package: Path
    case: str
    hearing: str
    sitting: int
    root: str
    of: Literal["package", "capsule"]


def plan(sizes: Mapping[str, int], capacity: int) -> list[list[str]]:
    """Part files, by path and octets, into discs of *capacity* octets: what proves them all goes on the first.

    Raises:
        FileTooLong: one of them is longer than a disc.
    """
    discs: list[list[str]] = [[]]
    room = capacity - _FIXED
    left = room
    for name in sorted(sizes, key=lambda name: (name.endswith(".mp4"), name)):
        takes = -(-sizes[name] // SECTOR) * SECTOR + _EACH
        if takes > room:
            raise FileTooLong(f"{name}: it fits on no disc of {capacity} octets. Take a larger kind by --size.")
        if takes > left:
            discs.append([])
            left = room
        discs[-1].append(name)
        left -= takes
    return discs


def write_discs(about: About, to: Path, capacity: int, copies: int = 2) -> list[tuple[Path, Disc]]:
    """Write *copies* sets of images below *to*; return each with what is on it. Nothing is checked here.

    Raises:
        FileTooLong: a file fits on no disc.
        FileExistsError: an image lies there already.
        OSError: the disk refused.
    """
    places = files_below(about.package)
    parts = plan({name: path.stat().st_size for name, path in places.items()}, capacity)
    known = {
        name: DiscFile(bytes=path.stat().st_size, sha256=digests_of(path)["sha256"]) for name, path in places.items()
    }
    make_folder(to)
    made = []
    for copy in range(1, copies + 1):
        for number, names in enumerate(parts, 1):
            disc = Disc(
                case=about.case,
                hearing=about.hearing,
                sitting=about.sitting,
                root=about.root,
                of=about.of,
                copy_number=copy,
                copies=copies,
                disc=number,
                discs=len(parts),
                files={name: known[name] for name in names},
                files_in_all=len(known),
            )
            _write(disc, {name: places[name] for name in names}, to / disc.name)
            made.append((to / disc.name, disc))
    return made


def _write(disc: Disc, files: Mapping[str, Path], image: Path) -> None:
    volume = PyCdlib()
    volume.new(
        interchange_level=3,
        joliet=3,
        rock_ridge="1.09",
        udf="2.60",
        vol_ident=f"{disc.hearing[2:].upper()}_{disc.copy_number}_{disc.disc}",
        set_size=1,
        app_ident_str="COURTROOM",
    )
    told = json.dumps(disc.model_dump(mode="json"), ensure_ascii=False, indent=1).encode()
    part = image.with_suffix(".json.part")
    part.write_bytes(told)
    try:
        _Tree(volume).fill({DISC: part, **{f"{disc.hearing}/{name}": path for name, path in files.items()}})
        with image.open("xb") as file:
            volume.write_fp(file)
            file.flush()
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        volume.close()
        part.unlink()


class _Tree:
    """Puts files into a volume under their own names in Rock Ridge, Joliet and UDF, and under numbers in plain ISO 9660."""

    def __init__(self, volume: Any) -> None:
        self._volume = volume
        self._folders: dict[str, str] = {"": ""}
        self._files = 0

    def fill(self, files: Mapping[str, Path]) -> None:
        """Add *files* by their path on the disc."""
        for name, path in files.items():
            folder, _, last = name.rpartition("/")
            self._files += 1
            iso = f"{self._folder(folder.split('/') if folder else [])}/F{self._files:07d}.;1"
            self._volume.add_file(
                str(path), iso_path=iso, rr_name=last, joliet_path=f"/{name}", udf_path=f"/{name}", file_mode=0o100444
            )

    def _folder(self, parts: Sequence[str]) -> str:
        """Return the plain name of a folder, made with those above it when it is new."""
        name = "/".join(parts)
        if name not in self._folders:
            above = self._folder(parts[:-1])
            iso = f"{above}/D{len(self._folders):07d}"
            self._volume.add_directory(
                iso, rr_name=parts[-1], joliet_path=f"/{name}", udf_path=f"/{name}", file_mode=0o040555
            )
            self._folders[name] = iso
        return self._folders[name]
