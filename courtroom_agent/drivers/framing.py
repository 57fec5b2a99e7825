"""Cuts what arrives on a line into messages. Bounded; noise costs at most the message it fell into."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from hardware_profiles.checksum import CHECK_SIZES, check_of
from hardware_profiles.device_framing import Framing

_HIGH_BIT = 0x80
_MODBUS_READS = range(1, 5)
_MODBUS_WRITES = (5, 6, 15, 16)


class Framer:
    """Collects bytes and gives whole messages, without their endings and check values."""

    def __init__(self, framing: Framing) -> None:
        self._framing = framing
        start, end = framing.between or ("", framing.until or "")
        self._start = start.encode()
        self._end = bytes.fromhex(end) if framing.is_binary else end.encode()
        self._begins = bytes.fromhex(framing.begins or "")
        self._sizes = {int(first, 16): size for first, size in (framing.sizes or {}).items()}
        self._like = re.compile(framing.like.encode()) if framing.like is not None else None
        self._tail = framing.tail()
        self._held = bytearray()
        self._overflowing = False
        self.dropped = 0
        """How many bytes belonged to no message."""

    def feed(self, data: bytes) -> list[bytes]:
        """Take what arrived and give the messages that it completes, one of each where one holds several."""
        each = self._framing.each
        messages = self._whole(data)
        return messages if each is None else [part for one in messages for part in _apart(one, each)]

    def _whole(self, data: bytes) -> list[bytes]:
        if self._framing.datagram:
            return [] if (body := self._body(data[: self._framing.max])) is None else [body]
        self._held += data
        if self._end:
            messages = list(self._ended())
        elif self._like is not None:
            messages = list(self._alike(self._like))
        else:
            messages = list(self._sized())
        if len(self._held) > self._framing.max:
            self.dropped += len(self._held)
            self._held.clear()
            self._overflowing = bool(self._end)
        return messages

    def reset(self) -> None:
        """Forget what has arrived: the line is a new one, or what began was noise."""
        self._held.clear()
        self._overflowing = False

    def _ended(self) -> Iterator[bytes]:
        while (end := self._held.find(self._end)) >= 0:
            piece = bytes(self._held[: end + len(self._end)])
            del self._held[: len(piece)]
            message = self._message(piece)
            if message is not None:
                yield message

    def _message(self, piece: bytes) -> bytes | None:
        overflowing, self._overflowing = self._overflowing, False
        start = piece.rfind(self._start) if self._start else 0
        if overflowing or len(piece) > self._framing.max or start < 0:
            self.dropped += len(piece)
            return None
        self.dropped += start
        piece = piece[start:]
        if not self._framing.is_binary and not self._start:
            piece = piece[: -len(self._end)].replace(b"\0", b"")  # some projectors pad with NUL
        return self._body(piece)

    def _alike(self, like: re.Pattern[bytes]) -> Iterator[bytes]:
        used = 0
        for match in like.finditer(bytes(self._held)):
            self.dropped += match.start() - used
            used = match.end()
            if match[0]:
                yield match[0]
        del self._held[:used]

    def _sized(self) -> Iterator[bytes]:
        held, at = bytes(self._held), 0
        while at < len(held):
            size = self._size(held[at : at + self._framing.max])
            if size is None or (0 < size <= self._framing.max and at + size > len(held)):
                later = self._whole_after(held, at)
                if later is None:
                    break  # the rest of it is still to come
                self.dropped += later - at
                at = later
                continue
            body = self._body(held[at : at + size]) if 0 < size <= self._framing.max else None
            if body is None:
                self.dropped += 1
                at += 1
                continue
            yield body
            at += size
        del self._held[:at]

    def _whole_after(self, held: bytes, at: int) -> int | None:
        """Where a whole message begins after what looks like the start of one: then that start was noise."""
        if self._framing.checksum is None:
            return None
        for later in range(at + 1, len(held)):
            size = self._size(held[later:])
            if size and later + size <= len(held) and self._body(held[later : later + size]) is not None:
                return later
        return None

    def _size(self, held: bytes) -> int | None:
        """How long the message is that *held* begins with; None when that cannot be said yet, 0 when none begins here."""
        framing = self._framing
        if not held.startswith(self._begins[: len(held)]):
            return 0
        if framing.sizes is not None:
            return self._sizes.get(held[0], 0)
        if framing.modbus:
            return _modbus_size(held)
        if framing.length is not None:
            return self._told_size(held, framing.length.at, framing.length.form == "hex2", framing.length.adds)
        size = framing.fixed or 0
        if framing.seven_bit and (held[0] & _HIGH_BIT or not all(byte & _HIGH_BIT for byte in held[1:size])):
            return 0
        return size

    @staticmethod
    def _told_size(held: bytes, at: int, is_hex: bool, adds: int) -> int | None:
        told = held[at : at + (2 if is_hex else 1)]
        if len(told) < (2 if is_hex else 1):
            return None
        if not is_hex:
            return told[0] + adds
        return int(told, 16) + adds if re.fullmatch(rb"[0-9A-Fa-f]{2}", told) else 0

    def _body(self, piece: bytes) -> bytes | None:
        """What stands before ending and check value, or None when the check fails."""
        if self._framing.is_binary and self._tail:
            if not piece.endswith(self._tail):
                return None
            piece = piece[: -len(self._tail)]
        check = self._framing.checksum
        if check is None:
            return piece
        size = CHECK_SIZES[check.fn]
        body, given = piece[:-size], piece[-size:]
        if len(piece) <= size + check.start or check_of(check.fn, body[check.start :]) != (
            given if self._framing.is_binary else given.upper()
        ):
            self.dropped += len(piece) if self._end else 0
            return None
        return body


def _modbus_size(held: bytes) -> int | None:
    """Modbus application protocol v1.1b3 §6, with address and CRC around."""
    if len(held) < 2:  # noqa: PLR2004 - address and function
        return None
    function = held[1]
    if function & _HIGH_BIT:
        return 5
    if function in _MODBUS_READS:
        return held[2] + 5 if len(held) > 2 else None  # noqa: PLR2004 - the third byte counts the rest
    return 8 if function in _MODBUS_WRITES else 0


def _apart(message: bytes, keys: Sequence[str]) -> list[bytes]:
    """One message for each item of the list at *keys*, and none where it is empty; *message* where there is no such list."""
    try:
        content = json.loads(message)
    except (ValueError, RecursionError):
        return [message]
    held: Any = content
    for key in keys:
        held = held.get(key) if isinstance(held, dict) else None
    if not isinstance(held, list):
        return [message]
    return [json.dumps(_with(content, keys, [one])).encode() for one in held]


def _with(content: dict[str, Any], keys: Sequence[str], held: list[Any]) -> dict[str, Any]:
    key, *deeper = keys
    return {**content, key: _with(content[key], deeper, held) if deeper else held}
