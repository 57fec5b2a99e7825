"""A court whose clock tests turn: a real panel over HTTP, in which the hearing that is cut off was held and closed."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from control_panel.panel import Panel, make_panel
from control_panel.server import serving
from control_panel.settings import Settings
from hearing.policy import Actor
from recorder.layout import seals_folder
from tests.control_panel.serving import Court, until
from tests.hearing.story import CLERK, HEARING, JUDGE, SCHEDULE, SYSTEM, ZERO, Story, command
from tests.recorder.packing import PROGRAM_KEY, ROOM_KEY, record
from tests.recorder.recording import CASE, Clock
from tests.whole.crash.hearing_cut import CAMERA, MICROPHONE

EVENTS = "events.jsonl"


@asynccontextmanager
async def court_at(data: Path, clock: Clock, **settings: Any) -> AsyncIterator[Court]:
    """Run a panel in *data* by *clock*."""
    listening = socket.create_server(("127.0.0.1", 0))
    panel = make_panel(Settings(data, writing_patience_s=3600, **settings), lambda: clock() * 1_000_000)
    async with serving(panel, listening, None):
        here = Court(panel, f"http://127.0.0.1:{listening.getsockname()[1]}", data)
        try:
            yield here
        finally:
            for client in here.clients:
                await client.aclose()


async def say(panel: Panel, clock: Clock, actor: Actor, what: str, **fields: Any) -> None:
    """Let a second pass and give a command."""
    clock.ms += 1000
    await panel.hearings.command(HEARING, command(what, **fields), actor)


async def open_hearing(panel: Panel, clock: Clock) -> None:
    """Schedule the hearing and open it."""
    ruled = {"openness": "public", "range": "whole", "judge": "李某", "reason": "依法公开审理"}
    await say(panel, clock, CLERK, "schedule", **SCHEDULE)
    await say(panel, clock, JUDGE, "set-openness", **ruled)
    for what, actor in (("prepare", CLERK), ("open", CLERK), ("confirm-open", SYSTEM)):
        await say(panel, clock, actor, what)


async def _hold(data: Path) -> Story:
    clock = Clock(ZERO)
    async with court_at(data, clock) as here:
        await open_hearing(here.panel, clock)
        await say(here.panel, clock, CLERK, "close")
        clock.ms += 10_000
        await until(lambda: here.panel.hearings.get(HEARING).course == "closed")
        return Story(clock.ms, here.panel.hearings.get(HEARING), await here.panel.hearings.events(HEARING))


def held_court(folder: Path) -> None:
    """Hold the hearing: the panel's data lie in ``data``, what room and program recorded in ``room``, nothing is sent up."""
    story = asyncio.run(_hold(folder / "data"))
    room = folder / "room" / "records"
    room.mkdir(parents=True)
    record(room, story, "room-demo-1", ROOM_KEY, (CAMERA, MICROPHONE))
    record(room, story, "program-demo-1", PROGRAM_KEY, ("program", "program-sound"))


async def story_of(here: Court, clock: Clock) -> Story:
    """Read the hearing as its log tells it."""
    return Story(clock.ms, here.panel.hearings.get(HEARING), await here.panel.hearings.events(HEARING))


def closing_path(data: Path) -> Path:
    """Where the closing root lies."""
    return seals_folder(data / "records", CASE, HEARING) / "closing.json"
