"""A real object store that locks: locks follow terms and holds, and a shredded record's locked copies wait for their day."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from control_panel.models import RemovalRow
from hearing.link import Link
from recorder.keeping.removal import GRACE_MS
from recorder.replicas.folder_store import FolderStore
from recorder.replicas.second_target import NAME, SecondTarget
from recorder.replicas.store import Store, open_store
from tests.control_panel.serving import CASE, Court, court
from tests.control_panel.test_keeping import LONG_AGO, _archived
from tests.control_panel.test_shredding import _until_proven
from tests.recorder.object_server import ACCESS, SECRET, make_bucket, object_server
from tests.recorder.packing import packed

pytestmark = pytest.mark.long
DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket that locks for a day."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)
    with object_server() as url:
        make_bucket(url, "court", locks=True)
        yield f"s3://court/room-1?endpoint={url}&lock_days=1"


async def _follow_until(here: Court, store: Store, is_so: Any, lock_days: int = 1) -> None:
    """Run the second target anew until something is so: it looks at everything when it starts."""
    token = await here.panel.tokens.issue("service", "service:replicas")
    async with Link(here.url, token, kind="replicas", name=NAME) as link:
        task = asyncio.ensure_future(SecondTarget(link, here.data, store, lock_days=lock_days).run())
        async with asyncio.timeout(90):
            while not await is_so():
                assert not task.done()
                await asyncio.sleep(0.3)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _soonest(store: Store, hearing: str) -> int:
    ends = [store.locked_until(one) or 0 for one in store.names("archive/") if hearing in one.name]
    return min(ends)


async def _locked(data: Path, address: str) -> None:
    hearing, store = _archived(data), open_store(address)
    packed(data)
    async with court(data=data, snapshot_s=0.3) as here:
        path = f"/api/v1/hearings/{hearing}/keeping"

        async def lock() -> dict[str, Any]:
            locks = (await one.get(path)).json()["locks"]
            return locks[0] if locks else {"until": 0, "refused": -1}

        async def is_proven() -> bool:
            return await here.panel.replicas.proven_places(hearing) == 2 and (await lock())["until"] > 0

        one, two = await here.person("admin-1", "administrator"), await here.person("admin-2", "administrator")
        await _follow_until(here, store, is_proven)
        await _until_proven(here, hearing)
        now = round(time.time() * 1000)
        assert _soonest(store, hearing) < now + 2 * DAY_MS, "nobody knows a term yet: a day ahead"

        term = {"case": CASE["number"], "term": "30-years", "closed_at": now - DAY_MS}
        future = await one.put("/api/v1/keeping/terms", json={**term, "closed_at": now + DAY_MS})
        assert future.status_code == 422, "a lock can never be shortened: no term from the future"
        term["closed_at"] = LONG_AGO + 2 * DAY_MS
        assert (await one.put("/api/v1/keeping/terms", json=term)).status_code == 204
        held = (await one.post(f"{path}/holds", json={"why": "申诉"})).json()["holds"][0]["id"]
        before = (await lock())["until"]

        async def is_lengthened() -> bool:
            return (await lock())["until"] > before and (await lock())["refused"] == 0

        await _follow_until(here, store, is_lengthened, lock_days=3)
        assert _soonest(store, hearing) > now + 2.5 * DAY_MS, "held, although the term is over"
        assert (await one.delete(f"{path}/holds/{held}")).status_code == 200

        assert (await one.post(f"{path}/removal", json={"why": "期满"})).status_code == 201
        assert (await two.post(f"{path}/removal/approval")).status_code == 201
        earlier = update(RemovalRow).values(approved_at=RemovalRow.approved_at - GRACE_MS)
        await here.panel.database.write(lambda session: session.execute(earlier))
        assert (await two.post(f"{path}/removal/shredding")).status_code == 201

        async def is_refused() -> bool:
            copies = (await one.get(path)).json()["copies"]
            far = [copy for copy in copies if copy["location"].startswith("s3:")]
            return {copy["status"] for copy in far} == {"locked"}

        await _follow_until(here, store, is_refused)
        copies = [copy for copy in (await one.get(path)).json()["copies"] if copy["status"] == "locked"]
        assert {copy["kind"] for copy in copies} == {"batch", "package", "installation"}
        assert all(copy["again_at"] > now for copy in copies), "each says when it is tried again"
        assert store.names("tombstones/") != []


def test_locks_follow_holds_and_what_is_locked_is_tried_again_when_its_lock_ends(tmp_path: Path, address: str) -> None:
    """Against a store that keeps its locks: shredded everywhere else, refused there, with the day of the next try."""
    asyncio.run(_locked(tmp_path, address))


async def _to_the_end_of_a_term(data: Path, address: str) -> None:
    hearing, store = _archived(data), open_store(address)
    packed(data)
    async with court(data=data) as here:
        one = await here.person("admin-1", "administrator")
        path = f"/api/v1/hearings/{hearing}/keeping"
        now = round(time.time() * 1000)
        term = {"case": CASE["number"], "term": "30-years", "closed_at": now - DAY_MS}
        assert (await one.put("/api/v1/keeping/terms", json=term)).status_code == 204
        end = (await one.get(path)).json()["kept_until"]

        async def is_locked() -> bool:
            locks = (await one.get(path)).json()["locks"]
            return bool(locks) and locks[0]["until"] == end and locks[0]["refused"] == 0

        await _follow_until(here, store, is_locked)
        assert _soonest(store, hearing) >= end


def test_a_term_locks_every_object_to_its_end(tmp_path: Path, address: str) -> None:
    """Thirty years from the first of January after the case was closed, read back from the store, object by object."""
    asyncio.run(_to_the_end_of_a_term(tmp_path, address))


async def _refused(data: Path) -> None:
    hearing = _archived(data)
    packed(data)
    (data / "second").mkdir()
    async with court(data=data) as here:
        one = await here.person("admin-1", "administrator")

        async def is_refused() -> bool:
            told = (await one.get(f"/api/v1/hearings/{hearing}/keeping")).json()["locks"]
            return bool(told) and told[0]["refused"] == told[0]["objects"] > 0 and "locks nothing" in told[0]["says"]

        await _follow_until(here, FolderStore(data / "second"), is_refused)
        audit = [entry for entry in await here.panel.audit.read(None, 200) if entry["what"] == "locks-lengthened"]
        assert {entry["outcome"] for entry in audit} == {"refused"}


def test_a_place_that_does_not_lengthen_is_shown_as_refusing(tmp_path: Path) -> None:
    """What it says, of how many objects; and in the audit as refused."""
    asyncio.run(_refused(tmp_path))
