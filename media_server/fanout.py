"""Sends one packet to many players who get the same plaintext: the hot path.

Per player only the encryption differs, so the rewritten packet is copied into a buffer for each, sealed there in place,
and all buffers leave with one ``sendmmsg`` (Linux, 64 bit). What the kernel does not take at once is dropped: a late
packet is worth less than the next one.
"""

import ctypes
import errno
import socket
import struct
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from media_server.rewriting import Target, rewrite
from media_server.srtp import LARGEST_PLAIN, Buffer, Keys, memmove, protect_in_place
from media_server.stun import Address

_MESSAGE = struct.Struct("@PIxxxxPQPQixxxxIxxxx")
"""``struct mmsghdr``: name, its length, iovec, count, control, its length, flags; then bytes sent."""
_PIECE = struct.Struct("@PQ")
"""``struct iovec``: base, length."""


class Kernel:
    """``sendmmsg`` on one socket, and what it refused."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._call = ctypes.CDLL(None, use_errno=True).sendmmsg
        self._call.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int)
        self.dropped = 0
        """Datagrams that the kernel did not take."""

    def send(self, messages: int, count: int) -> None:
        """Send *count* messages whose headers start at the address *messages*."""
        done = 0
        while done < count:
            sent = self._call(self._descriptor, messages + done * _MESSAGE.size, count - done, socket.MSG_DONTWAIT)
            if sent > 0:
                done += sent
            elif ctypes.get_errno() in (errno.EAGAIN, errno.EWOULDBLOCK, errno.ENOBUFS):
                self.dropped += count - done
                return
            else:
                self.dropped += 1
                done += 1


@dataclass(slots=True)
class Member:
    """One player's place in a fan-out: its keys, where it is, and what went there."""

    keys: Keys
    address: Address
    packets: int = 0
    octets: int = 0


class Fanout:
    """Every player for whom the packets of one medium look the same."""

    def __init__(self, target: Target, wanted: dict[str, int], kernel: Kernel, slots: list[Buffer]) -> None:
        self.target = target
        self.wanted = wanted
        """Header extensions that these players know: URI → their id."""
        self.trailer = 0
        """Bytes that encryption adds for each of them."""
        self.members: list[Member] = []
        self.failed = 0
        """Packets that could not be sealed."""
        self._kernel = kernel
        self._slots = slots
        self._names: list[ctypes.Array[ctypes.c_char]] = []
        self._messages = Buffer()
        self._pieces = Buffer()
        self._lengths = memoryview(b"").cast("Q")
        self._length_now = 0
        self._rows: list[tuple[Any, Any, Any]] = []
        self._sent_packets = 0
        self._sent_octets = 0

    def add(self, member: Member) -> None:
        """Send to *member* from the next packet on."""
        self.settle()
        self.trailer = member.keys.trailer
        self.members.append(member)
        self.arrange()

    def remove(self, member: Member) -> None:
        """Send to *member* no more."""
        self.settle()
        self.members.remove(member)
        self.arrange()

    def settle(self) -> None:
        """Write what was sent since the last time into each member's own count."""
        for member in self.members:
            member.packets += self._sent_packets
            member.octets += self._sent_octets
        self._sent_packets = self._sent_octets = 0

    def arrange(self) -> None:
        """Write down for the kernel where everybody is; call it when somebody has moved."""
        count = len(self.members)
        while len(self._slots) < count:
            self._slots.append(Buffer())
        self._pieces = Buffer(count * _PIECE.size)
        self._messages = Buffer(count * _MESSAGE.size)
        self._names = [ctypes.create_string_buffer(_socket_address(member.address)) for member in self.members]
        for place, (name, slot) in enumerate(zip(self._names, self._slots, strict=False)):
            _PIECE.pack_into(self._pieces.view, place * _PIECE.size, slot.address, 0)
            piece = self._pieces.address + place * _PIECE.size
            fields = ctypes.addressof(name), len(name) - 1, piece, 1, 0, 0, 0, 0
            _MESSAGE.pack_into(self._messages.view, place * _MESSAGE.size, *fields)
        self._lengths = self._pieces.view[: count * _PIECE.size].cast("Q")[1::2]
        self._length_now = 0
        self._rows = [
            (member.keys.outgoing, slot.memory, slot.cell)
            for member, slot in zip(self.members, self._slots, strict=False)
        ]

    def send(self, packet: bytes) -> None:
        """Rewrite *packet*, a source's plaintext, and send it to everybody.

        Raises:
            ValueError: the packet is shorter than its own header says.
        """
        plain = rewrite(packet, self.target)
        size = len(plain)
        if size > LARGEST_PLAIN:
            self.failed += 1
            return
        copy, seal, unsealed = memmove, protect_in_place, []
        for row, (handle, memory, cell) in enumerate(self._rows):
            copy(memory, plain, size)
            cell[0] = size
            if seal(handle, memory, cell):
                unsealed.append(row)
        self._sent_packets += 1
        self._sent_octets += size - 12
        sealed = size + self.trailer
        if sealed != self._length_now:
            self._lengths[:] = memoryview(array("Q", (sealed,)) * len(self._rows))
            self._length_now = sealed
        if unsealed:
            self._send_around(unsealed)
        else:
            self._kernel.send(self._messages.address, len(self._rows))

    def _send_around(self, unsealed: Sequence[int]) -> None:
        """Send all but the *unsealed* ones: a packet must never leave unencrypted."""
        self.failed += len(unsealed)
        start = 0
        for hole in (*unsealed, len(self._rows)):
            self._kernel.send(self._messages.address + start * _MESSAGE.size, hole - start)
            start = hole + 1


def _socket_address(address: Address) -> bytes:
    """Write ``struct sockaddr_in`` or ``sockaddr_in6``."""
    host, port = address[:2]
    if ":" in host:
        packed = socket.inet_pton(socket.AF_INET6, host)
        return struct.pack("=H", socket.AF_INET6) + struct.pack("!HI", port, 0) + packed + struct.pack("=I", 0)
    return struct.pack("=H", socket.AF_INET) + struct.pack("!H", port) + socket.inet_aton(host) + bytes(8)
