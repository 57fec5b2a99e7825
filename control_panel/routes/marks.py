"""Bookmarks and private notes at moments of a record: each person's own, in no log and no package."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from control_panel.errors import Refusal
from control_panel.identity import Caller, CallerHere, refuse_right
from control_panel.models import MarkRow
from control_panel.panel import PanelHere
from control_panel.routes.record import may_review

router = APIRouter(tags=["marks"])
_MOST = 2000
"""Marks of one person in one record."""


class Mark(BaseModel):
    """What is kept at a moment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    position: Annotated[int, Field(ge=0, lt=1 << 62)]
    """Nanoseconds of the timeline."""
    note: Annotated[str, Field(max_length=2000)] = ""
    """Empty for a bookmark."""


def _mine(caller: Caller, panel: PanelHere, hearing: str) -> str:
    if caller.holder.kind != "session":
        raise refuse_right("marks")
    may_review(caller, panel, hearing)
    return caller.principal


def _shown(row: MarkRow) -> dict[str, Any]:
    return {"id": row.id, "position": row.position, "note": row.note, "made_at": row.made_at}


def _row(session: Session, who: str, hearing: str, mark: int) -> MarkRow:
    row = session.get(MarkRow, mark)
    if row is None or (row.who, row.hearing) != (who, hearing):
        raise Refusal(404, "没有这个标记 · There is no such mark", "", "刷新后重试 · Load the page again.")
    return row


@router.get("/hearings/{hearing}/marks")
async def marks(panel: PanelHere, caller: CallerHere, hearing: str) -> dict[str, list[dict[str, Any]]]:
    """List the caller's own marks, in the order of time."""
    who = _mine(caller, panel, hearing)
    query = select(MarkRow).where(MarkRow.who == who, MarkRow.hearing == hearing).order_by(MarkRow.position, MarkRow.id)
    return {"marks": await panel.database.read(lambda session: [_shown(row) for row in session.scalars(query)])}


@router.post("/hearings/{hearing}/marks", status_code=201)
async def add(panel: PanelHere, caller: CallerHere, hearing: str, mark: Mark) -> dict[str, Any]:
    """Keep a mark for the caller."""
    who = _mine(caller, panel, hearing)

    def work(session: Session) -> dict[str, Any]:
        count = select(func.count()).where(MarkRow.who == who, MarkRow.hearing == hearing)
        if (session.scalar(count) or 0) >= _MOST:
            raise Refusal(409, "标记过多 · Too many marks", str(_MOST), "删除一些再添加 · Delete some first.")
        row = MarkRow(who=who, hearing=hearing, position=mark.position, note=mark.note, made_at=panel.now_ms())
        session.add(row)
        session.flush()
        return _shown(row)

    return await panel.database.write(work)


@router.put("/hearings/{hearing}/marks/{number}")
async def change(panel: PanelHere, caller: CallerHere, hearing: str, number: int, mark: Mark) -> dict[str, Any]:
    """Change one of the caller's marks."""
    who = _mine(caller, panel, hearing)

    def work(session: Session) -> dict[str, Any]:
        row = _row(session, who, hearing, number)
        row.position, row.note = mark.position, mark.note
        return _shown(row)

    return await panel.database.write(work)


@router.delete("/hearings/{hearing}/marks/{number}", status_code=204)
async def remove(panel: PanelHere, caller: CallerHere, hearing: str, number: int) -> None:
    """Delete one of the caller's marks."""
    who = _mine(caller, panel, hearing)

    def work(session: Session) -> None:
        _row(session, who, hearing, number)
        session.execute(delete(MarkRow).where(MarkRow.id == number))

    await panel.database.write(work)
