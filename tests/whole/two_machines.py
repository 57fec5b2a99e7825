"""A court's server and a courtroom PC with a standby panel, each as its own processes, either of which may be killed."""

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from control_panel.commands.demo import ROOM
from control_panel.demo.installation import Installation


def free_port() -> int:
    """Name a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


async def until_so(what: str, is_so: Any, within_s: float) -> float:
    """Wait until *is_so* answers something; return how long it took, in seconds."""
    began = time.monotonic()
    while True:
        with suppress(OSError, ValueError, httpx.HTTPError, KeyError):
            if await is_so():
                return time.monotonic() - began
        assert time.monotonic() - began < within_s, f"not within {within_s} s: {what}"
        await asyncio.sleep(0.05)


@dataclass
class TwoMachines:
    """Both machines' folders and processes."""

    folder: Path
    ports: tuple[int, int] = field(default_factory=lambda: (free_port(), free_port()))
    server: asyncio.subprocess.Process | None = None
    agent: asyncio.subprocess.Process | None = None

    @property
    def data(self) -> Path:
        """The server's folder."""
        return self.folder / "server"

    @property
    def room(self) -> Path:
        """The courtroom PC's folder."""
        return self.folder / "room"

    @property
    def installation(self) -> Installation:
        """The server, for the demonstration's people."""
        return Installation(self.data, f"http://127.0.0.1:{self.ports[0]}", self.folder / "server.log")

    async def start_server(self) -> None:
        """Start it, again at the same address with the same data."""
        command = ["serve", "--data", str(self.data), "--host", "127.0.0.1", "--undo", "1"]
        command += ["--http-port", str(self.ports[0]), "--port", str(self.ports[1])]
        self.server = await self._start(command, "server.log")
        await until_so("the server is up", self._is_up, 120)

    async def start_agent(self) -> None:
        """Start the courtroom PC with its standby panel, and wait until it is in touch."""
        code = (await self.operator("POST", "/agents/codes", {"room": "demo"}))["code"]
        command = ["agent", str(ROOM), "--join", self.installation.url, "--code", code, "--data", str(self.room)]
        command += ["--no-model", "--standby", "--standby-host", "127.0.0.1", "--standby-port", "0"]
        self.agent = await self._start(command, "agent.log")
        await until_so("the agent is in touch", self._is_in_touch, 120)

    async def operator(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Call the server as its operator."""
        headers = {"authorization": f"Bearer {self.installation.operator()}"}
        async with httpx.AsyncClient(base_url=self.installation.url, trust_env=False, headers=headers) as http:
            return (await http.request(method, f"/api/v1{path}", json=body)).raise_for_status().json()

    def kill_server(self) -> None:
        """Kill every process of the server at once, as a power cut would."""
        self._signal_server(signal.SIGKILL)

    def freeze_server(self) -> None:
        """Stop every process of the server where it is: nobody is told, as when a cable is pulled."""
        self._signal_server(signal.SIGSTOP)

    def thaw_server(self) -> None:
        """Let it go on as if no time had gone by."""
        self._signal_server(signal.SIGCONT)

    def _signal_server(self, number: signal.Signals) -> None:
        numbers = list(json.loads((self.data / "run" / "processes.json").read_text()).values())
        assert self.server is not None
        for process in [self.server.pid, *numbers]:
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def notice(self) -> dict[str, Any]:
        """Read what the standby panel says to its own machine."""
        said: dict[str, Any] = json.loads((self.room / "run" / "standby.json").read_text())
        return said

    async def stop(self) -> None:
        """End both machines in order."""
        for process in (self.agent, self.server):
            if process is not None and process.returncode is None:
                process.send_signal(signal.SIGTERM)
                try:
                    await asyncio.wait_for(process.wait(), 25)
                except TimeoutError:
                    process.kill()

    async def _is_up(self) -> bool:
        async with httpx.AsyncClient(base_url=self.installation.url, trust_env=False) as http:
            return (await http.get("/healthz")).is_success

    async def _is_in_touch(self) -> bool:
        rooms = (await self.operator("GET", "/rooms"))["rooms"]
        return any(room["agent_connected"] for room in rooms) and (self.room / "run" / "standby.json").exists()

    async def _start(self, arguments: list[str], log: str) -> asyncio.subprocess.Process:
        with (self.folder / log).open("ab") as out:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "control_panel", *arguments,
                stdin=asyncio.subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip


@asynccontextmanager
async def two_machines(folder: Path) -> AsyncIterator[TwoMachines]:
    """Run both; everything ends with the block."""
    machines = TwoMachines(folder)
    try:
        await machines.start_server()
        await machines.start_agent()
        yield machines
    finally:
        await machines.stop()
