"""Looks through whole folders for what should be gone: every octet of every file."""

import contextlib
import json
import mmap
import os
from collections.abc import Iterable
from pathlib import Path

from recorder.index import IndexLine, read_lines
from recorder.layout import TrackPaths

_OCTETS = 48


def spellings(sentence: str) -> list[bytes]:
    """How a sentence may stand in a file: as it is, and as JSON escapes it."""
    return [sentence.encode(), json.dumps(sentence)[1:-1].encode()]


def media_in(record: Path) -> list[bytes]:
    """Some octets out of the middle of every fragment below *record*."""
    found = []
    for index in sorted(record.rglob("index.jsonl")):
        track = TrackPaths(index.parent)
        for line in read_lines(index, IndexLine):
            with track.media(line.file).open("rb") as file:
                file.seek(line.offset + line.bytes // 2)
                octets = file.read(min(_OCTETS, line.bytes // 2))
            found.append(octets)
    return [one for one in found if len(set(one)) > _OCTETS // 2]


def remains(folder: Path, needles: Iterable[bytes]) -> set[str]:
    """Name the files below *folder* that hold one of *needles*."""
    wanted = list(needles)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix() for path in files if _holds(path, wanted)}


def _holds(path: Path, needles: Iterable[bytes]) -> bool:
    """Whether it holds one; a snapshot's file that is gone by now holds nothing."""
    with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
        if os.fstat(file.fileno()).st_size:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as octets:
                return any(octets.find(needle) >= 0 for needle in needles)
    return False
