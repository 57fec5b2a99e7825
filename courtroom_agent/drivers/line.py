"""Lines to devices: a serial port or a TCP connection, as a stream of bytes."""

import asyncio
from collections.abc import Awaitable, Callable

import serial
import serial_asyncio_fast

from courtroom_agent.drivers.errors import Unreachable
from hardware_profiles.courtroom import Transport
from hardware_profiles.device_line import Lines, SerialLine

_CHUNK = 4096


class Line:
    """An open line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self) -> bytes:
        """Wait for bytes.

        Raises:
            Unreachable: the line is gone.
        """
        try:
            data = await self._reader.read(_CHUNK)
        except (OSError, serial.SerialException) as error:
            raise Unreachable(f"The line broke: {error}. Check cable and power.") from error
        if not data:
            raise Unreachable("The device closed the line. Check its power.")
        return data

    def write(self, data: bytes) -> None:
        """Send *data*."""
        self._writer.write(data)

    def close(self) -> None:
        """Give the line up."""
        if not self._writer.transport.is_closing():
            self._writer.transport.abort()


Opener = Callable[[], Awaitable[Line]]


def opener_for(transport: Transport, lines: Lines) -> Opener:
    """How to open the line that the room file names, with the settings of the profile.

    Raises:
        Unreachable: the profile knows no such line.
    """
    if transport.tcp is not None and lines.tcp is not None:
        host, _, port = transport.tcp.rpartition(":")
        return lambda: _open_tcp(host, int(port))
    if transport.serial is not None and lines.serial is not None:
        path, settings = transport.serial, lines.serial
        return lambda: _open_serial(path, settings)
    raise Unreachable("The profile knows no such line. Choose serial or tcp in the room file as the profile does.")


async def _open_tcp(host: str, port: int) -> Line:
    try:
        return Line(*await asyncio.open_connection(host, port))
    except OSError as error:
        raise Unreachable(f"{host}:{port}: {error.strerror or error}. Check network and power.") from error


async def _open_serial(path: str, settings: SerialLine) -> Line:
    try:
        reader, writer = await serial_asyncio_fast.open_serial_connection(
            url=path,
            baudrate=settings.baud,
            bytesize=settings.bits,
            parity=settings.parity,
            stopbits=settings.stop,
            exclusive=True,
        )
        if not settings.dtr:
            writer.transport.get_extra_info("serial").dtr = False
    except (OSError, serial.SerialException, ValueError) as error:
        raise Unreachable(f"{path}: {error}. Check cable and port.") from error
    return Line(reader, writer)
