"""The courtroom's own screens get what is shown to them, by the matrix, and give it back."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courtroom_agent.devices import Devices
from courtroom_agent.evidence.cards import Cards
from courtroom_agent.evidence.routes import covers_of, routes_of, word_for
from courtroom_agent.evidence.screens import EvidenceDisplays
from courtroom_agent.scenes.applying import Scenes
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.rooms import load_room
from hearing.errors import Refused
from hearing.evidence_screens import EvidenceScreens
from hearing.facts import RUNNING, HearingState
from hearing.link import Link
from hearing.policy import may_play
from hearing.shown import keeps_public_out
from tests.courtroom_agent.bare_room import matrix_alone
from tests.hearing.story import CLERK, GALLERY, Story, approved, opened
from tests.hearing.test_evidence import WISHES, filed, shown

DEMO = load_room(Path(__file__).parents[2] / "hardware_profiles/courtrooms/demo.yaml")
MATRIX = matrix_alone(DEMO)


class _Told:
    """Keeps the reports that would go to the panel."""

    def __init__(self) -> None:
        self.reports: list[Any] = []

    async def report(self, report: Any) -> None:
        self.reports.append(report)


async def _until(is_so: Any) -> None:
    async with asyncio.timeout(60):
        while not is_so():
            await asyncio.sleep(0.02)


Act = Callable[[Story, Scenes, Devices, Callable[[], Any]], Awaitable[None]]


async def _displayed(room: Courtroom, act: Act) -> None:
    """Run *act* in *room* while evidence is followed; its last argument gives what the panel was told last."""
    story, told = opened(), _Told()
    async with asyncio.timeout(150), Devices.open(room, now=lambda: 1) as devices:
        scenes = Scenes(room, devices)
        cards = Cards(room, scenes, lambda: story.state, lambda: None)
        displays = EvidenceDisplays(room, scenes, cast(Link, told), lambda: story.state, cards)
        running = asyncio.create_task(displays.run())
        await act(story, scenes, devices, lambda: told.reports[-1] if told.reports else EvidenceScreens(room="demo"))
        running.cancel()


def _shows(devices: Devices, number: int) -> Callable[[], bool]:
    return lambda: devices.drivers["matrix"].states["output-1"].value == number


async def _targeted(story: Story, scenes: Scenes, devices: Devices, told: Callable[[], Any]) -> None:
    await scenes.apply("debate")
    await _until(_shows(devices, 1))
    shown(story, targets=["gallery"])
    await _until(_shows(devices, 2))
    await _until(lambda: [one.standing for one in told().screens] == ["so"])
    last = told()
    assert (last.showing, last.screens[0].name, last.screens[0].answered) == ("s-1", "route.gallery", "evidence")
    story.so(CLERK, "set-evidence-targets", showing="s-1", targets=["remote"])
    await _until(_shows(devices, 0))
    await scenes.apply("evidence")
    await _until(_shows(devices, 0))
    story.so(CLERK, "withdraw-evidence", showing="s-1")
    await _until(_shows(devices, 1))


def test_the_gallerys_screen_gets_evidence_only_while_it_is_shown_to_the_gallery() -> None:
    """Court's picture, evidence, nothing while the court's picture has it, court's picture; whatever scene is tapped."""
    asyncio.run(_displayed(MATRIX, _targeted))


async def _private(story: Story, scenes: Scenes, devices: Devices, told: Callable[[], Any]) -> None:
    await scenes.apply("debate")
    await _until(_shows(devices, 1))
    shown(story, targets=["bench"], private=True)
    await _until(lambda: [(one.asked, one.standing) for one in told().screens] == [("nothing", "so")])
    assert _shows(devices, 0)()
    items = await scenes.apply("evidence")
    assert [one.asked for one in items] == [0], "no scene gives it back, not for a moment"
    assert devices.simulation is not None
    seen: list[Any] = []
    devices.watchers.append(lambda: seen.append(devices.drivers["matrix"].states["output-1"].value))
    devices.simulation.press("matrix", ["route", "1", "1"])
    await _until(lambda: 1 in seen and seen[-1] == 0)
    await devices.simulation.unplug("matrix")
    await _until(lambda: scenes.alarming() == ["route.gallery"])
    await devices.simulation.plug("matrix")
    await _until(lambda: scenes.alarming() == [])
    story.so(CLERK, "withdraw-evidence", showing="s-1")
    await _until(_shows(devices, 1))


def test_the_gallerys_screen_is_empty_while_evidence_is_private() -> None:
    """Read back from the matrix, kept through a scene and a hand on its keys, alarmed about while nobody can know."""
    asyncio.run(_displayed(MATRIX, _private))


async def _dark(story: Story, scenes: Scenes, devices: Devices, told: Callable[[], Any]) -> None:
    await devices.ensure("display-gallery.power", "on")
    await scenes.apply("evidence")
    shown(story, targets=["bench"], private=True)
    await _until(lambda: devices.drivers["display-gallery"].states["picture"].value == "blank")
    await _until(lambda: ("display.gallery", "so") in [(one.name, one.standing) for one in told().screens])
    story.so(CLERK, "withdraw-evidence", showing="s-1")
    await _until(lambda: devices.drivers["display-gallery"].states["picture"].value == "shown")


def test_a_screen_whose_input_cannot_be_taken_away_goes_dark_itself() -> None:
    """A matrix that knows no empty input: the projector is told to show nothing."""
    route = DEMO.means["route.gallery"].model_copy(update={"words": {"court": 1, "evidence": 2}})
    means = {"route.gallery": route, "display.gallery": DEMO.means["display.gallery"]}
    kept = tuple(one for one in DEMO.devices if one.name in {"matrix", "display-gallery"})
    asyncio.run(_displayed(DEMO.model_copy(update={"devices": kept, "microphones": (), "means": means}), _dark))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WISHES, max_size=20))
def test_the_gallerys_screen_never_has_a_picture_that_its_page_may_not_play(wishes: list[Any]) -> None:
    """In whatever order people tap, and whatever the scene wants of that screen."""
    story = filed(approved())
    for actor, what, told in wishes:
        fields = dict(told)
        if what in {"release-evidence", "withdraw-evidence", "set-evidence-targets", "turn-page"}:
            fields["showing"] = story.hearing.showing.id if story.hearing.showing is not None else "s-1"
        with contextlib.suppress(Refused):
            story.so(actor, what, **fields)
        story.wait(9)
        state = story.hearing
        for plan in ("court", "evidence", "nothing"):
            word = word_for("gallery", state, plan)
            assert word == "nothing" or not keeps_public_out(state)
            assert word != "court" or state.course not in RUNNING or may_play(state, GALLERY, "program")
            assert word != "evidence" or state.showing is None or may_play(state, GALLERY, "evidence")


@pytest.mark.parametrize("scene", ["mediation", "witness-protection", "petition"])
def test_a_scene_without_the_public_empties_the_gallerys_screen(scene: str) -> None:
    """Until another scene's devices have said that they are so; the other screens keep what their scene wants."""
    story = opened()
    story.so(CLERK, "ask-scene", scene=scene)
    assert [word_for(place, story.hearing, "court") for place in ("gallery", "bench")] == ["nothing", "court"]


def _with(*targets: str) -> HearingState:
    private = "private" in targets
    return shown(opened(), targets=[one for one in targets if one != "private"], private=private).hearing


@pytest.mark.parametrize(
    ("place", "story", "plan", "word"),
    [
        ("bench", None, "court", "court"),
        ("bench", ("bench",), "court", "evidence"),
        ("parties", ("bench",), "court", "court"),
        ("parties", ("bench",), "evidence", "court"),
        ("parties", ("bench", "remote"), "court", "nothing"),
        ("gallery", ("gallery", "remote"), "nothing", "evidence"),
        ("gallery", ("gallery", "private"), "court", "nothing"),
        ("parties", ("parties", "private"), "court", "evidence"),
    ],
)
def test_each_place_gets_what_is_shown_to_it(place: str, story: tuple[str, ...] | None, plan: str, word: str) -> None:
    """What it is shown, else what its scene wants, and never evidence that is not shown to it."""
    assert word_for(place, _with(*story) if story is not None else opened().hearing, plan) == word


def test_a_room_without_a_matrix_has_no_screens_to_switch() -> None:
    """Then pages on displays show what is shown to their place."""
    assert routes_of(MATRIX.model_copy(update={"means": {}})) == {}
    assert covers_of(DEMO) == {}, "its matrix has an empty input"
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
