"""Follows the hearing with the room's scenes: applies what was asked for, and says on record how it stands."""

import asyncio
import contextlib
import logging
import uuid
from collections.abc import Callable

from courtroom_agent.scenes.applying import Scenes
from courtroom_agent.scenes.reconciler import Item
from courtroom_agent.steering import Wanted, scene_for
from hardware_profiles.courtroom import Courtroom
from hearing.alarm import ClearAlarm, RaiseAlarm
from hearing.command import Asking
from hearing.facts import RUNNING, HearingState
from hearing.ids import Milliseconds, StreamName
from hearing.link import Link, LinkError, LinkRefused
from hearing.reports import SceneKey, SceneNow
from hearing.scene import ReportScene, SceneItem

log = logging.getLogger(__name__)

_TELL_S = 0.1
_REPEAT_S = 5.0
_GUARD = "scene"
_ON_RECORD = RUNNING | {"preparing", "paused"}


class Following:
    """One room's scenes, led by the hearing that the room works for."""

    def __init__(self, room: Courtroom, scenes: Scenes, link: Link, state: Callable[[], HearingState | None]) -> None:
        self._room, self._scenes, self._link, self._state = room, scenes, link, state
        self._wanted: Wanted | None = None
        self._hearing = ""
        self._muted: frozenset[StreamName] = frozenset()
        self._to_apply: asyncio.Queue[Wanted] = asyncio.Queue()
        self._to_mute: asyncio.Queue[tuple[StreamName, bool]] = asyncio.Queue()
        self._changed = asyncio.Event()
        self._told: tuple[object, ...] = ()
        scenes.when_changed = self._changed.set

    def steer(self, state: HearingState, muted: frozenset[StreamName]) -> None:
        """Ask for the scene and the mutes that follow from *state*; *muted* streams are off, whatever a scene wants."""
        wanted = scene_for(state)
        if wanted is not None and (state.hearing, wanted) != (self._hearing, self._wanted):
            self._hearing, self._wanted = state.hearing, wanted
            self._to_apply.put_nowait(wanted)
        for stream in muted ^ self._muted:
            self._to_mute.put_nowait((stream, stream in muted))
        self._muted = muted

    async def run(self) -> None:
        """Apply, mute and tell until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._apply_forever())
            tasks.create_task(self._mute_forever())
            tasks.create_task(self._tell_forever())

    async def _apply_forever(self) -> None:
        """Make the latest one true; a recess never waits for a lamp that the opening still warms up."""
        async with asyncio.TaskGroup() as tasks:
            applying: asyncio.Task[None] | None = None
            while True:
                wanted = await self._to_apply.get()
                if applying is not None:
                    applying.cancel()
                applying = tasks.create_task(self._apply(wanted))

    async def _apply(self, wanted: Wanted) -> None:
        for item in await self._scenes.apply(wanted.scene, self._muted):
            said = item.name, item.property, item.asked, item.answered
            log.info("scene %s: %s.%s asked %s answered %s", wanted.scene, *said)

    async def _mute_forever(self) -> None:
        while True:
            stream, muted = await self._to_mute.get()
            answer = await self._scenes.mute(stream, muted)
            if answer is not None and answer.says:
                log.warning("%s: %s", stream, answer.says)

    async def _tell_forever(self) -> None:
        """Tell the panel at each change, and the log once a scene has come out."""
        while True:
            self._changed.clear()
            now = self._now()
            await self._link.report(now)
            await self._put_on_record(now)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_REPEAT_S):
                    await self._changed.wait()
            await asyncio.sleep(_TELL_S)

    def _now(self) -> SceneNow:
        keys = tuple(SceneKey(scene=name, lacks=plan.lacks) for name, plan in self._scenes.plans.items())
        plan = self._scenes.plan
        is_followed = plan is not None and self._wanted is not None and plan.name == self._wanted.scene
        return SceneNow(
            room=self._room.courtroom,
            keys=keys,
            scene=plan.name if plan is not None else None,
            asked=self._wanted.asked if is_followed and self._wanted is not None else None,
            outcome=self._scenes.outcome if plan is not None else "pending",
            items=tuple(map(item_of, self._scenes.items())),
            alarming=tuple(self._scenes.alarming()),
        )

    async def _put_on_record(self, now: SceneNow) -> None:
        state, wanted = self._state(), self._wanted
        if state is None or wanted is None or now.scene != wanted.scene or self._hearing != state.hearing:
            return
        await self._alarm(state, now)
        if now.outcome == "pending" or (wanted.asked is None and state.course not in _ON_RECORD):
            return
        guarded = self._scenes.is_guarded_from_before
        said = state.hearing, wanted, now.outcome, guarded
        if said == self._told:
            return
        report = ReportScene(
            id=uuid.uuid4(),
            scene=wanted.scene,
            asked=wanted.asked,
            outcome=now.outcome,
            guarded=guarded,
            items=now.items[:200],
        )
        if await self._say(state.hearing, report):
            self._told = said

    async def _alarm(self, state: HearingState, now: SceneNow) -> None:
        """Raise the scene's alarm when something it must keep is not so, and take it back when all is well."""
        standing = state.alarm_of("scene", "")
        if now.alarming and standing is None and state.course in RUNNING and now.outcome != "pending":
            names = ", ".join(now.alarming)
            raised = RaiseAlarm(
                id=uuid.uuid4(),
                guard="scene",
                since=self._at(),
                measured=names[:200],
                zh=f"场景要求未保持：{names}。请查看设备页，处理后重新点按该场景。",
                en=f"What the scene must keep is not so: {names}. Look at the devices, then tap the scene again.",
            )
            await self._say(state.hearing, raised)
        elif standing is not None and not now.alarming:
            await self._say(state.hearing, ClearAlarm(id=uuid.uuid4(), guard="scene", until=self._at()))

    def _at(self) -> Milliseconds:
        return self._link.panel_ns() // 1_000_000

    async def _say(self, hearing: str, command: Asking) -> bool:
        """Say *command*; ``False`` when it has to be said again."""
        try:
            await self._link.command(hearing, command)  # type: ignore[arg-type]
        except LinkRefused as refused:
            log.info("%s was refused: %s", type(command).__name__, refused)
        except LinkError:
            return False
        return True


def item_of(item: Item) -> SceneItem:
    """Say how one thing stands, in the words of scenes."""
    reading = item.reading
    answered = item.want.word if reading.value == item.want.value else reading.value
    return SceneItem(
        name=item.want.name,
        asked=item.want.word,
        answered=answered if reading.source != "unknown" else None,
        standing=item.standing,
        says=item.says[:400],
    )
