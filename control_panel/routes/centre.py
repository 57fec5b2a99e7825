"""The control centre (集控中心): every courtroom, cut to who looks, by a WebSocket of its own (docs/PROTOCOL.md §20)."""

import asyncio
import json
from contextlib import suppress

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from control_panel.identity import Caller, CallerHere, address_of, refuse_right
from control_panel.panel import Panel, PanelHere
from control_panel.routes.live import PING_S, Hello, bye, caller_by, read_hello
from hearing.centre import CentreView
from hearing.participant import Right

router = APIRouter(tags=["centre"])
_GATHER_S = 0.5
"""Events that come together are told together."""


def may_watch(caller: Caller) -> bool:
    """Whether the caller is an account that watches the courtrooms: court staff, bailiffs, technicians, administrators."""
    return caller.holder.kind == "session" and Right.WATCH_HEALTH in caller.rights


@router.get("/centre")
async def look(panel: PanelHere, caller: CallerHere) -> CentreView:
    """Show every courtroom as it stands now."""
    if not may_watch(caller):
        raise refuse_right("centre")
    return panel.centre.of(caller.actor())


@router.websocket("/centre/live")
async def centre_live(panel: PanelHere, socket: WebSocket) -> None:
    """Show every courtroom as it goes on."""
    await socket.accept()
    with suppress(WebSocketDisconnect, RuntimeError):  # the page has gone; Starlette says so in either way
        hello = await read_hello(panel, socket)
        caller = await caller_by(panel, socket, hello)
        if hello is None or caller is None or not may_watch(caller):
            who = caller.principal if caller is not None else "unknown"
            await panel.audit.note(who, "centre", done=False, address=address_of(socket))
            await bye(socket, "not-signed-in" if caller is None else "no-right")
            return
        async with asyncio.TaskGroup() as tasks:
            telling = tasks.create_task(_tell(panel, socket, hello))
            with suppress(WebSocketDisconnect, KeyError, RuntimeError):
                while True:
                    await socket.receive_text()
            telling.cancel()


async def _tell(panel: Panel, socket: WebSocket, hello: Hello) -> None:
    """Tell how everything stands whenever that has changed, and every two seconds that the line is there."""
    told: CentreView | None = None
    with panel.centre.page() as changed, suppress(WebSocketDisconnect, RuntimeError):
        while True:
            caller = await caller_by(panel, socket, hello)
            if caller is None or not may_watch(caller):
                return await bye(socket, "signed-out")
            changed.clear()
            view = panel.centre.of(caller.actor())
            frame: dict[str, object] = {"type": "ping", "clock": panel.now_ms()}
            if view != told:
                frame = {**frame, "type": "snapshot", "centre": view.model_dump(mode="json")}
            told = view
            await socket.send_text(json.dumps(frame, ensure_ascii=False))
            await asyncio.sleep(_GATHER_S)
            with suppress(TimeoutError):
                async with asyncio.timeout(PING_S - _GATHER_S):
                    await changed.wait()
