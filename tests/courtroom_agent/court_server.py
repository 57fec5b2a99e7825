"""A court's media server for the tests of this folder: a real worker behind plain HTTP, and a room that performs."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import av
import numpy as np
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from courtroom_agent.encoders import PictureEncoder, VoiceEncoder
from courtroom_agent.packet_socket import Kind, PacketServer, SourceEntry
from media_server.worker import Worker

HEARING = "h-abcdefghij"


@asynccontextmanager
async def court_server() -> AsyncIterator[str]:
    """Serve WHIP and WHEP of a media worker on the loopback; gives its URL."""
    worker = Worker("127.0.0.1")

    async def opened(request: Request) -> Response:
        way = worker.publish if request.url.path.startswith("/whip") else worker.play
        principal = request.headers["authorization"].removeprefix("Bearer ")
        given = way(
            request.path_params["hearing"], request.path_params["stream"], principal, (await request.body()).decode()
        )
        headers = {"Location": f"{request.url.path}/{given.session}"}
        return Response(given.sdp, 201, headers, "application/sdp")

    async def ended(request: Request) -> Response:
        await worker.end(request.path_params["session"])
        return Response()

    routes = [
        Route("/{way}/{hearing}/{stream}", opened, methods=["POST"]),
        Route("/{way}/{hearing}/{stream}/{session}", ended, methods=["DELETE"]),
    ]
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="error", lifespan="off", ws="none"))
    async with asyncio.TaskGroup() as group:
        working = group.create_task(worker.run())
        serving = group.create_task(server.serve(sockets=[door]))
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving
            working.cancel()
            door.close()


class Room:
    """What a capture process offers of a room: plain coloured cameras, microphones with a tone each."""

    def __init__(self, path: Path, colours: dict[str, tuple[int, int, int]], tones: dict[str, int]) -> None:
        self._colours, self._tones = colours, tones
        self._wanted: list[int] = []
        names = [*colours, *tones]
        sources = tuple(
            SourceEntry(number=number, name=name, kind="video" if name in colours else "audio")
            for number, name in enumerate(names, start=1)
        )
        self._numbers = {entry.name: entry.number for entry in sources}
        self._server = PacketServer(path, sources, lambda number: self._wanted.append(number))
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._perform)

    def __enter__(self) -> "Room":
        self._thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self._stopping.set()
        self._thread.join()
        self._server.close()

    def _perform(self) -> None:
        cameras = {name: PictureEncoder(320, 180, 25) for name in self._colours}
        microphones = {name: VoiceEncoder() for name in self._tones}
        began = time.time_ns()
        for tick in range(1 << 30):
            at = began + tick * 20_000_000
            if self._stopping.wait(max(0.0, (at - time.time_ns()) / 1e9)):
                return
            for name, encoder in microphones.items():
                packet = encoder.encode(tone(tick * 960, self._tones[name]))
                if packet is not None:
                    self._server.publish(Kind.SOUND, self._numbers[name], at, packet)
            if tick % 2 == 0:
                wanted, self._wanted = self._wanted, []
                for name, encoder in cameras.items():
                    number = self._numbers[name]
                    unit = encoder.encode(plain(self._colours[name]), keyframe=number in wanted)
                    assert unit is not None, "this encoder holds nothing back"
                    self._server.publish(Kind.PICTURE, number, at, unit.data, keyframe=unit.keyframe)


def plain(colour: tuple[int, int, int], width: int = 320, height: int = 180) -> av.VideoFrame:
    """A picture of one colour (red, green, blue)."""
    picture = np.full((height, width, 3), colour, np.uint8)
    return av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuv420p")


def tone(at: int, hertz: int, samples: int = 960) -> np.ndarray:
    """A tone that begins at sample *at*."""
    return (6000 * np.sin(2 * np.pi * hertz * (np.arange(samples) + at) / 48000)).astype(np.int16)


def strength(sound: np.ndarray, hertz: int) -> float:
    """How strong one frequency is in 48 kHz sound, as an amplitude."""
    phase = np.exp(-2j * np.pi * hertz * np.arange(len(sound)) / 48000)
    return float(2 * abs(np.mean(sound * phase)))


async def until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def running(*works: Awaitable[None]) -> AsyncIterator[None]:
    """Run works beside the test and end them with it."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work) for work in works]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
