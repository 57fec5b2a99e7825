"""A simulated pan-tilt-zoom camera: its power, where it looks, and how long it takes to look elsewhere.

Figures from Sony's EVI-D70 and SRG-300H manuals; the protocols that move it stand elsewhere.
"""

from dataclasses import dataclass, field

from courtroom_agent.simulated.devices.behaviour import CannotTouch, SimulatedDevice
from courtroom_agent.simulated.devices.motion import Axis

AXES = ("pan", "tilt", "zoom")
ENDS = {"pan": (-1440, 1440), "tilt": (-360, 360), "zoom": (0, 0x7AC0)}
"""How far each axis goes, in the camera's units."""
HOME = (0, 0, 0)


@dataclass
class PtzCamera(SimulatedDevice):
    """The camera. ``pan``, ``tilt`` and ``zoom`` are where it stood when it was last looked at, in its own units."""

    address: int = 1
    is_on: bool = False
    is_menu_up: bool = False
    pan: int = 0
    tilt: int = 0
    zoom: int = 0
    is_focus_auto: bool = True
    last_preset: int = 0
    presets: dict[int, tuple[int, int, int]] = field(
        default_factory=lambda: {0: (0, 0, 0), 1: (-320, 64, 4000), 2: (480, -32, 8000)}
    )
    ack_s: float = 0.008
    power_up_s: float = 0.8
    pan_units_per_s: float = 1500.0
    tilt_units_per_s: float = 1500.0
    zoom_units_per_s: float = 16000.0
    driven: set[str] = field(default_factory=set, repr=False)
    """The axes that move until they are told otherwise."""
    _ready_at: float = -1.0
    _moving: dict[str, Axis] = field(default_factory=dict, repr=False)

    def can_act(self, now: float) -> bool:
        """Whether it takes commands other than power: on, started, and without its menu on the picture."""
        return self.is_on and now >= self._ready_at and not self.is_menu_up

    def position(self, now: float) -> tuple[int, int]:
        """Where it looks at *now*: pan and tilt."""
        return self.where("pan", now), self.where("tilt", now)

    def where(self, axis: str, now: float) -> int:
        """Where *axis* stands at *now*."""
        moving = self._moving.get(axis)
        if moving is not None:
            setattr(self, axis, round(moving.at(now)))
            if not moving.moves(now):
                del self._moving[axis]
        place: int = getattr(self, axis)
        return place

    def moves(self, axis: str, now: float) -> bool:
        """Whether *axis* is on its way."""
        self.where(axis, now)
        return axis in self._moving

    def go(self, targets: dict[str, int], now: float, shares: dict[str, float] | None = None) -> float:
        """Move to *targets*, each axis at its share of its fastest; say how long it takes (s)."""
        lasts = 0.0
        for name, place in targets.items():
            speed = getattr(self, f"{name}_units_per_s") * (shares or {}).get(name, 1.0)
            lasts = max(lasts, self._axis(name, now).go(place, speed, now))
        return lasts

    def drive(self, axis: str, share: float, now: float) -> None:
        """Move *axis* on and on at *share* of its fastest, whose sign is the direction; 0 stops."""
        self._axis(axis, now).drive(share * getattr(self, f"{axis}_units_per_s"), now)
        (self.driven.add if share else self.driven.discard)(axis)

    def stop(self, axes: tuple[str, ...], now: float) -> None:
        """Stay where it is."""
        for axis in axes:
            self.where(axis, now)
            self._moving.pop(axis, None)
            self.driven.discard(axis)

    def switch(self, on: bool, now: float) -> float:
        """Power on or off; say how long it takes (s)."""
        lasts = 0.0 if self.is_on == on else self.power_up_s
        if lasts:
            self.stop(AXES, now)
            self._ready_at = now + lasts
        self.is_on, self.is_menu_up = on, self.is_menu_up and on
        return lasts

    def recall(self, preset: int, now: float) -> float:
        """Move to *preset*; say how long it takes (s)."""
        there = self.presets.get(preset, HOME)
        self.last_preset = preset
        return self.go(dict(zip(AXES, there, strict=True)), now)

    def store(self, preset: int, now: float) -> None:
        """Keep where it looks as *preset*."""
        self.presets[preset] = (*self.position(now), self.where("zoom", now))

    def nudge(self, pan: int, tilt: int) -> None:
        """Somebody uses the infrared remote control."""
        self._moving.clear()
        self.driven.clear()
        self.pan, self.tilt = pan, tilt

    def touched(self, words: list[str], now: float) -> None:
        """``nudge PAN TILT``, ``menu on|off``, ``power on|off``."""
        match words:
            case ["nudge", pan, tilt] if all(_is_figure(word) for word in (pan, tilt)):
                self.nudge(int(pan), int(tilt))
            case ["menu", "on" | "off" as how]:
                self.is_menu_up = how == "on"
            case ["power", "on" | "off" as how]:
                self.switch(how == "on", now)
            case _:
                raise CannotTouch("A camera has: nudge PAN TILT, menu on|off, power on|off.")

    def lost_mains(self, now: float) -> None:
        """It comes up in standby and has forgotten what it was doing."""
        self.stop(AXES, now)
        self.is_on = self.is_menu_up = False

    def state(self, now: float) -> dict[str, object]:
        """Where it looks, and whether it moves."""
        pan, tilt = self.position(now)
        zoom = self.where("zoom", now)
        return {
            "on": self.is_on,
            "pan": pan,
            "tilt": tilt,
            "zoom": zoom,
            "moves": bool(self._moving),
            "driven": sorted(self.driven),
        }

    def _axis(self, name: str, now: float) -> Axis:
        low, high = ENDS[name]
        axis = Axis(low, high, rest=self.where(name, now))
        self._moving[name] = axis
        self.driven.discard(name)
        return axis


def _is_figure(word: str) -> bool:
    return word.removeprefix("-").isdecimal() and len(word) < 7  # noqa: PLR2004
