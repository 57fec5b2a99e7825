"""Two laptops at one capture card: the matrix brings what is shown, says so, and gives it to nobody else."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import numpy as np

from courtroom_agent.devices import Devices
from courtroom_agent.evidence import cards
from courtroom_agent.evidence.room_evidence import RoomEvidence
from courtroom_agent.evidence.shown import ShownFile, shown_path
from courtroom_agent.packet_socket import CaptureState, SourceState
from courtroom_agent.scenes.applying import Scenes
from courtroom_agent.simulated.cards import SimulatedCards, cards_path
from courtroom_agent.simulated.devices.card_teller import tell_cards
from courtroom_agent.sources.hdmi import NO_SIGNAL
from courtroom_agent.sources.opening import open_camera
from courtroom_agent.sources.simulated import SimulatedCourt
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.rooms import load_room
from hearing.link import Link
from tests.courtroom_agent.test_sources import Clock
from tests.hearing.story import CLERK, Story, opened

FULL = load_room(Path(__file__).parents[2] / "hardware_profiles/courtrooms/full.yaml")
LAPTOPS = next(one for one in FULL.cameras if one.switched is not None)
PROSECUTOR, DEFENDER = "laptop-prosecutor", "laptop-defender"


class _Panel:
    """Keeps the reports that would go to the panel."""

    url = ""
    connections = 0

    def __init__(self) -> None:
        self.reports: list[Any] = []

    async def report(self, report: Any) -> None:
        self.reports.append(report)


class _Court:
    """The full courtroom's matrix and capture card, and somebody who shows laptops."""

    def __init__(self, devices: Devices, data: Path) -> None:
        self.story, self.panel, self.devices, self.data = opened(), _Panel(), devices, data
        self.scenes = Scenes(_room(), devices)
        self.card = open_camera(LAPTOPS, SimulatedCourt(lambda: 0, cards=SimulatedCards(cards_path(data))), Clock())
        self.evidence = RoomEvidence(
            _room(), data, self.scenes, cast(Link, self.panel), None, lambda: self.story.state, self.captured
        )

    def captured(self) -> CaptureState:
        """What the capture process says of the card."""
        return CaptureState(sources=(SourceState(name="cam-laptops", present=True, says=self.picture()[1]),))

    def picture(self) -> tuple[Any, str]:
        """What the card gives now."""
        picture = self.card.read()
        return picture.frame.to_ndarray(format="gray")[60:], picture.says  # type: ignore[union-attr] # drawn, not coded

    def do(self, command: str, **fields: Any) -> None:
        """The clerk taps."""
        self.story.so(CLERK, command, **fields)
        self.evidence.steer(self.story.hearing)

    def show(self, name: str, *targets: str) -> None:
        """The clerk shows a laptop."""
        source = {"kind": "camera", "stream": "cam-laptops", "input": name}
        self.do("present-evidence", source=source, title=name, targets=list(targets))

    def output(self, number: int) -> Any:
        """What the matrix says of one output."""
        return self.devices.drivers["matrix"].states[f"output-{number}"].value

    @property
    def composed(self) -> str | None:
        """What the desk composes: the title of a showing."""
        shown = ShownFile(shown_path(self.data)).read()
        return shown.title if shown is not None else None

    def told(self) -> dict[str, tuple[str, str]]:
        """What the panel was told of each laptop last."""
        return (
            {one.name: (one.standing, one.signal) for one in self.panel.reports[-1].inputs}
            if self.panel.reports
            else {}
        )

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for it."""
        async with asyncio.timeout(60):
            while not is_so():
                await asyncio.sleep(0.02)


def _room() -> Courtroom:
    means = {name: FULL.means[name] for name in ("route.gallery", "route.bench", "route.parties")}
    matrix = tuple(one for one in FULL.devices if one.name == "matrix")
    return FULL.model_copy(update={"devices": matrix, "cameras": (LAPTOPS,), "microphones": (), "means": means})


def _in_court(data: Path, act: Callable[[_Court], Awaitable[None]]) -> None:
    async def sit() -> None:
        async with asyncio.timeout(150), Devices.open(_room(), now=lambda: 1) as devices:
            court = _Court(devices, data)
            running = [
                asyncio.create_task(court.evidence.run()),
                asyncio.create_task(tell_cards(_room(), devices.simulation, cards_path(data))),
            ]
            await act(court)
            for one in running:
                one.cancel()

    asyncio.run(sit())


async def _shown(court: _Court) -> None:
    await court.until(lambda: court.told() == {PROSECUTOR: ("away", "unknown"), DEFENDER: ("away", "unknown")})
    assert court.picture()[1] == NO_SIGNAL
    await court.scenes.apply("debate")
    court.show(PROSECUTOR, "bench", "gallery")
    assert court.composed is None, "the card may still give something else"
    await court.until(lambda: court.told()[PROSECUTOR] == ("here", "present"))
    await court.until(lambda: court.composed == PROSECUTOR)
    assert [court.output(number) for number in (8, 2, 1)] == [5, 5, 5], "bench and gallery have the laptop itself"
    await court.until(lambda: court.output(3) == 1)
    first, _ = court.picture()

    court.show(DEFENDER, "bench", "recording")
    assert court.composed is None, "nothing of the other laptop is seen under this one's name"
    await court.until(lambda: court.composed == DEFENDER)
    await court.until(lambda: [court.output(number) for number in (8, 2, 1)] == [6, 6, 1])
    await court.until(lambda: court.told() == {PROSECUTOR: ("away", "unknown"), DEFENDER: ("here", "present")})
    assert not np.array_equal(first, court.picture()[0])

    court.do("mark-evidence", showing="s-2", page=1, points=[(0.1, 0.1), (0.5, 0.5)])
    await court.until(lambda: court.output(2) == 2)  # what is drawn is on the composed evidence alone
    court.do("withdraw-evidence", showing="s-2")
    assert court.composed is None
    await court.until(lambda: [court.output(number) for number in (8, 2)] == [0, 1])
    await court.until(lambda: court.picture()[1] == NO_SIGNAL)


def test_a_laptop_is_brought_to_the_card_and_to_the_screens_it_is_shown_on(tmp_path: Path) -> None:
    """Composed only once the matrix has said so; another laptop takes its place everywhere; then the card has nothing."""
    _in_court(tmp_path, _shown)


async def _amiss(court: _Court) -> None:
    simulation = court.devices.simulation
    assert simulation is not None
    court.show(PROSECUTOR, "bench")
    await court.until(lambda: court.composed == PROSECUTOR)
    simulation.press("matrix", ["route", "6", "8"])
    await court.until(lambda: court.composed is None)
    await court.until(lambda: court.composed == PROSECUTOR)
    await simulation.unplug("matrix")
    await court.until(lambda: court.told()[PROSECUTOR] == ("failed", "unknown"))
    await court.until(lambda: court.composed is None)
    await simulation.plug("matrix")
    await court.until(lambda: court.composed == PROSECUTOR)
    court.show("laptop-nobody", "bench")
    await court.until(lambda: court.told().get("laptop-nobody") == ("failed", "unknown"))
    assert court.composed is None
    await court.until(lambda: court.output(8) == 0)


def test_what_the_matrix_does_not_say_is_not_shown(tmp_path: Path) -> None:
    """A hand on its keys, a pulled plug and a source that is not there: the desk is empty and the panel says why."""
    _in_court(tmp_path, _amiss)


def test_a_room_without_such_cards_has_nothing_to_bring() -> None:
    """Then a camera is what it is."""
    room = _room().model_copy(update={"cameras": ()})
    assert cards.inputs_of(room) == ()
    assert [one.value for one in cards.inputs_of(_room())] == [5, 6]


def test_only_a_camera_has_inputs() -> None:
    """What is written of any other evidence, and what older logs say, stays as it was."""
    story: Story = opened()
    story.so(CLERK, "present-evidence", source={"kind": "camera", "stream": "cam-document"})
    assert b"input" not in story.hearing.showings[0].source.model_dump_json().encode()
    story.so(CLERK, "present-evidence", source={"kind": "camera", "stream": "cam-laptops", "input": PROSECUTOR})
    assert story.hearing.showings[1].source.input == PROSECUTOR
