"""Keeps one stream alive: connects, waits until the connection dies, and connects again until told to stop."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Literal

from aiortc import RTCCertificate

from courtroom_agent.streams.errors import Refused, StreamError
from courtroom_agent.streams.peer import Media, Peer, route_to
from courtroom_agent.streams.sdp import Answer
from courtroom_agent.streams.whip import Endpoint, Resource, delete, http_client, post_offer

State = Literal["new", "connecting", "connected", "waiting", "refused", "closed"]
"""``waiting``: lost, trying again soon; ``refused``: the server said no, trying again slowly."""

BACKOFF_S = (0.1, 0.3, 0.6, 1.0, 1.5)
REFUSED_S = 2.0
STABLE_S = 5.0
log = logging.getLogger(__name__)


class StreamSession:
    """One stream's connection over all its reconnections."""

    def __init__(
        self, endpoint: Endpoint, media: Media, *, sending: bool, video: bool, audio: bool, utc_ns: Callable[[], int]
    ) -> None:
        self.state: State = "new"
        self.says = ""
        """In words, why it is not connected."""
        self.connections = 0
        self.peer: Peer | None = None
        self._endpoint = endpoint
        self._media = media
        self._sending = sending
        self._video, self._audio = video, audio
        self._utc_ns = utc_ns
        self._certificate = RTCCertificate.generateCertificate()
        self.on_state: Callable[[State], None] = lambda _state: None

    async def run(
        self, began: Callable[[Peer, Answer], None], work: Callable[[Peer], Awaitable[None]], ended: Callable[[], None]
    ) -> None:
        """Keep the stream until cancelled; *began* is told each new connection, *work* runs beside each."""
        failures = 0
        try:
            while True:
                started = time.monotonic()
                pause = REFUSED_S
                try:
                    self._enter("connecting")
                    self.says = await self._once(began, work, ended)
                    failures = 0 if time.monotonic() - started > STABLE_S else failures + 1
                    state: State = "waiting"
                except Refused as error:
                    self.says, state = str(error), "refused"
                except StreamError as error:
                    self.says, state = str(error), "waiting"
                    failures += 1
                if state == "waiting":
                    pause = BACKOFF_S[min(max(failures, 1), len(BACKOFF_S)) - 1]
                log.info("%s: %s; again in %.1f s", self._endpoint.url, self.says, pause)
                self._enter(state)
                await asyncio.sleep(pause)
        finally:
            self._enter("closed")

    def _enter(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self.on_state(state)

    async def _once(
        self, began: Callable[[Peer, Answer], None], work: Callable[[Peer], Awaitable[None]], ended: Callable[[], None]
    ) -> str:
        loop = asyncio.get_running_loop()
        route = await loop.run_in_executor(None, route_to, *self._endpoint.place)
        peer = Peer(route, self._certificate, self._media, video=self._video, audio=self._audio, utc_ns=self._utc_ns)
        resource = Resource("", "")
        async with http_client(self._endpoint) as client:
            try:
                resource = await post_offer(client, self._endpoint.url, peer.offer(sending=self._sending))
                answer = await peer.connect(resource.answer)
                self.peer = peer
                self.connections += 1
                began(peer, answer)
                self._enter("connected")
                return await peer.keep(lambda: work(peer))
            finally:
                self.peer = None
                ended()
                await peer.close()
                await asyncio.shield(delete(client, resource))
