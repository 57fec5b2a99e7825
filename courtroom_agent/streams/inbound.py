"""One medium on its way in: packets put in order, holes asked for again, reports to the sender. Pure."""

from dataclasses import dataclass

from aiortc.rtp import RtcpReceiverInfo

from recorder.rtp import RtpPacket

NACK_FIRST_NS = 5_000_000
"""A hole this old is no mere swap of two packets."""
NACK_AGAIN_NS = 60_000_000
NACK_TIMES = 4
HELD_MAX = 1024
JUMP = 3000
"""A sequence number further away than this begins anew."""


@dataclass(frozen=True)
class Arrived:
    """A packet in its turn; *after_loss* says that something before it is gone for good."""

    packet: RtpPacket
    arrival_ns: int
    after_loss: bool


@dataclass
class _Hole:
    since_ns: int
    asked_ns: int = -NACK_AGAIN_NS
    times: int = 0


class Inbound:
    """Puts the packets of one source in order, waiting at most *wait_ns* for one that is missing."""

    def __init__(self, ssrc: int, clock_rate: int, wait_ns: int) -> None:
        self.ssrc = ssrc
        self.received = 0
        self.lost = 0
        self._rate = clock_rate
        self._wait_ns = wait_ns
        self._held: dict[int, tuple[RtpPacket, int]] = {}
        self._holes: dict[int, _Hole] = {}
        self._first: int | None = None
        self._next = 0
        self._highest = 0
        self._after_loss = False
        self._jitter = 0.0
        self._transit: float | None = None
        self._reported = (0, 0)
        self._sender_report: tuple[int, int] | None = None

    def push(self, packet: RtpPacket, arrival_ns: int) -> list[Arrived]:
        """Take a packet; return what is now in turn."""
        number = self._extended(packet.sequence)
        if self._first is None or abs(number - self._highest) > JUMP:
            self._begin(number)
        elif number < self._next or number in self._held:
            return []  # Twice, or later than we waited.
        self.received += 1
        self._measure(packet, arrival_ns)
        for missing in range(self._highest + 1, number):
            self._holes[missing] = _Hole(arrival_ns)
        self._highest = max(self._highest, number)
        self._holes.pop(number, None)
        self._held[number] = (packet, arrival_ns)
        if len(self._held) > HELD_MAX:
            self._skip_to(min(self._held))
        return self._in_turn()

    def overdue(self, now_ns: int) -> list[Arrived]:
        """Give up holes that were waited for long enough; return what is in turn after them."""
        hole = self._holes.get(self._next)
        if hole is None or now_ns - hole.since_ns < self._wait_ns or not self._held:
            return []
        self._skip_to(min(self._held))
        return self._in_turn()

    def missing(self, now_ns: int) -> list[int]:
        """Sequence numbers to ask for now."""
        wanted = []
        for number, hole in self._holes.items():
            due = now_ns - hole.since_ns >= NACK_FIRST_NS and now_ns - hole.asked_ns >= NACK_AGAIN_NS
            if due and hole.times < NACK_TIMES:
                hole.asked_ns, hole.times = now_ns, hole.times + 1
                wanted.append(number & 0xFFFF)
        return wanted[:64]

    def sender_report(self, ntp: int, arrival_ns: int) -> None:
        """Remember when the sender last reported (for the round trip)."""
        self._sender_report = ((ntp >> 16) & 0xFFFFFFFF, arrival_ns)

    def report(self, now_ns: int) -> RtcpReceiverInfo:
        """Write our receiver report block (RFC 3550 §6.4.1)."""
        expected = self._highest - (self._first or 0) + 1 if self._first is not None else 0
        self.lost = max(0, expected - self.received)
        fresh_expected, fresh_received = expected - self._reported[0], self.received - self._reported[1]
        self._reported = (expected, self.received)
        gone = max(0, fresh_expected - fresh_received)
        lsr, at = self._sender_report or (0, now_ns)
        return RtcpReceiverInfo(
            ssrc=self.ssrc,
            fraction_lost=min(255, gone * 256 // fresh_expected) if fresh_expected > 0 else 0,
            packets_lost=min(self.lost, 0x7FFFFF),
            highest_sequence=self._highest & 0xFFFFFFFF,
            jitter=int(self._jitter),
            lsr=lsr,
            dlsr=int((now_ns - at) * 65536 // 1_000_000_000) & 0xFFFFFFFF if lsr else 0,
        )

    def _begin(self, number: int) -> None:
        self._after_loss = self._first is not None
        self._first = self._next = number
        self._highest = number
        self.received = 0
        self._reported = (0, 0)
        self._held.clear()
        self._holes.clear()

    def _extended(self, number: int) -> int:
        if self._first is None:
            return number + (1 << 16)
        step = ((number - self._highest + (1 << 15)) & 0xFFFF) - (1 << 15)
        return self._highest + step

    def _skip_to(self, number: int) -> None:
        for gone in range(self._next, number):
            self._holes.pop(gone, None)
        self._after_loss = self._after_loss or number > self._next
        self._next = number

    def _in_turn(self) -> list[Arrived]:
        ready = []
        while self._next in self._held:
            packet, arrival_ns = self._held.pop(self._next)
            ready.append(Arrived(packet, arrival_ns, self._after_loss))
            self._after_loss = False
            self._next += 1
        return ready

    def _measure(self, packet: RtpPacket, arrival_ns: int) -> None:
        transit = arrival_ns * self._rate / 1e9 % (1 << 32) - packet.timestamp
        if self._transit is not None:
            self._jitter += (min(abs(transit - self._transit), self._rate) - self._jitter) / 16
        self._transit = transit
