"""Finding what was said or noted, and in which hearing."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session

from control_panel.identity import CallerHere, refuse_right
from control_panel.models import EventRow
from control_panel.panel import PanelHere
from control_panel.words import find_words
from hearing.events import EVENT
from hearing.participant import Right

router = APIRouter(tags=["search"])
_MOST = 100


@router.get("/search")
async def search(
    panel: PanelHere, caller: CallerHere, q: Annotated[str, Query(min_length=1, max_length=100)]
) -> dict[str, list[dict[str, Any]]]:
    """Find lines and notes that hold the words, newest first, of those that the caller may read."""
    if caller.holder.kind != "session" or Right.READ_TRANSCRIPT not in caller.rights:
        raise refuse_right("search")

    def work(session: Session) -> list[str]:
        places = find_words(session, q, _MOST)
        rows = [session.get(EventRow, place) for place in places]
        return [row.body for row in rows if row is not None]

    found = []
    for event in [EVENT.validate_json(body) for body in await panel.database.read(work)]:
        state = panel.hearings.get(event.hearing)
        if caller.knows_whole(state):
            case = state.case.model_dump(mode="json")
            found.append({"hearing": event.hearing, "case": case, "event": event.model_dump(mode="json")})
    return {"found": found}
