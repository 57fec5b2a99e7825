"""One camera that its device turns: moved by a finger, sent to a place, and believed only where it says itself to be."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any

from courtroom_agent.cameras.aim import Look, Part, framed
from courtroom_agent.cameras.lever import Lever, Push, arguments, axes_of
from courtroom_agent.drivers.driver import Driver
from courtroom_agent.drivers.errors import DeviceError, Superseded
from courtroom_agent.drivers.request import Priority
from hardware_profiles.courtroom import Camera
from hardware_profiles.optics import AXES, SPEEDS, Optics
from hardware_profiles.template import Value
from hearing.ids import Milliseconds

PLACE = "-"
"""What a part of the picture is called that a camera is sent to: it has no name."""
MOVING_S, STILL_S = 0.4, 2.0
"""How often a camera is asked where it looks, while it moves and while it does not."""
_TRIES = 3
_WITHIN_DEG = 0.4
_WITHIN_ZOOM = 0.01
"""So near to a place is there: degrees, and part of the whole way of the zoom."""
_NO_OPTICS_UNITS = 8


class MovingCamera:
    """The room's camera *camera*, turned by the device behind *driver*."""

    def __init__(self, camera: Camera, driver: Driver, now_ms: Callable[[], Milliseconds]) -> None:
        """*now_ms* gives UTC milliseconds."""
        self.camera, self.driver = camera, driver
        self.look: Look | None = None
        """Where it said last to look; ``None`` when that is not known."""
        self.operator_ms: Milliseconds | None = None
        """When somebody moved it by hand last."""
        self.going = ""
        """Where it is being sent: a preset's name, or :data:`PLACE`; empty when it is not."""
        self.recalled = ""
        """Which view people sent it to last; :data:`PLACE` for any other place, empty when they never moved it."""
        self.says = ""
        """What went wrong with the last thing that was asked of it."""
        self.when_changed: Callable[[], None] = lambda: None
        spec = driver.profile.spec
        turning = [name for name, motion in spec.motions.items() if motion.capability == "camera.ptz"]
        self._levers = {name: Lever(driver.motions, name) for name in turning if axes_of(driver.profile, name)}
        self._now_ms = now_ms
        self._journey = 0
        """Counts where it was sent; one that is given up is let run out, since its answer is still on the line."""
        self._journeys: set[asyncio.Task[None]] = set()
        self._stirred = asyncio.Event()

    @property
    def optics(self) -> Optics | None:
        """How much it sees: the room file's word goes before the profile's."""
        return self.camera.optics or self.driver.profile.spec.optics

    @property
    def has_places(self) -> bool:
        """Whether it says where it looks and can be sent there."""
        return self.driver.profile.spec.head is not None

    @property
    def is_there(self) -> bool:
        """Whether its device answers."""
        return self.driver.station.opened.is_set()

    @property
    def is_pushed(self) -> bool:
        """Whether a finger moves it now."""
        return any(lever.is_pushed for lever in self._levers.values())

    @property
    def fault(self) -> str:
        """What is amiss with it, in words; empty when nothing."""
        if not self.is_there:
            return self.driver.station.says
        return next((lever.says for lever in self._levers.values() if lever.says), self.says)

    def push(self, push: Push) -> None:
        """Move as a finger says; whoever sent it somewhere has been overruled.

        Raises:
            DeviceError: the profile's command takes what a joystick does not say.
        """
        self._touched()
        for name, lever in self._levers.items():
            args = arguments(self.driver.profile, name, push)
            if args is None:
                lever.let_go()
            else:
                lever.push(args)

    def let_go(self) -> None:
        """End what a finger moves; where it was sent stays."""
        for lever in self._levers.values():
            lever.let_go()

    def stop(self, *, surely: bool = False) -> None:
        """Stand still at once, also on the way to a place; *surely* also where nobody here moved it."""
        was_going = surely or bool(self.going)
        self._leave()
        for lever in self._levers.values():
            lever.let_go(surely=was_going)
        self._stirred.set()
        self.when_changed()

    def frame(self, part: Part) -> None:
        """Look so that *part* of the present picture fills it.

        Raises:
            DeviceError: it does not say where it looks, or nobody said how much it sees.
        """
        if self.look is None or self.optics is None or not self.has_places:
            raise DeviceError(f"{self.camera.stream}: nobody knows what it sees. Say its optics in the room file.")
        to = framed(self.look, self.optics, part, aspect=self.camera.width / self.camera.height)
        self.go(self._reachable(to), PLACE)

    def go(self, look: Look, name: str) -> None:
        """Send it to *look*, which people call *name*; how that ends is seen from :attr:`look`."""
        self._touched()
        self._start(self._go(look, Priority.OPERATOR), name)

    async def travel(self, look: Look, name: str, priority: Priority) -> None:
        """Bring it to *look*, which people call *name*, as a scene wants it; a hand that comes meanwhile is the stronger.

        Raises:
            DeviceError: it does not go there.
        """
        self._leave()
        journey, self.going = self._journey, name
        self._stirred.set()
        self.when_changed()
        try:
            await self._go(look, priority)
        except DeviceError as error:
            self.says = str(error)
            raise
        finally:
            if journey == self._journey:
                self.going = ""
                self.when_changed()

    def recall(self, prop: str, value: Value, name: str) -> None:
        """Send it to the view that *value* of *prop* stands for and people call *name*."""
        self._touched()
        self.recalled = name
        self._start(self._recall(prop, value), name)

    def is_at(self, look: Look) -> bool:
        """Whether it says itself to be at *look*, as near as cameras come."""
        if self.look is None:
            return False
        optics, zoom = self.optics, self.driver.profile.types["zoom"]
        turn = [optics.pan_units_per_deg, optics.tilt_units_per_deg] if optics else []
        pan, tilt = (max(1.0, unit * _WITHIN_DEG) for unit in turn) if turn else (_NO_OPTICS_UNITS, _NO_OPTICS_UNITS)
        near = abs(self.look.pan - look.pan) <= pan and abs(self.look.tilt - look.tilt) <= tilt
        return near and abs(self.look.zoom - look.zoom) <= _WITHIN_ZOOM * ((zoom.max or 0) - (zoom.min or 0))

    async def watch(self) -> None:
        """Ask again and again where it looks, oftener while it moves; ends only when cancelled."""
        while True:
            self._stirred.clear()
            await self.see(Priority.POLL)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(MOVING_S if self.is_pushed or self.going else STILL_S):
                    await self._stirred.wait()
                    await asyncio.sleep(MOVING_S / 4)

    async def see(self, priority: Priority) -> Look | None:
        """Ask it where it looks; what it does not say is not known."""
        head = self.driver.profile.spec.head
        if head is None:
            return None
        fields: dict[str, Value] = {}
        try:
            for command in head.ask:
                fields |= await self.driver.inquire(command, priority)
            found: Look | None = Look(*(int(fields[axis]) for axis in AXES))
        except Superseded:
            return self.look  # somebody else asks the same, and sees it sooner
        except (DeviceError, KeyError, ValueError):
            found = None
        if found != self.look:
            self.look = found
            self.when_changed()
        return found

    def _touched(self) -> None:
        self.operator_ms = self._now_ms()
        self.says, self.recalled = "", PLACE
        self._leave()
        self._stirred.set()
        self.when_changed()

    def _leave(self) -> None:
        self._journey += 1
        self.going = ""

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        for lever in self._levers.values():
            lever.let_go()
        self.going = name
        travel = self._arrive(work, self._journey)
        task = asyncio.get_running_loop().create_task(travel, name=f"{self.camera.stream} to {name}")
        self._journeys.add(task)
        task.add_done_callback(self._journeys.discard)

    async def _arrive(self, work: Coroutine[Any, Any, None], journey: int) -> None:
        says = ""
        try:
            for lever in self._levers.values():
                await lever.stopped()
            await work
        except DeviceError as error:
            says = str(error)
        finally:
            work.close()
        if journey != self._journey:
            return
        await self.see(Priority.READ_BACK)
        if journey == self._journey:
            self.going, self.says = "", says or self.says
            self.when_changed()

    async def _go(self, look: Look, priority: Priority) -> None:
        """Give every axis its place; a camera that is still on its way when it says it is done is asked again."""
        head = self.driver.profile.spec.head
        assert head is not None, "Only cameras with places are sent to one."
        journey = self._journey
        going = (self.driver.bring(command, self._args(command, look), priority) for command in head.go)
        await asyncio.gather(*going)
        for _ in range(_TRIES):
            if journey != self._journey or await self.see(Priority.READ_BACK) is None or self.is_at(look):
                return
            await asyncio.sleep(MOVING_S)
        self.says = "摄像机未到位 · the camera did not arrive"

    async def _recall(self, prop: str, value: Value) -> None:
        await self.driver.look(prop)  # a hand may have moved it since it was read last
        await self.driver.ensure(prop, value, Priority.OPERATOR)

    def _args(self, command: str, look: Look) -> dict[str, Value]:
        """Fill what *command* takes: places from *look*, speeds as great as they go."""
        taken = self.driver.profile.commands[command].spec.raw
        types = self.driver.profile.types
        places: dict[str, Value] = {
            axis: getattr(look, axis) for axis in AXES if f"{{{axis}:" in taken or f"{{{axis}}}" in taken
        }
        speeds: dict[str, Value] = {field: types[field].max or 0 for field in SPEEDS.values() if f"{{{field}" in taken}
        return places | speeds

    def _reachable(self, look: Look) -> Look:
        """As near to *look* as its numbers go."""
        types = self.driver.profile.types

        def within(axis: str) -> int:
            kind, value = types[axis], int(getattr(look, axis))
            return min(max(value, kind.min or 0), kind.max or 0)

        return Look(*(within(axis) for axis in AXES))
