"""SM2 and SM3 from the writer's disk to the package: a court that must use them is proven by them."""

import json
from pathlib import Path

import pytest

from recorder.archive.packing import pack
from recorder.archive.verification import verify
from recorder.index import sm3_hex
from recorder.keys import make_key
from recorder.signing import Algorithm
from tests.hearing.story import Story
from tests.recorder.packing import record, told
from tests.recorder.tampering import CAM, MIC, ROOM, ROOT, Copy, faults, word

NAMES = ("cam-judge", "mic-judge")


def packed_by(folder: Path, algorithm: Algorithm) -> Path:
    """A package whose writer and court sign by *algorithm*."""
    story: Story = told()
    record(folder / "records", story, "room-demo-1", make_key(folder / "writer.pem", algorithm), NAMES)
    package, _ = pack(folder / "records", folder / "archive", story.log, make_key(folder / "court.pem", algorithm))
    return package


@pytest.fixture(scope="module")
def national(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package by SM2."""
    return packed_by(tmp_path_factory.mktemp("court"), "sm2")


def test_fragments_of_an_sm2_writer_have_both_digests(national: Path) -> None:
    """SM3 stands beside SHA-256 in each line, under the signed tree; both verifiers find the package whole."""
    lines = [json.loads(line) for line in (national / CAM / "index.jsonl").read_bytes().splitlines()]
    first = (national / CAM / lines[0]["file"]).read_bytes()[lines[0]["offset"] :][: lines[0]["bytes"]]

    assert all("sm3" in line for line in lines)
    assert lines[0]["sm3"] == sm3_hex(first)
    assert faults(national) == {}
    assert json.loads((national / ROOT).read_bytes())["algorithm"] == "sm2"
    assert b'"algorithm":"sm2"' in (national / ROOM / "seals.jsonl").read_bytes()


def test_a_package_by_p256_is_whole(tmp_path: Path) -> None:
    """The third way to sign; SHA-256 alone."""
    package = packed_by(tmp_path, "p256")
    assert faults(package) == {}
    assert b"sm3" not in (package / MIC / "index.jsonl").read_bytes()


@pytest.mark.parametrize("name", [ROOT, f"{ROOM}/seals.jsonl", f"{CAM}/index.jsonl"])
def test_a_changed_octet_under_sm2_is_found(national: Path, tmp_path: Path, name: str) -> None:
    """Signatures and digests of this kind are checked as strictly as the others, by both verifiers."""
    copy = Copy(national, tmp_path / "copy")
    copy.flip(name, len(copy.read(name)) // 2)
    copy.bag_again()
    assert name in faults(copy.folder)


def test_a_wrong_sm3_is_found_though_sha256_is_right(national: Path, tmp_path: Path) -> None:
    """Whoever forges the second digest only is named by line."""
    copy = Copy(national, tmp_path / "copy")
    copy.edit(f"{CAM}/index.jsonl", lambda lines: lines[2].update(sm3="0" * 64))
    root = json.loads(copy.read(ROOT))
    copy.write(ROOT, json.dumps({name: value for name, value in root.items() if name != "algorithm"}).encode())
    copy.sign_again()
    assert word("sm3", 3) in faults(copy.folder)[f"{CAM}/index.jsonl"]


def test_sm3_of_media_is_always_compared_where_sm2_signs(national: Path, tmp_path: Path) -> None:
    """There it is the digest that everything rests on; nothing is left out in haste."""
    assert verify(national, all_digests=False).notes == set()
    copy = Copy(national, tmp_path / "copy")
    listed = copy.read("manifest-sm3.txt").decode()
    [line] = [line for line in listed.splitlines() if line.endswith(f"{CAM}/000000000000.mp4")]
    copy.write("manifest-sm3.txt", listed.replace(line[:64], "0" * 64).encode())
    found = verify(copy.folder, all_digests=False).as_json()["faults"]
    assert word("manifest", f"{CAM}/000000000000.mp4") in {one["what"] for one in found}


def test_another_algorithms_name_is_no_signature(national: Path, tmp_path: Path) -> None:
    """The root says how it is signed, and that is the only way that is tried."""
    copy = Copy(national, tmp_path / "copy")
    value = json.loads(copy.read(ROOT))
    copy.write(ROOT, json.dumps({**value, "algorithm": "p256"}).encode())
    copy.bag_again()
    assert ROOT in faults(copy.folder)
