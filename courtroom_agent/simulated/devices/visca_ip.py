"""A simulated camera that speaks VISCA over IP: header, sequence numbers and what happens to repeated messages.

Written by hand from the SRG-300H manual p31-32.
"""

import struct
from dataclasses import dataclass, replace

from courtroom_agent.simulated.devices.behaviour import Conversation, Reply
from courtroom_agent.simulated.devices.visca import ViscaCamera, ViscaConversation

_HEADER = struct.Struct(">HHI")
_COMMAND, _INQUIRY, _REPLY, _SETTING, _CONTROL, _CONTROL_REPLY = 0x0100, 0x0110, 0x0111, 0x0120, 0x0200, 0x0201
_WRONG_NUMBER, _WRONG_MESSAGE = b"\x0f\x01", b"\x0f\x02"
_LONGEST = 16


@dataclass
class ViscaIpCamera(ViscaCamera):
    """The camera on the network; its address in packets is always 1."""

    def converse(self) -> Conversation:
        """Begin a conversation with one controller."""
        return _ViscaIpConversation(self)


class _ViscaIpConversation(Conversation):
    """One controller, by its datagrams."""

    def __init__(self, camera: ViscaIpCamera) -> None:
        self._camera = camera
        self._talk = ViscaConversation([camera])
        self._last: int | None = None
        """The number of the message that was carried out last; refused ones do not count."""

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take one datagram."""
        if len(data) < _HEADER.size:
            return []
        kind, length, number = _HEADER.unpack_from(data)
        content = data[_HEADER.size :]
        if kind == _CONTROL and content == b"\x01":
            self._last = None
            return [Reply(_packed(_CONTROL_REPLY, number, b"\x01"), self._camera.ack_s)]
        if kind not in (_COMMAND, _INQUIRY, _SETTING) or length != len(content) or not 1 <= length <= _LONGEST:
            return [Reply(_packed(_CONTROL, number, _WRONG_MESSAGE), self._camera.ack_s)]
        if number == self._last:
            return [Reply(_packed(_CONTROL, number, _WRONG_NUMBER), self._camera.ack_s)]
        return self._carried_out(number, content, now)

    def _carried_out(self, number: int, content: bytes, now: float) -> list[Reply]:
        replies = self._talk.received(content, now)
        if not any(len(reply.data) == 4 and reply.data[1] & 0xF0 == 0x60 for reply in replies):  # noqa: PLR2004 - refused
            self._last = number
        return [replace(reply, data=_packed(_REPLY, number, reply.data)) for reply in replies]


def _packed(kind: int, number: int, content: bytes) -> bytes:
    return _HEADER.pack(kind, len(content), number) + content
