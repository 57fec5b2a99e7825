"""One peer connection as the lite side of ICE and the server of DTLS: the only file that leans on aiortc's inside.

aiortc's DTLS transport needs nothing of ICE but ``role``, ``_recv`` and ``_send``; :class:`_Path` gives it these on the
worker's one socket. After the handshake the two SRTP sessions are taken over, and media never passes through aiortc
again: its receivers start a decoder thread per medium, and an exception in its media path closes the connection.

Pinned: ``RTCDtlsTransport._set_role``, ``._rx_srtp``, ``._tx_srtp``, ``._ssl`` and what it calls on its ICE transport.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from typing import cast

from aiortc import RTCCertificate, RTCDtlsTransport, RTCIceTransport
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters

from media_server.srtp import Keys
from media_server.stun import Address, Check

SETUP_S = 15.0
"""From the answer to the end of the DTLS handshake."""
_QUEUED_FLIGHTS = 64
_ADDRESSES = 8
"""Addresses of one client that are listened to: one for each network that it has, and some spare."""


class _Path:
    """Stands in for ICE before aiortc's DTLS: whole datagrams in order, to and from the chosen address."""

    role = "controlled"
    state = "completed"

    def __init__(self, send: Callable[[bytes, Address], None]) -> None:
        self.address: Address | None = None
        self.incoming: asyncio.Queue[bytes | None] = asyncio.Queue(_QUEUED_FLIGHTS)
        self._send_to = send

    async def _recv(self) -> bytes:
        datagram = await self.incoming.get()
        if datagram is None:
            raise ConnectionError
        return datagram

    async def _send(self, datagram: bytes) -> None:
        if self.address is None:
            raise ConnectionError
        self._send_to(datagram, self.address)


class Peer:
    """A client's connection. Times are monotonic nanoseconds."""

    def __init__(self, certificate: RTCCertificate, send: Callable[[bytes, Address], None], now: int) -> None:
        self.ufrag = secrets.token_hex(6)
        self.password = secrets.token_hex(16)
        self.keys: Keys | None = None
        self.addresses: list[Address] = []
        """Whence signed checks came; datagrams from elsewhere are a stranger's."""
        self.heard_at = now
        self.lost_flights = 0
        self._path = _Path(send)
        self._reached = asyncio.Event()
        self._dtls = RTCDtlsTransport(cast(RTCIceTransport, self._path), [certificate])
        self._dtls._set_role("server")  # noqa: SLF001

    @property
    def address(self) -> Address | None:
        """Where the client is: the path that it chose last."""
        return self._path.address

    @property
    def is_over(self) -> bool:
        """Whether the client hung up, or the handshake failed."""
        return self._dtls.state in ("closed", "failed")

    def checked(self, check: Check, source: Address, now: int) -> bool:
        """Take in a check that was found signed; say whether the client has moved to another address."""
        self.heard_at = now
        if source not in self.addresses:
            self.addresses = [*self.addresses[-_ADDRESSES + 1 :], source]
        moved = self._path.address != source and (check.nominates or self._path.address is None)
        if moved:
            self._path.address = source
        self._reached.set()
        return moved

    def restart(self) -> None:
        """Take new ICE credentials (RFC 9725 §4.3.3); the old path carries on till the client is seen elsewhere."""
        self.ufrag = secrets.token_hex(6)
        self.password = secrets.token_hex(16)

    def dtls_arrived(self, datagram: bytes) -> None:
        """Hand a DTLS record to the handshake; one too many is dropped, for DTLS repeats itself."""
        try:
            self._path.incoming.put_nowait(datagram)
        except asyncio.QueueFull:
            self.lost_flights += 1

    async def connect(self, fingerprints: Sequence[RTCDtlsFingerprint]) -> bool:
        """Wait for the client, shake hands and take over the keys; say whether that succeeded within 15 s."""
        try:
            async with asyncio.timeout(SETUP_S):
                await self._reached.wait()
                await self._dtls.start(RTCDtlsParameters(fingerprints=list(fingerprints)))
        except TimeoutError:
            return False
        if self._dtls.state != "connected" or self._dtls._ssl is None:  # noqa: SLF001
            return False
        profile = self._dtls._ssl.get_selected_srtp_profile().decode()  # noqa: SLF001
        self.keys = Keys(self._dtls._rx_srtp, self._dtls._tx_srtp, profile)  # noqa: SLF001
        return True

    async def close(self) -> None:
        """Say good-bye and forget the keys."""
        self.keys = None
        await self._dtls.stop()
