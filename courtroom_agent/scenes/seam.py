"""The one way from scenes to what they change: the devices' drivers, and the program beside them."""

from collections.abc import Mapping
from typing import Protocol

from courtroom_agent.devices import Devices
from courtroom_agent.drivers.driver import Driver, State
from courtroom_agent.drivers.request import Priority
from courtroom_agent.scenes.reading import NOTHING, Reading
from courtroom_agent.scenes.reconciler import Urgency
from hardware_profiles.scene import PROGRAM
from hardware_profiles.template import Value

_PRIORITIES = {"safety": Priority.SAFETY, "scene": Priority.SCENE, "operator": Priority.OPERATOR}
_POLLS = 3
_SLACK_MS = 5_000
_WHILE_CONNECTED_MS = 1 << 62
"""What a device reports by itself and cannot be asked holds until the line is lost."""


class ProgramLink(Protocol):
    """The program as a scene sees it: ``program.main``, and each seat ``program.SEAT`` shown or hidden."""

    def readings(self) -> Mapping[str, Reading]:
        """Return what the program process itself says that it shows."""

    async def tell(self, target: str, value: Value) -> None:
        """Have it show that; returns once it says so, or has had its time."""


class Seam:
    """Tells and reads whatever a scene speaks of."""

    def __init__(self, devices: Devices, program: ProgramLink | None) -> None:
        self._devices = devices
        self._program = program

    @property
    def has_program(self) -> bool:
        """Whether there is a program to tell anything."""
        return self._program is not None

    def readings(self) -> dict[str, Reading]:
        """Return everything that is known now."""
        found = {
            f"{driver.device.name}.{name}": _reading(driver, name, state)
            for driver in self._devices.drivers.values()
            for name, state in driver.states.items()
        }
        return {**found, **(self._program.readings() if self._program is not None else {})}

    def reading(self, target: str) -> Reading:
        """Return what is known of one property of a device; nothing of one that is not there, or not the device's."""
        device, _, prop = target.partition(".")
        driver = self._devices.drivers.get(device)
        return _reading(driver, prop, driver.states[prop]) if driver is not None and prop in driver.states else NOTHING

    def wish(self, target: str, value: Value) -> None:
        """Note beside the device what is wanted of it."""
        device, _, prop = target.partition(".")
        if device != PROGRAM:
            self._devices.drivers[device].wish(prop, value)

    async def tell(self, target: str, value: Value, urgency: Urgency) -> None:
        """Make *target* be *value*.

        Raises:
            DeviceError: it cannot be, with the reason and the remedy.
        """
        if target.partition(".")[0] != PROGRAM:
            await self._devices.ensure(target, value, _PRIORITIES[urgency])
        elif self._program is not None:
            await self._program.tell(target, value)

    async def look(self, target: str) -> None:
        """Read *target* again.

        Raises:
            DeviceError: it cannot be read now.
        """
        device, _, prop = target.partition(".")
        if device != PROGRAM:
            await self._devices.drivers[device].look(prop)


def _reading(driver: Driver, name: str, state: State) -> Reading:
    is_polled = driver.properties[name].spec.get is not None
    return Reading(
        value=state.value,
        source=state.source,
        at_ms=state.at or 0,
        good_for_ms=_POLLS * driver.profile.spec.timing.poll_ms + _SLACK_MS if is_polled else _WHILE_CONNECTED_MS,
        reachable=driver.station.opened.is_set(),
        says=state.says,
    )
