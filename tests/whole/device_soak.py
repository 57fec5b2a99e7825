"""A full room that is used and abused for a while: what was seen of its devices meanwhile."""

import asyncio
import contextlib
import itertools
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import hardware_profiles
from courtroom_agent.devices import Devices
from courtroom_agent.drivers.errors import DeviceError
from courtroom_agent.simulated.devices.control_socket import answer
from courtroom_agent.simulated.devices.display import Display
from courtroom_agent.simulated.devices.ptz import PtzCamera
from courtroom_agent.simulated.devices.room import SimulatedRoom
from hardware_profiles.rooms import load_room

FULL = Path(hardware_profiles.__file__).parent / "courtrooms" / "full.yaml"
LAMPS = ("display-gallery", "display-bench", "display-parties", "display-witness")
CAMERAS = ("camera-bench", "camera-parties", "camera-witness")
LEFT = {"pan_speed": 12, "tilt_speed": 12, "pan_way": "left", "tilt_way": "none"}
RIGHT = {"pan_speed": 12, "tilt_speed": 12, "pan_way": "right", "tilt_way": "none"}
FAULTS = ("noise=0.02", "drop=0.2", "split=true", "mute=true", "drop_next=3")
KEYS = {
    "matrix": ("route 3 4", "route 1 2", "executive on"),
    "dsp": ("mute Level1 3 on", "mute Level1 3 off"),
    "conference": ("key 7 on", "key 7 off", "priority"),
    "display-gallery": ("input 32", "fault on", "fault off"),
    "camera-bench": ("nudge 100 20", "menu on", "menu off"),
}


@dataclass
class Seen:
    """What was seen: times in seconds, and what must never be."""

    tricks: int = 0
    asked: int = 0
    refused: int = 0
    motions: int = 0
    reconnect_s: list[float] = field(default_factory=list)
    stop_s: list[float] = field(default_factory=list)
    lag_s: float = 0.0
    stale: list[str] = field(default_factory=list)
    """Lamps that were said to be on, for certain, long after the device was dead."""
    hung: list[str] = field(default_factory=list)
    """What was asked and never came back, with an answer or without."""


def now_ms() -> int:
    """UTC milliseconds."""
    return time.time_ns() // 1_000_000


async def soak(last_s: float, *, stale_after_s: float = 30.0, hung_after_s: float = 120.0) -> Seen:
    """Use and abuse the full room for *last_s*; then leave it alone until every device is back."""
    seen = Seen()
    async with Devices.open(load_room(FULL), now=now_ms) as devices:
        room = devices.simulation
        assert room is not None
        ends_at = time.monotonic() + last_s
        async with asyncio.TaskGroup() as group:
            group.create_task(_watch_lag(seen, ends_at))
            group.create_task(_watch_lamps(seen, devices, room, ends_at, stale_after_s))
            group.create_task(_abuse(seen, devices, room, ends_at))
            group.create_task(_move(seen, devices, room, ends_at))
            for name, values in _uses():
                group.create_task(_use(seen, devices, name, values, ends_at, hung_after_s))
        await room.restore_mains([name for name, device in room.devices.items() if device.is_cut])
        seen.reconnect_s.append(await _all_back(devices, room, list(room.devices)))
    return seen


def _uses() -> list[tuple[str, tuple[int | str, ...]]]:
    """What is asked all the time, each by somebody who never rests."""
    lamps = [(f"{name}.power", ("on", "on", "on", "off")) for name in LAMPS]
    cameras = [(f"{name}.power", ("on",)) for name in CAMERAS] + [(f"{name}.preset", (0, 1, 2)) for name in CAMERAS]
    mains = [("sequencer.outlet-1", ("on",)), ("sequencer.outlet-2", ("on",))]
    return [*mains, *lamps, *cameras, ("dsp.channel-1", ("muted", "open")), ("matrix.output-1", (0, 1, 2))]


async def _use(
    seen: Seen, devices: Devices, name: str, values: tuple[int | str, ...], ends_at: float, hung_after_s: float
) -> None:
    dice = Random(name)
    for value in itertools.cycle(values):
        if time.monotonic() >= ends_at:
            return
        seen.asked += 1
        try:
            async with asyncio.timeout(hung_after_s):
                await devices.ensure(name, value)
        except DeviceError:
            seen.refused += 1
        except TimeoutError:
            seen.hung.append(name)
        await asyncio.sleep(dice.uniform(1, 6))


async def _abuse(seen: Seen, devices: Devices, room: SimulatedRoom, ends_at: float) -> None:
    """One trick after the other: faults, pulled plugs, pressed keys, and now and then the mains."""
    dice = Random("abuse")
    while time.monotonic() < ends_at:
        seen.tricks += 1
        name = dice.choice(list(room.devices))
        match dice.randrange(8):
            case 0 | 1 | 2:
                await answer(room, f"fault {name} {dice.choice(FAULTS)}")
                await asyncio.sleep(dice.uniform(2, 10))
                await answer(room, f"fault {name} none")
            case 3 | 4 if name in KEYS:
                assert (await answer(room, f"press {name} {dice.choice(KEYS[name])}"))["ok"]
                await asyncio.sleep(1)
            case 5 | 6:
                await room.unplug(name)
                await asyncio.sleep(dice.choice((1, 5, 40)))
                await room.plug(name)
                seen.reconnect_s.append(await _all_back(devices, room, [name]))
            case 7:
                await room.cut_mains()
                await asyncio.sleep(dice.choice((2, 10)))
                await room.restore_mains()
                await _all_fed(room)
                seen.reconnect_s.append(await _all_back(devices, room, list(room.devices)))
            case _:
                await asyncio.sleep(1)
    await answer(room, "press camera-bench menu off")


async def _all_fed(room: SimulatedRoom) -> None:
    """After a cut of the mains the sequencer comes up with its relays open: wait until somebody has closed them."""
    while any(device.is_cut for device in room.devices.values()):
        await asyncio.sleep(0.1)


async def _all_back(devices: Devices, room: SimulatedRoom, names: list[str]) -> float:
    """Wait until each of *names* is connected again; say how long that took (s)."""
    began = time.monotonic()
    for name in names:
        while not (devices.drivers[name].station.is_connected or _is_deaf(room, name)):
            if time.monotonic() - began > 120:
                return time.monotonic() - began
            await asyncio.sleep(0.1)
    return time.monotonic() - began


def _is_deaf(room: SimulatedRoom, name: str) -> bool:
    """Whether it is a display in standby that takes nothing but being switched on: nobody can know that it is there."""
    device = room.devices[name]
    return isinstance(device, Display) and device.is_deaf_off and device.power(room.clock.now()) == "off"


async def _move(seen: Seen, devices: Devices, room: SimulatedRoom, ends_at: float) -> None:
    """A finger on the joystick that is suddenly gone: how long the camera drives on by itself."""
    dice = Random("finger")
    while time.monotonic() < ends_at:
        name = dice.choice(CAMERAS)
        camera = room.devices[name]
        assert isinstance(camera, PtzCamera)
        gone = time.monotonic()
        with contextlib.suppress(DeviceError):
            for _ in range(dice.randrange(1, 4)):
                await devices.renew(f"{name}.move", dice.choice((LEFT, RIGHT)))
                gone = time.monotonic()
                await asyncio.sleep(0.3)
            if _is_clean(room, name):
                while camera.driven and _is_clean(room, name) and time.monotonic() - gone < 30:
                    await asyncio.sleep(0.01)
                if _is_clean(room, name):
                    seen.motions += 1
                    seen.stop_s.append(time.monotonic() - gone)
        await asyncio.sleep(dice.uniform(2, 5))


def _is_clean(room: SimulatedRoom, name: str) -> bool:
    """Whether the device is plugged in and its line does what it should."""
    faults = room.ports[name].wiring.disturbance.faults.model_dump(exclude_defaults=True)
    return not (room.devices[name].is_cut or faults)


async def _watch_lag(seen: Seen, ends_at: float) -> None:
    while time.monotonic() < ends_at:
        before = time.monotonic()
        await asyncio.sleep(0.1)
        seen.lag_s = max(seen.lag_s, time.monotonic() - before - 0.1)


async def _watch_lamps(seen: Seen, devices: Devices, room: SimulatedRoom, ends_at: float, stale_after_s: float) -> None:
    """No lamp may be said to be on, for certain, when the display has been dead for so long."""
    dead: dict[str, float] = {}
    while time.monotonic() < ends_at:
        for name in LAMPS:
            if not room.devices[name].is_cut:
                dead.pop(name, None)
                continue
            since = dead.setdefault(name, time.monotonic())
            state = devices.state(f"{name}.power")
            if time.monotonic() - since > stale_after_s and (state.value, state.source) == ("on", "verified"):
                seen.stale.append(name)
        await asyncio.sleep(0.25)
