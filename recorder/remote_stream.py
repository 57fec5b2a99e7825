"""From a remote person's packets to samples: order, assembly, the timeline, and what was lost."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hearing.streams import Medium
from recorder.errors import BadMedia, BadPacket
from recorder.h264 import IDR, H264Depacketizer, nal_type, nal_units
from recorder.index import ClockLine
from recorder.opus import PACKET_NS, SILENCE, packet_duration
from recorder.rtp import Loss, ReorderBuffer, RtpPacket, Unwrapper, parse_rtp, parse_sender_reports
from recorder.rtp_socket import MediumFormat, StreamBegins
from recorder.sample import Sample
from recorder.timeline import SECOND, MediaClock, Offset
from recorder.track import Track

KEYFRAME_EVERY_NS = 4 * SECOND
"""A sender that is not ours is asked for a keyframe when it gave none for so long."""

_WISH_EVERY_NS = SECOND // 2
_CLOCK_EVERY_NS = 10 * SECOND
_FRAME_NS = 40_000_000


@dataclass(slots=True)
class Losses:
    """What the network swallowed since it was last told."""

    count: int = 0
    since: int = 0
    until: int = 0

    def add(self, count: int, now: int) -> None:
        """Count *count* packets that are missing at *now* (UTC ns)."""
        self.since = self.since if self.count else now
        self.count += count
        self.until = now


@dataclass(slots=True)
class _Sink:
    """Where samples go while the hearing is recorded."""

    track: Track
    zero: int


class RemoteMedium:
    """Sound or picture of one remote stream."""

    def __init__(self, medium: Medium, form: MediumFormat, offset: Offset, wish_keyframe: Callable[[], None]) -> None:
        self.losses = Losses()
        self.is_muted = False
        self._medium: Medium = medium
        self._form = form
        self._wish_keyframe = wish_keyframe
        self._order = ReorderBuffer()
        self._unwrapper = Unwrapper(32)
        self._clock = MediaClock(form.clock_rate, 0, offset)
        self._assembler = H264Depacketizer()
        self._picture_time: int | None = None
        self._frame_ns = _FRAME_NS
        self._sink: _Sink | None = None
        self._keyframe_at = self._wished_at = self._noted_at = 0

    def attach(self, track: Track | None, zero: int) -> None:
        """Let samples go into *track*, whose hearing's timeline begins at *zero* (UTC ns); or nowhere."""
        if self._sink is not None and self._sink.track is not track:
            self._sink.track.leave_gap()
        if track is None:
            self._sink = None
        elif self._sink is None or self._sink.track is not track or self._sink.zero != zero:
            self._sink = _Sink(track, zero)
            self._keyframe_at = self._noted_at = 0

    def packet(self, packet: RtpPacket, now: int) -> None:
        """Take a packet that came at *now* (UTC ns by the panel's clock)."""
        if packet.payload_type == self._form.payload_type:
            self._go_on(self._order.push(packet, now), now)

    def poll(self, now: int) -> None:
        """Give up on packets that have been missing too long; ask for a keyframe when one is due."""
        self._go_on(self._order.ready(now), now)
        if self._medium == "video" and self._sink is not None and now - self._keyframe_at >= KEYFRAME_EVERY_NS:
            self._wish(now)

    def finish(self, now: int) -> None:
        """The stream has ended: hand on what was waiting."""
        self._go_on(self._order.drain(), now)
        self.attach(None, 0)

    def report(self, source: int, utc: int, now: int) -> None:
        """Take a sender report: *source* RTP units were *utc* by the sender's clock."""
        unwrapped = self._unwrapper.unwrap(source)
        jumped = self._clock.report(unwrapped, utc, now)
        if self._sink is None:
            return
        if jumped:
            self._sink.track.leave_gap()
        if jumped or now - self._noted_at >= _CLOCK_EVERY_NS:
            self._noted_at = now
            timeline, ppm, uncertainty, method = self._clock.describe(unwrapped)
            self._sink.track.note_clock(
                ClockLine(
                    at=now // 1_000_000,
                    source_time=unwrapped,
                    timeline=timeline - self._sink.zero,
                    rate_ppm=ppm,
                    uncertainty_ns=uncertainty,
                    method=method,
                )
            )

    def _go_on(self, ordered: list[RtpPacket | Loss], now: int) -> None:
        for one in ordered:
            if isinstance(one, Loss):
                self._lose(one.count, now)
            elif self._medium == "video":
                self._take_picture(one, now)
            else:
                self._take_sound(one, now)

    def _lose(self, count: int, now: int) -> None:
        self._assembler.lose()
        if self._sink is not None:
            self.losses.add(count, now)
            self._sink.track.lose(count)
            if self._medium == "video":
                self._wish(now)

    def _wish(self, now: int) -> None:
        if now - self._wished_at >= _WISH_EVERY_NS:
            self._wished_at = now
            self._wish_keyframe()

    def _take_sound(self, packet: RtpPacket, now: int) -> None:
        source = self._time_of(packet, now)
        if self._sink is None or not packet.payload:
            return
        try:
            duration = packet_duration(packet.payload)
        except BadMedia:
            self._lose(1, now)
            return
        start = self._clock.at(source) - self._sink.zero
        if not self.is_muted:
            self._sink.track.write(Sample(packet.payload, start, duration, True, source))
            return
        for offset in range(0, duration, PACKET_NS):
            silent = min(PACKET_NS, duration - offset)
            self._sink.track.write(Sample(SILENCE[self._form.channels], start + offset, silent, True, source))

    def _take_picture(self, packet: RtpPacket, now: int) -> None:
        source = self._time_of(packet, now)
        if source != self._picture_time:
            self._assembler.lose()
            if self._picture_time is not None:
                step = (source - self._picture_time) * SECOND // self._form.clock_rate
                self._frame_ns = step if 0 < step < SECOND else self._frame_ns
            self._picture_time = source
        try:
            picture = self._assembler.push(packet.payload, packet.marker)
        except BadPacket:
            self._lose(1, now)
            return
        if picture is None or self._sink is None:
            return
        is_keyframe = any(nal_type(unit) == IDR for unit in nal_units(picture))
        if is_keyframe:
            self._keyframe_at = now
        start = self._clock.at(source) - self._sink.zero
        self._sink.track.write(Sample(picture, start, self._frame_ns, is_keyframe, source))

    def _time_of(self, packet: RtpPacket, now: int) -> int:
        source = self._unwrapper.unwrap(packet.timestamp)
        if self._clock.arrived(source, now) and self._sink is not None:
            self._sink.track.leave_gap()
        return source


@dataclass(slots=True)
class RemoteStream:
    """One stream of a media process, from its beginning to its end."""

    begins: StreamBegins
    media: dict[Medium, RemoteMedium] = field(default_factory=dict)
    _by_ssrc: dict[int, RemoteMedium] = field(default_factory=dict)

    @classmethod
    def of(cls, begins: StreamBegins, wish_keyframe: Callable[[], None]) -> "RemoteStream":
        """Make ready for what *begins* announces; sound and picture share the sender's clock."""
        stream, offset = cls(begins), Offset()
        forms: tuple[tuple[Medium, MediumFormat | None], ...] = (("video", begins.video), ("audio", begins.audio))
        for medium, form in forms:
            if form is not None:
                made = RemoteMedium(medium, form, offset, wish_keyframe)
                stream.media[medium] = stream._by_ssrc[form.ssrc] = made
        return stream

    def rtp(self, data: bytes, now: int) -> None:
        """Take an RTP packet that came at *now* (UTC ns by the panel's clock).

        Raises:
            BadPacket: it is none.
        """
        packet = parse_rtp(data)
        medium = self._by_ssrc.get(packet.ssrc)
        if medium is not None:
            medium.packet(packet, now)

    def rtcp(self, data: bytes, now: int) -> None:
        """Take an RTCP packet with sender reports.

        Raises:
            BadPacket: it is none.
        """
        for report in parse_sender_reports(data):
            medium = self._by_ssrc.get(report.ssrc)
            if medium is not None:
                medium.report(report.timestamp, report.utc, now)

    def poll(self, now: int) -> None:
        """Do what is due at *now*."""
        for medium in self.media.values():
            medium.poll(now)

    def mute(self, *, is_muted: bool) -> None:
        """Let sound be recorded as silence, or as it comes."""
        if "audio" in self.media:
            self.media["audio"].is_muted = is_muted

    def finish(self, now: int) -> None:
        """The stream has ended."""
        for medium in self.media.values():
            medium.finish(now)
