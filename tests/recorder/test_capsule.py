"""An appeal capsule: chosen channels, proven whole; sealed ranges stay out, are named, and nothing else may be missing."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from control_panel.__main__ import main
from hearing.sealed_ranges import SealedRange
from recorder.archive.bag import digests_of, files_below
from recorder.archive.capsule import Order, SealedWhole, make_capsule
from recorder.archive.capsule_check import verify_capsule
from recorder.archive.capsule_form import Grant, SealedLeave
from recorder.archive.capsule_player import open_record
from recorder.archive.clip import NothingThere
from recorder.archive.export import SourceDamaged, TargetTaken
from recorder.archive.offline import verify_capsule as offline
from recorder.archive.packing import pack
from recorder.fragment_runs import Fragment, fragments_of, runs_of
from recorder.index import canonical
from recorder.keys import public_hex
from tests.hearing.story import CLERK, JUDGE, SYSTEM, prepared
from tests.recorder.packing import COURT_KEY, PROGRAM_KEY, ROOM_KEY, record
from tests.recorder.recording import SECOND
from tests.recorder.sealed_hearing import EXHIBITS, SECRET, archived
from tests.recorder.tampering import Copy

GRANT = Grant(reader="示范市中级人民法院", purpose="二审", by="李某", copies=2)
ORDER = Order("c-0000000001", GRANT, ("cam-judge", "mic-judge"))
CAM, MIC = (f"data/media/room-demo-1/{name}/000000000000.mp4" for name in ("cam-judge", "mic-judge"))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of that hearing, with a room's and a program's take."""
    return archived(tmp_path_factory.mktemp("court"))[1]


@pytest.fixture(scope="module")
def original(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A capsule as it was made, without what is sealed."""
    return make_capsule(package, tmp_path_factory.mktemp("capsules"), ORDER, COURT_KEY, 1)


@pytest.fixture
def capsule(original: Path, tmp_path: Path) -> Copy:
    """A copy that may be changed."""
    return Copy(original, tmp_path / "capsule")


def faults(folder: Path, key: str = "") -> set[str]:
    """Files that both verifiers name; they must name the same."""
    ours = {fault.path for fault in verify_capsule(folder, key).faults}
    theirs = {fault["path"] for fault in offline.verify(str(folder), key)["faults"]}
    assert ours == theirs
    return ours


def signed_again(capsule: Copy, change: Callable[[dict[str, Any]], object] | None = None) -> None:
    """List and sign the capsule anew, as only the holder of the court's key can."""
    form = json.loads(capsule.read("capsule.json"))
    del form["signature"]
    found = files_below(capsule.folder).items()
    form["files"] = {name: digests_of(path)["sha256"] for name, path in found if name != "capsule.json"}
    if change is not None:
        change(form)
    signature = COURT_KEY.sign(canonical(form)).hex()
    capsule.write("capsule.json", canonical({**form, "signature": signature}) + b"\n")


def test_a_capsule_proves_itself_without_any_of_our_code(original: Path) -> None:
    """By its own script and the court's key alone, and both verifiers say the same of it."""
    alone = subprocess.run(
        [sys.executable, "-I", "-S", str(original / "verify_capsule.py"), "--key", public_hex(COURT_KEY), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert alone.returncode == 0, alone.stdout + alone.stderr
    assert json.loads(alone.stdout) == json.loads(json.dumps(verify_capsule(original, public_hex(COURT_KEY)).as_json()))


def test_what_is_sealed_is_named_and_nothing_of_it_is_inside(original: Path, package: Path) -> None:
    """The range stands in the capsule with its reason; its pictures, sounds, words and notes do not."""
    form = json.loads((original / "capsule.json").read_bytes())
    [withheld] = form["withheld"]
    assert withheld["why"] == "closed-hearing"
    assert [one["openness"] for one in form["openness"]] == ["public", "closed", "public"]
    everything = b"".join(path.read_bytes() for path in files_below(original).values())
    whole = b"".join(path.read_bytes() for path in files_below(package).values())
    for secret in (SECRET.encode(), SECRET.encode("unicode_escape"), "出示配方".encode()):
        assert secret in whole or secret.startswith(b"\\u")
        assert secret not in everything
    index = [json.loads(line) for line in (package / CAM).with_name("index.jsonl").read_bytes().splitlines()]
    there = (package / CAM).read_bytes()
    blank = [
        one for one in index if one["start"] < withheld["until"] and one["start"] + one["duration"] > withheld["since"]
    ]
    assert 0 < len(blank) < len(index)
    for line in index:
        octets = there[line["offset"] : line["offset"] + line["bytes"]]
        assert (octets in everything) == (line not in blank)


def test_what_was_shown_in_public_goes_along_and_what_was_not_leaves_no_trace(
    original: Path, package: Path, capsule: Copy
) -> None:
    """The exhibit's file and page, its showing and to whom; of the other neither file nor title nor hash, not in any list."""
    (open_title, given), (secret_title, hidden) = EXHIBITS.items()
    assert (original / "data/exhibits/e-1/content").read_bytes() == given
    assert (original / "data/exhibits/e-1/0001.png").read_bytes() == given * 2
    assert [path.name for path in (original / "data/exhibits").iterdir()] == ["e-1"]
    [showing] = json.loads((original / "data/exhibits.json").read_bytes())["showings"]
    assert (showing["exhibit"], showing["title"], showing["to"][0]["targets"]) == (
        "e-1", open_title, ["bench", "parties", "recording"],
    )  # fmt: skip
    everything = b"".join(path.read_bytes() for path in files_below(original).values())
    whole = b"".join(path.read_bytes() for path in files_below(package).values())
    for secret in (hidden, hidden * 2):
        for trace in (secret, hashlib.sha256(secret).hexdigest().encode()):
            assert trace in whole
            assert trace not in everything
    assert secret_title.encode() not in everything
    assert secret_title.encode("unicode_escape") not in everything
    assert hashlib.sha256(given).hexdigest().encode() in everything

    capsule.write("data/exhibits/e-1/content", b"another note")
    capsule.write("data/exhibits/e-2/content", b"never filed")
    signed_again(capsule)
    assert faults(capsule.folder) == {"data/exhibits/e-1/content", "data/exhibits/e-2/content"}


def test_a_capsule_holds_the_channels_that_were_asked_for_alone(original: Path) -> None:
    """Of other channels there are the lines, which prove that nothing else is missing, and no octet of media."""
    media = {path.parent.name for path in (original / "data/media").rglob("*.mp4")}
    assert media == {"cam-judge", "mic-judge"}
    assert (original / "data/media/program-demo-1/program/index.jsonl").is_file()


def test_the_player_of_a_capsule_marks_reader_and_copy(original: Path) -> None:
    """Its index names them, and leaves out what is withheld."""
    script = (original / "player/index.js").read_bytes()
    told = json.loads(json.loads(script[script.index(b"(") + 1 : script.rindex(b")")]))
    assert told["mark"] == "示范市中级人民法院 · c-0000000001 · 1/2"
    assert [line["text"] for line in told["record"]["lines"]] == ["现在开庭。"]
    [track] = [one for take in told["record"]["takes"] for one in take["tracks"] if one["name"] == "cam-judge"]
    lines = (original / CAM).with_name("index.jsonl").read_bytes().splitlines()
    assert 0 < len(list(fragments_of(track["files"][0]["runs"]))) < len(lines)


LAYOUTS: dict[str, Callable[[list[Fragment]], dict[str, Any]]] = {
    "today's": lambda fragments: {"runs": runs_of(fragments)},
    "five numbers a fragment": lambda fragments: {"fragments": [number for one in fragments for number in one]},
    "one list a fragment": lambda fragments: {"fragments": [list(one) for one in fragments]},
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_player_is_not_told_of_fragments_that_are_withheld(
    layout: Callable[[list[Fragment]], dict[str, Any]],
) -> None:
    """Neither in the layout of today's packages nor in those of earlier ones, whose own players read them."""
    fragments = [(at * SECOND, SECOND, 700 + 9 * at, 9, 1) for at in range(5)]
    record = {
        "zero_at": 0, "lines": [], "notes": [],
        "takes": [{"take": "t-1", "tracks": [{"name": "cam", "files": [{"file": "a", **layout(fragments)}]}]}],
    }  # fmt: skip
    sealed = SealedRange(since=SECOND, until=3 * SECOND, why="closed-hearing")
    [file] = open_record(record, None, [sealed])["takes"][0]["tracks"][0]["files"]

    assert file == {"file": "a", **layout([fragments[0], *fragments[3:]])}


def test_with_leave_sealed_ranges_go_along_and_say_by_whom(package: Path, tmp_path: Path) -> None:
    """Then log and text are the package's own, octet by octet."""
    leave = SealedLeave(by="王某", reason="二审需要")
    folder = make_capsule(package, tmp_path, Order("c-0000000002", GRANT, ("all",), leave), COURT_KEY, 1)
    assert faults(folder) == set()
    assert (folder / "data/log.jsonl").read_bytes() == (package / "data/log.jsonl").read_bytes()
    assert (folder / "data/media/program.mp4").is_file()
    form = json.loads((folder / "capsule.json").read_bytes())
    assert (form["sealed_leave"], form["withheld"], form["left_out"]) == ({"by": "王某", "reason": "二审需要"}, [], {})


CHANGES: dict[str, tuple[Callable[[Copy], object], str]] = {
    "a picture": (lambda one: one.flip(CAM, 2000), CAM),
    "a sound cut short": (lambda one: one.write(MIC, one.read(MIC)[:-9]), MIC),
    "a channel gone": (lambda one: one.remove(MIC), MIC),
    "a file beside": (lambda one: one.write("data/more.txt", b"more"), "data/more.txt"),
    "the ledger": (lambda one: one.flip("data/ledger.json", 40), "data/ledger.json"),
    "the log's extract": (lambda one: one.flip("data/log-extract.jsonl", 40), "data/log-extract.jsonl"),
    "the player's index": (lambda one: one.flip("player/index.js", -40), "player/index.js"),
    "the mark": (
        lambda one: one.write("capsule.json", one.read("capsule.json").replace(b"1/2", b"2/2")),
        "capsule.json",
    ),
    "the signature": (
        lambda one: one.write("capsule.json", one.read("capsule.json").replace(b'"signature":"', b'"signature":"0')),
        "capsule.json",
    ),
    "the signed root": (lambda one: one.flip("data/seals/root.json", 40), "data/seals/root.json"),
    "an index": (
        lambda one: one.edit("data/media/program-demo-1/program/index.jsonl", lambda lines: lines.pop()),
        "data/media/program-demo-1/program/index.jsonl",
    ),
    "a seal": (
        lambda one: one.flip("data/media/room-demo-1/seals.jsonl", -20),
        "data/media/room-demo-1/seals.jsonl",
    ),
}


@pytest.mark.parametrize(("change", "named"), CHANGES.values(), ids=CHANGES)
def test_whatever_is_changed_in_a_capsule_is_found(capsule: Copy, change: Callable[[Copy], object], named: str) -> None:
    """And both verifiers name the file."""
    change(capsule)
    assert named in faults(capsule.folder)


RESIGNED: dict[str, tuple[Callable[[Copy], object], Callable[[dict[str, Any]], object] | None, str]] = {
    "another picture": (lambda one: one.flip(CAM, 2000), None, CAM),
    "something in the blank": (lambda one: one.write(CAM, one.read(CAM).replace(bytes(64), b"x" * 64, 1)), None, CAM),
    "less is blank": (lambda _: None, lambda form: form["withheld"][0].update(since=10**12, until=2 * 10**12), CAM),
    "more is withheld": (lambda _: None, lambda form: form["withheld"][0].update(since=0), CAM),
    "a ledger left out": (
        lambda one: one.remove("data/seals/closing.json"),
        lambda form: form["left_out"].update({"data/seals/closing.json": "0" * 64}),
        "capsule.json",
    ),
    "a channel dropped": (
        lambda one: one.remove(MIC),
        lambda form: form["left_out"].update({MIC: "0" * 64}),
        "capsule.json",
    ),
    "a channel made up": (
        lambda _: None,
        lambda form: form["channels"].append("room-demo-1/cam-other"),
        "capsule.json",
    ),
    "another log": (lambda one: one.write("data/log.jsonl", b"{}\n"), None, "data/log.jsonl"),
}


@pytest.mark.parametrize(("change", "said", "named"), RESIGNED.values(), ids=RESIGNED)
def test_what_was_left_out_cannot_be_more_than_is_named(
    capsule: Copy, change: Callable[[Copy], object], said: Callable[[dict[str, Any]], object] | None, named: str
) -> None:
    """Even whoever holds the court's key and signs anew cannot leave out or change what the seals are over."""
    change(capsule)
    signed_again(capsule, said)
    assert named in faults(capsule.folder)


def index_with(capsule: Copy, **changes: int) -> None:
    """Say something else of the first sealed fragment of the camera."""
    form = json.loads(capsule.read("capsule.json"))
    since = form["withheld"][0]["since"]
    name = f"{CAM.rpartition('/')[0]}/index.jsonl"
    capsule.edit(name, lambda lines: next(one for one in lines if one["start"] >= since).update(changes))


HOSTILE: dict[str, Callable[[Copy], object]] = {
    "no JSON": lambda one: one.write("capsule.json", b"{"),
    "a list": lambda one: one.write("capsule.json", b"[]"),
    "nested without end": lambda one: one.write("capsule.json", b"[" * 100_000),
    "no number": lambda one: one.write(
        "capsule.json", one.read("capsule.json").replace(b'"made_at":1', b'"made_at":NaN')
    ),
    "half a letter": lambda one: one.write("capsule.json", one.read("capsule.json").replace(b"1/2", b"\\ud800")),
    "a range without an end": lambda one: signed_again(one, lambda form: form["withheld"][0].pop("until")),
    "a channel that is none": lambda one: signed_again(one, lambda form: form.update(channels=[{}])),
    "files that are none": lambda one: signed_again(one, lambda form: form.update(files=[])),
    "left out what is none": lambda one: signed_again(one, lambda form: form["left_out"].update({"../x": "0" * 64})),
    "a signed list that is none": lambda one: one.write("data/seals/root.json", b"{}"),
    "a blank too short": lambda one: (index_with(one, bytes=3), signed_again(one)),
    "a blank without end": lambda one: (index_with(one, bytes=1 << 40), signed_again(one)),
    "a blank before the file": lambda one: (index_with(one, offset=1 << 50), signed_again(one)),
    "a link": lambda one: (one.remove(MIC), (one.folder / MIC).symlink_to("/etc/hostname")),
    "nothing": lambda one: one.remove("capsule.json"),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_whatever_someone_puts_into_a_capsule_is_answered(capsule: Copy, change: Callable[[Copy], object]) -> None:
    """Both verifiers name a file, and neither breaks down; nothing outside the folder is read."""
    change(capsule)
    assert faults(capsule.folder)


def test_a_strangers_key_is_named(original: Path) -> None:
    """Whoever knows the court's key is told when it is not the signer."""
    assert faults(original, public_hex(PROGRAM_KEY)) == {"capsule.json", "data/seals/root.json"}


def test_what_cannot_be_made_is_said(package: Path, original: Path, tmp_path: Path) -> None:
    """No such channel, a taken folder, a damaged package."""
    with pytest.raises(NothingThere, match="There are: cam-judge"):
        make_capsule(package, tmp_path, Order("c-0000000003", GRANT, ("cam-9",)), COURT_KEY, 1)
    with pytest.raises(TargetTaken):
        make_capsule(package, original.parent, ORDER, COURT_KEY, 1)
    damaged = Copy(package, tmp_path / "damaged")
    damaged.flip("data/log.jsonl", 5)
    with pytest.raises(SourceDamaged):
        make_capsule(damaged.folder, tmp_path, ORDER, COURT_KEY, 1)


def test_a_hearing_that_is_closed_as_a_whole_needs_leave(tmp_path: Path) -> None:
    """Nothing of it is given without; the refusal says what to do."""
    story = prepared()
    story.so(JUDGE, "set-openness", openness="closed", range="whole", judge="李某", reason="国家秘密")
    for who, what in ((CLERK, "open"), (SYSTEM, "confirm-open"), (CLERK, "close")):
        story.so(who, what)
    story.wait(10).so(SYSTEM, "take-effect")
    story.so(JUDGE, "sign")
    story.so(CLERK, "archive")
    record(tmp_path / "records", story, "room-demo-1", ROOM_KEY, ("cam-judge", "mic-judge"))
    package, _ = pack(tmp_path / "records", tmp_path / "archive", story.log, COURT_KEY)
    with pytest.raises(SealedWhole, match="--with-sealed"):
        make_capsule(package, tmp_path, ORDER, COURT_KEY, 1)


def test_courtroom_makes_and_verifies_capsules(
    package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two copies, each with a number and an id of its own, noted in the journal with who gave leave."""
    data = tmp_path / "data"
    (data / "keys").mkdir(parents=True)
    pem = COURT_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (data / "keys" / "recorder.pem").write_bytes(pem)
    (data / "keys" / "recorder.pem").chmod(0o600)
    (data / "archive").mkdir()
    asked = ["capsule", str(package), "--to", str(tmp_path / "out"), "--for", "市检察院", "--leave-by", "李某"]
    assert main([*asked, "--channels", "mic-judge", "--copies", "2", "--data", str(data), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["capsules"]
    assert len({one["id"] for one in told}) == 2
    assert [one["mark"].rpartition(" ")[2] for one in told] == ["1/2", "2/2"]
    journal = [json.loads(line) for line in (data / "archive/exports.jsonl").read_bytes().splitlines()]
    assert [one["outcome"] for one in journal] == ["begun", "done"] * 2
    assert {one["leave_by"] for one in journal} == {"李某"}
    folder = told[0]["capsule"]
    assert main(["verify", folder]) == 0
    assert "未提供" in capsys.readouterr().out
    shutil.rmtree(Path(folder, "data/media/room-demo-1/mic-judge"))
    assert main(["verify", folder]) == 4
