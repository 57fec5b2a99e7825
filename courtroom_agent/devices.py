"""All devices of a courtroom: one worker a bus, and one place that knows what is so."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path

from courtroom_agent.drivers.bus import Bus
from courtroom_agent.drivers.dead_man import DeadMan
from courtroom_agent.drivers.driver import Driver, State
from courtroom_agent.drivers.errors import DeviceError, Unreachable
from courtroom_agent.drivers.journal import Journal
from courtroom_agent.drivers.line import Line, Opener, opener_for
from courtroom_agent.drivers.plugs import Plugs
from courtroom_agent.drivers.request import Priority
from courtroom_agent.simulated.devices.room import SimulatedRoom
from hardware_profiles.courtroom import Courtroom, Device, Transport
from hardware_profiles.profiles import Profile, known_profiles, load_profile
from hardware_profiles.template import Value, Values
from hearing.reports import Device as DeviceLine
from hearing.reports import Devices as DevicesReport

STILL_S = 1.0
"""So long our end waits for what we moved to stand still."""
READY_S = 4.0
"""So long a start waits for devices to answer; a dead one never delays it longer."""


class Devices:
    """The room's devices, reachable by ``device.property``."""

    def __init__(
        self,
        room: Courtroom,
        drivers: Mapping[str, Driver],
        simulation: SimulatedRoom | None,
        buses: Mapping[str, Bus] | None = None,
        dead_man: DeadMan | None = None,
    ) -> None:
        self.room = room
        self.drivers = drivers
        self._buses = buses or {}
        self.simulation = simulation
        """The emulated devices, where the room has some."""
        self.dead_man = dead_man or DeadMan()
        """What sees to it that nothing moves on when this process dies, where it was set going."""
        self.changed = asyncio.Event()
        """Set whenever an answer differs from the one before; whoever waits clears it."""
        self.watchers: list[Callable[[], None]] = []
        """Called at every answer that differs from the one before."""
        self.when_happened: Callable[[str, str, Values], None] | None = None
        """Called with each event of a device by itself: the device, the event (``mic.active``) and its fields."""
        for driver in drivers.values():
            driver.when_changed = self._tell_change
            driver.station.dead_man = self.dead_man
            driver.station.happened = functools.partial(self._happened, driver.device.name)

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, room: Courtroom, *, now: Callable[[], int], simulated: bool = True, dead_man: DeadMan | None = None
    ) -> AsyncIterator["Devices"]:
        """Open the devices of *room* for as long as the context lasts; *now* gives UTC milliseconds.

        Devices whose transport is ``simulated`` are emulated on ptys and sockets of this machine, unless *simulated* is
        false: then they stay out of reach and say so. *dead_man* sees to it that nothing moves on when this process dies.
        """
        async with contextlib.AsyncExitStack() as stack:
            emulate = simulated and any(device.transport.simulated for device in room.devices)
            simulation = await stack.enter_async_context(SimulatedRoom(room)) if emulate else None
            addresses = simulation.addresses if simulation is not None else {}
            if dead_man is not None:
                await stack.enter_async_context(dead_man.running())
            buses: dict[str, Bus] = {}
            plugs = Plugs()
            stack.enter_context(plugs.listening())
            drivers = {
                one.name: _driver(room, one, addresses.get(one.name, one.transport), buses, now, plugs)
                for one in room.devices
            }
            devices = cls(room, drivers, simulation, buses, dead_man)
            async with asyncio.TaskGroup() as group:
                running = [group.create_task(bus.run(), name=f"bus {line}") for line, bus in buses.items()]
                running += [group.create_task(driver.run(), name=f"device {name}") for name, driver in drivers.items()]
                try:
                    await devices.ready(READY_S)
                    yield devices
                finally:
                    await devices.stand_still()
                    for task in running:
                        task.cancel()

    async def ready(self, wait_s: float) -> bool:
        """Wait until every device has been asked for all its properties, at most *wait_s*; say whether all answered."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await asyncio.gather(*(driver.known.wait() for driver in self.drivers.values()))
                return True
        return False

    async def stand_still(self) -> None:
        """Stop whatever moves, as well as that goes within :data:`STILL_S`."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STILL_S):
                await asyncio.gather(*(driver.motions.stop_all() for driver in self.drivers.values()))

    def idle_s(self) -> dict[str, float]:
        """For how long something waits on each bus and nothing has moved there."""
        return {name: bus.idle_s() for name, bus in self._buses.items()}

    def journal_to(self, journal: Journal) -> None:
        """Enter what devices are told for scenes and people in *journal*."""
        for driver in self.drivers.values():
            driver.station.journal = journal

    def _tell_change(self) -> None:
        self.changed.set()
        for watcher in self.watchers:
            watcher()

    async def ensure(self, name: str, value: Value, priority: Priority = Priority.OPERATOR) -> State:
        """Make ``device.property`` be *value*.

        Raises:
            DeviceError: there is no such property, or the device cannot be reached, does not answer or refuses.
        """
        device, _, prop = name.partition(".")
        driver = self.drivers.get(device)
        if driver is None or prop not in driver.properties:
            known = ", ".join(f"{one.device.name}.{each}" for one in self.drivers.values() for each in one.properties)
            raise DeviceError(f"{name}: there is no such property. There are: {known}.")
        return await driver.ensure(prop, value, priority)

    async def renew(self, name: str, args: Values) -> None:
        """Start the motion ``device.motion``, or keep it going: it stops by itself when nobody renews it.

        Raises:
            DeviceError: there is no such motion, or the device does not do it.
        """
        device, _, motion = name.partition(".")
        await self._driver(device).motions.renew(motion, args)

    async def halt(self, name: str) -> None:
        """Stop the motion ``device.motion``.

        Raises:
            DeviceError: there is no such motion, or the device cannot be reached; then it is stopped when it is back.
        """
        device, _, motion = name.partition(".")
        await self._driver(device).motions.stop(motion)

    def _driver(self, device: str) -> Driver:
        if device not in self.drivers:
            raise DeviceError(f"There is no device {device!r}. There are: {', '.join(self.drivers) or 'none'}.")
        return self.drivers[device]

    def state(self, name: str) -> State:
        """What is known of ``device.property``; nothing is known of what is not there."""
        device, _, prop = name.partition(".")
        driver = self.drivers.get(device)
        return driver.states.get(prop, State()) if driver is not None else State()

    def reports(self) -> DevicesReport:
        """What every device answered, as docs/PROTOCOL.md §6 sends it."""
        return DevicesReport(room=self.room.courtroom, simulated=self.room.simulated, devices=tuple(self._lines()))

    def report(self, name: str) -> DeviceLine | None:
        """The report's line for ``device.property``."""
        return next((line for line in self._lines() if f"{line.name}.{line.property}" == name), None)

    def _happened(self, device: str, event: str, fields: Values) -> None:
        if self.when_happened is not None:
            self.when_happened(device, event, fields)

    def _lines(self) -> Iterator[DeviceLine]:
        for driver in self.drivers.values():
            for prop, state in driver.states.items():
                yield DeviceLine(
                    name=driver.device.name,
                    label=driver.device.label.zh,
                    capability=driver.properties[prop].spec.capability,
                    property=prop,
                    asked=state.asked,
                    answered=None if state.source == "unknown" else state.value,
                    state=state.source,
                    at=state.at,
                    says=state.says,
                )


def _driver(
    room: Courtroom,
    device: Device,
    transport: Transport,
    buses: dict[str, Bus],
    now: Callable[[], int],
    plugs: Plugs,
) -> Driver:
    """The driver of *device*, on the bus of its own or the one that it shares with others on the same serial port."""
    profile = load_profile(known_profiles(Path(room.profiles) if room.profiles else None)[device.profile])
    names = dict.fromkeys([*profile.plain_properties(), *_named(room, device.name)])
    properties = [found for found in map(profile.property, names) if found is not None]
    line = transport.serial or f"of {device.name}"
    if line not in buses:
        buses[line] = Bus(_opener(profile, transport, device), plugs=plugs)
    return Driver(device, profile, properties, buses[line], now)


def _opener(profile: Profile, transport: Transport, device: Device) -> Opener:
    try:
        return opener_for(transport, profile.spec.lines, profile.options(device.options))
    except Unreachable as error:
        why = str(error)

        async def closed() -> Line:
            raise Unreachable(f"{device.name}: {why}")

        return closed


def _named(room: Courtroom, device: str) -> Iterator[str]:
    """The properties of *device* that the room file speaks of."""
    said = [mean.by for mean in room.means.values()]
    said += [name for scene in room.scenes.values() for name in (*scene.ensure, *scene.safe)]
    said += [button.by for button in room.buttons]
    said += [microphone.mute for microphone in room.microphones if microphone.mute]
    said += [camera.switched.by for camera in room.cameras if camera.switched is not None]
    for name in said:
        owner, _, prop = name.partition(".")
        if owner == device:
            yield prop
