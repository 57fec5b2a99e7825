"""What is asked of a device, and the queue in which it waits for its bus: the most urgent first, the newest wish only."""

import asyncio
import heapq
import itertools
from dataclasses import dataclass, field
from enum import IntEnum

from courtroom_agent.drivers.errors import DeviceError, Superseded, Unreachable
from hardware_profiles.template import Value, Values

QUEUE_MAX = 64


class Priority(IntEnum):
    """Who goes first on a bus."""

    STOP = 0
    SAFETY = 1
    SCENE = 2
    OPERATOR = 3
    READ_BACK = 4
    POLL = 5


@dataclass(eq=False)
class Request:
    """One command on its way; a newer one with the same *key* takes its place while it still waits."""

    number: int
    device: str
    command: str
    args: Values
    priority: Priority
    key: str
    why: str = ""
    """For whom: ``scene evidence``, ``bench account:3``."""
    attempts: int = 0
    """How often it was sent."""
    said_s: list[float] = field(default_factory=list)
    """When it was sent, by the loop's clock."""
    is_over: bool = False
    """Whether who asked no longer waits."""
    accepted: asyncio.Future[None] = field(default_factory=asyncio.Future)
    done: asyncio.Future[dict[str, Value]] = field(default_factory=asyncio.Future)

    def fail(self, error: DeviceError) -> None:
        """Tell who waits that it will not happen."""
        for future in (self.accepted, self.done):
            if not future.done():
                future.set_exception(error)
                future.exception()  # marked as seen: who asked may be gone already

    def finish(self, fields: dict[str, Value]) -> None:
        """Tell who waits that it is done."""
        self.accept()
        if not self.done.done():
            self.done.set_result(fields)

    def accept(self) -> None:
        """Free the bus."""
        if not self.accepted.done():
            self.accepted.set_result(None)


class RequestQueue:
    """What waits for one bus. Bounded: what is least urgent gives way, polls first."""

    def __init__(self) -> None:
        self.filled = asyncio.Event()
        """Set while something waits."""
        self._heap: list[tuple[Priority, int, Request]] = []
        self._numbers = itertools.count(1)

    @property
    def has_any(self) -> bool:
        """Whether something waits."""
        return bool(self._heap)

    def make(self, device: str, command: str, args: Values, priority: Priority, key: str) -> Request:
        """A request with the next number, which does not wait yet."""
        return Request(next(self._numbers), device, command, args, priority, key)

    def put(self, request: Request) -> None:
        """Let *request* wait; it takes the place of an older one with its key.

        Raises:
            Unreachable: too much waits already that is as urgent.
        """
        for older in [one for _, _, one in self._heap if (one.device, one.key) == (request.device, request.key)]:
            self.drop(older)
            older.fail(Superseded(f"{request.device}: a newer request for {request.key} came. Nothing to do."))
        if len(self._heap) >= QUEUE_MAX:
            last = max(self._heap)
            if last[0] <= request.priority:
                raise Unreachable(f"{request.device}: too many requests wait. Try again when the device answers.")
            self.drop(last[2])
            last[2].fail(Superseded(f"{last[2].device}: more urgent requests came. Ask again."))
        self.put_back(request)

    def put_back(self, request: Request) -> None:
        """Let *request* wait again, in its old place, unless a newer one with its key has come meanwhile."""
        if any((one.device, one.key) == (request.device, request.key) for _, _, one in self._heap):
            request.fail(Superseded(f"{request.device}: a newer request for {request.key} came. Nothing to do."))
            return
        heapq.heappush(self._heap, (request.priority, request.number, request))
        self.filled.set()

    def pop(self) -> Request:
        """Take the most urgent request out."""
        request = heapq.heappop(self._heap)[2]
        self._settle()
        return request

    def is_urgent(self, than: Priority) -> bool:
        """Whether something that must not wait is more urgent than *than*."""
        return bool(self._heap) and self._heap[0][0] < min(than, Priority.SCENE)

    def drop(self, request: Request) -> None:
        """Take *request* out, if it still waits."""
        kept = [one for one in self._heap if one[2] is not request]
        if len(kept) != len(self._heap):
            self._heap = kept
            heapq.heapify(self._heap)
            self._settle()

    def drain(self, device: str | None = None) -> list[Request]:
        """Take everything out, or everything for *device*."""
        drained = [one for _, _, one in self._heap if device is None or one.device == device]
        for request in drained:
            self.drop(request)
        return drained

    def _settle(self) -> None:
        if not self._heap:
            self.filled.clear()
