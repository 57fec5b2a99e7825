"""The worker: every live stream and every session of one process.

Run :meth:`Worker.run` as a task; then :meth:`publish`, :meth:`play`, :meth:`patch` and :meth:`end` answer requests.
It knows nothing of a hearing's policy: who calls it has decided already (:mod:`media_server.hearing_media`).
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic_ns, time_ns

from aiortc import RTCCertificate

from hearing.streams import parse_stream
from media_server.errors import BadOffer, NoSuchSession, StreamTaken
from media_server.live_stream import LiveStream, Publisher, Subscriber
from media_server.peer import Peer
from media_server.sdp import Answerer, read_offer, restart_fragment, write_answer
from media_server.session import PlaySession, PublishSession, client_ufrag
from media_server.source import Source
from media_server.srtp import Buffer
from media_server.wire import Wire

EXPIRY_NS = 30_000_000_000
"""A client that was not heard of for so long is gone (RFC 7675)."""
DESERTED_NS = 3_000_000_000
"""After so long a silence the same principal may publish anew, as a reloaded page does."""
_TICK_S = 0.02
_TICKS_A_SECOND = 50

log = logging.getLogger(__name__)

Session = PublishSession | PlaySession
StreamKey = tuple[str, str]
"""Hearing and stream name."""


@dataclass(frozen=True)
class Opened:
    """A new session and the SDP that answers it."""

    session: str
    sdp: str


class Worker:
    """Live streams on one UDP socket.

    Args:
        host: address to bind; port: UDP port, 0 for any.
        advertise: hosts at which clients reach it, when *host* is not one.
        clock: monotonic nanoseconds; utc_ns: UTC nanoseconds.
        on_change: is told of a stream whose publisher or players changed.
    """

    def __init__(
        self,
        host: str,
        port: int = 0,
        *,
        advertise: Sequence[str] = (),
        clock: Callable[[], int] = monotonic_ns,
        utc_ns: Callable[[], int] = time_ns,
        on_change: Callable[[LiveStream], None] = lambda _: None,
    ) -> None:
        self.wire = Wire(host, port, clock)
        self.streams: dict[StreamKey, LiveStream] = {}
        self.sessions: dict[str, Session] = {}
        self.on_change = on_change
        self._clock = clock
        self._utc_ns = utc_ns
        self._certificate = RTCCertificate.generateCertificate()
        prints = [one for one in self._certificate.getFingerprints() if one.algorithm == "sha-256"]
        self._answerer = Answerer(prints, [(name, self.wire.port) for name in advertise or (host,)])
        self._slots: list[Buffer] = []
        self._tasks: asyncio.TaskGroup | None = None

    @property
    def port(self) -> int:
        """The UDP port that it listens on."""
        return self.wire.port

    async def run(self) -> None:
        """Move packets until cancelled; then close every session."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self.wire.socket, self.wire.readable)
        try:
            async with asyncio.TaskGroup() as tasks:
                self._tasks = tasks
                await self._tick()
        finally:
            self._tasks = None
            loop.remove_reader(self.wire.socket)
            for session in list(self.sessions.values()):
                await self._close(session)
            self.wire.close()

    def publish(self, hearing: str, stream: str, principal: str, sdp: str) -> Opened:
        """Let *principal* send *stream*.

        Raises:
            MediaError: the offer is refused, or the stream is taken.
        """
        live = self.stream(hearing, stream)
        offer = read_offer(sdp, "publish", live.stream.media)
        for holder in [one for one in self.sessions.values() if one.direction == "publish" and one.live is live]:
            if holder.principal != principal or not self._is_deserted(holder):
                raise StreamTaken(f"{stream} is being published by session {holder.id}.")
            self._retire(holder)
        sources = {offered.payload_type: Source.of(offered) for offered in offer.media.values()}
        publisher = Publisher(secrets.token_hex(8), principal, self._utc_ms(), self._new_peer(), sources)
        return self._open(PublishSession(live, publisher, offer, self.wire.send_rtcp))

    def play(self, hearing: str, stream: str, principal: str, sdp: str) -> Opened:
        """Let *principal* play *stream*, as soon and as long as somebody sends it.

        Raises:
            MediaError: the offer is refused.
        """
        live = self.stream(hearing, stream)
        offer = read_offer(sdp, "play", live.stream.media)
        subscriber = Subscriber(secrets.token_hex(8), principal, self._utc_ms(), self._new_peer(), offer)
        live.subscribers[subscriber.session] = subscriber
        return self._open(PlaySession(live, subscriber, self.wire.send_rtp))

    def patch(self, session_id: str, fragment: str) -> str | None:
        """Take an SDP fragment: trickled candidates need nothing (``None``), an ICE restart gives an answer.

        Raises:
            NoSuchSession: it has ended.
            BadOffer: the fragment is longer than any honest one.
        """
        session = self._session(session_id)
        ufrag = client_ufrag(fragment)
        if ufrag is None or ufrag == session.offer.ufrag:
            return None
        session.peer.restart()
        self.wire.admit(session)
        return restart_fragment(session.offer, (session.peer.ufrag, session.peer.password), self._answerer)

    async def end(self, session_id: str) -> None:
        """Close a session.

        Raises:
            NoSuchSession: it has ended already.
        """
        await self._close(self._session(session_id))

    def stream(self, hearing: str, name: str) -> LiveStream:
        """Give the live stream of that name, a new one if need be.

        Raises:
            BadOffer: no stream can be called so.
        """
        live = self.streams.get((hearing, name))
        if live is None:
            try:
                parsed = parse_stream(name)
            except ValueError as fault:
                raise BadOffer(str(fault)) from fault
            live = self.streams[hearing, name] = LiveStream(hearing, parsed, self.wire.kernel, self._slots)
        return live

    def _session(self, session_id: str) -> Session:
        session = self.sessions.get(session_id)
        if session is None:
            raise NoSuchSession(f"Session {session_id[:32]!r} is not open here.")
        return session

    def _new_peer(self) -> Peer:
        return Peer(self._certificate, self.wire.send, self._clock())

    def _utc_ms(self) -> int:
        return self._utc_ns() // 1_000_000

    def _is_deserted(self, session: Session) -> bool:
        return session.peer.keys is None or self._clock() - session.peer.heard_at > DESERTED_NS

    def _open(self, session: Session) -> Opened:
        assert self._tasks is not None, "Worker.run is not running"
        self.sessions[session.id] = session
        self.wire.admit(session)
        self._tasks.create_task(self._bring_up(session))
        ice = session.peer.ufrag, session.peer.password
        ssrcs = {medium: feed.ssrc for medium, feed in session.live.feeds.items()}
        return Opened(session.id, write_answer(session.offer, ice, self._answerer, ssrcs, session.live.stream.name))

    async def _bring_up(self, session: Session) -> None:
        try:
            connected = await session.peer.connect(session.offer.fingerprints)
        except Exception:
            log.exception("Session %s could not be brought up.", session.id)
            connected = False
        if session.id not in self.sessions:
            return
        if connected:
            session.begin()
            self.on_change(session.live)
        else:
            await self._close(session)

    def _retire(self, session: Session) -> None:
        """Take a session off the air at once; its good-bye may take longer."""
        if self.sessions.pop(session.id, None) is None:
            return
        self.wire.dismiss(session)
        session.end()
        if session.live.is_idle:
            self.streams.pop((session.live.hearing, session.live.stream.name), None)
        self.on_change(session.live)
        if self._tasks is not None:
            self._tasks.create_task(session.peer.close())

    async def _close(self, session: Session) -> None:
        if self._tasks is not None:
            self._retire(session)
            return
        session.end()
        self.sessions.pop(session.id, None)
        await session.peer.close()

    async def _tick(self) -> None:
        ticks = 0
        while True:
            await asyncio.sleep(_TICK_S)
            ticks += 1
            now = self._clock()
            for live in self.streams.values():
                if live.publisher is not None:
                    asked = live.requests(now)
                    if asked:
                        self.wire.send_rtcp(live.publisher.peer, asked)
            if ticks % _TICKS_A_SECOND == 0:
                self._every_second(now)

    def _every_second(self, now: int) -> None:
        for session in list(self.sessions.values()):
            if session.peer.is_over or now - session.peer.heard_at > EXPIRY_NS:
                self._retire(session)
        for live in self.streams.values():
            live.every_second(now, self.wire.send_rtcp)
