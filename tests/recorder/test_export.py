"""Taking a package out of the archive: the copy is proven, or there is none."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from recorder.archive.bag import digests_of, files_below
from recorder.archive.verification import verify
from tests.recorder.packing import packed
from tests.recorder.recording import CASE, HEARING
from tests.recorder.tampering import Copy


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package as it was made."""
    return packed(tmp_path_factory.mktemp("court"))


@pytest.fixture
def data(original: Path, tmp_path: Path) -> Path:
    """An installation whose archive holds the package."""
    (tmp_path / "data" / "archive" / CASE).mkdir(parents=True)
    (tmp_path / "data" / "panel.sqlite3").touch()
    Copy(original, tmp_path / "data" / "archive" / CASE / HEARING)
    return tmp_path / "data"


def court(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run ``courtroom export``."""
    command = [sys.executable, "-m", "control_panel", "export", *map(str, arguments), "--leave-by", "李某"]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def content(folder: Path) -> dict[str, str]:
    """Digests of all files in a folder."""
    return {name: digests_of(path)["sha256"] for name, path in files_below(folder).items()}


def journal(data: Path) -> list[str]:
    """Outcomes of the exports of an installation."""
    return [json.loads(line)["outcome"] for line in (data / "archive" / "exports.jsonl").read_text().splitlines()]


def test_a_case_is_copied_whole(data: Path, tmp_path: Path) -> None:
    """By any spelling of its number; the copy is the same to the octet, whole, and on the installation's journal."""
    said = court("(2026)示0101刑初128号", "--data", data, "--to", tmp_path / "usb", "--json")
    [told] = json.loads(said.stdout)["exported"]

    assert said.returncode == 0, said.stderr
    assert told["whole"]
    assert Path(told["to"]) == tmp_path / "usb" / CASE / HEARING
    assert content(tmp_path / "usb" / CASE / HEARING) == content(data / "archive" / CASE / HEARING)
    assert verify(tmp_path / "usb" / CASE / HEARING).root == told["root"]
    assert [path.name for path in (tmp_path / "usb" / CASE).iterdir()] == [HEARING]
    assert journal(data) == ["begun", "done"]


def test_a_package_is_found_by_its_folder(data: Path, tmp_path: Path) -> None:
    """A folder that lies in an installation's archive is on its journal without being asked; a copy of it is on none."""
    assert court(data / "archive" / CASE / HEARING, "--to", tmp_path / "usb").returncode == 0
    assert journal(data) == ["begun", "done"]
    assert court(tmp_path / "usb" / CASE / HEARING, "--to", tmp_path / "other").returncode == 0
    assert content(tmp_path / "other" / CASE / HEARING) == content(data / "archive" / CASE / HEARING)
    assert journal(data) == ["begun", "done"]


def test_nothing_is_ever_replaced(data: Path, tmp_path: Path) -> None:
    """Where something lies already nothing is copied, and what lies there stays."""
    place = tmp_path / "usb" / CASE / HEARING
    place.mkdir(parents=True)
    (place / "notes.txt").write_text("mine")
    said = court(CASE, "--data", data, "--to", tmp_path / "usb")

    assert said.returncode == 2
    assert str(place) in said.stderr
    assert content(place).keys() == {"notes.txt"}
    assert journal(data) == ["begun", "failed"]


def test_a_damaged_package_stays_unless_it_must_go(data: Path, tmp_path: Path) -> None:
    """Exit 4 and the file's name; with --anyway it goes as it is, with a note of what is damaged beside it."""
    spoilt = data / "archive" / CASE / HEARING / "data" / "log.jsonl"
    whole = spoilt.read_bytes()
    spoilt.unlink()
    spoilt.write_bytes(whole.replace(b"1", b"2", 1))

    refused = court(CASE, "--data", data, "--to", tmp_path / "usb")
    assert refused.returncode == 4
    assert "data/log.jsonl" in refused.stderr
    assert not (tmp_path / "usb" / CASE / HEARING).exists()

    said = court(CASE, "--data", data, "--to", tmp_path / "usb", "--anyway", "--json")
    assert said.returncode == 0, said.stderr
    assert not json.loads(said.stdout)["exported"][0]["whole"]
    note = json.loads((tmp_path / "usb" / CASE / f"{HEARING}.damaged.json").read_text())
    assert {fault["path"] for fault in note["faults"]} == {"data/log.jsonl"}
    assert content(tmp_path / "usb" / CASE / HEARING) == content(data / "archive" / CASE / HEARING)


def test_a_full_medium_leaves_nothing_behind(data: Path, tmp_path: Path) -> None:
    """Too little space is said before anything is copied."""
    medium = tmp_path / "usb"
    medium.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", medium], check=True)
    try:
        said = court(CASE, "--data", data, "--to", medium)
        assert said.returncode == 1
        assert "octets are needed" in said.stderr
        assert not files_below(medium)
    finally:
        subprocess.run(["umount", medium], check=True)


@pytest.mark.parametrize("wrong", ["（2026）示0101刑初999号", "no case", "/no/such/folder"])
def test_what_is_not_there_is_refused(data: Path, tmp_path: Path, wrong: str) -> None:
    """An unknown case, no case number, no folder: usage, in words."""
    said = court(wrong, "--data", data, "--to", tmp_path / "usb")
    assert said.returncode == 2
    assert said.stderr
    assert "Traceback" not in said.stderr
    assert not (tmp_path / "usb").exists()


def test_a_package_cannot_choose_a_place_outside(data: Path, tmp_path: Path) -> None:
    """A case number that climbs is no case number."""
    package = data / "archive" / CASE / HEARING
    about = json.loads((package / "data" / "hearing.json").read_text())
    about["case"]["number"] = "../../../outside"
    (package / "data" / "hearing.json").unlink()
    (package / "data" / "hearing.json").write_text(json.dumps(about))
    said = court(package, "--to", tmp_path / "usb", "--anyway")

    assert said.returncode == 2
    assert "not a case number" in said.stderr
    assert not (tmp_path / "usb").exists()
    shutil.rmtree(package)
