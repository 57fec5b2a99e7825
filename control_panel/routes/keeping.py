"""How long records stay: terms, legal holds, and removals that two administrators agree to."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import SQLAlchemyError

from control_panel.errors import Refusal
from control_panel.exports import Export, exports_of_hearing
from control_panel.hearing_log import unknown_hearing
from control_panel.identity import AdministratorHere, Caller, address_of, kept_hearing_of
from control_panel.keeping import Refused
from control_panel.panel import Panel, PanelHere
from hearing.case import normal_number
from hearing.facts import HearingState
from hearing.ids import HearingId
from recorder.keeping.removal import GRACE_MS
from recorder.keeping.term import Term

router = APIRouter(tags=["record"])


class SaidTerm(BaseModel):
    """How long a case is kept, and when it was closed (UTC ms); ``null`` while that is open."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: Annotated[str, Field(max_length=80)]
    term: Term | None
    closed_at: int | None


class SaidReason(BaseModel):
    """Why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    why: Annotated[str, Field(min_length=1, max_length=400)]


@router.put("/keeping/terms", status_code=204)
async def set_term(panel: PanelHere, request: Request, caller: AdministratorHere, said: SaidTerm) -> None:
    """Set the term of a case."""
    try:
        number = normal_number(said.case)
    except ValueError as fault:
        raise Refusal(422, "案号有误 · This is no case number", str(fault), "") from fault
    if said.closed_at is not None and said.closed_at > panel.now_ms():
        detail = "Locks follow the term and can never be shortened."
        raise Refusal(422, "结案日期在将来 · The case cannot have been closed in the future", detail, "Check the day.")
    await panel.keeping.set_term(number, said.term, said.closed_at)
    await panel.audit.note(
        caller.principal, "keeping-term", address=address_of(request), detail=f"{number}: {said.term} {said.closed_at}"
    )


@router.get("/hearings/{hearing}/keeping")
async def look(panel: PanelHere, _: AdministratorHere, hearing: str) -> dict[str, Any]:
    """Say in which stage of its life the record is, until when it is kept, what holds it, and who wants it gone."""
    return await _told(panel, hearing)


@router.get("/keeping/removals")
async def removals(panel: PanelHere, _: AdministratorHere) -> dict[str, list[dict[str, Any]]]:
    """List the records whose removal is under way or done, each as its own page shows it."""
    return {"removals": [await _told(panel, hearing) for hearing in await panel.keeping.removals()]}


@router.get("/hearings/{hearing}/exports")
async def exports(panel: PanelHere, _: AdministratorHere, hearing: HearingId) -> dict[str, list[Export]]:
    """List who took what of the record out of the archive; it stays when the record is shredded."""
    journal = panel.settings.archive / "exports.jsonl"
    return {"exports": await asyncio.to_thread(exports_of_hearing, journal, hearing)}


@router.post("/hearings/{hearing}/keeping/holds", status_code=201)
async def hold(
    panel: PanelHere, request: Request, caller: AdministratorHere, hearing: str, said: SaidReason
) -> dict[str, Any]:
    """Set a legal hold."""
    state = kept_hearing_of(caller, panel.hearings, hearing)
    await panel.keeping.hold(state, caller.principal, said.why)
    return await _noted(panel, request, caller, state, "hold-set", said.why)


@router.delete("/hearings/{hearing}/keeping/holds/{number}")
async def lift(
    panel: PanelHere, request: Request, caller: AdministratorHere, hearing: str, number: int
) -> dict[str, Any]:
    """Lift a legal hold."""
    state = kept_hearing_of(caller, panel.hearings, hearing)
    if not await panel.keeping.lift(state, number, caller.principal):
        raise Refusal(404, "没有这项保留 · There is no such hold", str(number), "")
    return await _noted(panel, request, caller, state, "hold-lifted", str(number))


@router.post("/hearings/{hearing}/keeping/removal", status_code=201)
async def hide(
    panel: PanelHere, request: Request, caller: AdministratorHere, hearing: str, said: SaidReason
) -> dict[str, Any]:
    """Begin a removal: from now on nobody is shown the record."""
    state = kept_hearing_of(caller, panel.hearings, hearing)
    try:
        await panel.keeping.hide(state, caller.principal, said.why)
    except Refused as refused:
        raise _refusal(refused) from refused
    await panel.shredding.hide(hearing)
    return await _noted(panel, request, caller, state, "removal-asked", said.why)


@router.post("/hearings/{hearing}/keeping/removal/approval", status_code=201)
async def approve(panel: PanelHere, request: Request, caller: AdministratorHere, hearing: str) -> dict[str, Any]:
    """Agree to a removal, as another person."""
    state = kept_hearing_of(caller, panel.hearings, hearing)
    try:
        await panel.keeping.approve(state, caller.principal)
    except Refused as refused:
        raise _refusal(refused) from refused
    return await _noted(panel, request, caller, state, "removal-approved", "")


@router.post("/hearings/{hearing}/keeping/removal/shredding", status_code=201)
async def shred(panel: PanelHere, request: Request, caller: AdministratorHere, hearing: str) -> dict[str, Any]:
    """Take the record away, a day after another person agreed; its tombstone stays. Again does no harm."""
    state = panel.hearings.find(hearing)
    if state is None:
        return await _told(panel, hearing)
    try:
        removal = await panel.keeping.shred(state)
    except Refused as refused:
        raise _refusal(refused) from refused
    try:
        root = await panel.shredding.shred_here(hearing, removal)
        panel.shredding.wake()
    except (OSError, SQLAlchemyError) as fault:
        detail, remedy = str(fault)[:300], "It is tried again by itself; ask again once the disk is well."
        raise Refusal(507, "未能全部销毁 · Not all of it is gone yet", detail, remedy) from fault
    return await _noted(panel, request, caller, state, "record-shredded", f"root {root}")


@router.delete("/hearings/{hearing}/keeping/removal")
async def withdraw(panel: PanelHere, request: Request, caller: AdministratorHere, hearing: str) -> dict[str, Any]:
    """Take a removal back."""
    state = kept_hearing_of(caller, panel.hearings, hearing)
    try:
        await panel.keeping.withdraw(state)
    except Refused as refused:
        raise _refusal(refused) from refused
    return await _noted(panel, request, caller, state, "removal-withdrawn", "")


async def _noted(
    panel: Panel, request: Request, caller: Caller, state: HearingState, what: str, detail: str
) -> dict[str, Any]:
    address = address_of(request)
    await panel.audit.note(caller.principal, what, hearing=state.hearing, address=address, detail=detail)
    return await _told(panel, state.hearing)


async def _told(panel: Panel, hearing: str) -> dict[str, Any]:
    """Say what is so, how the people in it are called, and how far each copy is."""
    state = panel.hearings.find(hearing)
    if state is not None:
        about = {"case": state.case.number, "planned_at": state.planned_at}
        told = {**await panel.keeping.look(state), **about}
    elif (buried := await panel.keeping.look_buried(hearing)) is not None:
        told = buried
    else:
        raise unknown_hearing()
    removal = told["removal"] or {"hidden_by": "", "approved_by": ""}
    who = {*(hold["who"] for hold in told["holds"]), removal["hidden_by"], removal["approved_by"]} - {""}
    found = {principal: await panel.accounts.get(principal) for principal in sorted(who)}
    names = {principal: account.name or account.account for principal, account in found.items() if account is not None}
    return {
        "hearing": hearing,
        **told,
        "names": names,
        "now": panel.now_ms(),
        "grace_ms": GRACE_MS,
        "copies": await panel.replicas.of(hearing),
        "locks": await panel.locks.of(hearing),
    }


def _refusal(refused: Refused) -> Refusal:
    return Refusal(409, "不得销毁 · It must be kept", str(refused), "")
