"""Standby panels call in here; and who writes a hearing's log now (docs/PROTOCOL.md §13)."""

import asyncio
import logging
from typing import Any

from fastapi import APIRouter, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from control_panel.errors import Refusal
from control_panel.identity import AdministratorHere, CallerHere, address_of, hearing_of, refuse_right, refuse_stranger
from control_panel.panel import Panel, PanelHere
from control_panel.standby.room_line import RoomLine
from control_panel.standby.wire import FROM_ROOM, Answer, Hello, Welcome
from hearing.ids import RoomId

router = APIRouter()
_log = logging.getLogger(__name__)


async def _room(panel: Panel, socket: WebSocket) -> str:
    caller = await panel.identity.of_connection(socket)
    if caller is None:
        raise refuse_stranger()
    if caller.holder.kind != "agent":
        raise refuse_right("standby")
    return caller.principal.removeprefix("agent:")


@router.websocket("/standby")
async def standby(panel: PanelHere, socket: WebSocket) -> None:
    """Keep one courtroom's standby panel in step."""
    try:
        room = await _room(panel, socket)
    except Refusal as refusal:
        await panel.audit.note("unknown", "standby", done=False, address=address_of(socket))
        answer = JSONResponse(refusal.document(), refusal.status, media_type="application/problem+json")
        return await socket.send_denial_response(answer)
    await socket.accept()
    try:
        async with asyncio.timeout(5):
            hello = Hello.model_validate_json(await socket.receive_text())
        await _stay(panel, socket, RoomLine(room, hello, panel.now_ns))
    except (WebSocketDisconnect, TimeoutError, KeyError):
        pass
    except ValidationError as fault:
        _log.warning("standby of %s: %s", room, fault.errors()[0]["msg"])
        await socket.close(1008, "The first frame is no hello.")


async def _stay(panel: Panel, socket: WebSocket, line: RoomLine) -> None:
    settings = panel.settings
    undo_ms, delay_ms = round(settings.undo_s * 1000), round(settings.public_delay_s * 1000)
    line.frames.put_nowait(Welcome(undo_ms=undo_ms, delay_ms=delay_ms, url=settings.origin).model_dump_json())
    async with asyncio.TaskGroup() as tasks:
        staying = tasks.create_task(panel.standbys.stay(line))
        reading = tasks.create_task(_read(socket, line))
        try:
            while (frame := await line.frames.get()) is not None:
                await socket.send_text(frame)
            await socket.close()
        except (WebSocketDisconnect, RuntimeError):
            pass  # the room has gone; Starlette says so in either way
        line.end()
        staying.cancel()
        reading.cancel()


async def _read(socket: WebSocket, line: RoomLine) -> None:
    try:
        while True:
            frame = FROM_ROOM.validate_json(await socket.receive_text())
            if isinstance(frame, Answer):
                line.hear(frame)
            else:
                line.is_leaving = True
    except (WebSocketDisconnect, KeyError, RuntimeError, ValidationError):
        line.end()


@router.get("/hearings/{hearing}/writer")
async def writer(panel: PanelHere, caller: CallerHere, hearing: str) -> dict[str, Any]:
    """Say who writes the hearing's log: the server, or its courtroom's own panel."""
    state = hearing_of(caller, panel.hearings, hearing)
    if not caller.knows_whole(state):
        raise refuse_right("writer")
    return panel.standbys.state_of(hearing) or {"writer": "server", "fence": None, "followed": False, "url": ""}


@router.post("/rooms/{room}/take-back")
async def take_back(panel: PanelHere, request: Request, caller: AdministratorHere, room: RoomId) -> dict[str, Any]:
    """Let the server write the room's hearings although its panel does not answer: for a machine that is lost."""
    freed = await panel.standbys.take_back(room)
    detail = f"{room}: {' '.join(freed)}"
    await panel.audit.note(caller.principal, "standby-take-back", address=address_of(request), detail=detail)
    return {"hearings": freed}
