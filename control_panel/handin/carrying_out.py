"""Carries a settlement out once the room handed its side in whole: the room's log in force, or kept beside the server's."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from control_panel.database import Database
from control_panel.handin.side_store import SideStore
from control_panel.handin.sides import Which
from control_panel.handin.staging import Staging
from control_panel.hearing_log import Answered, Hearings
from control_panel.models import HandoverRow, SettlementRow
from hearing.events import HearingEvent, Scheduled
from hearing.facts import HearingState
from hearing.log_chain import chain

_KEPT = ("hearing", "keep", "reason", "proposed_by", "proposed_at", "approved_by", "approved_at", "act")


@dataclass(frozen=True, slots=True)
class CarryingOut:
    """What a settlement comes to. Everything may be broken off and begun again."""

    database: Database
    hearings: Hearings
    staging: Staging
    sides: SideStore
    now_ms: Callable[[], int]

    async def replace(
        self, row: SettlementRow, handover: HandoverRow, events: Sequence[HearingEvent], commands: Sequence[Answered]
    ) -> SettlementRow:
        """Let the room's log be in force; the server's stays stored and is kept as a side. Its plan may get a hearing."""
        own = await self.hearings.events(row.hearing)
        planned = await self._plan_again(row, self.hearings.get(row.hearing))
        await asyncio.to_thread(self.sides.begin, row.hearing, "server", own)
        said = {**await self._close(row, "server", own), **planned}
        done = self._done(row, said)

        def alongside(session: Session, name: str) -> None:
            done.in_force = name
            session.merge(done)
            session.merge(handover)

        await self.hearings.replace(row.hearing, events, alongside, commands)
        return done

    async def aside(
        self, row: SettlementRow, handover: HandoverRow, events: Sequence[HearingEvent], state: HearingState
    ) -> SettlementRow:
        """Keep the room's side whole beside the server's, which goes on as it is."""
        await asyncio.to_thread(self.sides.begin, row.hearing, "room", events)
        for area in ("seals", "exhibits", "package"):
            await asyncio.to_thread(self.sides.bring, row.hearing, "room", self.staging.area(row.hearing, area))
        sitting = self._next_sitting(state) if row.keep == "both" else None
        done = self._done(row, {**await self._close(row, "room", events), "sitting": sitting})

        def work(session: Session) -> None:
            session.merge(done)
            session.merge(handover)

        await self.database.write(work)
        return done

    async def _close(self, row: SettlementRow, which: Which, events: Sequence[HearingEvent]) -> dict[str, Any]:
        about = {
            "keep": row.keep,
            "reason": row.reason,
            "proposed_by": row.proposed_by,
            "approved_by": row.approved_by,
            "approved_at": row.approved_at,
            "chain": chain(events),
        }
        digest = await asyncio.to_thread(self.sides.close, row.hearing, which, about)
        return {"side": which, "sha256": digest}

    async def _plan_again(self, row: SettlementRow, own: HearingState) -> dict[str, Any]:
        """Put what the server had planned into the schedule anew, as the next sitting, where both are to be kept."""
        hearing = row.says.get("hearing", "")
        if row.keep != "both" or own.course == "cancelled" or not hearing:
            return {}
        if self.hearings.find(hearing) is None:
            event = Scheduled(
                hearing=hearing,
                seq=1,
                at=self.now_ms(),
                who=row.approved_by,
                case=own.case,
                procedure=own.procedure,
                room=own.room,
                court=own.court,
                room_name=own.room_name,
                planned_at=own.planned_at,
                sitting=self._next_sitting(own),
                summary_track=own.summary_track,
                remote_ground=own.remote_ground,
            )
            await self.hearings.adopt(hearing, [event])
        return {"hearing": hearing}

    def _next_sitting(self, state: HearingState) -> int:
        same = [one.sitting for one in self.hearings.states() if one.case.number == state.case.number]
        return max(same, default=state.sitting) + 1

    def _done(self, row: SettlementRow, says: dict[str, Any]) -> SettlementRow:
        kept = {name: getattr(row, name) for name in _KEPT}
        return SettlementRow(**kept, done_at=self.now_ms(), in_force="", says=says)
