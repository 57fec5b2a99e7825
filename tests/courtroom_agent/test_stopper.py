"""The stopper stops what a dead agent left moving: real processes, real serial lines and sockets, simulated heads."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from courtroom_agent.drivers.core import Core
from courtroom_agent.drivers.dead_man import DeadMan, start_stopper
from courtroom_agent.drivers.will import Way, Will, read_will
from courtroom_agent.loop_watch import LoopWatch
from courtroom_agent.simulated.devices.cast import load_cast
from courtroom_agent.simulated.devices.room import SimulatedRoom
from hardware_profiles.profiles import load_profile, shipped_profiles
from tests.courtroom_agent.turning_head import STOP, ZOOM_STOP, TurningHead

ROOM = """
simulated-room: heads
devices:
  first: {behaviour: sony.visca-serial, line: ring, start: {address: 1, is_on: true}}
  second: {behaviour: sony.visca-serial, line: ring, start: {address: 2, is_on: true}}
  network: {behaviour: sony.visca-ip, start: {is_on: true}}
  pelco-d: {behaviour: pelco.d, start: {address: 3}}
  pelco-p: {behaviour: pelco.p, start: {address: 0}}
"""
ADDRESSES = {"first": 1, "second": 2, "pelco-d": 3, "pelco-p": 0}
STILL_S = 1.2


@asynccontextmanager
async def heads(folder: Path) -> AsyncIterator[SimulatedRoom]:
    """Five heads of four protocols, each turning and zooming until it is told otherwise."""
    file = folder / "heads.yaml"
    file.write_text(ROOM)
    async with asyncio.timeout(60), SimulatedRoom(load_cast(file)) as room:
        for head in room.devices.values():
            head.drive("pan", 0.01, room.clock.now())
            head.drive("zoom", 0.01, room.clock.now())
        yield room


def will_for(room: SimulatedRoom, name: str) -> Will:
    """What stops the head *name*, as its profile says it."""
    profile = load_profile(shipped_profiles()[room.cast.devices[name].behaviour])
    kind, at = next(iter(room.reached(name).items()))
    core = Core(profile, {"address": ADDRESSES[name]} if name in ADDRESSES else {})
    stops = dict.fromkeys(motion.stop for motion in profile.spec.motions.values())
    return Will(name, Way(kind, at), core.apart(stops), profile.spec.timing.gap_ms / 1000)


def moving(room: SimulatedRoom) -> set[str]:
    """The heads that move."""
    return {name for name in room.devices if room.state(name)["driven"]}


async def passed_until(claim: Callable[[], bool]) -> float:
    """Wait until *claim* holds; say how long that took, s: what a busy machine took from all of us does not count."""
    took_s = 0.0
    while not claim():
        since = time.monotonic()
        await asyncio.sleep(0.01)
        took_s += min(time.monotonic() - since, 0.05)
    return took_s


def play(act: Awaitable[None]) -> None:
    """Run *act*."""

    async def whole() -> None:
        await act

    asyncio.run(whole())


def test_what_a_dead_agent_left_moving_stands_still(tmp_path: Path) -> None:
    """Every protocol on its own line, two heads on one; what the agent had taken back is left alone, and nobody stays."""

    async def act() -> None:
        async with heads(tmp_path) as room:
            stopper, agent = start_stopper()
            for name in room.devices:
                agent.send(will_for(room, name).spelt())
            agent.send(Will("second", None).spelt())  # it stands still, says the agent
            stopper.send_signal(signal.SIGTERM)
            stopper.send_signal(signal.SIGINT)
            assert moving(room) == set(room.devices)

            agent.close()  # as the kernel does for whoever is killed

            assert await passed_until(lambda: moving(room) == {"second"}) <= STILL_S
            assert await asyncio.to_thread(stopper.wait, 30) == 0
            assert moving(room) == {"second"}

    play(act())


def test_a_camera_that_takes_one_connection_hears_the_stop_once_the_dead_agents_is_gone() -> None:
    """A serial line on the network: it hangs up on everybody else for as long as somebody has it."""
    head, taken = TurningHead(), asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if taken.is_set():
            writer.close()
            return
        taken.set()
        while packet := await reader.read(64):
            for one in packet.split(b"\xff")[:-1]:
                head.take(one + b"\xff")
        taken.clear()
        writer.close()

    async def act() -> None:
        async with asyncio.timeout(60), await asyncio.start_server(talk, "127.0.0.1") as server:
            port = server.sockets[0].getsockname()[1]
            _, ours = await asyncio.open_connection("127.0.0.1", port)
            await taken.wait()
            stopper, agent = start_stopper()
            way = Way("tcp", f"127.0.0.1:{port}")
            agent.send(Will("camera", way, (STOP, ZOOM_STOP), 0.02).spelt())
            agent.close()
            await asyncio.sleep(0.2)
            assert head.heard == []
            ours.close()
            assert await passed_until(lambda: {packet for _, packet in head.heard} == {STOP, ZOOM_STOP}) <= STILL_S
            assert await asyncio.to_thread(stopper.wait, 30) == 0
            assert not taken.is_set()

    play(act())


def test_a_stopper_that_dies_is_replaced_and_told_everything(tmp_path: Path) -> None:
    """It says so while there is none; the next one holds what the first held, and a stopper without an agent ends."""

    async def act() -> None:
        async with heads(tmp_path) as room:
            dead_man = DeadMan()
            async with dead_man.running():
                await passed_until(lambda: dead_man.says == "")
                first = dead_man.process
                assert first is not None
                dead_man.leave(will_for(room, "pelco-d"))
                first.kill()
                await passed_until(lambda: "not running" in dead_man.says)
                health = LoopWatch(beside=lambda: dead_man.says).health("hall-1")
                assert (health.process, health.state, health.says) == ("control:hall-1", "warn", dead_man.says)
                dead_man.leave(will_for(room, "network"))  # movement without a stopper is let be
                await passed_until(lambda: dead_man.says == "")
                second = dead_man.process
                assert second is not None
                assert second is not first
                dead_man.leave(Will("beyond", None, (b"stop",)))
                assert dead_man.says.startswith("beyond ")
                dead_man.leave(Will("beyond", None))
                assert dead_man.says == ""
            await passed_until(lambda: moving(room) == {"first", "second", "pelco-p"})
            assert await asyncio.to_thread(second.wait, 30) == 0

    play(act())


def test_a_will_is_read_as_it_was_written() -> None:
    """Whatever a room file may say of a line."""
    will = Will("camera", Way("serial", "/dev/ttyS0", 38400, 7, "E", 2, dtr=False), (b"\xff\x00", b""), 0.05)
    assert read_will(will.spelt()) == will
    assert read_will(Will("camera", None).spelt()) == Will("camera", None)
