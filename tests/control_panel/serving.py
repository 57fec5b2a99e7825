"""A real panel on ports that the system chose, and the people who use it."""

import asyncio
import json
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect

from control_panel.panel import Panel, make_panel
from control_panel.server import serving
from control_panel.settings import Settings

PASSWORD = "a long enough password"
CASE = {"number": "（2026）示0101刑初128号", "cause": "危险驾驶"}


async def until(is_so: Callable[[], bool], within_s: float = 30) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(within_s):
        while not is_so():
            await asyncio.sleep(0.02)


@dataclass
class Court:
    """A running panel, and how to reach it."""

    panel: Panel
    url: str
    data: Path
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    def client(self, token: str | None = None) -> httpx.AsyncClient:
        """Give a client that shows *token*, if any."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        client = httpx.AsyncClient(base_url=self.url, headers=headers, trust_env=False, timeout=60)
        self.clients.append(client)
        return client

    async def person(self, account: str, role: str) -> httpx.AsyncClient:
        """Add a person and sign in."""
        if await self.panel.accounts.named(account) is None:
            await self.panel.accounts.add(account, account, role, PASSWORD)
        client = self.client()
        answer = await client.post("/api/v1/sign-in", json={"account": account, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return client

    async def hearing(self, clerk: httpx.AsyncClient, **other: Any) -> str:
        """Schedule a hearing in the demo courtroom."""
        body = {
            "case": CASE, "procedure": "trial", "room": "demo", "court": "示范区人民法院",
            "planned_at": round(time.time() * 1000), "summary_track": "fast-track",
            "remote_ground": "在线诉讼规则第三十七条", **other,
        }  # fmt: skip
        answer = await clerk.post("/api/v1/hearings", json=body)
        assert answer.status_code == 201, answer.text
        name: str = answer.json()["hearing"]
        return name

    async def say(self, client: httpx.AsyncClient, hearing: str, type_: str, **parts: Any) -> httpx.Response:
        """Give a command."""
        body = {"id": str(uuid4()), "type": type_, **parts}
        return await client.post(f"/api/v1/hearings/{hearing}/commands", json=body)

    async def done(self, client: httpx.AsyncClient, hearing: str, type_: str, **parts: Any) -> dict[str, Any]:
        """Give a command that must succeed; return its event.

        A machine that stood still for two seconds tells people to try again (503), as it does when a courtroom's own
        panel is about to take over; they do.
        """
        async with asyncio.timeout(30):
            while (answer := await self.say(client, hearing, type_, **parts)).status_code == 503:
                await asyncio.sleep(0.2)
        assert answer.status_code == 200, answer.text
        event: dict[str, Any] = answer.json()["event"]
        return event

    async def opened(self, clerk: httpx.AsyncClient, hearing: str) -> None:
        """Open a hearing of a courtroom without a recorder: somebody answers for that by name."""
        await self.done(clerk, hearing, "open")
        await until(lambda: self.panel.hearings.get(hearing).hindrance is not None)
        await self.done(clerk, hearing, "open-without", name="李某", reason="测试无录制设备")

    async def join(self, clerk: httpx.AsyncClient, hearing: str, **person: Any) -> tuple[str, str]:
        """Invite someone who then joins by the link; return the person's number and token."""
        event = await self.done(clerk, hearing, "invite", **person)
        link = await clerk.post(f"/api/v1/hearings/{hearing}/participants/{event['participant']}/link")
        assert link.status_code == 201, link.text
        answer = await self.client().post("/api/v1/join", json={"code": link.json()["code"]})
        assert answer.status_code == 201, answer.text
        return event["participant"], answer.json()["token"]

    @asynccontextmanager
    async def page(self, hearing: str, token: str) -> AsyncIterator["PageSocket"]:
        """Open a page's WebSocket."""
        async with connect(f"ws{self.url.removeprefix('http')}/api/v1/hearings/{hearing}/live", proxy=None) as socket_:
            await socket_.send(json.dumps({"type": "hello", "token": token, "after": None}))
            yield PageSocket(socket_)

    async def account_token(self, account: str) -> str:
        """Give a token that stands for an account, as its cookie does."""
        row = await self.panel.accounts.named(account)
        assert row is not None
        return await self.panel.tokens.issue("session", f"account:{row.id}", lasts_s=600)


@dataclass
class PageSocket:
    """A page's end of its WebSocket."""

    socket: ClientConnection

    async def frame(self, *types: str, within_s: float = 30) -> dict[str, Any]:
        """Wait for the next frame of one of *types*."""
        async with asyncio.timeout(within_s):
            while True:
                frame: dict[str, Any] = json.loads(await self.socket.recv())
                if frame["type"] in types:
                    return frame

    async def event(self, type_: str) -> dict[str, Any]:
        """Wait for an event of this type."""
        while True:
            event: dict[str, Any] = (await self.frame("event"))["event"]
            if event["type"] == type_:
                return event


@asynccontextmanager
async def court(data: Path | None = None, **settings: Any) -> AsyncIterator[Court]:
    """Run a panel in a folder of its own, or in *data*."""
    with tempfile.TemporaryDirectory(prefix="c-") as folder:
        data = data or Path(folder)
        listening = socket.create_server(("127.0.0.1", 0))
        panel = make_panel(Settings(data, **settings), time.time_ns)
        async with serving(panel, listening, None):
            here = Court(panel, f"http://127.0.0.1:{listening.getsockname()[1]}", data)
            try:
                yield here
            finally:
                for client in here.clients:
                    await client.aclose()
