"""Brings the emulated devices of a courtroom up. They say themselves that they are simulated."""

import logging
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from courtroom_agent.simulated.devices.behaviour import Behaviour
from courtroom_agent.simulated.devices.kramer import KramerMatrix
from courtroom_agent.simulated.devices.pjlink import PjlinkProjector
from courtroom_agent.simulated.devices.ports import PtyPort, TcpPort
from courtroom_agent.simulated.devices.shure import ShureProcessor
from courtroom_agent.simulated.devices.visca import ViscaCamera
from hardware_profiles.courtroom import Courtroom, Device, Transport

log = logging.getLogger(__name__)


class SimulatedRoom:
    """The emulated devices of *room*: those whose transport says ``simulated: true``."""

    def __init__(self, room: Courtroom) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="c-"))
        emulated = [device for device in room.devices if device.transport.simulated]
        self.devices = {device.name: _emulate(device) for device in emulated}
        self.ports = {device.name: self._port(device) for device in emulated}

    @property
    def addresses(self) -> dict[str, Transport]:
        """Where each emulated device can be reached."""
        return {name: port.transport for name, port in self.ports.items()}

    async def start(self) -> dict[str, Transport]:
        """Bring every device up and say where they are."""
        for name, port in self.ports.items():
            await port.plug()
            log.info("%s: simulated device on %s", name, port.transport.serial or port.transport.tcp)
        return self.addresses

    async def stop(self) -> None:
        """Take every device down."""
        for port in self.ports.values():
            await port.unplug()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def plug(self, name: str) -> None:
        """Plug the device *name* in again, at the address it had."""
        await self.ports[name].plug()

    async def unplug(self, name: str) -> None:
        """Pull the device's plug."""
        await self.ports[name].unplug()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def _port(self, device: Device) -> PtyPort | TcpPort:
        behaviour = self.devices[device.name]
        return (
            PtyPort(behaviour, self._folder / device.name) if isinstance(behaviour, ViscaCamera) else TcpPort(behaviour)
        )


def _camera(device: Device) -> Behaviour:
    return ViscaCamera(address=int(device.options.get("address", 1)))


def _projector(device: Device) -> Behaviour:
    return PjlinkProjector(password=str(device.options.get("password", "")))


_EMULATED: dict[str, Callable[[Device], Behaviour]] = {
    "sony.visca-serial": _camera,
    "kramer.protocol-3000": lambda _: KramerMatrix(),
    "pjlink.class1": _projector,
    "shure.command-strings": lambda _: ShureProcessor(),
}


def can_emulate(profile: str) -> bool:
    """Whether there is an emulated device for *profile*."""
    return profile in _EMULATED


def _emulate(device: Device) -> Behaviour:
    if device.profile not in _EMULATED:
        raise ValueError(
            f"{device.name}: no device of {device.profile} can be simulated. There are: {', '.join(_EMULATED)}."
        )
    return _EMULATED[device.profile](device)
