"""Whatever is changed in what people sign (closing root, stamps, addenda), both verifiers find it and name the file.

The forger of these tests holds the key that signs packages: list and manifests are made anew after each change. What
was told in court, stamped by others or signed before still tells.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recorder.archive.offline import verify as offline
from recorder.archive.stamps import StampedSeals, stamp_request
from recorder.archive.verification import verify
from recorder.closing import Closing
from recorder.index import canonical
from recorder.keys import public_hex
from recorder.seals import Checkpoint
from recorder.spoken_code import spoken_code
from tests.recorder.packing import COURT_KEY, ROOM_KEY
from tests.recorder.recording import HEARING
from tests.recorder.signed_package import signed_package
from tests.recorder.tampering import CLOSING, ROOM, ROOT, Copy, faults, word
from tests.recorder.time_authority import TimeAuthority

STRANGER = Ed25519PrivateKey.from_private_bytes(b"stranger" + bytes(24))
TST = "data/seals/tst"
SEALS_STAMP, CLOSING_STAMP = f"{TST}/seals-0000000000001", f"{TST}/closing-0000000000002"
ADDENDUM, SECOND = "v2/addendum.json", "v3/addendum.json"
SEALS = f"{ROOM}/seals.jsonl"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TimeAuthority:
    """An authority on this machine."""
    return TimeAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory, authority: TimeAuthority) -> Iterator[Path]:
    """A package with two stamps and two addenda; nobody writes into it."""
    package = signed_package(tmp_path_factory.mktemp("court"), authority)
    yield package
    assert faults(package) == {}, "the original was never touched"


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Copy:
    """A copy that may be changed."""
    return Copy(original, tmp_path / "copy")


def resigned(copy: Copy, name: str, key: Ed25519PrivateKey = COURT_KEY, **changes: Any) -> None:
    """Change a signed file and sign it anew."""
    value = json.loads(copy.read(name)) | {"key": public_hex(key)} | changes
    del value["signature"]
    copy.write(name, canonical({**value, "signature": key.sign(canonical(value)).hex()}) + b"\n")


def changed(copy: Copy, name: str, **changes: Any) -> None:
    """Change a signed file and leave its signature."""
    copy.write(name, canonical(json.loads(copy.read(name)) | changes) + b"\n")


def stands(copy: Copy, **changes: Any) -> list[Any]:
    """The takes of the closing root, the last of them changed."""
    takes = json.loads(copy.read(CLOSING))["takes"]
    return [*takes[:-1], takes[-1] | changes]


def first_stand(copy: Copy) -> dict[str, Any]:
    """Where the room's take stood at its first seal."""
    seal = copy.lines(SEALS)[0]
    return {"size": seal["size"], "root": seal["root"]}


def retold(copy: Copy) -> None:
    """The log tells another closing root."""
    other = "1" * 64

    def tell(lines: list[Any]) -> None:
        lines[-1].update(root=other, code=spoken_code(other))

    lines = [json.loads(line) for line in copy.read("data/log.jsonl").splitlines()]
    tell(lines)
    copy.write("data/log.jsonl", b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines))


def restamped(copy: Copy, name: str, content: bytes, authority: TimeAuthority | None = None) -> None:
    """Put another statement, with a token of another authority if there is one."""
    copy.write(f"{name}.json", content)
    if authority is not None:
        copy.write(f"{name}.tsr", authority.stamp(stamp_request(content)))


Change = Callable[[Copy], None]
CLOSINGS: dict[str, tuple[Change, set[str]]] = {
    "flip": (lambda copy: copy.flip(CLOSING, 9), {CLOSING}),
    "flip in the signature": (lambda copy: changed(copy, CLOSING, signature="0" * 128), {CLOSING}),
    "trim": (lambda copy: copy.write(CLOSING, copy.read(CLOSING)[:-9]), {CLOSING}),
    "empty": (lambda copy: copy.write(CLOSING, b""), {CLOSING}),
    "no object": (lambda copy: copy.write(CLOSING, b"[]"), {CLOSING}),
    "removed": (lambda copy: copy.remove(CLOSING), {CLOSING}),
    "another root": (lambda copy: changed(copy, CLOSING, root="0" * 64), {CLOSING}),
    "another time": (lambda copy: changed(copy, CLOSING, at=1), {CLOSING}),
    "another key": (lambda copy: changed(copy, CLOSING, key=public_hex(STRANGER)), {CLOSING}),
    "another algorithm": (lambda copy: changed(copy, CLOSING, algorithm="p256"), {CLOSING}),
    "another code, signed": (lambda copy: resigned(copy, CLOSING, code="0" * 40), {CLOSING}),
    "another root, signed": (lambda copy: resigned(copy, CLOSING, root="0" * 64), {CLOSING}),
    "another hearing, signed": (lambda copy: resigned(copy, CLOSING, hearing="h-zzzzzzzzzz"), {CLOSING}),
    "less of the log, signed": (lambda copy: resigned(copy, CLOSING, until=3), {CLOSING}),
    "another log, signed": (lambda copy: resigned(copy, CLOSING, log="0" * 64), {CLOSING}),
    "a take left out, signed": (lambda copy: resigned(copy, CLOSING, takes=stands(copy)[:1]), {CLOSING}),
    "takes reordered, signed": (lambda copy: resigned(copy, CLOSING, takes=stands(copy)[::-1]), {CLOSING}),
    "a take renamed, signed": (lambda copy: resigned(copy, CLOSING, takes=stands(copy, take="room-x-1")), {CLOSING}),
    "an older seal replayed, signed": (
        lambda copy: resigned(copy, CLOSING, takes=stands(copy, **first_stand(copy))),
        {CLOSING},
    ),
    "another root told in the log": (retold, {CLOSING}),
}
"""Changes of the closing root, and what must be among the files that are named."""


@pytest.mark.parametrize(("change", "named"), CLOSINGS.values(), ids=CLOSINGS)
def test_a_changed_closing_root_is_found(copy: Copy, change: Change, named: set[str]) -> None:
    """Also when the court's own key signs the change: the seals, the log and the code do not lead to it."""
    change(copy)
    copy.sign_again()
    assert named <= set(faults(copy.folder))
    assert set(faults(copy.folder)), "something is always found"


def forged(copy: Copy, name: str) -> None:
    """A token made by an authority of the forger's own."""
    restamped(copy, name, copy.read(f"{name}.json"), TimeAuthority(copy.folder.parent / "forger"))


def swapped(copy: Copy) -> None:
    """Two tokens change places."""
    one, two = copy.read(f"{SEALS_STAMP}.tsr"), copy.read(f"{CLOSING_STAMP}.tsr")
    copy.write(f"{SEALS_STAMP}.tsr", two)
    copy.write(f"{CLOSING_STAMP}.tsr", one)


def renamed(copy: Copy) -> None:
    """A token and what it is over get another name: the one that was asked for is missing."""
    for end in ("json", "tsr"):
        copy.write(f"{TST}/seals-0000000000009.{end}", copy.read(f"{SEALS_STAMP}.{end}"))
        copy.remove(f"{SEALS_STAMP}.{end}")


STAMPS: dict[str, tuple[Change, set[str]]] = {
    "token missing": (lambda copy: copy.remove(f"{SEALS_STAMP}.tsr"), {f"{SEALS_STAMP}.tsr"}),
    "closing's token missing": (lambda copy: copy.remove(f"{CLOSING_STAMP}.tsr"), {f"{CLOSING_STAMP}.tsr"}),
    "statement missing": (lambda copy: copy.remove(f"{SEALS_STAMP}.json"), {f"{SEALS_STAMP}.json"}),
    "token flipped": (lambda copy: copy.flip(f"{SEALS_STAMP}.tsr", -20), {f"{SEALS_STAMP}.tsr"}),
    "token trimmed": (
        lambda copy: copy.write(f"{SEALS_STAMP}.tsr", copy.read(f"{SEALS_STAMP}.tsr")[:-40]),
        {f"{SEALS_STAMP}.tsr"},
    ),
    "token emptied": (lambda copy: copy.write(f"{SEALS_STAMP}.tsr", b""), {f"{SEALS_STAMP}.tsr"}),
    "token forged": (lambda copy: forged(copy, SEALS_STAMP), {f"{SEALS_STAMP}.tsr"}),
    "closing's token forged": (lambda copy: forged(copy, CLOSING_STAMP), {f"{CLOSING_STAMP}.tsr"}),
    "tokens swapped": (swapped, {f"{SEALS_STAMP}.tsr", f"{CLOSING_STAMP}.tsr"}),
    "token renamed": (renamed, {f"{SEALS_STAMP}.tsr"}),
    "statement changed": (lambda copy: changed(copy, f"{SEALS_STAMP}.json", at=9), {f"{SEALS_STAMP}.tsr"}),
    "chain missing": (lambda copy: copy.remove(f"{TST}/chain.pem"), {f"{SEALS_STAMP}.tsr", f"{CLOSING_STAMP}.tsr"}),
    "chain emptied": (
        lambda copy: copy.write(f"{TST}/chain.pem", b""),
        {f"{SEALS_STAMP}.tsr", f"{CLOSING_STAMP}.tsr"},
    ),
}
"""Changes of stamps, and what must be among the files that are named."""


@pytest.mark.parametrize(("change", "named"), STAMPS.values(), ids=STAMPS)
def test_a_changed_stamp_is_found(copy: Copy, change: Change, named: set[str]) -> None:
    """A token is over one text, by one authority, and was asked for under one name."""
    change(copy)
    copy.sign_again()
    assert named <= set(faults(copy.folder))


def test_a_stamp_over_another_seal_is_found(copy: Copy, authority: TimeAuthority) -> None:
    """Even stamped by the right authority: the seal that it names is in no take; nor is the closing root another."""
    stamped = StampedSeals(hearing=HEARING, at=1, takes={"room-demo-1": "0" * 64}).line()
    restamped(copy, SEALS_STAMP, stamped, authority)
    closing = Closing.model_validate_json(copy.read(CLOSING)).model_copy(update={"at": 1})
    restamped(copy, CLOSING_STAMP, closing.line(), authority)
    copy.sign_again()
    found = faults(copy.folder)
    assert found[f"{SEALS_STAMP}.json"] == {word("stamped", "room-demo-1")}
    assert found[f"{CLOSING_STAMP}.json"] == {word("stamped-closing")}


def test_a_strangers_authority_is_told_by_the_root_that_is_named(original: Path, tmp_path: Path) -> None:
    """Whoever names the authority's root is not deceived by the chain in the package; nobody else can tell."""
    stranger = TimeAuthority(tmp_path / "stranger").chain
    for report in (verify(original, tsa_ca=stranger).as_json(), offline.verify(str(original), tsa_ca=str(stranger))):
        assert {fault["path"] for fault in report["faults"]} == {f"{SEALS_STAMP}.tsr", f"{CLOSING_STAMP}.tsr"}
    assert verify(original).notes == {offline.SEALS.NO_CHAIN}


def addenda_swapped(copy: Copy) -> None:
    """The later addendum stands before the earlier one."""
    one, two = copy.read(ADDENDUM), copy.read(SECOND)
    copy.write(ADDENDUM, two)
    copy.write(SECOND, one)


def first_dropped(copy: Copy) -> None:
    """The first addendum is taken away, and the second takes its place."""
    for name in ("addendum.json", "corrected.txt"):
        copy.write(f"v2/{name}", copy.read(f"v3/{name}"))
        copy.remove(f"v3/{name}")
    (copy.folder / "v3").rmdir()


ADDENDA: dict[str, tuple[Change, set[str]]] = {
    "flip": (lambda copy: copy.flip(ADDENDUM, 30), {ADDENDUM}),
    "trim": (lambda copy: copy.write(ADDENDUM, copy.read(ADDENDUM)[:-9]), {ADDENDUM}),
    "removed in the middle": (lambda copy: copy.remove(ADDENDUM), {ADDENDUM}),
    "another name": (lambda copy: changed(copy, ADDENDUM, by="李某"), {ADDENDUM}),
    "another time": (lambda copy: changed(copy, ADDENDUM, at=9), {ADDENDUM}),
    "another root, signed": (lambda copy: resigned(copy, ADDENDUM, root="0" * 64), {ADDENDUM}),
    "another hearing, signed": (lambda copy: resigned(copy, ADDENDUM, hearing="h-zzzzzzzzzz"), {ADDENDUM}),
    "another number, signed": (lambda copy: resigned(copy, ADDENDUM, number=3), {ADDENDUM}),
    "rewritten, signed": (lambda copy: resigned(copy, ADDENDUM, by="李某"), {SECOND}),
    "swapped": (addenda_swapped, {ADDENDUM, SECOND}),
    "first dropped": (first_dropped, {ADDENDUM}),
    "file flipped": (lambda copy: copy.flip("v3/corrected.txt", 3), {"v3/corrected.txt"}),
    "file removed": (lambda copy: copy.remove("v3/corrected.txt"), {"v3/corrected.txt"}),
    "file slipped in": (lambda copy: copy.write("v3/more.txt", b"x"), {"v3/more.txt"}),
    "folder slipped in": (lambda copy: copy.write("v5/x.txt", b"x"), {"v4/addendum.json", "v5/addendum.json"}),
}
"""Changes of addenda, and what must be among the files that are named."""


@pytest.mark.parametrize(("change", "named"), ADDENDA.values(), ids=ADDENDA)
def test_a_changed_addendum_is_found(copy: Copy, change: Change, named: set[str]) -> None:
    """Each is signed over the one before; taking the last one away is what a package alone cannot tell."""
    change(copy)
    assert named <= set(faults(copy.folder))


def test_an_addendum_by_a_stranger_is_told_by_the_courts_key_alone(copy: Copy) -> None:
    """Anyone can sign; whoever names the court's key learns that it was not the court."""
    resigned(copy, SECOND, STRANGER)
    assert faults(copy.folder) == {}
    assert faults(copy.folder, public_hex(COURT_KEY)) == {SECOND: {word("key")}}


def test_a_package_changed_under_its_addenda_is_found(copy: Copy) -> None:
    """They are over the signed list as it was."""
    copy.write("data/ledger.json", copy.read("data/ledger.json") + b"\n")
    copy.sign_again()
    assert ADDENDUM in faults(copy.folder)


# A seal that someone kept.


def since(copy: Copy, kept: Checkpoint) -> set[str]:
    """What both verifiers name when the package must extend *kept*."""
    ours = {fault.path for fault in verify(copy.folder, since=kept).faults}
    theirs = offline.verify(str(copy.folder), since=kept.model_dump(mode="json", exclude_none=True))
    assert ours == {fault["path"] for fault in theirs["faults"]}
    return ours


def test_a_package_extends_the_seals_that_were_kept(copy: Copy) -> None:
    """Any line of its seals, kept by a higher court, proves that nothing before it was changed."""
    for line in copy.lines(SEALS):
        assert since(copy, Checkpoint(**line)) == set()


@pytest.mark.parametrize("field", ["size", "root", "key"])
def test_a_package_that_does_not_extend_a_kept_seal_is_found(copy: Copy, field: str) -> None:
    """Another history, signed by the writer itself, is not the one that was kept."""
    line = copy.lines(SEALS)[0]
    other = {"size": line["size"] + 1, "root": hashlib.sha256(b"x").hexdigest(), "key": public_hex(STRANGER)}[field]
    key = STRANGER if field == "key" else ROOM_KEY
    unsigned = Checkpoint(**{**line, field: other})
    kept = unsigned.model_copy(update={"signature": key.sign(unsigned.signed_bytes()).hex()})
    assert since(copy, kept) == {ROOT}
