"""The control process notices by itself that it is late, and which device's worker no longer moves."""

import asyncio
import time

from courtroom_agent.drivers.bus import Bus
from courtroom_agent.drivers.core import Core
from courtroom_agent.drivers.request import Priority
from courtroom_agent.drivers.station import Station
from courtroom_agent.loop_watch import LATE_S, SAID_S, STUCK_S, LoopWatch
from hardware_profiles.profiles import load_profile, shipped_profiles


def test_a_loop_that_is_held_up_is_said_and_then_forgotten() -> None:
    """Up to 200 ms nobody hears of it; what is later is said for five seconds after it was seen last."""
    watch = LoopWatch()
    watch.note(0.0, LATE_S)
    assert (watch.says, watch.late_ms) == ("", 0.0)
    watch.note(1.0, 0.35)
    watch.note(2.0, 0.0)
    assert watch.says.startswith("control-late")
    assert watch.late_ms == 350.0
    assert watch.health("demo").state == "warn"
    watch.note(1.0 + SAID_S + 0.1, 0.0)
    assert watch.says == ""


def test_work_that_blocks_the_loop_is_noticed_by_the_running_watchdog() -> None:
    """Something sleeps where it should wait: the watchdog beside it says so, however busy the machine is."""

    async def act() -> None:
        watch = LoopWatch()
        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            running = group.create_task(watch.run())
            while not watch.says:
                await asyncio.sleep(0.1)
                time.sleep(LATE_S * 2)  # noqa: ASYNC251 - the very fault that is to be noticed
            running.cancel()

    asyncio.run(act())


def test_a_worker_with_work_that_does_not_move_is_named() -> None:
    """A request that nobody takes from its bus is a stuck worker; an idle bus never is."""
    idle = {"of matrix": 0.0, "of camera": STUCK_S + 1}
    watch = LoopWatch(lambda: idle)
    watch.note(0.0, 0.0)
    assert "of camera" in watch.says
    idle["of camera"] = 0.0
    watch.note(1.0, 0.0)
    assert watch.says == ""


def test_a_bus_counts_from_the_last_time_that_it_moved() -> None:
    """A bus without work is never late; one with a request that waits counts on."""

    async def act() -> None:
        async def nowhere() -> object:
            await asyncio.Event().wait()
            raise AssertionError

        bus = Bus(nowhere)  # type: ignore[arg-type]
        station = Station("matrix", Core(PROFILE, {}), bus, lambda _: None, lambda _: None)
        assert bus.idle_s() == 0.0
        bus.queue.put(bus.queue.make(station.name, "route_get", {}, Priority.POLL, "any"))
        before = bus.idle_s()
        await asyncio.sleep(0.02)
        assert bus.idle_s() > before

    asyncio.run(act())


PROFILE = load_profile(shipped_profiles()["kramer.protocol-3000"])
