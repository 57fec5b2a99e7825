"""A remote arraignment (远程提讯) held by real processes: a court, and a detention centre's agent on its own."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from control_panel.commands.demo import ROOM
from control_panel.demo.case import invitations, schedule
from control_panel.demo.hearing import Court
from control_panel.demo.installation import Installation, Wishes, running
from control_panel.demo.watching import Watch
from hardware_profiles.rooms import load_room

CENTRE = ROOM.with_name("demo-custody.yaml")
SITE = "demo-custody"
PATIENCE_S = 60.0


@dataclass
class Arraignment:
    """An open hearing whose accused sits at the detention centre, before its own agent."""

    installation: Installation
    court: Court
    watch: Watch
    centre: Path
    """The centre's own folder."""

    @property
    def zero_ms(self) -> int:
        """When the hearing's timeline begins, UTC ms."""
        zero: int = next(event["at"] for event in self.watch.events if event["type"] == "open-asked")
        return zero

    def position_ns(self) -> int:
        """Where on the timeline we are now."""
        return round(time.time() * 1e9) - self.zero_ms * 1_000_000

    def number_of(self, name: str) -> int:
        """Process number of one of the centre's processes."""
        return int(json.loads((self.centre / "run" / "processes.json").read_text())[name])

    async def cut_the_line(self, seconds: float) -> tuple[int, int]:
        """Let nothing of the person's pictures and voice through for a while; return from when until when."""
        number, since = self.number_of("streams"), self.position_ns()
        os.kill(number, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            os.kill(number, signal.SIGCONT)
        return since, self.position_ns()

    async def until(self, what: str, is_so: Callable[[], bool]) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + PATIENCE_S
        while not is_so():
            assert time.monotonic() < deadline, f"not within {PATIENCE_S} s: {what}"
            await asyncio.sleep(0.1)

    def written(self, writer: str, name: str) -> int:
        """How far a writer's track is, ns of the timeline; 0 while it is not written."""
        tracks = self.watch.reports.get(f"tracks/{writer}", {}).get("tracks", [])
        return next((track["position"] for track in tracks if track["name"] == name and track["writing"]), 0)

    async def archive(self) -> Path:
        """Close, sign and archive; return the package."""
        archived = await self.court.finish(self.watch, lambda _words: None)
        return self.installation.data / "archive" / archived["package"]


@asynccontextmanager
async def arraignment(data: Path) -> AsyncIterator[Arraignment]:
    """Open such a hearing; everything ends with the block."""
    room = load_room(ROOM)
    async with running(Wishes(data / "court", ROOM, delay_s=6, undo_s=1, models=None)) as installation:
        court = await Court.gather(installation)
        centre = await _centre(installation, data / "centre")
        tasks: list[asyncio.Task[Any]] = []
        try:
            held = await _prepared(installation, court, data / "centre", room.name.zh)
            tasks.append(asyncio.create_task(held.watch.run()))
            await held.court.open(held.watch)
            await held.until("both sides write", lambda: _both_write(held))
            yield held
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await court.close()
            centre.terminate()
            await centre.wait()


def _both_write(held: Arraignment) -> bool:
    names = ("remote-p-1", "remote-p-1-sound")
    return all(held.written(writer, name) > 0 for writer in (f"custody-{SITE}", "service:recorder") for name in names)


async def _centre(installation: Installation, data: Path) -> asyncio.subprocess.Process:
    command = [sys.executable, "-m", "control_panel", "agent", str(CENTRE), "--join", installation.url, "--no-model"]
    command += ["--data", str(data), "--operator-token", str(installation.data / "secrets" / "operator.token")]
    data.mkdir(parents=True)
    with (data / "agent.log").open("ab") as out:
        return await asyncio.create_subprocess_exec(*command, stdout=out, stderr=out, start_new_session=True)


async def _prepared(installation: Installation, court: Court, centre: Path, room_name: str) -> Arraignment:
    """Schedule, invite the accused from the centre, prepare, and let the accused in by the clerk's word."""
    clerk = court.clerk
    while not any(one["room"] == SITE for one in (await clerk.call("GET", "/rooms"))["rooms"]):
        await asyncio.sleep(0.2)
    body = schedule(1, "interrogation", "demo", room_name, time.time_ns() // 1_000_000)
    court.procedure = "interrogation"
    court.hearing = hearing = (await clerk.call("POST", "/hearings", body))["hearing"]
    accused, *others = invitations("interrogation")
    for invitation in ({**accused, "site": SITE}, *others):
        await clerk.command(hearing, "invite", **invitation)
    watch = Watch(clerk, hearing)
    await clerk.command(hearing, "prepare")
    await clerk.command(hearing, "arrive", participant="p-1")
    await clerk.command(hearing, "consent", participant="p-1", to="remote-hearing")
    await clerk.command(hearing, "admit", participant="p-1")
    return Arraignment(installation, court, watch, centre)
