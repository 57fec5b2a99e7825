"""Fragments coming up from the courtrooms (docs/PROTOCOL.md §7)."""

import asyncio
from collections.abc import Callable
from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from control_panel.errors import Refusal
from control_panel.hearing_log import shut_hearing
from control_panel.identity import CallerHere, address_of, part_of_hearing, refuse_right
from control_panel.panel import Panel, PanelHere
from hearing.custody import may_hand_up
from hearing.policy import room_of
from hearing.reports import Health
from recorder.errors import BadMedia, BadName, RecordDamaged, StoreFault
from recorder.holdings import Holdings
from recorder.intake import Intake

router = APIRouter(tags=["record"])
KIND = "application/vnd.courtroom.fragments"


@router.get("/hearings/{hearing}/fragments")
async def holds(panel: PanelHere, caller: CallerHere, hearing: str) -> Holdings:
    """Say what is here of the hearing, by hash, so that the other side can compare."""
    case, intake = await _place(panel, caller, hearing)
    if caller.holder.kind not in ("agent", "service"):
        raise refuse_right("fragments")
    is_own = _own_takes(panel, caller, hearing, intake)
    try:
        if caller.holder.kind == "agent":
            await asyncio.to_thread(intake.mend, case, hearing, is_own)
        found = await asyncio.to_thread(intake.holdings, case, hearing)
    except StoreFault as fault:
        raise Refusal(
            507, "录音录像无法读取 · The record cannot be read", str(fault)[:500], "Call court IT."
        ) from fault
    return Holdings(takes={name: take for name, take in found.takes.items() if is_own(name)})


async def _place(panel: Panel, caller: CallerHere, hearing: str) -> tuple[str, Intake]:
    """Return the case and the store of the hearing: a side's own, where people settled that it lies beside."""
    if caller.holder.kind == "agent" and not panel.hearings.is_shut(hearing):
        side = await panel.handins.side_place(caller.principal.removeprefix("agent:"), hearing)
        if side is not None:
            return side[0], side[1] or panel.intake
    return await _case_of(panel, caller, hearing), panel.intake


async def _case_of(panel: Panel, caller: CallerHere, hearing: str) -> str:
    """Return the case of a hearing that is known, or that the caller's room is handing in."""
    if panel.hearings.is_shut(hearing):
        raise shut_hearing()
    if caller.holder.kind == "agent" and panel.hearings.find(hearing) is None:
        return await panel.handins.staged_case(caller.principal.removeprefix("agent:"), hearing)
    return part_of_hearing(caller, panel.hearings, hearing).case.number


def _own_takes(panel: Panel, caller: CallerHere, hearing: str, intake: Intake) -> Callable[[str], bool]:
    """Say which takes are the caller's: a courtroom's agent and a far end's have nothing to do with each other's."""
    state = panel.hearings.find(hearing)
    if caller.holder.kind != "agent" or state is None or intake is not panel.intake:
        return lambda _take: True
    return partial(may_hand_up, state, room_of(caller.actor()))


@router.post("/hearings/{hearing}/fragments")
async def take_in(panel: PanelHere, request: Request, caller: CallerHere, hearing: str) -> Response:
    """Store fragments; idempotent by hash. What differs from what is there is refused and kept aside."""
    case, intake = await _place(panel, caller, hearing)
    if caller.holder.kind != "agent" and caller.principal != "service:recorder":
        raise refuse_right("fragments")
    if request.headers.get("content-type", "").partition(";")[0].strip() != KIND:
        raise Refusal(415, "内容类型有误 · Wrong kind of content", "", f"Send {KIND}.")
    body = await request.body()
    try:
        is_own = _own_takes(panel, caller, hearing, intake)
        outcome = await asyncio.to_thread(intake.take_in, case, hearing, body, is_own)
    except (BadMedia, BadName) as fault:
        raise Refusal(
            422, "片段无法读取 · The fragments cannot be read", str(fault)[:500], "See PROTOCOL.md."
        ) from fault
    except (StoreFault, RecordDamaged) as fault:
        panel.board.say(Health(process="store", state="fail", says=str(fault)[:300]), "system")
        raise Refusal(
            507, "录音录像无法保存 · The record cannot be stored", str(fault)[:500], "Call court IT."
        ) from fault
    if panel.board.is_failing("store"):
        panel.board.say(Health(process="store", state="pass"), "system")
    answer = {"stored": outcome.stored, "known": outcome.known}
    refused = [part.model_dump() for part in outcome.refused]
    if not refused:
        return JSONResponse({**answer, "refused": []})
    detail = f"{len(refused)} parts, the first: {refused[0]}"
    await panel.audit.note(
        caller.principal, "fragments", done=False, hearing=hearing, address=address_of(request), detail=detail
    )
    refusal = Refusal(
        409, "片段与已存内容不符 · Parts differ from what is stored", detail, "Kept aside.", **answer, refused=refused
    )
    return JSONResponse(refusal.document(), 409, media_type="application/problem+json")
