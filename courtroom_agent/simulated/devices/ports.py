"""Ports that simulated devices hang on: real ptys and real TCP and UDP sockets, all of which can be unplugged."""

import asyncio
import contextlib
import os
import socket
import termios
import tty
from pathlib import Path
from typing import Literal, Protocol, cast

from courtroom_agent.simulated.devices.behaviour import SimulatedDevice
from courtroom_agent.simulated.devices.wiring import Strand, Wiring
from hardware_profiles.courtroom import Transport

Way = Literal["serial", "tcp", "telnet", "udp", "http", "v4l2", "gpio"]
_CHUNK = 1024
_HOST = "127.0.0.1"
_PEERS = 16
"""So many controllers by UDP are kept apart; the one that was silent longest makes room."""


class Port(Protocol):
    """Where a device can be reached, and that it can be pulled out."""

    wiring: Wiring

    @property
    def address(self) -> str:
        """A path, or host and port."""

    @property
    def transport(self) -> Transport:
        """The address as a room file says it."""

    async def plug(self) -> None:
        """Bring the port up, at the address it had."""

    async def unplug(self) -> None:
        """Take the port away; whoever has it open notices."""

    def push(self, data: bytes) -> None:
        """Say *data* on every open line without having been asked."""


def _wired(device: SimulatedDevice | Wiring) -> Wiring:
    return device if isinstance(device, Wiring) else Wiring(device)


class PtyPort:
    """A serial port: a pty behind a path that stays the same when the device is unplugged and plugged in again."""

    def __init__(self, device: SimulatedDevice | Wiring, path: Path) -> None:
        self.wiring = _wired(device)
        self._path = path
        self._master = -1
        self._slave = -1
        self._strand: Strand | None = None

    @property
    def address(self) -> str:
        """The path of the serial port."""
        return str(self._path)

    @property
    def transport(self) -> Transport:
        """Where the device is."""
        return Transport(serial=self.address)

    async def plug(self) -> None:
        """Bring the port up."""
        if self._master >= 0:
            return
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave, termios.TCSANOW)
        os.set_blocking(self._master, False)
        link = self._path.with_suffix(".new")
        link.symlink_to(os.ttyname(self._slave))
        link.replace(self._path)
        asyncio.get_running_loop().add_reader(self._master, self._arrived)
        self._strand = self.wiring.open(self._write, "serial")

    async def unplug(self) -> None:
        """Take the port away; whoever has it open sees an input/output error."""
        if self._master < 0:
            return
        asyncio.get_running_loop().remove_reader(self._master)
        if self._strand is not None:
            self.wiring.close(self._strand)
            self._strand = None
        self._path.unlink(missing_ok=True)
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = -1

    def push(self, data: bytes) -> None:
        """Say *data* without having been asked."""
        if self._strand is not None:
            self._strand.say(data)

    def _arrived(self) -> None:
        try:
            data = os.read(self._master, _CHUNK)
        except BlockingIOError:
            return
        if self._strand is not None:
            self._strand.received(data)

    def _write(self, data: bytes) -> None:
        with contextlib.suppress(BlockingIOError):  # nobody reads: a serial line has no memory
            os.write(self._master, data)


class TcpPort:
    """A TCP server on this machine, on one port number for as long as the device lives."""

    def __init__(self, device: SimulatedDevice | Wiring, way: Way = "tcp", port: int = 0, host: str = _HOST) -> None:
        self.wiring = _wired(device)
        self._way = way
        self._server: asyncio.Server | None = None
        self._port = port
        self._host = host
        self._open: set[_Connection] = set()

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{self._host}:{self._port}"

    @property
    def transport(self) -> Transport:
        """Where the device is."""
        address = f"http://{self.address}" if self._way == "http" else self.address
        return Transport.model_validate({self._way: address})

    async def plug(self) -> None:
        """Bring the port up."""
        if self._server is not None:
            return
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._answer, self._host, self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def unplug(self) -> None:
        """Take the network away; open connections break."""
        if self._server is None:
            return
        self._server.close()
        for connection in list(self._open):
            connection.hang_up()
        await self._server.wait_closed()
        self._server = None

    def push(self, data: bytes) -> None:
        """Say *data* on every connection without having been asked."""
        for connection in self._open:
            connection.say(data)

    def _answer(self) -> "_Connection":
        return _Connection(self.wiring, self._open, self._way)


class _Connection(asyncio.Protocol):
    """One TCP connection to a simulated device."""

    def __init__(self, wiring: Wiring, siblings: set["_Connection"], way: Way) -> None:
        self._wiring = wiring
        self._way = way
        self._siblings = siblings
        self._transport: asyncio.Transport | None = None
        self._strand: Strand | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own are no subclass
        self._siblings.add(self)
        self._strand = self._wiring.open(self._write, self._way)

    def data_received(self, data: bytes) -> None:
        if self._strand is not None:
            self._strand.received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._siblings.discard(self)
        if self._strand is not None:
            self._wiring.close(self._strand)

    def say(self, data: bytes) -> None:
        if self._strand is not None:
            self._strand.say(data)

    def hang_up(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _write(self, data: bytes) -> None:
        """Put *data* on the wire; nothing at all means that the device hangs up."""
        if self._transport is None or self._transport.is_closing():
            return
        if data:
            self._transport.write(data)
        else:
            self._transport.close()


class UdpPort(asyncio.DatagramProtocol):
    """A UDP socket on this machine; each controller that speaks to it is a line of its own."""

    def __init__(self, device: SimulatedDevice | Wiring, port: int = 0, host: str = _HOST) -> None:
        self.wiring = _wired(device)
        self._port = port
        self._host = host
        self._transport: asyncio.DatagramTransport | None = None
        self._peers: dict[tuple[str, int], Strand] = {}

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{self._host}:{self._port}"

    @property
    def transport(self) -> Transport:
        """Where the device is."""
        return Transport.model_validate({"udp": self.address})

    async def plug(self) -> None:
        """Bring the port up."""
        if self._transport is not None:
            return
        loop = asyncio.get_running_loop()
        own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        own.setblocking(False)
        own.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # a controller may use the same port of another address
        own.bind((self._host, self._port))
        transport, _ = await loop.create_datagram_endpoint(lambda: self, sock=own)
        self._transport = transport
        self._peers = {addr: self._begin(addr) for addr in self._peers}
        self._port = transport.get_extra_info("sockname")[1]

    async def unplug(self) -> None:
        """Take the network away; what is sent here is lost. Whom it spoke with it knows again afterwards."""
        for strand in self._peers.values():
            self.wiring.close(strand)
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    def push(self, data: bytes) -> None:
        """Say *data* to every controller that has spoken."""
        for strand in self._peers.values():
            strand.say(data)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Hear one datagram."""
        strand = self._peers.pop(addr, None)
        if strand is None:
            if len(self._peers) >= _PEERS:
                self.wiring.close(self._peers.pop(next(iter(self._peers))))
            strand = self._begin(addr)
        self._peers[addr] = strand
        strand.received(data)

    def _begin(self, addr: tuple[str, int]) -> Strand:
        return self.wiring.open(lambda reply: self._send(reply, addr), "udp")

    def error_received(self, exc: Exception) -> None:
        """A controller went away: its answers go nowhere."""

    def _send(self, data: bytes, addr: tuple[str, int]) -> None:
        if self._transport is not None and data:
            self._transport.sendto(data, addr)
