"""A hearing of the demonstration, held by real processes, in which a test may do harm and then look what came of it."""

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from control_panel.commands.demo import ROOM
from control_panel.demo.accused import Accused
from control_panel.demo.hearing import Court
from control_panel.demo.installation import Installation, Wishes, running
from control_panel.demo.watching import Watch
from hardware_profiles.rooms import load_room

PATIENCE_S = 45.0
"""Whether somebody came back in time is the test's to judge; this only ends the waiting."""
WRITERS = ("room-demo", "program-demo", "service:recorder")
STREAMS = frozenset({"program", "public", "program-for-p-1", "remote-p-1"})
OF_THE_AGENT = frozenset({"capture", "control", "program"})


@dataclass(frozen=True)
class Kill:
    """One process that was killed: when on the timeline, and how long it took until everything was as before."""

    name: str
    at_ns: int
    rejoined_s: float

    @property
    def costs_capture(self) -> bool:
        """Whether capture died with it: it is the agent's child."""
        return self.name in ("capture", "agent")


@dataclass
class HeldHearing:
    """An open hearing, its people and its processes."""

    installation: Installation
    court: Court
    watch: Watch
    accused: Accused
    opened_ms: int
    """When everything mandatory was seen writing, UTC ms."""
    kills: list[Kill] = field(default_factory=list)

    @property
    def zero_ms(self) -> int:
        """When the hearing's timeline begins, UTC ms."""
        zero: int = next(event["at"] for event in self.watch.events if event["type"] == "open-asked")
        return zero

    @property
    def opened_ns(self) -> int:
        """The same on the hearing's timeline."""
        return (self.opened_ms - self.zero_ms) * 1_000_000

    def number_of(self, name: str) -> int | None:
        """Process number of *name*, as its parent last wrote it down."""
        folder = self.installation.agent_data if name in OF_THE_AGENT else self.installation.data
        try:
            return int(json.loads((folder / "run" / "processes.json").read_text())[name])
        except (OSError, ValueError, KeyError):
            return None

    async def kill(self, name: str) -> Kill:
        """Kill a process as a power cut would, and wait until everything is as before."""
        number = self.number_of(name)
        assert number is not None, f"{name} is not running"
        at = time.time()
        os.kill(number, signal.SIGKILL)
        async with asyncio.timeout(PATIENCE_S):
            while self.number_of(name) in (None, number):
                await asyncio.sleep(0.02)
        await self.works(name, round(at * 1000))
        killed = Kill(name, round(at * 1e9) - self.zero_ms * 1_000_000, round(time.time() - at, 2))
        self.kills.append(killed)
        return killed

    async def works(self, killed: str, since_ms: int) -> None:
        """Wait until every sign of life that *killed* may have stopped is younger than *since_ms*."""
        frames, view = self.accused.seen.frames, self.watch.view
        deadline = time.monotonic() + PATIENCE_S
        signs: dict[str, Callable[[], bool]] = {
            "the page has a snapshot again": lambda: killed != "panel" or self.watch.view is not view,
            "tracks are written": lambda: self._writing(since_ms),
            "streams are published": lambda: self._published(since_ms if killed == "media-1" else 0),
            "the accused sees the court": lambda: self.accused.seen.frames > frames + 12,
            "the court sees the accused": self._court_sees,
        }
        while missing := [sign for sign, is_there in signs.items() if not is_there()]:
            assert time.monotonic() < deadline, f"after {killed} was killed: not {'; not '.join(missing)}"
            await asyncio.sleep(0.05)

    def _writing(self, since_ms: int) -> bool:
        position = (since_ms - self.zero_ms) * 1_000_000
        reports = [self.watch.reports.get(f"tracks/{writer}", {}).get("tracks", []) for writer in WRITERS]
        return all(
            tracks and all(track["writing"] and track["position"] > position for track in tracks) for tracks in reports
        )

    def _published(self, since_ms: int) -> bool:
        streams = self.watch.reports.get("streams", {}).get("streams", [])
        return {one["name"] for one in streams if one["since"] >= since_ms} >= STREAMS

    def _court_sees(self) -> bool:
        try:
            state = json.loads((self.installation.agent_data / "run" / "program-state.json").read_text())
        except (OSError, ValueError):
            return False
        person = state["playing"].get("p-1", {})
        return person.get("state") == "connected" and person.get("frames", 0) > 0

    async def archive(self) -> Path:
        """Close, sign and archive; return the package."""
        told: list[str] = []
        archived = await self.court.finish(self.watch, told.append)
        return self.installation.data / "archive" / archived["package"]


@asynccontextmanager
async def held_hearing(data: Path, room_file: Path = ROOM) -> AsyncIterator[HeldHearing]:
    """Open a hearing with a remote accused in it; everything ends with the block."""
    room = load_room(room_file)
    async with running(Wishes(data, room_file, delay_s=6, undo_s=1, models=None)) as installation:
        court = await Court.gather(installation)
        tasks: list[asyncio.Task[Any]] = []
        try:
            await court.schedule("trial", room.courtroom, room.name.zh)
            watch = Watch(court.clerk, court.hearing)
            tasks.append(asyncio.create_task(watch.run()))
            await court.clerk.command(court.hearing, "prepare")
            accused = await Accused.join(installation, court.hearing, await court.accused_link(), watch)
            await court.admit_accused(watch)
            tasks.append(asyncio.create_task(accused.run()))
            opened = await court.open(watch)
            held = HeldHearing(installation, court, watch, accused, opened["at"])
            await held.works("nobody", opened["at"])
            yield held
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await court.close()
