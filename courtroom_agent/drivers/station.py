"""One device's place on its bus: whether it is there, what it was asked, and who is told what it says."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from courtroom_agent.drivers.core import Accepted, Core, Done, Event, Happened, Reported, Say
from courtroom_agent.drivers.dead_man import DeadMan
from courtroom_agent.drivers.errors import DeviceError, Refused, Silent, Unreachable
from courtroom_agent.drivers.journal import HEARD_MAX, Journal, Told, words_of
from courtroom_agent.drivers.request import Priority, Request
from courtroom_agent.drivers.trace import Trace, asked_for, readable, secrets_of
from courtroom_agent.drivers.will import Will
from hardware_profiles.errors import WireError
from hardware_profiles.template import Value, Values

if TYPE_CHECKING:
    from courtroom_agent.drivers.bus import Bus

log = logging.getLogger(__name__)

SILENCES_MAX = 2
"""So many requests without an answer, one after the other, and the device counts as lost."""
_LOOK_S = 0.02
LINE_RESET = "line.reset"
"""The event after which the opening commands are sent anew."""


class Station:
    """One device on a bus. ``says`` tells why there is no connection, and is empty while there is one."""

    def __init__(
        self, name: str, core: Core, bus: "Bus", report: Callable[[dict[str, Value]], None], lost: Callable[[str], None]
    ) -> None:
        self.name = name
        self.core = core
        self.says = "Not opened yet."
        self.is_connected = False
        """Whether the device itself has answered on this line."""
        self.opened = asyncio.Event()
        """Set while the line is open and the device has answered what opens it."""
        self.closed = asyncio.Event()
        """Set when the device is lost."""
        self.sent = 0
        """How many messages went out."""
        self.happened: Callable[[str, dict[str, Value]], None] | None = None
        """Called with each event of the device by itself: its name and its fields."""
        self.stops: dict[str, None] = {}
        """What stops a motion that may still run: the first thing said when the device is back."""
        self.dead_man: DeadMan | None = None
        """Who sees to it that these stops are said when we die."""
        self.trace = Trace(secrets_of(core.profile, core.options))
        """The last messages, ours and the device's."""
        self.journal: Journal | None = None
        """Told each command that a scene or a person asked for, once it is over."""
        self._bus = bus
        self._report = report
        self._tell_lost = lost
        self._flying: dict[int, Request] = {}
        self._on_line: Request | None = None
        """What was sent and has no answer yet."""
        self._greeted = asyncio.Event()
        self._silences = 0
        self._late_until = 0.0
        """Until then an answer may come to what nobody waits for any more, by the loop's clock."""
        bus.join(self)

    async def request(self, command: str, args: Values, priority: Priority, key: str) -> dict[str, Value]:
        """Have *command* carried out and give the answer's fields.

        One that is given up while it is on the line keeps its place until its answer or its time-out, so that its late
        answer is never taken for another's.

        Raises:
            DeviceError: it did not happen, or there is no such command; nothing of it is kept for later.
        """
        if command not in self.core.profile.commands:
            known = ", ".join(self.core.profile.commands)
            raise DeviceError(f"{self.name}: there is no command {command!r}. There are: {known}.")
        if not self.opened.is_set():
            raise Unreachable(self.says)
        timing = self.core.profile.spec.timing
        request = self._bus.queue.make(self.name, command, args, priority, key)
        request.why = asked_for()
        began_s, number = asyncio.get_running_loop().time(), self.trace.number
        says = "given up · 中途放弃"
        try:
            self._bus.queue.put(request)
            await asyncio.wait((request.accepted,))  # which does not cancel it when we are
            request.accepted.result()
            async with asyncio.timeout(timing.done_ms / 1000 if timing.done_ms else None):
                fields = await request.done
        except TimeoutError:
            says = f"{self.name}: {command} was accepted but not finished. Look at the device itself."
            raise Silent(says) from None
        except DeviceError as error:
            says = words_of(error)
            raise
        else:
            says = ""
            return fields
        finally:
            request.is_over = True
            self._bus.queue.drop(request)
            if request is not self._on_line:
                self._let_go(request)
            self._enter(request, number, began_s, says)

    def owe(self, command: str) -> None:
        """A motion is about to begin that *command* stops: whatever happens to us or to the line, it is said."""
        self.stops[command] = None
        self._bequeath()

    def settle(self, command: str) -> None:
        """What *command* stops stands still."""
        if command in self.stops:
            del self.stops[command]
            self._bequeath()

    def _bequeath(self) -> None:
        """Leave the stops of what goes on by itself to who stops it when we die."""
        spec = self.core.profile.spec
        lasting = {motion.stop for motion in spec.motions.values() if motion.again_ms is None}
        if self.dead_man is None or not lasting:
            return
        way = self._bus.way if spec.handshake == "none" else None
        owed = [command for command in self.stops if command in lasting]
        if owed and not self.opened.is_set():
            return  # nothing begins to move on a line that is not open; what was left for it before holds
        gap_ms = max((spec.timing.gap_ms, *(spec.commands[command].after_ms for command in lasting)))
        self.dead_man.leave(Will(self.name, way, self.core.apart(owed) if owed else (), gap_ms / 1000))

    def begin(self) -> None:
        """A new line: nothing of the old one counts."""
        self.core.reset()
        self._greeted.clear()
        self._silences = 0

    def lose(self, why: str) -> None:
        """The device is gone, and with it all that was asked of it."""
        if self.is_connected:
            log.warning("%s: lost: %s", self.name, why)
        self.says = why
        self.is_connected = False
        self.opened.clear()
        self.closed.set()
        self._silences = 0
        for request in (*self._bus.queue.drain(self.name), *self._flying.values()):
            request.fail(Unreachable(why))
        self._flying.clear()
        self._tell_lost(why)

    def hear(self, data: bytes) -> bytes:
        """Take what arrived; give what is to be said at once.

        Raises:
            Unauthorised: the device does not accept our password.
        """
        answers = b""
        if self.core.is_ready:
            self.trace.heard(data)
        for event in self.core.received(data):
            if isinstance(event, Say):
                answers += event.data
            else:
                self._handle(event)
        if self.core.is_ready:
            self._greeted.set()
        return answers

    async def open(self) -> None:
        """Go through the handshake and the opening commands, stopping first what may still move.

        Raises:
            Silent: the device does not answer.
        """
        await self._greet()
        spec = self.core.profile.spec
        for command in list(self.stops):
            await self._say(command, {})
        for command in spec.on_open:
            request = await self._say(command, {})
            if request.done.exception() is not None:
                raise Silent(f"The device does not answer {command}. Check its address and cable.")
        for command in list(self.stops):
            await self._say(command, {})
            self.settle(command)
        self.closed.clear()
        self.opened.set()

    async def exchange(self, request: Request) -> None:
        """Send *request* until the device answers or has been asked often enough, giving way to what must not wait.

        Raises:
            Silent: the device has not answered several requests in a row.
        """
        self._flying[request.number] = request
        if not await self._hear_out(request):
            return
        self._on_line = request
        try:
            await self._tell(request)
        finally:
            self._on_line = None
            if request.is_over:
                self._let_go(request)
            self._expect_late(request)

    async def _hear_out(self, request: Request) -> bool:
        """Let late answers come in before *request* is sent; whether it still is to be sent now.

        What must not wait is sent at once: an answer that may be another's is then not counted for it, and it is said again.
        """
        now = asyncio.get_running_loop().time
        while self.core.late and request.priority >= Priority.SCENE and now() < self._late_until:
            if request.is_over:
                return False
            if self._bus.queue.is_urgent(request.priority):
                self._bus.queue.put_back(request)
                return False
            await asyncio.sleep(_LOOK_S)
        if now() >= self._late_until:
            self.core.overdue()
        return True

    def _expect_late(self, request: Request) -> None:
        """Say how long answers to *request* may still come: as long after it was last said as one took, or two time-outs."""
        if not self.core.late or not request.said_s:
            return
        is_answered = request.accepted.done() and request.accepted.exception() is None
        took_s = asyncio.get_running_loop().time() - request.said_s[0]
        longest_s = took_s if is_answered else 2 * self.core.profile.spec.timing.reply_ms / 1000
        self._late_until = max(self._late_until, request.said_s[-1] + longest_s)

    async def _tell(self, request: Request) -> None:
        timing = self.core.profile.spec.timing
        while request.attempts <= timing.retries:
            try:
                frame = self.core.begin(request.number, request.command, request.args)
            except WireError as error:
                request.fail(DeviceError(f"{self.name}: {error}"))
                return
            request.attempts += 1
            self.sent += 1
            spec = self.core.profile.commands[request.command].spec
            await self._bus.send(frame, max(timing.gap_ms, spec.after_ms) / 1000)
            request.said_s.append(asyncio.get_running_loop().time())
            self.trace.sent(self.core.last_frame, request.command, request.why or request.priority.name.lower())
            if spec.silent:
                request.finish({})
                return
            late = self.core.late
            await asyncio.wait((request.accepted,), timeout=timing.reply_ms / 1000)
            if request.accepted.done():
                self._silences = 0
                return
            if self.core.late < late:
                request.attempts -= 1  # it does answer, and what came may have been this one's
            if request.is_over:
                return  # nobody wants it said again
            if self._bus.queue.is_urgent(request.priority) and request.attempts <= timing.retries:
                self._bus.queue.put_back(request)
                return
        self._silence(request)

    def _let_go(self, request: Request) -> None:
        self._flying.pop(request.number, None)
        self.core.forget(request.number)

    def _silence(self, request: Request) -> None:
        self.core.forget(request.number)
        self._silences += 1
        request.fail(Silent(f"{self.name}: no answer to {request.command}. Check cable and power."))
        if self._silences >= SILENCES_MAX:
            raise Silent("The device does not answer. Check cable and power.")

    async def _greet(self) -> None:
        """Go through the handshake; say our part again as long as nothing comes."""
        timing = self.core.profile.spec.timing
        for _ in range(timing.retries + 1):
            if self.core.is_ready:
                return
            greeting = self.core.greeting()
            if greeting:
                await self._bus.send(greeting, timing.gap_ms / 1000)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(timing.reply_ms / 1000):
                    await self._greeted.wait()
        if not self.core.is_ready:
            raise Silent("The device does not greet. Check its power, its address and the cable.")

    async def _say(self, command: str, args: Values) -> Request:
        """Send a command of the opening, before all that waits."""
        request = self._bus.queue.make(self.name, command, args, Priority.STOP, command)
        if len(self._bus.stations) > 1:
            request.attempts = self.core.profile.spec.timing.retries  # the others wait: ask once, and later again
        await self.exchange(request)
        self._flying.pop(request.number, None)
        return request

    def _enter(self, request: Request, number: int, began_s: float, says: str) -> None:
        """Enter *request* in the journal; *number* is the last message before it."""
        if self.journal is None or request.priority > Priority.OPERATOR:
            return
        messages = self.trace.after(number)
        told = Told(
            at=time.time_ns() // 1_000_000,
            device=self.name,
            command=request.command,
            args=readable(self.core.profile, request.args),
            why=request.why,
            rank=request.priority.name.lower(),
            sent=tuple(one.data.hex(" ") for one in messages if one.is_ours and one.command == request.command),
            heard=tuple(one.data.hex(" ") for one in messages if not one.is_ours)[:HEARD_MAX],
            says=says,
            took_ms=round((asyncio.get_running_loop().time() - began_s) * 1000, 1),
        )
        self.journal(told)

    def _handle(self, event: Event) -> None:
        if not self.is_connected:
            self.is_connected = True
            self.says = ""
            log.info("%s: connected", self.name)
        if isinstance(event, Reported | Happened):
            self._take(event)
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

    def _take(self, event: Reported | Happened) -> None:
        self._report(event.fields)
        if isinstance(event, Reported):
            return
        if event.name == LINE_RESET:
            self._bus.reopen(self)
        elif self.happened is not None:
            self.happened(event.name, event.fields)
