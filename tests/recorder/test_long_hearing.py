"""Three hours with every gap and every kind of fault: each second is accounted for, and one that is not stops the archive."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hearing.ledger import Ledger
from hearing.state import position
from recorder.archive.damage import covered, look_for_damage
from recorder.archive.ledger import make_ledger
from recorder.archive.packing import NotExplained, pack
from recorder.archive.verification import verify
from recorder.layout import takes_of
from tests.hearing.story import CLERK, HEARING, JUDGE
from tests.recorder.long_hearing import LongHearing, flip, hear, record
from tests.recorder.packing import COURT_KEY
from tests.recorder.recording import CASE, SECOND

BROKEN = 3800
"""The second of the judge's camera whose bytes went bad on the disk."""


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record of the hearing, one second of it damaged."""
    folder = tmp_path_factory.mktemp("court") / "records"
    record(folder, hear())
    flip(folder, "cam-judge", BROKEN)
    return folder


@pytest.fixture
def held() -> LongHearing:
    """The hearing, told and closed."""
    return hear()


def ledger(records: Path, held: LongHearing) -> Ledger:
    """The ledger of what lies in the store."""
    takes = takes_of(records, CASE, HEARING)
    return make_ledger(held.story.log, held.story.hearing, covered(takes, look_for_damage(takes, HEARING)))


def answer(held: LongHearing, found: Ledger) -> None:
    """Explain and sign everything that is still open."""
    for track, fault in found.unsettled():
        stretch = {"track": track, "since": fault.since, "until": fault.until}
        held.story.so(CLERK, "explain-fault", **stretch, text=f"{fault.cause}：已查明")
        held.story.so(JUDGE, "sign-fault", **stretch, judge="李某")


def finish(held: LongHearing) -> None:
    """Sign the transcript and ask for the archive."""
    held.story.so(JUDGE, "sign")
    held.story.so(CLERK, "archive")


def test_every_second_of_three_hours_is_recorded_a_lawful_gap_or_a_fault(records: Path, held: LongHearing) -> None:
    """What is kept, what was paused and what is missing of each mandatory track come to three hours, to a tenth of a second."""
    found = ledger(records, held)
    state = held.story.hearing
    length = (position(state, state.closed_at or 0) - position(state, state.spans[0].live or 0)) / SECOND
    paused = sum((gap.until or 0) - gap.since for gap in found.gaps) / SECOND

    assert found.complete
    assert 10_780 < length <= 10_800
    assert [gap.reason for gap in found.gaps] == ["recess", "closed-evidence", "mediation"]
    for track in [one for one in found.tracks if one.name in ("cam-judge", "cam-overview", "mic-judge", "remote-p-1")]:
        assert track.mandatory
        assert track.due_s + paused == pytest.approx(length)
        kept = track.due_s - track.missing_s
        assert track.seconds == pytest.approx(kept, abs=10), (
            "what is kept lies in what was due, but for each stretch's edges"
        )


def test_each_fault_has_the_cause_that_the_system_found(records: Path, held: LongHearing) -> None:
    """From the log, the counters and the indexes; where nothing is known, unknown is said."""
    tracks = {track.name: track for track in ledger(records, held).tracks}
    causes = {name: [fault.cause for fault in track.faults] for name, track in tracks.items()}

    assert causes["remote-p-1"] == ["network-loss", "recorder-behind"]
    assert causes["cam-judge"] == ["capture-restarted", "damaged", "disk-full", "writer-stopped", "unknown"]
    assert causes["cam-overview"] == ["capture-restarted", "source-gone", "disk-full", "writer-stopped", "unknown"]
    assert causes["mic-judge"][1] == "silence-filled"
    assert causes["remote-p-3"] == causes["remote-p-3-sound"] == ["unknown"]
    assert [round((one.until - one.since) / SECOND) for one in tracks["cam-overview"].faults] == [5, 8, 20, 6, 2]
    [muted] = tracks["mic-judge"].muted
    assert (muted.by, round((muted.until - muted.since) / SECOND)) == ("account:2", 121)


def test_one_unexplained_second_stops_the_archive_and_is_named(
    records: Path, held: LongHearing, tmp_path: Path
) -> None:
    """All but one is explained and signed: the refusal names that one, its track and its times, in both languages."""
    found = ledger(records, held)
    whole = found.model_copy(
        update={
            "tracks": tuple(
                track.model_copy(update={"faults": tuple(one for one in track.faults if one.cause != "damaged")})
                for track in found.tracks
            )
        }
    )
    answer(held, whole)
    finish(held)
    said = "cam-judge 01:03:20.000 至 01:03:21.000 未说明 · from 01:03:20.000 to 01:03:21.000: not explained"
    with pytest.raises(NotExplained) as refused:
        pack(records, tmp_path / "archive", held.story.log, COURT_KEY)

    assert str(refused.value) == f"{HEARING}: {said}"
    assert not (tmp_path / "archive").exists()


def test_answered_for_it_is_archived_broken_second_and_all(records: Path, held: LongHearing, tmp_path: Path) -> None:
    """The damaged recording is kept as it is; both verifiers say the same: whole as packed, so many damaged before."""
    answer(held, ledger(records, held))
    finish(held)
    package, _ = pack(records, tmp_path / "archive", held.story.log, COURT_KEY)
    report = verify(package)
    own = subprocess.run(
        [sys.executable, str(package / "verify.py"), "--json"], capture_output=True, text=True, check=False
    )
    words = subprocess.run([sys.executable, str(package / "verify.py")], capture_output=True, text=True, check=False)
    kept = json.loads((package / "data/ledger.json").read_text())

    assert (own.returncode, json.loads(own.stdout)) == (0, report.as_json())
    assert report.whole
    assert [one.path.rpartition("/")[0] for one in report.before] == ["data/media/room-demo-1/cam-judge"]
    assert "whole as packed; 1 stretches damaged before packing" in words.stdout
    assert Ledger.model_validate(kept).objection() == ""
    stored = next((records / CASE / HEARING / "room-demo-1/cam-judge").glob("*.mp4"))
    assert (package / "data/media/room-demo-1/cam-judge" / stored.name).read_bytes() == stored.read_bytes()


def test_what_is_damaged_after_packing_is_found_all_the_same(records: Path, held: LongHearing, tmp_path: Path) -> None:
    """Neither another octet of the broken file nor a longer list of damage passes for what was there before."""
    answer(held, ledger(records, held))
    finish(held)
    package, _ = pack(records, tmp_path / "archive", held.story.log, COURT_KEY)
    broken = package / verify(package).before[0].path
    before = broken.read_bytes()
    broken.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    assert {one.path for one in verify(package).faults} == {broken.relative_to(package).as_posix()}
    broken.write_bytes(before)
    other = next((package / "data/media/room-demo-1/mic-judge").glob("*.mp4"))
    content = other.read_bytes()
    other.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    listed = package / "data/damage.json"
    more = [{"path": one.path, "what": one.what} for one in verify(package).faults]
    listed.write_text(json.dumps([*json.loads(listed.read_text()), *more]))
    own = subprocess.run(
        [sys.executable, str(package / "verify.py"), "--json"], capture_output=True, text=True, check=False
    )

    assert own.returncode == 4
    assert {one["path"] for one in json.loads(own.stdout)["faults"]} >= {
        "data/damage.json",
        other.relative_to(package).as_posix(),
    }
    assert json.loads(own.stdout) == verify(package).as_json()


@pytest.mark.parametrize(
    "name",
    [
        "seals.jsonl",
        *(
            pytest.param(name, marks=pytest.mark.long)
            for name in ("cam-judge/index.jsonl", "leaves.jsonl", "about.json", "tracks.jsonl")
        ),
    ],
)
def test_a_take_whose_lines_are_damaged_is_packed_as_it_is(
    held: LongHearing, records: Path, tmp_path: Path, name: str
) -> None:
    """Whatever file of a take went bad, what is left is kept, answered for, packed, and verifies as packed."""
    store = tmp_path / "records"
    shutil.copytree(records, store)
    path = store / CASE / HEARING / "room-demo-1" / name
    lines = path.read_bytes().splitlines(keepends=True)
    lines[len(lines) // 2 if len(lines) > 2 else -1] = b'{"broken": tru\n'
    path.write_bytes(b"".join(lines))
    answer(held, ledger(store, held))
    finish(held)
    package, _ = pack(store, tmp_path / "archive", held.story.log, COURT_KEY)
    own = subprocess.run(
        [sys.executable, str(package / "verify.py"), "--json"], capture_output=True, text=True, check=False
    )

    assert (own.returncode, json.loads(own.stdout)) == (0, verify(package).as_json())
    assert (package / "data/media/room-demo-1" / name).read_bytes() == path.read_bytes()
