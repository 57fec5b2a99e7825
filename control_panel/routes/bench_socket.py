"""The bench's own WebSocket: the secret file as it changes, each page's cut to its person; never the hearing's socket."""

import asyncio
import json

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from control_panel.bench.bench import BenchPage
from control_panel.errors import Refusal
from control_panel.identity import address_of
from control_panel.panel import Panel, PanelHere
from control_panel.routes.bench import bench_caller
from control_panel.routes.live import PING_S, Hello, caller_by, read_hello

router = APIRouter()


@router.websocket("/hearings/{hearing}/bench/live")
async def bench_live(panel: PanelHere, socket: WebSocket, hearing: str) -> None:
    """Show the bench's file as it goes on."""
    await socket.accept()
    try:
        hello = await read_hello(panel, socket)
        caller = await caller_by(panel, socket, hello)
        try:
            if caller is None or hello is None:
                raise Refusal(401, "not-signed-in")  # noqa: TRY301 - one way out
            me = bench_caller(panel, caller, hearing)
            panel.bench.refuse_away()
            page = BenchPage(hearing, me.principal, me.role)
            panel.bench.came(page)
            try:
                await _first(panel, socket, page)
                await _converse(panel, socket, page, hello)
            finally:
                panel.bench.went(page)
        except Refusal as refusal:
            who = caller.principal if caller is not None else "unknown"
            await panel.audit.note(who, "bench", done=False, hearing=hearing[:16], address=address_of(socket))
            await _bye(socket, refusal)
    except (WebSocketDisconnect, RuntimeError):
        pass  # the page has gone; Starlette says so in either way


async def _first(panel: Panel, socket: WebSocket, page: BenchPage) -> None:
    view = await panel.bench.show_page(page, await panel.bench.store.read(page.hearing))
    if view.may_send:
        await panel.bench.store.looked(page.hearing, page.principal, address_of(socket))


async def _bye(socket: WebSocket, refusal: Refusal) -> None:
    await socket.send_text(json.dumps({"type": "bye", "status": refusal.status, "reason": refusal.title}))
    await socket.close(1008)


async def _converse(panel: Panel, socket: WebSocket, page: BenchPage, hello: Hello) -> None:
    async with asyncio.TaskGroup() as tasks:
        kept = [tasks.create_task(_ping(panel, socket, page, hello)), tasks.create_task(_read(socket, page))]
        try:
            while (frame := await page.frames.get()) is not None:
                await socket.send_text(json.dumps(frame, ensure_ascii=False))
            await socket.close()
        except (WebSocketDisconnect, RuntimeError):
            pass
        for task in kept:
            task.cancel()


async def _ping(panel: Panel, socket: WebSocket, page: BenchPage, hello: Hello) -> None:
    """Say every two seconds that the line is there, until the person is signed in no longer or the record is shown to nobody."""
    while not panel.hearings.is_shut(page.hearing):
        caller = await caller_by(panel, socket, hello)
        if caller is None or (caller.principal, caller.role) != (page.principal, page.role):
            break
        page.tell({"type": "ping"})
        await asyncio.sleep(PING_S)
    page.tell(None)


async def _read(socket: WebSocket, page: BenchPage) -> None:
    try:
        while True:
            await socket.receive_text()
    except (WebSocketDisconnect, KeyError, RuntimeError):
        page.tell(None)
