"""Exchanges digests, seals and clock offsets with the other side of a remote arraignment, and countersigns.

    court's recorder   CourtSide ─┐                     ┌─ FarSide   custody room's agent
                                  Countersigning ◄─────► Countersigning
                                  every few seconds, over the link, as ``exchange`` reports

Each side keeps what both have signed in ``seals/countersigned.jsonl`` of its own record store.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from hearing.custody import take_of
from hearing.facts import HearingState
from hearing.ids import RoomId
from hearing.link import UNMEASURED_NS, Link, LinkError
from hearing.reports import Exchange
from recorder.closing import last_seal
from recorder.countersignature import Countersignatures
from recorder.digests import TakeDigests
from recorder.errors import RecorderError
from recorder.layout import countersigned_file, take_paths, takes_of
from recorder.other_side import NotCountersigned, OtherSide, OwnTake, Reading
from recorder.signing import SigningKey

log = logging.getLogger("countersigning")
EVERY_S = 3.0
_COURTS = "server-"
_PACKED = frozenset({"archiving", "archived"})
"""What is being packed is not added to."""


class Side(Protocol):
    """Which of the two sides we are."""

    def states(self) -> Iterable[HearingState]:
        """List the hearings in which there is another side."""

    def others(self, state: HearingState) -> list[RoomId | None]:
        """List whom to speak to: custody rooms, or ``None`` for the court's recorder."""

    def own(self, state: HearingState, store: Path) -> list[str]:
        """Name the takes of ours that the other side is told of."""

    def is_theirs(self, state: HearingState, other: RoomId | None, take: str) -> bool:
        """Whether *take* may be the other side's."""


@dataclass(frozen=True)
class CourtSide:
    """The court's recorder: it speaks to every custody room from which somebody has attended."""

    all_states: Callable[[], Iterable[HearingState]]

    def states(self) -> Iterable[HearingState]:
        """List the hearings that somebody attends from a custody room."""
        return [
            state
            for state in self.all_states()
            if state.stays and state.zero_at is not None and state.course not in _PACKED
        ]

    def others(self, state: HearingState) -> list[RoomId | None]:
        """List the custody rooms."""
        sites = (state.participants[stay.participant].site for stay in state.stays)
        return list(dict.fromkeys(site for site in sites if site is not None))

    def own(self, state: HearingState, store: Path) -> list[str]:
        """Name the takes of remote people on this host."""
        takes = takes_of(store, state.case.number, state.hearing)
        return [take.name for take in takes if take.name.startswith(_COURTS)]

    def is_theirs(self, state: HearingState, other: RoomId | None, take: str) -> bool:
        """Whether *take* is the custody room's."""
        return other is not None and take == take_of(other, state.sitting)


@dataclass(frozen=True)
class FarSide:
    """A custody room's agent: it speaks to the court's recorder."""

    room: RoomId
    all_states: Callable[[], Iterable[HearingState]]

    def states(self) -> Iterable[HearingState]:
        """List the hearings in which our person attended."""
        return [state for state in self.all_states() if state.zero_at is not None]

    def others(self, state: HearingState) -> list[RoomId | None]:
        """Name the court's recorder."""
        return [None]

    def own(self, state: HearingState, store: Path) -> list[str]:
        """Name our one take."""
        return [take_of(self.room, state.sitting)]

    def is_theirs(self, state: HearingState, other: RoomId | None, take: str) -> bool:
        """Whether *take* is the recorder's."""
        return take.startswith(_COURTS)


class Countersigning:
    """One side's part. *by* is its principal, *objects* is told once of each thing that does not fit."""

    def __init__(
        self, link: Link, store: Path, key: SigningKey, by: str, side: Side, objects: Callable[[str, str], None]
    ) -> None:
        self._link, self._store, self._key, self._by, self._side, self._objects = link, store, key, by, side, objects
        self._kept: dict[str, Countersignatures] = {}
        self._others: dict[tuple[str, RoomId | None], OtherSide] = {}
        self._digests: dict[tuple[str, str], TakeDigests] = {}
        self._objected: set[tuple[str, str]] = set()
        self._busy = asyncio.Lock()

    async def run(self) -> None:
        """Tell the other sides every few seconds, until cancelled."""
        while True:
            await asyncio.sleep(EVERY_S)
            for state in list(self._side.states()):
                await self._tell(state)

    async def hear(self, said: Exchange) -> None:
        """Take in what another side says."""
        state = next((one for one in self._side.states() if one.hearing == said.hearing), None)
        if state is None or self._link.uncertainty_ns >= UNMEASURED_NS:
            return
        for other in self._side.others(state):
            if said.take is None or self._side.is_theirs(state, other, said.take):
                async with self._busy:
                    await self._try(state, partial(self._hear, state, other, said))

    async def _tell(self, state: HearingState) -> None:
        if self._link.uncertainty_ns >= UNMEASURED_NS:
            return
        told: list[Exchange] = []
        async with self._busy:
            await self._try(state, lambda: told.extend(self._answers(state)))
        for one in told:
            await self._link.report(one)

    async def _try(self, state: HearingState, work: Callable[[], None]) -> None:
        try:
            await asyncio.to_thread(work)
        except NotCountersigned as fault:
            if (state.hearing, str(fault)) not in self._objected:
                self._objected.add((state.hearing, str(fault)))
                log.warning("%s: not countersigned: %s", state.hearing, fault)
                self._objects(state.hearing, str(fault))
        except (OSError, RecorderError, LinkError) as fault:
            log.warning("%s: countersigning waits: %s", state.hearing, fault)

    def _answers(self, state: HearingState) -> list[Exchange]:
        own = self._own(state)
        return [
            self._other(state, other).answer(name, take, other, self._reading())
            for other in self._side.others(state)
            for name, take in own.items() or [(None, None)]
        ]

    def _hear(self, state: HearingState, other: RoomId | None, said: Exchange) -> None:
        self._other(state, other).hear(said, self._own(state), self._reading())

    def _own(self, state: HearingState) -> dict[str, OwnTake]:
        found: dict[str, OwnTake] = {}
        for name in self._side.own(state, self._store):
            paths = take_paths(self._store, state.case.number, state.hearing, name)
            seal = last_seal(paths)  # Before the digests, so that these hold whatever it covers.
            tree = self._digests.setdefault((state.hearing, name), TakeDigests(paths)).read()
            found[name] = OwnTake(tree, seal)
        return found

    def _other(self, state: HearingState, other: RoomId | None) -> OtherSide:
        path = countersigned_file(self._store, state.case.number, state.hearing)
        if state.hearing not in self._kept:
            self._kept[state.hearing] = Countersignatures(path)
        if (state.hearing, other) not in self._others:
            self._others[state.hearing, other] = OtherSide(
                state.hearing,
                self._by,
                self._key,
                self._kept[state.hearing],
                lambda take: self._side.is_theirs(state, other, take),
            )
        return self._others[state.hearing, other]

    def _reading(self) -> Reading:
        return Reading(self._link.panel_ns() // 1_000_000, self._link.offset_ns, self._link.uncertainty_ns)
