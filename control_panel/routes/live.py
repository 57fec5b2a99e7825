"""A page's WebSocket: a snapshot, then events, reports and pings, each cut to the person (docs/PROTOCOL.md §4)."""

import asyncio
import json
from typing import Annotated, Literal

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from control_panel.audience import Page
from control_panel.errors import Refusal
from control_panel.identity import Caller, address_of, hearing_of
from control_panel.panel import Panel, PanelHere
from hearing.reports import report_concerns

router = APIRouter()
PING_S = 2
_AGAIN = 1013
"""Closes a line whose page is to dial again."""


class Hello(BaseModel):
    """A page's first frame. Without a token the cookie counts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal["hello"]
    token: Annotated[str, Field(max_length=200)] | None = None
    after: int | None = None


async def read_hello(panel: Panel, socket: WebSocket) -> Hello | None:
    """Wait for a page's first frame; ``None`` when it is none.

    Raises:
        WebSocketDisconnect: it did not come in time. That says nothing of who the page is: it is to dial again.
    """
    try:
        async with asyncio.timeout(panel.settings.hello_s):
            return Hello.model_validate_json(await socket.receive_text())
    except TimeoutError:
        await socket.close(_AGAIN)
        raise WebSocketDisconnect(_AGAIN) from None
    except (ValidationError, KeyError):
        return None


async def caller_by(panel: Panel, socket: WebSocket, hello: Hello | None) -> Caller | None:
    """Find who says *hello*, as that stands now."""
    if hello is None:
        return None
    if hello.token is not None:
        return await panel.identity.of_secret(hello.token)
    try:
        return await panel.identity.of_connection(socket)
    except Refusal:
        return None


async def bye(socket: WebSocket, reason: str) -> None:
    """Send a page away and say why."""
    await socket.send_text(json.dumps({"type": "bye", "reason": reason}))
    await socket.close(1008)


@router.websocket("/hearings/{hearing}/live")
async def live(panel: PanelHere, socket: WebSocket, hearing: str) -> None:
    """Show a hearing as it goes on."""
    await socket.accept()
    try:
        caller = await caller_by(panel, socket, await read_hello(panel, socket))
        if caller is None:
            await panel.audit.note("unknown", "live", done=False, address=address_of(socket))
            return await bye(socket, "not-signed-in")
        try:
            state = hearing_of(caller, panel.hearings, hearing)
        except Refusal:
            return await bye(socket, "no-such-hearing")
        page = Page(hearing, caller.actor_in)
        panel.audience.came(page)  # before the snapshot, and with no waiting between: nothing falls between the two
        _snapshot(panel, page, state.hearing)
        await panel.standbys.offer(page)
        try:
            await _converse(panel, socket, page)
        finally:
            panel.audience.went(page)
    except WebSocketDisconnect:
        pass


def _snapshot(panel: Panel, page: Page, hearing: str) -> None:
    state = panel.hearings.get(hearing)
    actor = page.actor(state)
    cut = [report_concerns(report, state, actor) for report in panel.board.all()]
    page.tell(
        {
            "type": "snapshot",
            "seq": state.seq,
            "view": panel.audience.look(page, state).model_dump(mode="json"),
            "reports": [report.model_dump(mode="json") for report in cut if report is not None],
            "clock": panel.now_ms(),
        }
    )


async def _converse(panel: Panel, socket: WebSocket, page: Page) -> None:
    async with asyncio.TaskGroup() as tasks:
        pinging = tasks.create_task(_ping(panel, page))
        reading = tasks.create_task(_read(socket, page))
        try:
            while (frame := await page.frames.get()) is not None:
                await socket.send_text(json.dumps(frame, ensure_ascii=False))
            await socket.close()
        except (WebSocketDisconnect, RuntimeError):
            pass  # the page has gone; Starlette says so in either way
        pinging.cancel()
        reading.cancel()


async def _ping(panel: Panel, page: Page) -> None:
    while True:
        await asyncio.sleep(PING_S)
        page.tell({"type": "ping", "clock": panel.now_ms()})


async def _read(socket: WebSocket, page: Page) -> None:
    try:
        while True:
            await socket.receive_text()
    except (WebSocketDisconnect, KeyError):
        while not page.frames.empty():
            page.frames.get_nowait()
        page.frames.put_nowait(None)
