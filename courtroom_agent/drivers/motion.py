"""Motions of one device: each lives only as long as somebody renews it, and its stop is certain.

A stop goes before everything else, is sent twice, and is confirmed by two equal readings where the device can be asked. A
motion that may still run when the line is lost is stopped first when the device is back.
"""

import asyncio
import contextlib
from collections.abc import Mapping

from courtroom_agent.drivers.errors import DeviceError, Silent
from courtroom_agent.drivers.request import Priority
from courtroom_agent.drivers.station import Station
from hardware_profiles.device import Motion
from hardware_profiles.template import Values

STILL_S = 0.15
"""Between two readings that must be equal."""
ROUNDS_MAX = 4
"""So often a stop is sent anew while the device still moves."""


class Motions:
    """The motions of the device at *station*, by name."""

    def __init__(self, station: Station, motions: Mapping[str, Motion]) -> None:
        self._station = station
        self._motions = motions
        self._running: dict[str, tuple[Values, asyncio.TimerHandle]] = {}
        self._sent_at: dict[str, float] = {}
        self._stopping: set[asyncio.Task[None]] = set()

    def is_running(self, name: str) -> bool:
        """Whether somebody keeps the motion going."""
        return name in self._running

    async def renew(self, name: str, args: Values) -> None:
        """Start the motion *name*, or keep it going; as long as *args* stay the same nothing is sent, or rarely.

        Raises:
            DeviceError: there is no such motion, or the device does not do it.
        """
        motion = self._find(name)
        before = self._running.get(name)
        if before is not None:
            before[1].cancel()
        loop = asyncio.get_running_loop()
        timer = loop.call_later(motion.hold_ms / 1000, self._expire, name)
        self._running[name] = (dict(args), timer)
        if before is not None and before[0] == args and not self._is_due(name, motion):
            return
        self._sent_at[name] = loop.time()
        self._station.owe(motion.stop)
        try:
            await self._station.request(motion.start, args, Priority.OPERATOR, f"motion:{name}")
        except DeviceError:
            if before is None and name in self._running and self._running[name][1] is timer:
                self._forget(name)  # else another push has come, and its hold must run
            raise

    async def stop(self, name: str) -> None:
        """Stop the motion *name*, for certain.

        Raises:
            DeviceError: there is no such motion, or the device cannot be reached; then it is stopped when it is back.
        """
        motion = self._find(name)
        self._forget(name)
        self._station.owe(motion.stop)
        for round_ in range(ROUNDS_MAX):
            try:
                await self._station.request(motion.stop, {}, Priority.STOP, f"motion:{name}")
                if self.is_running(name):
                    return  # somebody moves it again
                if round_ > 0 and await self._is_still(motion):
                    break
            except Silent:
                if round_ == ROUNDS_MAX - 1:
                    raise  # else the device is still there, and is told again
        if not any(self._motions[other].stop == motion.stop for other in self._running):
            self._station.settle(motion.stop)

    async def stop_all(self) -> None:
        """Stop whatever somebody keeps going; what cannot be reached is stopped when it is back."""
        await asyncio.gather(*(self._stop_quietly(name) for name in list(self._running)))

    async def _is_still(self, motion: Motion) -> bool:
        """Whether two readings are equal; where the device cannot be asked, two stops have to do."""
        if motion.steady is None:
            return True
        first = await self._station.request(motion.steady, {}, Priority.READ_BACK, f"still:{motion.steady}")
        await asyncio.sleep(STILL_S)
        return first == await self._station.request(motion.steady, {}, Priority.READ_BACK, f"still:{motion.steady}")

    def _is_due(self, name: str, motion: Motion) -> bool:
        """Whether the device would soon end the motion by itself."""
        now = asyncio.get_running_loop().time()
        return motion.again_ms is not None and now - self._sent_at.get(name, now) >= motion.again_ms / 1000

    def _expire(self, name: str) -> None:
        """Nobody renewed it: the finger is gone, or the network."""
        task = asyncio.get_running_loop().create_task(self._stop_quietly(name), name=f"stop {name}")
        self._stopping.add(task)
        task.add_done_callback(self._stopping.discard)

    async def _stop_quietly(self, name: str) -> None:
        with contextlib.suppress(DeviceError):  # it is stopped when it is back
            await self.stop(name)

    def _forget(self, name: str) -> None:
        running = self._running.pop(name, None)
        if running is not None:
            running[1].cancel()

    def _find(self, name: str) -> Motion:
        motion = self._motions.get(name)
        if motion is None:
            known = ", ".join(self._motions) or "none"
            raise DeviceError(f"{self._station.name}: there is no motion {name!r}. There are: {known}.")
        return motion
