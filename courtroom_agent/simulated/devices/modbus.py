"""Simulated relay boards and power sequencers that speak Modbus RTU. From the standard and waveshare's relay manual."""

from dataclasses import dataclass, field

from courtroom_agent.simulated.devices.behaviour import CannotTouch, Conversation, Reply, SimulatedDevice

_READ, _WRITE, _WRITE_MANY = 0x01, 0x05, 0x0F
_ON, _OFF, _FLIP = b"\xff\x00", b"\x00\x00", b"\x55\x00"
_ALL_RELAYS = b"\x00\xff"
_NO_ADDRESS, _NO_VALUE = 2, 3
_FIXED = 8
"""The size of a request to read or to write one."""
_SHORTEST = 4
_LONGEST = 256


@dataclass
class RelayBoard(SimulatedDevice):
    """A board of relays, counted from 1, all open as it comes up."""

    address: int = 1
    relays: int = 8
    closed: set[int] = field(default_factory=set)
    stuck: set[int] = field(default_factory=set)
    """Relays that acknowledge and do not move."""
    answer_s: float = 0.01
    inrush_gap_s: float = 0.0
    """Two relays closed sooner after each other than this trip the breaker; 0: it never trips."""
    trips: int = 0
    _closed_at: float = -1e9

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return _ModbusConversation(self)

    def put(self, relay: int, on: bool, now: float) -> None:
        """Close or open a relay, if it moves at all."""
        if relay in self.stuck or on == (relay in self.closed):
            return
        if on and now < self._closed_at + self.inrush_gap_s:
            self.trips += 1
            for each in list(self.closed):
                self.closed.discard(each)
                self.notice(f"relay {each} off")
            return
        self._closed_at = now if on else self._closed_at
        (self.closed.add if on else self.closed.discard)(relay)
        self.notice(f"relay {relay} {'on' if on else 'off'}")

    def touched(self, words: list[str], now: float) -> None:
        """``relay NUMBER on|off``, ``stuck NUMBER on|off``."""
        match words:
            case ["relay", number, "on" | "off" as how] if self._has(number):
                self.put(int(number), how == "on", now)
            case ["stuck", number, "on" | "off" as how] if self._has(number):
                (self.stuck.add if how == "on" else self.stuck.discard)(int(number))
            case _:
                raise CannotTouch(f"The board has: relay|stuck NUMBER on|off, 1 to {self.relays}.")

    def lost_mains(self, now: float) -> None:
        """It comes up with every relay open."""
        for relay in list(self.closed):
            self.closed.discard(relay)
            self.notice(f"relay {relay} off")

    def state(self, now: float) -> dict[str, object]:
        """Which relays are closed."""
        return {"closed": sorted(self.closed), "stuck": sorted(self.stuck), "trips": self.trips}

    def _has(self, number: str) -> bool:
        return number.isascii() and number.isdecimal() and len(number) < 4 and 1 <= int(number) <= self.relays  # noqa: PLR2004


class _ModbusConversation(Conversation):
    """The line to the board. A frame is known by its length and its check value, not by the pause before it."""

    def __init__(self, board: RelayBoard) -> None:
        self._board = board
        self._held = bytearray()

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take bytes from the controller; what is no frame is passed over byte by byte."""
        self._held += data
        replies: list[Reply] = []
        while len(self._held) >= _SHORTEST:
            size = _size(self._held)
            if size is not None and len(self._held) < size:
                break
            if size is None or crc16(bytes(self._held[:size])) != 0:
                del self._held[0]
                continue
            frame = bytes(self._held[: size - 2])
            del self._held[:size]
            replies += self._frame(frame, now)
        del self._held[:-_LONGEST]
        return replies

    def _frame(self, frame: bytes, now: float) -> list[Reply]:
        board = self._board
        if frame[0] not in (board.address, 0):
            return []
        answer = self._obey(frame[1], frame[2:], now)
        if frame[0] == 0:
            return []
        if isinstance(answer, int):
            return [_reply(board, bytes([frame[1] | 0x80, answer]))]
        return [_reply(board, bytes([frame[1]]) + answer)]

    def _obey(self, function: int, body: bytes, now: float) -> bytes | int:
        """Carry a request out; an exception's number when it cannot be."""
        if function == _WRITE:
            return self._write(body, now)
        first, count = int.from_bytes(body[:2]), int.from_bytes(body[2:4])
        if not count >= 1 or first + count > self._board.relays:
            return _NO_ADDRESS
        if function == _READ:
            return self._read(first, count)
        return self._write_many(first, count, body, now)

    def _read(self, first: int, count: int) -> bytes:
        bits = sum(1 << at for at in range(count) if first + at + 1 in self._board.closed)
        size = (count + 7) // 8
        return bytes([size]) + bits.to_bytes(size, "little")

    def _write(self, body: bytes, now: float) -> bytes | int:
        relay, value = int.from_bytes(body[:2]), body[2:4]
        every = range(1, self._board.relays + 1)
        chosen = every if body[:2] == _ALL_RELAYS else [relay + 1]
        if any(each not in every for each in chosen):
            return _NO_ADDRESS
        if value not in (_ON, _OFF, _FLIP):
            return _NO_VALUE
        for each in chosen:
            self._board.put(each, value == _ON or (value == _FLIP and each not in self._board.closed), now)
        return body

    def _write_many(self, first: int, count: int, body: bytes, now: float) -> bytes | int:
        if body[4] != (count + 7) // 8:
            return _NO_VALUE
        bits = int.from_bytes(body[5:], "little")
        for at in range(count):
            self._board.put(first + at + 1, bool(bits >> at & 1), now)
        return body[:4]


def crc16(data: bytes) -> int:
    """Modbus' check value of *data*; 0 when *data* ends with its own, low byte first."""
    check = 0xFFFF
    for byte in data:
        check ^= byte
        for _ in range(8):
            check = check >> 1 ^ (0xA001 if check & 1 else 0)
    return check


def _size(held: bytearray) -> int | None:
    """How long the frame is that begins here; nothing when none does."""
    function = held[1]
    if function == _WRITE_MANY:
        if len(held) < 7:  # noqa: PLR2004 - the count of bytes is still on its way
            return 7
        return 9 + held[6] if held[6] <= _FIXED else None
    return _FIXED if function in (_READ, _WRITE) else None


def _reply(board: RelayBoard, body: bytes) -> Reply:
    frame = bytes([board.address]) + body
    return Reply(frame + crc16(frame).to_bytes(2, "little"), board.answer_s)
