"""The socket over which media hands decrypted packets to the recorder of the same machine.

``SOCK_SEQPACKET``: datagram sockets of this kind queue eleven packets, this one thousands (measured on Linux 6.1
with a send buffer of 4 MB: 3641 packets of 1200 bytes). Each message has a header ``!BBHIQ``: version 1, kind,
stream number, counter of the connection, arrival in UTC ns.
"""

import asyncio
import json
import socket
import stat
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hearing.ids import HearingId, StreamName
from recorder.errors import BadPacket, SocketFault

VERSION = 1
_HEADER = struct.Struct("!BBHIQ")
_LARGEST = 65536
_BUFFER = 4 << 20
_BURST = 256  # Messages read before others get their turn.


class MessageKind(IntEnum):
    """What a message carries."""

    RTP = 1
    SENDER_REPORT = 2
    BEGINS = 3
    ENDS = 4
    POLICY = 5
    KEYFRAME = 6
    """Recorder to media: ask the sender of this stream number for a keyframe."""


class MediumFormat(BaseModel):
    """How one medium of a stream is sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ssrc: Annotated[int, Field(ge=0, le=0xFFFFFFFF)]
    payload_type: Annotated[int, Field(ge=0, le=127)]
    clock_rate: Annotated[int, Field(gt=0, le=192_000)]
    channels: Annotated[int, Field(ge=1, le=2)] = 1


class StreamBegins(BaseModel):
    """Payload of ``BEGINS``: which stream a number stands for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hearing: HearingId
    stream: StreamName
    session: Annotated[str, Field(max_length=80)]
    principal: Annotated[str, Field(max_length=80)]
    audio: MediumFormat | None = None
    video: MediumFormat | None = None


class StreamPolicy(BaseModel):
    """Payload of ``POLICY``: the stream is paused by policy, or goes on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paused: bool


@dataclass(frozen=True, slots=True)
class Message:
    """One message."""

    kind: MessageKind
    stream: int
    counter: int
    arrival: int
    """UTC ns."""
    payload: bytes


def encode(message: Message) -> bytes:
    """Spell *message* as bytes."""
    counter = message.counter & 0xFFFFFFFF
    return _HEADER.pack(VERSION, message.kind, message.stream, counter, message.arrival) + message.payload


def decode(data: bytes) -> Message:
    """Read a message.

    Raises:
        BadPacket: it is too short, of another version or of no known kind.
    """
    if len(data) < _HEADER.size:
        raise BadPacket(f"recorder socket: a message of {len(data)} bytes. Its header alone has {_HEADER.size}.")
    version, kind, stream, counter, arrival = _HEADER.unpack_from(data)
    if version != VERSION or kind not in MessageKind._value2member_map_:
        raise BadPacket(
            f"recorder socket: version {version}, kind {kind} is not spoken here. Start media and recorder alike."
        )
    return Message(MessageKind(kind), stream, counter, arrival, data[_HEADER.size :])


def decode_begins(payload: bytes) -> StreamBegins:
    """Read the payload of ``BEGINS``.

    Raises:
        BadPacket: it is not one.
    """
    try:
        return StreamBegins.model_validate_json(payload)
    except ValidationError as fault:
        raise BadPacket(
            f"recorder socket: no stream begins so: {fault.errors()[0]['msg']}. Start media and recorder alike."
        ) from fault


class Sender:
    """Media's end: never waits; what does not fit is dropped and counted."""

    def __init__(self, path: Path, on_keyframe_wish: Callable[[int], None]) -> None:
        """*on_keyframe_wish* is told the stream number; call :meth:`read_wishes` when readable.

        Raises:
            SocketFault: no recorder listens at *path*.
        """
        self.dropped = 0
        self._counter = 0
        self._on_keyframe_wish = on_keyframe_wish
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
            self._socket.connect(str(path))
        except OSError as fault:
            self._socket.close()
            raise SocketFault(f"{path}: no recorder listens ({fault.strerror}). Start the recorder.") from fault
        self._socket.setblocking(False)

    def fileno(self) -> int:
        """Number of the socket, for an event loop's ``add_reader``."""
        return self._socket.fileno()

    def send(self, kind: MessageKind, stream: int, arrival: int, payload: bytes) -> bool:
        """Send one message; say whether it fitted. One that did not leaves a hole in the counter.

        Raises:
            SocketFault: the recorder has gone.
        """
        data = encode(Message(kind, stream, self._counter, arrival, payload))
        self._counter += 1
        try:
            self._socket.send(data)
        except BlockingIOError:
            self.dropped += 1
            return False
        except OSError as fault:
            raise SocketFault(f"recorder socket: the recorder has gone ({fault.strerror}). Connect again.") from fault
        return True

    def read_wishes(self) -> None:
        """Hear what the recorder wants.

        Raises:
            SocketFault: the recorder has gone.
        """
        while True:
            try:
                data = self._socket.recv(_LARGEST)
            except BlockingIOError:
                return
            except OSError as fault:
                raise SocketFault("recorder socket: the recorder has gone. Connect again.") from fault
            if not data:
                raise SocketFault("recorder socket: the recorder has gone. Connect again.")
            with suppress(BadPacket):
                message = decode(data)
                if message.kind is MessageKind.KEYFRAME:
                    self._on_keyframe_wish(message.stream)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


class Connection:
    """The recorder's view of one media process."""

    def __init__(self, link: socket.socket) -> None:
        self.missed = 0
        """Messages that the counter says were dropped because the recorder was behind."""
        self._link = link
        self._expected: int | None = None

    def fileno(self) -> int:
        """Number of the socket."""
        return self._link.fileno()

    def receive(self) -> tuple[Message, int] | None:
        """Next message and how many are missing before it; ``None`` when there is none now.

        Raises:
            EOFError: media has gone.
            BadPacket: a message that is none.
        """
        try:
            data = self._link.recv(_LARGEST)
        except (BlockingIOError, InterruptedError):
            return None
        except OSError as fault:
            raise EOFError from fault
        if not data:
            raise EOFError
        message = decode(data)
        hole = 0 if self._expected is None else (message.counter - self._expected) & 0xFFFFFFFF
        self._expected = message.counter + 1
        self.missed += hole
        return message, hole

    def wish_keyframe(self, stream: int) -> None:
        """Ask for a keyframe of stream number *stream*; a wish that does not fit is forgotten."""
        with suppress(OSError):
            self._link.send(encode(Message(MessageKind.KEYFRAME, stream, 0, 0, b"")))

    def close(self) -> None:
        """Hang up."""
        self._link.close()


class Listener:
    """The recorder's end: accepts media processes and tells what they send.

    *on_message(connection, message, hole)*, *on_gone(connection)*; runs on one event loop, without tasks.
    """

    def __init__(
        self,
        path: Path,
        on_message: Callable[[Connection, Message, int], None],
        on_gone: Callable[[Connection], None],
    ) -> None:
        self._path = path
        self._on_message, self._on_gone = on_message, on_gone
        self._socket: socket.socket | None = None
        self._connections: set[Connection] = set()

    def open(self) -> None:
        """Listen; a socket that a dead recorder left behind is replaced.

        Raises:
            SocketFault: the path cannot be had, or another recorder listens there.
        """
        server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._clear_stale()
            server.bind(str(self._path))
            self._path.chmod(0o600)
            server.listen(16)
        except OSError as fault:
            server.close()
            raise SocketFault(f"{self._path}: cannot listen here ({fault}). Give a short path of your own.") from fault
        server.setblocking(False)
        self._socket = server
        asyncio.get_running_loop().add_reader(server.fileno(), self._accept)

    def _clear_stale(self) -> None:
        if not self._path.exists() or not stat.S_ISSOCK(self._path.stat().st_mode):
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as probe:
            if probe.connect_ex(str(self._path)) == 0:
                raise SocketFault(f"{self._path}: another recorder listens here. End that one first.")
        self._path.unlink()

    def _accept(self) -> None:
        assert self._socket is not None, "only an open socket is readable"
        try:
            link, _ = self._socket.accept()
        except BlockingIOError:
            return
        link.setblocking(False)
        connection = Connection(link)
        self._connections.add(connection)
        asyncio.get_running_loop().add_reader(link.fileno(), self._read, connection)

    def _read(self, connection: Connection) -> None:
        for _ in range(_BURST):
            try:
                received = connection.receive()
            except BadPacket:
                continue
            except EOFError:
                self._drop(connection)
                return
            if received is None:
                return
            self._on_message(connection, *received)

    def _drop(self, connection: Connection) -> None:
        asyncio.get_running_loop().remove_reader(connection.fileno())
        self._connections.discard(connection)
        connection.close()
        self._on_gone(connection)

    def close(self) -> None:
        """Stop listening and hang up."""
        for connection in list(self._connections):
            self._drop(connection)
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket.fileno())
            self._socket.close()
            self._socket = None
            with suppress(FileNotFoundError):
                self._path.unlink()


def begins_payload(begins: StreamBegins) -> bytes:
    """Spell the payload of ``BEGINS``."""
    return begins.model_dump_json().encode()


def policy_payload(*, paused: bool) -> bytes:
    """Spell the payload of ``POLICY``."""
    return json.dumps({"paused": paused}).encode()
