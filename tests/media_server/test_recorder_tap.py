"""What the recorder gets of remote people, and that it cannot hold anybody up."""

import asyncio
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from media_server.live_stream import Publisher
from media_server.recorder_tap import RecorderTap
from media_server.worker import Worker
from recorder.rtp import parse_rtp
from recorder.rtp_socket import Connection, Listener, Message, MessageKind, decode_begins
from tests.media_server.clients import HEARING, playing, publishing, running_worker, until

STREAM = "remote-p-1"


@pytest.fixture
def where() -> Iterator[Path]:
    """A path short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="c-") as folder:
        yield Path(folder) / "r.sock"


class Recorder:
    """Listens as the recorder does, and keeps what it is told."""

    def __init__(self, path: Path) -> None:
        self.messages: list[Message] = []
        self.holes = 0
        self.connections: list[Connection] = []
        self.listener = Listener(path, self._told, self.connections.remove)
        self.listener.open()

    def _told(self, connection: Connection, message: Message, hole: int) -> None:
        if connection not in self.connections:
            self.connections.append(connection)
        self.messages.append(message)
        self.holes += hole

    def of(self, kind: MessageKind) -> list[Message]:
        """Give the messages of one kind."""
        return [message for message in self.messages if message.kind is kind]


def publisher_of(worker: Worker) -> Publisher | None:
    """Give who publishes the stream of these tests."""
    return worker.stream(HEARING, STREAM).publisher


async def tapped(worker: Worker, tap: RecorderTap) -> None:
    """Begin to record the stream once its publisher is there."""
    await until(lambda: publisher_of(worker) is not None)
    publisher = publisher_of(worker)
    assert publisher is not None
    tap.listen(worker.stream(HEARING, STREAM), publisher).paused(paused=False)


def test_the_recorder_gets_every_packet_counted(where: Path) -> None:
    """What the witness says reaches the record whole: announced, numbered without a hole, and with its clock."""

    async def record() -> None:
        recorder = Recorder(where)
        tap = RecorderTap(where, time.time_ns)
        async with running_worker() as worker, asyncio.TaskGroup() as tasks:
            running = tasks.create_task(tap.run())
            await until(lambda: tap.is_connected)
            async with publishing(worker, STREAM, "video", "audio") as opened:
                await tapped(worker, tap)
                await until(lambda: len(recorder.of(MessageKind.RTP)) >= 60)
                await until(lambda: len(recorder.of(MessageKind.SENDER_REPORT)) >= 1)
                begun = decode_begins(recorder.of(MessageKind.BEGINS)[-1].payload)
                rtp = [parse_rtp(message.payload) for message in recorder.of(MessageKind.RTP)]
            assert recorder.holes == tap.dropped == 0
            assert (begun.hearing, begun.stream, begun.session) == (HEARING, STREAM, opened.session)
            assert begun.audio is not None
            assert begun.video is not None
            for known in (begun.audio, begun.video):
                numbers = [packet.sequence for packet in rtp if packet.ssrc == known.ssrc]
                assert {packet.payload_type for packet in rtp if packet.ssrc == known.ssrc} == {known.payload_type}
                assert [(b - a) & 0xFFFF for a, b in zip(numbers, numbers[1:], strict=False)] == [1] * (
                    len(numbers) - 1
                )
            running.cancel()
        recorder.listener.close()

    asyncio.run(record())


def test_a_wish_of_the_recorder_reaches_the_sender(where: Path) -> None:
    """The recorder asks for a keyframe, and one comes."""

    async def record() -> None:
        recorder = Recorder(where)
        tap = RecorderTap(where, time.time_ns)
        async with running_worker() as worker, asyncio.TaskGroup() as tasks:
            running = tasks.create_task(tap.run())
            await until(lambda: tap.is_connected)
            async with publishing(worker, STREAM, "video"):
                await tapped(worker, tap)
                publisher = publisher_of(worker)
                assert publisher is not None
                (source,) = publisher.sources.values()
                await until(lambda: source.frames >= 8)
                before = source.keyframes_seen
                recorder.connections[0].wish_keyframe(recorder.of(MessageKind.BEGINS)[0].stream)
                await until(lambda: source.keyframes_seen > before)
            running.cancel()
        recorder.listener.close()

    asyncio.run(record())


def test_a_recorder_that_stands_still_delays_nobody(where: Path) -> None:
    """A recorder that reads nothing loses packets, which are counted; the judge sees and hears on as before."""

    async def record() -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as stuck:
            stuck.bind(str(where))
            stuck.listen(1)
            tap = RecorderTap(where, time.time_ns)
            async with running_worker() as worker, asyncio.TaskGroup() as tasks:
                running = tasks.create_task(tap.run())
                await until(lambda: tap.is_connected)
                async with publishing(worker, STREAM, "audio"), playing(worker, STREAM, "audio") as frames:
                    await tapped(worker, tap)
                    while not tap.dropped:
                        for _ in range(500):
                            tap.tell(MessageKind.RTP, 1, bytes(1200))
                        await asyncio.sleep(0)
                    before = frames["audio"].count
                    lost = tap.dropped
                    await until(lambda: frames["audio"].count >= before + 20)
                    assert tap.dropped > lost
                    assert tap.is_connected
                running.cancel()

    asyncio.run(record())


def test_a_recorder_that_comes_back_is_told_anew_what_runs(where: Path) -> None:
    """After its restart the recorder learns within a second which streams there are, and gets them."""

    async def record() -> None:
        first = Recorder(where)
        tap = RecorderTap(where, time.time_ns)
        async with running_worker() as worker, asyncio.TaskGroup() as tasks:
            running = tasks.create_task(tap.run())
            await until(lambda: tap.is_connected)
            async with publishing(worker, STREAM, "audio"):
                await tapped(worker, tap)
                await until(lambda: len(first.of(MessageKind.RTP)) >= 3)
                first.listener.close()
                await until(lambda: not tap.is_connected)
                second = Recorder(where)
                await until(lambda: len(second.of(MessageKind.RTP)) >= 3)
                assert second.messages[0].kind is MessageKind.BEGINS
                assert second.holes == 0
            running.cancel()
            second.listener.close()

    asyncio.run(record())
