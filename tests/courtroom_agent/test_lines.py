"""Lines to devices over real sockets: datagrams, telnet, web servers; and how a serial port is found."""

import asyncio
from collections.abc import Awaitable, Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from serial.tools.list_ports_common import ListPortInfo

from courtroom_agent.drivers.errors import Unreachable
from courtroom_agent.drivers.gpio_line import GpioLine
from courtroom_agent.drivers.line import opener_for
from courtroom_agent.drivers.serial_line import find_port
from courtroom_agent.drivers.telnet_line import TelnetStream
from courtroom_agent.drivers.udp_line import open_udp
from hardware_profiles.courtroom import Transport
from hardware_profiles.device_line import GpioLine as GpioLineSettings
from hardware_profiles.device_line import HttpLine, Lines, SerialLine, TelnetLine


def play(act: Callable[[], Awaitable[None]]) -> None:
    """Run *act*, with time to spare."""

    async def whole() -> None:
        async with asyncio.timeout(20):
            await act()

    asyncio.run(whole())


def port(device: str, number: str | None, place: str) -> ListPortInfo:
    """A port as the system lists it."""
    info = ListPortInfo(device)
    info.serial_number, info.location = number, place
    return info


def test_a_port_is_found_by_what_it_is() -> None:
    """An adapter keeps its name in whatever socket, a socket keeps its name with whatever adapter."""
    ports = [
        port("/dev/ttyUSB1", "A10K", "1-2.3:1.0"),
        port("/dev/ttyUSB0", "B20L", "1-4"),
        port("/dev/ttyS0", None, ""),
    ]

    assert find_port("usb-serial:A10K", ports) == "/dev/ttyUSB1"
    assert find_port("usb-place:1-2.3", ports) == "/dev/ttyUSB1"
    assert find_port("usb-place:1-4", ports) == "/dev/ttyUSB0"
    assert find_port("/dev/serial/by-id/usb-A10K", []) == "/dev/serial/by-id/usb-A10K"
    with pytest.raises(Unreachable, match="plugged in"):
        find_port("usb-serial:C30M", ports)
    with pytest.raises(Unreachable, match="2 ports"):
        find_port("usb-serial:A10K", [*ports, port("/dev/ttyUSB2", "A10K", "1-5")])


class Camera(asyncio.DatagramProtocol):
    """Answers each datagram with its own name before it, from the port it was sent to."""

    def __init__(self, name: bytes) -> None:
        self.name = name
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.transport.sendto(self.name + data, addr)


def test_two_cameras_behind_one_port_are_told_apart() -> None:
    """Cameras that answer to one port only share a socket; each hears its own."""

    async def act() -> None:
        loop = asyncio.get_running_loop()
        probe, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0))
        from_port = probe.get_extra_info("sockname")[1]
        probe.close()
        cameras = [
            await loop.create_datagram_endpoint(lambda name=name: Camera(name), local_addr=("127.0.0.1", 0))
            for name in (b"one ", b"two ")
        ]
        lines = [await open_udp("127.0.0.1", end.get_extra_info("sockname")[1], from_port) for end, _ in cameras]
        for line in lines:
            line.write(b"hello")
        assert [await line.read() for line in lines] == [b"one hello", b"two hello"]
        lines[0].close()
        lines[1].write(b"still")
        assert await lines[1].read() == b"two still"
        lines[1].close()
        again = await open_udp("127.0.0.1", cameras[0][0].get_extra_info("sockname")[1], from_port)
        again.write(b"back")
        assert await again.read() == b"one back"
        again.close()
        for end, _ in cameras:
            end.close()

    play(act)


def test_telnet_is_declined_and_taken_out() -> None:
    """What a device offers by telnet is declined; what it says arrives whole, whatever the pieces."""
    stream = TelnetStream()

    assert stream.feed(b"\xff\xfd\x18\xff\xfb\x01Wel") == (b"Wel", b"\xff\xfc\x18\xff\xfe\x01")
    assert stream.feed(b"come\xff") == (b"come", b"")
    assert stream.feed(b"\xfa\x18\x01\xff\xf0!\xff\xff") == (b"!\xff", b"")


@settings(max_examples=100)
@given(pieces=st.lists(st.binary(max_size=300)))
def test_noise_never_kills_telnet(pieces: list[bytes]) -> None:
    """Whatever arrives, telnet holds back at most a negotiation and answers with three bytes for each."""
    stream = TelnetStream()
    for piece in pieces:
        said, answers = stream.feed(piece)
        assert len(answers) % 3 == 0
        assert len(said) <= sum(map(len, pieces))
    assert len(stream._held) <= 600


def test_a_telnet_device_is_heard_over_a_real_connection() -> None:
    """Negotiation and speech on one connection: the device gets its refusals, we get its words."""
    heard = bytearray()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"\xff\xfd\x18Welcome\r\n")
        heard.extend(await reader.readexactly(8))
        writer.close()

    async def act() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        where = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        line = await opener_for(Transport(telnet=where), Lines(telnet=TelnetLine(port=23)))()
        assert await line.read() == b"Welcome\r\n"
        line.write(b"a\xffb\r")
        with pytest.raises(Unreachable, match="closed"):
            await line.read()
        line.close()
        server.close()

    play(act)
    assert bytes(heard) == b"\xff\xfc\x18a\xff\xffb\r"


class Web(BaseHTTPRequestHandler):
    """A device with a web server: says back what it was asked."""

    def do_GET(self) -> None:
        """Answer, or refuse."""
        self.send_response(404 if "nothing" in self.path else 200)
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_web_server_answers_one_path_at_a_time() -> None:
    """Each message is a path, each body an answer; an error of the server is a line that is gone."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    Thread(target=server.serve_forever, daemon=True).start()

    async def act() -> None:
        transport = Transport(http=f"http://127.0.0.1:{server.server_port}")
        line = await opener_for(transport, Lines(http=HttpLine(port=80)))()
        line.write(b"/power?on")
        line.write(b"/power")
        assert [await line.read(), await line.read()] == [b"/power?on", b"/power"]
        line.write(b"/nothing")
        with pytest.raises(Unreachable, match="404"):
            await line.read()
        line.close()
        await asyncio.sleep(0)

    play(act)
    server.shutdown()
    server.server_close()


def test_a_line_that_the_profile_does_not_know_is_refused() -> None:
    """A room file that reaches a device by the wrong way says which ways there are."""
    with pytest.raises(Unreachable, match="serial"):
        opener_for(Transport(udp="10.0.0.1:52381"), Lines(serial=SerialLine(baud=9600)))


class Chip:
    """Pins in memory, where a chip would be: which are taken as outputs, and what they drive."""

    def __init__(self) -> None:
        self.levels = {17: True, 22: False}
        self.driven: list[int] = []
        self.is_released = False

    def read(self, pin: int, *, active_low: bool) -> bool:
        """Whether the pin is active; a pin that is not there is an error of the system."""
        if pin not in self.levels:
            raise OSError(22, "Invalid argument")
        return self.levels[pin] != active_low

    def drive(self, pin: int, value: bool, *, active_low: bool) -> None:
        """Drive the pin."""
        self.driven.append(pin)
        self.levels[pin] = value != active_low

    def release(self) -> None:
        """Give the pins up."""
        self.is_released = True


def test_pins_are_read_before_they_are_driven() -> None:
    """A relay that was on stays on when the agent starts; it is switched only when somebody asks, and read back."""

    async def act() -> None:
        chip = Chip()
        line = GpioLine("/dev/gpiochip0", chip)
        line.write(b"get 17 high\nget 22 low\n")
        assert [await line.read(), await line.read()] == [b"17=1\n", b"22=1\n"]
        assert chip.driven == []
        line.write(b"set 17 0 high\n")
        assert await line.read() == b"17=0\n"
        line.write(b"set 22 0 low\n")
        assert await line.read() == b"22=0\n"
        assert chip.levels == {17: False, 22: True}
        line.write(b"toggle 17\n")
        assert await line.read() == b"?\n"
        line.write(b"get 99 high\n")
        with pytest.raises(Unreachable, match="Invalid argument"):
            await line.read()
        line.close()
        assert chip.is_released

    play(act)


def test_a_computer_without_pins_says_so() -> None:
    """A room file that names a chip which is not there is told so; the agent goes on."""

    async def act() -> None:
        lines = Lines(gpio=GpioLineSettings())
        with pytest.raises(Unreachable, match="gpiochip99"):
            await opener_for(Transport(gpio="/dev/gpiochip99"), lines)()

    play(act)
