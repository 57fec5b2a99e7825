"""Envelopes that templates cannot express: what each message is wrapped in, with a number that its answers carry."""

import struct
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

from hardware_profiles.device import DeviceProfile

Kind = Literal["command", "inquiry", "broadcast"]


@dataclass(frozen=True)
class Opened:
    """What was in an envelope: the number of the message that it answers, and the content or the trouble with it."""

    number: int
    content: bytes
    trouble: Literal["", "number", "message"] = ""


class Envelope(Protocol):
    """Wraps what is sent and opens what arrives."""

    def wrap(self, kind: Kind, content: bytes, number: int) -> bytes:
        """Put *content* into the envelope of message *number*."""

    def open(self, message: bytes) -> Opened | None:
        """Open what arrived; None when it is no envelope of ours."""


class NoEnvelope:
    """Messages go as they are."""

    def wrap(self, kind: Kind, content: bytes, number: int) -> bytes:
        """Give *content* back."""
        return content

    def open(self, message: bytes) -> Opened | None:
        """Everything is content, and answers nothing by number."""
        return Opened(0, message)


class ViscaEnvelope:
    """VISCA over IP (SRG-300H manual p31): type, length and number before the packet; the address in it is always 1."""

    _HEADER = struct.Struct(">HHI")
    _TYPES: ClassVar[dict[Kind, int]] = {"command": 0x0100, "inquiry": 0x0110, "broadcast": 0x0120}
    _REPLY, _CONTROL, _CONTROL_REPLY = 0x0111, 0x0200, 0x0201
    _TROUBLES: ClassVar[dict[bytes, Literal["number", "message"]]] = {b"\x0f\x01": "number", b"\x0f\x02": "message"}
    RESET = b"\x02\x00\x00\x01\x00\x00\x00\x00\x01"
    """Begins the numbers anew."""
    RESET_DONE = 0x01

    def wrap(self, kind: Kind, content: bytes, number: int) -> bytes:
        """Put type, length and number before *content*."""
        return self._HEADER.pack(self._TYPES[kind], len(content), number) + content

    def open(self, message: bytes) -> Opened | None:
        """Take header and content apart; a wrong length is no envelope."""
        if len(message) <= self._HEADER.size:
            return None
        kind, length, number = self._HEADER.unpack_from(message)
        content = message[self._HEADER.size :]
        if length != len(content):
            return None
        if kind in (self._CONTROL, self._CONTROL_REPLY):
            trouble = self._TROUBLES.get(content)
            return Opened(number, content, trouble) if trouble else None
        return Opened(number, content) if kind == self._REPLY else None

    @classmethod
    def is_reset_done(cls, message: bytes) -> bool:
        """Whether *message* says that the numbers begin anew."""
        return message[:2] == b"\x02\x01" and message[cls._HEADER.size :] == bytes([cls.RESET_DONE])


def envelope_for(profile: DeviceProfile) -> Envelope:
    """The envelope of *profile*."""
    return ViscaEnvelope() if profile.envelope == "visca-ip" else NoEnvelope()
