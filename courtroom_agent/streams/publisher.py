"""Publishes one stream by WHIP: encoded pictures and sound go in, keyframe wishes come back."""

import asyncio
import time
from collections.abc import Callable

from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_FIR,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    AnyRtcpPacket,
    RtcpPsfbPacket,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    unpack_remb_fci,
)

from courtroom_agent.streams.outbound import Outbound
from courtroom_agent.streams.peer import Peer
from courtroom_agent.streams.sdp import CLOCK_RATE, Answer, Medium
from courtroom_agent.streams.session import State, StreamSession
from courtroom_agent.streams.whip import Endpoint
from recorder.h264 import packetize_h264

REPORT_S = 1.0
KEYFRAME_NS = 300_000_000
"""At most one keyframe is asked of the encoder in this time, however many watch."""
OPUS_SAMPLES = 960


def _nobody() -> None:
    """Nobody asked to be told of keyframe wishes."""


class Publisher:
    """One published stream. :meth:`run` keeps it up; ``send_*`` may be called at any time in the same loop.

    Capture times are UTC nanoseconds by the panel's clock; *utc_ns* says that clock's now.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        video: bool,
        audio: bool,
        verify: str | bool = True,
        on_keyframe: Callable[[], None] = _nobody,
        utc_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        self.on_keyframe = on_keyframe
        self.remb_bps = 0
        """What the receiver believes the way can carry; 0 = it has not said."""
        self.loss = 0.0
        """Share of packets that the receiver reported lost."""
        self._utc_ns = utc_ns
        self._asked_ns = 0
        self._out: dict[Medium, Outbound] = {}
        self._waits_for_keyframe = True
        endpoint = Endpoint(url, token, verify)
        self._session = StreamSession(endpoint, self, sending=True, video=video, audio=audio, utc_ns=utc_ns)

    @property
    def state(self) -> State:
        """Where the connection stands."""
        return self._session.state

    @property
    def says(self) -> str:
        """In words, why it is not connected."""
        return self._session.says

    @property
    def connections(self) -> int:
        """How often it was connected."""
        return self._session.connections

    @property
    def resent(self) -> int:
        """Packets sent again on request, on this connection."""
        return sum(out.resent for out in self._out.values())

    async def run(self) -> None:
        """Publish until cancelled; reconnects by itself and ends the session on the server at the end."""
        await self._session.run(self._began, self._reports, self._out.clear)

    def send_video(self, access_unit: bytes, capture_ns: int, keyframe: bool) -> None:
        """Send one picture (Annex B, parameter sets before each IDR); a new connection starts at a keyframe."""
        peer, out = self._session.peer, self._out.get("video")
        if peer is None or out is None:
            return
        if self._waits_for_keyframe and not keyframe:
            self._wish_keyframe()
            return
        self._waits_for_keyframe = False
        for packet in out.video(packetize_h264(access_unit), capture_ns):
            peer.send_rtp(packet)

    def send_audio(self, packet: bytes, capture_ns: int, samples: int = OPUS_SAMPLES) -> None:
        """Send one Opus packet of *samples* samples at 48 kHz."""
        peer, out = self._session.peer, self._out.get("audio")
        if peer is not None and out is not None:
            peer.send_rtp(out.audio(packet, capture_ns, samples))

    def rtp(self, packet: bytes, arrival_ns: int) -> None:
        """Nothing is sent to a publisher; padding probes are let go."""

    def rtcp(self, packets: list[AnyRtcpPacket], arrival_ns: int) -> None:
        """Take the receivers' wishes: packets again, a keyframe, less."""
        for packet in packets:
            if isinstance(packet, RtcpRtpfbPacket) and packet.fmt == RTCP_RTPFB_NACK:
                self._resend(packet)
            elif isinstance(packet, RtcpPsfbPacket):
                self._feedback(packet)
            elif isinstance(packet, RtcpRrPacket):
                self.loss = max((report.fraction_lost / 256 for report in packet.reports), default=self.loss)

    def _began(self, peer: Peer, answer: Answer) -> None:
        self._waits_for_keyframe = True
        for line in peer.lines:
            if line.medium in answer.payload_types:
                number = answer.payload_types[line.medium]
                self._out[line.medium] = Outbound(line.ssrc, number, CLOCK_RATE[line.medium])
        self._wish_keyframe()

    def _feedback(self, packet: RtcpPsfbPacket) -> None:
        if packet.fmt in (RTCP_PSFB_PLI, RTCP_PSFB_FIR):
            self._wish_keyframe()
        elif packet.fmt == RTCP_PSFB_APP:
            self.remb_bps = unpack_remb_fci(packet.fci)[0]

    def _resend(self, wish: RtcpRtpfbPacket) -> None:
        peer = self._session.peer
        out = next((out for out in self._out.values() if out.ssrc == wish.media_ssrc), None)
        if peer is None or out is None:
            return
        for number in wish.lost:
            packet = out.again(number & 0xFFFF)
            if packet is not None:
                peer.send_rtp(packet)

    def _wish_keyframe(self) -> None:
        now = self._utc_ns()
        if "video" in self._out and now - self._asked_ns >= KEYFRAME_NS:
            self._asked_ns = now
            self.on_keyframe()

    async def _reports(self, peer: Peer) -> None:
        """Send sender reports, so that receivers know which sound belongs to which picture."""
        while True:
            for out in list(self._out.values()):
                peer.send_rtcp(out.report(self._utc_ns()))
            await asyncio.sleep(REPORT_S)
