"""Courtrooms and the agents that run them."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from control_panel.errors import Refusal
from control_panel.fitting import signed_for
from control_panel.identity import AdministratorHere, CallerHere, address_of
from control_panel.panel import PanelHere
from control_panel.rooms import RoomDescription
from hearing.ids import RoomId
from hearing.reports import Devices, Recognition, Rehearsal

router = APIRouter(tags=["rooms"])


class NewCode(BaseModel):
    """The room whose agent is to be enrolled."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    room: RoomId


class Enrolment(BaseModel):
    """A one-time code, and the room as its agent describes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, Field(max_length=60)]
    room: RoomDescription
    token: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43,86}$")] | None = None
    """The token that the agent made up and keeps: with it the same agent may ask again when the answer got lost."""


@router.get("/rooms")
async def list_rooms(panel: PanelHere, caller: CallerHere) -> dict[str, list[dict[str, Any]]]:
    """List the rooms, with what their agents report now."""
    if caller.holder.kind in ("participant", "display"):
        raise Refusal(403, "无此权限 · You have no right to do this", "rooms", "")
    rooms, signed = [], await panel.fitting.signed_digests()
    for room in panel.rooms.all():
        reports = [
            report.model_dump(mode="json")
            for report in panel.board.all()
            if isinstance(report, Devices | Recognition | Rehearsal) and report.room == room.room
        ]
        agent = panel.links.agent_of(room.room)
        said = agent.detail.get("fitted") if agent is not None else None
        told = {
            "agent_connected": agent is not None,
            "signed": signed_for(signed.get(room.room), said),
            "reports": reports,
        }
        rooms.append({**room.model_dump(mode="json"), **told})
    return {"rooms": rooms}


@router.post("/agents/codes", status_code=201)
async def make_code(panel: PanelHere, request: Request, caller: AdministratorHere, body: NewCode) -> dict[str, Any]:
    """Make the one-time code that a courtroom PC is enrolled by."""
    code, expires_at = await panel.tickets.issue("enrol", f"agent:{body.room}", lasts_s=panel.settings.enrolment_s)
    await panel.audit.note(caller.principal, "enrolment-code", address=address_of(request), detail=body.room)
    return {"code": code, "expires_at": expires_at}


@router.post("/agents/enrol", status_code=201)
async def enrol(panel: PanelHere, request: Request, body: Enrolment) -> dict[str, Any]:
    """Change a code for the agent's token; an earlier agent of the room is out from now on."""
    address = address_of(request)
    principal = f"agent:{body.room.room}"
    if body.token is not None and (holder := await panel.tokens.holder(body.token)) is not None:
        if holder.principal != principal:
            raise Refusal(403, "令牌属于另一法庭 · This token is another room's", "", "Make a code for this room.")
        return {"token": body.token, "agent": principal}
    ticket = await panel.tickets.redeem("enrol", body.code, address)
    if ticket.principal != principal:
        await panel.audit.note(ticket.principal, "enrol", done=False, address=address, detail=body.room.room)
        detail = f"The code is for {ticket.principal.removeprefix('agent:')}."
        raise Refusal(403, "注册码属于另一法庭 · This code is for another room", detail, "Make a code for this room.")
    await panel.rooms.put(body.room)
    token = await panel.tokens.issue("agent", principal, alone=True, secret=body.token)
    await panel.audit.note(ticket.principal, "enrol", address=address)
    return {"token": token, "agent": ticket.principal}


@router.put("/agents/room", status_code=204)
async def describe(panel: PanelHere, caller: CallerHere, body: RoomDescription) -> None:
    """Let an agent say what has changed of its room."""
    if caller.principal != f"agent:{body.room}":
        raise Refusal(403, "仅限该法庭的代理 · Only the room's own agent says this", body.room, "")
    await panel.rooms.put(body)
