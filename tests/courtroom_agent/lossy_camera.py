"""A camera at the far end of a network that loses things, for tests of the bus."""

import asyncio
from typing import Any


class LossyCamera(asyncio.DatagramProtocol):
    """A VISCA camera by UDP, by hand: loses what it is told to lose, and knows numbers that it has seen."""

    def __init__(self) -> None:
        self.transport: Any = None
        self.frames: list[bytes] = []
        self.lose_commands = 0
        self.lose_answers = 0
        self.power = 3
        self._seen: int | None = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.frames.append(data)
        number = int.from_bytes(data[4:8], "big")
        if data[:2] == b"\x02\x00":
            self._seen = None
            self.transport.sendto(b"\x02\x01\x00\x01" + data[4:8] + b"\x01", addr)
            return
        if self.lose_commands:
            self.lose_commands -= 1
            return
        answers = [b"\x0f\x01"] if number == self._seen else self._answers(data[8:])
        self._seen = number
        kind = b"\x02\x01" if answers == [b"\x0f\x01"] else b"\x01\x11"
        for answer in answers:
            if self.lose_answers:
                self.lose_answers -= 1
                continue
            self.transport.sendto(kind + len(answer).to_bytes(2, "big") + data[4:8] + answer, addr)

    def _answers(self, packet: bytes) -> list[bytes]:
        if packet[1] == 0x09:
            return [bytes([0x90, 0x50, self.power, 0xFF])]
        if packet[2:4] == b"\x04\x00":
            self.power = packet[4]
        return [b"\x90\x41\xff", b"\x90\x51\xff"]
