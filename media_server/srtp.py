"""Encrypts and decrypts RTP in place (RFC 3711), straight on libsrtp's functions as pylibsrtp binds them.

pylibsrtp's own ``Session.protect`` copies each packet three times and makes a length cell for each call; in place it
costs half. libsrtp keeps a session's state without a lock: one thread only.
"""

from collections.abc import Callable
from typing import Any

from pylibsrtp import Session
from pylibsrtp._binding import ffi, lib

DATAGRAM_ROOM = 2048
"""Bytes in each buffer: more than any datagram taken (1500) and libsrtp's trailer together."""
LARGEST_PLAIN = 1460
"""Bytes of the largest packet sent: it must fit a 1500-byte path with IP, UDP and the trailer."""

memmove: Callable[[Any, bytes, int], None] = ffi.memmove
protect_in_place: Callable[[Any, Any, Any], int] = lib.srtp_protect
"""``(handle, buffer, length cell) → 0`` or libsrtp's error; the cell's value grows by the trailer."""


class Buffer:
    """Memory of one datagram, that libsrtp, sockets and Python can all use."""

    def __init__(self, room: int = DATAGRAM_ROOM) -> None:
        self.cell: Any = ffi.new("int *")
        self.memory: Any = ffi.new("char[]", max(room, 1))
        self.view = memoryview(ffi.buffer(self.memory))
        self.address = int(ffi.cast("uintptr_t", self.memory))
        """Where the memory starts, as the kernel wants to know it."""


class Keys:
    """The two SRTP sessions of one peer: what came in, and what goes out."""

    def __init__(self, incoming: Session, outgoing: Session, profile: str) -> None:
        self._sessions = incoming, outgoing  # Handles below die with these.
        self._incoming = incoming._srtp[0]  # noqa: SLF001 - the handle is what the in-place functions need
        self.outgoing: Any = outgoing._srtp[0]  # noqa: SLF001
        self.profile = profile
        self.trailer = 10 if "SHA1_80" in profile else 16
        """Bytes that encryption adds: HMAC-SHA1-80, or the tag of AES-GCM."""

    def open_rtp(self, buffer: Buffer, size: int) -> bytes | None:
        """Decrypt the RTP packet of *size* bytes in *buffer*; ``None`` when it is forged, repeated or broken."""
        return self._in_place(lib.srtp_unprotect, self._incoming, buffer, size)

    def open_rtcp(self, buffer: Buffer, size: int) -> bytes | None:
        """Decrypt the RTCP packet of *size* bytes in *buffer*; ``None`` when it is forged, repeated or broken."""
        return self._in_place(lib.srtp_unprotect_rtcp, self._incoming, buffer, size)

    def seal_rtp(self, packet: bytes, buffer: Buffer) -> bytes | None:
        """Encrypt one RTP packet, with *buffer* as scratch; ``None`` when libsrtp refuses its number as too old."""
        if len(packet) > LARGEST_PLAIN:
            return None
        memmove(buffer.memory, packet, len(packet))
        return self._in_place(lib.srtp_protect, self.outgoing, buffer, len(packet))

    def seal_rtcp(self, packet: bytes, buffer: Buffer) -> bytes | None:
        """Encrypt one RTCP packet, with *buffer* as scratch."""
        if len(packet) > LARGEST_PLAIN:
            return None
        memmove(buffer.memory, packet, len(packet))
        return self._in_place(lib.srtp_protect_rtcp, self.outgoing, buffer, len(packet))

    @staticmethod
    def _in_place(function: Callable[[Any, Any, Any], int], handle: Any, buffer: Buffer, size: int) -> bytes | None:
        buffer.cell[0] = size
        if function(handle, buffer.memory, buffer.cell):
            return None
        return bytes(buffer.view[: buffer.cell[0]])
