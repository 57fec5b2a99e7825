"""RTP and RTCP as plain bytes (RFC 3550): what arrives is bounds-checked, put in order, and its holes are told."""

import struct
from dataclasses import dataclass

from recorder.errors import BadPacket

_FIXED = 12
_NTP_1970 = 2_208_988_800
_SENDER_REPORT = 200
_JUMP = 3000  # Further ahead than this is a sender that began anew (RFC 3550 A.1, MAX_DROPOUT).
_BEHIND = 100  # Further behind than this likewise (MAX_MISORDER).


@dataclass(frozen=True, slots=True)
class RtpPacket:
    """One RTP packet; header extensions are checked and left out."""

    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    marker: bool
    payload: bytes


def parse_rtp(data: bytes) -> RtpPacket:
    """Read an RTP packet (RFC 3550 §5.1).

    Raises:
        BadPacket: it is shorter than it says, or not RTP.
    """
    if len(data) < _FIXED or data[0] >> 6 != 2:  # noqa: PLR2004 - RTP's version
        raise BadPacket(f"RTP packet: {len(data)} bytes that are not RTP version 2. Only media belongs here.")
    flags, kind, sequence, timestamp, ssrc = struct.unpack_from("!BBHII", data)
    start = _FIXED + 4 * (flags & 15)
    if flags & 0x10:
        if len(data) < start + 4:
            raise BadPacket("RTP packet: it ends inside its extension. The sender is broken.")
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    end = len(data)
    if flags & 0x20:
        padding = data[-1]
        if not padding:
            raise BadPacket("RTP packet: padding of no bytes. The sender is broken.")
        end -= padding
    if start > end:
        raise BadPacket("RTP packet: its header is longer than itself. The sender is broken.")
    return RtpPacket(kind & 127, sequence, timestamp, ssrc, bool(kind & 128), bytes(data[start:end]))


def serialize_rtp(packet: RtpPacket) -> bytes:
    """Spell *packet* as bytes."""
    kind = packet.payload_type | (0x80 if packet.marker else 0)
    return struct.pack("!BBHII", 0x80, kind, packet.sequence, packet.timestamp, packet.ssrc) + packet.payload


@dataclass(frozen=True, slots=True)
class SenderReport:
    """One moment on a sender's two clocks (RFC 3550 §6.4.1)."""

    ssrc: int
    utc: int
    """Nanoseconds since 1970 by the sender's clock."""
    timestamp: int
    """The same moment in RTP units, 32 bits."""


def parse_sender_reports(data: bytes) -> list[SenderReport]:
    """Find the sender reports in a compound RTCP packet.

    Raises:
        BadPacket: it is shorter than it says, or not RTCP.
    """
    reports: list[SenderReport] = []
    at = 0
    while at < len(data):
        if len(data) - at < 4 or data[at] >> 6 != 2:  # noqa: PLR2004 - RTCP's header and version
            raise BadPacket("RTCP packet: bytes that are not RTCP version 2. Only reports belong here.")
        end = at + 4 + 4 * int.from_bytes(data[at + 2 : at + 4], "big")
        if end > len(data):
            raise BadPacket("RTCP packet: it ends too early. The sender is broken.")
        if data[at + 1] == _SENDER_REPORT:
            if end - at < 28:  # noqa: PLR2004 - header, SSRC, sender information
                raise BadPacket("RTCP packet: a sender report without its times. The sender is broken.")
            ssrc, seconds, fraction, timestamp = struct.unpack_from("!IIII", data, at + 4)
            reports.append(SenderReport(ssrc, _utc(seconds, fraction), timestamp))
        at = end
    return reports


def _utc(seconds: int, fraction: int) -> int:
    if seconds < 1 << 31:
        seconds += 1 << 32  # NTP's second era, from 2036 on.
    return (seconds - _NTP_1970) * 1_000_000_000 + (fraction * 1_000_000_000 >> 32)


def serialize_sender_report(report: SenderReport, packets: int = 0, octets: int = 0) -> bytes:
    """Spell a sender report without report blocks."""
    seconds, rest = divmod(report.utc, 1_000_000_000)
    ntp = (seconds + _NTP_1970 & 0xFFFFFFFF, (rest << 32) // 1_000_000_000)
    counts = (packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)
    return struct.pack("!BBHIIIIII", 0x80, _SENDER_REPORT, 6, report.ssrc, *ntp, report.timestamp, *counts)


class Unwrapper:
    """Makes a counter that wraps at *bits* into one that never does."""

    def __init__(self, bits: int) -> None:
        self._size = 1 << bits
        self._last: int | None = None

    def unwrap(self, value: int) -> int:
        """Place *value* nearest to the one before."""
        if self._last is None:
            self._last = value
            return value
        step = (value - self._last + self._size // 2) % self._size - self._size // 2
        self._last += step
        return self._last


@dataclass(frozen=True, slots=True)
class Loss:
    """A hole: so many packets never came."""

    count: int


class ReorderBuffer:
    """Hands packets out in their order; waits *window* ns for a missing one and then tells the loss."""

    def __init__(self, window: int = 200_000_000) -> None:
        self._window = window
        self._unwrapper = Unwrapper(16)
        self._waiting: dict[int, tuple[RtpPacket, int]] = {}
        self._next: int | None = None

    def push(self, packet: RtpPacket, now: int) -> list[RtpPacket | Loss]:
        """Take *packet*, come at *now* (ns); return what is in order now. Late and double ones vanish."""
        number = self._unwrapper.unwrap(packet.sequence)
        out: list[RtpPacket | Loss] = []
        if self._next is None:
            self._next = number
        elif not -_BEHIND <= number - self._next <= _JUMP:
            out = self.drain()
            out.append(Loss(1))
            self._next = number
        if number >= self._next:
            self._waiting.setdefault(number, (packet, now))
        return out + self.ready(now)

    def ready(self, now: int) -> list[RtpPacket | Loss]:
        """What is in order at *now*, or has waited long enough for what is missing."""
        out: list[RtpPacket | Loss] = []
        while self._waiting and self._next is not None:
            if self._next not in self._waiting:
                first = min(self._waiting)
                if now - self._waiting[first][1] < self._window:
                    break
                out.append(Loss(first - self._next))
                self._next = first
            out.append(self._waiting.pop(self._next)[0])
            self._next += 1
        return out

    def drain(self) -> list[RtpPacket | Loss]:
        """Hand out everything, with its holes; the stream has ended."""
        out: list[RtpPacket | Loss] = []
        for number in sorted(self._waiting):
            if self._next is not None and number > self._next:
                out.append(Loss(number - self._next))
            out.append(self._waiting[number][0])
            self._next = number + 1
        self._waiting.clear()
        return out
