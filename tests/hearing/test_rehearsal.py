"""A red rehearsal does not open by itself: somebody takes it upon oneself, by name, on record."""

from typing import Any

import pytest

from hearing.errors import Refused
from hearing.policy import Actor
from hearing.rehearsal import RehearsalResult, RehearsalVerdict, RehearsedItem, briefly, verdict_of
from hearing.state import fold
from hearing.view import cut_state, visible
from tests.hearing.story import (
    CLERK,
    GALLERY,
    JUDGE,
    OTHER_ROOM,
    ROOM,
    SYSTEM,
    TECHNICIAN,
    ZERO,
    Story,
    opened,
    prepared,
)


def item(verdict: RehearsalVerdict, part: str = "tone", subject: str = "mic-judge") -> RehearsedItem:
    """What was found of one thing."""
    found = {"part": part, "subject": subject, "verdict": verdict, "value": 21.5, "unit": "dB"}
    return RehearsedItem.model_validate({**found, "zh": "审判席话筒听不到试音", "en": "The tone is not heard"})


def result(*items: RehearsedItem, at: int = ZERO, room: str = "demo") -> dict[str, Any]:
    """A rehearsal as it crosses the wire."""
    return RehearsalResult(
        room=room, at=at, seconds=12, simulated=True, verdict=verdict_of(items), items=items
    ).model_dump(mode="json")


def red() -> Story:
    """A hearing that is ready, in a room whose rehearsal ended on red."""
    story = prepared()
    story.so(ROOM, "report-rehearsal", result=result(item("red"), item("green", "storage", "")))
    return story


@pytest.mark.parametrize(
    ("verdicts", "whole"),
    [
        (("green", "missing"), "green"),
        (("green", "amber", "missing"), "amber"),
        (("amber", "red", "green"), "red"),
        (("missing",), "missing"),
        ((), "missing"),
    ],
)
def test_the_worst_item_counts_and_what_could_not_be_tried_hides_nothing(
    verdicts: tuple[RehearsalVerdict, ...], whole: str
) -> None:
    """Green is said only where something was tried and all of it was well."""
    assert verdict_of(tuple(item(verdict) for verdict in verdicts)) == whole


def test_on_red_the_hearing_does_not_open() -> None:
    """The clerk is told what is wrong and what to do."""
    with pytest.raises(Refused, match="rehearsal-red") as refused:
        red().so(CLERK, "open")
    assert "审判席话筒听不到试音" in str(refused.value)


def test_it_opens_when_somebody_takes_it_upon_oneself_and_that_is_on_record() -> None:
    """Name and reason stand in the log."""
    story = red()
    story.so(CLERK, "override-rehearsal", name="李某", reason="该席今日无人就座")
    story.so(CLERK, "open")

    assert story.hearing.course == "opening"
    override = story.hearing.rehearsal_override
    assert override is not None
    assert (override.name, override.reason, override.who) == ("李某", "该席今日无人就座", CLERK.principal)
    assert fold(story.log) == story.hearing


def test_a_later_rehearsal_counts_and_a_later_red_one_must_be_overridden_anew() -> None:
    """What was mended opens by itself; an override covers what was known then."""
    story = red()
    story.so(CLERK, "override-rehearsal", name="李某", reason="该席今日无人就座")
    story.so(ROOM, "report-rehearsal", result=result(item("red"), at=ZERO + 1))
    with pytest.raises(Refused, match="rehearsal-red"):
        story.so(CLERK, "open")
    story.so(ROOM, "report-rehearsal", result=result(item("green"), at=ZERO + 2))
    story.so(CLERK, "open")

    with pytest.raises(Refused, match="already-so"):
        red().so(ROOM, "report-rehearsal", result=result(item("green")))


@pytest.mark.parametrize("verdict", ["green", "amber", "missing"])
def test_only_red_stops(verdict: RehearsalVerdict) -> None:
    """Amber is shown; a room that never rehearsed opens as well."""
    story = prepared()
    story.so(ROOM, "report-rehearsal", result=result(item(verdict)))
    with pytest.raises(Refused, match="already-so"):
        story.so(CLERK, "override-rehearsal", name="李某", reason="x")
    story.so(CLERK, "open")


@pytest.mark.parametrize("actor", [CLERK, TECHNICIAN, OTHER_ROOM])
def test_only_the_rooms_own_agent_tells_what_its_rehearsal_found(actor: Actor) -> None:
    """Nobody writes a green rehearsal by hand."""
    with pytest.raises(Refused, match=r"services-only|no-right"):
        prepared().so(actor, "report-rehearsal", result=result(item("green")))
    with pytest.raises(Refused, match="no-right"):
        prepared().so(SYSTEM, "report-rehearsal", result=result(item("green"), room="hall-9"))
    with pytest.raises(Refused, match="not-now"):
        opened().so(ROOM, "report-rehearsal", result=result(item("green")))


@pytest.mark.parametrize("actor", [TECHNICIAN, GALLERY, ROOM])
def test_nobody_but_who_runs_the_hearing_overrides(actor: Actor) -> None:
    """Clerk and leading judge."""
    with pytest.raises(Refused, match="no-right"):
        red().so(actor, "override-rehearsal", name="李某", reason="x")
    red().so(JUDGE, "override-rehearsal", name="李某", reason="x")


def test_it_is_shown_to_those_who_can_act() -> None:
    """The public and the parties learn nothing of it."""
    story = red()
    for actor, told in ((CLERK, True), (TECHNICIAN, True), (GALLERY, False), (story.person("p-1"), False)):
        assert (visible(story.hearing, story.log[-1], actor) is not None) == told
        assert (cut_state(story.hearing, actor).rehearsal is not None) == told


def test_a_trend_keeps_verdicts_and_figures() -> None:
    """By part and subject."""
    point = briefly(RehearsalResult.model_validate(result(item("red"), item("green", "storage", ""))))
    assert point.verdicts == {"tone mic-judge": "red", "storage": "green"}
    assert point.values["tone mic-judge"] == 21.5
