"""A court's media server for the tests of this folder: a real worker behind plain HTTP."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

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


async def until(true: Callable[[], bool], seconds: float = 90.0) -> None:
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
