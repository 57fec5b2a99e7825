"""What passes between the desk and the process that decodes a film: orders one way, pictures and sound the other.

A record is a head of fixed size and its body. The one who reads believes neither: the process may have been overcome by
the file that it decodes.
"""

import json
import struct
from dataclasses import dataclass
from typing import BinaryIO, Literal

from courtroom_agent.mixer import RATE

Kind = Literal["picture", "sound", "end", "fault"]
KINDS: tuple[Kind, ...] = ("picture", "sound", "end", "fault")
PIECE = RATE // 50
"""Samples of a record of sound, at most: 20 ms."""
NO_SOUND = "no sound in it"
_HEAD = struct.Struct("<BIqHHI")
_MOST_WORDS = 1200


@dataclass(frozen=True, slots=True)
class Turn:
    """An order: decode from here on; *number* tells its records from those of the order before."""

    number: int
    from_ms: int

    @property
    def line(self) -> bytes:
        """As it is written."""
        return json.dumps([self.number, self.from_ms]).encode() + b"\n"

    @classmethod
    def read(cls, line: bytes) -> "Turn":
        """Read it back."""
        number, from_ms = json.loads(line)
        return cls(int(number), int(from_ms))


@dataclass(frozen=True, slots=True)
class Record:
    """One picture (planes of yuv420p), up to 20 ms of sound (16 bit), the end, or why nothing comes."""

    kind: Kind
    turn: int
    at: int
    """Of sound: the first sample's number, 48 000 a second; else ms."""
    body: bytes = b""
    width: int = 0
    height: int = 0

    @property
    def at_ms(self) -> int:
        """Where in the file it is."""
        return self.at * 1000 // RATE if self.kind == "sound" else self.at


def encoded(record: Record) -> bytes:
    """Write *record* as octets."""
    head = _HEAD.pack(KINDS.index(record.kind), record.turn, record.at, record.width, record.height, len(record.body))
    return head + record.body


def next_record(source: BinaryIO, width: int, height: int) -> Record | None:
    """Read the next record, whose picture is no larger than *width* by *height*; ``None``: there is none any more.

    Raises:
        ValueError: this is none.
    """
    head = source.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    number, turn, at, wide, high, length = _HEAD.unpack(head)
    if number >= len(KINDS):
        raise ValueError(f"a record of kind {number}")
    kind = KINDS[number]
    if length > {"picture": width * height * 3 // 2, "sound": 2 * PIECE, "end": 0, "fault": _MOST_WORDS}[kind]:
        raise ValueError(f"a {kind} of {length} bytes")
    is_fitting = wide in range(2, width + 1, 2) and high in range(2, height + 1, 2) and length == wide * high * 3 // 2
    if kind == "picture" and not is_fitting:
        raise ValueError(f"a picture of {wide}×{high} in {length} bytes")
    body = source.read(length)
    return Record(kind, turn, at, body, wide, high) if len(body) == length else None
