"""Adding to an archived hearing on a page: what there is already, and the next one, written by hand."""

from typing import Any

from fastapi import APIRouter, Request

from control_panel.addenda import Adding
from control_panel.errors import Refusal
from control_panel.identity import CallerHere, address_of, hearing_of, refuse_right
from control_panel.panel import Panel, PanelHere
from hearing.facts import HearingState
from hearing.participant import Right
from recorder.archive.addendum import Addendum, AddendumRefused
from recorder.archive.verification import NotAPackage
from recorder.errors import RecorderError

router = APIRouter(tags=["addenda"])


@router.get("/hearings/{hearing}/addenda")
async def addenda(panel: PanelHere, caller: CallerHere, hearing: str) -> dict[str, Any]:
    """List what was added after archiving; ``prev`` is what the next one follows and its signer is shown."""
    state = _archived(panel, caller, hearing)
    try:
        prev, found = await panel.addenda.all(state)
    except (RecorderError, OSError, ValueError) as fault:
        raise _unreadable(fault) from fault
    return {"root": state.root, "prev": prev, "addenda": [_told(one) for one in found]}


@router.post("/hearings/{hearing}/addenda", status_code=201)
async def add(panel: PanelHere, request: Request, caller: CallerHere, hearing: str, adding: Adding) -> dict[str, Any]:
    """Add a signature or an explanation, written by hand on the court's page before the bench or the clerk."""
    state = _archived(panel, caller, hearing)
    if Right.CORRECT_TRANSCRIPT not in caller.actor_in(state).rights:
        raise refuse_right("addendum")
    try:
        added = await panel.addenda.add(state, adding, panel.now_ms())
    except (AddendumRefused, NotAPackage) as fault:
        raise Refusal(409, "不能补充 · It cannot be added", str(fault), "Look at it again, then sign.") from fault
    except (RecorderError, OSError) as fault:
        raise _unreadable(fault) from fault
    detail = f"v{added.number} {added.kind} {added.by}"
    await panel.audit.note(caller.principal, "addendum", hearing=hearing, address=address_of(request), detail=detail)
    return _told(added)


def _archived(panel: Panel, caller: CallerHere, hearing: str) -> HearingState:
    state = hearing_of(caller, panel.hearings, hearing)
    if not caller.knows_whole(state):
        raise refuse_right("addenda")
    if state.package is None:
        raise Refusal(
            409,
            "庭审尚未归档 · The hearing is not archived yet",
            state.course,
            "归档前请在送签笔录时签名 · Before archiving it is signed with the transcript.",
        )
    return state


def _unreadable(fault: Exception) -> Refusal:
    remedy = "请技术人员检查存储和密钥 · Ask a technician to look at the store and the key."
    return Refusal(503, "档案包不可用 · The package cannot be used now", str(fault)[:300], remedy)


def _told(one: Addendum) -> dict[str, Any]:
    return one.model_dump(mode="json", include={"number", "kind", "by", "method", "at", "text", "files"})
