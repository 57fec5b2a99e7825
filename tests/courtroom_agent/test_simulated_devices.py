"""Simulated devices against an independent client, and what they do with noise and pulled plugs."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from aiopjlink import PJClass, PJLink, PJLinkERR3, PJLinkPassword

import hardware_profiles
from courtroom_agent.drivers.core import Core
from courtroom_agent.simulated.devices.pjlink import PjlinkProjector
from courtroom_agent.simulated.devices.ports import TcpPort
from courtroom_agent.simulated.devices.room import SimulatedRoom, can_emulate
from courtroom_agent.simulated.devices.visca import ViscaCamera
from hardware_profiles.profiles import load_profile, shipped_profiles
from hardware_profiles.rooms import load_room

DEMO = Path(hardware_profiles.__file__).parent / "courtrooms" / "demo.yaml"


async def with_projector(projector: PjlinkProjector, password: str | None) -> list[Any]:
    """Drive *projector* with aiopjlink: switch it on, look, blank it, look."""
    port = TcpPort(projector)
    await port.plug()
    seen: list[Any] = []
    try:
        host, _, number = (port.transport.tcp or "").partition(":")
        async with PJLink(address=host, port=int(number), password=password) as link:
            seen.append(await link.power.get())
            await link.power.set(link.power.ON)
            seen.append(await link.power.get())
            with pytest.raises(PJLinkERR3):
                await link.transmit("AVMT", "31", PJClass.ONE)
            for _ in range(100):
                if await link.power.get() == link.power.ON:
                    break
                await asyncio.sleep(0.1)
            seen.append(await link.transmit("AVMT", "31", PJClass.ONE))
            seen.append(await link.transmit("AVMT", "?", PJClass.ONE))
    finally:
        await port.unplug()
    return seen


@pytest.mark.parametrize("password", [None, "court-7"])
def test_an_independent_client_drives_the_simulated_projector(password: str | None) -> None:
    """A program that knows nothing of us switches the projector on, waits for the lamp and blanks the picture."""
    projector = PjlinkProjector(password=password or "")

    seen = asyncio.run(with_projector(projector, password))

    assert [str(each).removeprefix("State.") for each in seen] == ["OFF", "WARMING", "OK", "31"] or [
        getattr(each, "value", each) for each in seen
    ] == ["0", "3", "OK", "31"]
    assert projector.shutter == "31"


def test_a_wrong_password_opens_nothing() -> None:
    """The projector refuses a stranger, and the client is told."""

    async def play() -> None:
        port = TcpPort(PjlinkProjector(password="court-7"))
        await port.plug()
        host, _, number = (port.transport.tcp or "").partition(":")
        stranger = PJLink(address=host, port=int(number), password="court-8")
        with pytest.raises(PJLinkPassword):
            await stranger.__aenter__()
        stranger._writer.close()
        await stranger._writer.wait_closed()
        await port.unplug()

    asyncio.run(play())


@pytest.mark.parametrize(
    ("command", "args", "name", "value"),
    [
        ("power_set", {"power": "on"}, "POWR", "1"),
        ("power_set", {"power": "off"}, "POWR", "0"),
        ("power_get", {}, "POWR", "?"),
        ("picture_set", {"picture": "blank"}, "AVMT", "31"),
        ("picture_set", {"picture": "shown"}, "AVMT", "30"),
        ("input_set", {"input": "31"}, "INPT", "31"),
    ],
)
def test_our_driver_writes_what_an_independent_client_writes(
    command: str, args: dict[str, str], name: str, value: str
) -> None:
    """Two programs by different hands put the same bytes on the wire."""
    core = Core(load_profile(shipped_profiles()["pjlink.class1"]), {})
    core.received(b"PJLINK 0\r")

    assert core.begin(1, command, args) == PJLink._format_command(name, value, PJClass.ONE).encode()


def test_every_device_of_the_demonstration_can_be_simulated() -> None:
    """Nobody needs hardware to try a courtroom."""
    assert all(can_emulate(device.profile) for device in load_room(DEMO).devices)


def test_a_camera_takes_time_to_arrive() -> None:
    """Completion comes when the camera has arrived, not when it starts; meanwhile it is on its way."""
    camera = ViscaCamera(is_on=True)
    ack, done = camera.converse().received(bytes.fromhex("81 01 04 3F 02 02 FF"), now=0.0)

    assert (ack.data, done.data) == (b"\x90\x41\xff", b"\x90\x51\xff")
    assert done.after_s - ack.after_s >= 0.3
    assert camera.position(0.1) == (150, -32)
    assert camera.position(done.after_s) == (480, -32)


def test_a_pulled_plug_is_a_broken_line() -> None:
    """Unplugging a simulated camera makes its serial port vanish and break; it comes back at the same path."""

    async def play() -> None:
        async with SimulatedRoom(load_room(DEMO)) as simulated:
            path = simulated.addresses["camera-judge"].serial or ""
            line = os.open(path, os.O_RDWR | os.O_NOCTTY)
            assert os.isatty(line)
            await simulated.unplug("camera-judge")
            assert not Path(path).exists()
            with pytest.raises(OSError, match="Input/output error"):
                os.write(line, b"\x81\x09\x04\x00\xff")
            os.close(line)
            await simulated.plug("camera-judge")
            assert simulated.addresses["camera-judge"].serial == path
            assert Path(path).exists()

            address = simulated.addresses["matrix"]
            await simulated.unplug("matrix")
            await simulated.plug("matrix")
            assert simulated.addresses["matrix"] == address

    asyncio.run(play())
