"""Packages made to harm whoever verifies them: both verifiers answer, name the file, and open nothing else."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recorder.archive.offline import verify as offline
from recorder.archive.verification import NotAPackage, verify
from tests.recorder.packing import packed
from tests.recorder.tampering import CAM, FIRST, ROOM, ROOT, Copy, faults, word

DEEP = b"[" * 200_000
LONG = b'{"seq":' + b"9" * 6000 + b"}\n"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package as it was made."""
    return packed(tmp_path_factory.mktemp("court"))


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Copy:
    """A copy that may be changed."""
    return Copy(original, tmp_path / "copy")


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file outside the package; its content must never be looked at."""
    path = tmp_path / "secret.jsonl"
    os.mkfifo(path)  # Whoever opens it waits for ever, and the test's time runs out.
    return path


@pytest.mark.parametrize("name", ["data/log.jsonl", "bagit.txt", "manifest-sm3.txt", ROOT, f"{CAM}/index.jsonl"])
def test_links_and_pipes_are_named_and_not_opened(copy: Copy, secret: Path, name: str) -> None:
    """A link to elsewhere, and a pipe in a file's place, would make a verifier read or wait."""
    copy.remove(name)
    (copy.folder / name).symlink_to(secret)
    if name != "bagit.txt":
        assert word("irregular") in faults(copy.folder)[name]
    copy.remove(name)
    os.mkfifo(copy.folder / name)
    assert word("irregular") in faults(copy.folder)[name]


def test_a_linked_folder_is_not_entered(copy: Copy, original: Path) -> None:
    """A take that lies elsewhere is not in the package, even when all its bytes are right."""
    (copy.folder / ROOM).rename(copy.folder.parent / "elsewhere")
    (copy.folder / ROOM).symlink_to(copy.folder.parent / "elsewhere")
    found = faults(copy.folder)
    assert found[ROOM] == {word("irregular")}
    assert f"{CAM}/{FIRST}" in found


@pytest.mark.parametrize(
    "path", ["../../secret.jsonl", "/etc/passwd", "data/../../secret.jsonl", "data//log.jsonl", "C:\\x"]
)
def test_a_manifest_that_leads_outside_is_named(copy: Copy, secret: Path, path: str) -> None:
    """Paths that climb, start at the root or hold backslashes are no lines of a manifest."""
    count = len(copy.read("manifest-sha256.txt").splitlines())
    copy.write("manifest-sha256.txt", copy.read("manifest-sha256.txt") + f"{'0' * 64}  {path}\n".encode())
    assert word("line", count + 1) in faults(copy.folder)["manifest-sha256.txt"]


def test_lines_that_lead_outside_open_nothing(copy: Copy, secret: Path) -> None:
    """File names in index and list are looked up among the package's own files only."""
    copy.edit(f"{CAM}/headers.jsonl", lambda lines: lines[0].update(file="../../../../secret.jsonl"))
    copy.sign_again()
    assert _named(copy.folder) & {f"{CAM}/headers.jsonl", f"{CAM}/index.jsonl"}
    signed = json.loads(copy.read(ROOT))
    copy.sign_again(files={**signed["files"], "../secret.jsonl": "0" * 64})
    assert "../secret.jsonl" in _named(copy.folder)


def _named(folder: Path) -> set[str]:
    """Files that both verifiers name, however each words it."""
    ours = {fault.path for fault in verify(folder).faults}
    theirs = {fault["path"] for fault in offline.verify(str(folder))["faults"]}
    assert ours & theirs, (ours, theirs)
    return ours & theirs


def huge(field: str, value: Any) -> Callable[[list[Any]], None]:
    """Put *value* into the first line."""
    return lambda lines: lines[0].update({field: value})


@pytest.mark.parametrize("value", [10**30, -1, 2**63, "1", None, 1.5, [], {"a": 1}, True])
@pytest.mark.parametrize("field", ["bytes", "offset", "seq"])
def test_numbers_that_cannot_be_are_named(copy: Copy, field: str, value: Any) -> None:
    """Sizes beyond any disk, negative ones and what is no number at all."""
    copy.edit(f"{CAM}/index.jsonl", huge(field, value))
    copy.sign_again()
    assert _named(copy.folder) & {f"{CAM}/index.jsonl", f"{CAM}/{FIRST}"}


@pytest.mark.parametrize("value", [10**30, -5, 2**63, "1", None])
def test_seals_of_impossible_size_are_named(copy: Copy, value: Any) -> None:
    """A seal over more leaves than there can be, or less than none."""
    copy.edit(f"{ROOM}/seals.jsonl", huge("size", value))
    copy.sign_again()
    assert f"{ROOM}/seals.jsonl" in _named(copy.folder)


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\xff\xfe\n", DEEP, LONG, b"null\n", b"[]\n", b'"x"\n', b"{}\n", b"NaN\n"]
)
@pytest.mark.parametrize(
    "name",
    ["data/log.jsonl", "data/hearing.json", f"{ROOM}/about.json", f"{ROOM}/leaves.jsonl", f"{CAM}/headers.jsonl"],
)
def test_what_is_no_json_is_named(copy: Copy, name: str, content: bytes) -> None:
    """Empty, not UTF-8, nested without end, a number of thousands of digits: even signed, it is named."""
    copy.write(name, content)
    copy.sign_again()
    known = {name, ROOT, name.replace("headers", "index"), name.replace("about.json", "seals.jsonl")}
    assert _named(copy.folder) & known


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", DEEP, LONG, b"null", b"[]", b"{}", b'{"files":[],"key":1}'])
def test_a_root_that_is_none_is_named(copy: Copy, content: bytes) -> None:
    """Nothing that stands in the signature's place makes a package whole, or a verifier stumble."""
    copy.write(ROOT, content)
    copy.bag_again()
    assert set(faults(copy.folder)) == {ROOT}


def test_manifests_of_rubbish_are_named(copy: Copy) -> None:
    """Not UTF-8, no lines, lines twice."""
    for name, content in (
        ("manifest-sha256.txt", b"\xff\xfe\x00"),
        ("manifest-sha512.txt", copy.read("manifest-sha512.txt") * 2),
        ("manifest-sm3.txt", b""),
    ):
        copy.write(name, content)
    assert {"manifest-sha256.txt", "manifest-sha512.txt", "manifest-sm3.txt"} <= _named(copy.folder)


def test_names_cannot_write_over_the_screen(copy: Copy) -> None:
    """Control letters and broken UTF-8 in a file's name are spelt out."""
    copy.write("data/\x1b[2Jwhole", b"")
    (copy.folder / "data" / os.fsdecode(b"\xff\xfe")).write_bytes(b"")
    found = faults(copy.folder)
    assert "data/\\x1b[2Jwhole" in found
    assert "data/\\udcff\\udcfe" in found
    json.dumps(verify(copy.folder).as_json(), ensure_ascii=False).encode()


def test_an_empty_bag_is_not_whole(tmp_path: Path) -> None:
    """A declaration alone is no record."""
    (tmp_path / "bagit.txt").write_bytes(offline.BAGIT)
    assert {ROOT, *(f"manifest-{digest}.txt" for digest in offline.DIGESTS)} <= set(faults(tmp_path))


def run(*arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the package's own verifier as a person would."""
    environment = {**os.environ, **({"PATH": path} if path is not None else {})}
    command = [sys.executable, "-I", "-S", offline.__file__, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=60)


def court(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``courtroom verify``."""
    command = [sys.executable, "-m", "control_panel", "verify", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_both_exit_alike(copy: Copy, tmp_path: Path) -> None:
    """0 whole, 2 usage, 4 damaged; usage says what to give instead, and nothing is a traceback."""
    here = str(copy.folder)
    for verifier in (run, court):
        assert verifier(here).returncode == 0
        for wrong in (("/no/such/place",), (str(tmp_path),), (here, "--key", "abc"), (here, "--no-such")):
            said = verifier(*wrong)
            assert said.returncode == 2
            assert said.stderr
            assert "Traceback" not in said.stderr
        assert verifier(here, "--key", "0" * 64).returncode == 4
    copy.flip("data/log.jsonl", 9)
    for verifier in (run, court):
        said = verifier(here)
        assert said.returncode == 4
        assert "data/log.jsonl" in said.stdout


def test_without_openssl_it_says_what_was_not_checked(copy: Copy, tmp_path: Path) -> None:
    """Not whole and not damaged: not fully checked. Damage is found all the same."""
    said = run(str(copy.folder), "--json", path=str(tmp_path))
    report = json.loads(said.stdout)
    assert said.returncode == 3
    assert report["faults"] == []
    assert report["unchecked"] == [offline.NO_OPENSSL]
    assert not report["whole"]

    copy.flip("data/log.jsonl", 9)
    assert run(str(copy.folder), path=str(tmp_path)).returncode == 4


def test_where_python_has_no_sm3_openssl_makes_it(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some systems build Python without SM3; without openssl too it is said to be unchecked."""
    real = offline.hashlib.new

    def without_sm3(name: str, *rest: bytes) -> Any:
        if name == "sm3":
            raise ValueError(f"unsupported hash type {name}")
        return real(name, *rest)

    monkeypatch.setattr(offline.hashlib, "new", without_sm3)
    assert offline.verify(str(copy.folder))["whole"]
    monkeypatch.setenv("PATH", "/nowhere")
    assert offline.NO_SM3 in offline.verify(str(copy.folder))["unchecked"]


def test_a_folder_that_is_no_package_is_refused(tmp_path: Path) -> None:
    """Whoever verifies the wrong folder is told so, and not that it is whole."""
    with pytest.raises(NotAPackage, match=r"bagit\.txt"):
        verify(tmp_path)
