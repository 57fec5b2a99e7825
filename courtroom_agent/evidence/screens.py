"""Gives the courtroom's own screens the evidence that is shown to them, and takes it from the others.

What a screen gets is asked for like an operator's tap: the guards of a scene come first, and what they refuse is said
and tried again. Once nothing is shown, each screen has what its scene wants. A screen from which the court's picture is
withheld stays empty whatever scene is tapped and whoever presses the matrix's own keys.
"""

import asyncio
import contextlib
from collections.abc import Callable

from courtroom_agent.evidence.cards import Cards
from courtroom_agent.evidence.routes import (
    COURT,
    EVIDENCE,
    NOTHING,
    Route,
    covers_of,
    is_withheld,
    routes_of,
    word_for,
)
from courtroom_agent.evidence.taps import Taps
from courtroom_agent.scenes.applying import Scenes
from courtroom_agent.scenes.following import item_of
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.scene_means import Meant
from hardware_profiles.scene_plan import Want
from hearing.evidence_screens import EvidenceScreens
from hearing.facts import HearingState
from hearing.link import Link
from hearing.scene import SceneItem
from hearing.shown import is_evidence_visible

LOOK_S = 0.25
_TELL_S = 5.0
_NO_WAY = "该屏无法清空，房间文件须写明 nothing 或可关闭的 display · This screen cannot be emptied; see means in the room file"


class EvidenceDisplays:
    """Switches and tells, until cancelled."""

    def __init__(
        self, room: Courtroom, scenes: Scenes, link: Link, state: Callable[[], HearingState | None], cards: Cards
    ) -> None:
        self._room, self._scenes, self._link, self._state, self._cards = room, scenes, link, state, cards
        self._covers = covers_of(room)
        self._routes = (*routes_of(room).values(), *self._covers.values())
        self._taps = Taps(scenes)
        self._led: set[str] = set()
        """Routes that have something else than their scene wants."""
        self._changed = asyncio.Event()
        self._told: EvidenceScreens | None = None
        self._told_at = 0.0

    def steer(self) -> None:
        """Take up what the hearing says now: from here on no scene gives a screen what is withheld from it."""
        kept = [one.words[NOTHING] for one in self._routes if self._is_withheld(one) and NOTHING in one.words]
        self._scenes.kept = {one.target: Want(one.name, one.word, one.target, one.value) for one in kept}
        self._changed.set()

    async def run(self) -> None:
        """Look again and again: scenes, devices and the hearing change."""
        if not self._routes and not self._cards.inputs:
            return
        async with asyncio.TaskGroup() as tasks:
            while True:
                self.steer()
                self._changed.clear()
                for route in self._routes:
                    self._see_to(route, tasks)
                await asyncio.sleep(0)  # what was just asked for is told as asked, not as it was before
                await self._tell()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_S):
                        await self._changed.wait()

    def _is_withheld(self, route: Route) -> bool:
        return is_withheld(route.place, self._state())

    def _see_to(self, route: Route, tasks: asyncio.TaskGroup) -> None:
        plan = self._planned(route)
        word = word_for(route.place, self._state(), plan)
        meant = self._meant(route, word, plan)
        item = self._scenes.find(route.target)
        is_asked = item is not None and item.want.value == meant.value
        is_planned = meant.value == route.words[plan].value
        if is_asked or (is_planned and route.name not in self._led):
            self._led = self._led - {route.name} if is_planned else self._led | {route.name}
            if not (self._is_withheld(route) and (item is None or item.standing in {"drifted", "failed"})):
                return
        self._led.add(route.name)
        self._taps.ask(meant, tasks)

    def _meant(self, route: Route, word: str, plan: str) -> Meant:
        """What that screen gets: of what comes by a card, its own signal where the same matrix has both."""
        shown, state = self._cards.shown, self._state()
        is_marked = state is not None and state.showing is not None and bool(state.showing.marks)
        if word == EVIDENCE and shown is not None and shown.matrix == route.target.partition(".")[0] and not is_marked:
            return Meant(route.name, shown.title, route.target, shown.value)
        return route.meant(word, plan)

    def _planned(self, route: Route) -> str:
        """What the scene wants of that screen; where it says nothing, the court's picture."""
        plan = self._scenes.plan
        wants = self._scenes.plans[plan.name].wants if plan is not None else ()
        value = next((want.value for want in wants if want.target == route.target), None)
        return next((word for word, meant in route.words.items() if meant.value == value), COURT)

    def now(self) -> EvidenceScreens:
        """Say how each screen stands."""
        state = self._state()
        showing = state.showing if state is not None and is_evidence_visible(state) else None
        told = [one for one in self._routes if showing is not None and (not one.is_cover or self._is_withheld(one))]
        return EvidenceScreens(
            room=self._room.courtroom,
            showing=showing.id if showing is not None else None,
            screens=tuple(item for one in told if (item := self._stands(one)) is not None),
            inputs=self._cards.now(),
        )

    def _stands(self, route: Route) -> SceneItem | None:
        """How one screen stands; one that should be empty and cannot be has failed."""
        if self._is_withheld(route) and NOTHING not in route.words:
            if route.place in self._covers:
                return None
            return SceneItem(name=route.name, asked=NOTHING, answered=None, standing="failed", says=_NO_WAY)
        item = self._scenes.find(route.target)
        return item_of(item) if item is not None else None

    async def _tell(self) -> None:
        now, at = self.now(), asyncio.get_running_loop().time()
        if now == self._told and (now.showing is None or at - self._told_at < _TELL_S):
            return
        self._told, self._told_at = now, at
        await self._link.report(now)
