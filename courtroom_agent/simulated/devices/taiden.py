"""A simulated TAIDEN conference unit on its serial port. Written by hand from the maker's page (solution 2)."""

from dataclasses import dataclass

from courtroom_agent.simulated.devices.behaviour import Conversation, Notice, Reply
from courtroom_agent.simulated.devices.conference import ConferenceUnit

_MIC, _ASK, _CAMERA = 0xE6, 0xE3, 0xE5
_ON, _OFF, _ALL_OFF = 0xF1, 0xF2, 0xED
_SIZES = {_MIC: 4, _ASK: 3}
_START, _STOP = b"\xe3\xe4\x00", b"\xe3\xe5\x00"


@dataclass
class TaidenUnit(ConferenceUnit):
    """The unit. It points the camera: at the microphone opened last, or at the whole room when none is open."""

    is_tracking: bool = False
    """Only told where to look once it was asked to."""

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return _TaidenConversation(self)

    def looks(self) -> bytes:
        """Where it sends the camera."""
        seat = self.open[-1] if self.open else 0
        return bytes([_CAMERA, seat >> 8, seat & 0xFF])

    def lost_mains(self, now: float) -> None:
        """It has forgotten that it was asked to point."""
        super().lost_mains(now)
        self.is_tracking = False


class _TaidenConversation(Conversation):
    """The line to the unit."""

    def __init__(self, unit: TaidenUnit) -> None:
        self._unit = unit
        self._held = bytearray()

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take bytes from the controller; nothing is acknowledged."""
        self._held += data
        replies: list[Reply] = []
        while self._held:
            size = _SIZES.get(self._held[0])
            if size is None:
                del self._held[0]
                continue
            if len(self._held) < size:
                break
            frame = bytes(self._held[:size])
            del self._held[:size]
            replies += self._frame(frame)
        return replies

    def noticed(self, notice: Notice, now: float, *, own: bool) -> list[Reply]:
        """Point the camera, whoever opened or closed the microphone."""
        return [Reply(self._unit.looks())] if self._unit.is_tracking else []

    def _frame(self, frame: bytes) -> list[Reply]:
        unit = self._unit
        if frame in (_START, _STOP):
            unit.is_tracking = frame == _START
            return [Reply(unit.looks())] if unit.is_tracking else []
        if frame[0] == _MIC and frame[1] == _ALL_OFF:
            unit.close_all()
        seat = frame[2] << 8 | frame[3] if frame[0] == _MIC else 0
        if frame[0] == _MIC and frame[1] in (_ON, _OFF) and 1 <= seat <= unit.seats:
            unit.put(seat, on=frame[1] == _ON)
        return []
