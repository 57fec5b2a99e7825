"""Rehearsals of courtrooms: begun on demand, and what they send up to try the way."""

import hashlib
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from control_panel.errors import Refusal
from control_panel.identity import CallerHere, address_of, refuse_right
from control_panel.panel import PanelHere
from hearing.participant import Right

router = APIRouter(tags=["rooms"])
_MOST = 8 << 20
_BEGUN = 202


@router.post("/rooms/{room}/rehearsal", status_code=_BEGUN)
async def rehearse(panel: PanelHere, request: Request, caller: CallerHere, room: str) -> JSONResponse:
    """Let a courtroom rehearse now; what it finds comes as its ``rehearsal`` report."""
    if caller.holder.kind == "participant" or Right.WATCH_HEALTH not in caller.rights:
        raise refuse_right("rehearsal")
    panel.rooms.get(room)
    status, answer = await panel.links.ask_agent(room, "rehearse", {})
    await panel.audit.note(
        caller.principal,
        "rehearsal",
        done=status == _BEGUN,
        address=address_of(request),
        detail=room,
    )
    if status != _BEGUN:
        raise Refusal(status, answer.get("title", ""), answer.get("detail", ""), answer.get("remedy", ""))
    return JSONResponse(answer, status)


@router.post("/rehearsals/probe")
async def probe(request: Request, caller: CallerHere) -> dict[str, Any]:
    """Take in octets of a rehearsal, keep none of them, and say what arrived."""
    if caller.holder.kind != "agent":
        raise refuse_right("probe")
    digest, octets = hashlib.sha256(), 0
    async for part in request.stream():
        octets += len(part)
        if octets > _MOST:
            raise Refusal(413, "内容过大 · Too large", "", f"At most {_MOST} octets.")
        digest.update(part)
    return {"sha256": digest.hexdigest(), "bytes": octets}
