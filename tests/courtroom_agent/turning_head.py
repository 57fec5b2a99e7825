"""A pan-tilt head for tests: it turns as long as it is told to, on a real serial line, and notes what it hears and when."""

import asyncio
from dataclasses import dataclass, field

from tests.courtroom_agent.bare_line import BareLine

STOP = bytes.fromhex("81 01 06 01 01 01 03 03 FF")
ZOOM_STOP = bytes.fromhex("81 01 04 07 00 FF")


@dataclass
class TurningHead:
    """A camera that speaks as much VISCA as turning needs; ``pan`` grows while it turns."""

    heard: list[tuple[float, bytes]] = field(default_factory=list)
    turning_since: float | None = None
    pan: float = 0.0
    stops_to_miss: int = 0
    """So many stops go unheeded, as a bad cable would have it."""
    deaf: bool = False

    def now(self) -> int:
        """Where it looks."""
        if self.turning_since is not None:
            at = asyncio.get_running_loop().time()
            self.pan, self.turning_since = self.pan + 1000 * (at - self.turning_since), at
        return int(self.pan)

    def heard_on(self, line: BareLine) -> None:
        """Answer what arrives on *line*."""
        held = b""

        def hear(data: bytes) -> None:
            nonlocal held
            *packets, held = (held + data).split(b"\xff")
            for packet in packets if not self.deaf else []:
                line.say(b"".join(self.take(packet + b"\xff")))

        line.hear = hear

    def take(self, packet: bytes) -> list[bytes]:
        """Do what *packet* says, and answer."""
        at = asyncio.get_running_loop().time()
        self.heard.append((at, packet))
        if packet.startswith(b"\x88"):
            return [b"\x88\x30\x02\xff" if packet[1] == 0x30 else packet]
        if packet[1] == 0x09:
            return [self._tell(packet)]
        self.now()
        if packet == STOP:
            self.stops_to_miss -= 1
            self.turning_since = None if self.stops_to_miss < 0 else self.turning_since
        elif packet[2:4] == b"\x06\x01":
            self.turning_since = at
        return [b"\x90\x41\xff", b"\x90\x51\xff"]

    def _tell(self, packet: bytes) -> bytes:
        if packet[2:4] == b"\x06\x12":
            digits = [int(digit, 16) for digit in f"{self.now() & 0xFFFF:04x}0000"]
            return bytes([0x90, 0x50, *digits, 0xFF])
        if packet[2:4] == b"\x04\x3f":
            return b"\x90\x50\x00\xff"
        return b"\x90\x50\x02\xff"
