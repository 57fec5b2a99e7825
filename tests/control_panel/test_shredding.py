"""A record is shredded by the panel a day after the second person agreed, and at the second target by itself."""

import asyncio
from pathlib import Path

import pytest

from recorder.archive.bag import files_below
from recorder.replicas.folder_store import FolderStore
from tests.control_panel.serving import CASE, Court, until
from tests.control_panel.test_keeping import LONG_AGO, _archived
from tests.control_panel.test_second_target import following
from tests.hearing.story import ZERO
from tests.recorder.packing import packed
from tests.recorder.recording import Clock
from tests.whole.crash.small_court import court_at

DAY_MS = 24 * 3600 * 1000


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


async def _shredded(data: Path) -> None:
    hearing, clock = _archived(data), Clock(ZERO + DAY_MS)
    packed(data)
    second = data / "second"
    second.mkdir()

    def left(folder: Path) -> set[str]:
        return {name.split("/")[0] for name in files_below(folder) if hearing in name}

    async with court_at(data, clock) as here:
        async with following(here, FolderStore(second)):
            await until(lambda: left(second) == {"records", "archive"}, 20)
        await _approved(here, hearing)
        clock.ms += DAY_MS
        three, clerk = await here.person("admin-3", "administrator"), await here.person("clerk", "clerk")
        path = f"/api/v1/hearings/{hearing}/keeping"
        done = await three.post(f"{path}/removal/shredding")
        assert (done.status_code, done.json()["stage"]) == (201, "shredded")
        assert (await three.post(f"{path}/removal/shredding")).status_code == 201, "again does no harm"
        assert (await three.delete(f"{path}/removal")).status_code == 409, "too late to take back"
        assert (await clerk.get(f"/api/v1/hearings/{hearing}/record/index.json")).status_code == 410
        assert left(data / "records") == left(data / "archive") == set()
        assert left(data / "tombstones") != set()
        async with following(here, FolderStore(second)):
            await until(lambda: left(second) == {"tombstones"}, 20)
            async with asyncio.timeout(10):
                while not [one for one in await here.panel.audit.read(None, 200) if one["what"] == "copies-shredded"]:
                    await asyncio.sleep(0.1)
        assert "record-shredded" in {one["what"] for one in await here.panel.audit.read(None, 200)}


def test_a_record_is_shredded_in_both_places_a_day_after_two_agreed(tmp_path: Path) -> None:
    """Refused before; afterwards only tombstones are left, nobody is shown anything, and the audit has every step."""
    asyncio.run(_shredded(tmp_path))


async def _finished(data: Path) -> None:
    hearing, clock = _archived(data), Clock(ZERO + DAY_MS)
    packed(data)
    async with court_at(data, clock) as here:
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
