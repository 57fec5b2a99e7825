"""The link: agents, media workers, the recorder and release call in here (docs/PROTOCOL.md §5)."""

import asyncio
import json
import logging
from typing import Annotated, Any, Literal

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from control_panel.errors import Refusal
from control_panel.identity import Caller, address_of, refuse_right, refuse_stranger
from control_panel.links import Kind, LinkedProcess
from control_panel.panel import Panel, PanelHere
from hearing.custody import concerns, take_of
from hearing.facts import HearingState
from hearing.reports import Exchange, Report, Tracks, Upload
from hearing.room_call import RoomCalls

router = APIRouter()
_log = logging.getLogger(__name__)


class _Frame(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Hello(_Frame):
    """Who has called."""

    type: Literal["hello"]
    kind: Kind
    name: Annotated[str, Field(max_length=80)]
    detail: dict[str, Any] = {}


class Reported(_Frame):
    """What is so now."""

    type: Literal["report"]
    report: Report


class Answered(_Frame):
    """The answer to a request of the panel's."""

    type: Literal["answer"]
    id: int
    status: int
    body: dict[str, Any]


class Clock(_Frame):
    """A question for the time; *sent* is the caller's, in nanoseconds, and comes back as it was."""

    type: Literal["clock"]
    sent: int


_FRAME: TypeAdapter[Reported | Answered | Clock] = TypeAdapter(
    Annotated[Reported | Answered | Clock, Field(discriminator="type")]
)


async def _caller(panel: Panel, socket: WebSocket) -> Caller:
    caller = await panel.identity.of_connection(socket)
    if caller is None:
        raise refuse_stranger()
    if caller.holder.kind not in ("agent", "service"):
        raise refuse_right("link")
    return caller


def _may_be(caller: Caller, kind: Kind) -> bool:
    if caller.holder.kind == "agent":
        return kind == "agent"
    return caller.principal.removeprefix("service:").partition("-")[0] == kind


@router.websocket("/link")
async def link(panel: PanelHere, socket: WebSocket) -> None:
    """Keep one process in touch."""
    try:
        caller = await _caller(panel, socket)
    except Refusal as refusal:
        await panel.audit.note("unknown", "link", done=False, address=address_of(socket))
        answer = JSONResponse(refusal.document(), refusal.status, media_type="application/problem+json")
        return await socket.send_denial_response(answer)
    await socket.accept()
    try:
        async with asyncio.timeout(5):
            hello = Hello.model_validate_json(await socket.receive_text())
        if not _may_be(caller, hello.kind):
            await panel.audit.note(caller.principal, "link", done=False, address=address_of(socket), detail=hello.kind)
            return await socket.close(1008, "This token is for another kind of process.")
        await _stay(panel, socket, LinkedProcess(caller.principal, hello.kind, hello.name, hello.detail))
    except (WebSocketDisconnect, TimeoutError, KeyError):
        pass
    except ValidationError as fault:
        _log.warning("link of %s: %s", caller.principal, fault.errors()[0]["msg"])
        await socket.close(1008, "The first frame is no hello.")


async def _stay(panel: Panel, socket: WebSocket, process: LinkedProcess) -> None:
    process.tell({"type": "welcome", "principal": process.principal, "clock": panel.now_ms()})
    panel.links.came(process)
    try:
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(_read(panel, socket, process))
            try:
                while (frame := await process.frames.get()) is not None:
                    await socket.send_text(json.dumps(frame, ensure_ascii=False))
                await socket.close()
            except (WebSocketDisconnect, RuntimeError):
                pass  # the process has gone; Starlette says so in either way
            reading.cancel()
    finally:
        panel.links.went(process)


async def _read(panel: Panel, socket: WebSocket, process: LinkedProcess) -> None:
    try:
        while True:
            await _hear(panel, socket, process, await socket.receive_text())
    except (WebSocketDisconnect, KeyError, RuntimeError):
        process.end()


async def _hear(panel: Panel, socket: WebSocket, process: LinkedProcess, text: str) -> None:
    received_ns = panel.now_ns()
    try:
        frame = _FRAME.validate_json(text)
    except ValidationError as fault:
        # One frame that is not understood costs only itself: the link and what else it says go on.
        _log.warning("link of %s: %s", process.principal, fault.errors()[0]["msg"])
        return
    match frame:
        case Clock():
            stamps = {"type": "clock", "sent": frame.sent, "received": received_ns, "answered": panel.now_ns()}
            await socket.send_text(json.dumps(stamps))
        case Answered():
            answered = process.asked.pop(frame.id, None)
            if answered is not None and not answered.done():
                answered.set_result((frame.status, frame.body))
        case Reported():
            if _owns(panel, process, frame.report):
                panel.board.say(frame.report, process.principal)


def _owns(panel: Panel, process: LinkedProcess, report: Report) -> bool:
    """An agent speaks for its own room and that room's hearings; a far end's says how its own take stands."""
    if isinstance(report, RoomCalls):
        return False  # What stands is the panel's own word.
    if process.kind != "agent":
        return True
    hearing = getattr(report, "hearing", None)
    if hearing is not None:
        state = panel.hearings.find(hearing)
        return state is not None and (state.room == process.room or _is_of_far_end(state, process.room, report))
    return getattr(report, "room", process.room) == process.room


def _is_of_far_end(state: HearingState, room: str, report: Report) -> bool:
    """Whether the agent of the custody room *room* may say this: of its own take, and to other far ends nothing."""
    if isinstance(report, Exchange):
        return concerns(state, room) and report.to is None and report.take == take_of(room, state.sitting)
    return concerns(state, room) and isinstance(report, Tracks | Upload)
