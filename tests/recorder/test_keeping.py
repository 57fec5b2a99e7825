"""A record stays as long as its cases demand, and goes only by two people, a day apart, and never under a hold."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.keeping.removal import GRACE_MS, Hold, Keeping, Refused, approve, hide, shred, stage, withdraw
from recorder.keeping.term import KeptCase, KeptUntil, Term, kept_until

OVER = KeptUntil(1000, "term")
NOW = 10_000
TERMS: list[Term] = ["permanent", "60-years", "30-years"]
CASES = st.lists(
    st.builds(
        KeptCase,
        number=st.just("（2026）示0101刑初128号"),
        term=st.sampled_from([*TERMS, None]),
        closed_at=st.one_of(st.none(), st.integers(0, 4_000_000_000_000)),
    ),
    max_size=5,
)


def _ms(*when: int) -> int:
    return round(datetime(*when, tzinfo=UTC).timestamp() * 1000)  # type: ignore[misc,arg-type]


@given(CASES, CASES)
def test_another_case_never_shortens_the_keeping(some: list[KeptCase], more: list[KeptCase]) -> None:
    """The longest of all linked cases wins, and one that is open or unjudged keeps everything."""
    if not some:
        return
    before, after = kept_until(some), kept_until([*some, *more])
    if after.at is not None:
        assert before.at is not None
        assert after.at >= before.at


@given(CASES)
def test_nothing_ends_while_a_case_is_open_unjudged_or_permanent(cases: list[KeptCase]) -> None:
    """Only when every case is closed with a limited term is there an end at all."""
    is_ending = bool(cases) and all(
        case.closed_at is not None and case.term in ("60-years", "30-years") for case in cases
    )
    assert (kept_until(cases).at is not None) == is_ending


def test_terms_count_from_the_new_year_after_the_case_was_closed() -> None:
    """Closed in March 2026, kept 30 years: until the first of January 2057, Beijing time."""
    closed = KeptCase("x", "30-years", _ms(2026, 3, 5))
    assert kept_until([closed]).at == _ms(2056, 12, 31, 16)
    new_year = KeptCase("x", "30-years", _ms(2026, 12, 31, 17))  # already 2027 in Beijing
    assert kept_until([new_year]).at == _ms(2057, 12, 31, 16)
    assert kept_until([closed, replace(closed, term="60-years")]).at == _ms(2086, 12, 31, 16)


def test_two_people_and_a_day_end_a_record() -> None:
    """Hidden by one, approved by another, shredded no sooner than 24 hours after."""
    keeping = Keeping(OVER, proven_places=2)
    assert stage(keeping) == "archived"
    keeping = replace(keeping, removal=hide(keeping, "account:1", "期满", NOW))
    assert stage(keeping) == "expiring"
    with pytest.raises(Refused, match="four eyes"):
        approve(keeping, "account:1", NOW)
    with pytest.raises(Refused, match="Two persons"):
        shred(keeping, NOW + 10 * GRACE_MS)
    keeping = replace(keeping, removal=approve(keeping, "account:2", NOW + 5))
    with pytest.raises(Refused, match="24 hours"):
        shred(keeping, NOW + 5 + GRACE_MS - 1)
    keeping = replace(keeping, removal=shred(keeping, NOW + 5 + GRACE_MS))
    assert stage(keeping) == "shredded"
    for step in (lambda: shred(keeping, NOW * GRACE_MS), lambda: withdraw(keeping)):
        with pytest.raises(Refused):
            step()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["hide", "approve", "shred", "withdraw", "hold", "lift", "wait"]),
        st.sampled_from(["account:1", "account:2", "account:3"]),
        st.integers(0, 2 * GRACE_MS),
    ),
    max_size=25,
)


def _take(keeping: Keeping, step: str, who: str, now: int) -> Keeping:
    changes: dict[str, Any] = {}
    if step == "hide":
        changes["removal"] = hide(keeping, who, "期满", now)
    elif step == "approve":
        changes["removal"] = approve(keeping, who, now)
    elif step == "shred":
        changes["removal"] = shred(keeping, now)
    elif step == "withdraw":
        withdraw(keeping)
        changes["removal"] = None
    elif step == "hold":
        changes["holds"] = (Hold("1", who, "上诉"),)
    elif step == "lift":
        changes["holds"] = ()
    return replace(keeping, **changes)


@given(STEPS, st.booleans())
def test_however_people_act_nothing_is_shredded_that_must_stay(
    steps: list[tuple[str, str, int]], is_permanent: bool
) -> None:
    """Any order of steps by three people: a shredded record had two of them, a day's grace, no hold and an ended term."""
    keeping = Keeping(KeptUntil(None, "permanent") if is_permanent else OVER, proven_places=2)
    now = NOW
    for step, who, wait_ms in steps:
        now += wait_ms
        held = bool(keeping.holds)
        try:
            keeping = _take(keeping, step, who, now)
        except Refused:
            continue
        if step == "shred":
            removal = keeping.removal
            assert removal is not None
            assert removal.approved_by not in ("", removal.hidden_by)
            assert removal.approved_at is not None
            assert now >= removal.approved_at + GRACE_MS
            assert not held
            assert not is_permanent


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"is_recording": True}, "recording"),
        ({"is_sealed": False}, "recording"),
        ({"proven_places": 1, "is_archived": False}, "sealed"),
        ({"proven_places": 1}, "sealed"),
        ({"proven_places": 2, "is_archived": False}, "verified"),
        ({"proven_places": 2}, "archived"),
    ],
)
def test_the_stages_of_a_life(facts: dict[str, Any], named: str) -> None:
    """A record counts as archived only when its package was proven in two places."""
    assert stage(Keeping(OVER, **facts)) == named
