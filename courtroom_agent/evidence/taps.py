"""Asks devices for what a showing needs, one wish a property: a newer one takes the older one's place."""

import asyncio
import logging

from courtroom_agent.scenes.applying import Scenes
from hardware_profiles.scene_means import Meant
from hardware_profiles.scene_plan import Want

AGAIN_S = 3.0
log = logging.getLogger(__name__)


class Taps:
    """What is being asked for now."""

    def __init__(self, scenes: Scenes) -> None:
        self._scenes = scenes
        self._asking: dict[str, tuple[Meant, asyncio.Task[None]]] = {}

    def ask(self, meant: Meant, tasks: asyncio.TaskGroup) -> None:
        """Ask for *meant* like an operator's tap, unless that is being asked for; what is refused waits before it ends."""
        known = self._asking.get(meant.target)
        if known is not None and known[0] == meant:
            return
        if known is not None:
            known[1].cancel()
        asked = tasks.create_task(self._ask(meant))
        self._asking[meant.target] = (meant, asked)
        asked.add_done_callback(lambda done: self._over(meant.target, done))

    def _over(self, target: str, done: asyncio.Task[None]) -> None:
        known = self._asking.get(target)
        if known is not None and known[1] is done:
            del self._asking[target]

    async def _ask(self, meant: Meant) -> None:
        answer = await self._scenes.touch(Want(meant.name, meant.word, meant.target, meant.value))
        if answer is not None and answer.says:
            log.warning("%s %s: %s", meant.name, meant.word, answer.says)
            await asyncio.sleep(AGAIN_S)
