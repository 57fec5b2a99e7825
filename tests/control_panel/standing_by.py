"""A court's server and a courtroom's standby panel, both real, with a line between them that a test may cut."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from control_panel.standby.following import Following
from control_panel.standby.room_panel import RoomPanel
from control_panel.standby.room_people import RoomPeople
from control_panel.standby.server_clock import ServerClock
from tests.control_panel.serving import Court, court, until

SETTINGS: dict[str, Any] = {"undo_s": 0.2, "writing_patience_s": 0.1}


@dataclass
class StandingBy:
    """The room's panel and its line."""

    here: Court
    room: RoomPanel
    token: str
    said: list[bool] = field(default_factory=list)
    line: asyncio.Task[None] | None = None
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    def mend(self, server: Court) -> None:
        """Let the room reach the server."""
        self.stop = asyncio.Event()
        following = Following(self.room, self.here.panel.hearings, server.url, self.token)
        following.origin = self.here.url
        self.line = asyncio.create_task(following.run(self.stop))

    async def cut(self) -> float:
        """Cut the line as a network does; return when (seconds)."""
        assert self.line is not None
        self.line.cancel()
        with suppress(asyncio.CancelledError):
            await self.line
        return time.monotonic()

    def has(self, hearing: str) -> bool:
        """Whether the room writes the hearing's log."""
        kept = self.here.panel.tenures.all.get(hearing)
        return kept is not None and kept.tenure.writer == "room"

    def follows(self, hearing: str, server: Court) -> bool:
        """Whether everything that is written at the server is in the room first."""
        state = server.panel.standbys.state_of(hearing)
        return bool(state and state["followed"]) and server.panel.hearings.may_write(hearing)


@asynccontextmanager
async def standing_by(data: Path, server: Court) -> AsyncIterator[StandingBy]:
    """Run a standby panel in *data* for the demo courtroom of *server*."""
    data.mkdir(exist_ok=True)
    async with court(data, **SETTINGS, alone="demo", court="示范区人民法院") as here:
        panel = here.panel
        said: list[bool] = []
        room = RoomPanel("demo", panel.tenures, panel.hearings, RoomPeople(panel.database), ServerClock(), said.append)
        panel.hearings.writer = room
        token = await server.panel.tokens.issue("agent", "agent:demo")
        standby = StandingBy(here, room, token, said)
        standby.mend(server)
        looking = asyncio.create_task(room.look_after())
        try:
            yield standby
        finally:
            looking.cancel()
            if standby.line is not None:
                await standby.cut()


async def opened(server: Court, standby: StandingBy) -> str:
    """Open a hearing that the room follows."""
    clerk = await server.person("chen", "clerk")
    hearing = await server.hearing(clerk)
    await server.done(clerk, hearing, "prepare")
    await until(lambda: standby.follows(hearing, server))
    await server.opened(clerk, hearing)
    return hearing
