"""The record never takes more of the wire than it may, and calls less often while nobody answers."""

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from courtroom_agent.pace import Backoff, Bucket, Rates


@given(
    rate=st.integers(1_000, 50_000_000),
    chunks=st.lists(st.tuples(st.integers(1, 65_536), st.floats(0, 2)), min_size=1, max_size=60),
)
def test_over_any_time_no_more_goes_than_the_rate_and_a_quarter_second(
    rate: int, chunks: list[tuple[int, float]]
) -> None:
    """Whatever comes when: a chunk goes once the rate allows it, after pauses with at most a small burst."""
    now = [0.0]
    bucket = Bucket(lambda: now[0], rate)
    gone: list[tuple[float, int]] = []
    for octets, idle_s in chunks:
        now[0] += idle_s
        now[0] += bucket.wait_s(octets)
        gone.append((now[0], octets))
    for first in range(len(gone)):
        total = 0
        for at, octets in gone[first:]:
            total += octets
            allowed = rate * (at - gone[first][0] + 0.25) + gone[first][1]
            assert total <= allowed * 1.0001 + 1


def test_pauses_grow_with_each_failure_and_differ_between_rooms() -> None:
    """Twenty failures: never longer than the longest, never nothing, and no two rooms in step."""
    one, other = (Backoff(chance=random.Random(seed)) for seed in (1, 2))
    pauses, others = [one.failed() for _ in range(20)], [other.failed() for _ in range(20)]
    assert all(0 < pause <= 8 for pause in pauses)
    assert pauses != others
    assert max(pauses[:3]) < min(pauses[10:])
    one.worked()
    assert one.failed() <= 0.25


@given(made=st.floats(0, 1e9), is_in_session=st.booleans())
def test_an_outage_can_always_be_made_up_for(made: float, *, is_in_session: bool) -> None:
    """However much is recorded, twice of it may go up, and more when no hearing is in session."""
    rates = Rates()
    assert rates.allowed(made, is_in_session=is_in_session) >= 2 * made
    assert rates.allowed(made, is_in_session=False) >= rates.allowed(made, is_in_session=True)
    assert all(a <= b for a, b in pairwise([rates.in_session, rates.otherwise]))
