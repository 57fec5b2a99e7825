"""The agent's packet socket: what was captured, encoded once, to whoever on this machine listens (docs/PROTOCOL.md §10).

PacketServer     the capture process: publishes, never waits
PacketListener   program mixer, publisher, recognition: receives, asks for keyframes
"""

import asyncio
import contextlib
import selectors
import socket
import struct
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from courtroom_agent.errors import BadPacket, SocketFault
from hearing.ids import HearingId, Milliseconds, StreamName
from hearing.reports import TrackState

_HEADER = struct.Struct("!BBHIQQ")
VERSION = 1
FLAG_KEYFRAME = 1
SEND_BUFFER = 4 << 20
LARGEST = 4 << 20
_FORCED_SEND_BUFFER = 32  # SO_SNDBUFFORCE, which the socket module does not name


def socket_path(data: Path) -> Path:
    """Where in the agent's data folder the capture process's socket lies."""
    return data / "run" / "capture.sock"


class Kind(IntEnum):
    """What a message is."""

    PICTURE = 1
    SOUND = 2
    SOURCES = 3
    STATE = 4
    KEYFRAME_WANTED = 5


@dataclass(frozen=True, slots=True)
class Packet:
    """One message. ``at`` is the capture time, UTC ns by the panel's clock.

    ``counter`` runs per source and wraps at 2**32: a hole is what this listener was too slow for.
    """

    kind: Kind
    source: int
    counter: int
    at: int
    keyframe: bool
    data: bytes

    def encode(self) -> bytes:
        """Spell the message."""
        flags = FLAG_KEYFRAME if self.keyframe else 0
        counter = self.counter & 0xFFFFFFFF
        return _HEADER.pack(VERSION, self.kind, self.source, counter, self.at, flags) + self.data


def decode(message: bytes) -> Packet:
    """Read one message.

    Raises:
        BadPacket: it is too short, of another version, or of no known kind.
    """
    if len(message) < _HEADER.size:
        raise BadPacket(f"capture socket: {len(message)} octets are no message. Restart the agent.")
    version, kind, source, counter, at, flags = _HEADER.unpack_from(message)
    if version != VERSION or kind not in Kind.__members__.values():
        raise BadPacket(f"capture socket: version {version}, kind {kind} is not spoken here. Restart the agent.")
    return Packet(Kind(kind), source, counter, at, bool(flags & FLAG_KEYFRAME), message[_HEADER.size :])


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourceEntry(_Part):
    """One source: its number on the socket and what it carries."""

    number: int
    name: StreamName
    kind: str
    """``video`` or ``audio``."""
    width: int = 0
    height: int = 0
    rate: int = 0
    """Frames a second, or samples a second."""


class SourceState(_Part):
    """How one source is."""

    name: StreamName
    present: bool
    says: str = ""
    dropped: int = 0
    """Pictures left out because this machine was too slow."""
    dark: float | None = None
    """Share of the picture's points that are dark; ``None`` while nothing is known."""
    still_s: float | None = None
    """How long not one point of the picture has changed."""
    clipped: float | None = None
    """Share of the last second's sound that was at full scale."""


class DiskOutage(_Part):
    """A time in which the disk took nothing, UTC ms by the panel's clock."""

    cause: str
    since: Milliseconds
    until: Milliseconds


class CaptureState(_Part):
    """What the capture process does now; five a second."""

    hearing: HearingId | None = None
    recording: bool = False
    muted: tuple[StreamName, ...] = ()
    levels: dict[StreamName, float] = {}
    """dBFS of each microphone; empty in a recess."""
    tracks: tuple[TrackState, ...] = ()
    sources: tuple[SourceState, ...] = ()
    says: str = ""
    """What hinders the record, in words; empty while nothing does."""
    sealed: bool = False
    """The take has its final seal."""
    outages: tuple[DiskOutage, ...] = ()
    """When the disk took nothing; each is told once."""
    cpu: float = 0.0
    """Percent of one core."""


SOURCES: TypeAdapter[tuple[SourceEntry, ...]] = TypeAdapter(tuple[SourceEntry, ...])
"""Reads and writes the list of sources."""


def read_state(packet: Packet) -> CaptureState:
    """Read a state message.

    Raises:
        BadPacket: it is none.
    """
    try:
        return CaptureState.model_validate_json(packet.data)
    except ValidationError as fault:
        raise BadPacket("capture socket: a state that cannot be read. Restart the agent.") from fault


def read_sources(packet: Packet) -> tuple[SourceEntry, ...]:
    """Read a list of sources.

    Raises:
        BadPacket: it is none.
    """
    try:
        return SOURCES.validate_json(packet.data)
    except ValidationError as fault:
        raise BadPacket("capture socket: a list of sources that cannot be read. Restart the agent.") from fault


class PacketServer:
    """Publishes packets to any number of listeners; a full queue costs that listener packets, and nobody else anything."""

    def __init__(self, path: Path, sources: tuple[SourceEntry, ...], on_keyframe_wanted: Callable[[int], None]) -> None:
        """Listen at *path*.

        Raises:
            SocketFault: the socket cannot be had there.
        """
        self._path = path
        self._hello = SOURCES.dump_json(sources)
        self._on_keyframe_wanted = on_keyframe_wanted
        self._listeners: tuple[socket.socket, ...] = ()
        self._counters = {entry.number: 0 for entry in sources} | {0: 0}
        self._lock = threading.Lock()
        self.dropped = 0
        self._door = _open_door(path)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._door, selectors.EVENT_READ)
        self._wake, self._woken = socket.socketpair()
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._serve, name="packet-socket", daemon=True)
        self._thread.start()

    def publish(self, kind: Kind, source: int, at: int, data: bytes, *, keyframe: bool = False) -> None:
        """Send one packet to whoever has room for it. Never waits."""
        with self._lock:
            counter = self._counters[source]
            self._counters[source] = counter + 1
            if not self._listeners:
                return
            message = Packet(kind, source, counter, at, keyframe, data).encode()
            for listener in self._listeners:
                self._send(listener, message)

    def close(self) -> None:
        """Stop listening and let every listener go."""
        with contextlib.suppress(OSError):
            self._wake.send(b"x")
        self._thread.join(timeout=5)
        for each in (*self._listeners, self._door, self._wake, self._woken):
            each.close()
        self._selector.close()
        self._path.unlink(missing_ok=True)

    def _send(self, listener: socket.socket, message: bytes) -> None:
        try:
            listener.send(message, socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
        except BlockingIOError:
            self.dropped += 1
        except OSError:
            self.dropped += 1  # Gone, or a message beyond its buffer; the reading side sees which and tidies up.

    def _serve(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._woken:
                    return
                if key.fileobj is self._door:
                    self._welcome()
                elif isinstance(key.fileobj, socket.socket):
                    self._hear(key.fileobj)

    def _welcome(self) -> None:
        listener, _ = self._door.accept()
        listener.setblocking(False)
        _widen(listener)
        self._selector.register(listener, selectors.EVENT_READ)
        with self._lock:
            self._send(listener, Packet(Kind.SOURCES, 0, 0, 0, keyframe=False, data=self._hello).encode())
            self._listeners = (*self._listeners, listener)
        for number in self._counters:
            self._on_keyframe_wanted(number)

    def _hear(self, listener: socket.socket) -> None:
        try:
            message = listener.recv(LARGEST >> 10)
        except BlockingIOError:
            return
        except OSError:
            message = b""
        if not message:
            self._selector.unregister(listener)
            with self._lock:
                self._listeners = tuple(one for one in self._listeners if one is not listener)
            listener.close()
            return
        with contextlib.suppress(BadPacket):  # A listener that talks nonsense gets no answer and does no harm.
            packet = decode(message)
            if packet.kind is Kind.KEYFRAME_WANTED:
                self._on_keyframe_wanted(packet.source)


def _open_door(path: Path) -> socket.socket:
    path.parent.mkdir(parents=True, exist_ok=True)
    door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        path.unlink(missing_ok=True)
        door.bind(str(path))
        path.chmod(0o600)
        door.listen(16)
        door.setblocking(False)
    except OSError as fault:
        door.close()
        raise SocketFault(f"{path}: no socket can be opened here ({fault}). Choose a shorter data folder.") from fault
    return door


def _widen(connection: socket.socket) -> None:
    try:
        connection.setsockopt(socket.SOL_SOCKET, _FORCED_SEND_BUFFER, SEND_BUFFER)
    except OSError:  # Only an administrator may go beyond the system's limit.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)


class PacketListener:
    """One listener on the packet socket. Belongs to one event loop."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._buffer = bytearray(LARGEST)

    @classmethod
    async def connect(cls, path: Path) -> Self:
        """Join the capture process at *path*.

        Raises:
            SocketFault: nobody listens there.
        """
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        connection.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(connection, str(path))
        except OSError as fault:
            connection.close()
            raise SocketFault(
                f"{path}: the capture process is not there ({fault}). It is started again by itself."
            ) from fault
        return cls(connection)

    async def receive(self) -> Packet | None:
        """The next packet; ``None`` when the capture process has gone.

        Raises:
            BadPacket: the message is not of this protocol.
        """
        try:
            size = await asyncio.get_running_loop().sock_recv_into(self._connection, self._buffer)
        except ConnectionError:
            return None
        return decode(bytes(memoryview(self._buffer)[:size])) if size else None

    async def packets(self) -> AsyncIterator[Packet]:
        """Every packet till the capture process goes."""
        while (packet := await self.receive()) is not None:
            yield packet

    def ask_for_keyframe(self, source: int) -> None:
        """Ask that *source* begins anew with a keyframe."""
        asked = Packet(Kind.KEYFRAME_WANTED, source, 0, 0, keyframe=False, data=b"")
        with contextlib.suppress(OSError):
            self._connection.send(asked.encode(), socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)

    def close(self) -> None:
        """Leave."""
        self._connection.close()
