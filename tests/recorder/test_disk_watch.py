"""A disk that refuses or does not answer is told while it lasts, and noted once it is over."""

from recorder.disk_watch import SLOW_S, STUCK_S, DiskWatch, Outage
from recorder.errors import KeyRefused, StoreFault, StoreFull, TakeSealed


class Bench:
    """A watch whose clocks are turned by hand."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.watch = DiskWatch(lambda: round(self.now_s * 1000), lambda: self.now_s)


def test_a_full_disk_is_told_until_it_takes_again() -> None:
    """From the first refusal to the first success is one outage, however often it was tried."""
    bench = Bench()
    for _ in range(3):
        bench.watch.refuse(StoreFull("disk: no space is left"))
        bench.now_s += 1
    assert bench.watch.says() == "disk: no space is left"
    assert bench.watch.outages() == []
    bench.watch.take()

    assert bench.watch.says() == ""
    assert bench.watch.outages() == [Outage("disk-full", 0, 3000)]
    assert bench.watch.outages() == []


def test_a_disk_that_does_not_answer_is_told_while_somebody_waits_for_it() -> None:
    """Nothing counts as written after some seconds, and the wait is noted when it is over; a short one is not."""
    bench = Bench()
    with bench.watch.working():
        bench.now_s += SLOW_S
        assert "has not answered" in bench.watch.says()
        assert not bench.watch.is_stuck
        bench.now_s += STUCK_S
        assert bench.watch.is_stuck
    assert bench.watch.says() == ""
    assert bench.watch.outages() == [Outage("disk-slow", 0, round((SLOW_S + STUCK_S) * 1000))]
    with bench.watch.working():
        bench.now_s += SLOW_S
    assert bench.watch.outages() == []


def test_a_broken_disk_is_not_called_full_and_other_refusals_are_no_disks() -> None:
    """What a key or the take itself refuses is told in words and is no outage."""
    bench = Bench()
    for fault in (KeyRefused("token: it does not answer"), TakeSealed("take: it has its final seal")):
        bench.watch.refuse(fault)
        assert bench.watch.says() == str(fault)
    bench.watch.take()
    bench.watch.refuse(StoreFault("disk: input/output error"))
    bench.now_s += 1
    bench.watch.take()

    assert bench.watch.outages() == [Outage("disk-refused", 0, 1000)]
