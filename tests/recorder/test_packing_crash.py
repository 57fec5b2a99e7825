"""Packing that is killed half-way: half a package never lies where a whole one would."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from recorder.archive.addendum import add_addendum, addenda_of
from recorder.archive.final_seals import NotComplete
from recorder.archive.packing import pack
from recorder.archive.verification import verify
from recorder.errors import RecordDamaged
from tests.recorder.packing import COURT_KEY, recorded, told
from tests.recorder.recording import CASE, HEARING

KILLED = """
import os, signal, sys
from pathlib import Path
from recorder.archive.packing import pack
from tests.recorder.packing import COURT_KEY, told

point, nth, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])

def watch(event, arguments):
    global nth
    if event in ("open", "os.rename") and str(arguments[0]).endswith(point) and (event == "os.rename" or arguments[1] != "r"):
        nth -= 1
        if nth == 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
pack(folder / "records", folder / "archive", told().log, COURT_KEY)
"""


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record store of a hearing; only read."""
    folder = tmp_path_factory.mktemp("court") / "records"
    recorded(folder)
    return folder


@pytest.fixture
def folder(records: Path, tmp_path: Path) -> Path:
    """An installation with that record store."""
    (tmp_path / "records").symlink_to(records)
    return tmp_path


def killed(folder: Path, point: str, nth: int = 1) -> None:
    """Pack in a process that is killed when it opens, or renames, what ends in *point* the *nth* time."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, point, str(nth), str(folder)], check=False, timeout=60, capture_output=True
    )
    assert done.returncode == -9, done.stderr.decode()


def place(folder: Path) -> Path:
    """Where the package lies."""
    return folder / "archive" / CASE / HEARING


def check_packed(folder: Path) -> None:
    """Packing goes through, and leaves the package and nothing else."""
    package, root = pack(folder / "records", folder / "archive", told().log, COURT_KEY)
    assert package == place(folder)
    assert verify(package).whole
    assert verify(package).root == root
    assert [path.name for path in package.parent.iterdir()] == [HEARING]


@pytest.mark.parametrize(
    "point",
    [
        "log.jsonl",
        *(pytest.param(one, marks=pytest.mark.long) for one in ("leaves.jsonl", "ledger.json", "verify.py")),
        "root.json",
        *(pytest.param(one, marks=pytest.mark.long) for one in ("manifest-sm3.txt", "tagmanifest-sm3.txt")),
        ".coming",
    ],
)
def test_a_killed_packing_leaves_no_package(folder: Path, point: str) -> None:
    """From the first file to the moment before it gets its name; the next packing makes it whole."""
    killed(folder, point)
    assert not place(folder).exists()
    check_packed(folder)


@pytest.mark.parametrize("nth", [1, 2])
def test_a_killed_replacement_is_made_up_for(folder: Path, nth: int) -> None:
    """A damaged package that is being replaced: killed before or between its two renamings, never half of one lies there."""
    check_packed(folder)
    (place(folder) / "data" / "log.jsonl").write_bytes(b"")
    killed(folder, (HEARING, ".coming")[nth - 1])
    assert not place(folder).exists() or not verify(place(folder)).whole
    check_packed(folder)


def test_a_take_without_its_final_seal_is_waited_for(records: Path, tmp_path: Path) -> None:
    """What may still be coming is not left out: nothing is packed, and nothing is left."""
    shutil.copytree(records, tmp_path / "records")
    [seals] = (tmp_path / "records").glob("*/*/room-demo-1/seals.jsonl")
    seals.write_bytes(b"".join(seals.read_bytes().splitlines(keepends=True)[:-1]))
    with pytest.raises(NotComplete, match="room-demo-1"):
        pack(tmp_path / "records", tmp_path / "archive", told().log, COURT_KEY)
    assert not (tmp_path / "archive").exists()


def test_a_damaged_package_that_was_signed_is_replaced_by_the_same_or_not_at_all(folder: Path) -> None:
    """What people signed over it is handed on to the same package made anew; to another one it never is."""
    check_packed(folder)
    report = verify(place(folder))
    add_addendum(place(folder), (report.hearing, report.root), ("signature", "张某", ""), COURT_KEY, 5)
    (place(folder) / "data" / "log.jsonl").write_bytes(b"")
    check_packed(folder)
    assert [one.by for one in addenda_of(place(folder))] == ["张某"]

    (place(folder) / "data" / "seals" / "root.json").write_bytes(b"{}")
    with pytest.raises(RecordDamaged, match="Restore it from the second target"):
        pack(folder / "records", folder / "archive", told().log, COURT_KEY)
    assert [one.by for one in addenda_of(place(folder))] == ["张某"]
