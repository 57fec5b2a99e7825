"""One live stream: who publishes it, who plays it, and what passes between them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_FIR,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    AnyRtcpPacket,
    RtcpPsfbPacket,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSenderInfo,
    RtcpSrPacket,
    unpack_remb_fci,
)

from hearing.streams import Medium, Stream
from media_server import feedback
from media_server.fanout import Kernel, Member
from media_server.feed import Feed
from media_server.peer import Peer
from media_server.rates import Rates
from media_server.sdp import Offer
from media_server.silence import silenced
from media_server.source import Source
from media_server.srtp import Buffer
from media_server.subscriber import RESENDS_PER_S, Playing

SendRtcp = Callable[[Peer, bytes], None]
"""Seals an RTCP packet and sends it."""
SendRtp = Callable[[Peer, bytes], None]
"""Seals one RTP packet and sends it."""


class Tap(Protocol):
    """Who listens to the decrypted packets of a stream beside its players. It must neither block nor raise."""

    def rtp(self, medium: Medium, packet: bytes) -> None:
        """Take one RTP packet as the publisher sent it."""

    def sender_report(self, packet: bytes) -> None:
        """Take one sender report as the publisher sent it."""


@dataclass(slots=True)
class Publisher:
    """Who sends the stream."""

    session: str
    principal: str
    since: int
    """UTC milliseconds."""
    peer: Peer
    sources: dict[int, Source]
    """By payload type."""
    allowance: feedback.Allowance = field(default_factory=feedback.Allowance)
    rates: Rates = field(default_factory=Rates)
    unknown: int = 0
    """Packets of a payload type that was not agreed on."""


@dataclass(slots=True)
class Subscriber:
    """Who plays the stream."""

    session: str
    principal: str
    since: int
    peer: Peer
    offer: Offer
    playing: dict[Medium, Playing] = field(default_factory=dict)


class LiveStream:
    """A stream of one hearing. Times are monotonic nanoseconds."""

    def __init__(self, hearing: str, stream: Stream, kernel: Kernel, slots: list[Buffer]) -> None:
        self.hearing = hearing
        self.stream = stream
        self.publisher: Publisher | None = None
        self.subscribers: dict[str, Subscriber] = {}
        self.is_paused = False
        self.is_muted = False
        """Whether sound is replaced by silence, for every player and in the record."""
        self.withheld = 0
        """Packets that came while the stream was paused, and went nowhere."""
        self.tap: Tap | None = None
        self.feeds: dict[Medium, Feed] = {medium: Feed(medium, kernel, slots) for medium in stream.media}
        self._names = {
            medium: feedback.name_chunk(feed.ssrc, f"{hearing}/{stream.name}") for medium, feed in self.feeds.items()
        }

    @property
    def is_idle(self) -> bool:
        """Whether nobody publishes and nobody plays."""
        return self.publisher is None and not self.subscribers

    def pause(self) -> None:
        """Let nothing through, in either direction, while every connection stays up."""
        self.is_paused = True
        for feed in self.feeds.values():
            feed.cut()

    def resume(self) -> None:
        """Let media pass again, from a fresh keyframe."""
        self.is_paused = False
        self.want_keyframe()

    def published_by(self, publisher: Publisher | None) -> None:
        """Let *publisher* feed the players from now on, or nobody."""
        self.publisher = publisher
        sources = {source.medium: source for source in publisher.sources.values()} if publisher else {}
        for medium, feed in self.feeds.items():
            feed.attach(sources.get(medium))
        self.want_keyframe()

    def want_keyframe(self) -> None:
        """Note that some player, or the recorder, cannot go on without a keyframe."""
        if self.publisher:
            for source in self.publisher.sources.values():
                source.keyframes.want()

    def record(self, tap: Tap | None) -> None:
        """Let *tap* listen, and have a keyframe every 4 s for it; ``None`` ends that."""
        self.tap = tap
        if self.publisher:
            for source in self.publisher.sources.values():
                source.keyframes.is_recorded = tap is not None

    def rtp_arrived(self, publisher: Publisher, packet: bytes, now: int) -> None:
        """Forward one decrypted packet of the publisher.

        Raises:
            ValueError: the packet is broken.
        """
        source = publisher.sources.get(packet[1] & 0x7F)
        if source is None:
            publisher.unknown += 1
            return
        if self.is_muted and source.offered.medium == "audio":
            packet = silenced(packet)
        step = source.accept(packet, now)
        if not step:
            return
        if self.is_paused:
            self.withheld += 1
            return
        medium = source.offered.medium
        self.feeds[medium].forward(packet, source, step, now)
        if self.tap is not None:
            self.tap.rtp(medium, packet)

    def publisher_reported(self, publisher: Publisher, packet: AnyRtcpPacket, now: int, send: SendRtcp) -> None:
        """Take in RTCP of the publisher: its sender reports go on to every player."""
        if not isinstance(packet, RtcpSrPacket):
            return
        for source in publisher.sources.values():
            if source.reception.ssrc == packet.ssrc:
                source.reception.reported(packet.sender_info.ntp_timestamp, now)
                if not self.is_paused:
                    self._pass_report_on(source.medium, packet.sender_info, now, send)
                    if self.tap is not None:
                        self.tap.sender_report(bytes(packet))

    def _pass_report_on(self, medium: Medium, info: RtcpSenderInfo, now: int, send: SendRtcp) -> None:
        feed = self.feeds[medium]
        if feed.is_cut:
            return
        for fanout in feed.fanouts:
            fanout.settle()
        for subscriber in self.subscribers.values():
            playing = subscriber.playing.get(medium)
            if playing is not None:
                member = playing.member
                target = playing.fanout.target
                name = self._names[medium]
                send(subscriber.peer, feedback.sender_report(info, target, member.packets, member.octets, name))
                playing.report_sent(info.ntp_timestamp, now)

    def joined(self, subscriber: Subscriber) -> None:
        """Send to *subscriber*, whose keys are there now, from the next packet on."""
        keys, address = subscriber.peer.keys, subscriber.peer.address
        assert keys is not None, "a player joins after the handshake"
        assert address is not None, "a player joins from somewhere"
        for medium, offered in subscriber.offer.media.items():
            member = Member(keys, address)
            feed = self.feeds[medium]
            subscriber.playing[medium] = Playing(offered, feed, member, feed.join(member, offered))
        self.want_keyframe()

    def left(self, subscriber: Subscriber) -> None:
        """Send to *subscriber* no more."""
        for playing in subscriber.playing.values():
            playing.feed.leave(playing.member, playing.fanout)
        subscriber.playing.clear()
        self.subscribers.pop(subscriber.session, None)

    def moved(self, subscriber: Subscriber, address: tuple[str, int]) -> None:
        """Send to *subscriber* at its new address."""
        for playing in subscriber.playing.values():
            playing.member.address = address
            playing.fanout.arrange()

    def subscriber_reported(self, subscriber: Subscriber, packet: AnyRtcpPacket, now: int, send: SendRtp) -> None:
        """Take in RTCP of a player: wishes for keyframes and resends, and how it fares."""
        by_ssrc = {playing.feed.ssrc: playing for playing in subscriber.playing.values()}
        if isinstance(packet, RtcpRrPacket | RtcpSrPacket):
            for block in [block for block in packet.reports if block.ssrc in by_ssrc]:
                by_ssrc[block.ssrc].reported(block, now)
        elif isinstance(packet, RtcpRtpfbPacket) and packet.fmt == RTCP_RTPFB_NACK:
            if packet.media_ssrc in by_ssrc and not self.is_paused:
                for found in by_ssrc[packet.media_ssrc].resends(packet.lost):
                    send(subscriber.peer, found)
        elif isinstance(packet, RtcpPsfbPacket) and packet.fmt in (RTCP_PSFB_PLI, RTCP_PSFB_FIR):
            self.want_keyframe()
        elif isinstance(packet, RtcpPsfbPacket) and packet.fmt == RTCP_PSFB_APP:
            allowed_bps, ssrcs = unpack_remb_fci(packet.fci)
            for playing in [by_ssrc[ssrc] for ssrc in ssrcs if ssrc in by_ssrc]:
                playing.allowed_bps = allowed_bps

    def requests(self, now: int) -> bytes:
        """Write what the publisher is to be asked for *now*: lost packets, keyframes. Empty when nothing is."""
        if self.publisher is None or self.is_paused:
            return b""
        return b"".join(source.requests(now) for source in self.publisher.sources.values())

    def every_second(self, now: int, send: SendRtcp) -> None:
        """Report to the publisher, measure rates, and give players their budget of resends anew."""
        for subscriber in self.subscribers.values():
            for playing in subscriber.playing.values():
                playing.budget = RESENDS_PER_S
        publisher = self.publisher
        if publisher is None or publisher.peer.keys is None:
            return
        report = b""
        loss = 0.0
        ssrcs = []
        for source in publisher.sources.values():
            publisher.rates.of(source.medium).measure(source.reception.octets, now)
            if source.reception.packets:
                block, lost = feedback.receiver_report(source.reception, now)
                report += bytes(block)
                loss = max(loss, lost)
                ssrcs.append(source.reception.ssrc)
        if ssrcs:
            report += feedback.rate_limit(publisher.allowance.learn(loss), ssrcs)
            send(publisher.peer, report)
