"""One worker a bus: sends one request at a time, the most urgent first, and opens the line again when it breaks."""

import asyncio
import contextlib
import heapq
import itertools
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

from courtroom_agent.drivers.core import Accepted, Core, Done, Event, Happened, Reported, Say
from courtroom_agent.drivers.errors import DeviceError, Refused, Silent, Superseded, Unauthorised, Unreachable
from courtroom_agent.drivers.line import Line, Opener
from hardware_profiles.errors import WireError
from hardware_profiles.template import Value, Values

log = logging.getLogger(__name__)

OPEN_S = 5.0
BACKOFF_S = (0.25, 5.0)
"""First and longest wait before a line is opened again."""
QUEUE_MAX = 64
SILENCES_MAX = 2
"""So many requests without an answer, one after the other, and the line counts as lost."""


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
    command: str
    args: Values
    priority: Priority
    key: str
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


class Worker:
    """Runs one bus. ``says`` tells why there is no connection, and is empty while there is one."""

    def __init__(
        self,
        name: str,
        core: Core,
        opener: Opener,
        report: Callable[[dict[str, Value]], None],
        lost: Callable[[str], None],
    ) -> None:
        self.name = name
        self.says = "Not opened yet."
        self.is_connected = False
        self.opened = asyncio.Event()
        """Set while the line is open and the device has answered what opens it."""
        self.closed = asyncio.Event()
        """Set when the line is lost."""
        self.sent = 0
        """How many messages went out."""
        self._core = core
        self._opener = opener
        self._report = report
        self._tell_lost = lost
        self._numbers = itertools.count(1)
        self._queue: list[tuple[Priority, int, Request]] = []
        self._flying: dict[int, Request] = {}
        self._something = asyncio.Event()
        self._greeted = asyncio.Event()
        self._silences = 0
        self._free_at = 0.0

    async def request(self, command: str, args: Values, priority: Priority, key: str) -> dict[str, Value]:
        """Have *command* carried out and give the answer's fields.

        Raises:
            DeviceError: it did not happen; nothing of it is kept for later.
        """
        if not self.opened.is_set():
            raise Unreachable(self.says)
        timing = self._core.profile.spec.timing
        request = self._enqueue(command, args, priority, key)
        try:
            await request.accepted
            async with asyncio.timeout(timing.done_ms / 1000 if timing.done_ms else None):
                return await request.done
        except TimeoutError:
            raise Silent(f"{self.name}: {command} was accepted but not finished. Look at the device itself.") from None
        finally:
            self._flying.pop(request.number, None)
            self._core.forget(request.number)
            self._drop(request)

    async def run(self) -> None:
        """Keep the line open for ever; ends only when cancelled."""
        wait = BACKOFF_S[0]
        while True:
            try:
                await self._session()
            except* Unauthorised as group:
                self._lost(str(group.exceptions[0]))
                log.error("%s: %s", self.name, self.says)  # noqa: TRY400 - the words say it all
                await asyncio.Event().wait()  # trying on would lock the device
            except* (DeviceError, OSError, TimeoutError) as group:
                if self.is_connected:
                    wait = BACKOFF_S[0]
                    log.warning("%s: lost: %s", self.name, group.exceptions[0])
                self._lost(str(group.exceptions[0]) or "The device does not answer. Check cable and power.")
            await asyncio.sleep(wait)
            wait = min(wait * 2, BACKOFF_S[1])

    async def _session(self) -> None:
        self._core.reset()
        self._greeted.clear()
        async with asyncio.timeout(OPEN_S):
            line = await self._opener()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._listen(line))
                group.create_task(self._serve(line))
        finally:
            line.close()

    def _lost(self, why: str) -> None:
        self.says = why
        self.is_connected = False
        self.opened.clear()
        self.closed.set()
        self._silences = 0
        waiting = [request for _, _, request in self._queue]
        self._queue.clear()
        for request in (*waiting, *self._flying.values()):
            request.fail(Unreachable(why))
        self._flying.clear()
        self._tell_lost(why)

    async def _listen(self, line: Line) -> None:
        while True:
            for event in self._core.received(await line.read()):
                if isinstance(event, Say):
                    line.write(event.data)
                else:
                    self._handle(event)
            if self._core.is_ready:
                self._greeted.set()

    def _handle(self, event: Event) -> None:
        if not self.is_connected:
            self.is_connected = True
            self.says = ""
            log.info("%s: connected", self.name)
        if isinstance(event, Reported | Happened):
            self._report(event.fields)
            return
        assert not isinstance(event, Say), "What the handshake says was said where it was heard."
        request = self._flying.get(event.request)
        if request is None:
            return
        if isinstance(event, Accepted):
            request.accept()
        elif isinstance(event, Done):
            request.finish(event.fields)
        else:
            fault = event.fault
            request.fail(Refused(self.name, fault.name, fault.act, fault.after_ms))

    async def _serve(self, line: Line) -> None:
        spec = self._core.profile.spec
        await self._greet(line)
        for command in spec.on_open:
            request = Request(next(self._numbers), command, {}, Priority.READ_BACK, command)
            await self._exchange(line, request)
            self._flying.pop(request.number, None)
            if request.done.exception() is not None:
                raise Silent(f"The device does not answer {command}. Check its address and cable.")
        self.closed.clear()
        self.opened.set()
        while True:
            await self._something.wait()
            if not self._queue:
                self._something.clear()
                continue
            await self._exchange(line, heapq.heappop(self._queue)[2])
            if self._silences >= SILENCES_MAX:
                raise Silent("The device does not answer. Check cable and power.")

    async def _greet(self, line: Line) -> None:
        """Go through the handshake; say our part again as long as nothing comes."""
        timing = self._core.profile.spec.timing
        for _ in range(timing.retries + 1):
            if self._core.is_ready:
                return
            greeting = self._core.greeting()
            if greeting:
                line.write(greeting)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(timing.reply_ms / 1000):
                    await self._greeted.wait()
        if not self._core.is_ready:
            raise Silent("The device does not greet. Check its power, its address and the cable.")

    async def _exchange(self, line: Line, request: Request) -> None:
        """Send *request* until the device answers or has been asked often enough."""
        timing = self._core.profile.spec.timing
        loop = asyncio.get_running_loop()
        self._flying[request.number] = request
        for _ in range(timing.retries + 1):
            await asyncio.sleep(max(0.0, self._free_at - loop.time()))
            try:
                line.write(self._core.begin(request.number, request.command, request.args))
            except WireError as error:
                request.fail(DeviceError(f"{self.name}: {error}"))
                return
            self.sent += 1
            spec = self._core.profile.commands[request.command].spec
            self._free_at = loop.time() + max(timing.gap_ms, spec.after_ms) / 1000
            if spec.silent:
                request.finish({})
                return
            await asyncio.wait((request.accepted,), timeout=timing.reply_ms / 1000)
            if request.accepted.done():
                self._silences = 0
                return
        self._core.forget(request.number)
        self._silences += 1
        request.fail(Silent(f"{self.name}: no answer to {request.command}. Check cable and power."))

    def _enqueue(self, command: str, args: Values, priority: Priority, key: str) -> Request:
        for entry in [one for one in self._queue if one[2].key == key]:
            self._drop(entry[2])
            entry[2].fail(Superseded(f"{self.name}: a newer request for {key} came. Nothing to do."))
        if len(self._queue) >= QUEUE_MAX:
            last = max(self._queue)
            if last[0] <= priority:
                raise Unreachable(f"{self.name}: too many requests wait. Try again when the device answers.")
            self._drop(last[2])
            last[2].fail(Superseded(f"{self.name}: more urgent requests came. Ask again."))
        request = Request(next(self._numbers), command, args, priority, key)
        heapq.heappush(self._queue, (priority, request.number, request))
        self._something.set()
        return request

    def _drop(self, request: Request) -> None:
        kept = [one for one in self._queue if one[2] is not request]
        if len(kept) != len(self._queue):
            self._queue = kept
            heapq.heapify(self._queue)
