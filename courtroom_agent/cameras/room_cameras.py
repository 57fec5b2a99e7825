"""All cameras of a courtroom: what people ask of them, what is refused, and what the panel is told."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from courtroom_agent.cameras.aim import Part
from courtroom_agent.cameras.lever import Push
from courtroom_agent.cameras.memory_presets import MemoryPreset, memory_presets
from courtroom_agent.cameras.moving_camera import MovingCamera
from courtroom_agent.cameras.preset_book import PresetBook, Stored
from courtroom_agent.cameras.stored_view import StoredView
from courtroom_agent.devices import Devices
from courtroom_agent.drivers.errors import DeviceError
from courtroom_agent.errors import AgentError
from hardware_profiles.courtroom import Camera, Courtroom
from hearing import cameras as words
from hearing.cameras import CAMERA_WISH, CameraNow, CameraPreset, CamerasNow
from hearing.ids import Milliseconds, StreamName
from recorder.durable import make_folder
from recorder.errors import RecorderError

TELL_S, REPEAT_S = 0.2, 2.0
"""Least and longest time between two reports."""
WATCHED_S = 12.0
"""So long a camera's picture is sent after somebody was said to watch it."""
_DONE, _REFUSED = 200, 409


class RoomCameras:
    """The cameras of *room*, moved by its *devices*."""

    def __init__(
        self,
        room: Courtroom,
        devices: Devices,
        data: Path,
        held: Callable[[], str],
        now_ms: Callable[[], Milliseconds],
    ) -> None:
        """*held* says why nobody may move a camera by hand now, empty when somebody may; *now_ms* gives UTC ms."""
        self.moving = {
            one.stream: MovingCamera(one, devices.drivers[one.device], now_ms)
            for one in room.cameras
            if one.device is not None
        }
        self.when_watched: Callable[[], None] = lambda: None
        """Called when other pictures are wanted."""
        self._room, self._devices, self._held, self._now_ms = room, devices, held, now_ms
        self._book = PresetBook(data / "cameras" / "presets.json")
        self._memory = {stream: memory_presets(room, devices, one) for stream, one in self.moving.items()}
        self._watched: dict[StreamName, float] = {}
        self._changed = asyncio.Event()
        self._told_watched: frozenset[StreamName] = frozenset()
        for stream, one in self.moving.items():
            one.when_changed = self._changed.set
            self._stand_in(stream)
        devices.watchers.append(self._changed.set)
        self._mark = data / "run" / "cameras-moving"
        self._is_marked = False
        if self._mark.exists():
            self._stop_what_was_left()

    def last_operator_move(self, device: str) -> Milliseconds | None:
        """Say when somebody moved the camera behind *device* by hand last (UTC ms); ``None``: not since the start."""
        return next((one.operator_ms for one in self.moving.values() if one.driver.device.name == device), None)

    def watched(self) -> frozenset[StreamName]:
        """Return the cameras whose pictures somebody watches now."""
        at = asyncio.get_running_loop().time()
        return frozenset(stream for stream, until in self._watched.items() if until > at)

    def ask(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Do what a page asks; answer at once with status and words, since how it ends is told in reports."""
        try:
            wish = CAMERA_WISH.validate_python(body.get("wish"))
        except ValidationError as fault:
            return 422, {"title": "无法识别 · Not understood", "detail": fault.errors()[0]["msg"], "remedy": ""}
        if isinstance(wish, words.WatchCameras):
            return self._watch(wish)
        camera = self.moving.get(wish.camera)
        if camera is None:
            return 404, {"title": "此摄像机不能移动 · This camera does not move", "detail": wish.camera, "remedy": ""}
        if isinstance(wish, words.StopCamera):
            if wish.again:
                camera.let_go()
            else:
                camera.stop()
            return _DONE, {}
        held = self._held()
        if held:
            return _REFUSED, {"title": held, "detail": wish.camera, "remedy": "场景结束后再试 · After the scene."}
        try:
            self._do(wish, camera, str(body.get("by", "")))
        except (DeviceError, AgentError, RecorderError, OSError) as error:
            return _REFUSED, {"title": "摄像机未执行 · The camera did not", "detail": str(error), "remedy": ""}
        return _DONE, {}

    def _stop_what_was_left(self) -> None:
        """Stop every camera: the process before this one ended in the middle of a movement."""
        for camera in self.moving.values():
            camera.stop(surely=True)
        self._is_marked = True

    def _note_moving(self) -> None:
        """Leave a mark for the process after this one for as long as a finger moves a camera."""
        is_moving = any(camera.is_pushed for camera in self.moving.values())
        with contextlib.suppress(OSError, RecorderError):  # a full disk stops no camera from being moved
            if is_moving and not self._is_marked:
                make_folder(self._mark.parent)
                self._mark.touch()
            elif self._is_marked and not is_moving:
                self._mark.unlink(missing_ok=True)
        self._is_marked = is_moving

    def let_go(self) -> None:
        """Stand still, all of them: whoever moved them is not heard any more, or must not."""
        for camera in self.moving.values():
            if camera.is_pushed or camera.going:
                camera.stop()

    def guard(self) -> None:
        """Stop what moves by hand as soon as it must not."""
        if self._held():
            self.let_go()
        self._changed.set()

    async def run(self, tell: Callable[[CamerasNow], Any]) -> None:
        """Watch where the cameras look and *tell* how they stand, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for camera in self.moving.values():
                tasks.create_task(camera.watch())
            while True:
                self._changed.clear()
                self._note_moving()
                if self.watched() != self._told_watched:
                    self._told_watched = self.watched()
                    self.when_watched()
                await tell(self.now())
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(REPEAT_S):
                        await self._changed.wait()
                await asyncio.sleep(TELL_S)

    def now(self) -> CamerasNow:
        """Say how every camera stands."""
        return CamerasNow(room=self._room.courtroom, cameras=tuple(map(self._now_of, self._room.cameras)))

    def _now_of(self, camera: Camera) -> CameraNow:
        said = CameraNow(stream=camera.stream, zh=camera.label.zh, en=camera.label.en)
        moving = self.moving.get(camera.stream)
        if moving is None:
            return said
        standing = "lost" if not moving.is_there else "moving" if moving.is_pushed or moving.going else "still"
        return said.model_copy(
            update={
                "device": camera.device,
                "standing": standing,
                "says": moving.fault[:400],
                "held": self._held(),
                "frames": moving.look is not None and moving.optics is not None,
                "stores": moving.look is not None,
                "operator_at": moving.operator_ms,
                "presets": tuple(self._presets(moving)),
            }
        )

    def _presets(self, camera: MovingCamera) -> Iterator[CameraPreset]:
        stored = self._book.of(camera.camera.stream)
        for name, memory in self._memory[camera.camera.stream].items():
            if name not in stored:
                yield self._of_memory(name, memory, camera)
        for name, kept in stored.items():
            on = camera.is_there and camera.is_at(kept.look) and not camera.is_pushed
            if camera.going == name:
                yield CameraPreset(name=name, kept="position", standing="pending")
            else:
                yield CameraPreset(name=name, kept="position", standing="on" if on and not camera.going else "rest")

    def _of_memory(self, name: str, memory: MemoryPreset, camera: MovingCamera) -> CameraPreset:
        state = self._devices.state(memory.target)
        if camera.going == name:
            return CameraPreset(name=name, kept="memory", standing="pending")
        so = state.value == memory.value and camera.is_there and not (camera.is_pushed or camera.going)
        told = state.asked == memory.value and camera.recalled in ("", name)
        if not so or state.source == "unknown" or (state.source == "assumed" and not told):
            return CameraPreset(name=name, kept="memory")
        is_sure = state.source == "verified" and state.asked == memory.value
        return CameraPreset(name=name, kept="memory", standing="on" if is_sure else "assumed", says=state.says)

    def _do(self, wish: words.CameraWish, camera: MovingCamera, by: str) -> None:
        match wish:
            case words.MoveCamera():
                camera.push(Push(wish.pan, wish.tilt, wish.zoom))
                self._note_moving()
            case words.FrameCamera():
                camera.frame(Part(wish.left, wish.top, wish.width, wish.height))
            case words.RecallPreset():
                self._recall(wish.preset, camera)
            case words.StorePreset():
                self._store(wish.preset, camera, by)
            case words.ForgetStored():
                self._book.take_back(wish.camera, wish.preset)
                self._stand_in(wish.camera)
                self._changed.set()
            case _:
                raise AgentError("未知操作 · Unknown operation")

    def _stand_in(self, stream: StreamName) -> None:
        """Let scenes have a stored view in place of the camera's own that the room file calls the same."""
        camera, stored = self.moving[stream], self._book.of(stream)
        for name, memory in self._memory[stream].items():
            at = memory.target.partition(".")[2], memory.value
            camera.driver.stands.pop(at, None)
            if name in stored:
                camera.driver.stands[at] = StoredView(camera, stored[name].look, name)

    def _recall(self, name: str, camera: MovingCamera) -> None:
        stored = self._book.of(camera.camera.stream).get(name)
        memory = self._memory[camera.camera.stream].get(name)
        if memory is not None:
            camera.recall(memory.target.partition(".")[2], memory.value, name)
        elif stored is not None:
            camera.go(stored.look, name)
        else:
            raise AgentError(f"没有此预置位 · There is no such view: {name}")

    def _store(self, name: str, camera: MovingCamera, by: str) -> None:
        if camera.look is None and camera.has_places:
            raise AgentError("摄像机尚未报告位置，请稍后再试 · Where it looks is not known yet. Try again in a moment.")
        if camera.look is None:
            raise AgentError(
                "该摄像机不报告位置，预置位须在庭外由技术人员写入 · This camera does not say where it looks. "
                "A technician stores its views in it, outside hearings."
            )
        if camera.is_pushed or camera.going:
            raise AgentError("摄像机仍在移动，停稳后再存 · The camera still moves. Store it once it stands still.")
        look = camera.look
        stored = Stored(pan=look.pan, tilt=look.tilt, zoom=look.zoom, at=self._now_ms(), by=by[:80])
        self._book.keep(camera.camera.stream, name, stored)
        self._stand_in(camera.camera.stream)
        self._changed.set()

    def _watch(self, wish: words.WatchCameras) -> tuple[int, dict[str, Any]]:
        known = {camera.stream for camera in self._room.cameras}
        until = asyncio.get_running_loop().time() + WATCHED_S
        self._watched = {stream: until for stream in wish.cameras if stream in known}
        self._changed.set()
        return _DONE, {}
