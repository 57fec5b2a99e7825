"""Ports that emulated devices hang on: a real pty and a real TCP socket, both of which can be unplugged."""

import asyncio
import contextlib
import os
import termios
import tty
from pathlib import Path
from typing import cast

from courtroom_agent.simulated.devices.behaviour import Behaviour, Conversation, Reply
from hardware_profiles.courtroom import Transport

_CHUNK = 1024


class PtyPort:
    """A serial port: a pty behind a path that stays the same when the device is unplugged and plugged in again."""

    def __init__(self, behaviour: Behaviour, path: Path) -> None:
        self._behaviour = behaviour
        self._path = path
        self._master = -1
        self._slave = -1
        self._talk: Conversation | None = None
        self._timers: list[asyncio.TimerHandle] = []

    @property
    def transport(self) -> Transport:
        """Where the device is."""
        return Transport(serial=str(self._path))

    async def plug(self) -> None:
        """Bring the port up."""
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave, termios.TCSANOW)
        os.set_blocking(self._master, False)
        link = self._path.with_suffix(".new")
        link.symlink_to(os.ttyname(self._slave))
        link.replace(self._path)
        self._talk = self._behaviour.converse()
        asyncio.get_running_loop().add_reader(self._master, self._arrived)
        self._send(self._talk.opened())

    async def unplug(self) -> None:
        """Take the port away; whoever has it open sees an input/output error."""
        if self._master < 0:
            return
        asyncio.get_running_loop().remove_reader(self._master)
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self._path.unlink(missing_ok=True)
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = -1

    def push(self, data: bytes) -> None:
        """Say *data* without having been asked."""
        self._send([Reply(data)])

    def _arrived(self) -> None:
        try:
            data = os.read(self._master, _CHUNK)
        except BlockingIOError:
            return
        if self._talk is not None:
            self._send(self._talk.received(data, asyncio.get_running_loop().time()))

    def _send(self, replies: list[Reply]) -> None:
        loop = asyncio.get_running_loop()
        self._timers = [timer for timer in self._timers if timer.when() > loop.time() and not timer.cancelled()]
        for reply in replies:
            self._timers.append(loop.call_later(reply.after_s, self._write, reply.data))

    def _write(self, data: bytes) -> None:
        if self._master >= 0:
            with contextlib.suppress(BlockingIOError):
                os.write(self._master, data)


class TcpPort:
    """A TCP server on this machine, on one port number for as long as the device lives."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._server: asyncio.Server | None = None
        self._port = 0
        self._open: set[_Connection] = set()

    @property
    def transport(self) -> Transport:
        """Where the device is."""
        return Transport(tcp=f"127.0.0.1:{self._port}")

    async def plug(self) -> None:
        """Bring the port up."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._answer, "127.0.0.1", self._port)
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
            connection.write(data)

    def _answer(self) -> "_Connection":
        return _Connection(self._behaviour.converse(), self._open)


class _Connection(asyncio.Protocol):
    """One TCP connection to an emulated device."""

    def __init__(self, talk: Conversation, siblings: set["_Connection"]) -> None:
        self._talk = talk
        self._siblings = siblings
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own are no subclass
        self._siblings.add(self)
        self._send(self._talk.opened())

    def data_received(self, data: bytes) -> None:
        self._send(self._talk.received(data, asyncio.get_running_loop().time()))

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._siblings.discard(self)

    def write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def hang_up(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _send(self, replies: list[Reply]) -> None:
        loop = asyncio.get_running_loop()
        for reply in replies:
            loop.call_later(reply.after_s, self.write, reply.data)
