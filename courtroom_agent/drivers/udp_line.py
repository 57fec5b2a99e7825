"""Datagrams: a socket of its own for each device, or one for all that answer to a fixed port, told apart by address."""

import asyncio
import errno
import logging
from typing import cast
from weakref import WeakKeyDictionary

from courtroom_agent.drivers.errors import Unreachable
from courtroom_agent.drivers.will import Way

log = logging.getLogger(__name__)

_WAITING_MAX = 64
"""So many datagrams may wait to be read; older ones are forgotten first."""


class UdpLine:
    """The line to one device."""

    def __init__(self, hub: "_Hub", place: tuple[str, int]) -> None:
        self.way = Way("udp", f"{place[0]}:{place[1]}")
        self._hub = hub
        self._place = place
        self._waiting: asyncio.Queue[bytes | OSError] = asyncio.Queue()

    async def read(self) -> bytes:
        """Wait for a datagram.

        Raises:
            Unreachable: the network says that nobody is there.
        """
        data = await self._waiting.get()
        if isinstance(data, OSError):
            raise Unreachable(f"{self._place[0]}: {data}. Check network and power.") from data
        return data

    def write(self, data: bytes) -> None:
        """Send *data* as one datagram."""
        self._hub.send(data, self._place)

    def close(self) -> None:
        """Give the line up; the last one closes the socket."""
        self._hub.leave(self._place)

    def hear(self, data: bytes | OSError) -> None:
        """Take what arrived for this device."""
        if self._waiting.qsize() >= _WAITING_MAX:
            self._waiting.get_nowait()
        self._waiting.put_nowait(data)


class _Hub(asyncio.DatagramProtocol):
    """One socket and the devices behind it."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, int], UdpLine] = {}
        self._transport: asyncio.DatagramTransport | None = None

    @property
    def is_closed(self) -> bool:
        """Whether the socket is gone."""
        return self._transport is None or self._transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)  # uvloop's own are no subclass

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        line = self._lines.get((addr[0], addr[1]))
        if line is None:  # some cameras answer from another port than the one they listen on
            line = next((one for place, one in self._lines.items() if place[0] == addr[0]), None)
        if line is not None and data:
            line.hear(data)

    def error_received(self, exc: Exception) -> None:
        if isinstance(exc, OSError) and len(self._lines) == 1:
            next(iter(self._lines.values())).hear(exc)

    def join(self, place: tuple[str, int]) -> UdpLine:
        """Open the line to *place*."""
        self._lines[place] = UdpLine(self, place)
        return self._lines[place]

    def leave(self, place: tuple[str, int]) -> None:
        """Close the line to *place*."""
        self._lines.pop(place, None)
        if not self._lines and self._transport is not None:
            self._transport.close()

    def send(self, data: bytes, place: tuple[str, int]) -> None:
        """Send a datagram."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data, place)


_shared: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[int, _Hub]] = WeakKeyDictionary()


async def _bind(from_port: int | None) -> _Hub:
    """A new socket; where another program has the port that devices answer to, any port: most answer to that as well."""
    loop = asyncio.get_running_loop()
    everywhere = "0.0.0.0"  # noqa: S104 - the cameras' side of the network is not known here
    try:
        return (await loop.create_datagram_endpoint(_Hub, local_addr=(everywhere, from_port or 0)))[1]
    except OSError as error:
        if error.errno != errno.EADDRINUSE or not from_port:
            raise
        log.warning(
            "UDP port %s is taken by another program; devices that answer to it only will be silent.", from_port
        )
        return (await loop.create_datagram_endpoint(_Hub, local_addr=(everywhere, 0)))[1]


async def open_udp(host: str, port: int, from_port: int | None) -> UdpLine:
    """Open the line to the device at *host*; nothing is known of it before it answers.

    Raises:
        Unreachable: the name is unknown, or no socket can be had.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, family=2)
        place = (str(found[0][4][0]), port)
        hubs = _shared.setdefault(loop, {})
        hub = hubs.get(from_port or 0)
        if from_port is None or hub is None or hub.is_closed:
            hub = await _bind(from_port)
            if from_port is not None:
                hubs[from_port] = hub
    except OSError as error:
        raise Unreachable(f"{host}:{port}: {error.strerror or error}. Check network and name.") from error
    return hub.join(place)
