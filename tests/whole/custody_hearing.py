"""A remote arraignment (远程提讯) held by real processes: a court, and a detention centre's agent on its own."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from control_panel.commands.demo import ROOM
from control_panel.demo.case import invitations, schedule
from control_panel.demo.hearing import Court
from control_panel.demo.installation import Installation, Wishes, running
from control_panel.demo.watching import Watch
from hardware_profiles.rooms import load_room
from tests.courtroom_agent.bad_network import Cable, cable_if_may

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
    cable: Cable | None
    agent: "CentreAgent"
    """The centre's agent, the parent of its processes."""

    @property
    def parent(self) -> int:
        """Process number of the centre's agent."""
        return self.agent.process.pid

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
        """Pull the centre's cable for a while; return from when until when.

        Without the right to make networks the process that carries media is killed and not started again meanwhile.
        """
        since = self.position_ns()
        self._cut()
        try:
            await asyncio.sleep(seconds)
        finally:
            self._join()
        return since, self.position_ns()

    def _cut(self) -> None:
        if self.cable is not None:
            self.cable.pull(is_in=False)
        else:
            os.kill(self.parent, signal.SIGSTOP)
            os.kill(self.number_of("streams"), signal.SIGKILL)

    def _join(self) -> None:
        if self.cable is not None:
            self.cable.pull(is_in=True)
        else:
            os.kill(self.parent, signal.SIGCONT)

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


@dataclass
class CentreAgent:
    """The centre's agent as a process of its own, that may be killed for good and come back."""

    command: list[str]
    data: Path
    process: asyncio.subprocess.Process

    @classmethod
    async def start(cls, command: list[str], data: Path) -> "CentreAgent":
        """Start it."""
        return cls(command, data, await cls._run(command, data))

    @staticmethod
    async def _run(command: list[str], data: Path) -> asyncio.subprocess.Process:
        data.mkdir(parents=True, exist_ok=True)
        with (data / "agent.log").open("ab") as out:
            return await asyncio.create_subprocess_exec(*command, stdout=out, stderr=out, start_new_session=True)

    async def kill_for_good(self) -> None:
        """Kill it and all its processes at once, as when the machine burns."""
        numbers = json.loads((self.data / "run" / "processes.json").read_text()).values()
        self.process.kill()
        for number in numbers:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        await self.process.wait()

    async def come_back(self) -> None:
        """Start it again on the same folder."""
        self.process = await self._run(self.command, self.data)

    async def end(self) -> None:
        """End it in order."""
        if self.process.returncode is None:
            self.process.terminate()
            await self.process.wait()


@asynccontextmanager
async def arraignment(data: Path) -> AsyncIterator[Arraignment]:
    """Open such a hearing; everything ends with the block."""
    room = load_room(ROOM)
    with cable_if_may() as cable:
        host = cable.ours if cable is not None else "127.0.0.1"
        wishes = Wishes(data / "court", ROOM, delay_s=6, undo_s=1, models=None, host=host)
        async with (
            running(wishes) as installation,
            _people(installation) as court,
            _centre(installation, data / "centre", cable) as agent,
        ):
            hearing = await _prepared(court, room.name.zh)
            watch = Watch(court.clerk, hearing)
            watching = asyncio.create_task(watch.run())
            try:
                held = Arraignment(installation, court, watch, data / "centre", cable, agent)
                await court.open(watch)
                await held.until("both sides write", lambda: _both_write(held))
                yield held
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)


@asynccontextmanager
async def _people(installation: Installation) -> AsyncIterator[Court]:
    court = await Court.gather(installation)
    try:
        yield court
    finally:
        await court.close()


def _both_write(held: Arraignment) -> bool:
    names = ("remote-p-1", "remote-p-1-sound")
    return all(held.written(writer, name) > 0 for writer in (f"custody-{SITE}", "service:recorder") for name in names)


@asynccontextmanager
async def _centre(installation: Installation, data: Path, cable: Cable | None) -> AsyncIterator[CentreAgent]:
    """Run the centre's agent, at the other end of the cable where there is one."""
    url = json.loads((installation.data / "run" / "panel.json").read_text())["https"]
    headers = {"authorization": f"Bearer {installation.operator()}"}
    async with httpx.AsyncClient(base_url=installation.url, trust_env=False, headers=headers) as operator:
        code = (await operator.post("/api/v1/agents/codes", json={"room": SITE})).json()["code"]
    command = [sys.executable, "-m", "control_panel", "agent", str(CENTRE), "--join", url, "--no-model"]
    command += ["--data", str(data), "--code", code, "--ca", str(installation.data / "tls" / "ca.crt")]
    inside = ["ip", "netns", "exec", cable.name] if cable is not None else []
    agent = await CentreAgent.start([*inside, *command], data)
    try:
        yield agent
    finally:
        await agent.end()


async def _prepared(court: Court, room_name: str) -> str:
    """Schedule, invite the accused from the centre, prepare, and let the accused in by the clerk's word."""
    clerk = court.clerk
    async with asyncio.timeout(PATIENCE_S):
        while SITE not in {
            one["room"] for one in (await clerk.call("GET", "/rooms"))["rooms"] if one["agent_connected"]
        }:
            await asyncio.sleep(0.2)
    body = schedule(1, "interrogation", "demo", room_name, time.time_ns() // 1_000_000)
    court.procedure = "interrogation"
    court.hearing = hearing = (await clerk.call("POST", "/hearings", body))["hearing"]
    accused, *others = invitations("interrogation")
    for invitation in ({**accused, "site": SITE}, *others):
        await clerk.command(hearing, "invite", **invitation)
    await clerk.command(hearing, "prepare")
    await clerk.command(hearing, "arrive", participant="p-1")
    await clerk.command(hearing, "consent", participant="p-1", to="remote-hearing")
    await clerk.command(hearing, "admit", participant="p-1")
    return hearing
