"""Simulated conference units that know only cameras: each key calls a preset of the camera they believe to drive.

The VISCA one waits for its camera: it asks for an address first and calls again what nobody acknowledged, three times.
Written by hand from the cameras' manuals (SRG-300H p23, EVI-H100S p25; AVer MD330U p122).
"""

from dataclasses import dataclass

from courtroom_agent.simulated.devices.behaviour import Conversation, Notice, Reply
from courtroom_agent.simulated.devices.conference import ConferenceUnit

_ASKS_ADDRESS = b"\x88\x30\x01\xff"
_GIVEN_ADDRESS = b"\x88\x30\x02\xff"
_AGAIN_S = 0.5
_TRIES = 3
_LONGEST = 16


@dataclass
class ViscaCallingUnit(ConferenceUnit):
    """The unit at a VISCA camera."""

    has_camera: bool = False
    """Whether a camera has taken its address."""
    shown: int | None = None
    """The preset whose call the camera has acknowledged last."""

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return _ViscaCalling(self)

    def wanted(self) -> int:
        """The preset that should be shown: that of the microphone opened last, 0 when none is open."""
        return self.open[-1] if self.open else 0

    def state(self, now: float) -> dict[str, object]:
        """Which microphones are open, and what the camera shows as far as the unit knows."""
        return {"open": list(self.open), "camera": self.has_camera, "shown": self.shown}


class _ViscaCalling(Conversation):
    """The line to the camera."""

    def __init__(self, unit: ViscaCallingUnit) -> None:
        self._unit = unit
        self._held = b""
        self._called: int | None = None
        self._tries = 0
        self._again_at: float | None = 0.0

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take what the camera says."""
        *messages, self._held = (self._held + data).split(b"\xff")
        self._held = self._held[-_LONGEST:]
        for message in messages:
            if message + b"\xff" == _GIVEN_ADDRESS:
                self._unit.has_camera = True
                self._call(now)
            elif message == b"\x90\x41" and self._called is not None:
                self._unit.shown, self._called, self._again_at = self._called, None, None
        return self.rang(now)

    def noticed(self, notice: Notice, now: float, *, own: bool) -> list[Reply]:
        """A key was pressed."""
        self._call(now)
        return self.rang(now)

    def due(self) -> float | None:
        """When the address is asked for, or a call is made once more."""
        return self._again_at

    def rang(self, now: float) -> list[Reply]:
        """Ask for the address, or call the preset."""
        if self._again_at is None or now < self._again_at:
            return []
        if not self._unit.has_camera:
            self._again_at = now + _AGAIN_S
            return [Reply(_ASKS_ADDRESS)]
        if self._called is None or self._tries >= _TRIES:
            self._called = self._again_at = None
            return []
        self._tries += 1
        self._again_at = now + _AGAIN_S
        return [Reply(bytes([0x81, 0x01, 0x04, 0x3F, 0x02, self._called, 0xFF]))]

    def _call(self, now: float) -> None:
        self._called, self._tries, self._again_at = self._unit.wanted(), 0, now


@dataclass
class PelcoCallingUnit(ConferenceUnit):
    """The unit at a Pelco D camera, which never answers."""

    camera: int = 1
    """The address of the camera."""

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return _PelcoCalling(self)


class _PelcoCalling(Conversation):
    """The line to the camera, at which nobody speaks."""

    def __init__(self, unit: PelcoCallingUnit) -> None:
        self._unit = unit

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Hear nothing."""
        return []

    def noticed(self, notice: Notice, now: float, *, own: bool) -> list[Reply]:
        """Call the preset of the microphone opened last; a key that closes calls that of the one before."""
        if not self._unit.open:
            return []
        content = bytes([self._unit.camera, 0x00, 0x07, 0x00, self._unit.open[-1]])
        return [Reply(b"\xff" + content + bytes([sum(content) & 0xFF]))]
