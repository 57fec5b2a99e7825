"""What a player shows of a person whom both sides recorded: the court's, and the far end's where the court has none."""

from recorder.index import IndexLine
from recorder.twin_tracks import choose
from tests.recorder.recording import SECOND

COURT, CENTRE, TRACK = "server-1", "custody-centre-1-1", "remote-p-1"


def lines(since: int, until: int, shift_ms: int = 0, silent: bool = False, keys: int = 1) -> list[IndexLine]:
    """A fragment a second, each *keys*-th of which begins with a picture that needs no other."""
    return [
        IndexLine(
            seq=second + 1,
            file="000000000000.mp4",
            offset=second * 100,
            bytes=100,
            start=second * SECOND + shift_ms * 1_000_000,
            duration=SECOND,
            samples=50,
            keyframe=second % keys == 0,
            sha256="0" * 64,
            source="ns",
            source_time=0,
            fence=1,
            silence=50 if silent else None,
        )
        for second in range(since, until)
    ]


def left_out(number: int) -> tuple[str, int]:
    """The fragment of second *number*."""
    return "000000000000.mp4", number * 100


def test_the_far_end_shows_through_the_courts_holes_alone() -> None:
    """Where both have it the court's is shown; the fragments that reach into the hole are, whole."""
    court = lines(0, 5) + lines(12, 20)
    choice = choose({(COURT, TRACK): court, (CENTRE, TRACK): lines(0, 20, shift_ms=300)})

    assert choice.left_out[COURT, TRACK] == set()
    shown = {left_out(n) for n in range(20)} - choice.left_out[CENTRE, TRACK]
    assert shown == {left_out(n) for n in (*range(4, 12), 19)}
    assert choice.filled[0] == (TRACK, CENTRE, (5 * SECOND, 12 * SECOND))


def test_silence_that_the_court_filled_in_gives_way_to_what_was_said() -> None:
    """A cut of the network is silence in the court's sound: the far end's is heard instead, where it has any."""
    court = lines(0, 5) + lines(5, 12, silent=True) + lines(12, 20)
    choice = choose({(COURT, TRACK): court, (CENTRE, TRACK): lines(0, 10)})

    assert choice.left_out[COURT, TRACK] == {left_out(n) for n in range(5, 10)}
    assert choice.filled == [(TRACK, CENTRE, (5 * SECOND, 10 * SECOND))]


def test_pictures_are_shown_from_one_that_needs_no_other() -> None:
    """The hole begins in the middle of a group of pictures: decoding begins where the group does."""
    choice = choose({(COURT, TRACK): lines(0, 7) + lines(12, 20), (CENTRE, TRACK): lines(0, 20, keys=5)})

    assert {left_out(n) for n in range(20)} - choice.left_out[CENTRE, TRACK] == {left_out(n) for n in range(5, 12)}
    assert choice.filled == [(TRACK, CENTRE, (7 * SECOND, 12 * SECOND))]


def test_takes_of_one_side_are_left_as_they_are() -> None:
    """Nobody is recorded twice: nothing is left out."""
    assert choose({("room-demo-1", "cam-judge"): lines(0, 5), (COURT, TRACK): lines(0, 5)}).left_out == {}
