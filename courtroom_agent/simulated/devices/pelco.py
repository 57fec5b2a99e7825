"""Simulated cameras that speak Pelco-D and Pelco-P and acknowledge nothing. From the BenQ DVY23 p50-51 and AVer MD330U p122."""

from collections.abc import Callable
from dataclasses import dataclass

from courtroom_agent.simulated.devices.behaviour import Conversation, Reply
from courtroom_agent.simulated.devices.ptz import AXES, PtzCamera

_RIGHT, _LEFT, _UP, _DOWN, _TELE, _WIDE = 0x02, 0x04, 0x08, 0x10, 0x20, 0x40
_SET, _CLEAR, _CALL = 0x03, 0x05, 0x07
_ASKS = {0x51: "pan", 0x53: "tilt", 0x55: "zoom"}
_FASTEST, _TURBO = 0x3F, 0x40
_D_START, _D_SIZE = 0xFF, 7
_P_START, _P_END, _P_SIZE = 0xA0, 0xAF, 8


@dataclass
class PelcoDCamera(PtzCamera):
    """A camera on a Pelco-D line; it is on as soon as it has mains."""

    is_on: bool = True
    tells_position: bool = True
    """Only some answer when they are asked where they look."""

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return _PelcoConversation(self, _d_frame)

    def lost_mains(self, now: float) -> None:
        """It looks home when it comes up."""
        self.stop(AXES, now)
        self.nudge(0, 0)


@dataclass
class PelcoPCamera(PelcoDCamera):
    """A camera on a Pelco-P line; addresses count from 0, and it never answers."""

    address: int = 0
    tells_position: bool = False

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return _PelcoConversation(self, _p_frame)


def _d_frame(held: bytearray) -> tuple[int, bytes] | None:
    """How many bytes to take off, and address, commands and data when they are a frame; nothing while it is not whole."""
    if held[0] != _D_START:
        return 1, b""
    if len(held) < _D_SIZE:
        return None
    is_sound = sum(held[1 : _D_SIZE - 1]) & 0xFF == held[_D_SIZE - 1]
    return (_D_SIZE, bytes(held[1 : _D_SIZE - 1])) if is_sound else (1, b"")


def _p_frame(held: bytearray) -> tuple[int, bytes] | None:
    """The same of Pelco-P."""
    if held[0] != _P_START:
        return 1, b""
    if len(held) < _P_SIZE:
        return None
    check = 0
    for byte in held[: _P_SIZE - 1]:
        check ^= byte
    is_sound = held[_P_SIZE - 2] == _P_END and check == held[_P_SIZE - 1]
    return (_P_SIZE, bytes(held[1 : _P_SIZE - 2])) if is_sound else (1, b"")


class _PelcoConversation(Conversation):
    """The line to the camera."""

    def __init__(self, camera: PelcoDCamera, frame: Callable[[bytearray], tuple[int, bytes] | None]) -> None:
        self._camera = camera
        self._frame = frame
        self._held = bytearray()

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take bytes from the controller; what is no frame is passed over byte by byte."""
        self._held += data
        replies: list[Reply] = []
        while self._held:
            found = self._frame(self._held)
            if found is None:
                break
            size, content = found
            del self._held[:size]
            if content and content[0] == self._camera.address:
                replies += self._obey(content[1], content[2], content[3], content[4], now)
        return replies

    def _obey(self, first: int, second: int, pan: int, tilt: int, now: float) -> list[Reply]:
        camera = self._camera
        if first or not second & 1:
            if camera.can_act(now):
                self._move(second, pan, tilt, now)
            return []
        if second == _CALL:
            camera.recall(tilt, now)
        elif second == _SET:
            camera.store(tilt, now)
        elif second == _CLEAR:
            camera.presets.pop(tilt, None)
        elif second in _ASKS and camera.tells_position:
            place = camera.where(_ASKS[second], now) & 0xFFFF
            body = bytes([camera.address, 0, second + 8, place >> 8, place & 0xFF])
            return [Reply(bytes([_D_START]) + body + bytes([sum(body) & 0xFF]), camera.ack_s)]
        return []

    def _move(self, ways: int, pan: int, tilt: int, now: float) -> None:
        """Each axis that is named moves; every other one stops."""
        speed = min(pan, _TURBO) / _FASTEST
        self._camera.drive("pan", speed * (bool(ways & _RIGHT) - bool(ways & _LEFT)), now)
        self._camera.drive("tilt", min(tilt, _FASTEST) / _FASTEST * (bool(ways & _UP) - bool(ways & _DOWN)), now)
        self._camera.drive("zoom", 0.5 * (bool(ways & _TELE) - bool(ways & _WIDE)), now)
