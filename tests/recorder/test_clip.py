"""A clip: one stretch of one track, proven by itself; whatever is changed in it, both verifiers find it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pytest

from recorder.archive.clip import NothingThere, Stretch, cut_clip, moment
from recorder.archive.clip_check import verify_clip
from recorder.archive.export import SourceDamaged, TargetTaken
from recorder.archive.offline import verify as offline
from recorder.index import canonical
from recorder.keys import public_hex
from tests.recorder.packing import COURT_KEY, PROGRAM_KEY, packed
from tests.recorder.recording import SECOND
from tests.recorder.tampering import Copy

CLIP = Stretch("cam-judge", 2 * SECOND, 5 * SECOND)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package as it was made."""
    return packed(tmp_path_factory.mktemp("court"))


@pytest.fixture(scope="module")
def original(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip as it was taken out."""
    return cut_clip(package, tmp_path_factory.mktemp("clips"), CLIP)


@pytest.fixture
def clip(original: Path, tmp_path: Path) -> Path:
    """A copy that may be changed."""
    return shutil.copytree(original, tmp_path / "clip")


def faults(folder: Path, key: str = "") -> set[str]:
    """Files that both verifiers name; they say the same of each, but where one says more of the form."""
    ours = {fault.path for fault in verify_clip(folder, key).faults}
    theirs = {fault["path"] for fault in offline.SEALS.verify_clip(str(folder), key)["faults"]}
    assert ours == theirs
    return ours


def test_a_clip_proves_itself_against_the_signed_root(original: Path, package: Path) -> None:
    """Without the package both verifiers find it whole, by the court's key, and it plays."""
    alone = subprocess.run(
        [sys.executable, "-I", "-S", str(original / "verify_seals.py"), "--key", public_hex(COURT_KEY)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert alone.returncode == 0, alone.stdout + alone.stderr
    assert faults(original, public_hex(COURT_KEY)) == set()
    assert verify_clip(original).root == json.loads((package / "data/seals/root.json").read_bytes())["root"]
    [film] = original.glob("*.mp4")
    with av.open(str(film)) as container:
        times = [float(frame.time) for frame in container.decode(video=0)]
    assert times[0] <= CLIP.since / SECOND
    assert times[-1] + 0.05 >= CLIP.until / SECOND


def test_a_clip_holds_nothing_of_the_rest(original: Path, package: Path) -> None:
    """One file of media, a few seconds of it; no log, no text, no other track."""
    assert sorted(path.name for path in original.iterdir()) == ["000000000000.mp4", "proof.json", "verify_seals.py"]
    whole = (package / "data/media/room-demo-1/cam-judge/000000000000.mp4").stat().st_size
    assert (original / "000000000000.mp4").stat().st_size < whole / 3


def test_courtroom_cuts_and_verifies_a_clip(package: Path, tmp_path: Path) -> None:
    """The verbs say where it lies, and that it is whole."""
    command = [sys.executable, "-m", "control_panel"]
    cut = ["export", str(package), "--to", str(tmp_path), "--clip", "room-demo-1/mic-judge", "0:02", "4.5", "--json"]
    said = subprocess.run([*command, *cut], capture_output=True, text=True, check=True)
    folder = json.loads(said.stdout)["clip"]
    assert subprocess.run([*command, "verify", folder], capture_output=True, check=False).returncode == 0
    Path(folder, "proof.json").write_bytes(b"{}")
    assert subprocess.run([*command, "verify", folder], capture_output=True, check=False).returncode == 4


def edited(clip: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the proof."""
    proof = json.loads((clip / "proof.json").read_bytes())
    change(proof)
    (clip / "proof.json").write_bytes(canonical(proof))


def flipped(clip: Path) -> None:
    """One bit of the picture."""
    content = bytearray((clip / "000000000000.mp4").read_bytes())
    content[len(content) // 2] ^= 1
    (clip / "000000000000.mp4").write_bytes(content)


def last_part_dropped(proof: dict[str, Any]) -> None:
    """The proof is of less than is there."""
    proof["files"][0]["parts"].pop()


def middle_part_dropped(clip: Path) -> None:
    """A fragment in the middle is cut out, of the file and of the proof."""
    proof = json.loads((clip / "proof.json").read_bytes())
    parts = proof["files"][0]["parts"]
    at = sum(part["leaf"]["bytes"] for part in parts[:2])
    content = (clip / "000000000000.mp4").read_bytes()
    (clip / "000000000000.mp4").write_bytes(content[:at] + content[at + parts[2]["leaf"]["bytes"] :])
    del parts[2]
    (clip / "proof.json").write_bytes(canonical(proof))


PROOFS: dict[str, Callable[[dict[str, Any]], object]] = {
    "root": lambda proof: proof["signed"].update(root="0" * 64),
    "signature": lambda proof: proof["signed"].update(signature="0" * 128),
    "signer": lambda proof: proof["signed"].update(key=public_hex(PROGRAM_KEY)),
    "seal": lambda proof: proof["seal"].update(root="0" * 64),
    "seal's signature": lambda proof: proof["seal"].update(signature="0" * 128),
    "seal not final": lambda proof: proof["seal"].pop("final"),
    "take": lambda proof: proof.update(take="room-demo-2"),
    "track": lambda proof: proof.update(track="cam-other"),
    "hearing": lambda proof: proof.update(hearing="h-zzzzzzzzzz"),
    "time": lambda proof: proof["files"][0]["parts"][1]["leaf"].update(start=9 * SECOND),
    "number": lambda proof: proof["files"][0]["parts"][1]["leaf"].update(seq=9),
    "leaf's place": lambda proof: proof["files"][0]["parts"][1].update(n=0),
    "path": lambda proof: proof["files"][0]["parts"][1]["path"].reverse(),
    "take's path": lambda proof: proof["path"].append("0" * 64),
    "take's number": lambda proof: proof.update(number=0),
    "parts swapped": lambda proof: proof["files"][0]["parts"].insert(1, proof["files"][0]["parts"].pop(2)),
    "no files": lambda proof: proof.update(files=[]),
    "more said": lambda proof: proof["files"][0]["parts"][1]["leaf"].update(more=1),
}


@pytest.mark.parametrize("change", PROOFS.values(), ids=PROOFS)
def test_a_changed_proof_is_found(clip: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Whatever the proof says otherwise, nothing is proven."""
    edited(clip, change)
    assert "proof.json" in faults(clip)


def test_a_changed_picture_is_found(clip: Path) -> None:
    """One bit, and the file is named."""
    flipped(clip)
    assert faults(clip) == {"000000000000.mp4"}


def test_less_or_more_than_is_proven_is_found(clip: Path) -> None:
    """A file with a tail, a proof without its end, a file beside, a file that is gone."""
    whole = (clip / "000000000000.mp4").read_bytes()
    (clip / "000000000000.mp4").write_bytes(whole + b"more")
    assert faults(clip) == {"000000000000.mp4"}
    (clip / "000000000000.mp4").write_bytes(whole)
    (clip / "000000009000.mp4").write_bytes(whole)
    assert faults(clip) == {"000000009000.mp4"}
    (clip / "000000009000.mp4").unlink()
    edited(clip, last_part_dropped)
    assert faults(clip) == {"000000000000.mp4"}
    (clip / "000000000000.mp4").unlink()
    assert "000000000000.mp4" in faults(clip)


def test_a_second_cut_out_of_the_middle_is_found(clip: Path) -> None:
    """Each fragment follows the one before; what was left out is missed although all that is there is proven."""
    middle_part_dropped(clip)
    assert faults(clip) == {"proof.json"}


def test_a_strangers_key_is_named(clip: Path) -> None:
    """Whoever knows the court's key is told when it is not the signer."""
    assert faults(clip, public_hex(PROGRAM_KEY)) == {"proof.json"}


def test_what_cannot_be_cut_is_said(package: Path, original: Path, tmp_path: Path) -> None:
    """No such track, nothing then, a taken folder, a damaged package."""
    with pytest.raises(NothingThere, match="no one track"):
        cut_clip(package, tmp_path, Stretch("cam-9", 0, SECOND))
    with pytest.raises(NothingThere, match="nothing was recorded"):
        cut_clip(package, tmp_path, Stretch("cam-judge", 9000 * SECOND, 9001 * SECOND))
    with pytest.raises(TargetTaken):
        cut_clip(package, original.parent, CLIP)
    damaged = Copy(package, tmp_path / "damaged")
    damaged.flip("data/log.jsonl", 5)
    with pytest.raises(SourceDamaged):
        cut_clip(damaged.folder, tmp_path, CLIP)


@pytest.mark.parametrize(("text", "ns"), [("90", 90), ("1:30", 90), ("0:01:30", 90), ("1:00:00", 3600)])
def test_moments_are_read(text: str, ns: int) -> None:
    """As seconds, or as on the player's clock."""
    assert moment(text) == ns * SECOND
    with pytest.raises(ValueError, match="no moment"):
        moment(text + ":x")
