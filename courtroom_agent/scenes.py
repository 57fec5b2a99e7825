"""Scenes: what must be true of the room's devices at each moment of a hearing, made true and checked."""

import asyncio
from collections.abc import Sequence

from courtroom_agent.devices import Devices
from courtroom_agent.drivers.errors import DeviceError, Superseded
from courtroom_agent.drivers.worker import Priority
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.scene import SceneName
from hardware_profiles.template import Value
from hearing.reports import Device as DeviceLine

DEADLINE_S = 20.0
"""So long one device may take for its part of a scene; the others do not wait for it."""

ItemReport = DeviceLine
"""One thing that was asked of one device, and what it answered."""


class Scenes:
    """Applies the room's scenes. What a scene wants stays wanted: a device that comes back is brought there again."""

    def __init__(self, room: Courtroom, devices: Devices, deadline_s: float = DEADLINE_S) -> None:
        self._room = room
        self._devices = devices
        self._deadline_s = deadline_s
        self._wanted: dict[str, Value] = {}
        for driver in devices.drivers.values():
            driver.when_connected = self._restore

    async def apply(self, name: SceneName) -> list[ItemReport]:
        """Make the scene *name* true: devices side by side, each device's steps in order; report every item.

        A device that fails never delays or stops another. Applying again what is already so sends nothing.
        """
        steps = self._room.scenes.get(name, ())
        self._wanted |= {step.ensure: step.value for step in steps}
        order = list(dict.fromkeys(step.device for step in steps))
        parts = [[(step.ensure, step.value) for step in steps if step.device == device] for device in order]
        reported = await asyncio.gather(*(self._part(part, Priority.SCENE) for part in parts))
        return [item for items in reported for item in items]

    async def mute(self, stream: str, on: bool) -> ItemReport | None:
        """Mute or open the microphone that becomes *stream*, in the room itself; None where the room cannot."""
        microphone = self._room.microphone(stream)
        if microphone is None or microphone.mute is None:
            return None
        value = "muted" if on else "open"
        self._wanted[microphone.mute] = value
        reported = await self._part([(microphone.mute, value)], Priority.OPERATOR)
        return reported[0]

    async def _part(self, steps: Sequence[tuple[str, Value]], priority: Priority) -> list[ItemReport]:
        """One device's steps, in order; the rest is still tried when one fails."""
        faults: dict[str, str] = {}
        loop = asyncio.get_running_loop()
        until = loop.time() + self._deadline_s
        for name, value in steps:
            try:
                async with asyncio.timeout_at(max(until, loop.time() + 1.0)):
                    await self._devices.ensure(name, value, priority)
            except Superseded:
                continue
            except DeviceError as error:
                faults[name] = str(error)
            except TimeoutError:
                faults[name] = "超时 · not settled in time"
        return [self._item(name, value, faults.get(name, "")) for name, value in steps]

    def _item(self, name: str, value: Value, fault: str) -> ItemReport:
        line = self._devices.report(name)
        if line is None:
            device, _, prop = name.partition(".")
            return ItemReport(name=device, capability="", property=prop, asked=value, state="unknown", says=fault)
        return line.model_copy(update={"asked": value, "says": fault or line.says})

    async def _restore(self, device: str) -> None:
        """Bring a device that has come back to where the scene wants it."""
        wanted = [(name, value) for name, value in self._wanted.items() if name.partition(".")[0] == device]
        await self._part(wanted, Priority.SCENE)
