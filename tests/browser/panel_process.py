"""A real panel in a process of its own, that can be killed, frozen and started again on the same port and data."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from control_panel.identity import COOKIE
from tests.control_panel.serving import Court, court


@dataclass
class PanelProcess:
    """The process, and what a clerk's page needs to reach it."""

    data: Path
    url: str
    hearing: str
    cookie: str
    listening: socket.socket
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = json.dumps({"data": str(self.data)})
        number = self.listening.fileno()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "control_panel.server", "--settings", settings, "--services", "{}", "--plain", str(number)],
            pass_fds=[number], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + 150
        while not self._answers():
            assert time.monotonic() < until, "The panel does not come up."
            time.sleep(0.1)

    def kill(self) -> None:
        """Kill it; nobody answers on its port, and what waits there is forgotten."""
        self._signal(signal.SIGKILL)
        assert self.process is not None
        self.process.wait(30)
        port = self.listening.getsockname()[1]
        self.listening.close()
        self._port = port

    def freeze(self) -> None:
        """Stop it where it stands: its connections stay open and nothing answers."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it run on."""
        self._signal(signal.SIGCONT)

    def again(self) -> None:
        """Start it anew after :meth:`kill`, on the same port."""
        self.listening = socket.create_server(("127.0.0.1", self._port))
        self.start()

    def log(self) -> list[str]:
        """The types of the hearing's events, as the panel has them."""
        cookies = {COOKIE: self.cookie}
        answer = httpx.get(
            f"{self.url}/api/v1/hearings/{self.hearing}/log", cookies=cookies, trust_env=False, timeout=20
        )
        return [event["type"] for event in answer.json()["events"]]

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", trust_env=False, timeout=10).status_code < 500
        except httpx.TransportError:
            return False

    def _signal(self, number: int) -> None:
        assert self.process is not None
        os.kill(self.process.pid, number)


@contextmanager
def panel_process(data: Path, make: Callable[[Court], Awaitable[str]]) -> Iterator[PanelProcess]:
    """Make a hearing on a panel in *data*, then serve that from a process of its own until left."""

    async def prepare() -> tuple[str, str]:
        async with court(data, writing_patience_s=0.2) as here:
            hearing = await make(here)
            await here.person("clerk", "clerk")
            return hearing, await here.account_token("clerk")

    with ThreadPoolExecutor(1) as apart:  # where a browser is driven no other loop can run
        hearing, cookie = apart.submit(lambda: asyncio.run(prepare())).result(120)
    listening = socket.create_server(("127.0.0.1", 0))
    panel = PanelProcess(data, f"http://127.0.0.1:{listening.getsockname()[1]}", hearing, cookie, listening)
    try:
        panel.start()
        yield panel
    finally:
        assert panel.process is not None
        panel.go_on() if panel.process.poll() is None else None
        panel.process.kill()
        panel.process.wait(30)
        panel.listening.close()
