"""Scenes on the fully equipped simulated courtroom: real sockets and ptys, a program that obeys, hands on devices."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

import hardware_profiles
from courtroom_agent.devices import Devices
from courtroom_agent.room_state import ProgramState, write_state
from courtroom_agent.scenes.applying import Scenes
from courtroom_agent.scenes.program_desk import ProgramDesk
from hardware_profiles.rooms import load_room
from hardware_profiles.scene import SceneName

FULL = Path(hardware_profiles.__file__).parent / "courtrooms" / "full.yaml"

pytestmark = pytest.mark.long


def now() -> int:
    """UTC milliseconds."""
    return time.time_ns() // 1_000_000


async def _program(desk: ProgramDesk, data: Path) -> None:
    """A program process that shows what it is told, and writes it down."""
    while True:
        state = ProgramState(main=desk.main, hidden=desk.hidden, at_ms=now())
        write_state(data / "run" / "program-state.json", state)
        await asyncio.sleep(0.1)


def in_full_court(data: Path, act: Callable[[Devices, Scenes, dict[str, Any]], Awaitable[None]]) -> None:
    """Run *act* in the full courtroom, powered up."""

    async def play() -> None:
        room = load_room(FULL)
        (data / "run").mkdir()
        desk = ProgramDesk(room, data, now)
        async with asyncio.timeout(280), Devices.open(room, now=now) as devices:
            program = asyncio.create_task(_program(desk, data))
            scenes = Scenes(room, devices, desk)
            assert devices.simulation is not None
            await scenes.apply("power-up")
            assert scenes.outcome == "converged", _amiss(scenes)
            await act(devices, scenes, devices.simulation.devices)
            program.cancel()

    asyncio.run(play())


def _value(scenes: Scenes, name: str) -> Any:
    return next(item.reading.value for item in scenes.items() if item.want.name == name)


def _amiss(scenes: Scenes) -> list[Any]:
    return [(one.want.name, one.standing, one.reading, one.says) for one in scenes.items() if one.standing != "so"]


async def _until(claim: Callable[[], bool], wait_s: float = 60) -> None:
    async with asyncio.timeout(wait_s):
        while not claim():
            await asyncio.sleep(0.05)


def test_every_scene_of_a_trial_converges_and_is_sent_once(tmp_path: Path) -> None:
    """One after the other every scene is brought about; tapping it again tells no device anything."""

    async def act(devices: Devices, scenes: Scenes, emulated: dict[str, Any]) -> None:
        told: list[str] = []
        names: list[SceneName] = [name for name, plan in scenes.plans.items() if not name.startswith("power")]
        for name in names:
            await scenes.apply(name)
            assert scenes.outcome == "converged", (name, _amiss(scenes))
            for driver in devices.drivers.values():
                original = driver.ensure
                driver.ensure = lambda *given, of=original: told.append(str(given)) or of(*given)  # type: ignore[method-assign,misc]
            await scenes.apply(name)
            for driver in devices.drivers.values():
                del driver.ensure  # type: ignore[method-assign]
            assert told == [], name

    in_full_court(tmp_path, act)


def test_a_hand_that_lights_the_gallery_silences_the_witness(tmp_path: Path) -> None:
    """Protected, the witness speaks; somebody opens the projector's shutter: silence, dark again, then speech again."""

    async def act(devices: Devices, scenes: Scenes, emulated: dict[str, Any]) -> None:
        await scenes.apply("witness-protection")
        assert scenes.outcome == "converged", _amiss(scenes)
        assert _value(scenes, "mic.witness") == "open"
        assert _value(scenes, "program.witness") == "hidden"
        heard: list[tuple[Any, Any]] = []
        scenes.when_changed = lambda: heard.append((_value(scenes, "display.gallery"), _value(scenes, "mic.witness")))

        emulated["display-gallery"].shutter = "30"
        await _until(lambda: ("shown", "muted") in heard)
        await _until(lambda: heard[-1] == ("blank", "open"))

        assert ("shown", "open") not in heard[heard.index(("shown", "muted")) :]
        await scenes.apply("debate")
        assert scenes.outcome == "converged", _amiss(scenes)
        assert (_value(scenes, "mic.witness"), _value(scenes, "display.gallery")) == ("muted", "shown")

    in_full_court(tmp_path, act)


def test_the_room_goes_dark_in_its_order(tmp_path: Path) -> None:
    """The amplifier first, the mains only after the projector has cooled down."""

    async def act(devices: Devices, scenes: Scenes, emulated: dict[str, Any]) -> None:
        order: list[str] = []

        def note() -> None:
            for item in scenes.items():
                name = item.want.name
                if name not in order and item.reading.source == "verified" and item.reading.value == "off":
                    order.append(name)

        scenes.when_changed = note
        await scenes.apply("power-down")

        assert order[0] == "power.amplifier"
        assert order.index("power.projector") < order.index("power.mains")

    in_full_court(tmp_path, act)
