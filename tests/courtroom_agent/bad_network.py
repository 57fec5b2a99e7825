"""A network that fails on demand, between a courtroom and its court.

As root it is a real one: the courtroom lives in a network namespace of its own, joined to ours by a virtual cable that
can be unplugged, and nftables loses packets. Without root, or without nftables, a relay of ours between both fails
instead. Delay always comes from the relay: the kernel's own is not everywhere.
"""

import asyncio
import contextlib
import ctypes
import os
import random
import shutil
import subprocess
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

_CLONE_NEWNET = 0x40000000  # setns(2)
_SEGMENT = 1448
_RESEND_S = 0.2
"""How long TCP waits before it sends a lost segment again, at least (Linux)."""


class Relay:
    """Carries TCP from a port of its own to *port* of *host*, as badly as it is told."""

    def __init__(self, host: str, port: int) -> None:
        self.port = 0
        self.delay_s = 0.0
        self.loss = 0.0
        self._to = host, port
        self._is_up = True
        self._chance = random.Random(5)
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def open(self, host: str = "127.0.0.1") -> None:
        """Begin to listen."""
        self._server = await asyncio.start_server(self._carry, host, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def down(self) -> None:
        """Carry nothing; nobody is told."""
        self._is_up = False

    def up(self) -> None:
        """Carry again; what was under way is lost, as after minutes without an answer."""
        self._is_up = True
        self._hang_up()

    async def close(self) -> None:
        """End it."""
        if self._server is not None:
            self._server.close()
        self._hang_up()

    def _hang_up(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            far_reader, far_writer = await asyncio.open_connection(*self._to)
            self._writers |= {writer, far_writer}
            try:
                await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
            finally:
                self._writers -= {writer, far_writer}
                far_writer.transport.abort()
        writer.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one way: a chunk is late by the delay, and by a resending for each of its lost segments in a row."""
        loop = asyncio.get_running_loop()
        late: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            while True:
                due, content = await late.get()
                await asyncio.sleep(max(0.0, due - loop.time()))
                while not self._is_up:
                    await asyncio.sleep(0.05)
                writer.write(content)
                await writer.drain()
                if not content:
                    return

        delivering = asyncio.ensure_future(deliver())
        due = 0.0
        try:
            while content := await reader.read(_SEGMENT if self.loss else 64 << 10):
                lost_s = 0.0
                while self._chance.random() < self.loss:
                    lost_s = max(_RESEND_S, 2 * lost_s)
                due = max(due, loop.time() + self.delay_s + lost_s)
                late.put_nowait((due, content))
        finally:
            delivering.cancel()
            writer.transport.abort()


class Cable:
    """A network namespace, and the virtual cable between it and ours."""

    def __init__(self) -> None:
        self.name = f"c{os.getpid()}"
        number = os.getpid() % 250
        self.ours, self.theirs = f"10.231.{number}.1", f"10.231.{number}.2"

    def make(self) -> None:
        """Make namespace and cable."""
        _ip("netns", "add", self.name)
        _ip("link", "add", f"{self.name}a", "type", "veth", "peer", "name", f"{self.name}b", "netns", self.name)
        _ip("address", "add", f"{self.ours}/30", "dev", f"{self.name}a")
        _ip("link", "set", f"{self.name}a", "up")
        _ip("-n", self.name, "address", "add", f"{self.theirs}/30", "dev", f"{self.name}b")
        for device in ("lo", f"{self.name}b"):
            _ip("-n", self.name, "link", "set", device, "up")

    def unmake(self) -> None:
        """Take both away."""
        _ip("netns", "delete", self.name)
        subprocess.run(["ip", "link", "delete", f"{self.name}a"], check=False, capture_output=True)

    def plug(self, *, is_in: bool) -> None:
        """Plug the cable in, or out."""
        _ip("link", "set", f"{self.name}a", "up" if is_in else "down")

    def pull(self, *, is_in: bool) -> None:
        """Plug the far end of the cable in, or out; our own address stays."""
        _ip("-n", self.name, "link", "set", f"{self.name}b", "up" if is_in else "down")

    def lose(self, percent: int) -> None:
        """Lose so many packets of a hundred, both ways."""
        rules = "flush ruleset\n"
        if percent:
            rules += "table ip bad {\n"
            for hook in ("input", "output"):
                rules += (
                    f"chain {hook} {{ type filter hook {hook} priority 0; numgen random mod 100 < {percent} drop; }}\n"
                )
            rules += "}\n"
        inside = ["ip", "netns", "exec", self.name, "nft", "-f", "-"]
        subprocess.run(inside, input=rules, text=True, check=True, capture_output=True)

    def enter(self) -> None:
        """Move this thread into the namespace."""
        handle = os.open(f"/run/netns/{self.name}", os.O_RDONLY)
        try:
            if ctypes.CDLL(None, use_errno=True).setns(handle, _CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        finally:
            os.close(handle)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


class BadNetwork:
    """The way from the courtroom to the panel at *port* of :attr:`host`."""

    def __init__(self, cable: Cable | None) -> None:
        self._cable = cable
        self.host = cable.ours if cable else "127.0.0.1"
        self._relay: Relay | None = None

    async def reach(self, port: int, *, delay_s: float = 0.0) -> str:
        """Say at which URL the courtroom finds the panel; from now on it can fail."""
        has_to_relay = delay_s > 0 or self._cable is None or shutil.which("nft") is None
        if has_to_relay:
            self._relay = Relay(self.host, port)
            self._relay.delay_s = delay_s
            await self._relay.open(self.host)
            port = self._relay.port
        return f"http://{self.host}:{port}"

    def down(self) -> None:
        """Begin an outage."""
        if self._cable is not None:
            self._cable.plug(is_in=False)
        elif self._relay is not None:
            self._relay.down()

    def up(self) -> None:
        """End it."""
        if self._cable is not None:
            self._cable.plug(is_in=True)
        elif self._relay is not None:
            self._relay.up()

    def lose(self, percent: int) -> None:
        """Lose packets both ways; 0 ends it."""
        if self._relay is not None:
            self._relay.loss = percent / 100
        elif self._cable is not None:
            self._cable.lose(percent)

    async def close(self) -> None:
        """End the relay."""
        if self._relay is not None:
            await self._relay.close()

    def in_courtroom(self, work: Callable[[], Coroutine[Any, Any, None]]) -> threading.Thread:
        """Run *work* on a thread whose sockets are the courtroom's."""

        def run() -> None:
            if self._cable is not None:
                self._cable.enter()
            asyncio.run(work())

        thread = threading.Thread(target=run)
        thread.start()
        return thread


@contextlib.contextmanager
def bad_network() -> Iterator[BadNetwork]:
    """Make a network: of namespaces as root, of loopback and relay otherwise."""
    with cable_if_may() as cable:
        yield BadNetwork(cable)


@contextlib.contextmanager
def cable_if_may() -> Iterator[Cable | None]:
    """Make a namespace and a cable to it; ``None`` without the right to."""
    cable = Cable() if os.geteuid() == 0 and shutil.which("ip") and Path("/proc/self/ns/net").exists() else None
    if cable is not None:
        try:
            cable.make()
        except subprocess.CalledProcessError:
            cable = None  # Root without the right to make networks, as in many containers.
    try:
        yield cable
    finally:
        if cable is not None:
            cable.unmake()
