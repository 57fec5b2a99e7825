"""What the agent leaves to the stopper: how a device is reached without it, and what makes it stand still.

The stopper imports this and little else, so that it is small and up at once.
"""

import json
from typing import NamedTuple


class Way(NamedTuple):
    """How somebody who knows no profile opens the line to a device; what follows ``at`` is for serial ports alone."""

    kind: str
    """``serial``, ``tcp``, ``telnet`` or ``udp``."""
    at: str
    """The port's device file, or ``host:port``."""
    baud: int = 9600
    bits: int = 8
    parity: str = "N"
    stop: int = 1
    dtr: bool = True


class Will(NamedTuple):
    """What is to be said to *device* in the agent's place; without frames the device stands still again."""

    device: str
    way: Way | None
    """None where nobody but the agent reaches it."""
    frames: tuple[bytes, ...] = ()
    gap_s: float = 0.0
    """Between one frame and the next."""

    def spelt(self) -> bytes:
        """One message of the socket between agent and stopper."""
        frames = [frame.hex() for frame in self.frames]
        return json.dumps([self.device, self.way, frames, self.gap_s]).encode()


def read_will(message: bytes) -> Will:
    """Read what :meth:`Will.spelt` wrote.

    Raises:
        ValueError: it is no such message.
    """
    device, way, frames, gap_s = json.loads(message)
    return Will(device, Way(*way) if way else None, tuple(map(bytes.fromhex, frames)), gap_s)
