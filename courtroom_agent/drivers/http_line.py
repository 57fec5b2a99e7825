"""HTTP: each message is the path of a GET, the body its answer, one at a time."""

import asyncio

import httpx

from courtroom_agent.drivers.errors import Unreachable

_ANSWER_S = 5.0
_BODY_MAX = 65536
_WAITING_MAX = 16


class HttpLine:
    """The line to one device's web server."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._paths: asyncio.Queue[str] = asyncio.Queue(_WAITING_MAX)

    async def read(self) -> bytes:
        """Fetch the next path that was written, and give the body.

        Raises:
            Unreachable: the server is gone, or does not answer as one.
        """
        path = await self._paths.get()
        try:
            async with self._client.stream("GET", path) as response:
                body = b""
                async for piece in response.aiter_bytes():
                    body += piece
                    if len(body) > _BODY_MAX:
                        raise Unreachable("The device answers without end. Check that it is the right one.")
        except httpx.HTTPError as error:
            raise Unreachable(f"{path}: {error}. Check network and power.") from error
        if response.is_error:
            raise Unreachable(f"{path}: the device answers {response.status_code}. Check user and firmware.")
        return body

    def write(self, data: bytes) -> None:
        """Ask for *data*, a path.

        Raises:
            Unreachable: too many wait already.
        """
        try:
            self._paths.put_nowait(data.decode("ascii", "replace"))
        except asyncio.QueueFull:
            raise Unreachable("The device's web server is too slow. Check its network.") from None

    def close(self) -> None:
        """Give the line up; connections end with the loop's next turn."""
        task = asyncio.ensure_future(self._client.aclose())
        _closing.add(task)
        task.add_done_callback(_closing.discard)


_closing: set[asyncio.Future[None]] = set()


async def open_http(base: str) -> HttpLine:
    """Open the line to the web server at *base* (``http://host:port``); nothing is known of it before it answers."""
    return HttpLine(httpx.AsyncClient(base_url=base, timeout=_ANSWER_S, follow_redirects=False, trust_env=False))
