"""A court's server with one courtroom, started for the demonstration as its own processes."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from control_panel.demo.errors import DemoFailed

_START_S = 120
_END_S = 25


@dataclass(frozen=True)
class Installation:
    """A running server: where it keeps its data and where it is reached on this machine."""

    data: Path
    url: str
    log: Path

    def operator(self) -> str:
        """Return the token of this host's operator."""
        return (self.data / "secrets" / "operator.token").read_text().strip()

    @property
    def agent_data(self) -> Path:
        """The courtroom PC's own folder."""
        return self.data / "agent"


@dataclass(frozen=True)
class Wishes:
    """How the demonstration's server is to run. Durations are seconds."""

    data: Path
    room: Path
    delay_s: float
    undo_s: float
    models: Path | None
    http_port: int = 0
    https_port: int = 0
    host: str = "127.0.0.1"
    """Address that pages and media are served on."""


@asynccontextmanager
async def running(wishes: Wishes) -> AsyncIterator[Installation]:
    """Run the server for as long as the context lasts.

    Raises:
        DemoFailed: it did not come up.
    """
    run = wishes.data / "run"
    run.mkdir(parents=True, exist_ok=True)
    log = run / "serve.log"
    with log.open("ab") as out:
        process = await asyncio.create_subprocess_exec(
            *_command(wishes), stdin=asyncio.subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
        try:
            yield await _ready(wishes, process, log)
        finally:
            await _end(process)


def _command(wishes: Wishes) -> list[str]:
    command = [sys.executable, "-m", "control_panel", "serve", "--data", str(wishes.data), "--host", wishes.host]
    command += ["--port", str(wishes.https_port), "--http-port", str(wishes.http_port)]
    command += ["--alone", str(wishes.room)]
    command += ["--public-delay", str(wishes.delay_s), "--undo", str(wishes.undo_s)]
    return command + (["--models", str(wishes.models)] if wishes.models else ["--no-model"])


async def _ready(wishes: Wishes, process: asyncio.subprocess.Process, log: Path) -> Installation:
    try:
        async with asyncio.timeout(_START_S):
            while True:
                if process.returncode is not None:
                    raise DemoFailed(f"{log}: the server ended while starting: {_last_words(log)}")
                if installation := await _look(wishes, log):
                    return installation
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise DemoFailed(f"{log}: the courtroom did not come up in {_START_S} s: {_last_words(log)}") from None


async def _look(wishes: Wishes, log: Path) -> Installation | None:
    with suppress(OSError, ValueError, httpx.HTTPError):
        url = json.loads((wishes.data / "run" / "panel.json").read_text())["http"]
        installation = Installation(wishes.data, url, log)
        headers = {"authorization": f"Bearer {installation.operator()}"}
        async with httpx.AsyncClient(base_url=url, trust_env=False, headers=headers) as http:
            answer = await http.get("/api/v1/rooms")
            rooms = answer.json()["rooms"] if answer.is_success else []
            if any(room["agent_connected"] for room in rooms):
                return installation
    return None


def _last_words(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return " / ".join(lines[-3:])


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), _END_S)
    except TimeoutError:
        process.kill()
        await process.wait()
