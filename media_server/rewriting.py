"""Rewrites RTP headers (RFC 3550 §5.1) so that each player sees one unbroken stream. Pure.

A source keeps its own numbering; what leaves has the feed's. The two differ by a constant shift, so that a hole in the
source stays a hole for the player and can be asked for again. The shift changes only when the source does, or after a
pause: then the numbering goes on where it stopped, because a leap of 2^15 or more would break the player's SRTP
rollover counter (RFC 3711 §3.3.1) for good.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from struct import Struct

HEADER = Struct("!BBHLL")
SEQUENCE_MASK = 0xFFFF
TIMESTAMP_MASK = 0xFFFFFFFF
_SEQUENCES = 0x10000
_EXTENDED = 0x10
_RESERVED = 15
_ONE_BYTE_PROFILE = 0xBEDE


@dataclass(frozen=True, slots=True)
class Shift:
    """What is added to a source's sequence numbers and timestamps."""

    sequence: int = 0
    timestamp: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """How packets look to one group of players.

    *extensions* maps the source's header-extension ids (RFC 8285) to the players'; what is not in it is left out.
    """

    payload_type: int
    ssrc: int
    shift: Shift = Shift()
    extensions: Mapping[int, int] = field(default_factory=dict)


def forward_distance(new: int, old: int) -> int:
    """Say how far *new* lies ahead of *old*, both 16-bit sequence numbers; negative when it lies behind."""
    distance = (new - old) & SEQUENCE_MASK
    return distance - _SEQUENCES if distance >= _SEQUENCES // 2 else distance


def following(sequence_out: int, timestamp_out: int, sequence_in: int, timestamp_in: int) -> Shift:
    """Find the shift that makes (*sequence_in*, *timestamp_in*) follow (*sequence_out*, *timestamp_out*) directly."""
    return Shift(
        (sequence_out + 1 - sequence_in) & SEQUENCE_MASK,
        (timestamp_out - timestamp_in) & TIMESTAMP_MASK,
    )


def body_start(packet: bytes) -> int:
    """Find where the payload starts, after contributing sources and header extensions.

    Raises:
        ValueError: the packet is shorter than its own header says.
    """
    first = packet[0]
    start = 12 + ((first & 0x0F) << 2)
    if first & _EXTENDED:
        start += 4
        if start <= len(packet):
            start += (packet[start - 2] << 8 | packet[start - 1]) << 2
    if start > len(packet):
        raise ValueError(f"An RTP packet of {len(packet)} bytes says that its payload starts at {start}.")
    return start


def extensions_of(packet: bytes) -> list[tuple[int, bytes]]:
    """List the one-byte header extensions (RFC 8285 §4.2) of *packet*; a broken rest is left out.

    Raises:
        ValueError: the packet is shorter than its own header says.
    """
    if not packet[0] & _EXTENDED:
        return []
    end = body_start(packet)
    start = 16 + ((packet[0] & 0x0F) << 2)
    if packet[start - 4] << 8 | packet[start - 3] != _ONE_BYTE_PROFILE:
        return []
    found = []
    while start < end:
        head = packet[start]
        start += 1
        if head == 0:
            continue
        size = (head & 0x0F) + 1
        if head >> 4 == _RESERVED or start + size > end:
            break
        found.append((head >> 4, packet[start : start + size]))
        start += size
    return found


def rewrite(packet: bytes, target: Target) -> bytes:
    """Give *packet* as *target*'s players are to see it: their numbers, and only the extensions that they know.

    Raises:
        ValueError: the packet is shorter than its own header says.
    """
    first, second, sequence, timestamp, _ = HEADER.unpack_from(packet)
    shift = target.shift
    kept = b""
    if first & _EXTENDED:
        if target.extensions:
            kept = _extension_block(packet, target.extensions)
        if not kept:
            first &= ~_EXTENDED
    header = HEADER.pack(
        first & 0xF0,
        second & 0x80 | target.payload_type,
        (sequence + shift.sequence) & SEQUENCE_MASK,
        (timestamp + shift.timestamp) & TIMESTAMP_MASK,
        target.ssrc,
    )
    return header + kept + packet[body_start(packet) :]


def _extension_block(packet: bytes, wanted: Mapping[int, int]) -> bytes:
    kept = b"".join(
        bytes((wanted[number] << 4 | len(value) - 1,)) + value
        for number, value in extensions_of(packet)
        if number in wanted
    )
    if not kept:
        return b""
    words = (len(kept) + 3) >> 2
    return _ONE_BYTE_PROFILE.to_bytes(2, "big") + words.to_bytes(2, "big") + kept.ljust(words << 2, b"\0")
