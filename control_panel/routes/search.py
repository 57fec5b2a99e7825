"""Finding what was said or noted, in which hearing and when."""

import functools
import unicodedata
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from control_panel.errors import Refusal
from control_panel.identity import CallerHere, refuse_right
from control_panel.panel import Panel, PanelHere
from control_panel.search import Page, search
from control_panel.word_index import Asked
from hearing.facts import HearingState
from hearing.ids import Milliseconds, RoomId
from hearing.participant import Right, Role

router = APIRouter(tags=["search"])
_MOST_HEARINGS = 500


class Question(BaseModel):
    """What is looked for, and where."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: Annotated[str, Field(min_length=1, max_length=100)]
    """Words, each to be found as it stands; what is in quotes is one."""
    case: Annotated[str, Field(max_length=80)] = ""
    """Part of the case number."""
    room: Annotated[list[RoomId], Field(max_length=50)] = []
    role: Annotated[list[Role], Field(max_length=30)] = []
    """Said in one of these roles."""
    since: Milliseconds | None = None
    until: Milliseconds | None = None
    before: int | None = None
    """``next`` of the page before."""
    limit: Annotated[int, Field(ge=1, le=100)] = 20


@router.get("/search")
async def find(panel: PanelHere, caller: CallerHere, question: Annotated[Question, Query()]) -> Response:
    """Find what holds the words, newest first, of what the caller may read."""
    if caller.holder.kind != "session" or Right.READ_TRANSCRIPT not in caller.rights:
        raise refuse_right("search")
    asked = Asked(
        words=question.q,
        hearings=_hearings_of(panel, question.case) if question.case else None,
        rooms=frozenset(question.room),
        roles=frozenset(question.role),
        since=question.since,
        until=question.until,
        before=question.before,
    )

    def known(hearing: str) -> HearingState | None:
        state = panel.hearings.find(hearing)
        is_shown = state is not None and caller.knows_whole(state) and not panel.keeping.is_hidden(hearing)
        return state if is_shown else None

    def work(session: Session) -> Page:
        return search(session, asked, question.limit, known)

    page = await panel.database.read(work)
    return JSONResponse({"found": page.found, "next": page.next}, headers={"cache-control": "no-store"})


def _hearings_of(panel: Panel, case: str) -> frozenset[str]:
    """Find the hearings of cases one of whose numbers holds *case*, joined ones too.

    Raises:
        Refusal: they are too many.
    """
    wanted = _plain(case)
    found = frozenset(
        state.hearing
        for state in panel.hearings.states()
        if any(wanted in _plain(number) for number in state.known_numbers)
    )
    if len(found) > _MOST_HEARINGS:
        raise Refusal(
            422, "案号过于宽泛 · Too many cases have such a number", "", "请写完整案号 · Write more of the case number."
        )
    return found


@functools.lru_cache(maxsize=100_000)
def _plain(number: str) -> str:
    return unicodedata.normalize("NFKC", number).replace(" ", "").lower()
