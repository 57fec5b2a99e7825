"""Writes and reads RTCP (RFC 3550 §6, RFC 4585, draft-alvestrand-rmcat-remb). Pure."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    RTCP_SR,
    AnyRtcpPacket,
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSdesPacket,
    RtcpSenderInfo,
    RtcpSourceInfo,
    clamp_packets_lost,
    pack_remb_fci,
)

from media_server.reception import Reception
from media_server.rewriting import TIMESTAMP_MASK, Target

OUR_SSRC = 1
"""Who speaks in feedback of ours. We send no media of our own, so any number does."""
_MUCH_LOSS, _LITTLE_LOSS = 0.10, 0.02
LOWEST_BPS, HIGHEST_BPS, FIRST_BPS = 150_000, 4_000_000, 3_000_000
_SDES_CNAME = 1
_SENDER_REPORT = struct.Struct("!BBHLQLLL")


def read_rtcp(packet: bytes) -> list[AnyRtcpPacket]:
    """Read a compound packet; kinds that nobody needs are left out.

    Raises:
        ValueError: it is broken.
    """
    try:
        return RtcpPacket.parse(packet)
    except (ValueError, IndexError, struct.error) as fault:
        raise ValueError(f"An RTCP packet of {len(packet)} bytes is broken: {fault}") from fault


def receiver_report(reception: Reception, now: int) -> tuple[RtcpRrPacket, float]:
    """Report to a sender what came of it; also give the share lost since the last report."""
    fraction = reception.loss_since_last_report()
    last, delay = reception.last_report(now)
    block = RtcpReceiverInfo(
        ssrc=reception.ssrc,
        fraction_lost=min(255, int(fraction * 256)),
        packets_lost=clamp_packets_lost(reception.lost),
        highest_sequence=max(reception.highest - 0x10000, 0) & TIMESTAMP_MASK,
        jitter=reception.jitter,
        lsr=last,
        dlsr=delay,
    )
    return RtcpRrPacket(ssrc=OUR_SSRC, reports=[block]), fraction


def sender_report(source: RtcpSenderInfo, target: Target, packets: int, octets: int, name: bytes) -> bytes:
    """Pass a source's own sender report on, in a feed's numbering: same NTP time, so that lips match.

    *name* is the chunk that :func:`name_chunk` made.
    """
    ticks = (source.rtp_timestamp + target.shift.timestamp) & TIMESTAMP_MASK
    counts = packets & TIMESTAMP_MASK, octets & TIMESTAMP_MASK
    return _SENDER_REPORT.pack(0x80, RTCP_SR, 6, target.ssrc, source.ntp_timestamp, ticks, *counts) + name


def name_chunk(ssrc: int, cname: str) -> bytes:
    """Write the source description that accompanies each report of *ssrc*."""
    return bytes(RtcpSdesPacket(chunks=[RtcpSourceInfo(ssrc=ssrc, items=[(_SDES_CNAME, cname.encode())])]))


def resend_request(ssrc: int, sequences: Sequence[int]) -> bytes:
    """Ask a sender for packets again (generic NACK)."""
    return bytes(RtcpRtpfbPacket(fmt=RTCP_RTPFB_NACK, ssrc=OUR_SSRC, media_ssrc=ssrc, lost=list(sequences)))


def keyframe_request(ssrc: int) -> bytes:
    """Ask a sender for a keyframe (picture loss indication)."""
    return bytes(RtcpPsfbPacket(fmt=RTCP_PSFB_PLI, ssrc=OUR_SSRC, media_ssrc=ssrc))


def rate_limit(bitrate_bps: int, ssrcs: Sequence[int]) -> bytes:
    """Tell a sender how much it may send in all (REMB)."""
    fci = pack_remb_fci(bitrate_bps, list(ssrcs))
    return bytes(RtcpPsfbPacket(fmt=RTCP_PSFB_APP, ssrc=OUR_SSRC, media_ssrc=0, fci=fci))


@dataclass(slots=True)
class Allowance:
    """How much a publisher may send, by what gets lost on the way here (draft-ietf-rmcat-gcc §6)."""

    bitrate_bps: int = FIRST_BPS

    def learn(self, loss: float) -> int:
        """Take in the share lost in the last second (0…1) and give the new allowance in bit/s."""
        if loss > _MUCH_LOSS:
            self.bitrate_bps = int(self.bitrate_bps * (1 - loss / 2))
        elif loss < _LITTLE_LOSS:
            self.bitrate_bps = int(self.bitrate_bps * 1.08)
        self.bitrate_bps = max(LOWEST_BPS, min(self.bitrate_bps, HIGHEST_BPS))
        return self.bitrate_bps


def round_trip_ms(block: RtcpReceiverInfo, sent_at: int, now: int) -> float:
    """Give the round trip to a receiver, from its report on the sender report that went out at *sent_at* (ns)."""
    return max(0.0, (now - sent_at) / 1e6 - block.dlsr / 65.536)
