"""One UDP socket for every peer connection: who a datagram is from, what it is, and what becomes of it."""

import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from media_server.fanout import Kernel
from media_server.peer import Peer
from media_server.srtp import Buffer
from media_server.stun import Address, read_check

LARGEST_DATAGRAM = 1500
"""Bytes; longer ones are a stranger's."""
SOCKET_BUFFER = 4 << 20
_BURST = 128
"""Datagrams taken before other work gets its turn."""
_ADDRESS_PARTS = 2
_STUN_BELOW, _DTLS, _RTP, _RTCP = 4, range(20, 64), range(128, 192), range(192, 224)
"""First bytes of each protocol on one port (RFC 7983 §7); for RTCP the second byte (RFC 5761 §4)."""
_RTP_HEADER = 12

log = logging.getLogger(__name__)


class Session(Protocol):
    """Whose datagrams these are."""

    peer: Peer

    def rtp_arrived(self, packet: bytes, now: int) -> None:
        """Take one decrypted RTP packet."""

    def rtcp_arrived(self, packet: bytes, now: int) -> None:
        """Take one decrypted compound RTCP packet."""

    def moved(self, address: Address) -> None:
        """Hear that the client chose another path."""


@dataclass(slots=True)
class Strays:
    """Datagrams that did neither harm nor good."""

    odd_length: int = 0
    strangers: int = 0
    forged: int = 0
    broken: int = 0
    faults: int = 0
    """Errors of ours in handling one: the datagram is lost, everything else goes on."""


class Wire:
    """The socket. It is read when :meth:`readable` is called; nothing here ever waits.

    *clock* gives monotonic nanoseconds.
    """

    def __init__(self, host: str, port: int, clock: Callable[[], int]) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            self.socket.setsockopt(socket.SOL_SOCKET, option, SOCKET_BUFFER)
        self.socket.setblocking(False)
        self.socket.bind((host, port))
        self.port: int = self.socket.getsockname()[1]
        self.kernel = Kernel(self.socket.fileno())
        self.strays = Strays()
        self._clock = clock
        self._incoming = Buffer()
        self._scratch = Buffer()
        self._by_ufrag: dict[str, tuple[Session, str]] = {}
        self._by_address: dict[Address, Session] = {}

    def close(self) -> None:
        """Let go of the socket."""
        self.socket.close()

    def admit(self, session: Session) -> None:
        """Answer checks for *session* under its present credentials; earlier ones stay good."""
        self._by_ufrag[session.peer.ufrag] = (session, session.peer.password)

    def dismiss(self, session: Session) -> None:
        """Treat whatever comes from *session* as a stranger's."""
        self._by_ufrag = {key: entry for key, entry in self._by_ufrag.items() if entry[0] is not session}
        self._by_address = {key: owner for key, owner in self._by_address.items() if owner is not session}

    def send(self, datagram: bytes, address: Address) -> None:
        """Send *datagram*, or drop it when the kernel cannot take it now."""
        try:
            self.socket.sendto(datagram, address)
        except OSError:
            self.kernel.dropped += 1

    def send_rtcp(self, peer: Peer, packet: bytes) -> None:
        """Seal and send an RTCP packet."""
        if peer.keys is not None and peer.address is not None:
            sealed = peer.keys.seal_rtcp(packet, self._scratch)
            if sealed is not None:
                self.send(sealed, peer.address)

    def send_rtp(self, peer: Peer, packet: bytes) -> None:
        """Seal and send one RTP packet, outside of the fan-out: a resend."""
        if peer.keys is not None and peer.address is not None:
            sealed = peer.keys.seal_rtp(packet, self._scratch)
            if sealed is not None:
                self.send(sealed, peer.address)

    def readable(self) -> None:
        """Take what has arrived, at most a burst."""
        now = self._clock()
        receive, view = self.socket.recvfrom_into, self._incoming.view
        for _ in range(_BURST):
            try:
                size, address = receive(view)
            except OSError:  # Nothing more, or an ICMP message about somebody who went away.
                return
            try:
                self._take(size, address, now)
            except ValueError:
                self.strays.broken += 1
            except Exception:
                self.strays.faults += 1
                if self.strays.faults == 1:
                    log.exception("A datagram of %d bytes could not be handled; it is dropped.", size)

    def _take(self, size: int, address: Address, now: int) -> None:
        if not 0 < size <= LARGEST_DATAGRAM:
            self.strays.odd_length += 1
            return
        view = self._incoming.view
        first = view[0]
        if len(address) > _ADDRESS_PARTS:
            address = address[:2]
        session = self._by_address.get(address)
        if first in _RTP:
            if session is None or session.peer.keys is None or size < _RTP_HEADER:
                self.strays.strangers += 1
                return
            keys = session.peer.keys
            if view[1] in _RTCP:
                packet = keys.open_rtcp(self._incoming, size)
                if packet is not None:
                    session.rtcp_arrived(packet, now)
                    return
            else:
                packet = keys.open_rtp(self._incoming, size)
                if packet is not None:
                    session.rtp_arrived(packet, now)
                    return
            self.strays.forged += 1
        elif first < _STUN_BELOW:
            self._check_arrived(bytes(view[:size]), address, now)
        elif session is not None and first in _DTLS:
            session.peer.dtls_arrived(bytes(view[:size]))
        else:
            self.strays.strangers += 1

    def _check_arrived(self, datagram: bytes, address: Address, now: int) -> None:
        check = read_check(datagram)
        session, password = self._by_ufrag.get(check.ufrag, (None, ""))
        if session is None:
            self.strays.strangers += 1
            return
        if not check.is_signed_with(password):
            self.strays.forged += 1
            return
        self.send(check.answer(address, password), address)
        if session.peer.checked(check, address, now):
            session.moved(address)
        for known in [known for known, owner in self._by_address.items() if owner is session]:
            if known not in session.peer.addresses:
                del self._by_address[known]
        self._by_address[address] = session
