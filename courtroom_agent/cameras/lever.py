"""A joystick's push as the fields of a profile's command, and one motion under an operator's finger."""

import asyncio
import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from courtroom_agent.drivers.errors import DeviceError
from courtroom_agent.drivers.motion import Motions
from hardware_profiles.device import FieldType
from hardware_profiles.profiles import Profile
from hardware_profiles.template import Value, Values

STILL = 0.05
"""A push of less than this share is none: fingers tremble."""
_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)")
_AXES = {"pan": ("pan", "way", "pan_way"), "tilt": ("tilt", "way", "tilt_way"), "zoom": ("zoom_way",)}
_WAYS = {"pan": ("right", "left"), "tilt": ("up", "down"), "zoom": ("in", "out")}


@dataclass(frozen=True)
class Push:
    """How far a joystick is pushed along each axis, -1 to 1: right, up and closer are more than 0."""

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 0.0

    def way(self, axis: str) -> str:
        """Say which way along *axis* in the profiles' words; empty where it is not pushed."""
        share = getattr(self, axis)
        return _WAYS[axis][0 if share > 0 else 1] if abs(share) >= STILL else ""


def axes_of(profile: Profile, motion: str) -> frozenset[str]:
    """Say along which axes *motion* goes, by the fields that its command takes."""
    fields = set(_fields(profile, motion))
    return frozenset(axis for axis, names in _AXES.items() if fields & set(names))


def arguments(profile: Profile, motion: str, push: Push) -> Values | None:
    """Say what *motion* is to be told for *push*; ``None`` where it is not pushed along any of its axes.

    Raises:
        DeviceError: its command takes what a joystick does not say.
    """
    if not any(push.way(axis) for axis in axes_of(profile, motion)):
        return None
    types = profile.types
    return {
        field: _value(field, types[field], push) for field in _fields(profile, motion) if field in profile.spec.fields
    }


def _fields(profile: Profile, motion: str) -> Iterator[str]:
    yield from dict.fromkeys(_FIELD.findall(profile.commands[profile.spec.motions[motion].start].spec.raw))


def _value(field: str, kind: FieldType, push: Push) -> Value:
    match field:
        case "pan_speed" | "tilt_speed" | "zoom_speed":
            return _speed(kind, abs(getattr(push, field.removesuffix("_speed"))))
        case "pan_way" | "tilt_way" | "zoom_way":
            return push.way(field.removesuffix("_way")) or "none"
        case "way":
            return "-".join(word for word in (push.way("pan"), push.way("tilt")) if word)
        case _:
            raise DeviceError(f"A joystick does not say {field!r}. Name the field as profile.example.yaml does.")


def _speed(kind: FieldType, share: float) -> int:
    low, high = kind.min or 0, kind.max or 0
    return low + round((high - low) * min(1.0, share))


class Lever:
    """One motion of one camera, renewed by whoever holds it and stopped for certain."""

    def __init__(self, motions: Motions, name: str) -> None:
        self.says = ""
        """What the device said against it last; empty when nothing."""
        self._motions, self._name = motions, name
        self._args: Values | None = None
        self._renewing: asyncio.Task[None] | None = None
        self._stopping: set[asyncio.Task[None]] = set()

    @property
    def is_pushed(self) -> bool:
        """Whether somebody holds it now."""
        return self._motions.is_running(self._name) or (self._renewing is not None and not self._renewing.done())

    def push(self, args: Values) -> None:
        """Move so, or keep moving; a newer push takes an older one's place while the bus is busy."""
        self._args = args
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.get_running_loop().create_task(self._renew(), name=f"push {self._name}")

    def let_go(self, *, surely: bool = False) -> None:
        """Stop now, before everything that waits; *surely* also where no finger moved it."""
        if not surely and self._args is None and not self._motions.is_running(self._name):
            return
        self._args = None
        task = asyncio.get_running_loop().create_task(self._stop(), name=f"let go of {self._name}")
        self._stopping.add(task)
        task.add_done_callback(self._stopping.discard)

    async def stopped(self) -> None:
        """Wait until its stop has been said as often as it takes: one said later would end what comes after it."""
        while self._stopping:
            await asyncio.wait(set(self._stopping))

    async def _renew(self) -> None:
        while (args := self._args) is not None:
            try:
                await self._motions.renew(self._name, args)
                self.says = ""
            except DeviceError as error:
                self.says = str(error)
            if not self._motions.is_running(self._name):
                self._args = None  # it was not begun, or nobody renewed it in time
            if self._args in (None, args):
                return

    async def _stop(self) -> None:
        with contextlib.suppress(DeviceError):  # it is stopped when it is back
            await self._motions.stop(self._name)
