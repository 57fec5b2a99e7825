"""The closing root: what people sign at the end, over everything that was recorded, and honest about what was not there yet."""

import json
from pathlib import Path

import pytest

from recorder.archive.packing import pack
from recorder.archive.verification import verify
from recorder.closing import Closing, TakeStand, case_free, closing_root, log_bytes, make_closing, stands_of
from recorder.index import sha256_hex
from recorder.layout import takes_of
from recorder.spoken_code import spoken_code
from tests.recorder.packing import COURT_KEY, closing_told, recorded
from tests.recorder.recording import CASE, HEARING


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recorded hearing."""
    folder = tmp_path_factory.mktemp("court") / "records"
    recorded(folder)
    return folder


def cut_seals(records: Path, take: str, keep: int) -> None:
    """As if only the first *keep* seals of a take had come up."""
    [path] = records.glob(f"*/*/{take}/seals.jsonl")
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:keep]))


def test_everything_that_is_sealed_is_under_the_closing_root(records: Path, tmp_path: Path) -> None:
    """Each take by its final seal, and the log up to the closing; nothing that is written later changes it."""
    story = recorded(tmp_path)
    stands = stands_of(takes_of(records, CASE, HEARING), {})
    made = make_closing(story.log, stands, COURT_KEY, 5)
    until = next(event.seq for event in story.log if event.type == "closed")

    assert made.behind == ()
    assert [stand.take for stand in made.takes] == ["program-demo-1", "room-demo-1"]
    assert made.until == until < len(story.log)
    assert made.log == sha256_hex(log_bytes(story.log[:until]))
    assert made.root == closing_root(made.takes, made.log)
    assert made.code == spoken_code(made.root)
    assert made.is_signed()
    assert make_closing(story.log[:until], stands, COURT_KEY, 6).root == made.root
    assert not made.model_copy(update={"at": 6}).is_signed()


def test_a_final_seal_told_ahead_counts_for_media_that_is_still_coming(tmp_path: Path) -> None:
    """An agent with a slow line tells the seal at once; the root is the same as when everything is up."""
    recorded(tmp_path)
    takes = takes_of(tmp_path, CASE, HEARING)
    whole = stands_of(takes, {})
    told = {"room-demo-1": whole.takes[1]}
    cut_seals(tmp_path, "room-demo-1", 1)

    assert stands_of(takes, told) == whole
    assert stands_of(takes, {}).behind == ("room-demo-1",)
    assert stands_of(takes, {}).takes[1].size < whole.takes[1].size


def test_a_take_of_which_only_the_seal_is_known_is_covered(tmp_path: Path) -> None:
    """A courtroom whose line was down all the time is under the root by its seal alone."""
    recorded(tmp_path)
    other = TakeStand(take="room-hall-1", size=3, root="1" * 64)
    stands = stands_of(takes_of(tmp_path, CASE, HEARING), {"room-hall-1": other})

    assert other in stands.takes
    assert stands.behind == ()


def test_the_qr_code_says_nothing_of_the_case(records: Path, tmp_path: Path) -> None:
    """Hearing, root and time; whoever finds the sheet learns no name and no number."""
    story = recorded(tmp_path)
    made = make_closing(story.log, stands_of(takes_of(records, CASE, HEARING), {}), COURT_KEY, 5)

    assert case_free(made) == f"courtroom:1:{HEARING}:{made.root}:5"


def test_the_package_holds_what_was_signed(tmp_path: Path) -> None:
    """The closing root lies in the package as it was told in court, in file and log alike."""
    story = recorded(tmp_path / "records")
    closing_told(tmp_path / "records", story)
    package, _ = pack(tmp_path / "records", tmp_path / "archive", story.log, COURT_KEY)
    kept = Closing.model_validate_json((package / "data/seals/closing.json").read_bytes())
    told = [json.loads(line) for line in (package / "data/log.jsonl").read_bytes().splitlines()]

    assert [event["root"] for event in told if event["type"] == "closing-sealed"] == [kept.root]
    assert verify(package).whole


def test_a_hearing_that_was_never_closed_has_none(records: Path, tmp_path: Path) -> None:
    """There is nothing to sign before the end."""
    story = recorded(tmp_path)
    until = next(event.seq for event in story.log if event.type == "closed")
    with pytest.raises(ValueError, match="closed"):
        make_closing(story.log[: until - 1], stands_of(takes_of(records, CASE, HEARING), {}), COURT_KEY, 5)
