"""Our drivers against programs by other hands: a Modbus server on a serial line, MDC's and VISCA's own clients' codecs."""

import asyncio
import socket
import tempfile
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pymodbus import FramerType
from pymodbus.server import ModbusSerialServer
from pymodbus.simulator import DataType, SimData, SimDevice
from samsung_mdc import MDC
from samsung_mdc.connection import pack_response
from visca_over_ip import Camera

from courtroom_agent.devices import Devices
from courtroom_agent.drivers.core import Core
from hardware_profiles.courtroom import Courtroom, Device, Transport
from hardware_profiles.profiles import load_profile, shipped_profiles
from hardware_profiles.rooms import load_room
from hardware_profiles.scene import PropertyName
from tests.courtroom_agent.bare_line import BareLine

DEMO = Path(__file__).parents[2] / "hardware_profiles" / "courtrooms" / "demo.yaml"


def room_with(devices: dict[str, tuple[str, Transport, dict[str, int | str]]], named: list[PropertyName]) -> Courtroom:
    """A room with *devices* (profile, transport, options), which speaks of the properties *named*."""
    room = load_room(DEMO)
    label = room.devices[0].label
    built = tuple(
        Device(name=name, label=label, profile=profile, transport=transport, options=options)
        for name, (profile, transport, options) in devices.items()
    )
    spoken = [
        room.microphones[0].model_copy(update={"stream": f"mic-{number}", "mute": name})
        for number, name in enumerate(named)
    ]
    return room.model_copy(update={"devices": built, "scenes": {}, "microphones": tuple(spoken)})


def play(act: Callable[[], Awaitable[None]]) -> None:
    """Run *act*, with time to spare."""

    async def whole() -> None:
        async with asyncio.timeout(60):
            await act()

    asyncio.run(whole())


def board(address: int) -> SimDevice:
    """A relay board as pymodbus serves it: eight coils, all off."""
    coils = [SimData(0, count=8, values=False, datatype=DataType.BITS)]
    rest = [SimData(0, count=8, values=0, datatype=DataType.REGISTERS)]
    bits = [SimData(0, count=8, values=False, datatype=DataType.BITS)]
    return SimDevice(address, simdata=(coils, bits, rest, rest))


def test_two_relay_boards_on_one_line_are_pymodbus_servers() -> None:
    """Two boards share a serial line; each relay switches where it shall, is read back, and a third board is not there."""

    async def act() -> None:
        with tempfile.TemporaryDirectory(prefix="c-") as folder:
            ours, theirs = BareLine(Path(folder) / "ours"), BareLine(Path(folder) / "theirs")
            theirs.hear = ours.say
            ours.hear = lambda data: theirs.say(data) if data[0] != 3 else None  # nobody is at address 3
            ours.plug()
            theirs.plug()
            server = ModbusSerialServer(
                [board(1), board(2)],
                framer=FramerType.RTU,
                port=str(theirs.path),
                baudrate=9600,
            )
            await server.listen()
            transport = Transport(serial=str(ours.path))
            room = room_with(
                {
                    "one": ("waveshare.modbus-relay", transport, {"address": 1}),
                    "two": ("waveshare.modbus-relay", transport, {"address": 2}),
                    "gone": ("waveshare.modbus-relay", transport, {"address": 3}),
                },
                ["one.relay-1", "one.relay-8", "two.relay-1", "gone.relay-1"],
            )
            async with Devices.open(room, now=lambda: 0) as devices:
                assert (await devices.ensure("one.relay-8", "on")).holds
                assert (await devices.ensure("two.relay-1", "on")).holds
                assert devices.state("one.relay-1").value == "off"
                assert devices.state("one.relay-1").source == "verified"
                assert (await devices.ensure("one.relay-8", "off")).holds
                assert devices.state("two.relay-1").holds
                assert devices.state("gone.relay-1").source == "unknown"
                assert devices.drivers["one"].station.is_connected
                assert not devices.drivers["gone"].station.is_connected
            await server.shutdown()
            theirs.unplug()
            ours.unplug()

    play(act)


class Display:
    """A display whose answers are packed by python-samsung-mdc."""

    def __init__(self) -> None:
        self.state = {0x11: 0, 0x14: 0x21, 0xF9: 0, 0x13: 0, 0x12: 5}
        self.heard: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one controller."""
        try:
            while True:
                head = await reader.readexactly(4)
                rest = await reader.readexactly(head[3] + 1)
                self.heard.append(head + rest)
                command, data = head[1], rest[:-1]
                if command not in self.state:
                    writer.write(pack_response(command, head[2], False, b"\x01"))
                    continue
                if data:
                    self.state[command] = data[0]
                writer.write(pack_response(command, head[2], True, bytes([self.state[command]])))
        except asyncio.IncompleteReadError:
            writer.close()


def test_a_samsung_display_understands_us_and_its_own_client_alike() -> None:
    """What our driver sets, python-samsung-mdc reads, and what that sets, our driver reads."""

    async def act() -> None:
        display = Display()
        server = await asyncio.start_server(display.serve, "127.0.0.1", 0)
        where = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        room = room_with({"screen": ("samsung.mdc", Transport(tcp=where), {"address": 1})}, [])
        async with Devices.open(room, now=lambda: 0) as devices, MDC(where) as client:
            assert (await devices.ensure("screen.power", "on")).holds
            assert (await devices.ensure("screen.picture", "blank")).holds
            assert (await devices.ensure("screen.input", "hdmi-2")).holds
            assert (await client.power(1))[0] is MDC.power.POWER_STATE.ON
            assert (await client.input_source(1))[0].value == 0x23
            ours = [frame for frame in display.heard if frame[3] == 1]
            display.heard.clear()
            await client.power(1, [MDC.power.POWER_STATE.OFF])
            await client.input_source(1, [MDC.input_source.INPUT_SOURCE_STATE.HDMI1])
            await devices.drivers["screen"].look("power")
            await devices.drivers["screen"].look("input")
            assert devices.state("screen.power").value == "off"
            assert devices.state("screen.input").value == "hdmi-1"
            theirs = [frame for frame in display.heard if frame[3] == 1]
        assert {frame[1] for frame in theirs} <= {frame[1] for frame in ours}
        server.close()

    play(act)


@contextmanager
def recorded_camera() -> Iterator[tuple[int, list[bytes]]]:
    """A camera's port on 127.0.0.2 that accepts everything and notes the packets without their headers."""
    packets: list[bytes] = []
    end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # the client binds the same number
    end.bind(("127.0.0.2", 0))
    end.settimeout(0.2)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                data, sender = end.recvfrom(64)
            except TimeoutError:
                continue
            if data[0] == 1:
                packets.append(data[8:])
                end.sendto(b"\x01\x11\x00\x03" + data[4:8] + b"\x90\x41\xff", sender)
            else:
                end.sendto(b"\x02\x01\x00\x01" + data[4:8] + b"\x01", sender)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield end.getsockname()[1], packets
    over.set()
    thread.join()
    end.close()


def test_a_visca_client_by_other_hands_sends_the_same_packets() -> None:
    """visca-over-ip and our profile put the same packet on the wire for power, zoom, movement, presets and home."""
    with recorded_camera() as (port, packets):
        camera: Any = Camera("127.0.0.2", port)
        packets.clear()
        camera._send_command("04 00 02")
        camera.zoom(-3)
        camera.zoom(4)
        camera.zoom(0)
        camera.pantilt(-8, 5)
        camera.pantilt(24, 12, pan_position=-1440, tilt_position=360)
        camera.pantilt_home()
        camera.recall_preset(5)
        camera.close_connection()
        theirs = list(packets)
    core = Core(load_profile(shipped_profiles()["sony.visca-ip"]), {})
    core.received(bytes.fromhex("02 01 00 01 00 00 00 00 01"))

    ours = [
        core.begin(number, command, args)[8:]
        for number, (command, args) in enumerate(
            [
                ("power_set", {"power": "on"}),
                ("zoom_drive", {"zoom_way": "out", "zoom_speed": 3}),
                ("zoom_drive", {"zoom_way": "in", "zoom_speed": 4}),
                ("zoom_stop", {}),
                ("move", {"pan_speed": 8, "tilt_speed": 5, "pan_way": "left", "tilt_way": "down"}),
                ("goto", {"pan_speed": 24, "tilt_speed": 12, "pan": -1440, "tilt": 360}),
                ("home", {}),
                ("preset_recall", {"preset": 5}),
            ]
        )
    ]

    assert [packet.hex(" ") for packet in ours] == [packet.hex(" ") for packet in theirs]
