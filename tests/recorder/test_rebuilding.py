"""An index that the disk lost: the track files tell their fragments again, and nobody can pretend more of them than is so."""

import json
import random
from pathlib import Path

import pytest

from recorder.archive.offline import verify as offline
from recorder.archive.rebuilding import REBUILT, rebuild
from recorder.archive.verification import verify
from recorder.index import IndexLine, read_lines
from tests.recorder.abandoned import TAKE, Abandoned, abandoned
from tests.recorder.tampering import Copy, faults, word

TRACK = "cam-judge"
PLACE = f"data/media/{TAKE}/{TRACK}/{REBUILT}"
COUNTED = ("seq", "file", "offset", "bytes", "samples", "keyframe", "sha256")
TICK_NS = 11_112


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Abandoned:
    """A hearing that came up whole, whose camera's index then gives back only its front."""
    made = abandoned(tmp_path_factory.mktemp("court"))
    made.send_up()
    return made


@pytest.fixture(scope="module")
def packed(held: Abandoned) -> tuple[list[IndexLine], Path]:
    """What the index said, and the package without the most of it."""
    index = held.take.track(TRACK).index
    lines, content = read_lines(index, IndexLine), index.read_bytes()
    index.write_bytes(content[: len(content) // 3] + bytes(len(content) - len(content) // 3))
    return lines, held.pack()


def test_lost_lines_are_told_again_to_the_tick(packed: tuple[list[IndexLine], Path]) -> None:
    """Number, place, octets and hash as they were, and that the writer's leaf tells the same; the seconds are a fault."""
    lines, package = packed
    again = [json.loads(line) for line in (package / PLACE).read_bytes().splitlines()]
    lost = {line.seq: line for line in lines[len(lines) - len(again) :]}
    ledger = json.loads((package / "data/ledger.json").read_bytes())
    [track] = [one for one in ledger["tracks"] if one["name"] == TRACK]
    report, theirs = verify(package).as_json(), offline.verify(str(package))

    assert len(again) > len(lines) // 2
    for one in again:
        was = lost[one["seq"]]
        assert [one[name] for name in COUNTED] == [getattr(was, name) for name in COUNTED]
        assert abs(one["start"] - was.start) < TICK_NS
        assert one["told"]
    assert report["whole"]
    assert report["notes"] == theirs["notes"]
    assert {fault["cause"] for fault in track["faults"]} == {"damaged"}


def told_otherwise(line: dict[str, object]) -> None:
    """It says that no leaf tells it."""
    line["told"] = False


def another_hash(line: dict[str, object]) -> None:
    """It tells of other octets, as if a leaf had."""
    line["sha256"] = "0" * 64


def another_number(line: dict[str, object]) -> None:
    """It takes another fragment's place."""
    line["seq"] = 1


def a_word_too_much(line: dict[str, object]) -> None:
    """It says more than such a line can."""
    line["proven"] = True


@pytest.mark.parametrize(
    ("change", "said"),
    [(told_otherwise, "rebuilt"), (another_hash, "rebuilt"), (another_number, "rebuilt"), (a_word_too_much, "line")],
)
def test_a_forged_line_is_found(
    packed: tuple[list[IndexLine], Path], tmp_path: Path, change: object, said: str
) -> None:
    """By both verifiers, also when the court's own key signs the list again."""
    copy = Copy(packed[1], tmp_path / "copy")
    assert callable(change)
    copy.edit(PLACE, lambda lines: change(lines[0]))
    copy.sign_again()
    assert faults(copy.folder)[PLACE] == {word(said, 1)}


def test_whatever_lies_in_a_track_file_is_read_without_harm(held: Abandoned) -> None:
    """Octets turned, cut off and zeroed at random: fewer fragments are told, and nothing else happens."""
    track = held.own.track(TRACK)
    film = track.media_files()[0]
    whole, index = film.read_bytes(), track.index.read_bytes()
    track.index.write_bytes(b"")
    most, dice = len(rebuild(held.own, track)), random.Random(9)
    for _ in range(40):
        content = bytearray(whole[: dice.randrange(len(whole))])
        for _ in range(dice.randrange(1, 9)):
            at = dice.randrange(len(content) + 1)
            content[at : at + dice.randrange(64)] = dice.randbytes(dice.randrange(64))
        film.write_bytes(content)
        assert len(rebuild(held.own, track)) <= most + 1
    film.write_bytes(whole)
    track.index.write_bytes(index)
