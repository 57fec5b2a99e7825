"""A button on the bench calls the bailiffs: once for each time it is pressed, and never because a cable came loose."""

import asyncio
import time
from pathlib import Path

import pytest

from courtroom_agent.bailiff_buttons import BailiffButtons
from courtroom_agent.devices import Devices
from hardware_profiles.courtroom import Button, Courtroom
from hardware_profiles.errors import RoomError
from hardware_profiles.rooms import load_room
from hearing.bailiff_alarm import RaiseBailiffAlarm
from tests.courtroom_agent.bare_room import LABEL, bare_room, device
from tests.hardware_profiles.test_scenes import room_with


def room(*contacts: int) -> Courtroom:
    """A room whose sequencer has a button at each of *contacts*."""
    buttons = tuple(
        Button.model_validate({"by": f"sequencer.contact-{contact}", "label": LABEL, "calls": "bailiffs"})
        for contact in contacts
    )
    return bare_room([device("sequencer", "zixin.sequencer")]).model_copy(update={"buttons": buttons})


async def unheard(_: RaiseBailiffAlarm) -> None:
    """Wait for a court that never hears it."""
    await asyncio.Event().wait()


def test_a_pressed_button_calls_once_until_it_is_pressed_again() -> None:
    """Held down it calls once; a pulled cable calls nobody, nor does its return while somebody still leans on it."""
    called: list[RaiseBailiffAlarm] = []

    async def run() -> None:
        async with asyncio.timeout(90), Devices.open(room(3), now=lambda: time.time_ns() // 1_000_000) as devices:
            simulation = devices.simulation
            assert simulation is not None
            buttons = BailiffButtons(room(3), devices, unheard)

            async def until(value: str, source: str = "verified") -> None:
                while (now := devices.state("sequencer.contact-3")).source != source or now.value != value:
                    await asyncio.sleep(0.02)
                called.extend(buttons.pressed())
                called.extend(buttons.pressed())

            await until("open")
            for number in (1, 2):
                simulation.press("sequencer", ["contact", "3", "on"])
                await until("closed")
                assert len(called) == number
                if number == 1:
                    simulation.press("sequencer", ["contact", "3", "off"])
                    await until("open")
            await simulation.unplug("sequencer")
            await until("closed", "unknown")
            await simulation.plug("sequencer")
            await until("closed")
            assert len(called) == 2

    asyncio.run(run())
    assert {(one.source, one.place) for one in called} == {("button", f"{LABEL['zh']} · {LABEL['en']}")}


def test_a_call_that_waits_for_the_court_keeps_no_other_one() -> None:
    """While the court cannot be reached a second button is heard all the same, and the first again."""
    called: list[RaiseBailiffAlarm] = []

    async def say(command: RaiseBailiffAlarm) -> None:
        called.append(command)
        await unheard(command)

    async def run() -> None:
        async with asyncio.timeout(90), Devices.open(room(3, 4), now=lambda: time.time_ns() // 1_000_000) as devices:
            assert devices.simulation is not None
            simulation = devices.simulation
            running = asyncio.create_task(BailiffButtons(room(3, 4), devices, say).run())

            async def is_so(contact: int, value: str) -> None:
                while (now := devices.state(f"sequencer.contact-{contact}")).source != "verified" or now.value != value:
                    await asyncio.sleep(0.02)
                await asyncio.sleep(0.5)  # a few looks more

            await is_so(3, "open")
            await is_so(4, "open")
            for contact, number in ((3, 1), (4, 2)):
                simulation.press("sequencer", ["contact", str(contact), "on"])
                while len(called) < number:
                    await asyncio.sleep(0.02)
            simulation.press("sequencer", ["contact", "3", "off"])
            await is_so(3, "open")
            simulation.press("sequencer", ["contact", "3", "on"])
            while len(called) < 3:
                await asyncio.sleep(0.02)
            running.cancel()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("by", "pressed", "says"),
    [
        ("nobody.contact-1", "closed", "no device"),
        ("dsp.contact-1", "closed", "has no"),
        ("dsp.channel-1", "closed", "never that"),
    ],
)
def test_a_button_that_is_not_there_is_refused(tmp_path: Path, by: str, pressed: str, says: str) -> None:
    """The room file's fault is named with its line and what there is."""
    button = f'\nbuttons:\n  - {{by: {by}, label: {{zh: 按钮, en: Button}}, calls: bailiffs, pressed: "{pressed}"}}\n'
    with pytest.raises(RoomError, match=says):
        room_with(tmp_path, button)


def test_a_button_by_the_bench_is_part_of_a_room_file(tmp_path: Path) -> None:
    """What a device can tell may be a button; its property is read from the start."""
    button = "\nbuttons:\n  - {by: dsp.channel-1, label: {zh: 按钮, en: Button}, calls: bailiffs, pressed: muted}\n"
    room_with(tmp_path, button)
    (found,) = load_room(tmp_path / "room.yaml").buttons
    assert found.by == "dsp.channel-1"
