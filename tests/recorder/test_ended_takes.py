"""A take whose writer never comes back: a person ends it, what is there is the record, and nobody can pretend that it was so."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from control_panel.handin.record_check import record_conflicts
from recorder.archive.addendum import AddendumRefused
from recorder.archive.final_seals import NotComplete
from recorder.archive.offline import verify as offline
from recorder.archive.packing import NotExplained, pack
from recorder.archive.returned_take import add_returned
from recorder.archive.stamps import stamp_request
from recorder.archive.verification import verify
from recorder.closing import last_seal
from recorder.errors import StoreFault, TakeSealed
from recorder.index import IndexLine, canonical, read_lines
from recorder.keys import public_hex
from recorder.layout import seals_folder, take_paths
from recorder.take import Take, TakeAbout
from recorder.take_claim import ending
from tests.hearing.story import HEARING, ROOM, SYSTEM
from tests.recorder.abandoned import TAKE, WHY, Abandoned, abandoned, halfway
from tests.recorder.packing import COURT_KEY, ROOM_KEY
from tests.recorder.recording import CASE, SECOND
from tests.recorder.tampering import Copy, faults, word
from tests.recorder.time_authority import TimeAuthority

STRANGER = Ed25519PrivateKey.from_private_bytes(b"stranger" + bytes(24))
ENDED = f"data/seals/ended-{TAKE}.json"
SEALS = f"data/media/{TAKE}/seals.jsonl"


@pytest.fixture
def held(tmp_path: Path) -> Abandoned:
    """The hearing, of which half has come up: some fragments have no leaf yet, and the last seals are still away."""
    made = abandoned(tmp_path)
    made.send_half()
    return made


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of such a hearing; nobody writes into it."""
    made = abandoned(tmp_path_factory.mktemp("court"))
    made.send_half()
    made.declare()
    return made.pack()


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Copy:
    """A copy that may be changed."""
    return Copy(original, tmp_path / "copy")


def test_without_anyones_word_archiving_waits(held: Abandoned) -> None:
    """A machine that is silent may still return: nothing is ended by itself."""
    with pytest.raises(NotComplete, match=TAKE):
        pack(held.records, held.folder / "archive", held.story.log, COURT_KEY)


def test_what_lacks_is_a_fault_of_its_own_cause_that_must_be_explained(held: Abandoned) -> None:
    """What came is kept; from there to the end the ledger says that the writer never came back."""
    made, at = held.declare(), halfway(held)

    assert made is not None
    for track in [one for one in held.ledger().tracks if one.name in {"cam-judge", "mic-judge"}]:
        assert {fault.cause for fault in track.faults} == {"writer-lost"}
        assert at <= track.faults[0].since <= at + 2 * SECOND
        assert track.seconds > 0
    with pytest.raises(NotExplained, match="cam-judge"):
        pack(held.records, held.folder / "archive", held.story.log, COURT_KEY)


def test_both_verifiers_say_who_ended_it_and_how_far_its_writer_vouches(original: Path) -> None:
    """The package is whole, and cannot be taken for one whose writer sealed it."""
    ours, theirs = verify(original).as_json(), offline.verify(str(original))
    ended = json.loads((original / ENDED).read_bytes())
    ledger = json.loads((original / "data/ledger.json").read_bytes())

    assert ours["whole"]
    assert theirs["whole"]
    assert ours["notes"] == theirs["notes"]
    [note] = [one for one in ours["notes"] if TAKE in one]
    assert "ended without its writer: declared by account:2, signed by 李某" in note
    assert 0 < ended["sealed"] < ended["size"]
    assert (ended["text"], ended["key"]) == (WHY, public_hex(COURT_KEY))
    assert {fault["cause"] for track in ledger["tracks"] for fault in track["faults"]} == {"writer-lost"}
    docx = zipfile.ZipFile(original / "data/documents/record-statement.docx").read("word/document.xml").decode()
    assert "录制端未返回、由法院终结的录制" in docx
    assert f"{WHY}（" in docx
    assert not last_seal(take_paths(original.parents[2] / "records", CASE, HEARING, TAKE)).final  # type: ignore[union-attr]


def test_of_a_machine_that_sent_nothing_everything_is_missing(tmp_path: Path) -> None:
    """Not even its tracks are known: the whole take is one fault, and it can be archived all the same."""
    held = abandoned(tmp_path)
    made = held.declare()
    [track] = [one for one in held.ledger().tracks if one.name == TAKE]
    package = held.pack()

    assert made is not None
    assert (made.size, made.sealed) == (0, 0)
    assert track.mandatory
    assert track.missing_s == track.due_s > 0
    assert verify(package).whole
    assert offline.verify(str(package))["whole"]


def test_a_writer_that_comes_back_is_kept_apart_and_loses_nothing(held: Abandoned) -> None:
    """The court's record stays as it was sealed; the whole take lies beside it, its writer's final seal and all."""
    held.declare()
    before = {path: path.read_bytes() for path in held.take.folder.rglob("*") if path.is_file()}
    outcome = held.send_up()
    late = take_paths(held.folder / "court" / "late", CASE, HEARING, TAKE)
    there = held.intake.holdings(CASE, HEARING).takes[TAKE]
    seal = last_seal(late)

    assert (outcome.refused, outcome.known) == ([], 0)
    assert {path: path.read_bytes() for path in held.take.folder.rglob("*") if path.is_file()} == before
    assert seal is not None
    assert seal.final
    assert there.seals.is_front_of(held.own.seals)
    assert there.media["cam-judge"].index.is_front_of(held.own.track("cam-judge").index)
    assert len(read_lines(late.track("cam-judge").index, IndexLine)) > len(
        read_lines(held.take.track("cam-judge").index, IndexLine)
    )
    assert verify(held.pack()).whole


def test_an_ended_take_is_handed_in_with_its_package_alone(held: Abandoned) -> None:
    """A courtroom that was alone gives it to the court's server, which believes the package and not the word."""
    held.declare()
    package = held.pack()
    seals, told = seals_folder(held.records, CASE, HEARING), held.story.hearing
    before = record_conflicts(held.records, held.story.log, told, seals, package)
    held.story.so(SYSTEM, "report-archived", root=verify(package).root, package="x")
    archived = held.story.hearing

    assert [(one.kind, one.place) for one in before] == [("not-whole", TAKE)]
    assert record_conflicts(held.records, held.story.log, archived, seals, package) == []
    held.take.ended.unlink()
    assert [one.place for one in record_conflicts(held.records, held.story.log, archived, seals, package)] == [TAKE]


def test_what_came_back_is_added_to_the_package_whole_or_not_at_all(held: Abandoned) -> None:
    """As an addendum that both verifiers check, once its writer's own seals prove all of it."""
    held.declare()
    package = held.pack()
    over = (HEARING, verify(package).root)
    late = take_paths(held.folder / "court" / "late", CASE, HEARING, TAKE)
    with pytest.raises(AddendumRefused, match="nothing came back"):
        add_returned(package, over, late, ("王某", ""), COURT_KEY, 7)
    held.send_up(halfway(held), seals=1)
    with pytest.raises(AddendumRefused, match="still sending"):
        add_returned(package, over, late, ("王某", ""), COURT_KEY, 7)
    held.send_up()
    folder = add_returned(package, over, late, ("王某", ""), COURT_KEY, 7)

    assert {path.relative_to(folder / TAKE) for path in (folder / TAKE).rglob("*.mp4")} == {
        path.relative_to(late.folder) for path in late.folder.rglob("*.mp4")
    }
    assert faults(package) == {}
    assert [one["kind"] for one in verify(package).addenda] == ["returned"]
    film = next((folder / TAKE).rglob("*.mp4"))
    film.write_bytes(film.read_bytes()[:-1])
    assert set(faults(package)) == {film.relative_to(package).as_posix()}


@pytest.mark.long
def test_a_final_seal_that_was_told_ahead_and_stamped_stays_on_record(held: Abandoned) -> None:
    """The writer told it, people signed it, an authority stamped it; then the machine burnt before its media was up."""
    seal = last_seal(held.own)
    assert seal is not None
    held.story.so(ROOM, "seal-take", take=TAKE, size=seal.size, root=seal.root)
    first = held.close()
    authority = TimeAuthority(held.folder / "authority")
    place = seals_folder(held.records, CASE, HEARING) / "tst"
    place.mkdir()
    shutil.copyfile(authority.chain, place / "chain.pem")
    (place / "closing-0000000000001.json").write_bytes(first.line())
    (place / "closing-0000000000001.tsr").write_bytes(authority.stamp(stamp_request(first.line())))
    made = held.declare()
    package = held.pack()
    told = [json.loads(line) for line in (package / "data/log.jsonl").read_bytes().splitlines()]

    assert made is not None
    assert first.behind == ()
    assert made.size < seal.size
    assert faults(package) == {}
    assert [one["size"] for one in told if one["type"] == "take-sealed"] == [seal.size]
    assert len([one for one in told if one["type"] == "closing-sealed"]) == 2


@pytest.mark.long
def test_a_take_that_its_writer_sealed_meanwhile_is_not_ended(held: Abandoned) -> None:
    """Between the judge's signature and the court's seal the machine came back after all."""
    held.send_up()
    assert held.declare() is None
    assert not held.take.ended.exists()
    assert verify(held.pack()).whole


@pytest.mark.long
def test_while_it_is_being_sealed_nothing_is_taken_in(held: Abandoned) -> None:
    """Whoever comes back in that very moment is told to send again, and then lies apart."""
    with ending(held.take.folder), pytest.raises(StoreFault, match="Send again"):
        held.send_up()
    held.declare()
    assert held.send_up().refused == []


@pytest.mark.long
def test_nobody_goes_on_with_a_take_that_the_court_has_ended(held: Abandoned) -> None:
    """Nor does the court's own recorder."""
    held.declare()
    state = held.story.hearing
    about = TakeAbout(hearing=HEARING, case=CASE, take=TAKE, writer="agent:demo", zero_at=state.zero_at or 0)
    with pytest.raises(TakeSealed):
        Take.open(held.records, about, ROOM_KEY, lambda: 0)


@pytest.mark.long
def test_what_was_being_stored_at_the_last_moment_is_cut_off(held: Abandoned) -> None:
    """A torn line, octets without one: they were never acknowledged, and are no damage."""
    track = held.take.track("cam-judge")
    for path in (track.index, held.take.leaves):
        path.write_bytes(path.read_bytes() + b'{"seq": 9')
    film = track.media_files()[0]
    film.write_bytes(film.read_bytes() + b"torn")
    held.declare()
    report = verify(held.pack())

    assert report.whole
    assert report.before == []


# A forged ending: the forger holds the court's key, and makes list and manifests anew.


def resigned(copy: Copy, key: Ed25519PrivateKey = COURT_KEY, **changes: Any) -> None:
    """Change the court's seal and sign it anew."""
    value = json.loads(copy.read(ENDED)) | {"key": public_hex(key)} | changes
    del value["signature"]
    copy.write(ENDED, canonical({**value, "signature": key.sign(canonical(value)).hex()}) + b"\n")


def changed(copy: Copy, **changes: Any) -> None:
    """Change the court's seal and leave its signature."""
    copy.write(ENDED, canonical(json.loads(copy.read(ENDED)) | changes) + b"\n")


def renamed(copy: Copy) -> None:
    """The seal is put over another take."""
    copy.write("data/seals/ended-program-demo-1.json", copy.read(ENDED))


def unlogged(copy: Copy) -> None:
    """The log tells another judge."""
    copy.write("data/log.jsonl", copy.read("data/log.jsonl").replace("李某".encode(), "王某".encode()))


def trimmed(copy: Copy, name: str, keep: int) -> None:
    """Take lines away at the end of a file."""
    copy.put_lines(name, copy.lines(name)[:keep])


def less_media(copy: Copy) -> None:
    """The last fragment of the camera disappears, line and octets."""
    index = f"data/media/{TAKE}/cam-judge/index.jsonl"
    last = copy.lines(index)[-1]
    trimmed(copy, index, -1)
    film = f"data/media/{TAKE}/cam-judge/{last['file']}"
    copy.write(film, copy.read(film)[: last["offset"]])


def other_take(copy: Copy) -> str:
    """The program's take was sealed by its own writer."""
    return copy.read("data/media/program-demo-1/seals.jsonl").splitlines()[-1].decode()


def ended_over_a_sealed_take(copy: Copy) -> None:
    """Somebody pretends that the program's writer never came back, and drops its last seals and leaves."""
    base = "data/media/program-demo-1/"
    trimmed(copy, base + "seals.jsonl", 1)
    seal = copy.lines(base + "seals.jsonl")[0]
    value = json.loads(copy.read(ENDED)) | {"take": "program-demo-1", "sealed": seal["size"]}
    del value["signature"]
    signature = COURT_KEY.sign(canonical(value)).hex()
    copy.write("data/seals/ended-program-demo-1.json", canonical({**value, "signature": signature}) + b"\n")


def sealed_by_its_writer(copy: Copy) -> None:
    """The writer's own final seal stands there as well."""
    lines = copy.lines(SEALS)
    value = {**lines[-1], "final": True}
    del value["signature"]
    copy.put_lines(SEALS, [*lines[:-1], {**value, "signature": ROOM_KEY.sign(canonical(value)).hex()}])


FORGED: dict[str, tuple[Callable[[Copy], None], str, str]] = {
    "flipped": (lambda copy: copy.flip(ENDED, 30), ENDED, ""),
    "trimmed": (lambda copy: copy.write(ENDED, copy.read(ENDED)[:-9]), ENDED, "unreadable"),
    "no object": (lambda copy: copy.write(ENDED, b"[]"), ENDED, "unreadable"),
    "removed": (lambda copy: copy.remove(ENDED), ENDED, "missing"),
    "one more key": (lambda copy: resigned(copy, extra=1), ENDED, "form"),
    "more sealed than there is": (lambda copy: resigned(copy, sealed=999), ENDED, "form"),
    "a number as text": (lambda copy: resigned(copy, size="9"), ENDED, "form"),
    "another judge": (lambda copy: changed(copy, judge="王某"), ENDED, "ended-signature"),
    "another judge, signed": (lambda copy: resigned(copy, judge="王某"), ENDED, "ended-told"),
    "another reason, signed": (lambda copy: resigned(copy, text="无"), ENDED, "ended-told"),
    "another declarer, signed": (lambda copy: resigned(copy, by="account:9"), ENDED, "ended-told"),
    "another event, signed": (lambda copy: resigned(copy, declared=3), ENDED, "ended-told"),
    "another signature's event, signed": (lambda copy: resigned(copy, signed=4), ENDED, "ended-told"),
    "by a stranger": (lambda copy: resigned(copy, STRANGER), ENDED, "ended-key"),
    "of another hearing": (lambda copy: resigned(copy, hearing="h-zzzzzzzzzz"), ENDED, "other"),
    "of another take": (renamed, "data/seals/ended-program-demo-1.json", "other"),
    "more than there is": (lambda copy: resigned(copy, size=9999), ENDED, "ended-told"),
    "more proven than is": (lambda copy: resigned(copy, sealed=1), ENDED, "ended-root"),
    "the log tells another judge": (unlogged, ENDED, "ended-told"),
    "media taken away": (less_media, ENDED, "ended-root"),
    "leaves taken away": (lambda copy: trimmed(copy, f"data/media/{TAKE}/leaves.jsonl", 3), ENDED, "ended-root"),
    "the writer's seals taken away": (lambda copy: trimmed(copy, SEALS, 0), ENDED, "ended-root"),
    "sealed by its writer as well": (sealed_by_its_writer, ENDED, "ended-final"),
    "over a take that was sealed": (ended_over_a_sealed_take, "data/seals/ended-program-demo-1.json", "ended-told"),
}
"""Changes, the file that must be named, and the word for it."""


EVERYDAY = frozenset(
    {"flipped", "removed", "another judge, signed", "by a stranger", "media taken away", "over a take that was sealed"}
)
"""These are tried in every run, the others in a long one."""


@pytest.mark.parametrize(
    ("change", "path", "said"),
    [pytest.param(*one, id=name, marks=[] if name in EVERYDAY else pytest.mark.long) for name, one in FORGED.items()],
)
def test_a_forged_ending_is_found(copy: Copy, change: Callable[[Copy], None], path: str, said: str) -> None:
    """Also when the court's own key signs list and seal: log, leaves and the writer's seals do not fit."""
    change(copy)
    copy.sign_again()
    found = faults(copy.folder)
    assert path in found
    assert not said or word(said) in found[path]
