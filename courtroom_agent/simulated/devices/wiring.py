"""What joins a simulated device to its ports: open lines, timers, the devices' own time and the faults on the cable."""

import asyncio
from collections.abc import Callable

from courtroom_agent.simulated.devices.behaviour import Conversation, Notice, Reply, SimulatedDevice
from courtroom_agent.simulated.devices.clock import Clock
from courtroom_agent.simulated.devices.disturbance import TEAR_S, Disturbance
from courtroom_agent.simulated.devices.telnet import TelnetConversation

Write = Callable[[bytes], None]


class Strand:
    """One open line: its conversation, and what is still on its way along it."""

    def __init__(self, wiring: "Wiring", talk: Conversation, write: Write) -> None:
        self._wiring = wiring
        self._talk = talk
        self._write = write
        self._timers: set[asyncio.TimerHandle] = set()
        self._alarm: asyncio.TimerHandle | None = None
        self._is_open = True
        self._free_at = 0.0

    def received(self, data: bytes) -> None:
        """Let the device hear *data*."""
        if not self._wiring.disturbance.faults.deaf:
            now = self._wiring.clock.now()
            self._wiring.settle(now)
            self.send(self._talk.received(data, now))
            self._wiring.spread(now, self)

    def notice(self, now: float, speaker: "Strand | None") -> None:
        """Tell this line what happened at the device."""
        for notice in self._wiring.news:
            self.send(self._talk.noticed(notice, now, own=self is speaker))
        self.arm()

    def send(self, replies: list[Reply]) -> None:
        """Put *replies* on the line when their time has come."""
        for reply in replies:
            self._later(self._wiring.clock.wait_s(reply.after_s), reply)
        self.arm()

    def say(self, data: bytes) -> None:
        """Put *data* on the line now, whatever it is."""
        self._disturbed(data)

    def close(self) -> None:
        """End the conversation; what was on its way is lost."""
        self._is_open = False
        for timer in (*self._timers, *([self._alarm] if self._alarm else [])):
            timer.cancel()
        self._timers.clear()

    def arm(self) -> None:
        """Wake up when the conversation next wants to speak by itself."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        due = self._talk.due() if self._is_open else None
        if due is not None:
            wait_s = self._wiring.clock.wait_s(due - self._wiring.clock.now())
            self._alarm = asyncio.get_running_loop().call_later(wait_s, self._rang)

    def _rang(self) -> None:
        now = self._wiring.clock.now()
        self._wiring.settle(now)
        self.send(self._talk.rang(now))
        self._wiring.spread(now, self)

    def _later(self, wait_s: float, reply: Reply) -> None:
        def due() -> None:
            self._timers.discard(timer)
            if reply.holds is None or reply.holds():
                self._disturbed(reply.data)

        timer = asyncio.get_running_loop().call_later(wait_s, due)
        self._timers.add(timer)

    def _disturbed(self, data: bytes) -> None:
        """Write what a sick cable lets through; torn messages stay in order."""
        loop = asyncio.get_running_loop()
        for piece in self._wiring.disturbance.pieces(data):
            at = max(loop.time(), self._free_at)
            if at <= loop.time():
                self._put(piece)
            else:
                loop.call_at(at, self._put, piece)
            self._free_at = at + (TEAR_S if self._wiring.disturbance.faults.split else 0.0)

    def _put(self, piece: bytes) -> None:
        if self._is_open:
            self._write(piece)


class Wiring:
    """One device and all lines that are open to it."""

    def __init__(
        self, device: SimulatedDevice, clock: Clock | None = None, disturbance: Disturbance | None = None
    ) -> None:
        self.device = device
        self.clock = clock or Clock()
        self.disturbance = disturbance or Disturbance()
        self.news = device.take_notices()
        self.listener: Callable[[Notice], None] | None = None
        """Told of everything that happens at the device, as whoever hangs on its relays is."""
        self._strands: list[Strand] = []
        self._alarm: asyncio.TimerHandle | None = None

    def open(self, write: Write, way: str) -> Strand:
        """Begin a conversation with the device on a new line of this kind."""
        talk = self.device.converse_by(way)
        talk = TelnetConversation(talk) if way == "telnet" else talk
        strand = Strand(self, talk, write)
        self._strands.append(strand)
        strand.send(talk.opened())
        self._arm()
        return strand

    def close(self, strand: Strand) -> None:
        """End a conversation."""
        strand.close()
        if strand in self._strands:
            self._strands.remove(strand)
        if not self._strands and self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def act(self, do: Callable[[float], None]) -> None:
        """Let *do* happen to the device now, and tell the open lines what came of it."""
        now = self.clock.now()
        self.settle(now)
        do(now)
        self.spread(now, None)

    def settle(self, now: float) -> None:
        """Let happen what was due by *now*."""
        due = self.device.due()
        if due is not None and due <= now:
            self.device.rang(now)

    def spread(self, now: float, speaker: Strand | None) -> None:
        """Tell every open line what has happened."""
        self.news = self.device.take_notices()
        if self.listener is not None:
            for notice in self.news:
                self.listener(notice)
        for strand in list(self._strands):
            strand.notice(now, speaker)
        self.news = []
        self._arm()

    def _arm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        due = self.device.due()
        if due is not None:
            wait_s = self.clock.wait_s(due - self.clock.now())
            self._alarm = asyncio.get_running_loop().call_later(wait_s, self._rang)

    def _rang(self) -> None:
        now = self.clock.now()
        self.settle(now)
        self.spread(now, None)
