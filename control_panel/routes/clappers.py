"""Clapper pages: let in by a short code or a signed-in person, cued by the room's agent (docs/PROTOCOL.md §14)."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from control_panel.identity import Caller, CallerHere, address_of, caller_of, refuse_right
from control_panel.panel import PanelHere
from hearing.ids import Milliseconds, RoomId
from hearing.participant import Right
from hearing.rehearsal import Clapped

router = APIRouter(tags=["rooms"])


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ComingIn(_Body):
    """By which code, or for which room as a signed-in person."""

    code: Annotated[str, Field(max_length=12)] = ""
    room: RoomId | None = None


class Pulse(_Body):
    """What a page says of itself twice a second."""

    token: Annotated[str, Field(max_length=200)]
    armed: bool
    clapped: Clapped | None = None


class Cue(_Body):
    """When to clap, UTC ms of the panel's clock."""

    at: Annotated[tuple[Milliseconds, ...], Field(min_length=1, max_length=100)]


@router.post("/rooms/{room}/clapper", status_code=201)
async def make_code(panel: PanelHere, request: Request, caller: CallerHere, room: str) -> dict[str, Any]:
    """Make the code by which a display of the room becomes its clapper."""
    _may_watch(caller)
    panel.rooms.get(room)
    code, ends = panel.clappers.code(room)
    await panel.audit.note(caller.principal, "clapper-code", address=address_of(request), detail=room)
    return {"code": code, "expires_at": ends}


@router.post("/clapper/open", status_code=201)
async def come_in(panel: PanelHere, request: Request, body: ComingIn) -> dict[str, str]:
    """Become a room's clapper."""
    if body.room is not None:
        _may_watch(await caller_of(request))
        panel.rooms.get(body.room)
        token, room = panel.clappers.open(body.room), str(body.room)
    else:
        token, room = panel.clappers.come_in(body.code.strip(), address_of(request))
    known = panel.rooms.find(room)
    await panel.audit.note("clapper", "clapper-opened", address=address_of(request), detail=room)
    return {"token": token, "room": room, "room_name": known.room_name if known is not None else room}


@router.post("/clapper/pulse")
async def pulse(panel: PanelHere, body: Pulse) -> dict[str, Any]:
    """Say what time it is and when to clap."""
    page = panel.clappers.pulse(body.token, armed=body.armed, clapped=body.clapped)
    return {"clock": panel.now_ns() / 1_000_000, "claps": page.claps}


@router.get("/rehearsals/clapper")
async def look(panel: PanelHere, caller: CallerHere) -> dict[str, Any]:
    """Tell the room's agent whether a clapper is there, and how well it says that it clapped."""
    page = panel.clappers.of(_room(caller))
    clapped = page.clapped.model_dump() if page is not None and page.clapped is not None else None
    return {"there": page is not None, "clapped": clapped}


@router.post("/rehearsals/claps")
async def cue(panel: PanelHere, caller: CallerHere, body: Cue) -> dict[str, bool]:
    """Let the room's clapper flash and beep at these moments."""
    return {"there": panel.clappers.cue(_room(caller), body.at)}


def _may_watch(caller: Caller) -> None:
    if caller.holder.kind != "session" or Right.WATCH_HEALTH not in caller.rights:
        raise refuse_right("clapper")


def _room(caller: Caller) -> str:
    if caller.holder.kind != "agent":
        raise refuse_right("clapper")
    return caller.principal.removeprefix("agent:")
