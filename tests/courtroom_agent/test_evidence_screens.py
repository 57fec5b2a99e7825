"""The courtroom's own screens get what is shown to them, by the matrix, and give it back."""

import asyncio
from pathlib import Path
from typing import Any, cast

import pytest

from courtroom_agent.devices import Devices
from courtroom_agent.evidence.screens import EvidenceDisplays, routes_of, word_for
from courtroom_agent.scenes.applying import Scenes
from hardware_profiles.rooms import load_room
from hearing.facts import HearingState
from hearing.link import Link
from tests.courtroom_agent.bare_room import matrix_alone
from tests.hearing.story import CLERK, Story, opened
from tests.hearing.test_evidence import shown

DEMO = load_room(Path(__file__).parents[2] / "hardware_profiles/courtrooms/demo.yaml")
MATRIX = matrix_alone(DEMO)


class _Told:
    """Keeps the reports that would go to the panel."""

    def __init__(self) -> None:
        self.reports: list[Any] = []

    async def report(self, report: Any) -> None:
        self.reports.append(report)


async def _until(is_so: Any) -> None:
    async with asyncio.timeout(30):
        while not is_so():
            await asyncio.sleep(0.02)


async def _in_room() -> None:
    story, told = opened(), _Told()
    async with asyncio.timeout(60), Devices.open(MATRIX, now=lambda: 1) as devices:
        scenes = Scenes(MATRIX, devices)
        displays = EvidenceDisplays(MATRIX, scenes, cast(Link, told), lambda: story.state)
        await scenes.apply("debate")
        assert devices.simulation is not None
        matrix = devices.drivers["matrix"]

        def shows(number: int) -> bool:
            return matrix.states["output-1"].value == number

        running = asyncio.create_task(displays.run())
        await _until(lambda: shows(1))
        shown(story, targets=["gallery"])
        await _until(lambda: shows(2))
        await _until(lambda: [one.standing for one in told.reports[-1].screens] == ["so"])
        last = told.reports[-1]
        assert (last.showing, last.screens[0].name, last.screens[0].answered) == ("s-1", "route.gallery", "evidence")
        story.so(CLERK, "set-evidence-targets", showing="s-1", targets=["remote"])
        await _until(lambda: shows(0))
        await scenes.apply("evidence")
        await _until(lambda: shows(0))
        story.so(CLERK, "withdraw-evidence", showing="s-1")
        await _until(lambda: shows(1))
        running.cancel()


def test_the_gallerys_screen_gets_evidence_only_while_it_is_shown_to_the_gallery() -> None:
    """Court's picture, evidence, nothing while the court's picture has it, court's picture; whatever scene is tapped."""
    asyncio.run(_in_room())


def _with(*targets: str) -> HearingState:
    return shown(opened(), targets=list(targets)).hearing


@pytest.mark.parametrize(
    ("place", "story", "plan", "word"),
    [
        ("bench", None, "court", "court"),
        ("bench", ("bench",), "court", "evidence"),
        ("parties", ("bench",), "court", "court"),
        ("parties", ("bench",), "evidence", "court"),
        ("parties", ("bench", "remote"), "court", "nothing"),
        ("gallery", ("gallery", "remote"), "nothing", "evidence"),
    ],
)
def test_each_place_gets_what_is_shown_to_it(place: str, story: tuple[str, ...] | None, plan: str, word: str) -> None:
    """What it is shown, else what its scene wants, and never evidence that is not shown to it."""
    assert word_for(place, _with(*story) if story is not None else opened().hearing, plan) == word


def test_a_room_without_a_matrix_has_no_screens_to_switch() -> None:
    """Then pages on displays show what is shown to their place."""
    assert routes_of(MATRIX.model_copy(update={"means": {}})) == {}
    assert set(routes_of(DEMO)) == {"gallery"}
    assert set(routes_of(load_room(Path("hardware_profiles/courtrooms/full.yaml")))) == {
        "bench",
        "parties",
        "witness",
        "gallery",
    }


def test_what_was_withdrawn_is_on_no_screen() -> None:
    """A recess takes evidence from every screen."""
    story: Story = shown(opened(), targets=["gallery"])
    story.so(CLERK, "withdraw-evidence", showing="s-1")
    assert word_for("gallery", story.hearing, "court") == "court"
