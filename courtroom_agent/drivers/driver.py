"""One device in capabilities: makes a property what it shall be, reads it back, and knows what is verified."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from courtroom_agent.drivers.bus import Bus
from courtroom_agent.drivers.core import Core
from courtroom_agent.drivers.errors import DeviceError, Refused, Silent, Superseded, Unreachable
from courtroom_agent.drivers.motion import Motions
from courtroom_agent.drivers.request import Priority
from courtroom_agent.drivers.stand import Stand
from courtroom_agent.drivers.station import Station
from hardware_profiles.courtroom import Device
from hardware_profiles.profiles import Profile, Property
from hardware_profiles.template import Value, Values

Source = Literal["verified", "assumed", "unknown"]

_AGAIN_S = 0.5
"""How often a property that is on its way is looked at."""
_REFUSALS_MAX = 5


@dataclass(frozen=True)
class State:
    """What is known of one property: what was asked, what the device answered, how sure that is, since when (UTC ms)."""

    asked: Value | None = None
    value: Value | None = None
    source: Source = "unknown"
    at: int | None = None
    says: str = ""

    @property
    def holds(self) -> bool:
        """Whether the device itself has answered what was asked."""
        return self.source == "verified" and self.asked is not None and self.asked == self.value


class Driver:
    """Drives one device of the room through its place on a bus."""

    def __init__(
        self, device: Device, profile: Profile, properties: Iterable[Property], bus: Bus, now: Callable[[], int]
    ) -> None:
        self.device = device
        self.profile = profile
        self.properties = {one.name: one for one in properties}
        self.states = {name: State() for name in self.properties}
        self.when_connected: Callable[[str], Awaitable[None]] | None = None
        """Called each time the device has come back and has been read."""
        self.when_changed: Callable[[], None] | None = None
        self.station = Station(device.name, Core(profile, device.options), bus, self._reported, self._lost)
        self.motions = Motions(self.station, profile.spec.motions)
        self.known = asyncio.Event()
        """Set once every property has been asked for a first time."""
        self.stands: dict[tuple[str, Value], Stand] = {}
        """By property and value: what is brought about and proven in another way than by the property's own commands."""
        self._now = now
        self._steady: dict[str, dict[str, Value]] = {}
        self._locks = {name: asyncio.Lock() for name in self.properties}

    async def run(self) -> None:
        """Keep the device's states true, beside its bus; ends only when cancelled."""
        await self._watch()

    async def ensure(self, name: str, value: Value, priority: Priority) -> State:
        """Make the property *name* be *value*: ask, read back, wait until it settles. Nothing is sent if it already is.

        Raises:
            DeviceError: the device cannot be reached, does not answer, or refuses.
        """
        self._note(name, asked=value)
        if value == self.properties[name].spec.safe:
            priority = min(priority, Priority.SAFETY)  # muting and blanking pass everything but a stop
        async with self._locks[name]:
            if self.states[name].asked != value:
                return self.states[name]  # somebody asked for something else meanwhile
            if not (self.states[name].holds and self.station.is_connected):
                await self._make(self.properties[name], value, priority)
            return self.states[name]

    def wish(self, name: str, value: Value) -> None:
        """Note what is wanted of the property *name*, for people to see; nothing is sent."""
        self._note(name, asked=value)

    async def look(self, name: str) -> State:
        """Ask the device again what the property *name* is.

        Raises:
            DeviceError: the device cannot be reached, does not answer, or refuses.
        """
        if not self._locks[name].locked():  # else it is being made, and its own read-back follows
            await self._read(self.properties[name], Priority.READ_BACK)
        return self.states[name]

    async def perform(self, command: str, args: Values, *, maintenance: bool = False) -> dict[str, Value]:
        """Carry one command of the profile out for an operator; give the fields of its answer.

        Raises:
            DeviceError: there is no such command, it is for maintenance only, or the device does not do it.
        """
        compiled = self.profile.commands.get(command)
        if compiled is not None and compiled.spec.guard == "maintenance" and not maintenance:
            raise DeviceError(f"{self.device.name}: {command} is for maintenance. Do it there, outside hearings.")
        return await self._insist(command, dict(args), Priority.OPERATOR, f"perform:{command}")

    async def bring(self, command: str, args: dict[str, Value], priority: Priority) -> None:
        """Carry a command of the profile out at *priority*, asking again as long as the device says that it cannot now.

        Raises:
            DeviceError: the device cannot be reached, does not answer, or refuses.
        """
        await self._insist(command, args, priority, f"perform:{command}")

    async def inquire(self, command: str, priority: Priority) -> dict[str, Value]:
        """Ask an inquiry of the profile that takes nothing; give the fields of its answer.

        Raises:
            DeviceError: the device cannot be reached, does not answer, or refuses.
        """
        return await self.station.request(command, {}, priority, f"inquire:{command}")

    async def _make(self, one: Property, value: Value, priority: Priority) -> None:
        if one.spec.set is None:
            raise DeviceError(f"{self.device.name}.{one.name} can only be read. Take it out of the scene.")
        if not one.type.allows(value):
            raise DeviceError(f"{self.device.name}.{one.name} cannot be {value}. It may be {one.type.describe()}.")
        self._steady.pop(one.name, None)
        try:
            stand = self.stands.get((one.name, value))
            if stand is not None:
                await stand.bring(priority)
            else:
                await self._insist(one.spec.set, {**one.fixed, one.spec.field: value}, priority, f"set:{one.name}")
            self._note(one.name, value=value, source="assumed", at=self._now(), says="")
            await self._settle(one)
        except DeviceError as error:
            self._note(one.name, source="unknown", says=str(error))
            raise
        except asyncio.CancelledError:
            self._note(one.name, source="unknown", says="中途改令 · another command came before this one was over")
            raise
        if one.spec.get is not None and not self.states[one.name].holds:
            answered = self.states[one.name].value
            self._note(one.name, says=f"要求 {value}，设备答 {answered} · asked {value}, answered {answered}")

    async def _settle(self, one: Property) -> None:
        """Read back until what was asked has come about, or is no longer on its way."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self.profile.spec.timing.settle_ms / 1000
        await self._read(one, Priority.READ_BACK, is_after_set=True)
        is_turning = isinstance(self.states[one.name].asked, int)  # figures are on their way for as long as they change
        while not self.states[one.name].holds and (is_turning or self._is_on_its_way(one)) and loop.time() < until:
            before = self.states[one.name].value
            await asyncio.sleep(_AGAIN_S)
            await self._read(one, Priority.READ_BACK, is_after_set=True)
            is_turning = is_turning and self.states[one.name].value != before

    def _is_on_its_way(self, one: Property) -> bool:
        state = self.states[one.name]
        return state.asked is not None and one.spec.settles.get(str(state.value)) == state.asked

    async def _insist(self, command: str, args: Values, priority: Priority, key: str) -> dict[str, Value]:
        """Ask again as long as the device says that it cannot now."""
        for _ in range(_REFUSALS_MAX - 1):
            try:
                return await self.station.request(command, args, priority, key)
            except Refused as refusal:
                if refusal.act != "retry":
                    raise
                await asyncio.sleep(refusal.after_ms / 1000)
        return await self.station.request(command, args, priority, key)

    async def _read(self, one: Property, priority: Priority, *, is_after_set: bool = False) -> None:
        asked = self.states[one.name].asked
        stand = self.stands.get((one.name, asked)) if asked is not None else None
        if stand is not None:
            is_so = await stand.is_so(priority)
            says = "" if is_so else "已被移动 · moved since"
            found: Source = "verified" if is_so else "unknown"
            self._note(one.name, value=asked, source=found, at=self._now(), says=says)
            return
        if one.spec.get is None:
            return  # it reports by itself, or what it was told stays assumed
        key = "read" if priority is Priority.READ_BACK else "poll"
        ask = self._insist if is_after_set else self.station.request
        fields = await ask(one.spec.get, one.fixed, priority, f"{key}:{one.name}")
        source: Source = "verified"
        says = ""
        if one.spec.steady is not None:
            now = await ask(one.spec.steady, {}, priority, f"{key}-steady:{one.name}")
            if is_after_set:
                self._steady[one.name] = now
            elif one.name not in self._steady:
                source, says = "assumed", "尚未复核 · not proven since the device was switched on"
            elif self._steady[one.name] != now:
                source, says = "unknown", "已被移动 · moved since"
        self._note(one.name, value=fields[one.spec.field], source=source, at=self._now(), says=says)

    async def _watch(self) -> None:
        """Read everything each time the line opens, then look again and again."""
        while True:
            await self.station.opened.wait()
            try:
                await self._follow()
                await self._read_all(Priority.READ_BACK)
                self.known.set()
                if self.when_connected is not None:
                    await self.when_connected(self.device.name)
                while not await self._is_lost_within(self.profile.spec.timing.poll_ms / 1000):
                    await self._read_all(Priority.POLL)
            except Unreachable:
                await asyncio.sleep(0)  # the bus is opening the line again

    async def _follow(self) -> None:
        """Ask the device to report by itself what it can; what it refuses is polled all the same."""
        followed = [(one.spec.follow, one.fixed, one.name) for one in self.properties.values() if one.spec.follow]
        then: list[tuple[str, dict[str, Value], str]] = (
            [(name, {}, name) for name in self.profile.spec.on_followed] if followed else []
        )
        for command, args, key in (*followed, *then):
            with contextlib.suppress(Refused, Silent, Superseded):
                await self.station.request(command, args, Priority.READ_BACK, f"follow:{key}")

    async def _is_lost_within(self, wait_s: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                return await self.station.closed.wait()
        return False

    async def _read_all(self, priority: Priority) -> None:
        heartbeat = self.profile.spec.heartbeat
        if heartbeat is not None and not any(one.spec.get for one in self.properties.values()):
            with contextlib.suppress(Refused, Silent, Superseded):  # a refusal is a sign of life, silence is counted
                await self.station.request(heartbeat, {}, priority, "heartbeat")
        for one in self.properties.values():
            if self._locks[one.name].locked():
                continue  # it is being made; its own read-back follows
            try:
                await self._read(one, priority)
            except Unreachable:
                raise
            except Refused as refusal:
                self._note(one.name, source="unknown", at=self._now(), says=f"设备拒绝应答 · refused: {refusal.fault}")
            except Superseded:
                continue
            except DeviceError as error:
                self._note(one.name, source="unknown", says=str(error))

    def _lost(self, why: str) -> None:
        """Nothing is known any more; what a device does while nobody hears it is its own affair."""
        self._steady.clear()
        for name in self.states:
            self._note(name, source="unknown", says=f"设备无应答 · {why}")

    def _reported(self, fields: dict[str, Value]) -> None:
        """The device says by itself what a property is now."""
        for one in self.properties.values():
            if one.spec.field in fields and all(fields.get(key) == value for key, value in one.fixed.items()):
                self._note(one.name, value=fields[one.spec.field], source="verified", at=self._now(), says="")

    def _note(self, name: str, **changes: Value | None) -> None:
        before = self.states[name]
        self.states[name] = replace(before, **changes)  # type: ignore[arg-type]
        if replace(before, at=None) != replace(self.states[name], at=None) and self.when_changed is not None:
            self.when_changed()
