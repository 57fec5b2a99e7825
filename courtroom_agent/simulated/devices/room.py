"""Brings the simulated devices of a courtroom up. They say themselves that they are simulated."""

import asyncio
import logging
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from courtroom_agent.simulated.devices.behaviour import Notice, SimulatedDevice
from courtroom_agent.simulated.devices.cast import Cast, Role, behaviours, cast_of
from courtroom_agent.simulated.devices.catalogue import join, make
from courtroom_agent.simulated.devices.clock import Clock
from courtroom_agent.simulated.devices.disturbance import Disturbance, Faults
from courtroom_agent.simulated.devices.ports import Port, PtyPort, TcpPort, UdpPort, Way
from courtroom_agent.simulated.devices.unix_port import UnixPort
from courtroom_agent.simulated.devices.wiring import Wiring
from hardware_profiles.courtroom import Courtroom, Transport

log = logging.getLogger(__name__)


class NoSuchDevice(KeyError):
    """This room has no device of that name; the message says which it has."""

    def __str__(self) -> str:
        return str(self.args[0])


class SimulatedRoom:
    """The simulated devices of a room: those whose transport says ``simulated: true``, or all of a behaviour file."""

    def __init__(self, room: Courtroom | Cast, clock: Clock | None = None, told: Cast | None = None) -> None:
        self.cast = room if isinstance(room, Cast) else cast_of(room, told)
        self.clock = clock or Clock()
        self._folder = Path(tempfile.mkdtemp(prefix="c-"))
        self.devices: dict[str, Any] = {
            name: make(behaviours()[role.behaviour].plays, role.settings()) for name, role in self.cast.devices.items()
        }
        self._lines = self._joined()
        self.ports: dict[str, Port] = {name: ports[0] for name, ports in self._lines.items()}
        self._tasks: set[asyncio.Task[None]] = set()
        self._switch = asyncio.Lock()
        for name, role in self.cast.devices.items():
            if role.feeds:
                self.ports[name].wiring.listener = partial(self._fed, role)

    @property
    def addresses(self) -> dict[str, Transport]:
        """Where each simulated device can be reached."""
        return {name: port.transport for name, port in self.ports.items()}

    def reached(self, name: str) -> dict[str, str]:
        """Every way to the device *name*, and its address there."""
        ways = behaviours()[self.cast.devices[name].behaviour].ways
        return {way: port.address for way, port in zip(ways, self._lines[name], strict=True)}

    async def start(self) -> None:
        """Bring every device up; one whose mains hang on an open relay stays dead."""
        dead = set(self._unfed())
        for name in self.ports:
            if name not in dead:
                await self.plug(name)
            self.devices[name].is_cut = name in dead
            log.info("%s: simulated device on %s", name, self.reached(name))

    async def stop(self) -> None:
        """Take every device down."""
        for task in self._tasks:
            task.cancel()
        for ports in self._lines.values():
            for port in ports:
                await port.unplug()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def plug(self, name: str) -> None:
        """Plug the device *name* in again, at the address it had.

        Raises:
            NoSuchDevice: it is not there.
        """
        self._known(name).is_cut = False
        for port in self._lines[name]:
            await port.plug()

    async def unplug(self, name: str) -> None:
        """Pull the device's plug; others on the same line go on.

        Raises:
            NoSuchDevice: it is not there.
        """
        self._known(name).is_cut = True
        if all(self.devices[other].is_cut for other in self._neighbours(name)):
            for port in self._lines[name]:
                await port.unplug()

    async def cut_mains(self, names: Iterable[str] | None = None) -> None:
        """The mains go off, of the devices *names* or of all: they are dead at once, whatever they were doing."""
        async with self._switch:
            for name in self.devices if names is None else names:
                if not self.devices[name].is_cut:
                    self.devices[name].lost_mains(self.clock.now())
                    await self.unplug(name)

    async def restore_mains(self, names: Iterable[str] | None = None) -> None:
        """The mains come back: devices come up as their makers made them, but for those that hang on an open relay."""
        async with self._switch:
            dead = set(self._unfed())
            for name in self.devices if names is None else names:
                if name not in dead:
                    await self.plug(name)
                    self.ports[name].wiring.act(lambda _: None)

    def press(self, name: str, words: list[str]) -> None:
        """Press the device's own keys.

        Raises:
            NoSuchDevice: it is not there.
            CannotTouch: it has no such key.
        """
        device = self._known(name)
        self.ports[name].wiring.act(lambda now: device.touched(words, now))

    def disturb(self, name: str, faults: Faults) -> None:
        """Make the device's line fail in these ways, and no others.

        Raises:
            NoSuchDevice: it is not there.
        """
        self._known(name)
        for port in self._lines[name]:
            port.wiring.disturbance.faults = faults

    def state(self, name: str) -> dict[str, object]:
        """What an onlooker sees of the device.

        Raises:
            NoSuchDevice: it is not there.
        """
        device = self._known(name)
        wiring = self.ports[name].wiring
        wiring.act(lambda _: None)
        faults = wiring.disturbance.faults.model_dump(exclude_defaults=True)
        return {"plugged": not device.is_cut, "faults": faults, **device.state(self.clock.now())}

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def _unfed(self) -> Iterator[str]:
        for name, role in self.cast.devices.items():
            closed: set[int] = getattr(self.devices[name], "closed", set())
            yield from (fed for relay, names in role.feeds.items() if relay not in closed for fed in names)

    def _fed(self, role: Role, notice: Notice) -> None:
        """Cut or restore the mains of what hangs on a relay that moved."""
        match notice.what.split():
            case ["relay", number, "on" | "off" as how] if int(number) in role.feeds:
                names = role.feeds[int(number)]
                moved = self.restore_mains(names) if how == "on" else self.cut_mains(names)
                task = asyncio.get_running_loop().create_task(moved)
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def _known(self, name: str) -> SimulatedDevice:
        if name not in self.devices:
            raise NoSuchDevice(f"There is no device {name!r}. There are: {', '.join(self.devices) or 'none'}.")
        device: SimulatedDevice = self.devices[name]
        return device

    def _neighbours(self, name: str) -> list[str]:
        line = self.cast.devices[name].line
        return [other for other, role in self.cast.devices.items() if other == name or (line and role.line == line)]

    def _joined(self) -> dict[str, list[Port]]:
        """The ports of each device; those on one line share theirs."""
        lines: dict[str, list[Port]] = {}
        for name, role in self.cast.devices.items():
            if name not in lines:
                members = self._neighbours(name)
                device = join([self.devices[member] for member in members])
                wiring = Wiring(device, self.clock, Disturbance(role.faults))
                ports = [self._port(way, wiring, role, name) for way in behaviours()[role.behaviour].ways]
                lines |= dict.fromkeys(members, ports)
        return lines

    def _port(self, way: Way, wiring: Wiring, role: Role, name: str) -> Port:
        if way == "serial":
            return PtyPort(wiring, self._folder / (role.line or name))
        if way in ("v4l2", "gpio"):
            return UnixPort(wiring, self._folder / (role.line or name), way)
        if way == "udp":
            return UdpPort(wiring, role.port or 0, role.host)
        return TcpPort(wiring, "telnet" if way == "telnet" else "http" if way == "http" else "tcp", role.port or 0, role.host)  # fmt: skip


def can_emulate(profile: str) -> bool:
    """Whether there is a simulated device for *profile*."""
    return profile in behaviours()
