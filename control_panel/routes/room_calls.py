"""Calls for the bailiffs by buttons while no hearing has the room: told by its agent, confirmed and cleared by people."""

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict

from control_panel.identity import Caller, CallerHere, address_of, refuse_right
from control_panel.panel import PanelHere
from hearing.bailiff_alarm import Note
from hearing.participant import Right
from hearing.room_call import Press, RoomCall

router = APIRouter(tags=["rooms"])


class Clearing(BaseModel):
    """What had happened."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    note: Note


def _needs(caller: Caller, *rights: Right) -> None:
    """Refuse all but accounts with one of *rights*."""
    if caller.holder.kind != "session" or not caller.rights.intersection(rights):
        raise refuse_right("bailiff-calls")


@router.post("/rooms/{room}/bailiff-calls")
async def press(panel: PanelHere, request: Request, caller: CallerHere, room: str, body: Press) -> RoomCall:
    """Take in that a button was pressed: the room's own agent alone says so."""
    if caller.principal != f"agent:{room}":
        raise refuse_right("bailiff-calls")
    panel.rooms.get(room)
    return await panel.room_calls.pressed(room, body, caller.principal, address_of(request))


@router.post("/bailiff-calls/{call}/confirmation")
async def confirm(panel: PanelHere, request: Request, caller: CallerHere, call: UUID) -> RoomCall:
    """Say that one has seen it, by the own name."""
    _needs(caller, Right.CALL_BAILIFFS, Right.WATCH_HEALTH)
    return await panel.room_calls.confirm(call, caller.principal, caller.name, address_of(request))


@router.post("/bailiff-calls/{call}/clearing")
async def clear(panel: PanelHere, request: Request, caller: CallerHere, call: UUID, body: Clearing) -> RoomCall:
    """Say that it is over, by the own name, and what had happened."""
    _needs(caller, Right.CALL_BAILIFFS)
    return await panel.room_calls.clear(call, caller.principal, caller.name, body.note, address_of(request))
