"""One medium as one publisher sends it: counters, the ring for resends, and what is asked of the sender."""

from dataclasses import dataclass, field

from hearing.streams import Medium
from media_server import feedback
from media_server.keyframes import KeyframeWish, starts_keyframe
from media_server.missing import Missing
from media_server.reception import Reception
from media_server.rewriting import HEADER, body_start
from media_server.sdp import OfferedMedium

RING = 2048
"""Packets kept for resends: eight seconds of a 720p picture. A power of two."""
_QUIET_NS = 2_000_000_000


@dataclass(slots=True)
class Source:
    """What arrives of one medium. Times are monotonic nanoseconds."""

    offered: OfferedMedium
    reception: Reception
    missing: Missing = field(default_factory=Missing)
    keyframes: KeyframeWish = field(default_factory=KeyframeWish)
    ring: list[bytes | None] = field(default_factory=lambda: [None] * RING)
    frames: int = 0
    keyframes_seen: int = 0
    refused: int = 0
    """Packets of a foreign source or a payload type that was not agreed on."""
    given_up: int = 0
    """Packets that never came in spite of being asked for."""

    @classmethod
    def of(cls, offered: OfferedMedium) -> "Source":
        """Make a source for one medium of a publisher's offer."""
        ssrc = offered.ssrcs[0] if offered.ssrcs else 0
        return cls(offered, Reception(ssrc, offered.clock_rate))

    @property
    def medium(self) -> Medium:
        """Picture or sound."""
        return self.offered.medium

    def accept(self, packet: bytes, now: int) -> int:
        """Count one decrypted packet and keep it; give its lead over the newest before it.

        Negative means late but still of use; 0 means refused: of a foreign source, a repeat, or too late. A number is
        taken once only, for two packets sealed under one number would betray the key stream.

        Raises:
            ValueError: the packet is shorter than its own header says.
        """
        _, second, sequence, timestamp, ssrc = HEADER.unpack_from(packet)
        reception = self.reception
        if ssrc != reception.ssrc and not self._adopt(ssrc, now):
            self.refused += 1
            return 0
        start = body_start(packet)
        reception = self.reception
        step = reception.received(sequence, timestamp, len(packet), now)
        place = sequence & (RING - 1)
        if step <= 0 and (step <= -RING or self.resend(sequence) is not None):
            self.refused += 1
            return 0
        self.ring[place] = packet
        if self.offered.medium == "video":
            if step != 1:
                self._note_gap(step, now)
            if second & 0x80:
                self.frames += 1
            if starts_keyframe(packet[start : start + 4]):
                self.keyframes_seen += 1
                self.keyframes.seen(now)
        return step

    def _note_gap(self, step: int, now: int) -> None:
        highest = self.reception.highest
        if step > 1:
            if not self.missing.gap(highest - step + 1, step - 1, now):
                self.keyframes.want()
        else:
            self.missing.filled(highest + step)

    def _adopt(self, ssrc: int, now: int) -> bool:
        """Take another synchronisation source when the offer named none and the one before has gone quiet."""
        reception = self.reception
        if self.offered.ssrcs or (reception.packets and now - reception.newest_at < _QUIET_NS):
            return False
        self.reception = Reception(ssrc, self.offered.clock_rate)
        self.missing = Missing()
        self.ring = [None] * RING
        return True

    def resend(self, sequence: int) -> bytes | None:
        """Give the packet that the source sent under *sequence*, if it is still there."""
        packet = self.ring[sequence & (RING - 1)]
        if packet is None or packet[2] << 8 | packet[3] != sequence & 0xFFFF:
            return None
        return packet

    def requests(self, now: int) -> bytes:
        """Write what is to be asked of the sender *now*: packets again, or a keyframe. Empty when nothing is."""
        if self.offered.medium != "video" or not self.reception.packets:
            return b""
        wanted, given_up = self.missing.due(now)
        if given_up:
            self.given_up += given_up
            self.keyframes.want()
        asked = feedback.resend_request(self.reception.ssrc, wanted) if wanted else b""
        if self.keyframes.is_due(now):
            self.keyframes.asked(now)
            asked += feedback.keyframe_request(self.reception.ssrc)
        return asked
