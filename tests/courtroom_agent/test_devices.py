"""All devices of a courtroom: what is known of them, what cannot be asked, and how fast a room starts."""

import asyncio
import time
from pathlib import Path

import pytest

import hardware_profiles
from courtroom_agent.devices import Devices
from courtroom_agent.drivers.errors import DeviceError, Unreachable
from hardware_profiles.courtroom import Transport
from hardware_profiles.rooms import load_room

DEMO = Path(hardware_profiles.__file__).parent / "courtrooms" / "demo.yaml"


def now() -> int:
    """UTC milliseconds."""
    return time.time_ns() // 1_000_000


def test_a_room_knows_its_devices_once_it_is_open() -> None:
    """Before anyone asks for anything, the panel sees what every device says it is."""

    async def play() -> None:
        async with Devices.open(load_room(DEMO), now=now) as devices:
            lines = {f"{line.name}.{line.property}": line for line in devices.reports().devices}
            assert (lines["camera-judge.power"].answered, lines["camera-judge.power"].state) == ("off", "verified")
            assert (lines["matrix.output-1"].answered, lines["matrix.output-1"].state) == (0, "verified")
            assert lines["display-gallery.power"].answered == "off"
            assert lines["display-gallery.picture"].state == "unknown"
            assert "unavailable-now" in lines["display-gallery.picture"].says
            assert lines["dsp.channel-4"].answered == "open"
            assert lines["dsp.channel-1"].label == "音频处理器"
            assert all(line.asked is None for line in lines.values())

    asyncio.run(play())


def test_a_recalled_preset_is_assumed_until_it_was_proven() -> None:
    """A camera remembers its last preset, not whether it still looks there: after a start that is only assumed."""

    async def play() -> None:
        room = load_room(DEMO)
        async with Devices.open(room, now=now) as devices:
            await devices.ensure("camera-judge.power", "on")
            async with asyncio.timeout(30):
                while devices.state("camera-judge.preset").source != "assumed":
                    devices.changed.clear()
                    await devices.changed.wait()
            state = await devices.ensure("camera-judge.preset", 0)
            assert state.holds

    asyncio.run(play())


@pytest.mark.parametrize(
    ("name", "value"),
    [("camera-judge.preset", 16), ("camera-judge.dance", 1), ("nobody.power", "on"), ("matrix.output-1", "on")],
)
def test_what_a_device_cannot_do_is_refused_in_words(name: str, value: int | str) -> None:
    """A wrong wish is answered with what there is; the devices stay as they are."""

    async def play() -> None:
        async with Devices.open(load_room(DEMO), now=now) as devices:
            before = [driver.station.sent for driver in devices.drivers.values()]
            with pytest.raises(DeviceError, match=name.partition(".")[0]):
                await devices.ensure(name, value)
            assert [driver.station.sent for driver in devices.drivers.values()] == before

    asyncio.run(play())


def test_a_room_whose_devices_are_all_dead_still_opens() -> None:
    """Nothing in the room answers: the hearing can go on, and every device says why."""

    async def play() -> None:
        room = load_room(DEMO)
        dead = tuple(
            device.model_copy(
                update={
                    "transport": Transport(serial="/dev/nowhere")
                    if "camera" in device.name
                    else Transport(tcp="127.0.0.1:1")
                }
            )
            for device in room.devices
        )
        started = time.monotonic()
        async with Devices.open(room.model_copy(update={"devices": dead}), now=now) as devices:
            assert time.monotonic() - started < 10
            assert devices.simulation is None
            assert {line.state for line in devices.reports().devices} == {"unknown"}
            assert all("设备无应答" in line.says for line in devices.reports().devices)
            with pytest.raises(Unreachable):
                await devices.ensure("dsp.channel-1", "muted")

    asyncio.run(play())
