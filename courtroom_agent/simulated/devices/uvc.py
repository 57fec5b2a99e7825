"""A simulated USB camera's controls, as ``drivers/v4l2_line.py`` describes its orders; written from the UVC 1.5 class.

Pan and tilt are seconds of arc (UVC 1.5 §4.2.2.1.15), zoom and focus the maker's own figures. It plays the orders, not the
kernel's ioctls: those are proven by the kernel's headers.
"""

import re
from dataclasses import dataclass

from courtroom_agent.simulated.devices.behaviour import CannotTouch, Conversation, Reply, SimulatedDevice
from courtroom_agent.simulated.devices.motion import Axis

_LIMITS = {
    "pan": (-522_000, 522_000, 3600),
    "tilt": (-324_000, 360_000, 3600),
    "zoom": (100, 500, 1),
    "focus": (0, 255, 5),
    "autofocus": (0, 1, 1),
    "light": (0, 1, 1),
    "privacy": (0, 1, 1),
}
_SLOW = ("pan", "tilt", "zoom")
_STEPS = 16
_LINE = re.compile(r"(set|get|drive|stop)((?: [a-z0-9-]{1,12}){1,9})")


@dataclass
class UvcCamera(SimulatedDevice):
    """The camera: what its controls hold, and how fast its head turns. ``lacks`` are controls that it has not."""

    lacks: tuple[str, ...] = ()
    pan: int = 0
    tilt: int = 0
    zoom: int = 100
    focus: int = 60
    autofocus: int = 1
    light: int = 0
    privacy: int = 0
    turn_per_s: float = 360_000.0
    zoom_per_s: float = 400.0
    answer_s: float = 0.005

    def __post_init__(self) -> None:
        self._moving: dict[str, Axis] = {}

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return _UvcConversation(self)

    def holds(self, name: str, now: float) -> int:
        """What the control *name* holds at *now*."""
        axis = self._moving.get(name)
        if axis is not None:
            setattr(self, name, round(axis.at(now)))
            if not axis.moves(now):
                del self._moving[name]
        value: int = getattr(self, name)
        return value

    def hold(self, name: str, value: int, now: float) -> None:
        """Make the control *name* hold *value*, rounded to its nearest step as the kernel does; the head takes its time."""
        low, high, step = _LIMITS[name]
        value = min(high, low + (value - low + step // 2) // step * step)
        if name not in _SLOW:
            setattr(self, name, value)
            return
        axis = Axis(low, high, rest=self.holds(name, now))
        axis.go(value, self.zoom_per_s if name == "zoom" else self.turn_per_s, now)
        self._moving[name] = axis

    def has(self, name: str) -> bool:
        """Whether it has the control *name*."""
        return name in _LIMITS and name not in self.lacks

    def touched(self, words: list[str], now: float) -> None:
        """``privacy on|off``: somebody shuts or opens the lens."""
        match words:
            case ["privacy", "on" | "off" as how]:
                self.privacy = int(how == "on")
            case _:
                raise CannotTouch("A USB camera has: privacy on|off.")

    def lost_mains(self, now: float) -> None:
        """It looks ahead when it comes up."""
        self._moving.clear()
        self.pan = self.tilt = 0
        self.zoom, self.autofocus, self.light = 100, 1, 0

    def state(self, now: float) -> dict[str, object]:
        """What its controls hold, and whether it moves."""
        held = {name: self.holds(name, now) for name in _LIMITS if self.has(name)}
        return {**held, "moves": bool(self._moving)}


class _UvcConversation(Conversation):
    """One line to the camera."""

    def __init__(self, camera: UvcCamera) -> None:
        self._camera = camera
        self._held = b""

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take orders and answer each."""
        *lines, self._held = (self._held + data)[-4096:].split(b"\n")
        return [
            Reply(self._answer(line.decode("ascii", "replace"), now).encode() + b"\n", self._camera.answer_s)
            for line in lines
        ]

    def _answer(self, line: str, now: float) -> str:
        found = _LINE.fullmatch(line)
        if found is None:
            return "?"
        words = found[2].split()
        width = {"get": 1, "stop": 1, "set": 2, "drive": 3}[found[1]]
        names, figures = words[::width], [word for at, word in enumerate(words) if at % width]
        if len(words) % width or not all(re.fullmatch(r"-?[0-9]{1,10}", word) for word in figures):
            return "?"
        lacking = next((name for name in names if not self._camera.has(name)), None)
        if lacking is not None:
            return f"absent {lacking}"
        values = self._wanted(found[1], names, [int(word) for word in figures], now)
        for name, value in values.items():
            low, high, _ = _LIMITS[name]
            if not low <= value <= high:
                return f"range {name} {low} {high}"
        for name, value in values.items():
            self._camera.hold(name, value, now)
        return " ".join(f"{name}={self._camera.holds(name, now)}" for name in names)

    def _wanted(self, verb: str, names: list[str], figures: list[int], now: float) -> dict[str, int]:
        """What each control is to hold."""
        if verb == "get":
            return {}
        if verb == "stop":
            return {name: self._camera.holds(name, now) for name in names}
        if verb == "set":
            return dict(zip(names, figures, strict=True))
        moved = zip(names, figures[::2], figures[1::2], strict=True)
        return {name: self._next(name, way, percent, now) for name, way, percent in moved}

    def _next(self, name: str, way: int, percent: int, now: float) -> int:
        low, high, step = _LIMITS[name]
        far = max(step, (high - low) * percent // (100 * _STEPS))
        return max(low, min(high, self._camera.holds(name, now) + way * far))
