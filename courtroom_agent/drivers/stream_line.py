"""A line that carries a stream of bytes: a TCP connection or a serial port."""

import asyncio

from courtroom_agent.drivers.errors import Unreachable
from courtroom_agent.drivers.will import Way

_CHUNK = 4096


class StreamLine:
    """A line over asyncio's streams."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way | None = None) -> None:
        self.way = way
        """How another process opens the same line; None where it cannot."""
        self._reader = reader
        self._writer = writer

    async def read(self) -> bytes:
        """Wait for bytes.

        Raises:
            Unreachable: the line is gone.
        """
        try:
            data = await self._reader.read(_CHUNK)
        except OSError as error:
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
