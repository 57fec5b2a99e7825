"""What is kept of fitting courtrooms: every version of the floor plan, every check, every sign-off."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from control_panel.database import Database
from control_panel.errors import Refusal
from control_panel.fitting_rows import FittingNoteRow, FloorPlanRow, SignOffRow
from hearing.fitting import FittedLine, FittedRoom, FittingNote, FloorPlan, SignOff, standing_of

VERSIONS_MAX = 50
_NOTES_MAX = 2000
Signed = Literal["never", "signed", "other-state", "unknown"]
"""Nobody signed; signed as it runs; something was changed since; its agent does not say now by what it runs."""


@dataclass(frozen=True)
class KeptPlan:
    """One version of a plan; version 0 is what the room file says."""

    version: int
    at: int
    who: str
    plan: FloorPlan


class FittingBook:
    """Plans, checks and sign-offs of all courtrooms."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database, self._now_ms = database, now_ms

    async def plan(self, room: str, version: int | None = None) -> KeptPlan | None:
        """Return a plan's newest version, or the one asked for; ``None`` when there is none."""
        query = select(FloorPlanRow).where(FloorPlanRow.room == room).order_by(FloorPlanRow.version.desc()).limit(1)
        if version is not None:
            query = query.where(FloorPlanRow.version == version)
        row = await self._database.read(lambda session: session.scalar(query))
        if row is None:
            return None
        return KeptPlan(row.version, row.at, row.who, FloorPlan.model_validate(row.plan))

    async def versions(self, room: str) -> list[dict[str, Any]]:
        """List the versions of a room's plan, newest first."""
        query = select(FloorPlanRow).where(FloorPlanRow.room == room).order_by(FloorPlanRow.version.desc())
        rows = await self._database.read(lambda session: list(session.scalars(query.limit(VERSIONS_MAX))))
        return [{"version": row.version, "at": row.at, "who": row.who} for row in rows]

    async def save(self, room: str, plan: FloorPlan, who: str, upon: int) -> int:
        """Keep *plan* as the version after *upon*; return its number.

        Raises:
            Refusal: somebody saved another one meanwhile (409).
        """
        at = self._now_ms()

        def work(session: Session) -> int:
            query = select(FloorPlanRow.version).where(FloorPlanRow.room == room)
            newest = session.scalar(query.order_by(FloorPlanRow.version.desc()).limit(1)) or 0
            if newest != upon:
                remedy = "请重新载入后再改 · Load it again, then change it."
                title = "平面图已被他人修改 · Somebody else has changed the plan"
                raise Refusal(409, title, f"version {newest}", remedy, version=newest)
            kept = plan.model_dump(mode="json")
            session.add(FloorPlanRow(room=room, version=newest + 1, at=at, who=who, plan=kept))
            return newest + 1

        return await self._database.write(work)

    async def note(self, room: FittedRoom, note: FittingNote, who: str) -> None:
        """Keep how a check ended."""
        row = FittingNoteRow(
            room=room.room,
            equipment=room.state.equipment_digest,
            at=self._now_ms(),
            who=who,
            note=note.model_dump(mode="json"),
        )
        await self._database.write(lambda session: session.add(row))

    async def lines(self, room: FittedRoom) -> tuple[FittedLine, ...]:
        """Say how each thing of *room* stands, by the checks of what is there now."""
        query = select(FittingNoteRow.note).where(
            FittingNoteRow.room == room.room, FittingNoteRow.equipment == room.state.equipment_digest
        )
        newest = query.order_by(FittingNoteRow.id.desc()).limit(_NOTES_MAX)
        rows = await self._database.read(lambda session: list(session.scalars(newest)))
        notes = tuple(FittingNote.model_validate(row) for row in reversed(rows))
        return tuple(standing_of(item, notes) for item in room.items)

    async def sign(self, signed: SignOff) -> None:
        """Keep a sign-off, for ever."""
        row = SignOffRow(
            room=signed.room, at=signed.at, who=signed.who, digest=signed.digest, signed=signed.model_dump(mode="json")
        )
        await self._database.write(lambda session: session.add(row))

    async def signed_digests(self) -> dict[str, str]:
        """Say by room of which state its last sign-off is."""
        last = select(func.max(SignOffRow.id)).group_by(SignOffRow.room)
        query = select(SignOffRow.room, SignOffRow.digest).where(SignOffRow.id.in_(last))
        return dict(await self._database.read(lambda session: [(room, of) for room, of in session.execute(query)]))

    async def sign_offs(self, room: str) -> list[SignOff]:
        """List a room's sign-offs, newest first."""
        query = select(SignOffRow.signed).where(SignOffRow.room == room).order_by(SignOffRow.id.desc())
        rows = await self._database.read(lambda session: list(session.scalars(query.limit(VERSIONS_MAX))))
        return [SignOff.model_validate(row) for row in rows]


def signed_for(signed: str | None, digest: str | None) -> Signed:
    """Say for what a room's last sign-off, of the state *signed*, stands now that it runs by *digest* (``None``: nobody says)."""
    if signed is None:
        return "never"
    if digest is None:
        return "unknown"
    return "signed" if signed == digest else "other-state"


def signed_as(last: SignOff | None, described: FittedRoom | None) -> Signed:
    """Say for what the *last* sign-off stands, now that the room runs as *described* and its file is as it is."""
    digest = described.digest if described is not None else None
    signed = signed_for(last.digest if last is not None else None, digest)
    return "other-state" if signed == "signed" and described is not None and described.differs_on_disk else signed


def plan_of(room: FittedRoom) -> FloorPlan:
    """Return the plan that the room file of *room* holds."""
    things = [
        {"kind": item.kind, "name": item.name, "place": item.place.model_dump()}
        for item in room.items
        if item.place is not None
    ]
    return FloorPlan.model_validate({"floor": room.floor.model_dump(), "things": things})
