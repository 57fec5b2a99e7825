"""What capture could not keep is told to the hearing's log."""

from courtroom_agent.packet_socket import CaptureState, SourceState
from courtroom_agent.shortfalls import Shortfall, Shortfalls
from hearing.reports import TrackState

HEARING = "h-aaaaaaaaaa"


def state(dropped: int = 0, *, recording: bool = True, writing: bool = True) -> CaptureState:
    """What capture says when it has left out so many pictures of the judge."""
    track = TrackState(name="cam-judge", take="room-demo-1", kind="video", mandatory=True, writing=writing)
    source = SourceState(name="cam-judge", present=True, dropped=dropped)
    return CaptureState(hearing=HEARING, recording=recording, tracks=(track,), sources=(source,))


def test_pictures_that_a_slow_machine_left_out_are_told_together() -> None:
    """Thirty pictures in ten seconds are one entry, with track, time and number."""
    watch = Shortfalls()
    assert watch.take(state(), 1_000) == []
    assert watch.take(state(20), 2_000) == []
    assert watch.take(state(30), 5_000) == []

    assert watch.take(state(30), 12_000) == [Shortfall("capture-behind", "cam-judge", 2_000, 12_000, "30 pictures")]
    assert watch.take(state(30), 30_000) == []


def test_a_few_pictures_are_not_worth_an_entry() -> None:
    """Three pictures in ten seconds nobody sees."""
    watch = Shortfalls()
    watch.take(state(3), 1_000)

    assert watch.take(state(3), 20_000) == []


def test_what_was_left_out_is_told_when_the_recording_ends() -> None:
    """A recess or the closing does not swallow the entry."""
    watch = Shortfalls()
    watch.take(state(40), 1_000)

    assert watch.take(state(40, recording=False), 3_000) == [
        Shortfall("capture-behind", "cam-judge", 1_000, 3_000, "40 pictures")
    ]


def test_a_restart_of_capture_is_told_once_it_writes_again() -> None:
    """From the moment it was gone until every track is written again; the new process counts from nought."""
    watch = Shortfalls()
    watch.take(state(24), 1_000)
    watch.gone(2_000)
    watch.gone(2_200)
    assert watch.take(state(writing=False), 3_500) == []

    assert watch.take(state(0), 4_000) == [Shortfall("capture-restarted", None, 2_000, 4_000)]
    assert watch.take(state(0), 4_200) == []


def test_a_restart_outside_a_recording_is_no_loss() -> None:
    """Before opening and in a recess nothing was to be kept."""
    watch = Shortfalls()
    watch.take(state(recording=False), 1_000)
    watch.gone(2_000)

    assert watch.take(state(), 4_000) == []
