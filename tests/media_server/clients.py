"""Stock aiortc clients and a running worker, for the tests of this folder."""

import asyncio
import fractions
import math
import random
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import aioice.ice
import av
import numpy as np
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription

from media_server.worker import Opened, Worker

HEARING = "h-aaaaaaaaaa"


def only_loopback() -> None:
    """Let aiortc's own ICE use 127.0.0.1 and nothing else: by itself it never does."""
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]


class Picture(MediaStreamTrack):
    """A moving test card of 320x240 at 15 frames a second."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    async def recv(self) -> av.VideoFrame:
        """Wait for the next frame's time and draw it."""
        await asyncio.sleep(1 / 15)
        picture = np.full((240, 320, 3), 40, np.uint8)
        picture[:, (self._count * 5) % 300 : (self._count * 5) % 300 + 20] = 200
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts, frame.time_base = self._count * 6000, fractions.Fraction(1, 90000)
        self._count += 1
        return frame


class Tone(MediaStreamTrack):
    """440 Hz in frames of 20 ms."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    async def recv(self) -> av.AudioFrame:
        """Wait for the next 20 ms and fill them."""
        await asyncio.sleep(0.02)
        at = np.arange(960) + 960 * self._count
        samples = (8000 * np.sin(2 * math.pi * 440 * at / 48000)).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48000, 960 * self._count, fractions.Fraction(1, 48000)
        self._count += 1
        return frame


class Frames:
    """Counts the decoded frames of one track."""

    def __init__(self) -> None:
        self.count = 0

    async def watch(self, track: MediaStreamTrack) -> None:
        """Receive until the track ends."""
        with suppress(Exception):
            while True:
                await track.recv()
                self.count += 1


class LossyPath:
    """A path to the worker that loses some media packets, always the same ones for one seed."""

    def __init__(self, worker_port: int, loss: float, seed: int) -> None:
        self.lost = 0
        self._loss = loss
        self._random = random.Random(seed)
        self._worker = ("127.0.0.1", worker_port)
        self._front = self._bound()
        self._backs: dict[tuple[str, int], socket.socket] = {}

    @property
    def port(self) -> int:
        """Where clients come."""
        port: int = self._front.getsockname()[1]
        return port

    def through(self, sdp: str) -> str:
        """Let the client that gets the answer *sdp* come this way."""
        return re.sub(rf"127\.0\.0\.1 {self._worker[1]} ", f"127.0.0.1 {self.port} ", sdp)

    def open(self) -> None:
        """Start to pass datagrams on."""
        asyncio.get_running_loop().add_reader(self._front, self._from_client)

    def close(self) -> None:
        """Stop."""
        for one in (self._front, *self._backs.values()):
            asyncio.get_running_loop().remove_reader(one)
            one.close()

    @staticmethod
    def _bound() -> socket.socket:
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind(("127.0.0.1", 0))
        made.setblocking(False)
        return made

    def _loses(self, datagram: bytes) -> bool:
        is_media = 127 < datagram[0] < 192 and not 192 <= datagram[1] <= 223
        lost = is_media and self._random.random() < self._loss
        self.lost += lost
        return lost

    def _from_client(self) -> None:
        with suppress(BlockingIOError):
            while True:
                datagram, client = self._front.recvfrom(2048)
                if client not in self._backs:
                    self._backs[client] = self._bound()
                    asyncio.get_running_loop().add_reader(self._backs[client], self._from_worker, client)
                if not self._loses(datagram):
                    self._backs[client].sendto(datagram, self._worker)

    def _from_worker(self, client: tuple[str, int]) -> None:
        with suppress(BlockingIOError):
            while True:
                datagram = self._backs[client].recv(2048)
                if not self._loses(datagram):
                    self._front.sendto(datagram, client)


@asynccontextmanager
async def running_worker() -> AsyncIterator[Worker]:
    """Run a worker on 127.0.0.1 for the time of the block."""
    only_loopback()
    worker = Worker("127.0.0.1")
    task = asyncio.create_task(worker.run())
    await asyncio.sleep(0)
    try:
        yield worker
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def prefer_h264(connection: RTCPeerConnection) -> None:
    """Offer H.264 first, as a page of ours does."""
    for transceiver in connection.getTransceivers():
        if transceiver.kind == "video":
            codecs = RTCRtpSender.getCapabilities("video").codecs
            transceiver.setCodecPreferences([codec for codec in codecs if codec.mimeType == "video/H264"])


async def offer_of(connection: RTCPeerConnection) -> str:
    """Gather and give the whole offer."""
    await connection.setLocalDescription(await connection.createOffer())
    return connection.localDescription.sdp


@asynccontextmanager
async def publishing(
    worker: Worker, stream: str, *media: str, principal: str = "participant:p-1", path: LossyPath | None = None
) -> AsyncIterator[Opened]:
    """Publish a test card and a tone with stock aiortc."""
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    try:
        for medium in media:
            connection.addTransceiver(Picture() if medium == "video" else Tone(), direction="sendonly")
        prefer_h264(connection)
        opened = worker.publish(HEARING, stream, principal, await offer_of(connection))
        answer = path.through(opened.sdp) if path else opened.sdp
        await connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        yield opened
    finally:
        await connection.close()


@asynccontextmanager
async def playing(
    worker: Worker, stream: str, *media: str, path: LossyPath | None = None
) -> AsyncIterator[dict[str, Frames]]:
    """Play with stock aiortc; gives counters of decoded frames by medium."""
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    frames = {medium: Frames() for medium in media}
    tasks = []
    try:
        for medium in media:
            connection.addTransceiver(medium, direction="recvonly")
        prefer_h264(connection)
        opened = worker.play(HEARING, stream, "account:2", await offer_of(connection))
        connection.on("track", lambda track: tasks.append(asyncio.create_task(frames[track.kind].watch(track))))
        answer = path.through(opened.sdp) if path else opened.sdp
        await connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        yield frames
    finally:
        await connection.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(claim: Callable[[], object], patience_s: float = 30.0) -> None:
    """Wait until *claim* holds.

    Raises:
        TimeoutError: it did not within *patience_s*.
    """
    async with asyncio.timeout(patience_s):
        while not claim():
            await asyncio.sleep(0.02)
