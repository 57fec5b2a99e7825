"""Serial ports: found by what they are, never by the number they happened to get, and opened for us alone."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import serialx
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from courtroom_agent.drivers.errors import Unreachable
from courtroom_agent.drivers.stream_line import StreamLine
from courtroom_agent.drivers.will import Way
from hardware_profiles.device_line import SerialLine

BY_NUMBER = "usb-serial:"
"""The adapter with this serial number, wherever it is plugged in."""
BY_PLACE = "usb-place:"
"""Whatever hangs on this socket: ``usb-place:1-2.3``, as the system counts hubs and sockets."""


def find_port(name: str, ports: Iterable[ListPortInfo]) -> str:
    """The device file of the port called *name* among *ports*; a path is its own.

    Raises:
        Unreachable: there is none, or more than one.
    """
    if name.startswith(BY_NUMBER):
        found = [port.device for port in ports if port.serial_number == name.removeprefix(BY_NUMBER)]
    elif name.startswith(BY_PLACE):
        found = [port.device for port in ports if place_of(port) == name.removeprefix(BY_PLACE)]
    else:
        return name
    if not found:
        raise Unreachable(f"{name}: no such adapter is plugged in. Check the USB cable.")
    if len(found) > 1:
        raise Unreachable(f"{name}: {len(found)} ports carry it. Name the socket in the room file: {BY_PLACE}…")
    return str(found[0])


@dataclass(frozen=True)
class SerialOpener:
    """Opens the port called *name* with *settings*; nobody else may have it open."""

    name: str
    settings: SerialLine

    async def is_there(self) -> bool:
        """Whether the port is plugged in."""
        try:
            path = await self._find()
        except Unreachable:
            return False
        return await asyncio.to_thread(Path(path).exists)

    async def __call__(self) -> StreamLine:
        """Open the port.

        Raises:
            Unreachable: it is not there, is taken, or does not take the settings.
        """
        path, settings = await self._find(), self.settings
        level = serialx.PinState.HIGH if settings.dtr else serialx.PinState.LOW
        try:
            reader, writer = await serialx.open_serial_connection(
                url=path,
                baudrate=settings.baud,
                byte_size=settings.bits,
                parity=serialx.Parity(settings.parity),
                stopbits=serialx.StopBits(settings.stop),
                exclusive=True,
                dtr_on_open=level,
            )
        except (OSError, serialx.SerialException, ValueError) as error:
            raise Unreachable(f"{path}: {error}. Check cable and port.") from error
        return StreamLine(reader, writer, self._way(path))

    def _way(self, path: str) -> Way:
        told = self.settings
        return Way("serial", path, told.baud, told.bits, told.parity, told.stop, told.dtr)

    async def _find(self) -> str:
        if not self.name.startswith((BY_NUMBER, BY_PLACE)):
            return self.name
        return find_port(self.name, await asyncio.to_thread(list_ports.comports))


def place_of(port: ListPortInfo) -> str:
    """The USB socket that *port* hangs on, as the system counts it; empty for a port that is on no USB."""
    return str(port.location or "").partition(":")[0]
