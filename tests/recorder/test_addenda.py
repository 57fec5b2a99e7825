"""Addenda: signatures, explanations and corrections come after archiving, over the package, and never into it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from recorder.archive.addendum import AddendumRefused, add_addendum, addenda_of
from recorder.archive.bag import digests_of, files_below
from recorder.archive.verification import verify
from recorder.keys import make_key, public_hex
from recorder.signing import SigningKey
from tests.recorder.packing import COURT_KEY, packed
from tests.recorder.tampering import Copy, faults


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package as it was made."""
    return packed(tmp_path_factory.mktemp("court"))


@pytest.fixture
def package(original: Path, tmp_path: Path) -> Path:
    """A copy that may be added to."""
    return Copy(original, tmp_path / "copy").folder


def signed_by(package: Path, name: str, key: SigningKey = COURT_KEY) -> Path:
    """Add a signature."""
    report = verify(package)
    return add_addendum(package, (report.hearing, report.root), ("signature", name, ""), key, 5)


def test_addenda_follow_one_another_and_leave_the_package_as_it_is(package: Path, tmp_path: Path) -> None:
    """A signature and a corrected transcript: both verifiers list them, and no octet of the package has changed."""
    before = {name: digests_of(path) for name, path in files_below(package).items()}
    signed_by(package, "张某")
    text = tmp_path / "corrected.txt"
    text.write_text("审判员：现在开庭。")
    report = verify(package)
    what = ("transcript", "书记员王某", "核对后的笔录")
    add_addendum(package, (report.hearing, report.root), what, COURT_KEY, 6, [text])  # type: ignore[arg-type]

    assert faults(package) == {}
    assert faults(package, public_hex(COURT_KEY)) == {}
    assert [(one.number, one.kind, one.by) for one in addenda_of(package)] == [
        (2, "signature", "张某"),
        (3, "transcript", "书记员王某"),
    ]
    assert [one["by"] for one in verify(package).addenda] == ["张某", "书记员王某"]
    after = {name: digests_of(path) for name, path in files_below(package).items()}
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"v2/addendum.json", "v3/addendum.json", "v3/corrected.txt"}


@pytest.mark.parametrize("algorithm", ["p256", "sm2"])
def test_an_addendum_may_be_signed_by_other_algorithms(package: Path, tmp_path: Path, algorithm: str) -> None:
    """Both verifiers know them; by the court's key they are told apart."""
    signed_by(package, "张某", make_key(tmp_path / "key.pem", algorithm))  # type: ignore[arg-type]
    assert faults(package) == {}
    assert set(faults(package, public_hex(COURT_KEY))) == {"v2/addendum.json"}


def test_two_files_of_one_name_are_refused(package: Path, tmp_path: Path) -> None:
    """Neither is lost silently."""
    with pytest.raises(AddendumRefused, match="one name"):
        add_addendum(
            package,
            ("h-abcdefghij", "0" * 64),
            ("explanation", "x", ""),
            COURT_KEY,
            5,
            [tmp_path / "a", tmp_path / "a"],
        )


def test_courtroom_addend_signs_with_the_installations_key(package: Path, tmp_path: Path) -> None:
    """The verb adds, and verify lists what was added; a damaged package is left alone."""
    make_key(tmp_path / "keys" / "recorder.pem", "ed25519")
    command = [sys.executable, "-m", "control_panel"]
    add = ["addend", str(package), "explanation", "--by", "李某", "--text", "话筒故障", "--data", str(tmp_path)]
    subprocess.run([*command, *add], check=True, capture_output=True)
    said = subprocess.run([*command, "verify", str(package), "--json"], check=True, capture_output=True)
    [told] = json.loads(said.stdout)["addenda"]
    assert (told["number"], told["kind"], told["by"], told["text"]) == (2, "explanation", "李某", "话筒故障")
    Copy.flip(_as_copy(package), "data/log.jsonl", 3)
    assert subprocess.run([*command, *add], check=False, capture_output=True).returncode == 4


def _as_copy(package: Path) -> Copy:
    copy = Copy.__new__(Copy)
    copy.folder = package
    return copy
