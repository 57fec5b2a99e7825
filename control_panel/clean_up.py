"""Lets the room's own copy and the batches of a record go, days after its package was proven in two places.

Ordered once, done when the machine is there; while a hold is set, a removal is under way or two sides disagree, it waits.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from control_panel.audit import Audit
from control_panel.database import Database
from control_panel.errors import Refusal
from control_panel.going_copies import AT_SECOND, GOING, GoingCopies, GoingCopy, Outcome, machines_of, row_to_go
from control_panel.hearing_log import Hearings
from control_panel.keeping import RecordKeeping
from control_panel.links import Links
from control_panel.models import CleanUpRow, ReplicaRow
from control_panel.settings import Settings
from control_panel.shredding import AWAY
from hearing.case import normal_number
from hearing.facts import HearingState
from recorder.archive.coverage import last_line
from recorder.evidence.owed import named_files
from recorder.index import sha256_hex
from recorder.keeping.clean_up import why_not
from recorder.keeping.removal import LEAST_PLACES
from recorder.layout import EXHIBITS

_log = logging.getLogger("keeping")
_EVERY_S = 60.0
_DAY_MS = 24 * 3600 * 1000
_KINDS = frozenset({"recording", "batch"})
WAITS = {
    "held": "依法保留中，暂缓清理 · A legal hold is set; it waits.",
    "disputed": "两处日志有争议，暂缓清理 · Two sides disagree about the hearing; it waits.",
    "removal": "已提请销毁，暂缓清理 · A removal is under way; it waits.",
    "not-proven": "档案包不再于两处核验，暂缓清理 · The package is proven in two places no longer; it waits.",
}


@dataclass
class CleanUp:
    """The work. *disputes* names the hearings about which two sides disagree."""

    settings: Settings
    database: Database
    hearings: Hearings
    links: Links
    audit: Audit
    keeping: RecordKeeping
    copies: GoingCopies
    disputes: Callable[[], set[str]]
    now_ms: Callable[[], int]

    def __post_init__(self) -> None:
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Look at once."""
        self._wake.set()

    async def run(self) -> None:
        """Order what is due and bring it on, again and again, until cancelled."""
        while True:
            try:
                await self._order_due()
                await self._bring_on()
            except SQLAlchemyError as fault:
                _log.error("nothing is cleaned up now: %s", fault)
            with suppress(TimeoutError):
                async with asyncio.timeout(_EVERY_S):
                    await self._wake.wait()
            self._wake.clear()

    async def batches_to_clear(self) -> dict[str, str]:
        """Name the hearings whose batches are to go from second places now, with the folders of their cases."""
        found = {}
        for hearing, copies in (await self._ordered()).items():
            state = self.hearings.find(hearing)
            if state is not None and any(one.kind == "batch" for one in copies) and not await self._why_not(state):
                found[hearing] = normal_number(state.case.number)
        return found

    async def _why_not(self, state: HearingState) -> str:
        keeping = await self.keeping.keeping_of(state)
        is_disputed = state.hearing in self.disputes()
        days, proven_at = self.settings.clean_up_days, await self._proven_at(state.hearing)
        return why_not(keeping, proven_at, self.now_ms(), days, is_disputed=is_disputed)

    async def _proven_at(self, hearing: str) -> int | None:
        query = select(func.max(ReplicaRow.stored_at)).where(ReplicaRow.hearing == hearing, _is_package())
        return await self.database.read(lambda session: session.scalar(query))

    async def _order_due(self) -> None:
        if self.settings.clean_up_days <= 0:
            return
        before = self.now_ms() - self.settings.clean_up_days * _DAY_MS
        for hearing in await self.database.read(lambda session: _candidates(session, before)):
            state = self.hearings.find(hearing)
            if state is not None and not await self._why_not(state):
                await self._order(state)

    async def _order(self, state: HearingState) -> None:
        now = self.now_ms()
        await self.database.write(lambda session: _order(session, state, now))
        detail = f"{self.settings.clean_up_days} days after it was proven in {LEAST_PLACES} places"
        await self.audit.note("system", "clean-up", hearing=state.hearing, detail=detail)

    async def _ordered(self) -> dict[str, list[GoingCopy]]:
        """List what was ordered and is not gone, by hearing."""
        known = set(await self.database.read(lambda session: list(session.scalars(select(CleanUpRow.hearing)))))
        return {hearing: copies for hearing, copies in (await self.copies.all()).items() if hearing in known}

    async def _bring_on(self) -> None:
        for hearing, copies in (await self._ordered()).items():
            state = self.hearings.find(hearing)
            if state is None:
                continue  # Shredded meanwhile: that goes its own way.
            why = await self._why_not(state)
            if why:
                waiting = [one for one in copies if one.kind in _KINDS]
                await self.copies.tried(waiting, Outcome(is_gone=False, says=WAITS.get(why, why)))
                continue
            for one in [one for one in copies if one.kind == "recording" and one.location.startswith("agent:")]:
                await self._ask_room(state, one)

    async def _ask_room(self, state: HearingState, copy: GoingCopy) -> None:
        takes = await asyncio.to_thread(_last_seals, self.settings.archive / (state.package or ""))
        case = normal_number(state.case.number)
        lacking = await asyncio.to_thread(_lacking, self.settings.archive / (state.package or ""), state)
        order = {"hearing": state.hearing, "case": case, "why": "cleaned-up", "takes": takes}
        if lacking:  # an agent of before knows no such part of an order, and needs none where nothing lacks
            order["exhibits"] = lacking
        try:
            status, said = await self.links.ask_agent(copy.location.removeprefix("agent:"), "let-go", order)
        except Refusal:
            status, said = 503, {"says": AWAY}
        is_gone = status == 200 and said.get("recording") == "gone"  # noqa: PLR2004
        says = "" if is_gone else str(said.get("says") or status)
        await self.copies.tried([copy], Outcome(is_gone=is_gone, says=says))
        if is_gone:
            await self.audit.note("system", "copy-cleaned-up", hearing=state.hearing, detail=copy.location)


def _lacking(package: Path, state: HearingState) -> list[str]:
    """Name the files of exhibits that *package* lacks, so that a machine keeps what it has of them."""
    return [
        one.name for one in named_files(state) if not (package / f"data/{EXHIBITS}/{one.exhibit}/{one.file}").is_file()
    ]


def _last_seals(package: Path) -> dict[str, str]:
    """Hash the last seal of each take in *package*, so that a machine lets go of nothing that is not in it."""
    seals = {path.parent.name: last_line(path) for path in package.glob("data/media/*/seals.jsonl")}
    return {take: sha256_hex(line) for take, line in seals.items() if line is not None}


def _is_package() -> ColumnElement[bool]:
    return (ReplicaRow.kind == "package") & (ReplicaRow.status == "verified")


def _candidates(session: Session, before: int) -> list[str]:
    """List the hearings whose package was proven in two places before *before*, and that nothing was ordered of."""
    query = (
        select(ReplicaRow.hearing)
        .where(_is_package(), ReplicaRow.hearing.not_in(select(CleanUpRow.hearing)))
        .group_by(ReplicaRow.hearing)
        .having(func.count(ReplicaRow.location.distinct()) >= LEAST_PLACES, func.max(ReplicaRow.stored_at) <= before)
    )
    return list(session.scalars(query))


def _order(session: Session, state: HearingState, now: int) -> None:
    session.merge(CleanUpRow(hearing=state.hearing, ordered_at=now))
    for location in machines_of(session, state):
        if not location.startswith("alone:"):
            session.add(row_to_go(session, state.hearing, "recording", location, now))
    batches = (ReplicaRow.hearing == state.hearing) & (ReplicaRow.kind == "batch")
    for row in session.scalars(select(ReplicaRow).where(batches, ReplicaRow.status.not_in(("removed", *GOING)))):
        row.status, row.attempts, row.says = "going", 0, AT_SECOND
