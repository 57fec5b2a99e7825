"""Lines to devices: whatever carries their bytes, opened as room file and profile say."""

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Protocol, runtime_checkable

from courtroom_agent.drivers.errors import Unreachable
from courtroom_agent.drivers.gpio_line import open_gpio
from courtroom_agent.drivers.http_line import open_http
from courtroom_agent.drivers.onvif_line import Rested, open_onvif
from courtroom_agent.drivers.serial_line import SerialOpener
from courtroom_agent.drivers.stream_line import StreamLine
from courtroom_agent.drivers.telnet_line import TelnetLine
from courtroom_agent.drivers.udp_line import open_udp
from courtroom_agent.drivers.v4l2_line import V4l2Opener
from courtroom_agent.drivers.will import Way
from hardware_profiles.courtroom import Transport
from hardware_profiles.device_line import Lines
from hardware_profiles.template import Values


class Line(Protocol):
    """An open line."""

    async def read(self) -> bytes:
        """Wait for bytes; raises Unreachable when the line is gone."""

    def write(self, data: bytes) -> None:
        """Send *data*."""

    def close(self) -> None:
        """Give the line up."""


Opener = Callable[[], Awaitable[Line]]


@runtime_checkable
class Pluggable(Protocol):
    """Opens what can be pulled out of this computer and put back."""

    async def is_there(self) -> bool:
        """Whether it is plugged in."""


@runtime_checkable
class Reachable(Protocol):
    """An open line that another process can open too."""

    @property
    def way(self) -> Way | None:
        """How."""


_NOTHING: Values = {}


def opener_for(transport: Transport, lines: Lines, options: Values = _NOTHING) -> Opener:
    """How to open the line that the room file names, with the settings of the profile and the device's *options*.

    Raises:
        Unreachable: the profile knows no such line.
    """
    if transport.serial is not None and lines.serial is not None:
        return SerialOpener(transport.serial, lines.serial)
    if transport.tcp is not None and lines.tcp is not None:
        return functools.partial(_open_tcp, *_place(transport.tcp))
    if transport.telnet is not None and lines.telnet is not None:
        return functools.partial(_open_telnet, *_place(transport.telnet))
    if transport.udp is not None and lines.udp is not None:
        return functools.partial(open_udp, *_place(transport.udp), lines.udp.from_port)
    if transport.http is not None and lines.http is not None:
        if lines.http.speaks == "onvif":
            return functools.partial(open_onvif, transport.http, options, Rested())
        return functools.partial(open_http, transport.http)
    if transport.gpio is not None and lines.gpio is not None:
        return functools.partial(open_gpio, transport.gpio, lines.gpio.consumer)
    if transport.v4l2 is not None and lines.v4l2 is not None:
        return V4l2Opener(transport.v4l2)
    ways = ", ".join(lines.ways())
    raise Unreachable(f"The profile knows no such line. Choose one of {ways} in the room file, as the profile does.")


def _place(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    return host, int(port)


async def _open_tcp(host: str, port: int) -> StreamLine:
    try:
        return StreamLine(*await asyncio.open_connection(host, port), Way("tcp", f"{host}:{port}"))
    except OSError as error:
        raise Unreachable(f"{host}:{port}: {error.strerror or error}. Check network and power.") from error


async def _open_telnet(host: str, port: int) -> TelnetLine:
    return TelnetLine(await _open_tcp(host, port))
