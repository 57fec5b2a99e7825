"""The people of one hearing's bench, and what they write that nobody else may ever read."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from tests.control_panel.serving import PASSWORD, Court, court, until

SECRET = "绝密丹青"
"""In whatever is written to the secret file, and in nothing else."""


@dataclass
class BenchCourt:
    """A court with a panel of three, a clerk, and people who are none of them."""

    here: Court
    chair: httpx.AsyncClient
    second: httpx.AsyncClient
    assessor: httpx.AsyncClient
    clerk: httpx.AsyncClient
    hearing: str
    principals: dict[str, str]

    async def bench(self, who: httpx.AsyncClient, method: str, path: str = "", **body: Any) -> httpx.Response:
        """Call the bench's part of the API."""
        address = f"/api/v1/hearings/{self.hearing}/bench{path}"
        return await who.request(method, address, json=body if method != "GET" else None)

    async def done(self, who: httpx.AsyncClient, method: str, path: str = "", **body: Any) -> dict[str, Any]:
        """Call it, and it must succeed."""
        answer = await self.bench(who, method, path, **body)
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def seat_everybody(self) -> None:
        """Take the chair and seat the panel."""
        await self.done(self.chair, "POST", "/chair")
        for name in ("second", "assessor"):
            await self.done(self.chair, "POST", "/seats", principal=self.principals[name])

    async def recess(self) -> None:
        """Hold a recess."""
        await self.here.done(self.clerk, self.hearing, "recess", reason="recess", note="")
        await until(lambda: self.here.panel.hearings.get(self.hearing).course == "paused", 30)

    async def sign(self, who: httpx.AsyncClient, number: int = 1, password: str = PASSWORD) -> httpx.Response:
        """Read the minutes as they are shown, and sign them."""
        shown = (await self.done(who, "GET"))["deliberations"][number - 1]
        path = f"/deliberations/{number}/signature"
        return await self.bench(who, "POST", path, sha256=shown["sha256"], password=password)

    async def deliberate(self) -> None:
        """Deliberate as far as signing."""
        await self.done(self.chair, "POST", "/deliberations", question=f"定罪{SECRET}")
        for name, who in (("chair", self.chair), ("second", self.second), ("assessor", self.assessor)):
            await self.done(who, "PUT", "/deliberations/1/opinion", text=f"{name} 认为{SECRET}")
        await self.done(self.chair, "PUT", "/deliberations/1/result", text=f"一致{SECRET}")


@asynccontextmanager
async def bench_court(data: Path | None = None, **settings: Any) -> AsyncIterator[BenchCourt]:
    """Run a court whose hearing has been opened."""
    settings = {"writing_patience_s": 0, "undo_s": 0.1, **settings}
    async with court(data, **settings) as here:
        people = {
            name: await here.person(name, role)
            for name, role in (
                ("chair", "presiding-judge"),
                ("second", "judge"),
                ("assessor", "peoples-assessor"),
                ("clerk", "clerk"),
            )
        }
        rows = await here.panel.accounts.all()
        known = {row.account: f"account:{row.id}" for row in rows}
        hearing = next((one.hearing for one in here.panel.hearings.states()), "")
        if not hearing:
            hearing = await here.hearing(people["clerk"])
            await here.done(people["clerk"], hearing, "prepare")
            await here.opened(people["clerk"], hearing)
            await until(lambda: here.panel.hearings.get(hearing).course == "open", 30)
        yield BenchCourt(here, **people, hearing=hearing, principals=known)


def dump_of(data: Path) -> bytes:
    """Give every octet of the database's files."""
    with sqlite3.connect(data / "panel.sqlite3") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return b"".join(path.read_bytes() for path in sorted(data.glob("panel.sqlite3*")))


def new_id() -> str:
    """Make an id."""
    return str(uuid4())
