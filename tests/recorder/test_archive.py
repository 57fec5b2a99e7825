"""The ledger of every second, and packages that are not what they say."""

from pathlib import Path

import pytest

from hearing.state import position
from recorder.archive.ledger import Hole, due, holes
from recorder.archive.verification import NotAPackage, verify
from recorder.index import IndexLine
from tests.hearing.story import JUDGE, opened

SECOND = 1_000_000_000


def fragment(seq: int, start: int) -> IndexLine:
    """One second of a track, from *start* seconds on."""
    return IndexLine(
        seq=seq,
        file="000000000000.mp4",
        offset=seq * 100,
        bytes=100,
        start=start * SECOND,
        duration=SECOND,
        samples=50,
        keyframe=True,
        sha256="0" * 64,
        source="ns",
        source_time=0,
        fence=1,
    )


def test_a_track_without_holes_misses_nothing() -> None:
    """Fragments that follow one another account for every second."""
    assert holes([(0, 3 * SECOND)], [fragment(1, 0), fragment(2, 1), fragment(3, 2)]) == []


def test_a_lost_second_is_named_with_its_place() -> None:
    """A second that no fragment holds is listed from where to where it is missing."""
    lines = [fragment(1, 0), fragment(2, 2)]

    assert holes([(0, 3 * SECOND)], lines) == [Hole(since=SECOND, until=2 * SECOND)]


def test_filled_in_silence_is_missing() -> None:
    """Sound is kept gapless so that nothing slips, but a second in which nothing came is still a missing second."""
    filled = fragment(2, 1).model_copy(update={"silence": 50})

    assert holes([(0, 3 * SECOND)], [fragment(1, 0), filled, fragment(3, 2)]) == [Hole(since=SECOND, until=2 * SECOND)]


def test_single_lost_packets_are_no_hole() -> None:
    """A few packets of a second that the network lost are counted in the index, and the second is there."""
    thin = fragment(1, 0).model_copy(update={"silence": 3})

    assert holes([(0, SECOND)], [thin]) == []


def test_a_track_that_ends_early_misses_its_end() -> None:
    """What was to be recorded up to closing and was not is missing."""
    assert holes([(0, 3 * SECOND)], [fragment(1, 0)]) == [Hole(since=SECOND, until=3 * SECOND)]


def test_a_recess_is_not_missing() -> None:
    """Between two open stretches nothing has to be there."""
    assert holes([(0, SECOND), (5 * SECOND, 6 * SECOND)], [fragment(1, 0), fragment(2, 5)]) == []


def test_the_public_track_is_due_while_the_hearing_is_public() -> None:
    """What may never be broadcast lacks no public picture; nor does the part behind closed doors."""
    story = opened()
    since = position(story.hearing, story.hearing.spans[0].live or 0)
    story.wait(10).so(JUDGE, "set-openness", openness="closed", range="from-now", judge="李某", reason="涉及个人隐私")
    closed = position(story.hearing, story.now)
    whole = [(since, closed + 60 * SECOND)]
    private = opened(procedure="interrogation")

    assert due(story.log, story.hearing, "program", whole) == whole
    assert due(story.log, story.hearing, "public-sound", whole) == [(since, closed)]
    assert due(private.log, private.hearing, "public", whole) == []


def test_a_folder_that_is_no_package_is_refused(tmp_path: Path) -> None:
    """Whoever verifies the wrong folder is told so, and not that it is whole."""
    with pytest.raises(NotAPackage, match=r"bagit\.txt"):
        verify(tmp_path)
