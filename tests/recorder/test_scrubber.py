"""Octets rot in either place: the scrubber finds each, makes it good from the other place, and says so."""

import shutil
from pathlib import Path

import pytest

from recorder.archive.verification import verify
from recorder.layout import hearing_folder
from recorder.replicas.folder_store import FolderStore
from recorder.replicas.package_copy import copy_package, damaged_files, package_name
from recorder.replicas.record_copier import RecordCopier
from recorder.replicas.scrubber import FIRST, Finding, Scrubber
from tests.recorder.packing import packed
from tests.recorder.recording import CASE, HEARING


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with one archived hearing, and its second place, both whole."""
    folder = tmp_path_factory.mktemp("scrub")
    data, second = folder / "data", folder / "second"
    data.mkdir()
    second.mkdir()
    package = packed(data)
    store = FolderStore(second)
    copier = RecordCopier(hearing_folder(data / "records", CASE, HEARING), _kept(data), store)
    while copier.copy_some() is not None:
        pass
    copy_package(package, store)
    return folder


def _kept(data: Path) -> Path:
    return data / "run" / "replicas" / f"{HEARING}.json"


@pytest.fixture
def places(template: Path, tmp_path: Path) -> tuple[Path, FolderStore]:
    """A copy of both places to damage."""
    for name in ("data", "second"):
        shutil.copytree(template / name, tmp_path / name)
    return tmp_path / "data", FolderStore(tmp_path / "second")


def _scrub(places: tuple[Path, FolderStore], *, repairs: bool = True) -> list[Finding]:
    return list(Scrubber(*places, repairs=repairs).scrub())


def _flip(path: Path, at: float = 0.5) -> None:
    content = bytearray(path.read_bytes())
    content[int(len(content) * at)] ^= 0xFF
    path.write_bytes(content)


def test_what_is_whole_is_left_alone(places: tuple[Path, FolderStore]) -> None:
    """Both places are whole: nothing is found and nothing written."""
    before = {path: path.stat().st_mtime_ns for path in places[0].rglob("*")}
    assert _scrub(places) == []
    assert {path: path.stat().st_mtime_ns for path in places[0].rglob("*") if path in before} == before


@pytest.mark.parametrize(
    "pattern", ["*/cam-judge/*.mp4", "*/mic-judge/*.mp4", "*/cam-judge/index.jsonl", "*/seals.jsonl", "*/leaves.jsonl"]
)
@pytest.mark.parametrize("how", ["flip", "cut", "gone"])
def test_the_first_disk_is_made_good(places: tuple[Path, FolderStore], pattern: str, how: str) -> None:
    """A flipped octet, a file cut short or gone: found, repaired bit for bit, and said."""
    path = next(hearing_folder(places[0] / "records", CASE, HEARING).glob(pattern))
    before = path.read_bytes()
    if how == "flip":
        _flip(path)
    elif how == "cut":
        path.write_bytes(before[: len(before) // 2])
    else:
        path.unlink()
    found = _scrub(places)
    assert path.read_bytes() == before
    assert [(one.place, one.repaired) for one in found] == [(FIRST, True)] * len(found)
    assert found
    assert _scrub(places) == []


@pytest.mark.parametrize("how", ["flip", "gone"])
def test_a_batch_of_the_second_place_is_made_again(places: tuple[Path, FolderStore], how: str) -> None:
    """A batch that rotted or is gone is made again from the first disk, and is the same object."""
    path = next(path for path in (Path(places[1].location) / "records").rglob("*") if path.is_file())
    before = path.read_bytes()
    _flip(path) if how == "flip" else path.unlink()
    found = _scrub(places)
    assert [(one.place, one.what, one.repaired) for one in found] == [
        (places[1].location, "damaged" if how == "flip" else "missing", True)
    ]
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["data/log.jsonl", "manifest-sha256.txt", "data/seals/root.json", "verify.py"])
def test_a_package_is_made_good_from_its_copy(places: tuple[Path, FolderStore], name: str) -> None:
    """Whatever file of a package is changed, the copy has it, and afterwards the package verifies."""
    package = hearing_folder(places[0] / "archive", CASE, HEARING)
    _flip(package / name)
    found = _scrub(places)
    assert found
    assert all(one.repaired for one in found)
    assert verify(package).whole


def test_a_copied_package_is_made_good_from_the_first(places: tuple[Path, FolderStore]) -> None:
    """The copy rots: it is written again and proven by reading."""
    package = hearing_folder(places[0] / "archive", CASE, HEARING)
    name = package_name(package)
    _flip(Path(places[1].location) / name / "data" / "log.jsonl")
    found = _scrub(places)
    assert [(one.place, one.repaired) for one in found] == [(places[1].location, True)]
    assert damaged_files(places[1], name) == []


def test_what_rotted_in_both_places_is_said_to_be_lost(places: tuple[Path, FolderStore]) -> None:
    """Nobody pretends: the same fragment is gone here and there."""
    path = next(hearing_folder(places[0] / "records", CASE, HEARING).glob("*/cam-judge/*.mp4"))
    _flip(path)
    for batch in (Path(places[1].location) / "records").rglob("*"):
        if batch.is_file():
            _flip(batch)
    found = _scrub(places)
    assert found
    assert not any(one.repaired for one in found)


def test_looking_changes_nothing(places: tuple[Path, FolderStore]) -> None:
    """Asked only to look, the scrubber names the damage and leaves it as evidence."""
    path = next(hearing_folder(places[0] / "records", CASE, HEARING).glob("*/cam-judge/*.mp4"))
    _flip(path)
    damaged = path.read_bytes()
    found = _scrub(places, repairs=False)
    assert [(one.place, one.repaired) for one in found] == [(FIRST, False)]
    assert path.read_bytes() == damaged
