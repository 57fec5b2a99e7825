"""The room's line to the server: calls, says what the room follows, and answers what is asked, again and again."""

import asyncio
import contextlib
import logging

from pydantic import ValidationError
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from control_panel.hearing_log import Hearings
from control_panel.standby.room_panel import RoomPanel
from control_panel.standby.wire import FROM_SERVER, Answer, Asked, Hello, Leaving, Welcome
from hearing.deciding import Settings as Rules
from hearing.link import security_of

_LOG = logging.getLogger("standby")
_RETRY_S = 0.3
_FRAME_BYTES = 16 << 20


class Following:
    """Follows the server at *url* with the room's *token*; *ca* is a file of its authority."""

    def __init__(self, room: RoomPanel, hearings: Hearings, url: str, token: str, ca: str | None = None) -> None:
        self._room, self._hearings = room, hearings
        self._url, self._token, self._ca = url.rstrip("/"), token, ca
        self.origin = ""
        """Where people reach the room's panel."""

    async def run(self, stop: asyncio.Event) -> None:
        """Follow until *stop* is set, which the server is told."""
        while not stop.is_set():
            with contextlib.suppress(OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                await self._follow(stop)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_RETRY_S):
                    await stop.wait()

    async def _follow(self, stop: asyncio.Event) -> None:
        context = security_of(self._url, self._ca or True)
        address = "ws" + self._url.removeprefix("http") + "/api/v1/standby"
        headers = {"authorization": f"Bearer {self._token}"}
        async with connect(
            address, ssl=context or None, additional_headers=headers, proxy=None, max_size=_FRAME_BYTES,
            open_timeout=3, ping_interval=2, ping_timeout=5, compression=None,
        ) as server:  # fmt: skip
            await server.send(Hello(url=self.origin, hearings=self._room.told()).model_dump_json())
            async with asyncio.TaskGroup() as tasks:
                leaving = tasks.create_task(self._leave(server, stop))
                with contextlib.suppress(ConnectionClosed):  # here, since a group's errors come as a group
                    async for frame in server:
                        self._hear(server, frame, tasks)
                leaving.cancel()

    def _hear(self, server: ClientConnection, frame: str | bytes, tasks: asyncio.TaskGroup) -> None:
        try:
            told = FROM_SERVER.validate_json(frame)
        except ValidationError as fault:
            _LOG.warning("the server asks what is not understood here: %s", fault.errors()[0]["msg"])
            return
        if isinstance(told, Welcome):
            self._welcome(told)
        else:
            tasks.create_task(self._answer(server, told))

    def _welcome(self, told: Welcome) -> None:
        self._room.server_url = told.url or self._url
        self._hearings.keep_time_as(Rules(undo_ms=told.undo_ms, delay_ms=told.delay_ms))

    async def _answer(self, server: ClientConnection, asked: Asked) -> None:
        ok, body = await self._room.answer(asked.question)
        with contextlib.suppress(ConnectionClosed):
            await server.send(Answer(id=asked.id, ok=ok, body=body).model_dump_json())

    async def _leave(self, server: ClientConnection, stop: asyncio.Event) -> None:
        """Ended in order, tell the server that nothing will be taken over."""
        await stop.wait()
        with contextlib.suppress(ConnectionClosed):
            if not self._room.has_any:
                await server.send(Leaving().model_dump_json())
                await asyncio.sleep(1)
            await server.close()
