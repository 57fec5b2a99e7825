"""A process knows the panel's clock: through delays, drift and clocks that are set."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearing.clock_sync import ClockSync, Exchange

MS = 1_000_000
SECOND = 1_000_000_000


def exchange(at: int, ahead: int, there: int, back: int, thinking: int = 0) -> Exchange:
    """An exchange that begins at *at* with a panel *ahead* of us; the ways take *there* and *back* ns."""
    received = at + there + ahead
    return Exchange(at, received, received + thinking, at + there + thinking + back)


def test_the_quickest_exchanges_are_believed() -> None:
    """A busy network delays most answers, some by a second; the offset stays true to the quick ones."""
    sync, chance = ClockSync(), random.Random(3)
    for n in range(16):
        slow = chance.choice((0, 0, 200 * MS, 900 * MS))
        sync.take(exchange(n * 2 * SECOND, 5 * SECOND, 2 * MS + slow, 2 * MS, thinking=30 * MS))
    assert sync.found is not None
    assert abs(sync.found.offset - 5 * SECOND) <= sync.found.uncertainty <= 5 * MS


@pytest.mark.parametrize("ppm", [-120, 0, 40])
def test_drift_is_measured_over_minutes(ppm: int) -> None:
    """Ten minutes of a clock that runs too fast: the rate is known to a few millionths."""
    sync, chance = ClockSync(), random.Random(5)
    for n in range(300):
        at = n * 2 * SECOND
        there, back = chance.randrange(MS, 3 * MS), chance.randrange(MS, 3 * MS)
        sync.take(exchange(at, at * ppm // 1_000_000, there, back))
    assert sync.found is not None
    assert abs(sync.found.drift_ppm - ppm) < 3


def test_a_panel_whose_clock_is_set_is_followed_and_the_step_told() -> None:
    """One strange answer is a slow network; three in a row are a clock that was set."""
    sync = ClockSync()
    for n in range(8):
        sync.take(exchange(n * SECOND, 0, MS, MS))
    for n in range(8, 10):
        sync.take(exchange(n * SECOND, 3 * SECOND, MS, MS))
    assert sync.found is not None
    assert (sync.found.offset, sync.step_ns) == (0, 0)
    sync.take(exchange(10 * SECOND, 3 * SECOND, MS, MS))
    assert (sync.found.offset, sync.step_ns) == (3 * SECOND, 3 * SECOND)


@settings(deadline=None)
@given(
    st.integers(-(10**18), 10**18),
    st.lists(st.tuples(st.integers(0, SECOND), st.integers(0, SECOND)), min_size=1, max_size=40),
)
def test_the_offset_is_never_further_off_than_it_says(ahead: int, ways: list[tuple[int, int]]) -> None:
    """Whatever the ways take, also when one is much slower than the other."""
    sync = ClockSync()
    for n, (there, back) in enumerate(ways):
        sync.take(exchange(n * SECOND, ahead, there, back))
    assert sync.found is not None
    assert abs(sync.found.offset - ahead) <= sync.found.uncertainty + 1
    assert sync.step_ns == 0
