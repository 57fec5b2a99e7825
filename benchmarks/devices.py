"""How quickly the room obeys: from a tap to the wire, from a scene to its proof, and back after the mains were off.

The fully equipped simulated courtroom (`hardware_profiles/courtrooms/full.yaml`) comes up on real ptys and sockets of this
machine and is driven by the product's own engine, while every property is read again and again. The last line with
`--json` holds the figures: `tap_to_wire_p95_ms` (taps at cameras, matrix and mixer, to the first byte written),
`mute_beside_dead_device_p95_ms` (a microphone muted while a display is unplugged), `reapply_commands` (commands of a scene
that already holds), `scene_converge_beyond_physics_s` (from the last change of any device to the scene's report),
`reconnect_s` (the slowest device after mains that were off for so long that waits have grown).
"""

import argparse
import asyncio
import contextlib
import json
import statistics
import time
from pathlib import Path
from typing import Any

from courtroom_agent.devices import Devices
from courtroom_agent.drivers.errors import DeviceError
from courtroom_agent.drivers.request import Priority
from courtroom_agent.drivers.station import Station
from courtroom_agent.drivers.trace import Seen
from courtroom_agent.scenes.applying import Scenes
from hardware_profiles.rooms import load_room

ROOM = Path(__file__).parents[1] / "hardware_profiles" / "courtrooms" / "full.yaml"
TAPS = (
    ("dsp.channel-1", ("muted", "open")),
    ("dsp.channel-2", ("muted", "open")),
    ("matrix.output-1", (1, 2)),
    ("matrix.output-2", (2, 1)),
    ("camera-bench.preset", (0, 1)),
    ("camera-parties.preset", (0, 1)),
)
ROUNDS = 20
OUTAGE_S = 40.0


def p95(values: list[float]) -> float:
    """The value that nineteen of twenty stay below."""
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def commands(station: Station, since: float) -> list[Seen]:
    """What was sent since, without what only asks."""
    kinds = station.core.profile.commands
    return [
        one
        for one in station.trace.messages
        if one.is_ours and one.at_s >= since and kinds[one.command].spec.kind == "command"
    ]


async def tap(devices: Devices, name: str, value: int | str) -> float:
    """Ask for *value* and say after how many milliseconds the first byte of it was written."""
    loop = asyncio.get_running_loop()
    station = devices.drivers[name.partition(".")[0]].station
    at = loop.time()
    with contextlib.suppress(DeviceError):
        await devices.ensure(name, value, Priority.OPERATOR)
    sent = commands(station, at)
    return (sent[0].at_s - at) * 1000 if sent else float("nan")


async def polling(devices: Devices) -> None:
    """Read every property again and again, as a room does that is looked at from all sides."""

    async def one(driver: Any) -> None:
        while True:
            for name in driver.properties:
                with contextlib.suppress(DeviceError):
                    await driver.look(name)
            await asyncio.sleep(0.1)

    await asyncio.gather(*(one(driver) for driver in devices.drivers.values()))


async def taps(devices: Devices, wanted: tuple[tuple[str, tuple[int | str, ...]], ...]) -> list[float]:
    """Tap every one of *wanted*, again and again."""
    took: list[float] = []
    for round_ in range(ROUNDS):
        for name, values in wanted:
            took.append(await tap(devices, name, values[round_ % 2]))
            await asyncio.sleep(0.02)
    return [each for each in took if each == each]  # noqa: PLR0124 - what was already so sent nothing


async def converge(devices: Devices, scenes: Scenes) -> tuple[float, float, int]:
    """Apply *open* twice: how long it took, how long after the last change of a device, what the second time sent."""
    assert devices.simulation is not None, "The whole room is simulated."
    simulation, loop = devices.simulation, asyncio.get_running_loop()
    started = changed = loop.time()
    before = {name: simulation.state(name) for name in simulation.devices}
    applying = asyncio.create_task(scenes.apply("open"))
    while not applying.done():
        await asyncio.sleep(0.02)
        now = {name: simulation.state(name) for name in simulation.devices}
        changed, before = (loop.time(), now) if now != before else (changed, before)
    ended = loop.time()
    for item in applying.result():
        print(f"  {item.name}.{item.property}: {item.answered} ({item.state}) {item.says}")
    again = loop.time()
    await scenes.apply("open")
    sent = sum(len(commands(driver.station, again)) for driver in devices.drivers.values())
    return ended - started, ended - changed, sent


async def reconnect(devices: Devices) -> float:
    """The mains go off for a while; how long the slowest device takes from its own mains being back."""
    assert devices.simulation is not None, "The whole room is simulated."
    await devices.simulation.cut_mains()
    await asyncio.sleep(OUTAGE_S)
    there = [driver.station for driver in devices.drivers.values() if driver.profile.spec.on_open or driver.properties]
    gone = [station for station in there if not station.opened.is_set()]
    await devices.simulation.restore_mains()
    started = time.monotonic()
    took = [await _back(devices.drivers["sequencer"].station, started)]
    for outlet in ("sequencer.outlet-1", "sequencer.outlet-2"):  # the others get their mains through it
        await devices.ensure(outlet, "on", Priority.SCENE)
    started = time.monotonic()
    took += await asyncio.gather(*(_back(station, started) for station in gone))
    return max(took)


async def _back(station: Station, started: float) -> float:
    try:
        async with asyncio.timeout(90):
            await station.opened.wait()
    except TimeoutError:
        print(f"  {station.name} is not back: {station.says}")
        return float("inf")
    return time.monotonic() - started


async def measure() -> dict[str, float | int]:
    """Take every figure, in one room."""
    room = load_room(ROOM)
    async with Devices.open(room, now=lambda: time.time_ns() // 1_000_000) as devices:
        scenes = Scenes(room, devices)
        await scenes.apply("preparing")
        whole_s, beyond_s, reapplied = await converge(devices, scenes)
        print(f"open: {whole_s:.1f} s, {beyond_s:.2f} s after the last change of a device")
        looks = asyncio.create_task(polling(devices))
        tapped = await taps(devices, TAPS)
        assert devices.simulation is not None, "The whole room is simulated."
        await devices.simulation.unplug("display-gallery")
        muted = await taps(devices, TAPS[:2])
        looks.cancel()
        await devices.simulation.plug("display-gallery")
        back_s = await reconnect(devices)
    return {
        "tap_to_wire_p95_ms": round(p95(tapped), 1),
        "scene_converge_beyond_physics_s": round(beyond_s, 2),
        "reapply_commands": reapplied,
        "mute_beside_dead_device_p95_ms": round(p95(muted), 1),
        "reconnect_s": round(back_s, 1),
        "taps": len(tapped) + len(muted),
    }


def main() -> None:
    """Measure and say it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="the figures as one last line")
    arguments = parser.parse_args()
    figures = asyncio.run(measure())
    print(json.dumps(figures) if arguments.json else figures)


if __name__ == "__main__":
    main()
