"""Turns cameras to whoever speaks: presets that the room file calls wide and close, through the devices' own drivers.

Only while voices are followed and nobody is protected; never a camera that the present scene frames; never one that a hand
moved, by a page or at the camera itself, until the next stage or scene or until somebody chooses a shot or lets go.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from courtroom_agent.devices import Devices
from courtroom_agent.drivers.errors import DeviceError
from courtroom_agent.drivers.request import Priority
from courtroom_agent.scenes.applying import Scenes
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.template import Value
from hearing.director import ShotName
from hearing.facts import HearingState
from hearing.ids import Milliseconds, StreamName

log = logging.getLogger(__name__)

_AGAIN_S = 30.0
"""After so long a camera that did not turn is asked again."""
_WIDE: dict[str, str] = {"overview": "overview", "parties": "parties"}
_CLOSE: dict[str, str] = {"witness": "witness"}


@dataclass(frozen=True)
class Aim:
    """One camera's view: the property that brings it about."""

    device: str
    target: str
    """``device.property``."""
    value: Value


def aim_of(room: Courtroom, shot: ShotName, speaking: StreamName | None) -> Aim | None:
    """Return the view that goes with *shot* while *speaking* is heard; ``None`` where the room file names none."""
    for name, word in _views(room, shot, speaking):
        mean = room.means.get(name)
        value = (mean.words or {}).get(word) if mean is not None else None
        if mean is not None and value is not None:
            return Aim(mean.by.partition(".")[0], mean.by, value)
    return None


def _views(room: Courtroom, shot: ShotName, speaking: StreamName | None) -> Iterator[tuple[str, str]]:
    """Name the views to look for, the closest first: the speaker's own seat, then the camera's."""
    microphone = room.microphone(speaking) if speaking is not None else None
    if shot.startswith("cam-"):
        seats = next((one.seats for one in room.cameras if one.stream == shot), ())
        if microphone is not None and microphone.seat in seats:
            yield f"camera.{microphone.seat}", "close"
        yield f"camera.{shot.removeprefix('cam-')}", "close"
    elif shot in _WIDE:
        yield f"camera.{_WIDE[shot]}", "wide"
    elif shot in _CLOSE:
        yield f"camera.{_CLOSE[shot]}", "close"


class Aiming:
    """Carries aims out, one at a time for each camera, and gives way to hands."""

    def __init__(
        self,
        room: Courtroom,
        devices: Devices,
        scenes: Scenes,
        last_move: Callable[[str], Milliseconds | None],
        now_ms: Callable[[], Milliseconds],
    ) -> None:
        """*last_move* says when somebody moved the camera behind a device by hand last, *now_ms* is its clock."""
        self._room, self._devices, self._scenes = room, devices, scenes
        self._last_move, self._now_ms = last_move, now_ms
        self._chapter: tuple[object, ...] = ()
        self._chapter_ms: Milliseconds = 0
        self._aimed: dict[str, Aim] = {}
        self._arrived: set[str] = set()
        self._by_front: set[str] = set()
        self._aimed_s: dict[str, float] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def held(self) -> tuple[str, ...]:
        """Return the devices that a hand moved since the last stage, scene or choice."""
        devices = {mean.by.partition(".")[0] for name, mean in self._room.means.items() if name.startswith("camera.")}
        return tuple(sorted(one for one in devices if self._is_held(one)))

    def follow(self, at_s: float, state: HearingState, shot: ShotName, speaking: StreamName | None) -> None:
        """Aim for *shot* at *at_s* where that is allowed now; call it again and again."""
        self.watch(state)
        aim = aim_of(self._room, shot, speaking)
        if aim is None or self._aimed.get(aim.device) == aim or not self._may(aim, at_s):
            return
        self._aimed[aim.device], self._aimed_s[aim.device] = aim, at_s
        self._arrived.discard(aim.device)
        self._tasks[aim.device] = asyncio.get_running_loop().create_task(self._turn(aim, at_s))

    def watch(self, state: HearingState) -> None:
        """See what hands do, and where a new chapter of the hearing begins."""
        chapter = (state.hearing, len(state.stages), len(state.scenes), state.director.mode, state.director.chosen)
        if chapter != self._chapter:
            self._chapter, self._chapter_ms = chapter, self._now_ms()
            self._by_front.clear()
            self._aimed.clear()
            self._arrived.clear()
        for device, aim in self._aimed.items():
            self._look(device, aim)

    def _look(self, device: str, aim: Aim) -> None:
        """Note a camera that stood where it was sent, and does not any more, with nobody of ours having moved it."""
        known = self._devices.state(aim.target)
        if known.asked != aim.value or not self._devices.drivers[device].station.opened.is_set():
            self._arrived.discard(device)
        elif known.holds:
            self._arrived.add(device)
        elif device in self._arrived:
            self._by_front.add(device)

    def _may(self, aim: Aim, at_s: float) -> bool:
        plan = self._scenes.plan
        if plan is None or any(want.device == aim.device for want in plan.wants if want.name.startswith("camera.")):
            return False
        turning = self._tasks.get(aim.device)
        is_fresh = at_s - self._aimed_s.get(aim.device, float("-inf")) < self._room.director.hold_s
        if is_fresh or (turning is not None and not turning.done()) or self._is_held(aim.device):
            return False
        return self._scenes.outcome != "pending" and not self._scenes.hides_somebody

    def _is_held(self, device: str) -> bool:
        moved = self._last_move(device)
        return device in self._by_front or (moved is not None and moved >= self._chapter_ms)

    async def _turn(self, aim: Aim, at_s: float) -> None:
        try:
            await self._devices.ensure(aim.target, aim.value, Priority.SCENE)
        except DeviceError as error:
            log.info("%s was not turned: %s", aim.target, error)
            self._aimed.pop(aim.device, None)
            self._aimed_s[aim.device] = at_s + _AGAIN_S
