"""A hearing of the demonstration is held, archived and shredded by real processes; then every octet of the court is read."""

import asyncio
import os
import secrets
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from control_panel.demo import installation
from control_panel.demo.installation import Wishes
from recorder.keeping.removal import GRACE_MS
from tests.control_panel.remains import media_in, remains, spellings
from tests.whole.held_hearing import HeldHearing, held_hearing

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
SAID = "鉴定意见编号七七四一号当庭出示"
PASSWORD = secrets.token_urlsafe(12)
_PATIENCE_S = 240


class Administrators:
    """Two of them."""

    def __init__(self, held: HeldHearing) -> None:
        self._url, self._operator = held.installation.url, held.installation.operator()
        self.path = f"/api/v1/hearings/{held.court.hearing}/keeping"
        self.one = httpx.AsyncClient(
            base_url=self._url, headers={"authorization": f"Bearer {self._operator}"}, trust_env=False, timeout=30
        )
        self.two = httpx.AsyncClient(base_url=self._url, trust_env=False, timeout=30)

    async def close(self) -> None:
        """Let go of the connections."""
        await self.one.aclose()
        await self.two.aclose()

    async def sign_in(self) -> None:
        """Make the other one's account."""
        account = {"account": "keeper", "name": "赵某", "role": "administrator", "password": PASSWORD}
        assert (await self.one.post("/api/v1/accounts", json=account)).status_code == 201
        answer = await self.two.post("/api/v1/sign-in", json={"account": "keeper", "password": PASSWORD})
        assert answer.status_code == 200, answer.text

    async def keeping(self) -> dict[str, Any]:
        """Look."""
        told: dict[str, Any] = (await self.one.get(self.path)).json()
        return told

    async def until(self, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait until the keeping is so."""
        told: dict[str, Any] = {}
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            told = await self.keeping()
            if is_so(told):
                return told
            await asyncio.sleep(1)
        raise AssertionError([(one["kind"], one["location"], one["status"], one["says"]) for one in told["copies"]])


async def _agreed(people: Administrators, data: Path, case: str) -> None:
    term = {"case": case, "term": "30-years", "closed_at": 0}
    assert (await people.one.put("/api/v1/keeping/terms", json=term)).status_code == 204
    hidden = await people.one.post(f"{people.path}/removal", json={"why": "期满"})
    assert hidden.status_code == 201, hidden.text
    assert (await people.two.post(f"{people.path}/removal/approval")).status_code == 201
    with closing(sqlite3.connect(data / "panel.sqlite3", timeout=30)) as connection:  # A day passes.
        connection.execute("UPDATE removals SET approved_at = approved_at - ?", (GRACE_MS,))
        connection.commit()


async def _end(held: HeldHearing, people: Administrators, data: Path) -> list[bytes]:
    """Shred the archived hearing; return what was looked for in vain."""
    await people.sign_in()
    told = await people.until(lambda keeping: keeping["proven_places"] == 2)
    needles = [*spellings(SAID), *media_in(data / "records"), *media_in(data / "agent" / "records")]
    assert len(needles) > 100
    places = {name.split("/")[0].removesuffix("-wal") for name in remains(data, needles)}
    assert {"records", "archive", "agent", "panel.sqlite3", "second"} <= places
    await _agreed(people, data, told["case"])
    answer = await people.one.post(f"{people.path}/removal/shredding")
    assert answer.status_code == 201, answer.text
    told = await people.until(lambda keeping: all(one["status"] == "removed" for one in keeping["copies"]))
    assert {one["location"] for one in told["copies"]} == {
        "server", "archive", "agent:demo", str(data / "second")
    }  # fmt: skip
    assert not any((data / "archive").glob("*/h-*"))
    assert remains(data, needles) == set(), "nothing of it is left, anywhere"
    assert held.number_of("control") is not None, "and everybody still runs"
    return needles


async def _shredded(data: Path) -> None:
    async with held_hearing(data) as held:
        await held.court.clerk.command(held.court.hearing, "note", text=SAID)
        await asyncio.sleep(5)
        await held.archive()
        people = Administrators(held)
        try:
            needles = await _end(held, people, data)
        finally:
            await people.close()
    assert remains(data, needles) == set()


def test_nothing_that_was_said_or_seen_is_left_in_the_whole_court(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Panel, recorder, release, second target and the courtroom PC's agent as processes of their own."""
    second = tmp_path / "second"
    second.mkdir()
    plain: Callable[[Wishes], list[str]] = installation._command
    monkeypatch.setattr(installation, "_command", lambda wishes: [*plain(wishes), "--second-target", os.fspath(second)])
    asyncio.run(_shredded(tmp_path))
