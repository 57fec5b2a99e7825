"""Applies the room's scenes: carries the reconciler's moves to the drivers and wakes it at every answer."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from courtroom_agent.devices import Devices
from courtroom_agent.drivers.errors import DeviceError, Superseded
from courtroom_agent.drivers.trace import asking_for
from courtroom_agent.scenes.reading import NOTHING, Reading
from courtroom_agent.scenes.reconciler import Item, Look, Outcome, Reconciler, Tell
from courtroom_agent.scenes.seam import ProgramLink, Seam
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.scene import PROGRAM, SceneName
from hardware_profiles.scene_book import plans_of
from hardware_profiles.scene_plan import Plan, Want
from hearing.ids import Milliseconds, StreamName
from hearing.reports import Device as DeviceLine

log = logging.getLogger(__name__)

BEAT_S = 0.25
"""How often time alone is looked at, while anything is to be done or guarded."""

_LOST = {"withheld", "drifted", "failed", "unreachable"}

ItemReport = DeviceLine
"""One thing that was asked of one device, and what it answered."""


def _utc_ms() -> Milliseconds:
    return time.time_ns() // 1_000_000


class Scenes:
    """The room's scenes. What a scene wants stays wanted: a device that comes back is brought there again."""

    def __init__(
        self,
        room: Courtroom,
        devices: Devices,
        program: ProgramLink | None = None,
        now: Callable[[], Milliseconds] = _utc_ms,
    ) -> None:
        """*now* is the clock of the devices' answers, in UTC milliseconds."""
        self._room, self._devices, self._now = room, devices, now
        self._seam = Seam(devices, program)
        self._reconciler = Reconciler()
        self._telling: dict[str, tuple[Tell, asyncio.Task[str]]] = {}
        self._looking: dict[str, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()
        self._beat: asyncio.TimerHandle | None = None
        self.plans = plans_of(room)
        """Every scene as this room can have it."""
        self.kept: Mapping[str, Want] = {}
        """What must be so whatever a scene wants, by property: screens from which the court's picture is withheld."""
        self.watchers: list[Callable[[], None]] = []
        """Called at every answer of a device."""
        self.when_changed: Callable[[], None] | None = None
        """Called whenever anything about the scene may have changed."""
        devices.watchers.append(self.wake)

    @property
    def plan(self) -> Plan | None:
        """The scene that was asked for last."""
        return self._reconciler.plan

    @property
    def outcome(self) -> Outcome:
        """How it stands."""
        return self._reconciler.outcome(self._seam.readings(), self._now())

    def items(self) -> list[Item]:
        """How each thing of it stands."""
        return self._reconciler.items(self._seam.readings(), self._now())

    def alarming(self) -> list[str]:
        """What it alarms about; what must be kept counts in every scene."""
        lost = [one.want.name for one in self.items() if one.want.target in self.kept and one.standing in _LOST]
        return list(dict.fromkeys([*self._reconciler.alarming(self._seam.readings(), self._now()), *lost]))

    @property
    def is_guarded_from_before(self) -> bool:
        """Whether what an earlier scene forbade is not proven to be over yet."""
        return self._reconciler.is_leaving

    @property
    def hides_somebody(self) -> bool:
        """Whether the present scene, or one that is being left, keeps somebody out of the program."""
        return self._reconciler.hides_somebody

    def silent(self) -> frozenset[StreamName]:
        """The microphones that the room's devices say to have closed: nobody expects a sound of them."""
        readings = self._seam.readings()
        closed = [one for one in self._room.microphones if one.mute is not None and one.mute in readings]
        return frozenset(
            one.stream
            for one in closed
            if (known := readings[one.mute or ""]).source != "unknown" and known.value == "muted"
        )

    async def apply(self, name: SceneName, muted: Collection[StreamName] = ()) -> list[ItemReport]:
        """Make the scene *name* true: devices side by side, each device's steps in order; report every item.

        Returns once nothing is left to be done or waited for. A device that fails never delays or stops another.
        Applying again what is already so sends nothing. Microphones whose stream is *muted* stay closed.
        """
        plan = self._here(self.plans[name], muted)
        self._reconciler.want(plan, self._now())
        for want in plan.wants:
            self._seam.wish(want.target, want.value)
        wanted = {(want.target, want.value) for want in plan.wants}
        for move, task in list(self._telling.values()):
            if move.urgency != "safety" and (move.target, move.value) not in wanted:
                task.cancel()
        self.wake()
        while self._reconciler.plan is plan and self.outcome == "pending":
            self._changed.clear()
            await self._changed.wait()
        return [self._report(item) for item in self.items()]

    async def mute(self, stream: str, on: bool) -> ItemReport | None:
        """Mute or open the microphone that becomes *stream*, in the room itself; None where the room cannot.

        What a scene forbids is refused in the report's words, and not kept for later.
        """
        microphone = self._room.microphone(stream)
        if microphone is None or microphone.mute is None:
            return None
        value = "muted" if on else "open"
        return await self.touch(Want(f"mic.{stream.removeprefix('mic-')}", value, microphone.mute, value))

    async def touch(self, want: Want) -> ItemReport | None:
        """Make *want* so for an operator, until the next scene.

        What a scene forbids is refused in the report's words, and not kept for later.
        """
        refused = self._reconciler.touch(want, self._seam.readings(), self._now())
        if refused:
            reading = self._seam.readings().get(want.target, NOTHING)
            return self._report(Item(want, reading, "withheld", refused))
        self._seam.wish(want.target, want.value)
        self.wake()
        while (item := self.find(want.target)) is not None and item.standing in {"pending", "waiting"}:
            self._changed.clear()
            await self._changed.wait()
        return self._report(item) if item is not None else None

    def wake(self) -> None:
        """Do what follows from what is known now; called at every answer of a device and every beat."""
        for move in self._reconciler.step(self._seam.readings(), self._now()):
            self._start(move)
        self._changed.set()
        for watcher in self.watchers:
            watcher()
        if self.when_changed is not None:
            self.when_changed()
        if self._beat is None and self._reconciler.plan is not None:
            self._beat = asyncio.get_running_loop().call_later(BEAT_S, self._beaten)

    def _beaten(self) -> None:
        self._beat = None
        self.wake()

    def _here(self, plan: Plan, muted: Collection[StreamName]) -> Plan:
        """Keep closed what the court muted, and empty what is withheld; leave out a program that there is not."""
        closed = {one.mute for one in self._room.microphones if one.stream in muted}
        wants = tuple(
            replace(want, word="muted", value="muted") if want.target in closed else self._kept(want)
            for want in plan.wants
            if self._seam.has_program or plan.guards or want.device != PROGRAM
        )
        return replace(plan, wants=wants)

    def _kept(self, want: Want) -> Want:
        kept = self.kept.get(want.target)
        return want if kept is None else replace(want, word=kept.word, value=kept.value)

    def find(self, target: str) -> Item | None:
        """How *target* stands; ``None`` where neither the scene nor an operator wants anything of it."""
        return next((item for item in self.items() if item.want.target == target), None)

    def reading(self, target: str) -> Reading:
        """What a device says of *target* now."""
        return self._seam.reading(target)

    def _start(self, move: Tell | Look) -> None:
        """Begin *move*; what is on its way to the same property is given up for a newer command."""
        if isinstance(move, Look):
            if move.target not in self._looking:
                looking = asyncio.create_task(self._look(move))
                self._looking[move.target] = looking
                looking.add_done_callback(lambda _: self._looking.pop(move.target, None))
            return
        if move.target in self._telling:
            self._telling[move.target][1].cancel()
        telling = asyncio.create_task(self._tell(move))
        self._telling[move.target] = (move, telling)
        telling.add_done_callback(lambda done: self._over(move, done))

    def _over(self, move: Tell, done: asyncio.Task[str]) -> None:
        """Take note of how a command ended; one that was given up before it began ends here too."""
        if self._telling.get(move.target, (None, None))[1] is done:
            del self._telling[move.target]
        self._reconciler.ended(move.target, move.value, self._now(), "" if done.cancelled() else done.result())
        self._changed.set()
        if not done.cancelled():
            self.wake()

    async def _tell(self, move: Tell) -> str:
        """Carry *move* out; return what was said against it."""
        plan = self._reconciler.plan
        try:
            with asking_for(f"scene {plan.name}" if plan is not None else "scene"):
                await self._seam.tell(move.target, move.value, move.urgency)
        except Superseded:
            return ""
        except DeviceError as error:
            return str(error)
        return ""

    async def _look(self, move: Look) -> None:
        try:
            await self._seam.look(move.target)
        except DeviceError as error:
            log.info("%s could not be read again: %s", move.target, error)
        self.wake()
        await asyncio.sleep(BEAT_S)  # a device that does not answer newly is not asked in a circle

    def _report(self, item: Item) -> ItemReport:
        want = item.want
        says = "" if item.standing in {"so", "assumed"} else item.says or _words(item)
        line = self._devices.report(want.target)
        if line is None:
            device, _, prop = want.target.partition(".")
            state, answered = item.reading.source, item.reading.value
            return ItemReport(
                name=device, capability="", property=prop, asked=want.value, answered=answered, state=state, says=says
            )
        return line.model_copy(update={"asked": want.value, "says": says or line.says})


def _words(item: Item) -> str:
    asked, answered = item.want.value, item.reading.value
    if item.standing == "failed":
        return f"未在时限内完成 · not settled in time: asked {asked}, answered {answered}"
    return f"要求 {asked}，设备答 {answered} · asked {asked}, answered {answered}"
