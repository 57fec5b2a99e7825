"""Hands decrypted packets of remote people's streams to the recorder of this machine (docs/PROTOCOL.md §9).

Nothing here waits: what the recorder's queue does not take is dropped and leaves a hole in the counter, which the
recorder writes down as ``recorder-behind``. A recorder that went away is looked for again every half second.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

from hearing.streams import Medium
from media_server.live_stream import LiveStream, Publisher
from recorder.errors import SocketFault
from recorder.rtp_socket import MediumFormat, MessageKind, Sender, StreamBegins, begins_payload, policy_payload

RECONNECT_S = 0.5


class RecorderTap:
    """The connection to the recorder, and which streams go there.

    *utc_ns* gives the arrival time of packets.
    """

    def __init__(self, path: Path, utc_ns: Callable[[], int]) -> None:
        self._path = path
        self._utc_ns = utc_ns
        self._sender: Sender | None = None
        self._taps: dict[int, StreamTap] = {}
        self._next_number = 1
        self._lost = asyncio.Event()
        self._dropped_before = 0

    @property
    def is_connected(self) -> bool:
        """Whether a recorder listens."""
        return self._sender is not None

    @property
    def dropped(self) -> int:
        """Messages that the recorder was too slow for."""
        return self._dropped_before + (self._sender.dropped if self._sender else 0)

    async def run(self) -> None:
        """Keep the connection up until cancelled."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                self._lost.clear()
                try:
                    self._sender = Sender(self._path, self._keyframe_wished)
                except SocketFault:
                    await asyncio.sleep(RECONNECT_S)
                    continue
                loop.add_reader(self._sender.fileno(), self._readable)
                for tap in self._taps.values():
                    tap.begin()
                await self._lost.wait()
                self._hang_up()
        finally:
            self._hang_up()

    def listen(self, live: LiveStream, publisher: Publisher) -> "StreamTap":
        """Begin to record what *publisher* sends of *live*."""
        tap = StreamTap(self, self._next_number, live, publisher)
        self._next_number = self._next_number % 0xFFFF + 1
        self._taps[tap.number] = tap
        live.record(tap)
        tap.begin()
        return tap

    def stop(self, tap: "StreamTap") -> None:
        """Record *tap*'s stream no more."""
        if self._taps.pop(tap.number, None) is not None:
            if tap.live.tap is tap:
                tap.live.record(None)
            self.tell(MessageKind.ENDS, tap.number, b"")

    def tell(self, kind: MessageKind, number: int, payload: bytes) -> None:
        """Send one message, if a recorder is there and has room."""
        if self._sender is not None:
            try:
                self._sender.send(kind, number, self._utc_ns(), payload)
            except SocketFault:
                self._lost.set()

    def _readable(self) -> None:
        if self._sender is not None:
            try:
                self._sender.read_wishes()
            except SocketFault:
                self._lost.set()

    def _keyframe_wished(self, number: int) -> None:
        tap = self._taps.get(number)
        if tap is not None:
            tap.live.want_keyframe()

    def _hang_up(self) -> None:
        if self._sender is not None:
            asyncio.get_running_loop().remove_reader(self._sender.fileno())
            self._dropped_before += self._sender.dropped
            self._sender.close()
            self._sender = None


class StreamTap:
    """One stream on its way to the recorder."""

    def __init__(self, tap: RecorderTap, number: int, live: LiveStream, publisher: Publisher) -> None:
        self.number = number
        self.live = live
        self.publisher = publisher
        self._tap = tap
        self._formats: dict[Medium, MediumFormat] = {}
        self._is_paused = True

    def begin(self) -> None:
        """Tell the recorder what this number stands for; a medium whose source is not known yet is told later."""
        self._formats = {
            source.medium: MediumFormat(
                ssrc=source.reception.ssrc,
                payload_type=source.offered.payload_type,
                clock_rate=source.offered.clock_rate,
                channels=source.offered.channels or 1,
            )
            for source in self.publisher.sources.values()
        }
        begins = StreamBegins(
            hearing=self.live.hearing,
            stream=self.live.stream.name,
            session=self.publisher.session,
            principal=self.publisher.principal,
            audio=self._formats.get("audio"),
            video=self._formats.get("video"),
        )
        self._tap.tell(MessageKind.BEGINS, self.number, begins_payload(begins))
        if self._is_paused:
            self._tap.tell(MessageKind.POLICY, self.number, policy_payload(paused=True))
        self.live.want_keyframe()

    def paused(self, *, paused: bool) -> None:
        """Let nothing reach the recorder, or let it again, and tell it so. A tap begins paused."""
        if paused != self._is_paused:
            self._is_paused = paused
            self._tap.tell(MessageKind.POLICY, self.number, policy_payload(paused=paused))

    def rtp(self, medium: Medium, packet: bytes) -> None:
        """Hand one RTP packet on."""
        known = self._formats[medium]
        if self._is_paused:
            return
        if packet[8:12] != known.ssrc.to_bytes(4, "big"):  # Not announced in the offer, or the client began anew.
            self._tap.tell(MessageKind.ENDS, self.number, b"")
            self.begin()
        self._tap.tell(MessageKind.RTP, self.number, packet)

    def sender_report(self, packet: bytes) -> None:
        """Hand one sender report on."""
        if not self._is_paused:
            self._tap.tell(MessageKind.SENDER_REPORT, self.number, packet)
