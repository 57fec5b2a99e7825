"""Calls for the bailiffs while no hearing has the room: kept, told to the pages, confirmed and cleared by name."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from control_panel.attempts import Attempts
from control_panel.audit import Audit
from control_panel.database import Database
from control_panel.errors import Refusal
from control_panel.report_board import ReportBoard
from control_panel.room_call_rows import RoomCallRow
from hearing.bailiff_alarm import Confirmation
from hearing.room_call import MOST_PRESSES, Press, RoomCall, RoomCalls

_PANEL = "service:panel"
_REMEMBERED_MS = 2 * 86_400_000
_MOST, _WINDOW_S = 30, 600.0
"""New calls of one room in so many seconds: more than people press, and clear in between."""


class RoomCallBook:
    """All calls that stand, and those of the last two days.

    Args:
        changed: is called whenever a call has begun or changed.
    """

    def __init__(
        self,
        database: Database,
        audit: Audit,
        board: ReportBoard,
        changed: Callable[[], None],
        now_ms: Callable[[], int],
    ) -> None:
        self._database, self._audit, self._board = database, audit, board
        self._changed, self._now_ms = changed, now_ms
        self._calls: dict[UUID, RoomCall] = {}
        self._tries = Attempts(_MOST, _WINDOW_S)
        self._writing = asyncio.Lock()

    async def load(self) -> None:
        """Read what stands, and what was of late."""
        since = self._now_ms() - _REMEMBERED_MS
        query = select(RoomCallRow).where(or_(RoomCallRow.cleared_at.is_(None), RoomCallRow.told_at >= since))
        rows = await self._database.read(lambda session: list(session.scalars(query)))
        self._calls = {UUID(row.id): RoomCall.model_validate(row.call) for row in rows}
        for room in {call.room for call in self._calls.values()}:
            self._tell(room)

    def all(self) -> list[RoomCall]:
        """List what stands and what was of late."""
        return list(self._calls.values())

    async def pressed(self, room: str, press: Press, agent: str, address: str) -> RoomCall:
        """Take in a press that *agent* tells; one that is known changes nothing, one while a call stands belongs to it.

        Raises:
            Refusal: the room's agent calls more often than people can press (429).
        """
        async with self._writing:
            now = self._now_ms()
            known = next((call for call in self._calls.values() if _holds(call, press)), None)
            if known is not None:
                return known
            if (wait_s := self._tries.wait_s(room, now)) > 0:
                raise Refusal(
                    429, "报警过于频繁 · Too many calls", room, "Have the button looked at.", retry_after=wait_s
                )
            self._tries.failed(room, now)
            press = press.model_copy(update={"at": min(press.at, now)})
            standing = self._standing(room)
            if standing is None:
                call = RoomCall(id=press.id, room=room, at=press.at, told_at=now, presses=(press,))
            else:
                call = standing.model_copy(update={"presses": (*standing.presses, press)[:MOST_PRESSES]})
            await self._keep(call, agent, "bailiffs-called", address, press.place)
            return call

    async def confirm(self, call: UUID, who: str, name: str, address: str) -> RoomCall:
        """Note that *who* has seen it, by *name*; said again it changes nothing.

        Raises:
            Refusal: there is no such call (404), or it is over (409).
        """
        async with self._writing:
            found = self._open(call)
            if any(one.who == who for one in found.confirmed):
                return found
            seen = Confirmation(who=who, name=name, at=self._now_ms())
            confirmed = found.model_copy(update={"confirmed": (*found.confirmed, seen)})
            await self._keep(confirmed, who, "bailiffs-confirmed", address)
            return confirmed

    async def clear(self, call: UUID, who: str, name: str, note: str, address: str) -> RoomCall:
        """Note that it is over, by *name*, and what had happened.

        Raises:
            Refusal: there is no such call (404); it is over, or nobody has confirmed it (409).
        """
        async with self._writing:
            found = self._open(call)
            if not found.confirmed:
                raise Refusal(
                    409, "尚无人确认 · Nobody has confirmed it", "", "先确认知悉，再解除。 · Confirm it first."
                )
            over = {"cleared_at": self._now_ms(), "cleared_by": who, "cleared_name": name, "note": note}
            cleared = found.model_copy(update=over)
            await self._keep(cleared, who, "bailiffs-cleared", address)
            return cleared

    def _standing(self, room: str) -> RoomCall | None:
        return next((call for call in self._calls.values() if call.room == room and call.cleared_at is None), None)

    def _open(self, call: UUID) -> RoomCall:
        found = self._calls.get(call)
        if found is None:
            raise Refusal(404, "没有这次报警 · There is no such call", str(call), "")
        if found.cleared_at is not None:
            raise Refusal(409, "已经解除 · It is cleared already", found.cleared_name, "")
        return found

    async def _keep(self, call: RoomCall, who: str, what: str, address: str, place: str = "") -> None:
        detail = " ".join(part for part in (call.room, str(call.id), place) if part)

        def work(session: Session) -> None:
            row = session.get(RoomCallRow, str(call.id)) or RoomCallRow(
                id=str(call.id), room=call.room, told_at=call.told_at
            )
            row.cleared_at, row.call = call.cleared_at, call.model_dump(mode="json")
            session.add(row)
            session.add(self._audit.entry(who, what, address=address, detail=detail))

        await self._database.write(work)
        since = self._now_ms() - _REMEMBERED_MS
        self._calls = {key: one for key, one in self._calls.items() if one.cleared_at is None or one.told_at >= since}
        self._calls[call.id] = call
        self._tell(call.room)
        self._changed()

    def _tell(self, room: str) -> None:
        """Tell the pages that look at a hearing of *room* what stands in it."""
        standing = self._standing(room)
        self._board.say(RoomCalls(room=room, calls=(standing,) if standing is not None else ()), _PANEL)


def _holds(call: RoomCall, press: Press) -> bool:
    return any(one.id == press.id for one in call.presses)
