"""A simulated document camera that speaks Lumens' RS-232 command set. Written by hand from its tables (DC192, PS752).

Six bytes each way: A0, command, two parameters, status, AF. In an answer bit 0 of the status says that the packet was
wrong, bit 1 that it cannot be done now, and bits 4 to 6 that focus, zoom or iris move.
"""

from dataclasses import dataclass, field

from courtroom_agent.simulated.devices.behaviour import CannotTouch, Conversation, Reply, SimulatedDevice
from courtroom_agent.simulated.devices.motion import Axis

_START, _END, _SIZE = 0xA0, 0xAF, 6
_WRONG, _NOT_NOW, _ZOOMING = 0x01, 0x02, 0x20
_POWER, _SYSTEM, _STOP, _DRIVE, _PLACE, _PLACE_FOCUS, _WHERE = 0xB0, 0xB7, 0x10, 0x11, 0x13, 0x1F, 0x60
_FOCUS, _LAMP, _LAMPS, _FREEZE, _FROZEN, _FARTHEST = 0xA3, 0xC1, 0x50, 0x2C, 0x78, 0x8A
_IN_STANDBY = (_POWER, _SYSTEM)
_MOST_LAMPS = 3


@dataclass
class LumensCamera(SimulatedDevice):
    """The camera: its lens, its lamps (0 none, 1 both, 2 the arm's, 3 the head's), and whether its picture stands still."""

    is_on: bool = False
    lamps: int = 0
    is_frozen: bool = False
    zoom: int = 0
    farthest: int = 864
    zoom_per_s: float = 600.0
    answer_s: float = 0.03
    focused: int = 0
    """How often it was told to focus."""
    _axis: Axis | None = field(default=None, repr=False)

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return _LumensConversation(self)

    def where(self, now: float) -> int:
        """Where the zoom stands at *now*."""
        if self._axis is not None:
            self.zoom = round(self._axis.at(now))
            if not self._axis.moves(now):
                self._axis = None
        return self.zoom

    def moves(self, now: float) -> bool:
        """Whether the zoom is on its way."""
        self.where(now)
        return self._axis is not None

    def go(self, place: int, now: float) -> None:
        """Zoom to *place*."""
        axis = Axis(0, self.farthest, rest=self.where(now))
        axis.go(place, self.zoom_per_s, now)
        self._axis = axis

    def halt(self, now: float) -> None:
        """Stay where it is."""
        self.where(now)
        self._axis = None

    def touched(self, words: list[str], now: float) -> None:
        """``power on|off``, ``lamp on|off``, ``freeze on|off``: somebody presses its own keys."""
        match words:
            case ["power", "on" | "off" as how]:
                self.is_on = how == "on"
            case ["lamp", "on" | "off" as how]:
                self.lamps = int(how == "on")
            case ["freeze", "on" | "off" as how]:
                self.is_frozen = how == "on"
            case _:
                raise CannotTouch("A document camera has: power on|off, lamp on|off, freeze on|off.")

    def lost_mains(self, now: float) -> None:
        """It comes up in standby."""
        self.halt(now)
        self.is_on, self.lamps, self.is_frozen = False, 0, False

    def state(self, now: float) -> dict[str, object]:
        """Its lens, its lamps and its picture."""
        return {
            "on": self.is_on,
            "lamps": self.lamps,
            "frozen": self.is_frozen,
            "zoom": self.where(now),
            "moves": self.moves(now),
            "focused": self.focused,
        }


class _LumensConversation(Conversation):
    """One line to the camera."""

    def __init__(self, camera: LumensCamera) -> None:
        self._camera = camera
        self._held = bytearray()

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take bytes; what is no packet is passed over byte by byte."""
        self._held += data
        replies = []
        while len(self._held) >= _SIZE:
            if self._held[0] != _START or self._held[_SIZE - 1] != _END:
                del self._held[0]
                continue
            _, command, one, two, _, _ = self._held[:_SIZE]
            del self._held[:_SIZE]
            answer = self._answer(command, one, two, now)
            replies.append(Reply(bytes([_START, command, *answer, _END]), self._camera.answer_s))
        return replies

    def _answer(self, command: int, one: int, two: int, now: float) -> tuple[int, int, int]:
        """What it does, and the three bytes that it answers."""
        camera = self._camera
        if not camera.is_on and command not in _IN_STANDBY:
            return one, two, _NOT_NOW
        if camera.is_frozen and command in (_DRIVE, _PLACE, _PLACE_FOCUS, _FOCUS, _LAMP):
            return one, two, _NOT_NOW
        said = self._asked(command, now)
        if said is None and not self._done(command, one, two, now):
            return one, two, _WRONG
        status = _ZOOMING if camera.moves(now) else 0
        return (*(said or (one, two)), status)

    def _asked(self, command: int, now: float) -> tuple[int, int] | None:
        """What it answers to a question; none to a command."""
        camera = self._camera
        zoom = camera.where(now)
        answers = {
            _SYSTEM: (1, int(camera.is_on)),
            _WHERE: (zoom & 0xFF, zoom >> 8),
            _LAMPS: (camera.lamps, 0),
            _FROZEN: (int(camera.is_frozen), 0),
            _FARTHEST: (camera.farthest & 0xFF, camera.farthest >> 8),
        }
        return answers.get(command)

    def _done(self, command: int, one: int, two: int, now: float) -> bool:
        """Carry a command out; false when it cannot be meant."""
        camera = self._camera
        place = one | two << 8
        if command == _POWER and one <= 1:
            camera.is_on = one == 1
        elif command == _LAMP and one <= _MOST_LAMPS:
            camera.lamps = one
        elif command == _FREEZE and one <= 1:
            camera.is_frozen = one == 1
        elif command in (_PLACE, _PLACE_FOCUS) and place <= camera.farthest:
            camera.go(place, now)
        elif command == _DRIVE and one <= 1:
            camera.go(0 if one else camera.farthest, now)
        elif command == _STOP:
            camera.halt(now)
        elif command == _FOCUS and one == 1:
            camera.focused += 1
        else:
            return False
        return True
