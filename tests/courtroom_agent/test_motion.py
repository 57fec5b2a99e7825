"""A camera that is moved by hand always stops: when the finger is lifted, when nobody renews it, when the line is lost."""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from courtroom_agent.devices import Devices
from courtroom_agent.drivers.errors import DeviceError, Superseded
from hardware_profiles.courtroom import Courtroom, Device, Transport
from hardware_profiles.rooms import load_room
from tests.courtroom_agent.bare_line import BareLine
from tests.courtroom_agent.turning_head import STOP, TurningHead

DEMO = Path(__file__).parents[2] / "hardware_profiles" / "courtrooms" / "demo.yaml"
LEFT = {"pan_speed": 8, "tilt_speed": 1, "pan_way": "left", "tilt_way": "none"}
RIGHT = {**LEFT, "pan_way": "right"}


def room_with(transport: Transport) -> Courtroom:
    """A room with one camera, at *transport*."""
    room = load_room(DEMO)
    camera = Device(name="camera", label=room.devices[0].label, profile="sony.visca-serial", transport=transport)
    return room.model_copy(update={"devices": (camera,), "scenes": {}, "microphones": ()})


def at_the_camera(act: Callable[[Devices, TurningHead, BareLine], Awaitable[None]]) -> TurningHead:
    """Run *act* in a room with a camera on a real serial port; give the camera."""
    head = TurningHead()

    async def play() -> None:
        with tempfile.TemporaryDirectory(prefix="c-") as folder:
            line = BareLine(Path(folder) / "camera")
            head.heard_on(line)
            line.plug()
            room = room_with(Transport(serial=str(line.path)))
            async with asyncio.timeout(40), Devices.open(room, now=lambda: time.time_ns() // 1_000_000) as devices:
                await act(devices, head, line)
            line.unplug()

    asyncio.run(play())
    return head


async def until(claim: Callable[[], bool]) -> None:
    """Wait until *claim* holds."""
    while not claim():
        await asyncio.sleep(0.01)


def moves(head: TurningHead) -> list[bytes]:
    """The movements and stops that the camera heard."""
    return [packet for _, packet in head.heard if packet[2:4] == b"\x06\x01"]


def test_a_lifted_finger_stops_the_camera() -> None:
    """Press and release: one movement, then two stops; the camera stands still and says so, and nothing is left to say."""

    async def act(devices: Devices, head: TurningHead, line: BareLine) -> None:
        await devices.renew("camera.move", LEFT)
        assert head.turning_since is not None
        left = devices.dead_man.held["camera"]
        assert left.frames == (STOP,)
        assert left.way is not None
        assert left.way[:2] == ("serial", str(line.path))
        await devices.halt("camera.move")
        assert head.turning_since is None
        assert devices.dead_man.held == {}

    head = at_the_camera(act)

    assert moves(head)[0][4:] == bytes.fromhex("08 01 01 03 FF")
    assert moves(head)[1:] == [STOP, STOP]


def test_an_agent_that_ends_in_order_stops_what_it_moves() -> None:
    """It is told to end while a finger pushes: the camera stands before its line is closed."""

    async def act(devices: Devices, head: TurningHead, _: BareLine) -> None:
        await devices.renew("camera.move", LEFT)
        assert head.turning_since is not None

    head = at_the_camera(act)

    assert head.turning_since is None
    assert moves(head)[1:] == [STOP, STOP]


def test_a_finger_that_stays_sends_one_frame() -> None:
    """A joystick that is held renews fifty times a second; the camera hears one movement, and another way only once."""

    async def act(devices: Devices, head: TurningHead, _: BareLine) -> None:
        for _ in range(20):
            await devices.renew("camera.move", LEFT)
        for _ in range(20):
            await devices.renew("camera.move", RIGHT)
        assert head.turning_since is not None
        await devices.halt("camera.move")

    head = at_the_camera(act)

    assert [packet[6] for packet in moves(head)] == [1, 2, 3, 3]


def test_a_camera_that_nobody_renews_stops_by_itself() -> None:
    """The page is gone, the network is gone: within a second the camera has stopped."""

    async def act(devices: Devices, head: TurningHead, _: BareLine) -> None:
        touched = asyncio.get_running_loop().time()
        await devices.renew("camera.move", LEFT)
        await until(lambda: head.turning_since is None)
        stopped = next(at for at, packet in head.heard if packet == STOP)
        assert 0.75 <= stopped - touched <= 2.0  # 0.8 s on a quiet machine
        await until(lambda: moves(head)[1:] == [STOP, STOP])

    at_the_camera(act)


def test_a_push_that_takes_anothers_place_stops_by_itself_too() -> None:
    """Two pushes at once: the first gives way, and the second still ends when nobody renews it."""

    async def act(devices: Devices, head: TurningHead, _: BareLine) -> None:
        pushes = [devices.renew("camera.move", way) for way in (LEFT, RIGHT)]
        given_up, done = await asyncio.gather(*pushes, return_exceptions=True)
        assert isinstance(given_up, Superseded)
        assert done is None
        await until(lambda: head.turning_since is None)

    assert STOP in moves(at_the_camera(act))


def test_a_stop_that_was_missed_is_said_again() -> None:
    """The camera does not heed two stops: it is seen to move on, and told until it stands still."""

    async def act(devices: Devices, head: TurningHead, _: BareLine) -> None:
        head.stops_to_miss = 2
        await devices.renew("camera.move", LEFT)
        await devices.halt("camera.move")
        assert head.turning_since is None

    assert moves(at_the_camera(act)).count(STOP) >= 3


def test_a_stop_that_nobody_answered_is_said_again() -> None:
    """The cable takes a stop and all its repetitions; the camera is still there, and nobody has to lift a finger twice."""

    async def act(devices: Devices, head: TurningHead, _: BareLine) -> None:
        await devices.renew("camera.move", LEFT)
        head.deaf = True
        stopping = asyncio.create_task(devices.halt("camera.move"))
        said = devices.drivers["camera"].station.trace
        await until(lambda: sum(one.command == "stop" for one in said.messages) == 3)
        await asyncio.sleep(0.1)
        head.deaf = False
        with contextlib.suppress(DeviceError):  # it counts as lost meanwhile: the stop comes first when it is back
            await stopping
        await until(lambda: head.turning_since is None)

    at_the_camera(act)


def test_after_an_outage_the_stop_comes_first() -> None:
    """The plug is pulled while the camera turns: the first thing it hears when it is back is the stop."""

    async def act(devices: Devices, head: TurningHead, line: BareLine) -> None:
        await devices.renew("camera.move", LEFT)
        line.unplug()
        await devices.drivers["camera"].station.closed.wait()
        with pytest.raises(DeviceError):
            await devices.halt("camera.move")
        head.heard.clear()
        line.plug()
        await until(lambda: not devices.drivers["camera"].station.stops)
        assert len(head.heard) > 3
        assert head.heard[0][1] == STOP
        assert head.turning_since is None

    at_the_camera(act)


def test_what_wears_a_camera_out_is_for_technicians() -> None:
    """Presets are not overwritten from the bench; a motion or command that is not there is refused in words."""

    async def act(devices: Devices, head: TurningHead, _: BareLine) -> None:
        driver = devices.drivers["camera"]
        with pytest.raises(DeviceError, match="maintenance"):
            await driver.perform("preset_set", {"preset": 1})
        await driver.perform("preset_set", {"preset": 1}, maintenance=True)
        assert head.heard[-1][1] == bytes.fromhex("81 01 04 3F 01 01 FF") or bytes.fromhex("81 01 04 3F 01 01 FF") in {
            packet for _, packet in head.heard
        }
        with pytest.raises(DeviceError, match="no command 'dance'"):
            await driver.perform("dance", {})
        with pytest.raises(DeviceError, match="no motion 'dance'"):
            await devices.renew("camera.dance", {})
        with pytest.raises(DeviceError, match="no device 'crane'"):
            await devices.halt("crane.move")

    at_the_camera(act)
