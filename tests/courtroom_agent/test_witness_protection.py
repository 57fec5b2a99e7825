"""A protected witness is neither heard nor seen before everything that hides was proven, whatever happens in whatever order."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.courtroom_agent.protected_witness import HIDING, MIC, PROTECTION, SCENES, Room

HAPPENINGS = st.lists(st.tuples(st.integers(0, 27), st.integers(0, 255)), min_size=30, max_size=100)


def play(happenings: list[tuple[int, int]]) -> Room:
    """Let it all happen, from a protected witness being called on; the room checks itself at every step."""
    room = Room()
    room.act(9, 0)
    for what, how in happenings:
        room.act(what, how)
    return room


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HAPPENINGS)
def test_no_order_of_events_brings_a_protected_witness_to_light(happenings: list[tuple[int, int]]) -> None:
    """Feedback, faults, hands on devices and operators' taps in any order: hidden and proven first, or silent."""
    play(happenings)


@pytest.mark.long
@pytest.mark.timeout(900)
@settings(max_examples=12_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HAPPENINGS)
def test_twelve_thousand_orders_of_events_bring_no_witness_to_light(happenings: list[tuple[int, int]]) -> None:
    """The same over many more orders."""
    play(happenings)


def test_when_all_goes_well_the_witness_does_speak() -> None:
    """Safety by silence alone would be no protection: answered in order, the scene opens the witness's microphone."""
    room = Room()
    room.act(9, 0)
    for _ in range(40):
        for number in range(len(room.true)):
            room.act(1, number)
        room.act(0, 1)

    assert room.spoke == 1
    assert room.true == {**HIDING, MIC: "open"}
    assert room.reconciler.outcome(room.heard, room.now) == "converged"


def test_the_check_itself_notices_a_witness_in_the_light() -> None:
    """A reconciler without guards would be caught: the check is no formality."""
    room = Room()
    microphone = list(room.true).index(MIC)
    room.act(6, microphone)
    room.act(9, 0)
    room.reconciler._guards.held.clear()

    with pytest.raises(AssertionError, match="nobody silences"):
        room.act(11, microphone)


def test_after_protection_the_room_is_shown_only_in_silence() -> None:
    """Debate follows: every screen comes back, after the microphone has said that it is closed."""
    room = Room()
    room.act(9, 0)
    for number in range(200):
        room.act(1 if number % 6 else 0, number)
    room.act(9, 8 * SCENES.index(next(plan for plan in SCENES if plan.name == "debate")))
    for number in range(200):
        room.act(1 if number % 6 else 0, number)

    assert room.true[MIC] == "muted"
    assert all(room.true[name] != value for name, value in HIDING.items())
    assert room.reconciler.plan is not PROTECTION
