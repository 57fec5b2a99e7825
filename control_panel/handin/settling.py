"""Settling a hearing that two sides hold: one administrator proposes, another approves, and only then it is done.

    keep      where nothing was held at the server      where the server held it too
    both      the room's stands; the server's plan      the server's stands; the room's is kept beside it,
              becomes a hearing of its own              as a sitting of its own
    room      the room's stands                         refused: nobody undoes a hearing that was held
    server    the server's stands; the room's is        the server's stands; the room's is kept beside it
              kept beside it (not where it was heard
              at a standby panel: its record lies here)

Nothing is deleted or renumbered. The side that does not stand is kept whole with its hashes (:mod:`side_store`). Where
both are hearings of their own already (one case, one sitting), the settlement says which counts, and both stay.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_panel.alone import new_hearing_id
from control_panel.database import Database
from control_panel.errors import Refusal
from control_panel.handin.sides import Keep, Sides, sides_of
from control_panel.handin.taking_in import HandIns
from control_panel.hearing_log import Hearings, unknown_hearing
from control_panel.models import SettlementRow
from hearing.events import HearingEvent
from hearing.facts import HearingState
from hearing.state import fold

Act = Literal["replace", "aside", "stand"]
_NOT_BEGUN = frozenset({"scheduled", "preparing", "postponed", "cancelled"})
_WAIVED = frozenset({"log-differs", "server-ahead", "changed-case", "other-name"})
"""What people may decide. That a record is not what its seals say nobody may."""
_FIELDS = ("keep", "reason", "proposed_by", "proposed_at", "approved_by", "approved_at", "act", "done_at", "says")


@dataclass(frozen=True, slots=True)
class _Held:
    """Both logs of a hearing, and what was found between them."""

    server: Sequence[HearingEvent]
    room: Sequence[HearingEvent]
    other: HearingState
    """The server's side as it stands."""
    are_two: bool
    """Two hearings of one sitting, each under its own name."""
    was_heard_here: bool = False
    """The room's side is at its standby panel, and what was recorded lies under this name already."""


class Settlements:
    """All settlements of this server."""

    def __init__(
        self,
        database: Database,
        hearings: Hearings,
        handins: HandIns,
        look_again: Callable[[str], None],
        now_ms: Callable[[], int],
    ) -> None:
        """*look_again* lets a room's standby panel be asked anew: what was settled of it is carried out then."""
        self._database, self._hearings, self._handins = database, hearings, handins
        self._look_again, self._now_ms = look_again, now_ms
        self._rows: dict[str, SettlementRow] = {}
        self.on_done: list[Callable[[str], None]] = []
        """Told when a settlement was carried out."""
        handins.settled = self.act
        handins.on_done = self._note_done

    async def load(self) -> None:
        """Read what was settled before."""
        rows = await self._database.read(lambda session: list(session.scalars(select(SettlementRow))))
        self._rows = {row.hearing: row for row in rows}

    def told(self, hearing: str) -> dict[str, Any] | None:
        """Say how a hearing was or is to be settled; ``None`` where nobody proposed anything."""
        row = self._rows.get(hearing)
        return {"hearing": hearing, **{name: getattr(row, name) for name in _FIELDS}} if row is not None else None

    def act(self, hearing: str) -> SettlementRow | None:
        """Return an approved settlement."""
        row = self._rows.get(hearing)
        return row if row is not None and row.approved_at is not None else None

    async def look(self, hearing: str) -> Sides:
        """Put both sides next to one another.

        Raises:
            Refusal: the hearing is not held twice (404).
        """
        held = await self._held(hearing)
        conflicts = self._handins.conflicts(hearing)
        return sides_of(held.server, held.room, conflicts, _choices(held, self.act(hearing)))

    async def propose(self, hearing: str, keep: Keep, reason: str, who: str) -> dict[str, Any]:
        """Propose how to settle it; the same proposal of the same person again changes nothing.

        Raises:
            Refusal: it is settled otherwise already, or cannot be settled so (409).
        """
        row = self._rows.get(hearing)
        if row is not None and (row.keep, row.reason, row.proposed_by) == (keep, reason, who):
            return self._said(hearing)
        if row is not None:
            remedy = "先撤回原提议 · Take that proposal back first." if row.approved_at is None else ""
            raise Refusal(409, "已有处理意见 · A settlement is there already", f"{row.keep}: {row.reason}", remedy)
        held = await self._held(hearing)
        self._must_be_possible(hearing, keep, held)
        await self._keep(SettlementRow(
            hearing=hearing, keep=keep, reason=reason, proposed_by=who, proposed_at=self._now_ms(), approved_by="",
            approved_at=None, act="", done_at=None, in_force="", says={},
        ))  # fmt: skip
        return self._said(hearing)

    async def withdraw(self, hearing: str) -> None:
        """Take a proposal back; one that was approved stays.

        Raises:
            Refusal: there is none (404), or it was approved (409).
        """
        row = self._rows.get(hearing)
        if row is None:
            raise _none(hearing)
        if row.approved_at is not None:
            raise Refusal(409, "已经核准，不能撤回 · It was approved and stays", hearing, "")
        await self._database.write(lambda session: session.delete(session.merge(row)))
        del self._rows[hearing]

    async def approve(self, hearing: str, who: str) -> dict[str, Any]:
        """Agree, as another person; approved again, it answers the same.

        Raises:
            Refusal: there is no proposal (404), it is one's own, or it is not possible any more (409).
        """
        row = self._rows.get(hearing)
        if row is None:
            raise _none(hearing)
        if row.approved_at is not None:
            return self._said(hearing)
        if row.proposed_by == who:
            remedy = "请另一位管理员核准 · Let another administrator approve it."
            raise Refusal(409, "提议人不能自己核准 · Nobody approves the own proposal", who, remedy)
        held = await self._held(hearing)
        self._must_be_possible(hearing, row.keep, held)
        row.approved_by, row.approved_at = who, self._now_ms()
        row.act = "stand" if held.are_two else _act(row.keep, held.other)
        if row.act == "replace" and row.keep == "both":
            row.says = {"hearing": new_hearing_id()}
        if row.act == "stand":
            row.done_at = row.approved_at
            row.says = {"server": held.other.hearing, "room": hearing}
        await self._keep(row)
        if room := self._handins.disputing_room(hearing):
            self._look_again(room)
        return self._said(hearing)

    def _must_be_possible(self, hearing: str, keep: str, held: _Held) -> None:
        if keep not in _choices(held, None):
            detail = f"{keep}: {held.other.hearing} {held.other.course}"
            remedy = f"可选 · Choose one of: {', '.join(_choices(held, None))}"
            raise Refusal(409, "不能这样处理 · It cannot be settled like this", detail, remedy)
        stuck = [one.kind for one in self._handins.conflicts(hearing) if one.stops and one.kind not in _WAIVED]
        if stuck:
            remedy = "请重新移交 · Hand it in again; nobody can decide that a record is whole."
            raise Refusal(
                409, "记录与封存值不符，不能裁定 · The record is not what was sealed", ", ".join(stuck), remedy
            )

    async def _held(self, hearing: str) -> _Held:
        server, room = await self._handins.both_sides(hearing)
        if not server or not room:
            raise unknown_hearing()
        other = self._hearings.get(server[0].hearing)
        is_heard = bool(self._handins.disputing_room(hearing)) and fold(room).zero_at is not None
        return _Held(server, room, other, server[0].hearing != room[0].hearing, is_heard)

    def done(self) -> list[str]:
        """Name the hearings whose settlement was carried out."""
        return sorted(row.hearing for row in self._rows.values() if row.done_at is not None)

    def _note_done(self, row: SettlementRow) -> None:
        self._rows[row.hearing] = row
        for told in self.on_done:
            told(row.hearing)

    def _said(self, hearing: str) -> dict[str, Any]:
        told = self.told(hearing)
        assert told is not None, "asked for after it was kept"
        return told

    async def _keep(self, row: SettlementRow) -> None:
        def work(session: Session) -> None:
            session.merge(row)

        await self._database.write(work)
        self._rows[row.hearing] = row


def _choices(held: _Held, done: SettlementRow | None) -> tuple[Keep, ...]:
    if done is not None:
        return ()
    has_begun = not held.are_two and held.other.course not in _NOT_BEGUN
    if has_begun:
        return "both", "server"
    return ("both", "room") if held.was_heard_here else ("both", "room", "server")


def _act(keep: str, other: HearingState) -> Act:
    has_begun = other.course not in _NOT_BEGUN
    return "aside" if keep == "server" or has_begun else "replace"


def _none(hearing: str) -> Refusal:
    remedy = "请先提出处理意见 · Propose one first."
    return Refusal(404, "没有处理意见 · No settlement was proposed", hearing, remedy)
