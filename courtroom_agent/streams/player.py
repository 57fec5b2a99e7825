"""Plays one stream by WHEP: pictures and sound come out, in order and with the moment of their capture."""

import asyncio
import struct
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import av
from aiortc.rtp import RTCP_PSFB_PLI, AnyRtcpPacket, RtcpPsfbPacket, RtcpRrPacket, RtcpSrPacket

from courtroom_agent.streams.decoding import Pcm, PictureDecoder, SoundDecoder
from courtroom_agent.streams.inbound import Arrived, Inbound
from courtroom_agent.streams.peer import Peer
from courtroom_agent.streams.sdp import CLOCK_RATE, Answer, Medium
from courtroom_agent.streams.sender_clock import SenderClock
from courtroom_agent.streams.session import State, StreamSession
from courtroom_agent.streams.whip import Endpoint
from recorder.errors import BadPacket
from recorder.h264 import IDR, H264Depacketizer, nal_type, nal_units
from recorder.rtp import parse_rtp

TICK_S = 0.03
REPORT_S = 1.0
KEYFRAME_S = 0.5
"""While pictures cannot be decoded, a keyframe is asked for this often."""
WAIT_NS: dict[Medium, int] = {"video": 250_000_000, "audio": 100_000_000}
UNDECODED_MAX = 8
OUR_SSRC = 1


class Player:
    """One played stream. :meth:`run` keeps it up.

    Callbacks run in the loop, with UTC nanoseconds by our clock: *on_video* with decoded pictures, *on_audio* with
    48 kHz mono, :attr:`on_unit` and :attr:`on_opus` with access units and packets as sent, :attr:`on_state` with each
    change. Only what has a callback is decoded.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        video: bool = True,
        audio: bool = True,
        verify: str | bool = True,
        on_video: Callable[[av.VideoFrame, int], None] | None = None,
        on_audio: Callable[[Pcm, int], None] | None = None,
        utc_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        self.frames = 0
        self.sound_packets = 0
        self.on_unit: Callable[[bytes, int, bool], None] | None = None
        self.on_opus: Callable[[bytes, int], None] | None = None
        self.on_state: Callable[[State], None] | None = None
        self._on_video, self._on_audio = on_video, on_audio
        self._utc_ns = utc_ns
        endpoint = Endpoint(url, token, verify)
        self._session = StreamSession(endpoint, self, sending=False, video=video, audio=audio, utc_ns=utc_ns)
        self._session.on_state = self._changed
        self._undecoded: asyncio.Queue[tuple[bytes, int]] = asyncio.Queue(UNDECODED_MAX)
        self._begin()

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
    def lost(self) -> int:
        """Packets that never came, on this connection."""
        return sum(source.lost for source in self._in.values())

    async def run(self) -> None:
        """Play until cancelled; reconnects by itself and ends the session on the server at the end."""
        with ThreadPoolExecutor(1, "decode") as thread:
            async with asyncio.TaskGroup() as group:
                if self._on_video is not None:
                    group.create_task(self._decode_pictures(thread))
                await self._session.run(self._began, self._care, self._begin)

    def want_keyframe(self) -> None:
        """Nothing more can be decoded before the next keyframe: ask the sender for one."""
        self._needs_keyframe = True

    def rtp(self, packet: bytes, arrival_ns: int) -> None:
        """Take one packet from the server."""
        found = parse_rtp(packet)
        medium = self._media.get(found.payload_type)
        if medium is None:
            return
        source = self._in.get(medium)
        if source is None or source.ssrc != found.ssrc:
            source = self._in[medium] = Inbound(found.ssrc, CLOCK_RATE[medium], WAIT_NS[medium])
        self._take(medium, source.push(found, arrival_ns))

    def rtcp(self, packets: list[AnyRtcpPacket], arrival_ns: int) -> None:
        """Take sender reports."""
        for packet in packets:
            if isinstance(packet, RtcpSrPacket):
                for medium, source in self._in.items():
                    if source.ssrc == packet.ssrc:
                        info = packet.sender_info
                        source.sender_report(info.ntp_timestamp, arrival_ns)
                        self._clock.reported(medium, CLOCK_RATE[medium], info.rtp_timestamp, info.ntp_timestamp)

    def _changed(self, state: State) -> None:
        if self.on_state is not None:
            self.on_state(state)

    def _begin(self) -> None:
        """Forget the last connection."""
        self._media: dict[int, Medium] = {}
        self._in: dict[Medium, Inbound] = {}
        self._clock = SenderClock()
        self._whole = H264Depacketizer()
        self._needs_keyframe = True
        self._asked_at = 0.0
        while not self._undecoded.empty():
            self._undecoded.get_nowait()
        self._sound = SoundDecoder() if self._on_audio is not None else None

    def _began(self, peer: Peer, answer: Answer) -> None:
        self._media = {number: medium for medium, number in answer.payload_types.items()}

    def _take(self, medium: Medium, arrived: list[Arrived]) -> None:
        for each in arrived:
            if medium == "video":
                self._take_video(each)
            elif each.packet.payload:
                self._take_audio(each)

    def _take_audio(self, each: Arrived) -> None:
        packet = each.packet
        moment = self._clock.moment("audio", CLOCK_RATE["audio"], packet.timestamp, each.arrival_ns)
        self.sound_packets += 1
        if self.on_opus is not None:
            self.on_opus(packet.payload, moment)
        if self._on_audio is not None and self._sound is not None:
            sound = self._sound.decode(packet.payload)
            if sound is not None:
                self._on_audio(sound, moment)

    def _take_video(self, each: Arrived) -> None:
        packet = each.packet
        if each.after_loss:
            self._whole.lose()
            self._needs_keyframe = True
        if not packet.payload:
            return  # A padding probe.
        try:
            unit = self._whole.push(packet.payload, packet.marker)
        except BadPacket:
            self._needs_keyframe = True
            return
        if unit is not None:
            moment = self._clock.moment("video", CLOCK_RATE["video"], packet.timestamp, each.arrival_ns)
            self._take_unit(unit, moment)

    def _take_unit(self, unit: bytes, moment: int) -> None:
        keyframe = any(nal_type(each) == IDR for each in nal_units(unit))
        if self._needs_keyframe and not keyframe:
            return
        self._needs_keyframe = False
        if self.on_unit is not None:
            self.on_unit(unit, moment, keyframe)
        if self._on_video is None:
            self.frames += 1
        elif self._undecoded.full():
            self._needs_keyframe = True  # This machine is too slow just now: go on at the next keyframe.
        else:
            self._undecoded.put_nowait((unit, moment))

    async def _decode_pictures(self, thread: ThreadPoolExecutor) -> None:
        decoder = PictureDecoder()
        loop = asyncio.get_running_loop()
        while True:
            unit, moment = await self._undecoded.get()
            frame = await loop.run_in_executor(thread, decoder.decode, unit)
            if frame is None:
                self._needs_keyframe = True
            elif self._on_video is not None:
                self.frames += 1
                self._on_video(frame, moment)

    async def _care(self, peer: Peer) -> None:
        """Ask for what is missing and report, until the connection ends."""
        reported = 0.0
        while True:
            now_ns = self._utc_ns()
            for medium, source in list(self._in.items()):
                if lost := source.missing(now_ns):
                    peer.send_rtcp(write_nack(source.ssrc, lost))
                self._take(medium, source.overdue(now_ns))
            self._wish_keyframe(peer)
            if time.monotonic() - reported >= REPORT_S and self._in:
                reported = time.monotonic()
                blocks = [source.report(now_ns) for source in self._in.values()]
                peer.send_rtcp(bytes(RtcpRrPacket(ssrc=OUR_SSRC, reports=blocks)))
            await asyncio.sleep(TICK_S)

    def _wish_keyframe(self, peer: Peer) -> None:
        source = self._in.get("video")
        if self._needs_keyframe and source is not None and time.monotonic() - self._asked_at >= KEYFRAME_S:
            self._asked_at = time.monotonic()
            peer.send_rtcp(bytes(RtcpPsfbPacket(fmt=RTCP_PSFB_PLI, ssrc=OUR_SSRC, media_ssrc=source.ssrc)))


def write_nack(ssrc: int, numbers: list[int]) -> bytes:
    """Ask for packets again (RFC 4585 §6.2.1), one entry each; numbers may wrap around."""
    entries = b"".join(struct.pack("!HH", number, 0) for number in numbers)
    return struct.pack("!BBHLL", 0x81, 205, 2 + len(numbers), OUR_SSRC, ssrc) + entries
