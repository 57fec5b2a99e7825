"""Counts what arrives of one RTP source, as receiver reports tell it (RFC 3550 §6.4.1, A.1, A.3, A.8). Pure."""

from dataclasses import dataclass

from media_server.rewriting import forward_distance

_SECOND_NS = 1_000_000_000


@dataclass(slots=True)
class Reception:
    """What came of one synchronisation source; sequence numbers are extended to count without wrapping."""

    ssrc: int
    clock_rate: int
    packets: int = 0
    octets: int = 0
    highest: int = -1
    """Extended sequence number of the newest packet; -1 before the first."""
    newest_timestamp: int = 0
    newest_at: int = 0
    _base: int = 0
    _transit: int = 0
    _jitter: float = 0.0
    _reported_expected: int = 0
    _reported_packets: int = 0
    _last_report: int = 0
    _last_report_at: int = 0

    def received(self, sequence: int, timestamp: int, size: int, now: int) -> int:
        """Count a packet of *size* bytes that came at *now* (ns); give how far it leads the newest one before it.

        1 is the next in order, more is a gap, 0 or less is late or repeated.
        """
        if self.highest < 0:
            self.highest = self._base = sequence + 0x10000
            step = 1
        else:
            step = forward_distance(sequence, self.highest)
        self.packets += 1
        self.octets += size
        if step <= 0:
            return step
        if self.packets > 1:
            self.highest += step
        transit = now * self.clock_rate // _SECOND_NS - timestamp
        if timestamp != self.newest_timestamp and self.packets > 1:
            change = abs(((transit - self._transit) + 0x80000000 & 0xFFFFFFFF) - 0x80000000)
            self._jitter += (change - self._jitter) / 16
        self._transit = transit
        self.newest_timestamp = timestamp
        self.newest_at = now
        return step

    def reported(self, ntp_timestamp: int, now: int) -> None:
        """Note a sender report of this source, with its 64-bit NTP time."""
        self._last_report = ntp_timestamp >> 16 & 0xFFFFFFFF
        self._last_report_at = now

    @property
    def expected(self) -> int:
        """How many packets the source has sent, as far as its numbering shows."""
        return self.highest - self._base + 1 if self.highest >= 0 else 0

    @property
    def lost(self) -> int:
        """How many of them never came; negative when repeats outnumber losses."""
        return self.expected - self.packets

    @property
    def jitter(self) -> int:
        """Interarrival jitter in ticks of the clock."""
        return int(self._jitter)

    @property
    def jitter_ms(self) -> float:
        """Interarrival jitter in milliseconds."""
        return 1000 * self._jitter / self.clock_rate

    def loss_since_last_report(self) -> float:
        """Give the share lost since this was last asked, 0…1."""
        expected = self.expected - self._reported_expected
        received = self.packets - self._reported_packets
        self._reported_expected = self.expected
        self._reported_packets = self.packets
        return max(0.0, (expected - received) / expected) if expected > 0 else 0.0

    def last_report(self, now: int) -> tuple[int, int]:
        """Give LSR and DLSR: the middle of the last sender report's NTP time, and the delay since in 1/65536 s."""
        if not self._last_report_at:
            return 0, 0
        return self._last_report, (now - self._last_report_at) * 65536 // _SECOND_NS & 0xFFFFFFFF
