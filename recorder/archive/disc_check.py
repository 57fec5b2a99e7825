"""Reads a disc or its image back, every octet, and compares it with its own list and with the package it was made of."""

import hashlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from pycdlib import PyCdlib
from pycdlib.pycdlibexception import PyCdlibException
from pydantic import ValidationError

from recorder.archive.disc import DISC, Disc
from recorder.errors import RecorderError


class NoDisc(RecorderError):
    """What lies there is no disc of ours."""


@dataclass
class DiscReport:
    """What reading back found."""

    disc: Disc
    faults: list[str] = field(default_factory=list)
    bytes_read: int = 0


@dataclass
class _Compared:
    """Takes in what is read, and says whether it is what it must be."""

    like: BinaryIO | None
    made: Any = field(default_factory=hashlib.sha256)
    size: int = 0
    differs: bool = False

    def write(self, block: bytes) -> int:
        """Take the next octets."""
        self.made.update(block)
        self.size += len(block)
        if self.like is not None and self.like.read(len(block)) != block:
            self.differs = True
        return len(block)


def check_disc(place: Path, package: Path | None = None) -> DiscReport:
    """Read the disc or image at *place*; with *package*, compare bit for bit with its files.

    Raises:
        NoDisc: it cannot be read as one.
    """
    volume = PyCdlib()
    try:
        with place.open("rb") as file:
            volume.open_fp(file)
            try:
                return _checked(volume, package)
            finally:
                volume.close()
    except (OSError, PyCdlibException, ValidationError) as fault:
        raise NoDisc(f"{place}: it cannot be read as a disc of ours: {str(fault)[:200]}. Burn it anew.") from fault


def _checked(volume: Any, package: Path | None) -> DiscReport:
    told = BytesIO()
    volume.get_file_from_iso_fp(told, udf_path=f"/{DISC}")
    report = DiscReport(Disc.model_validate_json(told.getvalue()))
    there = set(_names(volume))
    due = {f"{report.disc.hearing}/{name}": name for name in report.disc.files}
    report.faults += [f"{name}: not on the list of the disc" for name in sorted(there - set(due) - {DISC})]
    for path, name in due.items():
        if path not in there:
            report.faults.append(f"{name}: missing")
            continue
        _check_file(volume, path, name, package, report)
    return report


def _check_file(volume: Any, path: str, name: str, package: Path | None, report: DiscReport) -> None:
    due = report.disc.files[name]
    source = package / name if package is not None else None
    if source is not None and not source.is_file():
        report.faults.append(f"{name}: not in the package")
        return
    like = source.open("rb") if source is not None else None
    try:
        sink = _Compared(like)
        volume.get_file_from_iso_fp(sink, udf_path=f"/{path}")
        is_over = like is None or like.read(1) == b""
    finally:
        if like is not None:
            like.close()
    report.bytes_read += sink.size
    if (sink.size, sink.made.hexdigest()) != (due.bytes, due.sha256):
        report.faults.append(f"{name}: not what the disc's list says")
    elif sink.differs or not is_over:
        report.faults.append(f"{name}: not what the package holds")


def _names(volume: Any) -> list[str]:
    return [
        f"{folder.rstrip('/')}/{name}".lstrip("/") for folder, _, names in volume.walk(udf_path="/") for name in names
    ]


def check_set(reports: list[DiscReport]) -> list[str]:
    """Say what is missing for the discs to be one whole copy; empty when nothing is."""
    first = reports[0].disc
    same = ("hearing", "root", "of", "copy_number", "discs", "files_in_all")
    faults = [
        f"disc {one.disc.disc}: of another copy or hearing"
        for one in reports
        if any(getattr(one.disc, name) != getattr(first, name) for name in same)
    ]
    numbers = sorted(one.disc.disc for one in reports)
    faults += [f"disc {number}: missing" for number in range(1, first.discs + 1) if number not in numbers]
    if not faults and sum(len(one.disc.files) for one in reports) != first.files_in_all:
        faults.append(f"{first.files_in_all} files are needed, and the discs hold another number")
    return faults
