"""One UDP path to a media server: sends connectivity checks, answers them and notices when the path dies.

The controlling side of ICE (RFC 8445) for a client whose server names its own addresses: no STUN or TURN server is
asked and no interface is listed, so nothing leaves for anywhere but the server. Consent is checked as in RFC 7675,
but faster, since a courtroom waits for its picture.
"""

import asyncio
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass

from aioice import stun

from courtroom_agent.streams.errors import Unreachable

CHECK_S = 0.05
"""Between two checks while the path is sought."""
CONSENT_S = 0.4
"""Between two checks once it is found."""
UNANSWERED = 4
"""So many checks without any sign of life mean that the path is dead."""
DATAGRAM_MAX = 1500
BUFFER_BYTES = 1 << 20
DTLS_QUEUE = 64

Address = tuple[str, int]


@dataclass(frozen=True)
class Credentials:
    """User name fragment and password of one side (RFC 8839 §5.4)."""

    ufrag: str
    password: str


def fresh_credentials() -> Credentials:
    """Make our side's credentials: 8 and 24 characters of the ICE alphabet."""
    return Credentials(secrets.token_hex(4), secrets.token_hex(12))


class IcePath:
    """A UDP socket and the server's address at its other end; stands in for aiortc's ``RTCIceTransport``.

    DTLS records wait in a short queue for :meth:`_recv`; SRTP and SRTCP go at once to *on_media*.
    """

    role = "controlling"

    def __init__(self, family: socket.AddressFamily, on_media: Callable[[bytes], None]) -> None:
        self.local = fresh_credentials()
        self.remote = Credentials("", "")
        self.dead = asyncio.Event()
        self.found = asyncio.Event()
        self.why = ""
        self._on_media = on_media
        self._tie_breaker = secrets.randbits(64)
        self._candidates: list[Address] = []
        self._pending: dict[bytes, Address] = {}
        self._silent_checks = 0
        self._records: asyncio.Queue[bytes | None] = asyncio.Queue(DTLS_QUEUE)
        self._server: Address | None = None
        self._loop = asyncio.get_running_loop()
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            self._socket.setsockopt(socket.SOL_SOCKET, option, BUFFER_BYTES)
        self._socket.bind(("::" if family == socket.AF_INET6 else "0.0.0.0", 0))  # noqa: S104
        self._loop.add_reader(self._socket, self._readable)

    @property
    def port(self) -> int:
        """The local UDP port."""
        return int(self._socket.getsockname()[1])

    async def seek(self, remote: Credentials, candidates: list[Address], timeout_s: float) -> None:
        """Check the server's addresses until one answers, then speak to that one only.

        Raises:
            Unreachable: none answered in time.
        """
        self.remote, self._candidates = remote, candidates
        try:
            async with asyncio.timeout(timeout_s):
                while not self.found.is_set():
                    for address in candidates:
                        self._check(address)
                    await asyncio.sleep(CHECK_S)
        except TimeoutError:
            places = ", ".join(f"{host}:{port}" for host, port in candidates[:4]) or "nowhere"
            raise Unreachable(f"UDP to the media server ({places}) got no answer. Is that port open?") from None

    async def keep(self) -> None:
        """Check consent until the path is dead; return then, with :attr:`why` set."""
        while not self.dead.is_set():
            if self._silent_checks >= UNANSWERED:
                self.give_up("the media server no longer answers")
                return
            self._silent_checks += 1
            if self._server is not None:
                self._check(self._server)
            try:
                await asyncio.wait_for(self.dead.wait(), CONSENT_S)
            except TimeoutError:
                continue

    def give_up(self, why: str) -> None:
        """Declare the path dead."""
        if not self.dead.is_set():
            self.why = why
            self.dead.set()
            self._offer_record(None)

    def send(self, datagram: bytes) -> bool:
        """Send at once or drop; say which."""
        if self._server is None or self.dead.is_set():
            return False
        try:
            self._socket.send(datagram)
        except BlockingIOError:
            return False
        except OSError as error:
            self._refused(error)
            return False
        return True

    def close(self) -> None:
        """Let the socket go."""
        self.give_up("closed")
        self._loop.remove_reader(self._socket)
        self._socket.close()

    async def _send(self, datagram: bytes) -> None:
        """Send a DTLS record (the name is aiortc's)."""
        self.send(datagram)

    async def _recv(self) -> bytes:
        """Wait for a DTLS record (the name is aiortc's)."""
        record = await self._records.get()
        if record is None:
            raise ConnectionError(self.why)
        return record

    def _readable(self) -> None:
        for _ in range(64):
            try:
                data, sender = self._socket.recvfrom(DATAGRAM_MAX + 1)
            except BlockingIOError:
                return
            except OSError as error:
                self._refused(error)
                return
            if 0 < len(data) <= DATAGRAM_MAX:
                self._received(data, (sender[0], sender[1]))

    def _received(self, data: bytes, sender: Address) -> None:
        """Sort a datagram by its first byte (RFC 7983)."""
        first = data[0]
        if first < 4:  # noqa: PLR2004
            self._stun(data, sender)
        elif sender != self._server:
            return
        elif 127 < first < 192:  # noqa: PLR2004
            self._silent_checks = 0
            self._on_media(data)
        elif 19 < first < 64:  # noqa: PLR2004
            self._offer_record(data)

    def _offer_record(self, record: bytes | None) -> None:
        if self._records.full():
            if record is not None:
                return  # DTLS repeats what is lost.
            self._records.get_nowait()
        self._records.put_nowait(record)

    def _stun(self, data: bytes, sender: Address) -> None:
        try:
            message = stun.parse_message(data)
        except ValueError:
            return
        if message.message_class == stun.Class.RESPONSE:
            self._answered(message, sender)
        elif message.message_class == stun.Class.REQUEST:
            self._asked(message, sender)

    def _answered(self, message: stun.Message, sender: Address) -> None:
        address = self._pending.pop(message.transaction_id, None)
        if address is None or not message.check_message_integrity(self.remote.password.encode()):
            return
        self._silent_checks = 0
        if self._server is None and sender == address:
            self._server = sender
            self._socket.connect(sender)  # From here strangers' datagrams end in the kernel.
            self.found.set()

    def _asked(self, message: stun.Message, sender: Address) -> None:
        if not message.check_message_integrity(self.local.password.encode()):
            return
        answer = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, transaction_id=message.transaction_id)
        answer.attributes["XOR-MAPPED-ADDRESS"] = sender
        answer.add_message_integrity(self.local.password.encode())
        self._put(bytes(answer), sender)

    def _check(self, address: Address) -> None:
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{self.remote.ufrag}:{self.local.ufrag}"
        request.attributes["PRIORITY"] = 1845501695  # A peer-reflexive candidate's (RFC 8445 §7.1.1).
        request.attributes["ICE-CONTROLLING"] = self._tie_breaker
        request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity(self.remote.password.encode())
        while len(self._pending) > 4 * UNANSWERED * max(1, len(self._candidates)):
            self._pending.pop(next(iter(self._pending)))
        self._pending[request.transaction_id] = address
        self._put(bytes(request), address)

    def _put(self, datagram: bytes, address: Address) -> None:
        try:
            if self._server is None:
                self._socket.sendto(datagram, address)
            elif address == self._server:
                self._socket.send(datagram)
        except BlockingIOError:
            return
        except OSError as error:
            self._refused(error)

    def _refused(self, error: OSError) -> None:
        """Take an ICMP answer for what it is: after the path was found, nobody listens there any more."""
        if self._server is not None and isinstance(error, ConnectionRefusedError):
            self.give_up("the media server is gone")
