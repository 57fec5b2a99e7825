"""Ticks of the program: moments on a fixed grid, each one worked on a little after it has passed."""

import threading
from collections.abc import Callable

from courtroom_agent.capture_clock import Clock

DELAY_NS = 160_000_000
"""The program lies so far behind what was captured: what was seen and heard at one moment has arrived by then."""
PICTURE_BEHIND_NS = 400_000_000
"""Pictures so much too late are still made up for; beyond that they are left out, and the next one is shown instead."""
SOUND_BEHIND_NS = 2_500_000_000
"""Sound costs little to make up for and is missed at once: the mixer keeps a little more than this."""


class Ticker:
    """Calls *work* for each moment on the grid of *period_ns*, *delay_ns* after it, in a thread of its own.

    What is later than *behind_ns* is left out.
    """

    def __init__(
        self,
        name: str,
        period_ns: int,
        clock: Clock,
        work: Callable[[int], None],
        *,
        delay_ns: int = DELAY_NS,
        behind_ns: int = PICTURE_BEHIND_NS,
    ) -> None:
        self.skipped = 0
        self._period, self._clock, self._work = period_ns, clock, work
        self._delay, self._behind = delay_ns, behind_ns
        self._stopping = threading.Event()
        self.fault: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin with the next moment on the grid."""
        self._thread.start()

    def stop(self) -> None:
        """End after the tick that is being worked on."""
        self._stopping.set()
        self._thread.join(timeout=3)

    def _run(self) -> None:
        try:
            number = self._due()
            while not self._stopping.is_set():
                self._clock.sleep_until(number * self._period + self._delay)
                late = self._due() - number
                if abs(late) * self._period > self._behind:
                    self.skipped += max(0, late)
                    number = self._due()
                self._work(number * self._period)
                number += 1
        except Exception as fault:  # noqa: BLE001 - the process looks at it and ends; its parent starts it again
            self.fault = fault

    def _due(self) -> int:
        return (self._clock.now() - self._delay) // self._period
