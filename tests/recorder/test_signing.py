"""Three ways to sign, one way to read them, and keys that nobody else can use."""

import stat
import subprocess
from pathlib import Path

import pytest

from recorder.errors import RecordDamaged, StoreFault
from recorder.keys import load_key, load_or_make_key, make_key
from recorder.merkle import MerkleTree
from recorder.seals import check_chain, make_checkpoint
from recorder.signing import Algorithm, algorithm_of, is_signed, public_hex, sign

ALGORITHMS: list[Algorithm] = ["ed25519", "p256", "sm2"]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_key_of_each_kind_signs_and_is_known_again(tmp_path: Path, algorithm: Algorithm) -> None:
    """What one key signed no other text and no other key passes for."""
    key = make_key(tmp_path / "writer.pem", algorithm)
    again = load_or_make_key(tmp_path / "writer.pem")
    signature = sign(key, b"checkpoint")

    assert algorithm_of(again) == algorithm
    assert public_hex(again) == public_hex(key)
    assert stat.S_IMODE((tmp_path / "writer.pem").stat().st_mode) == 0o600
    assert is_signed(algorithm, public_hex(key), b"checkpoint", signature)
    assert not is_signed(algorithm, public_hex(key), b"checkpoinT", signature)
    assert not is_signed(algorithm, public_hex(make_key(tmp_path / "other.pem", algorithm)), b"checkpoint", signature)
    assert not is_signed(algorithm, public_hex(key), b"checkpoint", "0" * 128)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_signature_of_one_kind_is_none_of_another(tmp_path: Path, algorithm: Algorithm) -> None:
    """The algorithm that a line names is the only one that is tried."""
    key = make_key(tmp_path / "writer.pem", algorithm)
    signature = sign(key, b"checkpoint")

    for other in {*ALGORITHMS} - {algorithm}:
        assert not is_signed(other, public_hex(key), b"checkpoint", signature)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_line_says_how_it_is_signed(tmp_path: Path, algorithm: Algorithm) -> None:
    """A checkpoint names its algorithm, under the signature; ed25519 alone goes without saying."""
    key, tree = make_key(tmp_path / "writer.pem", algorithm), MerkleTree([b"fragment"])
    first = make_checkpoint(tree, key, None, 1)
    last = make_checkpoint(tree, key, first, 2, final=True)

    check_chain([first, last], public_hex(key))
    assert (b"algorithm" in last.line()) == (algorithm != "ed25519")
    with pytest.raises(RecordDamaged, match="signature is wrong"):
        check_chain([first.model_copy(update={"algorithm": "sm2" if algorithm != "sm2" else "p256"})], first.key)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o777, 0o610])
def test_a_key_that_others_could_use_is_refused(tmp_path: Path, mode: int) -> None:
    """Nobody can say who signed with it; the words say what to do."""
    path = tmp_path / "writer.pem"
    make_key(path, "ed25519")
    path.chmod(mode)
    with pytest.raises(StoreFault, match=rf"mode {mode:04o}.*chmod 600"):
        load_or_make_key(path)


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    """Records are signed with it; who wants another one moves it away."""
    make_key(tmp_path / "writer.pem", "p256")
    with pytest.raises(StoreFault, match="a key lies here already"):
        make_key(tmp_path / "writer.pem", "ed25519")


@pytest.mark.parametrize("kind", [["-algorithm", "RSA"], ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"]])
def test_a_key_of_another_kind_is_refused(tmp_path: Path, kind: list[str]) -> None:
    """Neither verifier would know what to do with it."""
    path = tmp_path / "writer.pem"
    subprocess.run(["openssl", "genpkey", *kind, "-out", str(path)], check=True, capture_output=True)
    path.chmod(0o600)
    with pytest.raises(StoreFault, match=r"none of ed25519, P-256 or SM2"):
        load_key(path)


def test_openssl_itself_agrees(tmp_path: Path) -> None:
    """What is signed with SM2 is what the program openssl makes of the same key and text."""
    key = make_key(tmp_path / "writer.pem", "sm2")
    options = ["-sm3", "-sigopt", "distid:1234567812345678", "-sign", str(tmp_path / "writer.pem")]
    made = subprocess.run(["openssl", "dgst", *options], input=b"checkpoint", capture_output=True, check=True).stdout
    r_size = made[3]
    r, s = made[4 : 4 + r_size], made[6 + r_size :]
    raw = b"".join(half.lstrip(b"\0").rjust(32, b"\0") for half in (r, s))

    assert is_signed("sm2", public_hex(key), b"checkpoint", raw.hex())
