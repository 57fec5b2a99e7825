"""A disk that does not give back all that it took: the rest is packed, and the package says what is missing and where."""

import errno
import fcntl
import json
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from recorder.archive.damage import covered, look_for_damage
from recorder.archive.ledger import make_ledger
from recorder.archive.offline import verify as offline
from recorder.archive.packing import NotExplained, pack
from recorder.archive.rebuilding import REBUILT
from recorder.archive.verification import verify
from recorder.fragment_runs import fragments_of
from recorder.index import IndexLine, read_lines, read_what_is_whole
from recorder.layout import take_paths, takes_of
from tests.recorder.packing import COURT_KEY
from tests.recorder.recording import CASE, HEARING
from tests.whole.crash import writing
from tests.whole.crash.cut_disk import CutDisk
from tests.whole.crash.hearing_cut import CAMERA, answer, heard, ledger_of

_FIBMAP = 1
_SIZE = 16 << 20
_BLOCK = 4096


@contextmanager
def laid_over(place: Path, path: Path) -> Iterator[None]:
    """Let the file at *place* lie at *path*."""
    subprocess.run(["mount", "--bind", str(place), str(path)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(path)], check=True)


def break_from(disk: CutDisk, path: Path, offset: int) -> None:
    """Take away the disk under the second part of a file on it, from *offset* on."""
    block = os.statvfs(path).f_bsize
    with path.open("rb") as file:
        os.fsync(file.fileno())
        found = fcntl.ioctl(file.fileno(), _FIBMAP, struct.pack("i", offset // block))
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    os.truncate(disk.image, struct.unpack("i", found)[0] * block)


def unreadable(path: Path) -> int:
    """How many sectors of a file cannot be read."""
    count = 0
    with path.open("rb", buffering=0) as file:
        for at in range(0, path.stat().st_size, 4096):
            try:
                os.pread(file.fileno(), 4096, at)
            except OSError as fault:
                assert fault.errno == errno.EIO
                count += 1
    return count


@pytest.mark.long
@pytest.mark.parametrize("is_all", [False, True])
def test_what_cannot_be_read_is_declared_and_the_rest_is_packed(tmp_path: Path, *, is_all: bool) -> None:
    """A camera's file on a disk that lost its second half, and on one that gives nothing: signed for, packed, verified."""
    (tmp_path / "records").mkdir()
    writing.work(tmp_path, lambda *_: None, ())
    track = take_paths(tmp_path / "records", CASE, HEARING, writing.TAKE).track(CAMERA)
    film = track.media_files()[0]
    lines = [line for line in read_lines(track.index, IndexLine) if line.file == film.name]
    disk = CutDisk(tmp_path, size=_SIZE)
    try:
        shutil.copyfile(film, disk.folder / "film")
        disk.sync()
        with laid_over(disk.folder / "film", film):
            if is_all:
                disk.cut()
            else:
                break_from(disk, disk.folder / "film", film.stat().st_size // 2)
                assert unreadable(film)
            story = heard()
            with pytest.raises(NotExplained, match=CAMERA):
                pack(tmp_path / "records", tmp_path / "archive", story.log, COURT_KEY)
            package, _ = _signed_and_packed(tmp_path)
    finally:
        disk.unmount()
    report = verify(package)
    damaged = [line for line in lines if _has_zeros(package, film.name, line)]

    assert report.whole
    assert {one.path for one in report.before} == {f"data/media/{writing.TAKE}/{CAMERA}/{film.name}"}
    assert len(report.before) >= len(damaged) > 0
    assert (len(damaged) == len(lines)) is is_all


@pytest.mark.long
@pytest.mark.parametrize("name", ["index.jsonl", "headers.jsonl", "leaves.jsonl", "seals.jsonl", "about.json"])
@pytest.mark.parametrize("is_all", [False, True])
def test_lines_that_cannot_be_read_hold_up_nothing(tmp_path: Path, name: str, *, is_all: bool) -> None:
    """What explains the media is on a disk that lost its second part, or all: declared, answered for, packed, verified."""
    (tmp_path / "records").mkdir()
    writing.work(tmp_path, lambda *_: None, ())
    take = take_paths(tmp_path / "records", CASE, HEARING, writing.TAKE)
    lines = take.track(CAMERA).folder / name if (take.track(CAMERA).folder / name).exists() else take.folder / name
    whole = read_lines(take.track(CAMERA).index, IndexLine)
    disk = CutDisk(tmp_path, size=_SIZE)
    try:
        shutil.copyfile(lines, disk.folder / "lines")
        disk.sync()
        with laid_over(disk.folder / "lines", lines):
            if is_all:
                disk.cut()
            else:
                break_from(disk, disk.folder / "lines", _BLOCK if lines.stat().st_size > _BLOCK else 0)
                assert unreadable(lines)
            story = heard()
            with pytest.raises(NotExplained, match=CAMERA):
                pack(tmp_path / "records", tmp_path / "archive", story.log, COURT_KEY)
            package, _ = _signed_and_packed(tmp_path)
    finally:
        disk.unmount()
    ours, theirs = verify(package).as_json(), offline.verify(str(package))

    assert ours["whole"]
    assert theirs["whole"]
    assert {one["path"] for one in ours["damaged_before"]} >= {f"data/media/{lines.relative_to(take.folder.parent)}"}
    assert ours["damaged_before"] == theirs["damaged_before"]
    assert ours["notes"] == theirs["notes"]
    assert any(f"the seals of take {writing.TAKE} were damaged before packing" in note for note in ours["notes"])
    if name == "index.jsonl":
        _is_told_again(package, ours["notes"], whole)


def _is_told_again(package: Path, notes: list[str], whole: list[IndexLine]) -> None:
    """The track files tell of each fragment that the index no longer does, and the player is led there."""
    folder = package / "data" / "media" / writing.TAKE / CAMERA
    again = [json.loads(line) for line in (folder / REBUILT).read_bytes().splitlines()]
    left = {line.seq for line in read_what_is_whole(folder / "index.jsonl", IndexLine)[0]}
    index = (package / "player" / "index.js").read_text()
    record = json.loads(json.loads(index[index.index("(") + 1 : index.rindex(")")]))["record"]
    [track] = [one for take in record["takes"] for one in take["tracks"] if one["name"] == CAMERA]

    assert {line["seq"] for line in again} == {line.seq for line in whole} - left
    assert all(line["told"] for line in again)
    assert sum(len(list(fragments_of(file["runs"]))) for file in track["files"]) == len(whole)
    assert any(f"{len(again)} of them have the hash that the writer's leaf tells" in note for note in notes)


def _signed_and_packed(folder: Path) -> tuple[Path, str]:
    story = heard()
    takes = takes_of(folder / "records", CASE, HEARING)
    damage = look_for_damage(takes, HEARING)
    ledger = make_ledger(story.log, story.hearing, covered(takes, damage))
    assert ledger != ledger_of(folder / "records", story)
    answer(story, ledger)
    return pack(folder / "records", folder / "archive", story.log, COURT_KEY, damage=damage)


def _has_zeros(package: Path, name: str, line: IndexLine) -> bool:
    content = (package / "data" / "media" / writing.TAKE / CAMERA / name).read_bytes()
    return bytes(512) in content[line.offset : line.offset + line.bytes]
