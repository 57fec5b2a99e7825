"""A record is shredded by the panel a day after the second person agreed, and at the second target by itself."""

import asyncio
import json
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from control_panel.models import TombstoneRow
from control_panel.panel import make_panel, running
from control_panel.settings import Settings
from control_panel.standby.forgetting import forget_shredded
from courtroom_agent.letting_go import LettingGo
from hearing.link import Handler, Link
from recorder.replicas.folder_store import FolderStore
from tests.control_panel.remains import media_in, remains, spellings
from tests.control_panel.serving import CASE, Court, until
from tests.control_panel.test_keeping import LONG_AGO, _archived, _proven, _statuses
from tests.control_panel.test_second_target import following
from tests.hearing.story import ZERO
from tests.recorder.packing import HOSTILE, packed
from tests.recorder.recording import Clock
from tests.whole.crash.small_court import court_at

DAY_MS = 24 * 3600 * 1000
SAID = "现在继续开庭。"
KINDS = {"record", "log", "public", "database", "recording", "standby", "batch", "package", "installation"}


async def _approved(here: Court, hearing: str) -> None:
    one, two = await here.person("admin-1", "administrator"), await here.person("admin-2", "administrator")
    term = {"case": CASE["number"], "term": "30-years", "closed_at": LONG_AGO}
    assert (await one.put("/api/v1/keeping/terms", json=term)).status_code == 204
    path = f"/api/v1/hearings/{hearing}/keeping/removal"
    assert (await one.post(path, json={"why": "期满"})).status_code == 201
    early = await one.post(f"{path}/shredding")
    assert (early.status_code, "Two persons" in early.text) == (409, True)
    assert (await two.post(f"{path}/approval")).status_code == 201
    early = await one.post(f"{path}/shredding")
    assert (early.status_code, "24 hours" in early.text) == (409, True)


class RoomPc(Handler):
    """A courtroom PC's answer to orders."""

    def __init__(self, folder: Path) -> None:
        self.letting_go = LettingGo(folder)

    async def on_request(self, op: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Carry out what the agent's control carries out."""
        return await self.letting_go.ask(body, is_held=False) if op == "let-go" else await super().on_request(op, body)


@asynccontextmanager
async def room_pc(here: Court, folder: Path) -> AsyncIterator[None]:
    """Connect the courtroom PC, with its standby panel."""
    standby = make_panel(Settings(folder / "standby"), time.time_ns)
    token = await here.panel.tokens.issue("agent", "agent:demo")
    async with running(standby), Link(here.url, token, kind="agent", name="demo") as link:
        tasks = [asyncio.create_task(link.run(RoomPc(folder))), asyncio.create_task(forget_shredded(standby, folder))]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _room_folder(data: Path, hearing: str) -> Path:
    """What a courtroom PC holds: its recording, what it heard, its standby panel's log; and somebody else's words."""
    room = data / "room"
    shutil.copytree(data / "records", room / "records")
    (room / "run").mkdir()
    spoken = [{"hearing": hearing, "text": SAID}, {"hearing": "h-aaaaaaaaaa", "text": "另案的话。"}]
    common = {"stream": "mic-judge", "start": 0, "duration": 1, "engine": "vosk"}
    lines = [json.dumps({**one, **common}, ensure_ascii=False) for one in spoken]
    (room / "run" / "lines.jsonl").write_text("".join(f"{line}\n" for line in lines))
    _archived(room / "standby")
    return room


def _waiting(here: Court) -> Callable[[], Awaitable[dict[str, str]]]:
    async def look() -> dict[str, str]:
        left = await here.panel.shredding.copies.all()
        return {f"{one.kind}@{one.location}": one.status for copies in left.values() for one in copies}

    return look


async def _until_left(here: Court, expected: set[str]) -> None:
    look = _waiting(here)
    async with asyncio.timeout(30):
        while set(await look()) != expected:
            here.panel.shredding.wake()
            await asyncio.sleep(0.1)


async def _shredded(data: Path) -> None:
    hearing, clock = _archived(data), Clock(ZERO + DAY_MS)
    packed(data)
    room, second = _room_folder(data, hearing), data / "second"
    second.mkdir()
    shutil.copytree(data / "records", data / "late")
    words = [one for sentence in (SAID, HOSTILE[-9:-1]) for one in spellings(sentence)]
    needles = [*words, *media_in(data / "records")]
    assert len(needles) > 20
    async with court_at(data, clock, snapshot_s=0.2) as here:
        async with following(here, FolderStore(second)):
            await until(lambda: {path.name for path in second.iterdir()} == {"records", "archive", "installation"}, 20)
            await _until_proven(here, hearing)
        await _approved(here, hearing)
        clock.ms += DAY_MS
        kept = {one.split("/")[0] for one in remains(data, needles)}
        assert kept == {"panel.sqlite3", "run", "records", "archive", "room", "second", "late"}
        three = await _shred(here, hearing)
        await _reach_every_copy(here, three, hearing, room, second)
        audit = {one["what"] for one in await here.panel.audit.read(None, 200)}
        assert {"record-shredded", "copy-shredded", "copies-shredded", "databases-shredded"} <= audit
        assert remains(data, needles) == set(), "nothing of it is left, anywhere"
        assert "另案的话" in (room / "run" / "lines.jsonl").read_text(), "and nothing of another hearing is gone"
        listed = (await three.get("/api/v1/keeping/removals")).json()["removals"]
        assert [(one["hearing"], one["stage"]) for one in listed] == [(hearing, "shredded")]
    assert remains(data, needles) == set()
    await _only_the_stone_speaks(data, clock, hearing)


async def _shred(here: Court, hearing: str) -> httpx.AsyncClient:
    """Shred as a third administrator: done at once on the server, not to be taken back, and nobody is shown it again."""
    three, clerk = await here.person("admin-3", "administrator"), await here.person("clerk", "clerk")
    removal = f"/api/v1/hearings/{hearing}/keeping/removal"
    done = await three.post(f"{removal}/shredding")
    assert done.status_code == 201, done.text
    assert (done.json()["stage"], done.json()["case"]) == ("shredded", CASE["number"])
    assert (await three.post(f"{removal}/shredding")).status_code == 201, "again does no harm"
    assert (await three.delete(removal)).status_code == 410, "too late to take back"
    assert await _statuses(clerk, hearing) == {410}
    assert (await clerk.get("/api/v1/search", params={"q": SAID})).json()["found"] == []
    return three


async def _reach_every_copy(here: Court, three: httpx.AsyncClient, hearing: str, room: Path, second: Path) -> None:
    """The courtroom's and the second place's copies are due until each is connected, and then gone."""
    path = f"/api/v1/hearings/{hearing}/keeping"
    elsewhere = {f"{kind}@{second}" for kind in ("batch", "package", "installation")}
    await _until_left(here, {f"{kind}@agent:demo" for kind in ("recording", "standby")} | elsewhere)
    told = [one for one in (await three.get(path)).json()["copies"] if one["location"] == "agent:demo"]
    assert {(one["status"], "not connected" in one["says"]) for one in told} == {("going", True)}
    async with room_pc(here, room):
        await _until_left(here, elsewhere)
    async with following(here, FolderStore(second)):
        await _until_left(here, set())
    copies = (await three.get(path)).json()["copies"]
    assert {(one["status"], one["tried_at"] is None) for one in copies} == {("removed", False)}
    assert {one["kind"] for one in copies} == KINDS


async def _only_the_stone_speaks(data: Path, clock: Clock, hearing: str) -> None:
    """After a restart the tombstone is known, and the hearing is as gone as before."""
    stone = json.loads(next((data / "tombstones").rglob("*.json")).read_bytes())
    async with court_at(data, clock) as here:
        row = await here.panel.database.read(lambda session: session.get(TombstoneRow, hearing))
        assert row is not None
        assert (row.stone, row.case_number, row.events) == (stone, CASE["number"], 22)
        assert await _statuses(await here.person("clerk", "clerk"), hearing) == {410}, "also after a restart"


async def _until_proven(here: Court, hearing: str) -> None:
    async with asyncio.timeout(20):
        while await here.panel.replicas.proven_places(hearing) < 2:
            await asyncio.sleep(0.1)


def test_a_day_after_two_agreed_no_copy_holds_a_word_or_a_picture(tmp_path: Path) -> None:
    """Server, database, index, second place with its encrypted databases, courtroom PC and standby panel: each octet read."""
    asyncio.run(_shredded(tmp_path))


async def _finished(data: Path) -> None:
    hearing, clock = _archived(data), Clock(ZERO + DAY_MS)
    packed(data)
    async with court_at(data, clock) as here:
        for location in ("archive", "second"):
            row = _proven(hearing, location)
            await here.panel.database.write(lambda session, row=row: session.add(row))
        await _approved(here, hearing)
        clock.ms += DAY_MS
        await here.panel.keeping.shred(here.panel.hearings.get(hearing))
        assert any((data / "records").rglob(hearing)), "decided, and the power fails before anything is done"
    async with court_at(data, clock):
        assert not any((data / "records").rglob(hearing))
        assert not any((data / "archive").rglob(hearing))
        assert any((data / "tombstones").rglob(f"{hearing}.json"))


@pytest.mark.long
def test_what_was_decided_before_a_crash_is_done_at_the_next_start(tmp_path: Path) -> None:
    """The decision is in the database before anything goes; whoever starts next finishes it."""
    asyncio.run(_finished(tmp_path))
