"""Copies a package out of the archive to another folder, whole: verified before, re-read and verified after.

The copy lies at ``<to>/<case>/<hearing>/`` as in the archive, gets that name only once it is proven, and never takes
the place of anything.
"""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from recorder.archive.bag import digests_of, files_below
from recorder.archive.report import Report
from recorder.archive.verification import HEARING, verify
from recorder.durable import store_fault, sync_folder
from recorder.errors import BadName, RecorderError, StoreFull
from recorder.layout import hearing_folder

_BLOCK = 1 << 20
Progress = Callable[[int, int], None]
"""Called with octets that are copied, and octets in all."""


class TargetTaken(RecorderError):
    """Something lies where the copy would go."""


class SourceDamaged(RecorderError):
    """The package is not whole, and was not copied."""

    def __init__(self, package: Path, report: Report) -> None:
        super().__init__(f"{package}: damaged, and not copied. Take it from another copy, or say --anyway.")
        self.report = report


class CopyDamaged(RecorderError):
    """What was read back is not what was written."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was copied, and where to."""

    package: Path
    to: Path
    files: int
    bytes: int
    report: Report
    """What verifying the source said; the copy is the same, octet by octet."""


def export(package: Path, to: Path, progress: Progress, *, key: str = "", anyway: bool = False) -> Exported:
    """Copy *package* below *to*; with *anyway* also a damaged one, and a note beside it says what is damaged.

    Raises:
        NotAPackage: there is no bag at *package*.
        SourceDamaged: it is not whole.
        TargetTaken: something lies there already.
        CopyDamaged: the medium does not give back what was written; nothing of the copy is left.
        StoreFault: the medium refused.
        BadName: a damaged package does not say which case and hearing it is.
    """
    report = verify(package, key)
    if not report.whole and not anyway:
        raise SourceDamaged(package, report)
    target = hearing_folder(to, _case(package), report.hearing or package.name)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise TargetTaken(f"{target}: something lies here already. Name another folder, or move it away.")
    work = target.with_name(f".{target.name}.coming")
    try:
        size, count = _copy_whole(package, work, progress)
        if not report.whole:
            note = {**report.as_json(), "package": str(package)}
            target.with_name(f"{target.name}.damaged.json").write_text(json.dumps(note, ensure_ascii=False, indent=1))
        elif not verify(work, key).whole:
            raise CopyDamaged(f"{work}: the copy is not whole. Take another medium.")
        _put(work, target)
    except OSError as fault:
        raise _refusal(target, fault) from fault
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Exported(package, target, count, size, report)


def _case(package: Path) -> str:
    """Case number that the package names; of a damaged one, that of the folder it lies in."""
    with suppress(OSError, ValueError, LookupError, TypeError, RecursionError):
        return str(json.loads((package / HEARING).read_bytes())["case"]["number"])
    return package.absolute().parent.name


def _copy_whole(package: Path, work: Path, progress: Progress) -> tuple[int, int]:
    files = files_below(package)
    size = sum(path.stat().st_size for path in files.values())
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    free = shutil.disk_usage(work).free
    if free < size:
        raise StoreFull(f"{work.parent}: {size} octets are needed and {free} are free. Take a larger medium.")
    done = 0

    def add(octets: int) -> None:
        nonlocal done
        done += octets
        progress(done, size)

    for name, path in files.items():
        made = _copy(path, work / name, add)
        if digests_of(work / name)["sha256"] != made:
            raise CopyDamaged(f"{work / name}: what is read back is not what was written. Take another medium.")
    return size, len(files)


def _copy(source: Path, target: Path, add: Callable[[int], None]) -> str:
    """Copy a file and bring it to the medium, telling *add* each block; return the SHA-256 of what was read."""
    made = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as file, target.open("xb") as copy:
        while block := file.read(_BLOCK):
            made.update(block)
            copy.write(block)
            add(len(block))
        copy.flush()
        os.fsync(copy.fileno())
    return made.hexdigest()


def _put(work: Path, target: Path) -> None:
    if target.exists():
        target.rmdir()  # It is empty: that was looked at before.
    work.rename(target)
    with suppress(OSError):  # Some media cannot sync a folder; the files are there already.
        sync_folder(target.parent)


def _refusal(target: Path, fault: OSError) -> RecorderError:
    if fault.errno == errno.EFBIG:
        return StoreFull(
            f"{target}: this medium holds no file of 4 GiB or more (FAT). Format it as exFAT, or take another."
        )
    return store_fault(target, fault)


__all__ = ["BadName", "CopyDamaged", "Exported", "Progress", "SourceDamaged", "TargetTaken", "export"]
