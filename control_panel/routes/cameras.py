"""A page's hand on a room's cameras: joystick, rectangles drawn on a picture, stored views (docs/PROTOCOL.md §19)."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from control_panel.camera_hand import CameraHand
from control_panel.errors import Refusal
from control_panel.identity import Caller, address_of
from control_panel.panel import Panel, PanelHere
from control_panel.routes.live import Hello, bye, caller_by, read_hello
from hearing.cameras import CAMERA_WISH, CameraWish, MoveCamera, StopCamera, WatchCameras, camera_objection
from hearing.participant import Right

router = APIRouter()
PING_S = 1.0
_MOST_WAITING = 50
_DONE, _FORBIDDEN = 200, 403
_OBJECTIONS = {
    "no-right": "无权操作摄像机 · You have no right to move cameras",
    "outside": "本庭审不公开或与您无关 · This hearing is closed to you",
    "protected": "证人保护中，摄像机已锁定 · Held while a witness is protected",
    "signed-out": "登录已失效 · Signed out",
}


@router.websocket("/rooms/{room}/cameras")
async def cameras(panel: PanelHere, socket: WebSocket, room: str) -> None:
    """Let a page move the cameras of *room* for as long as it is there."""
    await socket.accept()
    try:
        hello = await read_hello(panel, socket)
        caller = await caller_by(panel, socket, hello)
        if caller is None or hello is None:
            await panel.audit.note("unknown", "cameras", done=False, address=address_of(socket), detail=room[:40])
            return await bye(socket, "not-signed-in")
        if caller.holder.kind != "session" or Right.MOVE_CAMERAS not in caller.rights:
            detail = f"{room[:40]}: no-right"
            await panel.audit.note(caller.principal, "cameras", done=False, address=address_of(socket), detail=detail)
            return await bye(socket, "no-right")
        if panel.rooms.find(room) is None:
            return await bye(socket, "no-such-room")
        await _Page(panel, socket, room, caller, hello).stay()
    except WebSocketDisconnect:
        pass


@dataclass(eq=False)
class _Page:
    """One open page and its hand."""

    panel: Panel
    socket: WebSocket
    room: str
    caller: Caller
    hello: Hello
    hand: CameraHand = field(init=False)
    is_gone: bool = False
    frames: asyncio.Queue[dict[str, Any]] = field(default_factory=lambda: asyncio.Queue(_MOST_WAITING))

    def __post_init__(self) -> None:
        """Take the cameras of the room in hand."""
        self.hand = CameraHand(self._ask, self._told, self._noted)

    async def stay(self) -> None:
        """Do what the page says until it is gone; then everything that it moved stands still."""
        try:
            async with asyncio.TaskGroup() as tasks:
                beside = [tasks.create_task(work) for work in (self.hand.watch(), self._ping(), self._write())]
                try:
                    while True:
                        await self._hear(await self.socket.receive_text())
                except (WebSocketDisconnect, KeyError, RuntimeError):
                    pass
                finally:
                    self.hand.let_go("page gone")
                    for task in beside:
                        task.cancel()
        finally:
            self.hand.do(self._unwatch())

    async def _hear(self, text: str) -> None:
        try:
            wish = CAMERA_WISH.validate_json(text)
        except ValidationError as fault:
            detail = fault.errors()[0]["msg"]
            self._refuse({"do": "", "camera": ""}, 422, {"title": "无法识别 · Not understood", "detail": detail})
            return
        match wish:
            case StopCamera():
                if wish.again and not self.hand.is_moving(wish.camera):
                    self.hand.do(self.hand.stop_again(wish.camera))
                else:
                    self.hand.stop(wish.camera)
            case MoveCamera():
                if self.hand.is_moving(wish.camera) or await self._may(wish):
                    self.hand.move(wish)
                else:
                    self.hand.ignore(wish)
            case WatchCameras():
                self.hand.do(self._watch(wish))
            case _:
                self.hand.do(self._do(wish))

    async def _do(self, wish: CameraWish) -> None:
        """Do something that is done once: a rectangle, a view, a storing."""
        if not await self._may(wish):
            return
        try:
            status, answer = await self._ask(wish)
        except Refusal as refusal:
            status, answer = refusal.status, refusal.document()
        detail = f"{self.room} {_words(wish)}"
        done = status == _DONE
        await self.panel.audit.note(
            self.caller.principal, f"camera-{wish.do}", done=done, address=address_of(self.socket), detail=detail
        )
        if done:
            self._tell({"type": "done", **wish.model_dump(mode="json")})
        else:
            self._refuse(wish.model_dump(mode="json"), status, answer)

    async def _may(self, wish: CameraWish) -> bool:
        """Whether the person may do that now; a refusal is told and noted."""
        caller = await caller_by(self.panel, self.socket, self.hello)
        why = "signed-out" if caller is None or caller.principal != self.caller.principal else self._objection(caller)
        if isinstance(wish, WatchCameras) and why == "protected":
            return True
        if why:
            await self._told(wish, _FORBIDDEN, {"title": _OBJECTIONS[why]})
        return not why

    def _objection(self, caller: Caller) -> str:
        return camera_objection(self.panel.cameras.state_of(self.room), caller.actor())

    async def _ask(self, wish: CameraWish) -> tuple[int, dict[str, Any]]:
        if isinstance(wish, MoveCamera) and (why := self._objection(self.caller)):
            return _FORBIDDEN, {"title": _OBJECTIONS[why]}
        return await self.panel.cameras.ask(self.room, wish, self.caller.principal)

    async def _told(self, wish: CameraWish, status: int, answer: dict[str, Any]) -> None:
        detail = f"{self.room} {_words(wish)}: {answer.get('title', '')}"
        await self.panel.audit.note(
            self.caller.principal, f"camera-{wish.do}", done=False, address=address_of(self.socket), detail=detail
        )
        self._refuse(wish.model_dump(mode="json"), status, answer)

    async def _noted(self, what: str, detail: str) -> None:
        address = address_of(self.socket)
        await self.panel.audit.note(self.caller.principal, what, address=address, detail=f"{self.room} {detail}")

    async def _watch(self, wish: WatchCameras) -> None:
        if await self._may(wish) and not self.is_gone:
            self.panel.cameras.watching.set(self.room, self, wish.cameras)
            await self._pass_watched()

    async def _unwatch(self) -> None:
        self.is_gone = True
        self.panel.cameras.watching.drop(self.room, self)
        await self._pass_watched()

    async def _pass_watched(self) -> None:
        wish = WatchCameras(cameras=self.panel.cameras.watching.all(self.room))
        try:
            await self.panel.cameras.ask(self.room, wish, self.caller.principal)
        except Refusal:
            return  # No agent, no pictures: its reports say so.

    def _refuse(self, wish: dict[str, Any], status: int, answer: dict[str, Any]) -> None:
        words = {key: str(answer.get(key, "")) for key in ("title", "detail", "remedy")}
        self._tell({"type": "refused", "status": status, "camera": wish.get("camera", ""), "do": wish["do"], **words})

    def _tell(self, frame: dict[str, Any]) -> None:
        """Queue a frame; of a page that does not read, the oldest are let go."""
        if self.frames.full():
            self.frames.get_nowait()
        self.frames.put_nowait(frame)

    async def _ping(self) -> None:
        while True:
            self._tell({"type": "ping", "clock": self.panel.now_ms()})
            await asyncio.sleep(PING_S)

    async def _write(self) -> None:
        try:
            while True:
                await self.socket.send_text(json.dumps(await self.frames.get(), ensure_ascii=False))
        except (WebSocketDisconnect, RuntimeError):
            return  # the page has gone; the reading side hears of it


def _words(wish: CameraWish) -> str:
    said = wish.model_dump(mode="json")
    return " ".join(str(said[key]) for key in ("camera", "preset") if key in said)
