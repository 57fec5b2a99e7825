"""The watchdog of the control process: whether its loop turns in time, and whether each bus's worker still moves."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Literal

from hearing.reports import Health

log = logging.getLogger("watchdog")

BEAT_S = 0.05
LATE_S = 0.2
"""A loop that wakes later than this delays what a finger asks of a device."""
SAID_S = 5.0
"""So long a lateness is said after it was seen."""
STUCK_S = 60.0
"""A worker with work that has not moved for so long is stuck: every exchange ends sooner by its own limits."""


class LoopWatch:
    """Looks at the running loop twenty times a second.

    Args:
        workers: gives for how long each has work and does not move, s.
        beside: gives what else is amiss with the control process, in words; empty when nothing is.
    """

    def __init__(self, workers: Callable[[], Mapping[str, float]] = dict, beside: Callable[[], str] = str) -> None:
        self._workers, self._beside = workers, beside
        self._late_s = 0.0
        self._late_at = float("-inf")
        self._stuck: tuple[str, ...] = ()

    @property
    def late_ms(self) -> float:
        """How late the loop was at its worst in the last seconds; 0 where it was in time."""
        return round(self._late_s * 1000, 1)

    @property
    def says(self) -> str:
        """What is wrong, in words; empty when all is well. Lateness begins with ``control-late``."""
        if self._stuck:
            return f"control-late: 设备线路无进展 · no progress on {', '.join(self._stuck)}. Restart the agent."
        if self._late_s:
            return f"control-late: 控制进程迟滞 {self.late_ms:.0f} ms · the control process is late. Look at its load."
        return self._beside()

    def health(self, room: str) -> Health:
        """What is reported of the control process of *room*, beside what is reported of its record."""
        state: Literal["pass", "warn", "fail"] = "fail" if self._stuck else "warn" if self.says else "pass"
        return Health(process=f"control:{room}", state=state, says=self.says, detail={"loop_late_ms": self.late_ms})

    def note(self, now_s: float, late_s: float) -> None:
        """Take in that the loop woke *late_s* after its time."""
        if late_s > LATE_S:
            if not self._late_s:
                log.warning("control-late: the loop woke %.0f ms late", late_s * 1000)
            self._late_s, self._late_at = max(late_s, self._late_s), now_s
        elif now_s - self._late_at > SAID_S:
            self._late_s = 0.0
        stuck = tuple(name for name, idle_s in self._workers().items() if idle_s > STUCK_S)
        if stuck and stuck != self._stuck:
            log.error("control-late: no progress on %s", ", ".join(stuck))
        self._stuck = stuck

    async def run(self) -> None:
        """Watch until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due_s = loop.time() + BEAT_S
            await asyncio.sleep(BEAT_S)
            self.note(loop.time(), loop.time() - due_s)
