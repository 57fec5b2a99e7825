"""Capture cards that several things share by a matrix: brings to a card what is shown, and takes it away again.

A thing counts as here once the matrix itself says so; only a moment later is its picture shown as evidence, for what was
there before may still be in the pictures on their way. Nothing else is ever brought to a card.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from courtroom_agent.evidence.taps import Taps
from courtroom_agent.packet_socket import CaptureState
from courtroom_agent.scenes.applying import Scenes
from courtroom_agent.scenes.reconciler import Item
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.scene_means import Meant
from hardware_profiles.template import Value
from hearing.evidence_screens import CardInputNow
from hearing.facts import HearingState
from hearing.shown import is_evidence_visible

Signal = Literal["unknown", "present", "absent"]

NOTHING = "nothing"
LOOK_S = 0.25
SETTLE_S = 1.0
"""So long after the matrix said so pictures of what was there before may come: card, encoder and program hold some."""
_NOT_HERE = "本庭没有该信号源 · This room has no such source"
_ENDED = {"drifted", "failed"}
_AMISS = _ENDED | {"unreachable", "withheld"}


@dataclass(frozen=True)
class CardInput:
    """One thing that can be brought to one card: the matrix's output, its input, and what the output has else."""

    stream: str
    name: str
    zh: str
    en: str
    target: str
    value: Value
    nothing: Value

    @property
    def card(self) -> str:
        """The card as a scene's report calls it: ``card.laptops``."""
        return f"card.{self.stream.removeprefix('cam-')}"

    @property
    def title(self) -> str:
        """The thing as people call it."""
        return f"{self.zh} · {self.en}"

    @property
    def matrix(self) -> str:
        """The device that brings it."""
        return self.target.partition(".")[0]


def inputs_of(room: Courtroom) -> tuple[CardInput, ...]:
    """Return everything that can be brought to the cards of *room*."""
    return tuple(
        CardInput(camera.stream, one.name, one.label.zh, one.label.en, switched.by, one.input, switched.nothing)
        for camera in room.cameras
        if (switched := camera.switched) is not None
        for one in switched.inputs
    )


def is_by_card(state: HearingState | None) -> bool:
    """Whether what is shown now has to be brought to a card first."""
    showing = state.showing if state is not None else None
    return state is not None and showing is not None and is_evidence_visible(state) and showing.source.input is not None


def shown_input(inputs: tuple[CardInput, ...], state: HearingState | None) -> CardInput | None:
    """Return which of *inputs* is shown now; ``None`` where something else is, or what this room has not."""
    if state is None or not is_by_card(state) or state.showing is None:
        return None
    source = state.showing.source
    return next((one for one in inputs if (one.stream, one.name) == (source.stream, source.input)), None)


class Cards:
    """The room's capture cards behind a matrix."""

    def __init__(
        self,
        room: Courtroom,
        scenes: Scenes,
        state: Callable[[], HearingState | None],
        captured: Callable[[], CaptureState | None],
    ) -> None:
        self.inputs = inputs_of(room)
        self._scenes, self._state, self._captured = scenes, state, captured
        self._outputs = {one.target: one for one in self.inputs}
        self._taps = Taps(scenes)
        self._here_since: dict[CardInput, float] = {}
        self._changed = asyncio.Event()
        scenes.watchers.append(self._changed.set)
        self.when_changed: Callable[[], None] | None = None
        """Called at every look."""

    @property
    def shown(self) -> CardInput | None:
        """What is shown now by one of the cards."""
        return shown_input(self.inputs, self._state())

    @property
    def may_show(self) -> bool:
        """Whether what the hearing shows may be seen: what comes by a card is there, and nothing else of that card."""
        if not is_by_card(self._state()):
            return True
        one, now = self.shown, asyncio.get_running_loop().time()
        return one is not None and self._is_here(one) and now - self._here_since.get(one, now) >= SETTLE_S

    def steer(self) -> None:
        """Look at once: the hearing changed."""
        self._changed.set()

    async def run(self) -> None:
        """Bring and take away until cancelled."""
        if not self.inputs:
            return
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._changed.clear()
                self._look(tasks)
                if self.when_changed is not None:
                    self.when_changed()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_S):
                        await self._changed.wait()

    def now(self) -> tuple[CardInputNow, ...]:
        """Say how each thing stands; one that is to be shown and that this room has not has failed."""
        known, state = tuple(self._now(one) for one in self.inputs), self._state()
        if self.shown is None and is_by_card(state) and state is not None and state.showing is not None:
            source, title = state.showing.source, state.showing.title
            lost = CardInputNow(
                stream=source.stream or "",
                name=source.input or "",
                zh=title,
                en=title,
                standing="failed",
                says=_NOT_HERE,
            )
            return (*known, lost)
        return known

    def _look(self, tasks: asyncio.TaskGroup) -> None:
        shown, at = self.shown, asyncio.get_running_loop().time()
        self._here_since = {one: self._here_since.get(one, at) for one in self.inputs if self._is_here(one)}
        if self._state() is None:
            return  # nobody's hearing: whoever fits the room may have switched it
        for target, one in self._outputs.items():
            if shown is not None and shown.target == target:
                self._bring(Meant(shown.card, shown.title, target, shown.value), tasks)
            elif self._scenes.reading(target).source == "verified":
                self._bring(Meant(one.card, NOTHING, target, one.nothing), tasks)

    def _bring(self, meant: Meant, tasks: asyncio.TaskGroup) -> None:
        reading = self._scenes.reading(meant.target)
        if reading.reachable and reading.source == "verified" and reading.value == meant.value:
            return
        item = self._scenes.find(meant.target)
        is_asked = item is not None and item.want.value == meant.value and item.standing not in _ENDED
        if not is_asked:
            self._taps.ask(meant, tasks)

    def _is_here(self, one: CardInput) -> bool:
        reading = self._scenes.reading(one.target)
        return reading.reachable and reading.source == "verified" and reading.value == one.value

    def _now(self, one: CardInput) -> CardInputNow:
        told = CardInputNow(stream=one.stream, name=one.name, zh=one.zh, en=one.en)
        if self._is_here(one):
            return told.model_copy(update={"standing": "here", "signal": self._signal(one.stream)})
        if one != self.shown:
            return told
        item = self._scenes.find(one.target)
        if item is None or item.want.value != one.value or item.standing not in _AMISS:
            return told.model_copy(update={"standing": "pending"})
        return told.model_copy(update={"standing": "failed", "says": _says(item)})

    def _signal(self, stream: str) -> Signal:
        captured = self._captured()
        known = next((one for one in captured.sources if one.name == stream), None) if captured is not None else None
        if known is None or not known.present:
            return "unknown"
        return "absent" if known.says else "present"


def _says(item: Item) -> str:
    return (item.says or item.reading.says)[:400]
