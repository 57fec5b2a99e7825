"""Which media worker carries which hearing."""

from control_panel.placement import PATIENCE_MS, Placement


def test_a_hearing_goes_to_the_least_loaded_worker() -> None:
    """Three hearings on two workers: none carries all."""
    placement = Placement()
    placement.came("media-1", set())
    placement.came("media-2", set())
    for hearing in ("a", "b", "c"):
        placement.wanted(hearing, 0, at_once=True)
        placement.settle(0)

    assert {len(placement.hearings_of("media-1")), len(placement.hearings_of("media-2"))} == {1, 2}


def test_a_worker_that_comes_back_in_time_keeps_its_hearing() -> None:
    """The panel was started again, or the link broke: media that still flow are not moved."""
    placement = Placement()
    placement.came("media-1", set())
    placement.came("media-2", set())
    placement.wanted("a", 0, at_once=True)
    placement.settle(0)
    placement.went("media-1", 100)

    early = placement.settle(100 + PATIENCE_MS - 1)
    placement.came("media-1", {"a"})

    assert early == []
    assert placement.worker_of("a") == "media-1"


def test_a_worker_that_stays_away_loses_its_hearing() -> None:
    """After a second another worker carries it; who comes back later does not get it back."""
    placement = Placement()
    placement.came("media-1", set())
    placement.came("media-2", set())
    placement.wanted("a", 0, at_once=True)
    placement.settle(0)
    placement.went("media-1", 100)

    settled = placement.settle(100 + PATIENCE_MS)
    placement.came("media-1", {"a"})

    assert settled == [("a", "media-2")]
    assert placement.worker_of("a") == "media-2"


def test_without_any_worker_a_hearing_waits() -> None:
    """It is placed as soon as one is there."""
    placement = Placement()
    placement.wanted("a", 0, at_once=True)

    assert placement.settle(0) == []
    placement.came("media-1", set())
    assert placement.settle(0) == [("a", "media-1")]
