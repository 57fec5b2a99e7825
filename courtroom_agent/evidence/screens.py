"""Gives the courtroom's own screens the evidence that is shown to them, and takes it from the others.

What a screen gets is asked for like an operator's tap: the guards of a scene come first, and what they refuse is said
and tried again. Once nothing is shown, each screen has what its scene wants.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from courtroom_agent.scenes.applying import Scenes
from courtroom_agent.scenes.following import item_of
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.scene_means import Means, Meant, Unfit
from hardware_profiles.scene_plan import Want
from hearing.evidence_screens import EvidenceScreens
from hearing.facts import HearingState
from hearing.link import Link
from hearing.shown import evidence_in_program, is_evidence_visible

COURT, EVIDENCE, NOTHING = "court", "evidence", "nothing"
PLACES = ("bench", "parties", "witness", "gallery")
LOOK_S = 0.25
AGAIN_S = 3.0
_TELL_S = 5.0
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Route:
    """One screen that can be switched: its words, and what each means to the device."""

    name: str
    words: Mapping[str, Meant]

    @property
    def target(self) -> str:
        """The property that it is."""
        return self.words[EVIDENCE].target


def routes_of(room: Courtroom) -> dict[str, Route]:
    """Return the screens of *room* that can be given the court's picture or the evidence, by place."""
    means, found = Means.of(room), {}
    for place in PLACES:
        name, words = f"route.{place}", {}
        for word in (COURT, EVIDENCE, NOTHING):
            with contextlib.suppress(Unfit):
                words[word] = means.resolve(name, word)
        if COURT in words and EVIDENCE in words:
            found[place] = Route(name, words)
    return found


def word_for(place: str, state: HearingState | None, plan: str) -> str:
    """Say what the screens at *place* shall get; *plan* is what the scene wants. Pure.

    While evidence is in the court's own picture, those to whom it is not shown get nothing.
    """
    if state is None or state.showing is None or not is_evidence_visible(state):
        return plan
    if place in state.showing.targets:
        return EVIDENCE
    if evidence_in_program(state):
        return NOTHING
    return COURT if plan == EVIDENCE else plan


class EvidenceDisplays:
    """Switches and tells, until cancelled."""

    def __init__(self, room: Courtroom, scenes: Scenes, link: Link, state: Callable[[], HearingState | None]) -> None:
        self._room, self._scenes, self._link, self._state = room, scenes, link, state
        self._routes = routes_of(room)
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._led: set[str] = set()
        """Places that have something else than their scene wants."""
        self._told: EvidenceScreens | None = None
        self._told_at = 0.0

    async def run(self) -> None:
        """Look again and again: scenes, devices and the hearing change."""
        if not self._routes:
            return
        async with asyncio.TaskGroup() as tasks:
            while True:
                for place, route in self._routes.items():
                    self._see_to(place, route, tasks)
                await asyncio.sleep(0)  # what was just asked for is told as asked, not as it was before
                await self._tell()
                await asyncio.sleep(LOOK_S)

    def _see_to(self, place: str, route: Route, tasks: asyncio.TaskGroup) -> None:
        plan = self._planned(route)
        word = word_for(place, self._state(), plan)
        if word == plan and place not in self._led:
            return
        meant = route.words.get(word) or route.words.get(NOTHING) or route.words[COURT]
        item = self._scenes.find(route.target)
        if item is not None and item.want.value == meant.value:
            self._led = self._led - {place} if word == plan else self._led | {place}
            return
        if place not in self._asking:
            self._led.add(place)
            asked = self._asking[place] = tasks.create_task(self._ask(meant))
            asked.add_done_callback(lambda _: self._asking.pop(place, None))

    def _planned(self, route: Route) -> str:
        """What the scene wants of that screen; where it says nothing, the court's picture."""
        wants = self._scenes.plan.wants if self._scenes.plan is not None else ()
        found = next((str(want.word) for want in wants if want.target == route.target), COURT)
        return found if found in route.words else COURT

    async def _ask(self, meant: Meant) -> None:
        answer = await self._scenes.touch(Want(meant.name, meant.word, meant.target, meant.value))
        if answer is not None and answer.says:
            log.warning("%s %s: %s", meant.name, meant.word, answer.says)
            await asyncio.sleep(AGAIN_S)

    def now(self) -> EvidenceScreens:
        """Say how each screen stands."""
        state = self._state()
        showing = state.showing if state is not None and is_evidence_visible(state) else None
        items = [self._scenes.find(route.target) for route in self._routes.values()] if showing is not None else []
        return EvidenceScreens(
            room=self._room.courtroom,
            showing=showing.id if showing is not None else None,
            screens=tuple(item_of(item) for item in items if item is not None),
        )

    async def _tell(self) -> None:
        now, at = self.now(), asyncio.get_running_loop().time()
        if now == self._told and (now.showing is None or at - self._told_at < _TELL_S):
            return
        self._told, self._told_at = now, at
        await self._link.report(now)
