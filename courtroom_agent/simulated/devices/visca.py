"""An emulated pan-tilt-zoom camera that speaks VISCA: it moves, it takes time, and it answers while it moves.

Written from Sony's EVI-H100S, SRG-300H and BRC-300 manuals, by hand, for one camera on the line.
"""

import re
from dataclasses import dataclass, field

from courtroom_agent.simulated.devices.behaviour import Reply

ACK_S = 0.008
POWER_UP_S = 0.8
UNITS_A_SECOND = 1500.0
SOCKETS = 2
_END = 0xFF
_LONGEST = 16
_ON, _STANDBY = 2, 3
_RECALL = re.compile(rb"\x04\x3f\x02[\x00-\x0f]")
_SYNTAX, _FULL, _NOT_NOW = 0x02, 0x03, 0x41


@dataclass
class ViscaCamera:
    """The camera: its power, where it looks, and what its presets hold (pan and tilt in the camera's units)."""

    address: int = 1
    is_on: bool = False
    pan: int = 0
    tilt: int = 0
    last_preset: int = 0
    presets: dict[int, tuple[int, int]] = field(default_factory=lambda: {0: (0, 0), 1: (-320, 64), 2: (480, -32)})
    busy_until: list[float] = field(default_factory=lambda: [0.0] * SOCKETS)
    _target: tuple[int, int] | None = None
    _arrives: float = 0.0

    def converse(self) -> "ViscaConversation":
        """Begin a conversation on a new line."""
        return ViscaConversation(self)

    def position(self, now: float) -> tuple[int, int]:
        """Where the camera looks at *now*: it has arrived, or is still half way."""
        if self._target is not None and now >= self._arrives:
            (self.pan, self.tilt), self._target = self._target, None
        if self._target is not None:
            return (self.pan + self._target[0]) // 2, (self.tilt + self._target[1]) // 2
        return self.pan, self.tilt

    def recall(self, preset: int, now: float) -> float:
        """Move to *preset*; say how long it takes."""
        here = self.position(now)
        there = self.presets.get(preset, (0, 0))
        lasts = max(abs(there[0] - here[0]), abs(there[1] - here[1])) / UNITS_A_SECOND + ACK_S
        self._target, self._arrives, self.last_preset = there, now + lasts, preset
        return lasts

    def nudge(self, pan: int, tilt: int) -> None:
        """Somebody uses the infrared remote control."""
        self._target = None
        self.pan, self.tilt = pan, tilt


class ViscaConversation:
    """The line to one camera."""

    def __init__(self, camera: ViscaCamera) -> None:
        self._camera = camera
        self._held = bytearray()

    def opened(self) -> list[Reply]:
        """The camera is silent until spoken to."""
        return []

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take bytes from the controller."""
        replies: list[Reply] = []
        for byte in data:
            self._held.append(byte)
            if byte == _END:
                packet = bytes(self._held)
                self._held.clear()
                replies += self._packet(packet, now)
            elif len(self._held) >= _LONGEST:
                self._held.clear()
        return replies

    def _packet(self, packet: bytes, now: float) -> list[Reply]:
        if packet == b"\x88\x30\x01\xff":
            return [Reply(bytes([0x88, 0x30, self._camera.address + 1, _END]), ACK_S)]
        if packet == b"\x88\x01\x00\x01\xff":
            self._camera.busy_until = [0.0] * SOCKETS
            return [Reply(packet, ACK_S)]
        if packet[0] != 0x80 | self._camera.address:
            return []
        body = packet[1:-1]
        if body[:1] == b"\x09":
            return [Reply(self._answer(body[1:], now), ACK_S)]
        return self._command(body[1:], now) if body[:1] == b"\x01" else [Reply(self._frame(0x60, _SYNTAX), ACK_S)]

    def _frame(self, *content: int) -> bytes:
        return bytes([0x80 + self._camera.address * 16 & 0xFF, *content, _END])

    def _answer(self, inquiry: bytes, now: float) -> bytes:
        camera = self._camera
        if inquiry == b"\x04\x00":
            return self._frame(0x50, _ON if camera.is_on else _STANDBY)
        if not camera.is_on:
            return self._frame(0x60, _NOT_NOW)
        if inquiry == b"\x04\x3f":
            return self._frame(0x50, camera.last_preset)
        if inquiry == b"\x06\x12":
            pan, tilt = camera.position(now)
            digits = f"{pan & 0xFFFF:04x}{tilt & 0xFFFF:04x}"
            return self._frame(0x50, *(int(digit, 16) for digit in digits))
        return self._frame(0x60, _SYNTAX)

    def _command(self, body: bytes, now: float) -> list[Reply]:
        camera = self._camera
        if body[:2] == b"\x04\x00" and body[2:] in (b"\x02", b"\x03"):
            lasts = 0.0 if camera.is_on == (body[2] == _ON) else POWER_UP_S
            camera.is_on = body[2] == _ON
            return self._accepted(lasts, now)
        if _RECALL.fullmatch(body):
            if not camera.is_on:
                return [Reply(self._frame(0x61, _NOT_NOW), ACK_S)]
            if self._free_socket(now) is None:
                return [Reply(self._frame(0x60, _FULL), ACK_S)]
            return self._accepted(camera.recall(body[3], now), now)
        return [Reply(self._frame(0x60, _SYNTAX), ACK_S)]

    def _accepted(self, lasts: float, now: float) -> list[Reply]:
        socket = self._free_socket(now)
        if socket is None:
            return [Reply(self._frame(0x60, _FULL), ACK_S)]
        self._camera.busy_until[socket] = now + ACK_S + lasts
        return [Reply(self._frame(0x41 + socket), ACK_S), Reply(self._frame(0x51 + socket), ACK_S + lasts)]

    def _free_socket(self, now: float) -> int | None:
        return next((number for number, until in enumerate(self._camera.busy_until) if until <= now), None)
