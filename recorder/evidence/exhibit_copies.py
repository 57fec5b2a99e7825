"""Copies exhibits into a package, each proven by the hashes in the log."""

import hashlib
import logging
import shutil
from collections.abc import Mapping
from pathlib import Path

from hearing.evidence import Exhibit
from recorder.evidence.drawing import page_name
from recorder.evidence.exhibit_store import CONTENT
from recorder.index import canonical
from recorder.layout import exhibit_folder

MISSING = "missing.json"
_LOG = logging.getLogger("archive")


def pack_exhibits(records: Path, case: str, hearing: str, exhibits: Mapping[str, Exhibit], target: Path) -> None:
    """Copy what the log names to *target*, a folder each with its content and pages.

    What is not there, or is not what was filed, is listed in ``missing.json``: a package says what it lacks.

    Raises:
        OSError: the disk refused.
    """
    missing = []
    for name, exhibit in exhibits.items():
        folder = exhibit_folder(records, case, hearing, exhibit.sha256)
        for file, sha256 in files_of(exhibit).items():
            fault = _copied(folder / file, target / name / file, sha256)
            if fault:
                missing.append({"exhibit": name, "file": file, "sha256": sha256, "why": fault})
                _LOG.warning("%s %s: %s of the exhibit is %s", hearing, name, file, fault)
    if missing:
        target.mkdir(parents=True, exist_ok=True)
        (target / MISSING).write_bytes(canonical({"format": 1, "missing": missing}) + b"\n")


def files_of(exhibit: Exhibit) -> dict[str, str]:
    """Name an exhibit's files, each with its SHA-256."""
    pages = {page_name(number): sha256 for number, sha256 in enumerate(exhibit.page_sha256, 1)}
    return {CONTENT: exhibit.sha256, **pages}


def _copied(source: Path, target: Path, sha256: str) -> str:
    """Copy one file; return what is wrong with it."""
    if not source.is_file():
        return "missing"
    with source.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            return "changed"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return ""
