"""The server's time as the room knows it: the hearing's timeline is by it, whoever writes the log."""

import time
from collections.abc import Callable

_DRIFT_NS = 40_000
"""How much two clocks may part between two questions: 0.1 ms a second."""


class ServerClock:
    """This machine's clock, set by what the server says of its own. *own_ns* is this machine's UTC."""

    def __init__(self, own_ns: Callable[[], int] = time.time_ns) -> None:
        self._own_ns = own_ns
        self._offset_ns: int | None = None

    def now_ns(self) -> int:
        """Say the server's UTC now, in nanoseconds."""
        return self._own_ns() + (self._offset_ns or 0)

    def hear(self, server_ns: int) -> None:
        """Take in what the server said its time was: a message that came late says too little, so the most counts."""
        found = server_ns - self._own_ns()
        self._offset_ns = found if self._offset_ns is None else max(found, self._offset_ns - _DRIFT_NS)
