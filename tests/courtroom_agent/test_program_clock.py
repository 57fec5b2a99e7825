"""The program's ticks on a machine that stalls."""

import threading

import pytest

from courtroom_agent.program_clock import SOUND_BEHIND_NS, Ticker

PERIOD_NS = 20_000_000
ZERO_NS = 1_795_492_800 * 10**9


class StallingClock:
    """Time passes only while somebody sleeps, and by *stall_ns* while the tenth moment is worked on."""

    def __init__(self, stall_ns: int) -> None:
        self._now = ZERO_NS
        self._stall_ns = stall_ns
        self._done = threading.Event()
        self.moments: list[int] = []

    def now(self) -> int:
        """The time."""
        return self._now

    def sleep_until(self, at_ns: int) -> None:
        """Let time pass; after the hundredth moment for ever."""
        if len(self.moments) >= 100:
            self._done.set()
            threading.Event().wait(0.01)
        self._now = max(self._now, at_ns)

    def work(self, at_ns: int) -> None:
        """Work on a moment."""
        self.moments.append(at_ns)
        if len(self.moments) == 10:
            self._now += self._stall_ns

    def run(self, behind_ns: int) -> list[int]:
        """Let a ticker do a hundred moments."""
        ticker = Ticker("test", PERIOD_NS, self, self.work, behind_ns=behind_ns)
        ticker.start()
        assert self._done.wait(20)
        ticker.stop()
        return self.moments[:100]


@pytest.mark.parametrize("stall_ms", [150, 900, 2400])
def test_sound_that_a_stalled_machine_missed_is_made_up_for(stall_ms: int) -> None:
    """The program has every 20 ms of sound although the machine stood still for up to two seconds."""
    moments = StallingClock(stall_ms * 1_000_000).run(SOUND_BEHIND_NS)

    assert {after - before for before, after in zip(moments, moments[1:], strict=False)} == {PERIOD_NS}


def test_what_is_too_late_to_be_made_up_for_is_left_out_once() -> None:
    """After a long stall the program goes on with now: one hole, and no burst of what nobody waits for."""
    moments = StallingClock(5_000_000_000).run(SOUND_BEHIND_NS)

    steps = [after - before for before, after in zip(moments, moments[1:], strict=False)]
    assert [step for step in steps if step != PERIOD_NS] == [pytest.approx(5_000_000_000, abs=10 * PERIOD_NS)]
