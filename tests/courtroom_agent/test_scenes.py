"""Scenes on the demo courtroom: devices on real ptys and sockets, driven from their profiles, with feedback."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
import uvloop

import hardware_profiles
from courtroom_agent.devices import Devices
from courtroom_agent.scenes.applying import ItemReport, Scenes
from hardware_profiles.rooms import load_room

DEMO = Path(hardware_profiles.__file__).parent / "courtrooms" / "demo.yaml"


def in_court(
    act: Callable[[Devices, Scenes, dict[str, Any]], Awaitable[None]],
    run: Callable[[Coroutine[Any, Any, None]], None] = asyncio.run,
) -> None:
    """Run *act* in the simulated demo courtroom; it gets the emulated devices by name."""

    async def play() -> None:
        room = load_room(DEMO)
        async with asyncio.timeout(40), Devices.open(room, now=lambda: time.time_ns() // 1_000_000) as devices:
            assert devices.simulation is not None
            await act(devices, Scenes(room, devices), devices.simulation.devices)

    run(play())


async def until(devices: Devices, claim: Callable[[], bool]) -> None:
    """Wait for answers of the devices until *claim* holds."""
    while not claim():
        devices.changed.clear()
        await devices.changed.wait()


def converged(items: list[ItemReport]) -> bool:
    """Whether every item was answered as asked, by the device itself."""
    return all(item.answered == item.asked and item.state == "verified" and not item.says for item in items)


def sent(devices: Devices) -> int:
    """How many messages have gone to all devices."""
    return sum(driver.station.sent for driver in devices.drivers.values())


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def test_opening_brings_the_room_where_it_shall_be(run: Any) -> None:
    """On opening the camera looks at the bench, the screen shows the court and the microphones are open; each device says so."""

    async def act(devices: Devices, scenes: Scenes, emulated: dict[str, Any]) -> None:
        items = await scenes.apply("open")

        assert converged(items), items
        assert len(items) == 9
        assert emulated["camera-judge"].position(asyncio.get_running_loop().time()) == (0, -43)
        assert emulated["matrix"].routes[1] == 1
        assert (emulated["display-gallery"].is_on, emulated["display-gallery"].shutter) == (True, "30")
        assert emulated["dsp"].muted == set()
        assert devices.reports().simulated
        assert all(line.at for line in devices.reports().devices)

    in_court(act, run)


def test_recess_blanks_and_mutes() -> None:
    """In a recess nothing is heard or shown, and the devices themselves confirm it."""

    async def act(_: Devices, scenes: Scenes, emulated: dict[str, Any]) -> None:
        await scenes.apply("open")

        items = await scenes.apply("recess")

        assert converged(items), items
        assert emulated["dsp"].muted == {1, 2, 3, 4}
        assert emulated["display-gallery"].shutter == "31"

    in_court(act)


def test_what_is_already_so_is_not_sent_again() -> None:
    """Tapping the same scene twice moves nothing: no camera twitches."""

    async def act(devices: Devices, scenes: Scenes, _: dict[str, Any]) -> None:
        await scenes.apply("open")
        before = sent(devices)

        items = await scenes.apply("open")

        assert converged(items)
        assert sent(devices) == before

    in_court(act)


def test_a_dead_device_delays_no_microphone() -> None:
    """A projector without power is reported; the microphones close all the same, and at once."""

    async def act(devices: Devices, scenes: Scenes, emulated: dict[str, Any]) -> None:
        await scenes.apply("open")
        assert devices.simulation is not None
        await devices.simulation.unplug("display-gallery")

        started = time.monotonic()
        items = await scenes.apply("recess")

        assert time.monotonic() - started < 3
        by_device = {item.name: item for item in items}
        assert by_device["display-gallery"].state == "unknown"
        assert by_device["display-gallery"].answered is None
        assert by_device["display-gallery"].says
        assert converged([item for item in items if item.name == "dsp"])
        assert emulated["dsp"].muted == {1, 2, 3, 4}

    in_court(act)


def test_a_recess_does_not_wait_for_the_lamp() -> None:
    """The judge rises while the projector still warms up: the opening is given up, and the microphones close at once."""

    async def act(devices: Devices, scenes: Scenes, emulated: dict[str, Any]) -> None:
        emulated["display-gallery"].warm_up_s = 60.0
        async with asyncio.TaskGroup() as group:
            opening = group.create_task(scenes.apply("open"))
            await until(devices, lambda: devices.state("display-gallery.power").value == "warming")
            started = time.monotonic()
            opening.cancel()
            recess = group.create_task(scenes.apply("recess"))
            await until(
                devices,
                lambda: all(devices.state(f"dsp.channel-{channel}").value == "muted" for channel in range(1, 5)),
            )

            assert time.monotonic() - started < 2
            assert emulated["dsp"].muted == {1, 2, 3, 4}
            recess.cancel()

    in_court(act)


def test_a_device_that_comes_back_is_brought_to_the_scene_again() -> None:
    """A processor that restarts in a recess comes back with open microphones; they are closed again without anyone asking."""

    async def act(devices: Devices, scenes: Scenes, emulated: dict[str, Any]) -> None:
        await scenes.apply("recess")
        assert devices.simulation is not None
        await devices.simulation.unplug("dsp")
        await devices.drivers["dsp"].station.closed.wait()
        assert devices.state("dsp.channel-1").source == "unknown"
        emulated["dsp"].muted.clear()

        await devices.simulation.plug("dsp")

        await until(devices, lambda: all(devices.state(f"dsp.channel-{channel}").holds for channel in (1, 2, 3, 4)))
        assert emulated["dsp"].muted == {1, 2, 3, 4}

    in_court(act)


def test_a_hand_on_the_device_is_seen_and_respected() -> None:
    """Somebody presses a button at the microphone: the panel shows what is so, and the agent does not fight it."""

    async def act(devices: Devices, scenes: Scenes, emulated: dict[str, Any]) -> None:
        await scenes.apply("open")
        assert devices.simulation is not None

        devices.changed.clear()
        devices.simulation.ports["dsp"].push(emulated["dsp"].press(3, mute=True))
        await devices.changed.wait()

        line = devices.report("dsp.channel-3")
        assert line is not None
        assert (line.asked, line.answered, line.state) == ("open", "muted", "verified")
        assert emulated["dsp"].muted == {3}

    in_court(act)


def test_a_camera_that_was_moved_by_hand_no_longer_shows_the_preset() -> None:
    """The remote control moved the camera: its preset is no longer claimed, and applying the scene recalls it."""

    async def act(devices: Devices, scenes: Scenes, emulated: dict[str, Any]) -> None:
        await scenes.apply("open")
        emulated["camera-judge"].nudge(700, 0)

        await until(devices, lambda: devices.state("camera-judge.preset").source == "unknown")
        items = await scenes.apply("open")

        assert converged(items)
        assert emulated["camera-judge"].position(asyncio.get_running_loop().time()) == (0, -43)

    in_court(act)


def test_a_seat_is_muted_in_the_room_itself() -> None:
    """Muting the judge's microphone reaches the processor's channel, and the processor confirms it."""

    async def act(_: Devices, scenes: Scenes, emulated: dict[str, Any]) -> None:
        await scenes.apply("open")

        closed = await scenes.mute("mic-judge", on=True)
        assert closed is not None
        assert converged([closed])
        assert emulated["dsp"].muted == {1}

        opened = await scenes.mute("mic-judge", on=False)
        assert opened is not None
        assert converged([opened])
        assert emulated["dsp"].muted == set()
        assert await scenes.mute("mic-nobody", on=True) is None

    in_court(act)


@pytest.mark.long
def test_a_microphone_that_a_scene_closed_is_not_missed() -> None:
    """The guards expect no sound of what the room itself has muted, and do again once it is open."""

    async def act(_: Devices, scenes: Scenes, emulated: dict[str, Any]) -> None:
        await scenes.apply("judgment")
        assert scenes.silent() == {"mic-clerk", "mic-prosecutor", "mic-defender"}
        await scenes.apply("open")
        assert scenes.silent() == frozenset()

    in_court(act)


def test_what_the_court_muted_no_scene_opens() -> None:
    """The clerk has muted the defence: a scene that opens all microphones leaves that one closed."""

    async def act(_: Devices, scenes: Scenes, emulated: dict[str, Any]) -> None:
        items = await scenes.apply("open", muted={"mic-defender"})

        assert converged(items), items
        assert emulated["dsp"].muted == {4}

    in_court(act)
