"""One medium on its way out: RTP numbers and times, a ring for what was lost, and sender reports."""

import secrets
import struct
from collections import OrderedDict

from aiortc.rtp import RtcpSenderInfo, RtcpSrPacket

NTP_1970_S = 2208988800
RING_PACKETS = 1024
JUMP_S = 0.02
"""Sound whose capture time is nearer to the expected one than this follows on without a seam."""


def ntp_of(utc_ns: int) -> int:
    """UTC nanoseconds as a 64-bit NTP timestamp (RFC 3550 §4)."""
    seconds, rest = divmod(utc_ns, 1_000_000_000)
    return (((seconds + NTP_1970_S) & 0xFFFFFFFF) << 32) | ((rest << 32) // 1_000_000_000)


def utc_of(ntp: int) -> int:
    """A 64-bit NTP timestamp as UTC nanoseconds."""
    return ((ntp >> 32) - NTP_1970_S) * 1_000_000_000 + (((ntp & 0xFFFFFFFF) * 1_000_000_000) >> 32)


class Outbound:
    """Numbers the packets of one medium. RTP time follows capture time, so that receivers can keep lips in step."""

    def __init__(self, ssrc: int, payload_type: int, clock_rate: int) -> None:
        self.ssrc = ssrc
        self.payload_type = payload_type
        self.packets = 0
        self.octets = 0
        self.resent = 0
        self._rate = clock_rate
        self._number = secrets.randbelow(1 << 15)
        self._offset = secrets.randbits(32)
        self._last: tuple[int, int] | None = None
        self._shift = 0
        self._ring: OrderedDict[int, bytes] = OrderedDict()

    def video(self, payloads: list[bytes], capture_ns: int) -> list[bytes]:
        """Wrap one picture's payloads; the last one carries the marker."""
        timestamp = self._time_of(capture_ns)
        last = len(payloads) - 1
        return [self._wrap(payload, timestamp, marker=index == last) for index, payload in enumerate(payloads)]

    def audio(self, payload: bytes, capture_ns: int, samples: int) -> bytes:
        """Wrap one packet of *samples* samples; small wobbles of the capture clock are evened out."""
        timestamp = self._time_of(capture_ns)
        if self._last is not None:
            expected = (self._last[0] + self._last[1]) & 0xFFFFFFFF
            wobble = ((timestamp - expected + (1 << 31)) & 0xFFFFFFFF) - (1 << 31)
            if abs(wobble) <= JUMP_S * self._rate:
                timestamp = expected
                self._shift = wobble
            else:
                self._shift = 0
        self._last = (timestamp, samples)
        return self._wrap(payload, timestamp, marker=False)

    def again(self, number: int) -> bytes | None:
        """Give a packet that was lost once more, if the ring still has it."""
        packet = self._ring.get(number)
        self.resent += packet is not None
        return packet

    def report(self, now_ns: int) -> bytes:
        """Write a sender report: which RTP time is which moment (RFC 3550 §6.4.1)."""
        time = (self._time_of(now_ns) - self._shift) & 0xFFFFFFFF
        counts = (self.packets & 0xFFFFFFFF, self.octets & 0xFFFFFFFF)
        return bytes(RtcpSrPacket(ssrc=self.ssrc, sender_info=RtcpSenderInfo(ntp_of(now_ns), time, *counts)))

    def _time_of(self, capture_ns: int) -> int:
        return (capture_ns * self._rate // 1_000_000_000 + self._offset) & 0xFFFFFFFF

    def _wrap(self, payload: bytes, timestamp: int, *, marker: bool) -> bytes:
        self._number = (self._number + 1) & 0xFFFF
        head = struct.pack("!BBHLL", 0x80, marker << 7 | self.payload_type, self._number, timestamp, self.ssrc)
        packet = head + payload
        self._ring[self._number] = packet
        while len(self._ring) > RING_PACKETS:
            self._ring.popitem(last=False)
        self.packets += 1
        self.octets += len(payload)
        return packet
