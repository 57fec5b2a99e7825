"""Watches how the disk takes one writer's work: refusing it, or slow at it, and since when.

A thread that writes says when it begins and ends; any other may ask meanwhile. So a disk that does not answer at all
is told as well, and nobody who asks waits for it.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from hearing.ids import Milliseconds
from recorder.errors import KeyRefused, RecorderError, StoreFault, StoreFull

SLOW_S = 0.6
"""A write that takes longer is told: with the second at which something is written, within two of the disk's silence."""
STUCK_S = 3.0
"""After this nothing counts as being written any more."""
_MOST = 100
DiskCause = Literal["disk-full", "disk-refused", "disk-slow"]


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which the disk took nothing, UTC ms by the panel's clock."""

    cause: DiskCause
    since: Milliseconds
    until: Milliseconds


@dataclass
class DiskWatch:
    """*now_ms* is the panel's clock, *steady_s* one that nobody sets."""

    now_ms: Callable[[], int]
    steady_s: Callable[[], float] = time.monotonic
    refused: str = ""
    """Why the disk refused the last work; empty when it took it."""
    _cause: DiskCause | None = None
    _since: Milliseconds = 0
    _begun: dict[int, float] = field(default_factory=dict)
    _over: deque[Outage] = field(default_factory=lambda: deque(maxlen=_MOST))

    @contextmanager
    def working(self) -> Iterator[None]:
        """Do one piece of the disk's work inside; several threads may."""
        thread, began_s, began = threading.get_ident(), self.steady_s(), self.now_ms()
        self._begun[thread] = began_s
        try:
            yield
        finally:
            del self._begun[thread]
            if self._cause is None and self.steady_s() - began_s >= STUCK_S:
                self._over.append(Outage("disk-slow", began, self.now_ms()))

    def refuse(self, fault: RecorderError) -> None:
        """The disk refused what was given."""
        self.refused = str(fault)
        if isinstance(fault, StoreFault) and not isinstance(fault, KeyRefused) and self._cause is None:
            self._cause = "disk-full" if isinstance(fault, StoreFull) else "disk-refused"
            self._since = self.now_ms()

    def take(self) -> None:
        """The disk took what was given; so does a writer that ends, who has nothing more to give."""
        self.refused = ""
        if self._cause is not None:
            self._over.append(Outage(self._cause, self._since, self.now_ms()))
            self._cause = None

    def outages(self) -> list[Outage]:
        """Hand out, once, what is over."""
        found = []
        while self._over:
            found.append(self._over.popleft())
        return found

    @property
    def is_stuck(self) -> bool:
        """Whether a piece of work has been under way for so long that nothing counts as written."""
        return self._waited_s() >= STUCK_S

    def says(self) -> str:
        """What is wrong now, in words; empty when nothing is."""
        if (waited_s := self._waited_s()) >= SLOW_S:
            return (
                f"磁盘 {waited_s:.0f} 秒未应答，未确认的内容暂存内存 · The disk has not answered for {waited_s:.0f} s; "
                "what it has not confirmed waits in memory. Check the disk and its connection."
            )
        return self.refused

    def _waited_s(self) -> float:
        begun = list(self._begun.values())
        return self.steady_s() - min(begun) if begun else 0.0
