"""The server's side of a hand-in: stages log, record and files, compares, and merges the hearing once."""

import asyncio
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_panel.accounts import Accounts
from control_panel.bench.secret_store import SecretStore
from control_panel.database import Database
from control_panel.errors import Refusal
from control_panel.handin.carrying_out import CarryingOut
from control_panel.handin.conflicts import common, conflicts_of
from control_panel.handin.exhibit_check import exhibit_conflicts
from control_panel.handin.record_check import record_conflicts
from control_panel.handin.secret_arrival import SecretArrival
from control_panel.handin.side_store import SideStore
from control_panel.handin.staging import Staging
from control_panel.handin.wire import AnsweredCommand, Conflict, MergeAsked, Standing
from control_panel.hearing_log import Answered, Hearings, unknown_hearing
from control_panel.models import HandoverRow, SettlementRow
from control_panel.settings import Settings
from hearing.events import HearingEvent
from hearing.facts import HearingState
from hearing.log_chain import chain
from hearing.state import fold
from recorder.archive.damage import look_for_damage
from recorder.durable import make_folder, sync_folder
from recorder.intake import Intake
from recorder.layout import EXHIBITS, exhibits_folder, hearing_folder, seals_folder, takes_of

_ENDED = frozenset({"closed", "signing", "archived"})
_NOT_BEGUN = frozenset({"scheduled", "preparing", "postponed"})
_DONE = frozenset({"merged", "aside"})
"""Nothing more of it comes: it is the server's own, or kept beside it."""


class HandIns:
    """All hearings that were handed in here, and those that still come."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        hearings: Hearings,
        accounts: Accounts,
        secrets: SecretStore,
        now_ms: Callable[[], int],
    ) -> None:
        self._settings, self._database, self._hearings = settings, database, hearings
        self._accounts, self._now_ms = accounts, now_ms
        self.staging = Staging(settings.data / "handed")
        self.secrets = SecretArrival(self.staging, secrets)
        self.sides = SideStore(settings.data / "sides")
        self.settled: Callable[[str], SettlementRow | None] = lambda _hearing: None
        """How people settled a hearing that two sides hold."""
        self.on_done: Callable[[SettlementRow], None] = lambda _row: None
        self._carrying = CarryingOut(database, hearings, self.staging, self.sides, now_ms)
        self._side_intakes: dict[str, Intake] = {}
        self._rows: dict[str, HandoverRow] = {}
        self._merging = asyncio.Lock()

    async def load(self) -> None:
        """Read what was handed in before."""
        query = select(HandoverRow).where(HandoverRow.way == "in")
        rows = await self._database.read(lambda session: list(session.scalars(query)))
        self._rows = {row.hearing: row for row in rows}

    def all(self) -> list[Standing]:
        """List what was handed in, and what stands in the way of the rest."""
        return [_standing_of(row) for _, row in sorted(self._rows.items())]

    def names(self, hearing: str) -> dict[str, str]:
        """Name the people of a hearing that was handed in, by principal."""
        row = self._rows.get(hearing)
        return dict(row.names) if row is not None and row.status == "merged" else {}

    async def standing(self, room: str, hearing: str) -> Standing:
        """Say how far a hand-in is.

        Raises:
            Refusal: the hearing is not one of *room* (404).
        """
        row = self._rows.get(hearing)
        if row is not None and row.status in _DONE:
            self._only_of(room, row.room)
            return _standing_of(row)
        staged = await asyncio.to_thread(self.staging.events, hearing)
        if staged:
            self._only_of(room, fold(staged).room)
        if row is not None:
            return _standing_of(row).model_copy(update={"staged": len(staged)})
        return Standing(hearing=hearing, status="staged" if staged else "unknown", staged=len(staged))

    async def staged_case(self, room: str, hearing: str) -> str:
        """Return the number of the case whose hearing is being handed in.

        Raises:
            Refusal: nothing of it was staged, or it is not one of *room* (404).
        """
        return (await self.staged_state(room, hearing)).case.number

    async def staged_state(self, room: str, hearing: str) -> HearingState:
        """Return what the staged log leads to.

        Raises:
            Refusal: nothing of it was staged, or it is not one of *room* (404).
        """
        staged = await asyncio.to_thread(self.staging.events, hearing)
        if not staged:
            raise unknown_hearing()
        state = fold(staged)
        self._only_of(room, state.room)
        return state

    async def stage(self, room: str, hearing: str, after: int, events: Sequence[HearingEvent]) -> Standing:
        """Keep the next events of a log; nothing of it is shown to anybody yet.

        Raises:
            Refusal: they belong to another hearing or room, or do not follow.
        """
        if self._is_done(hearing):
            return await self.standing(room, hearing)
        known = await asyncio.to_thread(self.staging.events, hearing)
        try:
            state = fold([*known[:after], *events])
        except ValueError as fault:
            raise Refusal(
                422, "日志无法读取 · This is no log", str(fault)[:300], "Send it from its beginning."
            ) from fault
        if state.hearing != hearing:
            raise Refusal(422, "日志属于另一庭审 · The log is of another hearing", state.hearing, "")
        self._only_of(room, state.room)
        await asyncio.to_thread(self.staging.add, hearing, after, events)
        return await self.standing(room, hearing)

    async def compare(self, room: str, hearing: str) -> list[Conflict]:
        """Say what does not agree between the staged log and what is here.

        Raises:
            Refusal: nothing was staged, or it is not one of *room* (404).
        """
        await self.staged_case(room, hearing)
        there = await asyncio.to_thread(self.staging.events, hearing)
        here = await self._hearings.events(hearing)
        others = [state for state in self._hearings.states() if state.hearing != hearing]
        accounts = {f"account:{row.id}": row.name for row in await self._accounts.all()}
        found = conflicts_of(here, there, others, accounts, {})
        if self.settled(hearing) is None:
            return found
        return [one.model_copy(update={"stops": False}) for one in found]  # people have decided about all of these

    async def compare_first(self, room: str, hearing: str, peer: str) -> list[Conflict]:
        """Compare before any media comes, and remember what stops it, so that people can settle that.

        Raises:
            Refusal: something stops it (409, with ``conflicts``).
        """
        conflicts = await self.compare(room, hearing)
        if any(one.stops for one in conflicts):
            there = await asyncio.to_thread(self.staging.events, hearing)
            await self._keep(self._row(fold(there), peer, there, {}, conflicts))
            raise stopped(hearing, conflicts)
        return conflicts

    async def dispute(
        self, place: tuple[str, str], hearing: str, events: list[HearingEvent], commands: list[Answered]
    ) -> None:
        """Keep the room's side of a hearing whose logs went two ways at its standby panel; carry out what was settled.

        Raises:
            OSError: the disk refused.
        """
        state = fold(events)
        if self._is_done(hearing) or (state.hearing, state.room) != (hearing, place[0]):
            return
        told = [AnsweredCommand(id=one.id, principal=one.principal, seq=one.seq) for one in commands]
        await asyncio.to_thread(self.staging.add, hearing, 0, events)
        await asyncio.to_thread(self.staging.add_commands, hearing, 0, told)
        conflicts = await self.compare(place[0], hearing)
        row, settled = self._row(state, place[1], events, {}, conflicts), self.settled(hearing)
        row.status = "dispute"
        if settled is None or settled.done_at is not None:
            await self._keep(row)
            return
        if settled.act == "aside":
            row.status = "aside"
            self.on_done(await self._carrying.aside(settled, row, events, state))
        else:
            row.status = "merged"
            self.on_done(await self._carrying.replace(settled, row, events, commands))
        self._rows[hearing] = row
        await asyncio.to_thread(self.staging.drop, hearing)

    def is_merged(self, hearing: str) -> bool:
        """Whether the hearing came by a hand-in: its room brings nothing more by itself."""
        row = self._rows.get(hearing)
        return row is not None and row.status == "merged"

    def disputing_room(self, hearing: str) -> str:
        """Name the room whose standby panel has another log of *hearing*; empty where that is not so."""
        row = self._rows.get(hearing)
        return row.room if row is not None and row.status == "dispute" else ""

    def conflicts(self, hearing: str) -> list[Conflict]:
        """List what was found between both sides of a hearing."""
        row = self._rows.get(hearing)
        return [Conflict.model_validate(one) for one in row.says["conflicts"]] if row is not None else []

    async def both_sides(self, hearing: str) -> tuple[list[HearingEvent], list[HearingEvent]]:
        """Give the server's log and the room's of a hearing that both hold; an empty one where that is not so."""
        row, settled = self._rows.get(hearing), self.settled(hearing)
        if row is None:
            return [], []
        if settled is not None and settled.act == "replace" and settled.done_at is not None:
            return await self._hearings.stored(hearing), await self._hearings.events(hearing)
        if row.status == "merged":
            other = settled.says["server"] if settled is not None else self._same_sitting(hearing)
            return await self._hearings.events(other), await self._hearings.events(hearing)
        staged = await asyncio.to_thread(self.staging.events, hearing)
        kept = await asyncio.to_thread(self.sides.log, hearing, "room")
        return await self._hearings.events(hearing), kept or staged

    def _same_sitting(self, hearing: str) -> str:
        """Name the server's own hearing of the case and sitting of one that was handed in; empty without one."""
        state = self._hearings.get(hearing)
        others = (one for one in self._hearings.states() if one.hearing != hearing)
        same = [one.hearing for one in others if (one.case.number, one.sitting) == (state.case.number, state.sitting)]
        return min(same, default="")

    async def side_place(self, room: str, hearing: str) -> tuple[str, Intake | None] | None:
        """Say where media of a hearing go that was settled and is handed in now: case, and the side's own store if any."""
        settled = self.settled(hearing)
        if settled is None or settled.done_at is not None:
            return None
        case = await self.staged_case(room, hearing)
        if settled.act != "aside":
            return case, None
        if hearing not in self._side_intakes:
            records = self.sides.records(hearing, "room")
            self._side_intakes[hearing] = Intake(records, self._settings.data / "refused")
        return case, self._side_intakes[hearing]

    async def merge(self, room: str, hearing: str, asked: MergeAsked, peer: str) -> Standing:
        """Make the staged hearing one of this server's own, whole or not at all; asked again, it answers the same.

        *peer* is from where it came.

        Raises:
            Refusal: something stops it (409, with ``conflicts``); what was handed in stays staged.
        """
        async with self._merging:
            if self._is_done(hearing):
                return await self.standing(room, hearing)
            settled = self.settled(hearing)
            conflicts = await self.compare(room, hearing)
            there = await asyncio.to_thread(self.staging.events, hearing)
            state = fold(there)
            names = asked.names
            _must_be_whole(state, chain(there), asked.chain)
            own = self._hearings.find(hearing)
            is_aside = settled is not None and settled.act == "aside"
            if own is not None and own.course not in _NOT_BEGUN | {"cancelled"} and not is_aside:
                raise _runs_here(own)
            accounts = {f"account:{row.id}": row.name for row in await self._accounts.all()}
            conflicts += [
                Conflict(kind="other-name", place=who, here=accounts[who], there=name, stops=False)
                for who, name in sorted(names.items())
                if accounts.get(who, name) != name
            ]
            conflicts += await asyncio.to_thread(self._record_conflicts, there, state, is_aside=is_aside)
            conflicts += await self.secrets.conflicts(hearing, asked.secret)
            row = self._row(state, peer, there, names, conflicts)
            if any(one.stops for one in conflicts):
                await self._keep(row)
                raise stopped(hearing, conflicts)
            if not is_aside:
                await self.secrets.take_in(hearing, f"agent:{room}", peer)
            await self._make_own(row, settled, there, state)
            self._rows[hearing] = row
            await asyncio.to_thread(self.staging.drop, hearing)
            return _standing_of(row)

    async def _make_own(
        self, row: HandoverRow, settled: SettlementRow | None, there: list[HearingEvent], state: HearingState
    ) -> None:
        """Make what came this server's own: as it is, or as people settled."""
        if settled is not None and settled.act == "aside":
            row.status = "aside"
            self.on_done(await self._carrying.aside(settled, row, there, state))
            return
        damage = await asyncio.to_thread(self._put_files, state)
        row.status, row.says = "merged", {**row.says, "damaged": damage}
        told = await asyncio.to_thread(self.staging.commands, state.hearing)
        commands = [Answered(one.id, one.principal, one.seq) for one in told if one.seq <= len(there)]
        if settled is not None and settled.act == "replace" and settled.done_at is None:
            self.on_done(await self._carrying.replace(settled, row, there, commands))
            return
        here = await self._hearings.events(state.hearing)
        await self._hearings.adopt(
            state.hearing, there[common(here, there) :], lambda session: _merge_row(session, row), commands
        )

    def _record_conflicts(self, events: list[HearingEvent], state: HearingState, *, is_aside: bool) -> list[Conflict]:
        case, hearing = state.case.number, state.hearing
        if is_aside:
            side, staged = self.sides.folder(hearing, "room"), self.staging.area
            seals, package = (
                area if area.is_dir() else side / area.name
                for area in (staged(hearing, "seals"), staged(hearing, "package"))
            )
            return record_conflicts(self.sides.records(hearing, "room"), events, state, seals, package)
        seals = self._staged_or(hearing, "seals", seals_folder(self._settings.records, case, hearing))
        package = self._staged_or(hearing, "package", hearing_folder(self._settings.archive, case, hearing))
        found = record_conflicts(self._settings.records, events, state, seals, package)
        filed = exhibits_folder(self._settings.records, case, hearing)
        return [*found, *exhibit_conflicts(state, self.staging.area(hearing, EXHIBITS), filed)]

    def _staged_or(self, hearing: str, area: str, place: Path) -> Path:
        """Return where files are: staged, or at their place already, where a merge broke off behind the move."""
        staged = self.staging.area(hearing, area)
        return staged if staged.is_dir() else place

    def _put_files(self, state: HearingState) -> list[str]:
        """Bring the staged files to their places; return which files of the record came damaged."""
        records, archive = self._settings.records, self._settings.archive
        seals = seals_folder(records, state.case.number, state.hearing)
        _move(self.staging.area(state.hearing, "seals"), seals)
        filed = exhibits_folder(records, state.case.number, state.hearing)
        for exhibit in sorted(self.staging.area(state.hearing, EXHIBITS).glob("*")):
            for file in sorted(exhibit.glob("*")):
                place = filed / exhibit.name / file.name
                if not place.exists():  # What was filed at the server stays as it was filed.
                    make_folder(place.parent)
                    file.rename(place)
                    sync_folder(place.parent)
        if state.package is not None:
            _move(
                self.staging.area(state.hearing, "package"), hearing_folder(archive, state.case.number, state.hearing)
            )
        damage = look_for_damage(takes_of(records, state.case.number, state.hearing), state.hearing)
        return [f"{fault.path}: {fault.what}" for fault in damage.faults]

    def _row(
        self,
        state: HearingState,
        peer: str,
        events: Sequence[HearingEvent],
        names: dict[str, str],
        conflicts: list[Conflict],
    ) -> HandoverRow:
        return HandoverRow(
            hearing=state.hearing,
            way="in",
            room=state.room,
            peer=peer[:200],
            at=self._now_ms(),
            status="conflict",
            seq=len(events),
            chain=chain(events),
            names=names,
            says={"conflicts": [one.model_dump() for one in conflicts], "damaged": []},
        )

    async def _keep(self, row: HandoverRow) -> None:
        await self._database.write(lambda session: _merge_row(session, row))
        self._rows[row.hearing] = row

    def _is_done(self, hearing: str) -> bool:
        row = self._rows.get(hearing)
        return row is not None and row.status in _DONE

    def _only_of(self, room: str, owner: str) -> None:
        if room != owner:
            raise unknown_hearing()


def stopped(hearing: str, conflicts: Sequence[Conflict]) -> Refusal:
    """Refuse a hand-in, and say what stops it."""
    first = next(one for one in conflicts if one.stops)
    detail = f"{hearing}: {first.kind} {first.place}: {first.here[:120]!r} / {first.there[:120]!r}"
    told: Any = [one.model_dump() for one in conflicts]
    remedy = "两边的记录都已保留，请由管理员核对 · Both sides keep what they have; an administrator has to look."
    return Refusal(409, "移交内容与服务器不一致 · What was handed in does not agree", detail, remedy, conflicts=told)


def _must_be_whole(state: HearingState, found: str, expected: str) -> None:
    if found != expected:
        raise Refusal(409, "日志摘要不符 · The log is not what was announced", state.hearing, "Hand it in again.")
    if state.course not in _ENDED:
        remedy = "闭庭后再移交 · Hand it in after closing."
        raise Refusal(409, "庭审尚未结束 · The hearing has not ended", f"{state.hearing}: {state.course}", remedy)


def _runs_here(own: HearingState) -> Refusal:
    detail = f"{own.hearing}: {own.course}"
    return Refusal(409, "该庭审正由服务器主持 · The server itself holds this hearing", detail, "Ask an administrator.")


def _standing_of(row: HandoverRow) -> Standing:
    return Standing.model_validate(
        {"hearing": row.hearing, "status": row.status, "seq": row.seq, "chain": row.chain, **row.says}
    )


def _merge_row(session: Session, row: HandoverRow) -> None:
    session.merge(row)


def _move(source: Path, target: Path) -> None:
    """Give a folder its place; one that is there already was brought before a hand-in broke off."""
    if not source.is_dir():
        return
    make_folder(target.parent)
    if target.exists():
        shutil.rmtree(target)
    source.rename(target)
    sync_folder(target.parent)
