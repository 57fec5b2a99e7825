"""Content credentials: what leaves the archive as MP4 says whose it is, and a changed copy is found out."""

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
import pytest
from cryptography import x509

from recorder.archive.clip import Stretch, cut_clip
from recorder.archive.clip_check import verify_clip
from recorder.archive.clip_copy import write_copies
from recorder.archive.export import TargetTaken
from recorder.archive.packing import pack
from recorder.archive.verification import verify
from recorder.credentials.authority import authority
from recorder.credentials.claim import Claim
from recorder.credentials.errors import CredentialFault
from recorder.credentials.issuer import Issuer, found_of, read
from recorder.errors import StoreFault
from tests.recorder.packing import COURT_KEY, recorded
from tests.recorder.recording import CASE, SECOND

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with one hearing packed and a clip of it cut out, both with credentials."""
    data = tmp_path_factory.mktemp("court")
    story = recorded(data / "records")
    issuer = Issuer(data, NOW, "示范区人民法院")
    package, _ = pack(data / "records", data / "archive", story.log, COURT_KEY, issuer=issuer)
    (data / "package").symlink_to(package)
    clip = cut_clip(package, data / "out", Stretch("cam-judge", 2 * SECOND, 5 * SECOND))
    [copy] = write_copies(package, clip, issuer)
    copy.rename(data / "out" / "copy.mp4")
    clip.rename(data / "out" / "clip")
    return data


def root_of(court: Path) -> Path:
    """The certificate that the court gives to those who check."""
    return court / "keys" / "credentials" / "root.crt"


def packets(path: Path) -> list[bytes]:
    """What plays in a file."""
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux() if packet.size]


def test_the_program_in_a_package_names_its_hearing_and_root(court: Path) -> None:
    """The package is whole with it, and the file says case, hearing, moments and the root that is signed."""
    package = court / "package"
    report = verify(package)
    found = read(package / "data" / "media" / "program.mp4", root_of(court))

    assert report.whole
    assert found.state == "trusted"
    assert found.signer == "示范区人民法院 archive"
    assert found.claim is not None
    assert (found.claim.case, found.claim.hearing, found.claim.root) == (CASE, report.hearing, report.root)
    assert found.claim.what == "program"
    assert len(found.claim.parts) == 2, "the recess between its parts is not in the file"


def test_a_clips_copy_plays_the_same_and_the_clip_stays_proven(court: Path) -> None:
    """Media is untouched; the clip itself carries nothing and keeps its proof."""
    copy, clip = court / "out" / "copy.mp4", court / "out" / "clip"
    [as_recorded] = clip.glob("*.mp4")
    found = read(copy, root_of(court))

    assert packets(copy) == packets(as_recorded)
    assert verify_clip(clip).whole
    assert read(as_recorded).state == "none"
    assert found.state == "trusted"
    assert found.claim is not None
    assert found.claim.what == "cam-judge"
    assert found.claim.parts[0].since <= 2000
    assert found.claim.parts[0].until >= 5000


@pytest.mark.parametrize("place", [0.02, 0.5, 0.98])
def test_a_changed_copy_is_not_taken_for_the_courts(court: Path, tmp_path: Path, place: float) -> None:
    """One flipped octet, wherever it is: never trusted, nor valid."""
    content = bytearray((court / "out" / "copy.mp4").read_bytes())
    content[int(len(content) * place)] ^= 1
    changed = tmp_path / "changed.mp4"
    changed.write_bytes(content)
    try:
        state = read(changed, root_of(court)).state
    except CredentialFault:
        state = "refused"
    assert state in {"invalid", "none", "refused"}


def test_another_authority_is_not_the_one_that_was_named(court: Path, tmp_path: Path) -> None:
    """A forger's own root makes a file valid at most, never trusted; without a name nothing is trusted."""
    Issuer(tmp_path, NOW, "示范区人民法院").sign(
        court / "out" / "copy.mp4",
        tmp_path / "forged.mp4",
        Claim(case=CASE, hearing="h-abcdefghij", what="program", parts=(), root="0" * 64),
    )
    assert read(tmp_path / "forged.mp4", root_of(court)).state == "valid"
    assert read(tmp_path / "forged.mp4").state == "valid"
    assert read(court / "out" / "copy.mp4").state == "valid"


def test_what_is_no_film_is_refused_and_leaves_nothing(court: Path, tmp_path: Path) -> None:
    """Text, nothing, half a file: a clear refusal, no target file."""
    film = (court / "out" / "copy.mp4").read_bytes()
    for number, content in enumerate(
        (b"", b"words", b"\x00\x00\x00\x18ftypmp42" + b"\xff" * 99, film[: len(film) // 2])
    ):
        source = tmp_path / f"{number}.mp4"
        source.write_bytes(content)
        try:
            assert read(source).state in {"none", "invalid"}
        except CredentialFault as fault:
            assert str(source) in str(fault)
    with pytest.raises(CredentialFault, match="passwd"):
        Issuer(court, NOW).sign(Path("/etc/passwd"), tmp_path / "made.mp4", claim())
    assert not (tmp_path / "made.mp4").exists()


def claim() -> Claim:
    """Some claim."""
    return Claim(case=CASE, hearing="h-abcdefghij", what="program", parts=(), root="0" * 64)


def test_a_claim_that_breaks_its_form_is_not_shown_as_the_courts() -> None:
    """Whatever stands in a foreign manifest, only a claim of our form is repeated."""
    told = {"state": "Trusted", "faults": [], "signer": "x", "claim": {"format": 1, "case": "<b>", "more": 1}}
    found = found_of(told)
    assert found.state == "invalid"
    assert found.claim is None


def test_a_signer_that_is_nearly_over_is_made_anew_under_the_same_root(tmp_path: Path) -> None:
    """Those who check keep the certificate they have."""
    first = authority(tmp_path, NOW)
    root, signer = first.root.read_bytes(), first.signer.read_bytes()
    assert authority(tmp_path, NOW + timedelta(days=8 * 365)).signer.read_bytes() == signer
    later = authority(tmp_path, NOW + timedelta(days=9.5 * 365))
    assert later.root.read_bytes() == root
    made = x509.load_pem_x509_certificate(later.signer.read_bytes())
    assert made.not_valid_after_utc > NOW + timedelta(days=19 * 365)


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    """The remedy is said."""
    made = authority(tmp_path, NOW)
    made.signer.unlink()
    made.key.chmod(0o644)
    with pytest.raises(StoreFault, match="chmod 600"):
        authority(tmp_path, NOW)


def test_the_command_says_what_an_exported_file_is_worth(court: Path, tmp_path: Path) -> None:
    """``courtroom verify FILE.mp4``: 0 for the court's, 4 for a changed one."""
    ours = court / "out" / "copy.mp4"
    changed = tmp_path / "changed.mp4"
    changed.write_bytes(ours.read_bytes()[:-9] + b"x" * 9)
    command = [sys.executable, "-m", "control_panel", "verify", "--credentials-ca", str(root_of(court)), "--json"]
    good = subprocess.run([*command, str(ours)], capture_output=True, text=True, check=False)
    bad = subprocess.run([*command, str(changed)], capture_output=True, text=True, check=False)
    assert (good.returncode, json.loads(good.stdout)["state"]) == (0, "trusted")
    assert (bad.returncode, json.loads(bad.stdout)["state"]) == (4, "invalid")


def test_a_copy_takes_nobodys_place(court: Path, tmp_path: Path) -> None:
    """What lies there already stays."""
    clip = shutil.copytree(court / "out" / "clip", tmp_path / "clip")
    (tmp_path / "clip.mp4").write_bytes(b"before")
    with pytest.raises(TargetTaken):
        write_copies(court / "package", clip, Issuer(court, NOW))
    assert (tmp_path / "clip.mp4").read_bytes() == b"before"
