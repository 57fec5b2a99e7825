"""Somebody who plays one live stream, and what comes back from there."""

from collections import deque
from dataclasses import dataclass, field

from aiortc.rtp import RtcpReceiverInfo

from media_server import feedback
from media_server.fanout import Fanout, Member
from media_server.feed import Feed
from media_server.sdp import OfferedMedium

RESENDS_PER_S = 500
"""Packets resent to one player in a second: more is a path that resends only choke further."""
_REPORTS = 16


@dataclass(slots=True)
class Playing:
    """One medium on its way to one player."""

    offered: OfferedMedium
    feed: Feed
    member: Member
    fanout: Fanout
    lost: int = 0
    loss: float = 0.0
    """Share lost between the player's last two reports, 0…1."""
    round_trip_ms: float | None = None
    allowed_bps: int | None = None
    """What the player says that its path carries (REMB)."""
    resent: int = 0
    budget: int = RESENDS_PER_S
    _sent_reports: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=_REPORTS))

    def report_sent(self, ntp_timestamp: int, now: int) -> None:
        """Remember when a sender report went out, for the round trip."""
        self._sent_reports.append((ntp_timestamp >> 16 & 0xFFFFFFFF, now))

    def reported(self, block: RtcpReceiverInfo, now: int) -> None:
        """Take in what the player reports of this medium."""
        self.lost = max(0, block.packets_lost)
        self.loss = block.fraction_lost / 256
        for middle, sent_at in self._sent_reports:
            if block.lsr and middle == block.lsr:
                self.round_trip_ms = feedback.round_trip_ms(block, sent_at, now)

    def resends(self, sequences: list[int]) -> list[bytes]:
        """Give the packets that the player asks for again, sealed as nothing yet, as far as its budget goes."""
        found = []
        for sequence in sequences:
            if self.budget <= 0:
                break
            packet = self.feed.resend(sequence, self.fanout)
            if packet is not None:
                self.budget -= 1
                self.resent += 1
                found.append(packet)
        return found
