"""One connection to a media server: the path, its DTLS keys, and SRTP in and out.

aiortc does the DTLS handshake and its SRTP keys; its media classes are not used (their decoder threads, unbounded
queues and frames without keyframe requests are not for us). The names of aiortc 1.16 that this relies on are
``RTCDtlsTransport._set_role, ._rx_srtp, ._tx_srtp`` and the transport's ``role, _recv, _send``.
"""

import asyncio
import contextlib
import logging
import socket
import time
from collections.abc import Awaitable, Callable
from typing import Protocol, cast

import pylibsrtp
from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import RTCDtlsParameters, RTCDtlsTransport
from aiortc.rtcicetransport import RTCIceTransport
from aiortc.rtp import AnyRtcpPacket, RtcpPacket

from courtroom_agent.streams.errors import Refused, Unreachable
from courtroom_agent.streams.ice import Address, IcePath
from courtroom_agent.streams.sdp import Answer, Line, lines_of, read_answer, write_offer
from recorder.errors import BadPacket

CONNECT_S = 5.0
log = logging.getLogger(__name__)


class Media(Protocol):
    """Who takes what arrives on a connection."""

    def rtp(self, packet: bytes, arrival_ns: int) -> None:
        """Take a decrypted RTP packet; *arrival_ns* is UTC."""

    def rtcp(self, packets: list[AnyRtcpPacket], arrival_ns: int) -> None:
        """Take a decrypted compound RTCP packet."""


def is_rtcp(packet: bytes) -> bool:
    """Tell RTCP from RTP on one port (RFC 5761 §4)."""
    return len(packet) >= 8 and 192 <= packet[1] <= 223  # noqa: PLR2004


def route_to(host: str, port: int) -> tuple[socket.AddressFamily, str]:
    """Find the local address from which *host* is reached; nothing is sent.

    Raises:
        Unreachable: no route, or no such name.
    """
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect(place)
            return family, str(probe.getsockname()[0])
    except OSError as error:
        raise Unreachable(f"{host}: no way there ({error}). Is the network up?") from None


class Peer:
    """A connection from offer to end. Used once."""

    def __init__(
        self,
        route: tuple[socket.AddressFamily, str],
        certificate: RTCCertificate,
        media: Media,
        *,
        video: bool,
        audio: bool,
        utc_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        self.lines: list[Line] = lines_of(video=video, audio=audio)
        self._media = media
        self._utc_ns = utc_ns
        self._path = IcePath(route[0], self._arrived)
        self._address: Address = (route[1], self._path.port)
        self._dtls = RTCDtlsTransport(cast(RTCIceTransport, self._path), [certificate])
        self._rx: pylibsrtp.Session | None = None
        self._tx: pylibsrtp.Session | None = None
        self.dropped = 0
        """Packets that could not be sent or that made no sense."""

    def offer(self, *, sending: bool) -> str:
        """Write our offer."""
        digests = self._dtls.getLocalParameters().fingerprints
        fingerprint = next(digest.value for digest in digests if digest.algorithm == "sha-256")
        return write_offer(self.lines, self._path.local, fingerprint, self._address, sending=sending)

    async def connect(self, answer_text: str) -> Answer:
        """Find the path and agree on keys.

        Raises:
            Refused: the answer is of no use, or whoever speaks there is not who the answer says.
            Unreachable: no path, or no handshake in time.
        """
        answer = read_answer(answer_text, self.lines)
        await self._path.seek(answer.credentials, list(answer.candidates), CONNECT_S)
        self._dtls._set_role(answer.dtls_role)  # noqa: SLF001 - RFC 8842: said by the answer
        try:
            async with asyncio.timeout(CONNECT_S):
                await self._dtls.start(RTCDtlsParameters(fingerprints=list(answer.fingerprints)))
        except TimeoutError:
            raise Unreachable("The media server did not finish the DTLS handshake.") from None
        if self._path.dead.is_set():
            raise Unreachable(f"The connection was lost while keys were agreed on: {self._path.why}.")
        if self._dtls.state != "connected":
            raise Refused("The DTLS handshake failed: the certificate is not the one that the answer names.")
        self._rx, self._tx = self._dtls._rx_srtp, self._dtls._tx_srtp  # noqa: SLF001
        return answer

    async def keep(self, also: Callable[[], Awaitable[None]]) -> str:
        """Keep the connection until it dies, running *also* beside it; say why it died."""
        async with asyncio.TaskGroup() as group:
            consent = group.create_task(self._path.keep())
            ended = group.create_task(self._ended())
            work = group.create_task(_quietly(also))
            await asyncio.wait([consent, ended], return_when=asyncio.FIRST_COMPLETED)
            for task in (consent, ended, work):
                task.cancel()
        return self._path.why or "the media server ended the stream"

    def send_rtp(self, packet: bytes) -> bool:
        """Encrypt and send one RTP packet of at most 1200 bytes of payload; say whether it left."""
        if self._tx is None:
            return False
        try:
            sent = self._path.send(self._tx.protect(packet))
        except (pylibsrtp.Error, ValueError):
            sent = False
        self.dropped += not sent
        return sent

    def send_rtcp(self, packet: bytes) -> None:
        """Encrypt and send one compound RTCP packet."""
        if self._tx is not None:
            with contextlib.suppress(pylibsrtp.Error, ValueError):
                self._path.send(self._tx.protect_rtcp(packet))

    async def close(self) -> None:
        """Say goodbye and let the socket go."""
        with contextlib.suppress(Exception):
            await self._dtls.stop()
        self._path.close()

    async def _ended(self) -> None:
        """Wait until DTLS is over."""
        over = asyncio.Event()

        def changed() -> None:
            if self._dtls.state in {"closed", "failed"}:
                over.set()

        self._dtls.on("statechange", changed)
        changed()
        await over.wait()

    def _arrived(self, data: bytes) -> None:
        """Decrypt and hand over; whatever strangers send, the connection stays."""
        if self._rx is None:
            return
        try:
            if is_rtcp(data):
                self._media.rtcp(RtcpPacket.parse(self._rx.unprotect_rtcp(data)), self._utc_ns())
            else:
                self._media.rtp(self._rx.unprotect(data), self._utc_ns())
        except (pylibsrtp.Error, BadPacket, ValueError, IndexError) as error:
            self.dropped += 1
            log.debug("a packet was dropped: %s", error)


async def _quietly(work: Callable[[], Awaitable[None]]) -> None:
    """Run *work*; a connection that dies under it ends it without noise."""
    with contextlib.suppress(ConnectionError):
        await work()
