"""Whatever is changed in what two sides have signed of one another, both verifiers find it and name it.

The forger of these tests holds the court's key: list and manifests are made anew after each change, and a rewritten take
is sealed with the right key. What the other side has signed still tells.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recorder.archive.packing import pack
from recorder.archive.verification import verify
from recorder.countersignature import Countersignature, Countersignatures, Seen, countersign
from recorder.digests import TakeDigests
from recorder.index import canonical, sha256_hex
from recorder.layout import countersigned_file, take_paths
from recorder.seals import Checkpoint
from tests.recorder.packing import COURT_KEY, closing_told, record, told
from tests.recorder.recording import CASE, HEARING
from tests.recorder.tampering import Copy, faults, word

CENTRE_KEY = Ed25519PrivateKey.from_private_bytes(b"centre" + bytes(26))
STRANGER = Ed25519PrivateKey.from_private_bytes(b"stranger" + bytes(24))
COURT, CENTRE = "server-1", "custody-centre-1-1"
FILE = "data/seals/countersigned.jsonl"
NAMES = ("remote-p-1", "remote-p-1-sound")


def _countersigned(records: Path) -> None:
    """Let each side sign the seals of the other, but for the last of the centre's."""
    kept = Countersignatures(countersigned_file(records, CASE, HEARING))
    for take, key, by in ((CENTRE, COURT_KEY, "service:recorder"), (COURT, CENTRE_KEY, "agent:centre-1")):
        paths = take_paths(records, CASE, HEARING, take)
        seals = [Checkpoint.model_validate_json(line) for line in paths.seals.read_bytes().splitlines()]
        assert len(TakeDigests(paths).read()) == seals[-1].size
        before: Countersignature | None = None
        for at, seal in enumerate({seal.size: seal for seal in seals}.values()):
            seen = Seen(hearing=HEARING, take=take, at=at, offset_ns=-5, uncertainty_ns=9, by=by)
            before = countersign(seal, seen, key, before)
            kept.add(before)


def _package(folder: Path) -> Path:
    records = folder / "records"
    story = told()
    for take, key in ((COURT, COURT_KEY), (CENTRE, CENTRE_KEY)):
        record(records, story, take, key, NAMES)
    _countersigned(records)
    closing_told(records, story)
    return pack(records, folder / "archive", story.log, COURT_KEY)[0]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A package that two sides have countersigned; nobody writes into it."""
    package = _package(tmp_path_factory.mktemp("court"))
    yield package
    assert faults(package) == {}, "the original was never touched"


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Copy:
    """A copy that may be changed."""
    return Copy(original, tmp_path / "copy")


def changed(number: int, **changes: Any) -> Callable[[list[Any]], None]:
    """Change a line and leave its signature."""
    return lambda lines: lines[number].update(changes)


def signed_by(key: Ed25519PrivateKey, number: int, **changes: Any) -> Callable[[list[Any]], None]:
    """Change a line and sign it with *key*."""

    def change(lines: list[Any]) -> None:
        one = Countersignature.model_validate(lines[number]).model_copy(update=changes)
        seal = Checkpoint(size=one.size, root=one.root, prev="0" * 64, at=1, key=one.key, signature="0" * 128)
        before = Countersignature.model_validate(lines[number - 1]) if number % 2 else None
        seen = Seen(**{name: getattr(one, name) for name in Seen.model_fields})
        lines[number] = json.loads(countersign(seal, seen, key, before).line())

    return change


CHANGES = {
    "a forged signature": (
        changed(0, signature="0" * 128),
        {("countersigned-signature", 1), ("countersigned-chain", 2)},
    ),
    "another moment": (changed(1, at=77), {("countersigned-signature", 2)}),
    "another clock offset": (changed(3, offset_ns=0), {("countersigned-signature", 4)}),
    "a stranger's": (signed_by(STRANGER, 3), {("countersigned-key", 4), ("countersigned-chain", 4)}),
    "signed by the court for the centre": (
        signed_by(COURT_KEY, 3),
        {("countersigned-key", 4), ("countersigned-chain", 4)},
    ),
    "replayed": (lambda lines: lines.append(lines[2]), {("countersigned-chain", 5)}),
    "missing": (lambda lines: lines.pop(0), {("countersigned-chain", 1)}),
    "two in the other order": (
        lambda lines: lines.insert(0, lines.pop(1)),
        {("countersigned-chain", 1), ("countersigned-chain", 2)},
    ),
    "another root": (
        signed_by(CENTRE_KEY, 3, root="a" * 64),
        {("countersigned-take", 4, COURT)},
    ),
    "more than there is": (
        signed_by(CENTRE_KEY, 3, size=10_000),
        {("countersigned-take", 4, COURT)},
    ),
    "another hearing": (signed_by(CENTRE_KEY, 3, hearing="h-aaaaaaaaaa"), {("other",)}),
    "an unknown key in it": (changed(1, more=1), {("countersigned-form", 2)}),
    "a negative uncertainty": (changed(1, uncertainty_ns=-1), {("countersigned-form", 2)}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_countersignature_is_found_and_named(copy: Copy, name: str) -> None:
    """Forged, replayed, reordered, left out or put into another's mouth: the line is named."""
    change, expected = CHANGES[name]
    copy.edit(FILE, change)
    copy.sign_again()

    assert faults(copy.folder) == {FILE: {word(*one) for one in expected}}


def test_a_line_that_is_spelt_otherwise_is_found(copy: Copy) -> None:
    """One spelling is signed; blanks are a change."""
    copy.write(FILE, copy.read(FILE).replace(b'{"at":', b'{"at": ', 1))
    copy.sign_again()

    assert word("countersigned-form", 1) in faults(copy.folder)[FILE]


@pytest.mark.parametrize(("take", "key", "number"), [(CENTRE, CENTRE_KEY, 1), (COURT, COURT_KEY, 3)])
def test_a_take_rewritten_after_countersigning_is_found(
    tmp_path: Path, take: str, key: Ed25519PrivateKey, number: int
) -> None:
    """Media, lines, leaves and seals are made anew with the writer's own key: all fits, but for the other's signature."""
    records = tmp_path / "records"
    story = told()
    for name, its_key in ((COURT, COURT_KEY), (CENTRE, CENTRE_KEY)):
        record(records, story, name, its_key, NAMES)
    _countersigned(records)
    shutil.rmtree(take_paths(records, CASE, HEARING, take).folder)
    shorter = told()
    shorter.state = shorter.hearing.but(
        spans=tuple(span.but(until=(span.until or 0) - 1000) for span in shorter.hearing.spans)
    )
    record(records, shorter, take, key, NAMES)
    closing_told(records, story)
    package, _ = pack(records, tmp_path / "archive", story.log, COURT_KEY)

    found = faults(package)
    assert found == {FILE: {word("countersigned-take", number, take), word("countersigned-take", number + 1, take)}}


def test_what_is_not_countersigned_at_the_end_is_noted(copy: Copy) -> None:
    """A line that was cut before the end is no damage, and it is said."""
    copy.edit(FILE, lambda lines: lines.pop(1))
    copy.sign_again()
    report = verify(copy.folder)

    assert report.whole
    assert [note for note in report.notes if CENTRE in note]


def test_the_chain_is_over_the_lines_as_they_lie_there(copy: Copy) -> None:
    """Whoever reads the file needs no code of ours."""
    lines = copy.lines(FILE)

    assert [line["prev"] for line in lines] == [
        "0" * 64,
        sha256_hex(canonical(lines[0])),
        "0" * 64,
        sha256_hex(canonical(lines[2])),
    ]
