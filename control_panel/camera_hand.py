"""One page's hand on its room's cameras: passes on what it says, and lets go for it when it says nothing any more.

Motion is renewed by the page every 100 ms. The panel never renews by itself: what it adds is a stop, said twice, when the
page lets go, is silent for 400 ms, or is gone. The camera's own agent stops it 0.8 s after the last renewal anyhow.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from control_panel.errors import Refusal
from hearing.cameras import SILENT_MS, CameraWish, MoveCamera, StopCamera

AGAIN_S = 0.1
"""Between the two stops."""
BEAT_S = 0.1
_DONE = 200
_REFUSED = frozenset({403, 404, 409, 422})

Ask = Callable[[CameraWish], Awaitable[tuple[int, dict[str, Any]]]]
Told = Callable[[CameraWish, int, dict[str, Any]], Awaitable[None]]
Noted = Callable[[str, str], Coroutine[Any, Any, None]]


@dataclass
class _Held:
    """A camera that the page moves."""

    since_s: float
    heard_s: float
    wish: MoveCamera
    sending: asyncio.Task[None] | None = None
    is_fresh: bool = False
    """Something was said that was not passed on yet."""
    has_begun: bool = False
    is_refused: bool = False
    """It may not be: nothing more is passed on until the finger is lifted."""


@dataclass
class CameraHand:
    """What one page holds.

    Args:
        ask: has the room's agent do something.
        told: tells the page how that went, unless all is well with a movement.
        noted: puts the beginning and the end of a movement into the audit trail: what, and of which camera.
    """

    ask: Ask
    told: Told
    noted: Noted
    _held: dict[str, _Held] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def is_moving(self, camera: str) -> bool:
        """Whether the page moves *camera* now."""
        return camera in self._held

    def move(self, wish: MoveCamera) -> None:
        """Pass a movement on; what comes while one is on its way is passed on after it, the newest alone."""
        now_s = asyncio.get_running_loop().time()
        held = self._held.get(wish.camera)
        if held is None:
            held = self._held[wish.camera] = _Held(now_s, now_s, wish)
        held.heard_s, held.wish, held.is_fresh = now_s, wish, True
        if not held.is_refused and (held.sending is None or held.sending.done()):
            held.sending = self.do(self._pass_on(held))

    def ignore(self, wish: MoveCamera) -> None:
        """Pass nothing of a movement on until the finger is lifted: it was refused."""
        now_s = asyncio.get_running_loop().time()
        self._held[wish.camera] = _Held(now_s, now_s, wish, is_refused=True)

    def stop(self, camera: str, why: str = "") -> None:
        """Stop *camera*, twice; *why* goes into the audit trail where it was not the finger."""
        held = self._held.pop(camera, None)
        self.do(self._stop_twice(camera))
        if held is not None and held.has_begun:
            lasted = round(1000 * (asyncio.get_running_loop().time() - held.since_s))
            self.do(self.noted("camera-stopped", f"{camera} {lasted} ms {why}".strip()))

    async def stop_again(self, camera: str) -> None:
        """Say once more that the finger is gone, unless it is back."""
        if camera not in self._held:
            await self._asked(StopCamera(camera=camera, again=True))

    def let_go(self, why: str) -> None:
        """Stop everything that the page moves."""
        for camera in list(self._held):
            self.stop(camera, why)

    async def watch(self) -> None:
        """Let go of what the page does not speak of any more, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(BEAT_S)
            for camera, held in list(self._held.items()):
                if loop.time() - held.heard_s > SILENT_MS / 1000:
                    self.stop(camera, "silent")

    async def _pass_on(self, held: _Held) -> None:
        while held.is_fresh and self._held.get(held.wish.camera) is held:
            held.is_fresh = False
            wish = held.wish
            status, answer = await self._asked(wish)
            if status not in _REFUSED and not held.has_begun:
                held.has_begun = True  # an agent that did not answer may have moved it all the same
                self.do(self.noted("camera-moved", wish.camera))
            if status != _DONE:
                held.is_refused = True
                await self.told(wish, status, answer)

    async def _stop_twice(self, camera: str) -> None:
        status, answer = await self._asked(StopCamera(camera=camera))
        if status != _DONE:
            await self.told(StopCamera(camera=camera), status, answer)
        await asyncio.sleep(AGAIN_S)
        await self.stop_again(camera)

    async def _asked(self, wish: CameraWish) -> tuple[int, dict[str, Any]]:
        try:
            return await self.ask(wish)
        except Refusal as refusal:
            return refusal.status, refusal.document()

    def do(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Let *work* be done beside what the page says next: a stop waits for nothing."""
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
