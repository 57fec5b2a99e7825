"""Checkpoints and keys: who swore to what, and that nobody else can."""

import json
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recorder.errors import RecordDamaged, StoreFault
from recorder.index import canonical, sha256_hex
from recorder.keys import load_or_make_key, public_hex
from recorder.merkle import MerkleTree
from recorder.seals import Checkpoint, check_chain, hearing_root, make_checkpoint

KEY = Ed25519PrivateKey.generate()


def chain(count: int) -> list[Checkpoint]:
    """*count* checkpoints of a growing tree."""
    tree, seals = MerkleTree(), list[Checkpoint]()
    for number in range(count):
        tree.append(b"%d" % number)
        seals.append(make_checkpoint(tree, KEY, seals[-1] if seals else None, number, final=number == count - 1))
    return seals


def test_a_checkpoint_is_signed_by_its_key() -> None:
    """The signature holds for exactly what the line says, spelt in the one canonical way."""
    [seal] = chain(1)

    assert seal.is_signed()
    assert seal.key == public_hex(KEY)
    assert json.loads(seal.line()) == seal.model_dump(exclude_none=True)
    KEY.public_key().verify(bytes.fromhex(seal.signature), seal.signed_bytes())


@pytest.mark.parametrize(
    "change",
    [{"size": 2}, {"root": "0" * 64}, {"prev": "1" * 64}, {"at": 1}, {"final": None}, {"signature": "0" * 128}],
)
def test_a_changed_checkpoint_is_not_signed(change: dict[str, object]) -> None:
    """Whatever is changed afterwards breaks the signature."""
    assert not chain(1)[0].model_copy(update=change).is_signed()


def test_a_chain_holds_together() -> None:
    """Checkpoints in their order, none missing, are accepted."""
    seals = chain(4)
    check_chain(seals, public_hex(KEY))

    assert seals[1].prev == sha256_hex(seals[0].line())


@pytest.mark.parametrize(
    ("number", "kept"), [(2, [0, 2, 3]), (1, [1, 2, 3]), (2, [0, 0]), (4, [0, 1, 2, 2]), (2, [0, 3, 2])]
)
def test_a_checkpoint_taken_out_is_noticed(number: int, kept: list[int]) -> None:
    """Leaving out, doubling or reordering checkpoints is told with the line where it shows."""
    seals = chain(4)
    with pytest.raises(RecordDamaged, match=rf"seals.jsonl:{number}:.*changed after it was sealed"):
        check_chain([seals[index] for index in kept], public_hex(KEY))


def test_another_writers_checkpoint_is_noticed() -> None:
    """Only the take's own key may swear for it."""
    with pytest.raises(RecordDamaged, match="another key"):
        check_chain(chain(1), public_hex(Ed25519PrivateKey.generate()))


def test_nothing_follows_the_final_seal() -> None:
    """A checkpoint behind the final one is refused even when it is signed."""
    seals = chain(2)
    tree = MerkleTree([b"0", b"1", b"2"])
    with pytest.raises(RecordDamaged, match="follows the final seal"):
        check_chain([*seals, make_checkpoint(tree, KEY, seals[-1], 9)], public_hex(KEY))


def test_the_hearings_root_is_over_takes_log_and_transcript() -> None:
    """The root can be made again from the final seals, in the order of names, and changes with each part."""
    [first, second] = [chain(1)[0], chain(3)[-1]]
    log, transcript = sha256_hex(b"log"), sha256_hex(b"transcript")
    root = hearing_root({"server-1": second, "room-demo-1": first}, log, transcript)

    lines = [("room-demo-1", first), ("server-1", second)]
    expected = MerkleTree(canonical({"take": take, "size": seal.size, "root": seal.root}) for take, seal in lines)
    expected.append(bytes.fromhex(log))
    expected.append(bytes.fromhex(transcript))
    assert root == expected.root().hex()
    assert root != hearing_root({"server-1": second, "room-demo-1": first}, transcript, log)
    assert root != hearing_root({"server-1": second}, log, transcript)


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    """The writer signs with the same key after a restart, and nobody else can read it."""
    path = tmp_path / "keys" / "recorder.pem"
    made = load_or_make_key(path)

    assert public_hex(load_or_make_key(path)) == public_hex(made)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_no_key_is_refused(tmp_path: Path) -> None:
    """A broken or foreign key file is told with its place; it is not written over."""
    path = tmp_path / "recorder.pem"
    path.write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    path.chmod(0o600)
    with pytest.raises(StoreFault, match=r"recorder\.pem: not a private key"):
        load_or_make_key(path)
