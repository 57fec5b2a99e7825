"""USB cameras and document cameras: told by their controls, proven by what those hold, and still once nobody renews."""

import asyncio
import errno
import re
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courtroom_agent.devices import Devices
from courtroom_agent.drivers.errors import DeviceError, Unreachable
from courtroom_agent.drivers.v4l2_device import V4l2Device
from courtroom_agent.drivers.v4l2_line import V4l2Line, V4l2Opener, obey
from courtroom_agent.simulated.devices.catalogue import make
from courtroom_agent.simulated.devices.room import SimulatedRoom
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.errors import RoomError
from hardware_profiles.rooms import load_room
from hardware_profiles.vectors import SHIPPED_VECTORS, vectors_for
from tests.courtroom_agent.bare_room import bare_room, device
from tests.courtroom_agent.test_v4l2_device import Kernel

LEFT = {"pan_way": "left", "pan_speed": 50, "tilt_way": "none", "tilt_speed": 1}
Act = Callable[[Devices, SimulatedRoom], Awaitable[None]]


def room_of(**transport: object) -> Courtroom:
    """A room with a USB camera and a document camera."""
    return bare_room([device(name, f"linux.uvc-{name}", transport) for name in ("camera", "document-camera")])


def at_the_cameras(act: Act) -> None:
    """Run *act* in a room with both cameras simulated."""

    async def run() -> None:
        async with asyncio.timeout(100), Devices.open(room_of(), now=lambda: time.time_ns() // 1_000_000) as devices:
            assert devices.simulation is not None
            await asyncio.gather(*(driver.known.wait() for driver in devices.drivers.values()))
            await act(devices, devices.simulation)

    asyncio.run(run())


async def until(claim: Callable[[], bool]) -> None:
    """Wait until *claim* holds."""
    while not claim():
        await asyncio.sleep(0.02)


def test_a_usb_camera_and_a_document_camera_are_told_and_proven() -> None:
    """Pan, zoom, focus, shutter, lamp: asked for, held by the camera, verified; what it cannot be is said with its limits."""

    async def act(devices: Devices, simulation: SimulatedRoom) -> None:
        for name, value in (
            ("camera.pan", -36000),
            ("camera.zoom", 200),
            ("camera.privacy", "shut"),
            ("document-camera.light", "on"),
            ("document-camera.zoom", 300),
            ("document-camera.autofocus", "off"),
            ("document-camera.focus", 100),
        ):
            state = await devices.ensure(name, value)
            assert (name, state.value, state.source) == (name, value, "verified")
        assert simulation.state("camera")["pan"] == -36000
        assert simulation.state("document-camera")["light"] == 1
        assert "pan" not in simulation.state("document-camera")
        with pytest.raises(DeviceError, match="out-of-range"):
            await devices.ensure("camera.tilt", 648000)
        state = await devices.ensure("camera.pan", -35999)  # between two steps of this head
        assert (state.value, state.holds) == (-36000, False)
        simulation.press("camera", ["privacy", "off"])
        await until(lambda: devices.state("camera.privacy").value == "open")

    at_the_cameras(act)


def test_a_usb_camera_moves_while_somebody_renews_and_then_no_more() -> None:
    """It goes by steps, each of which ends by itself, so that nothing turns on when the computer dies."""

    async def act(devices: Devices, simulation: SimulatedRoom) -> None:
        loop = asyncio.get_running_loop()
        until_s = loop.time() + 1.0
        while loop.time() < until_s:
            await devices.renew("camera.move", LEFT)
            await asyncio.sleep(0.05)
        await until(lambda: not simulation.state("camera")["moves"])
        gone = simulation.state("camera")["pan"]
        assert isinstance(gone, int)
        assert gone < -32400  # more than one step
        await devices.renew("document-camera.zoom", {"zoom_way": "in", "zoom_speed": 100})
        await devices.halt("document-camera.zoom")
        assert not simulation.state("document-camera")["moves"]

    at_the_cameras(act)


def test_a_camera_pulled_out_of_its_socket_is_lost_and_read_again_when_it_is_back() -> None:
    """Nothing is claimed of a camera that is not there."""

    async def act(devices: Devices, simulation: SimulatedRoom) -> None:
        await devices.ensure("camera.zoom", 200)
        await simulation.unplug("camera")
        await until(lambda: devices.state("camera.zoom").source == "unknown")
        await simulation.plug("camera")
        await until(lambda: devices.state("camera.zoom").source == "verified")

    at_the_cameras(act)


def test_orders_become_the_kernels_own_calls() -> None:
    """Set, step, stop and ask; steps end at the camera's limits, and nothing is set when one part cannot be."""
    kernel = Kernel()
    camera = V4l2Device("camera", -1, kernel)
    assert obey(camera, "set pan -7200") == "pan=-7200"
    assert kernel.values[0x009A0908] == -7200
    assert obey(camera, "drive pan -1 100") == "pan=-10800"  # a sixteenth of its way, in whole steps
    for _ in range(20):
        obey(camera, "drive pan -1 100")
    assert obey(camera, "stop pan") == "pan=-36000"
    assert obey(camera, "get pan zoom") == "pan=-36000 zoom=100"
    assert obey(camera, "set pan 0 focus 1") == "absent focus"
    assert obey(camera, "set pan 99999 zoom 0") == "range pan -36000 36000"
    assert kernel.values == {0x009A0908: -36000, 0x009A090D: 100}


@pytest.mark.parametrize("profile", ["linux.uvc-camera", "linux.uvc-document-camera"])
def test_the_simulated_camera_understands_what_was_typed(profile: str) -> None:
    """Every typed order is answered as the vector answers it, in the same words if not with the same figures."""
    for vector in vectors_for(profile, SHIPPED_VECTORS):
        if vector.tx is None or vector.fault is not None:
            continue
        camera = make("uvc-camera", {})
        (reply,) = camera.converse().received(vector.tx.encode(), 0.0)
        shapes = [re.sub(r"-?[0-9]+", "N", said) for said in (reply.data.decode(), vector.rx[0])]
        assert shapes[0] == shapes[1]


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_whatever_is_ordered_is_answered(order: str) -> None:
    """No order ends the line to a camera that is there."""
    assert obey(V4l2Device("camera", -1, Kernel()), order)
    assert obey(V4l2Device("camera", -1, Kernel()), f"drive {order} 1 1")


class PulledOut(V4l2Device):
    """A camera that is pulled out while it is asked."""

    def get(self, control: str) -> int:
        """It is gone."""
        raise OSError(errno.ENODEV, "No such device")


def test_a_camera_that_is_pulled_out_while_it_is_asked_ends_the_line() -> None:
    """The engine learns it as a lost line, with what to look at."""

    async def run() -> None:
        line = V4l2Line("/dev/v4l/by-id/x", PulledOut("x", -1, Kernel()))
        line.write(b"get pan\n")
        async with asyncio.timeout(30):
            with pytest.raises(Unreachable, match="pulled out"):
                await line.read()
        line.close()

    asyncio.run(run())


def test_a_camera_that_is_not_there_is_an_error_in_words(tmp_path: Path) -> None:
    """Neither a missing path nor a socket that nobody serves is a camera."""
    with pytest.raises(Unreachable, match="Check the USB cable"):
        asyncio.run(V4l2Opener(str(tmp_path / "none"))())

    async def left_behind() -> None:
        server = await asyncio.start_unix_server(lambda _r, _w: None, str(tmp_path / "left"))
        server.close()
        await server.wait_closed()
        await V4l2Opener(str(tmp_path / "left"))()

    with pytest.raises(Unreachable):
        asyncio.run(left_behind())


def test_a_camera_is_not_named_by_the_number_it_happened_to_get(tmp_path: Path) -> None:
    """``/dev/video0`` is another camera after the next start."""
    room = room_of(v4l2="/dev/video0").model_dump_json(exclude_none=True)
    file = tmp_path / "room.yaml"
    file.write_text(room)
    with pytest.raises(RoomError, match="/dev/v4l/by-id"):
        load_room(file)
