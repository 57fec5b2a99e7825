"""Addenda (``v2/``, ``v3/`` …): what comes after archiving, signed over the package as it was, which stays as it is.

    <package>/v2/
    ├─ addendum.json   what it is, who gave it, over what, and its files; signed
    └─ …               its files

Each addendum names the SHA-256 of what came before it: ``seals/root.json`` or the addendum before. Whoever keeps the
last one can tell that none was taken away; the package alone cannot.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from hearing.ids import HearingId
from recorder.archive.bag import digests_of, files_below
from recorder.durable import make_folder, sync_folder, write_whole
from recorder.errors import RecorderError
from recorder.failpoint import reached
from recorder.index import Sha256, canonical, sha256_hex
from recorder.layout import TakePaths
from recorder.signing import (
    Algorithm,
    PublicKey,
    Signature,
    SigningKey,
    algorithm_of,
    is_signed,
    public_hex,
    sign,
    stated,
)

FILE = "addendum.json"
Kind = Literal["signature", "explanation", "transcript", "returned"]
"""What is added; *returned* is a take whose writer came back after the court had ended it."""
Method = Literal["typed-name", "handwriting"]


class AddendumRefused(RecorderError):
    """It cannot be added like this."""


class Addendum(BaseModel):
    """``vN/addendum.json``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    hearing: HearingId
    root: Sha256
    """Of the package."""
    number: int = Field(ge=2)
    prev: Sha256
    """SHA-256 of ``data/seals/root.json``, or of the addendum before."""
    at: int
    """UTC milliseconds."""
    kind: Kind
    by: str = Field(min_length=1, max_length=200)
    """Who signs, explains or corrects."""
    method: Method = "typed-name"
    """How *by* was established: the name was typed by whoever ran the court's server, or written by hand on a page."""
    text: str = Field(default="", max_length=20_000)
    files: dict[str, Sha256]
    key: PublicKey
    algorithm: Algorithm | None = None
    signature: Signature

    def signed_bytes(self) -> bytes:
        """What the signature is over."""
        return canonical(self.model_dump(mode="json", exclude_none=True, exclude={"signature"}))

    def is_signed(self) -> bool:
        """Whether the signature is the key's."""
        return is_signed(self.algorithm, self.key, self.signed_bytes(), self.signature)


def add_addendum(
    package: Path,
    over: tuple[str, str],
    what: tuple[Kind, str, str],
    key: SigningKey,
    at: int,
    files: Sequence[Path] = (),
    method: Method = "typed-name",
    take: TakePaths | None = None,
) -> Path:
    """Put the next addendum into *package*, whole or not at all; return its folder.

    *over* are the package's hearing and root; *what* is kind, who gave it, and the text; *take* goes along in a folder
    of its own.

    Raises:
        AddendumRefused: a signature or explanation without a name, or two files of one name.
        OSError: the disk refused, or a file cannot be read.
    """
    number = next_number(package)
    _check_names(files)
    work = package.with_name(f".{package.name}.addendum")
    shutil.rmtree(work, ignore_errors=True)
    make_folder(work)
    for path in files:
        shutil.copyfile(path, work / path.name)
    if take is not None:
        shutil.copytree(take.folder, work / take.name)
    unsigned = Addendum(
        hearing=over[0],
        root=over[1],
        number=number,
        prev=last_digest(package),
        at=at,
        kind=what[0],
        by=what[1],
        method=method,
        text=what[2],
        files={name: digests_of(path, sync=True)["sha256"] for name, path in sorted(files_below(work).items())},
        key=public_hex(key),
        algorithm=stated(algorithm_of(key)),
        signature="0" * 128,
    )
    signed = unsigned.model_copy(update={"signature": sign(key, unsigned.signed_bytes())})
    write_whole(work / FILE, canonical(signed.model_dump(mode="json", exclude_none=True)) + b"\n")
    reached("addendum.made")
    work.rename(package / f"v{number}")
    reached("addendum.named")
    sync_folder(package)
    return package / f"v{number}"


def _check_names(files: Sequence[Path]) -> None:
    names = [path.name for path in files]
    if len({*names, FILE}) != len(names) + 1:
        raise AddendumRefused(f"{', '.join(names)}: two files of one name, or {FILE}. Rename one.")


def last_digest(package: Path) -> str:
    """Return the SHA-256 (hex) of what the next addendum follows: the signed list of files, or the addendum before."""
    number = next_number(package) - 1
    last = package / f"v{number}" / FILE if number > 1 else package / "data" / "seals" / "root.json"
    return sha256_hex(last.read_bytes())


def next_number(package: Path) -> int:
    """The number of the next addendum; the first is 2."""
    number = 2
    while (package / f"v{number}").exists():
        number += 1
    return number


def addenda_of(package: Path) -> list[Addendum]:
    """Addenda that lie in *package*, unchecked.

    Raises:
        ValidationError: one of them is none.
    """
    return [
        Addendum.model_validate_json((package / f"v{number}" / FILE).read_bytes())
        for number in range(2, next_number(package))
    ]
