"""Whatever is changed in a package, both verifiers find it and name the file, and nothing but it."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recorder.archive.bag import DIGESTS, digests_of, files_below
from recorder.archive.offline import verify as offline
from recorder.archive.verification import NO_MEDIA_SM3, verify
from recorder.keys import public_hex
from recorder.seals import FIRST as NO_SEAL
from recorder.seals import Checkpoint, hearing_root
from tests.recorder.packing import COURT_KEY, ROOM_KEY, packed
from tests.recorder.recording import CASE
from tests.recorder.tampering import CAM, CLOSING, FIRST, MIC, ROOM, ROOT, SECOND_FILE, Copy, faults, word

STRANGER = Ed25519PrivateKey.from_private_bytes(b"stranger" + bytes(24))
MANIFESTS = [f"{kind}-{digest}.txt" for kind in ("manifest", "tagmanifest") for digest in ("sha256", "sha512", "sm3")]
FILES = [
    "bagit.txt",
    "bag-info.txt",
    *MANIFESTS,
    "verify.py",
    "verify_seals.py",
    "verify_takes.py",
    "verify_countersigned.py",
    "ro-crate-metadata.json",
    "player.html",
    "player/index.js",
    "data/hearing.json",
    "data/ledger.json",
    "data/log.jsonl",
    "data/transcript/transcript.jsonl",
    "data/transcript/transcript.vtt",
    "data/media/program.mp4",
    ROOT,
    CLOSING,
    *(f"{ROOM}/{name}" for name in ("about.json", "tracks.jsonl", "leaves.jsonl", "seals.jsonl")),
    *(f"{CAM}/{name}" for name in ("index.jsonl", "headers.jsonl", "clock.jsonl", FIRST, SECOND_FILE)),
    *(f"{MIC}/{name}" for name in ("index.jsonl", "headers.jsonl", FIRST)),
]
"""A file of every class."""


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A package as it was made; nobody writes into it."""
    folder = tmp_path_factory.mktemp("court")
    (folder / "player").mkdir()
    (folder / "player" / "player.html").write_text("<!doctype html>")
    package = packed(folder, folder / "player")
    yield package
    assert faults(package) == {}, "the original was never touched"


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Copy:
    """A copy that may be changed."""
    return Copy(original, tmp_path / "copy")


def test_an_untouched_package_is_whole_by_the_courts_key(original: Path) -> None:
    """Without a key, and with the court's own, nothing is found; every class of file is tried below."""
    assert faults(original) == {}
    assert faults(original, public_hex(COURT_KEY)) == {}
    assert set(FILES) <= set(files_below(original))


@pytest.mark.parametrize("name", FILES)
def test_one_flipped_bit_is_found_and_named(copy: Copy, name: str) -> None:
    """At the front, in the middle and at the end of a file of every class; no other file is blamed."""
    whole = copy.read(name)
    for at in (0, len(whole) // 3, len(whole) // 2, -2, -1):
        copy.flip(name, at)
        assert set(faults(copy.folder)) == {name}, f"octet {at}"
        copy.write(name, whole)


@pytest.mark.parametrize("name", [name for name in FILES if name not in MANIFESTS])
def test_one_flipped_bit_is_found_though_all_manifests_are_made_anew(copy: Copy, name: str) -> None:
    """Whoever makes the bag anew has not signed it: the file is still named, and no other."""
    copy.bag_again()
    assert faults(copy.folder) == {}
    whole = copy.read(name)
    if name in {"bagit.txt", "bag-info.txt"}:
        copy.write(name, whole.replace(b"1.0", b"0.9").replace("128号".encode(), "129号".encode()))
        _tag_again(copy)
    else:
        copy.flip(name, len(whole) // 2)
        copy.bag_again()
    assert set(faults(copy.folder)) == {name}


def _tag_again(copy: Copy) -> None:
    tags = [name for name in files_below(copy.folder) if not name.startswith(("data/", "tagmanifest-"))]
    for digest in DIGESTS:
        lines = [f"{digests_of(copy.folder / name)[digest]}  {name}\n" for name in sorted(tags)]
        copy.write(f"tagmanifest-{digest}.txt", "".join(lines).encode())


def test_a_wrong_sm3_of_media_in_a_bag_made_again_is_found_when_it_is_asked_for(copy: Copy) -> None:
    """No signature rests on that list here: without ``--all-digests`` it is not compared, and the report says so."""
    name, listed = f"{CAM}/{SECOND_FILE}", copy.read("manifest-sm3.txt").decode()
    [line] = [line for line in listed.splitlines() if line.endswith(f"  {name}")]
    copy.write("manifest-sm3.txt", listed.replace(line, f"{'0' * 64}  {name}").encode())
    assert not verify(copy.folder, all_digests=False).whole, "the tag manifests tell that the list was changed"
    _tag_again(copy)
    quick = verify(copy.folder, all_digests=False)
    assert (quick.whole, quick.notes) == (True, {NO_MEDIA_SM3})
    assert faults(copy.folder) == {"manifest-sm3.txt": {word("manifest", name)}}
    assert verify(copy.folder).notes == set()


def removed(copy: Copy) -> None:
    """The file is gone."""
    copy.remove(f"{CAM}/{SECOND_FILE}")


def truncated(copy: Copy) -> None:
    """Its end is gone."""
    copy.write(f"{CAM}/{SECOND_FILE}", copy.read(f"{CAM}/{SECOND_FILE}")[:-700])


def lengthened(copy: Copy) -> None:
    """Something was put behind it."""
    copy.write(f"{CAM}/{SECOND_FILE}", copy.read(f"{CAM}/{SECOND_FILE}") + bytes(700))


def emptied(copy: Copy) -> None:
    """Nothing is in it."""
    copy.write(f"{CAM}/{SECOND_FILE}", b"")


def fragments_swapped(copy: Copy) -> None:
    """Two fragments change places inside their file."""
    content = copy.read(f"{CAM}/{SECOND_FILE}")
    lines = [line for line in copy.lines(f"{CAM}/index.jsonl") if line["file"] == SECOND_FILE]
    one, two = ((line["offset"], line["offset"] + line["bytes"]) for line in lines[1:3])
    swapped = content[: one[0]] + content[slice(*two)] + content[slice(*one)] + content[two[1] :]
    assert len(swapped) == len(content)
    assert swapped != content
    copy.write(f"{CAM}/{SECOND_FILE}", swapped)


@pytest.mark.parametrize("is_bagged_again", [False, True])
@pytest.mark.parametrize("change", [removed, truncated, lengthened, emptied, fragments_swapped])
def test_a_spoilt_track_file_is_named(copy: Copy, change: Callable[[Copy], None], is_bagged_again: bool) -> None:
    """Removed, cut off, grown, emptied or shuffled: the file is named, and no other."""
    change(copy)
    if is_bagged_again:
        copy.bag_again()
    assert set(faults(copy.folder)) == {f"{CAM}/{SECOND_FILE}"}


@pytest.mark.parametrize("is_bagged_again", [False, True])
def test_swapped_track_files_are_both_named(copy: Copy, is_bagged_again: bool) -> None:
    """Two files that take each other's names are both damaged."""
    one, two = copy.read(f"{CAM}/{FIRST}"), copy.read(f"{MIC}/{FIRST}")
    copy.write(f"{CAM}/{FIRST}", two)
    copy.write(f"{MIC}/{FIRST}", one)
    if is_bagged_again:
        copy.bag_again()
    assert set(faults(copy.folder)) == {f"{CAM}/{FIRST}", f"{MIC}/{FIRST}"}


ADDED = ["data/more.txt", f"{CAM}/000000500000.mp4", "data/media/late-1/about.json", "fetch.txt", "tagmanifest-md5.txt"]


@pytest.mark.parametrize("name", ADDED)
def test_a_file_that_was_slipped_in_is_named(copy: Copy, name: str) -> None:
    """An added file is in no manifest; and with manifests made anew it is not in the signed list."""
    copy.write(name, b"{}")
    assert word("unlisted") in faults(copy.folder)[name]
    copy.bag_again()
    assert word("unsigned") in faults(copy.folder)[name]


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_written_otherwise_is_named(copy: Copy, name: str) -> None:
    """Lines in another order, or without their last end, list the same and are not what was written."""
    whole = copy.read(name)
    copy.write(name, b"".join(reversed(whole.splitlines(keepends=True))))
    assert set(faults(copy.folder)) == {name}
    copy.write(name, whole[:-1])
    assert set(faults(copy.folder)) == {name}


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_missing_manifest_is_named(copy: Copy, name: str) -> None:
    """A bag has three digests of every file; none may be left out."""
    copy.remove(name)
    assert set(faults(copy.folder)) == {name}


def test_a_take_that_was_left_out_is_missing(copy: Copy) -> None:
    """Every file of it is named, also when the bag was made anew without it."""
    names = {name for name in files_below(copy.folder) if name.startswith(f"{ROOM}/")}
    for name in names:
        copy.remove(name)
    assert set(faults(copy.folder)) == names
    copy.bag_again()
    assert set(faults(copy.folder)) == names


def log_edited(copy: Copy) -> None:
    """An open hearing becomes a closed one, in as many octets."""
    copy.write("data/log.jsonl", copy.read("data/log.jsonl").replace("依法公开审理".encode(), "依法不开审理".encode()))


def last_log_line_dropped(copy: Copy) -> None:
    """As if the last event, the closing root that was told in court, had not happened."""
    copy.write("data/log.jsonl", b"".join(copy.read("data/log.jsonl").splitlines(keepends=True)[:-1]))


@pytest.mark.parametrize("change", [log_edited, last_log_line_dropped])
def test_an_edited_log_is_found_by_signed_list_and_root(copy: Copy, change: Callable[[Copy], None]) -> None:
    """With manifests made anew the log is named; with the list signed anew, the root does not follow from it."""
    before = copy.read("data/log.jsonl")
    change(copy)
    assert copy.read("data/log.jsonl") != before
    copy.bag_again()
    assert faults(copy.folder) == {"data/log.jsonl": {word("resigned")}}
    copy.sign_again()
    found = faults(copy.folder)
    assert set(found) == {ROOT, CLOSING}
    assert found[ROOT] == {word("root")}


# From here the forger holds the key that signs packages, and makes list and manifests anew each time. What the
# writers sealed on their own disks, with keys of their own, still tells.


def test_a_changed_fragment_does_not_fit_its_line(copy: Copy) -> None:
    """The place in the file is said."""
    line = copy.lines(f"{CAM}/index.jsonl")[3]
    copy.flip(f"{CAM}/{line['file']}", line["offset"] + line["bytes"] // 2)
    copy.sign_again()
    damaged = word("bytes", line["offset"], line["offset"] + line["bytes"])
    assert faults(copy.folder) == {f"{CAM}/{line['file']}": {damaged}}


def forged_fragment(copy: Copy, *, leaves: bool) -> None:
    """Replace a fragment and whatever says what it was."""
    line = copy.lines(f"{CAM}/index.jsonl")[3]
    copy.flip(f"{CAM}/{line['file']}", line["offset"] + line["bytes"] // 2)
    content = copy.read(f"{CAM}/{line['file']}")[line["offset"] : line["offset"] + line["bytes"]]
    forged = hashlib.sha256(content).hexdigest()
    copy.edit(f"{CAM}/index.jsonl", lambda lines: lines[3].update(sha256=forged))
    if leaves:
        own = next(
            leaf for leaf in copy.lines(f"{ROOM}/leaves.jsonl") if (leaf["track"], leaf["seq"]) == ("cam-judge", 4)
        )
        copy.edit(f"{ROOM}/leaves.jsonl", lambda lines: lines[own["n"]].update(sha256=forged))
    copy.sign_again()


def test_a_changed_line_does_not_fit_its_leaf(copy: Copy) -> None:
    """A fragment replaced together with its index line is not what was put into the tree."""
    forged_fragment(copy, leaves=False)
    found = faults(copy.folder)
    assert set(found) == {f"{ROOM}/leaves.jsonl", f"{ROOM}/seals.jsonl"}
    [leaf] = [
        line["n"] for line in copy.lines(f"{ROOM}/leaves.jsonl") if (line["track"], line["seq"]) == ("cam-judge", 4)
    ]
    assert found[f"{ROOM}/leaves.jsonl"] == {word("leaf", leaf)}


def test_changed_leaves_do_not_fit_their_seals(copy: Copy) -> None:
    """A fragment replaced together with line and leaf is not what the writer signed."""
    forged_fragment(copy, leaves=True)
    assert set(faults(copy.folder)) == {f"{ROOM}/seals.jsonl"}


def test_an_older_seal_does_not_stand_for_the_last(copy: Copy) -> None:
    """A take cut back to an earlier seal has no final one."""
    copy.edit(f"{ROOM}/seals.jsonl", lambda lines: lines.pop())
    copy.sign_again()
    assert faults(copy.folder) == {f"{ROOM}/seals.jsonl": {word("final")}}


def test_an_older_seal_is_not_repeated_as_the_last(copy: Copy) -> None:
    """A seal that stands where it was not made does not follow the one before."""
    copy.edit(f"{ROOM}/seals.jsonl", lambda lines: lines.append(lines[0]))
    copy.sign_again()
    found = faults(copy.folder)[f"{ROOM}/seals.jsonl"]
    assert {word("seal-chain", len(copy.lines(f"{ROOM}/seals.jsonl"))), word("final")} <= found


@pytest.mark.parametrize("field", ["root", "at", "size", "prev"])
def test_a_changed_seal_has_no_signature(copy: Copy, field: str) -> None:
    """Nothing of a seal can be changed without the writer's key."""
    other = {"root": "0" * 64, "at": 1, "size": 1, "prev": "1" * 64}
    copy.edit(f"{ROOM}/seals.jsonl", lambda lines: lines[0].update({field: other[field]}))
    copy.sign_again()
    assert word("seal-signature", 1) in faults(copy.folder)[f"{ROOM}/seals.jsonl"]


def resealed(copy: Copy, key: Ed25519PrivateKey, bad: Collection[int] = ()) -> None:
    """Sign a take's seals anew with a key of one's own, chain and all; those of the numbers *bad* wrongly."""
    seals: list[Checkpoint] = []
    for number, line in enumerate(copy.lines(f"{ROOM}/seals.jsonl")):
        prev = hashlib.sha256(seals[-1].line()).hexdigest() if seals else NO_SEAL
        unsigned = Checkpoint(**{**line, "prev": prev, "key": public_hex(key)})
        signer = STRANGER if number in bad else key
        seals.append(unsigned.model_copy(update={"signature": signer.sign(unsigned.signed_bytes()).hex()}))
    copy.put_lines(f"{ROOM}/seals.jsonl", [seal.model_dump(mode="json", exclude_none=True) for seal in seals])


def test_seals_by_another_key_are_not_the_takes(copy: Copy) -> None:
    """A chain that is right in itself, by a key that is not the take's, is refused line by line."""
    resealed(copy, STRANGER)
    copy.sign_again()
    assert word("seal-key", 1) in faults(copy.folder)[f"{ROOM}/seals.jsonl"]


def test_an_earlier_seal_that_the_writer_itself_signed_badly_is_found(copy: Copy) -> None:
    """The last seal is signed over it, so the package's own program asks for its signature only when told to."""
    resealed(copy, ROOM_KEY, bad={0})
    copy.sign_again()
    named = (f"{ROOM}/seals.jsonl", word("seal-signature", 1))
    assert [(one.path, one.what) for one in verify(copy.folder).faults] == [named]
    assert offline.verify(str(copy.folder))["whole"]
    [found] = offline.verify(str(copy.folder), every_signature=True)["faults"]
    assert (found["path"], found["what"]) == named


def test_openssl_is_started_once_a_recording_and_not_once_a_seal(original: Path, tmp_path: Path) -> None:
    """Three hours have thousands of seals; the last one is signed over all before it."""
    seals = [path.read_bytes().count(b"\n") for path in original.glob("data/media/*/seals.jsonl")]
    assert len(seals) == 2
    every = _starts(original, tmp_path / "every", "--every-signature")
    assert every - _starts(original, tmp_path / "last") == sum(seals) - len(seals) > 0


def _starts(package: Path, scratch: Path, *options: str) -> int:
    """How often the package's own program starts openssl."""
    scratch.mkdir()
    real, counting = shutil.which("openssl"), scratch / "openssl"
    counting.write_text(f'#!/bin/sh\necho >> {scratch}/starts\nexec {real} "$@"\n')
    counting.chmod(0o755)
    path = f"{scratch}:{os.environ['PATH']}"
    command = [sys.executable, "-I", str(package / "verify.py"), *options]
    subprocess.run(command, env={**os.environ, "PATH": path}, check=True, capture_output=True)
    return (scratch / "starts").read_text().count("\n")


def test_a_take_of_another_hearing_is_named(copy: Copy) -> None:
    """A recording says which hearing and take it is."""
    about = json.loads(copy.read(f"{ROOM}/about.json"))
    copy.write(f"{ROOM}/about.json", json.dumps({**about, "hearing": "h-zzzzzzzzzz"}).encode())
    copy.sign_again()
    assert faults(copy.folder) == {f"{ROOM}/about.json": {word("other")}}


def test_a_hearing_of_another_root_is_named(copy: Copy) -> None:
    """The short description must be of the same hearing."""
    about = json.loads(copy.read("data/hearing.json"))
    copy.write("data/hearing.json", json.dumps({**about, "root": "0" * 64}).encode())
    copy.sign_again()
    assert faults(copy.folder) == {"data/hearing.json": {word("other")}}


def test_a_lost_index_line_is_named(copy: Copy) -> None:
    """Lines are counted, and each begins where the one before ended."""
    copy.edit(f"{CAM}/index.jsonl", lambda lines: lines.pop(2))
    copy.sign_again()
    assert word("order", 3) in faults(copy.folder)[f"{CAM}/index.jsonl"]


def test_a_lost_last_index_line_leaves_bytes_over(copy: Copy) -> None:
    """What lies behind the last indexed fragment is not of the record."""
    copy.edit(f"{CAM}/index.jsonl", lambda lines: lines.pop())
    copy.sign_again()
    assert word("size") in faults(copy.folder)[f"{CAM}/{SECOND_FILE}"]


def test_leaves_that_were_dropped_are_missed(copy: Copy) -> None:
    """Every fragment has a leaf."""
    copy.edit(f"{ROOM}/leaves.jsonl", lambda lines: lines.pop())
    copy.sign_again()
    assert word("leafless", 1) in faults(copy.folder)[f"{ROOM}/leaves.jsonl"]


def test_swapped_leaves_are_out_of_order(copy: Copy) -> None:
    """Leaves stand in the order in which they were added."""
    copy.edit(f"{ROOM}/leaves.jsonl", lambda lines: lines.insert(0, lines.pop(1)))
    copy.sign_again()
    assert word("leaf", 0) in faults(copy.folder)[f"{ROOM}/leaves.jsonl"]


# Keys: what a verifier can know, and what it cannot.


def test_a_signature_by_another_key_does_not_pass_for_the_courts(copy: Copy) -> None:
    """The court's key is named in the root, and the signature is a stranger's."""
    signed = json.loads(copy.read(ROOT))
    copy.write(ROOT, json.dumps({**signed, "signature": STRANGER.sign(b"x").hex()}).encode())
    copy.bag_again()
    assert faults(copy.folder) == {ROOT: {word("signature")}}


def test_a_package_of_a_strangers_own_is_told_by_the_courts_key_alone(copy: Copy) -> None:
    """Everything in it fits, so it is whole, and says whose it is; whoever names the court's key is not deceived."""
    log_edited(copy)
    last_log_line_dropped(copy)
    copy.remove(CLOSING)
    seals = {
        take: Checkpoint(**copy.lines(f"data/media/{take}/seals.jsonl")[-1])
        for take in ("room-demo-1", "program-demo-1")
    }
    root = _root_over(copy, seals)
    about = json.loads(copy.read("data/hearing.json"))
    copy.write("data/hearing.json", json.dumps({**about, "root": root}).encode())
    copy.sign_again(STRANGER, root=root)

    assert faults(copy.folder) == {}
    assert faults(copy.folder, public_hex(STRANGER)) == {}
    assert faults(copy.folder, public_hex(COURT_KEY)) == {ROOT: {word("key")}}


def _root_over(copy: Copy, seals: dict[str, Checkpoint]) -> str:
    digests = [
        hashlib.sha256(copy.read(name)).hexdigest() for name in ("data/log.jsonl", "data/transcript/transcript.jsonl")
    ]
    return hearing_root(seals, *digests)


def test_the_case_in_the_bags_description_is_compared(copy: Copy) -> None:
    """The bag cannot be filed under another case, although nobody signs its description."""
    whole = copy.read("bag-info.txt")
    copy.write("bag-info.txt", whole.replace(CASE.encode(), "（2026）示0101刑初129号".encode()))
    _tag_again(copy)
    assert faults(copy.folder) == {"bag-info.txt": {word("identifier")}}
