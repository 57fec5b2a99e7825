"""Programs by other hands control the simulated devices, over real sockets and serial ports."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from aiopjlink import PJClass, PJLink
from pymodbus import FramerType
from pymodbus.client import ModbusSerialClient, ModbusTcpClient
from samsung_mdc import MDC
from visca_over_ip import Camera
from visca_over_ip.exceptions import ViscaException

from courtroom_agent.simulated.devices.catalogue import join, make
from courtroom_agent.simulated.devices.ports import Port, PtyPort, TcpPort, UdpPort
from courtroom_agent.simulated.devices.ptz import PtzCamera

Act = Callable[[Port], Awaitable[None]]


def with_port(port: Port, act: Act) -> None:
    """Run *act* while *port* is up."""

    async def run() -> None:
        async with asyncio.timeout(100):
            await port.plug()
            try:
                await act(port)
            finally:
                await port.unplug()

    asyncio.run(run())


async def until(holds: Callable[[], bool]) -> None:
    """Wait until *holds*."""
    while not holds():
        await asyncio.sleep(0.02)


def free_udp_port() -> int:
    """A port number that nobody uses at the moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("", 0))
        number: int = probe.getsockname()[1]
        return number


def patient(port: int) -> Camera:
    """The client of another house, with time for a busy machine."""
    client = Camera("127.0.0.2", port)
    for own in (client._cmd_sock, client._inq_sock):
        own.settimeout(20)
    return client


def test_visca_over_ip_drives_the_simulated_camera() -> None:
    """Power, movement, presets, zoom and positions, by the client of another house."""
    camera = make("visca-ip-camera", {"is_on": True})
    assert isinstance(camera, PtzCamera)

    def drive(port: int) -> list[Any]:
        client = patient(port)
        try:
            client.pantilt(pan_speed=24, tilt_speed=0)
            client.pantilt(pan_speed=0, tilt_speed=0)
            went = client.get_pantilt_position()
            client.save_preset(7)
            client.pantilt_home()
            client.zoom_to(0.5)
            client.recall_preset(7)
            return [went, client.get_focus_mode()]
        finally:
            client.close_connection()

    async def act(port: Port) -> None:
        number = int(port.address.rpartition(":")[2])
        went, focus = await asyncio.to_thread(drive, number)
        assert went[0] != 0
        assert focus == "auto"
        assert camera.last_preset == 7
        await until(lambda: camera.position(port.wiring.clock.now()) == camera.presets[7][:2])
        assert camera.presets[7][0] == went[0]

    with_port(UdpPort(camera, free_udp_port(), "127.0.0.2"), act)


def test_visca_over_ip_is_told_that_the_camera_is_in_standby() -> None:
    """What the camera cannot do it refuses in the maker's words, and the client understands."""

    def drive(port: int) -> str:
        client = patient(port)
        client.num_retries = 1
        try:
            with pytest.raises(ViscaException) as caught:
                client.pantilt_home()
            return str(caught.value.description)
        finally:
            client.close_connection()

    async def act(port: Port) -> None:
        assert "not executable" in (await asyncio.to_thread(drive, int(port.address.rpartition(":")[2]))).lower()

    with_port(UdpPort(make("visca-ip-camera", {}), free_udp_port(), "127.0.0.2"), act)


def test_pymodbus_switches_the_relay_board_on_a_serial_port() -> None:
    """Coils are written and read back over a real pty; a relay that sticks is found by reading; two boards share the line."""
    boards = [make("relay-board", {"address": address}) for address in (1, 2)]

    def drive(path: str) -> list[Any]:
        with ModbusSerialClient(path, framer=FramerType.RTU, baudrate=9600, timeout=10) as client:
            client.write_coil(0, True, device_id=1)
            client.write_coils(2, [True, True], device_id=2)
            boards[0].touched(["stuck", "4", "on"], 0.0)
            client.write_coil(3, True, device_id=1)
            first = client.read_coils(0, count=8, device_id=1)
            second = client.read_coils(0, count=8, device_id=2)
            wrong = client.read_coils(6, count=8, device_id=1)
            return [first.bits[:8], second.bits[:8], wrong.isError(), wrong.exception_code]

    async def act(port: Port) -> None:
        first, second, is_error, code = await asyncio.to_thread(drive, port.address)
        assert first == [True] + [False] * 7
        assert second == [False, False, True, True] + [False] * 4
        assert (is_error, code) == (True, 2)

    with TemporaryDirectory(prefix="c-") as folder:
        with_port(PtyPort(join(boards), Path(folder) / "bus"), act)


def test_pymodbus_finds_its_frame_behind_noise() -> None:
    """Noise before a frame costs that noise and nothing else."""
    board = make("relay-board", {"closed": [5]})

    def drive(address: str) -> list[bool]:
        host, _, port = address.partition(":")
        with ModbusTcpClient(host, port=int(port), framer=FramerType.RTU, timeout=10) as client:
            client.connect()
            client.socket.send(b"\x01\x01\xff\x55\x0f")
            return list(client.read_coils(0, count=8, device_id=1).bits[:8])

    async def act(port: Port) -> None:
        assert await asyncio.to_thread(drive, port.address) == [False] * 4 + [True] + [False] * 3

    with_port(TcpPort(board), act)


def test_python_samsung_mdc_commands_the_display() -> None:
    """Power, input, loudness, mute and status; a display in standby says no, and the client hears it."""
    display = make("mdc-display", {"warm_up_s": 0.3})

    async def act(port: Port) -> None:
        async with MDC(port.address) as mdc:
            assert (await mdc.power(1))[0].name == "OFF"
            await mdc.power(1, ["ON"])
            await until(lambda: display.state(port.wiring.clock.now())["power"] == "on")
            await mdc.input_source(1, ["HDMI2"])
            await mdc.volume(1, [35])
            await mdc.mute(1, ["ON"])
            power, volume, mute, source, *_ = await mdc.status(1)
            assert (power.name, volume, mute.name, source.name) == ("ON", 35, "ON", "HDMI2")
            assert await mdc.serial_number(1) == ("SIMULATED0001",)

    with_port(TcpPort(display), act)


def test_aiopjlink_works_with_a_projector_of_class_2() -> None:
    """The client finds class 2, freezes the picture and reads lamp and errors."""
    projector = make("pjlink-projector", {"grade": 2, "is_on": True, "password": "court-7"})

    async def act(port: Port) -> None:
        host, _, number = port.address.partition(":")
        async with PJLink(address=host, port=int(number), password="court-7") as link:
            assert await link.transmit("CLSS", "?", PJClass.ONE) == "2"
            assert await link.transmit("FREZ", "1", PJClass.TWO) == "OK"
            assert await link.transmit("FREZ", "?", PJClass.TWO) == "1"
            assert await link.errors.query()
            assert await link.lamps.status()

    with_port(TcpPort(projector), act)


def test_a_projector_tells_by_udp_what_happens_to_it() -> None:
    """Whoever searched for it hears its power, its input and its faults without asking (Class 2)."""
    projector = make("pjlink-projector", {"grade": 2, "warm_up_s": 0.2})

    async def act(port: Port) -> None:
        loop = asyncio.get_running_loop()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
            own.setblocking(False)
            host, _, number = port.address.partition(":")
            own.connect((host, int(number)))
            await loop.sock_sendall(own, b"%2SRCH\r")
            assert (await loop.sock_recv(own, 100)).startswith(b"%2ACKN=")
            port.wiring.act(lambda now: projector.touched(["power", "on"], now))
            port.wiring.act(lambda now: projector.touched(["fault", "on"], now))
            heard = [await loop.sock_recv(own, 100) for _ in range(3)]
            assert heard == [b"%2POWR=3\r", b"%2ERST=020000\r", b"%2POWR=1\r"]

    with_port(UdpPort(projector), act)
