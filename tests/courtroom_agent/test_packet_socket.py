"""The packet socket: everybody on this machine hears, nobody is waited for."""

import asyncio
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courtroom_agent.errors import BadPacket, SocketFault
from courtroom_agent.packet_socket import (
    CaptureState,
    Kind,
    Packet,
    PacketListener,
    PacketServer,
    SourceEntry,
    decode,
    read_sources,
    read_state,
)

SOURCES = (SourceEntry(number=1, name="cam-judge", kind="video", width=640, height=360, rate=25),)


class Room:
    """A server in a folder with a short name, and what it was asked for."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="c-")) / "s"
        self.wanted: list[int] = []
        self.asked = threading.Event()
        self.server = PacketServer(self.path, SOURCES, self._note)

    def _note(self, number: int) -> None:
        self.wanted.append(number)
        self.asked.set()


@pytest.fixture
def room() -> Iterator[Room]:
    """A server that goes away after the test."""
    made = Room()
    yield made
    made.server.close()


async def joined(room: Room) -> PacketListener:
    """A listener that has been welcomed: it knows the sources."""
    listener = await PacketListener.connect(room.path)
    hello = await listener.receive()
    assert hello is not None
    assert read_sources(hello) == SOURCES
    return listener


async def two_packets(room: Room) -> list[Packet]:
    """What a listener gets when two packets are published."""
    listener = await joined(room)
    room.server.publish(Kind.PICTURE, 1, 123, b"picture", keyframe=True)
    room.server.publish(Kind.PICTURE, 1, 456, b"next")
    got = [await listener.receive(), await listener.receive()]
    listener.close()
    return [packet for packet in got if packet]


def test_a_listener_gets_every_packet_whole_and_in_order(room: Room) -> None:
    """What was captured arrives as it was sent, with its moment and whether it can be begun with."""
    first, second = asyncio.run(two_packets(room))

    assert (first.kind, first.source, first.at, first.keyframe, first.data) == (Kind.PICTURE, 1, 123, True, b"picture")
    assert (second.at, second.keyframe, second.data) == (456, False, b"next")
    assert second.counter == first.counter + 1


def test_whoever_joins_is_given_a_keyframe(room: Room) -> None:
    """A new listener does not wait for the next second: its joining asks for a keyframe."""

    async def join() -> None:
        (await joined(room)).close()

    asyncio.run(join())
    assert room.asked.wait(5)
    assert 1 in room.wanted


def test_a_listener_can_ask_for_a_keyframe(room: Room) -> None:
    """A listener that lost packets asks for a new beginning of that source."""

    async def ask() -> None:
        listener = await joined(room)
        assert await asyncio.to_thread(room.asked.wait, 5)
        room.wanted.clear()
        room.asked.clear()
        listener.ask_for_keyframe(1)
        assert await asyncio.to_thread(room.asked.wait, 5)
        listener.close()

    asyncio.run(ask())
    assert room.wanted == [1]


def test_a_listener_that_sleeps_delays_nobody_and_can_see_what_it_lost(room: Room) -> None:
    """The program mixer hangs: the recording does not notice, others get everything, the mixer finds a hole."""
    count, size = 3000, 4000

    async def listen() -> tuple[float, list[int], list[int]]:
        awake, asleep = await joined(room), await joined(room)
        received: list[int] = []

        async def take() -> None:
            while len(received) < count:
                packet = await awake.receive()
                assert packet is not None
                received.append(packet.counter)

        def send() -> float:
            longest = 0.0
            for n in range(count):
                began = time.monotonic()
                room.server.publish(Kind.PICTURE, 1, n, bytes(size))
                longest = max(longest, time.monotonic() - began)
                if n % 10 == 0:
                    time.sleep(0.002)
            return longest

        longest, _ = await asyncio.gather(asyncio.to_thread(send), take())
        late = []
        room.server.publish(Kind.STATE, 0, 0, CaptureState().model_dump_json().encode())
        while True:
            try:
                packet = await asyncio.wait_for(asleep.receive(), 0.5)
            except TimeoutError:
                break
            assert packet is not None
            late.append(packet.counter)
        awake.close()
        asleep.close()
        return longest, received, late

    longest, received, late = asyncio.run(listen())
    assert longest < 5
    assert received == list(range(count))
    assert 0 < len(late) < count
    assert room.server.dropped >= count - len(late) - 1


def test_a_listener_learns_that_capture_has_gone(room: Room) -> None:
    """When the capture process ends, its listeners end, too, instead of waiting for ever."""

    async def outlive() -> Packet | None:
        listener = await joined(room)
        room.server.publish(Kind.SOUND, 1, 1, b"last")
        assert await listener.receive() is not None
        await asyncio.to_thread(room.server.close)
        try:
            return await asyncio.wait_for(listener.receive(), 30)
        finally:
            listener.close()

    assert asyncio.run(outlive()) is None


def test_a_state_is_read_as_it_was_told(room: Room) -> None:
    """Levels and hindrances cross the socket unchanged."""
    state = CaptureState(recording=True, levels={"mic-judge": -23.5}, says="disk full")
    packet = Packet(Kind.STATE, 0, 0, 0, keyframe=False, data=state.model_dump_json().encode())
    assert read_state(decode(packet.encode())) == state
    with pytest.raises(BadPacket):
        read_state(Packet(Kind.STATE, 0, 0, 0, keyframe=False, data=b'{"recording": 3, "x": 1}'))


def test_nobody_there_is_said_in_words() -> None:
    """Without a capture process a listener says what is missing."""
    with pytest.raises(SocketFault, match="capture process is not there"):
        asyncio.run(PacketListener.connect(Path(tempfile.mkdtemp(prefix="c-")) / "none"))


def test_nonsense_from_a_listener_does_no_harm(room: Room) -> None:
    """A broken program on the same machine cannot stop the court's capture."""
    broken = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    broken.connect(str(room.path))
    for nonsense in (b"x", bytes(24), b"\x01\xff" + bytes(22), bytes(4000)):
        broken.send(nonsense)
    broken.close()

    assert [packet.data for packet in asyncio.run(two_packets(room))] == [b"picture", b"next"]


@settings(max_examples=100)
@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(message: bytes) -> None:
    """Whatever comes is a packet that spells itself the same again, or is refused; nothing else happens."""
    try:
        packet = decode(message)
    except BadPacket:
        return
    assert decode(packet.encode()) == packet
