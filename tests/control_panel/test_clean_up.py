"""The room's own copy and the batches go days after the package was proven in two places, and never against a hold."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest

from recorder.archive.verification import verify
from recorder.keeping.clean_up import why_not
from recorder.keeping.removal import Hold, Keeping, Removal
from recorder.keeping.term import KeptUntil
from recorder.replicas.folder_store import FolderStore
from tests.control_panel.serving import Court, until
from tests.control_panel.test_keeping import _archived
from tests.control_panel.test_second_target import following
from tests.control_panel.test_shredding import DAY_MS, _room_folder, _until_proven, room_pc
from tests.hearing.story import ZERO
from tests.recorder.packing import packed
from tests.recorder.recording import Clock
from tests.whole.crash.small_court import court_at

OPEN = KeptUntil(None, "case-open")


@pytest.mark.parametrize(
    ("facts", "days", "passed", "is_disputed", "why"),
    [
        ({}, 30, 30, False, ""),
        ({}, 30, 29, False, "too-early"),
        ({}, 0, 9999, False, "off"),
        ({"proven_places": 1}, 30, 30, False, "not-proven"),
        ({"is_archived": False}, 30, 30, False, "not-archived"),
        ({"holds": [Hold("1", "account:1", "上诉")]}, 30, 30, False, "held"),
        ({"removal": Removal("account:1", "期满", 0)}, 30, 30, False, "removal"),
        ({}, 30, 30, True, "disputed"),
    ],
)
def test_what_keeps_every_copy(facts: dict[str, Any], days: int, passed: int, is_disputed: bool, why: str) -> None:
    """Archived, proven twice, long enough ago, held by nobody and disputed by nobody: only then a copy may go."""
    keeping = Keeping(OPEN, **{"proven_places": 2, **facts})
    assert why_not(keeping, 0, passed * DAY_MS, days, is_disputed=is_disputed) == why


async def _states(here: Court, hearing: str) -> dict[str, tuple[str, str]]:
    rows = await here.panel.replicas.of(hearing)
    return {row["kind"]: (row["status"], row["says"]) for row in rows if row["location"] != "archive"}


async def _until_state(here: Court, hearing: str, kind: str, status: str, words: str = "") -> None:
    async with asyncio.timeout(20):
        while True:
            found, says = (await _states(here, hearing)).get(kind, ("", ""))
            if found == status and words in says:
                return
            here.panel.clean_up.wake()
            await asyncio.sleep(0.1)


async def _cleaned_up(data: Path) -> None:
    hearing, clock = _archived(data), Clock(ZERO + DAY_MS)
    package = packed(data)
    room, second = _room_folder(data, hearing), data / "second"
    second.mkdir()
    batches = second / "records"
    async with court_at(data, clock) as here:
        async with following(here, FolderStore(second)):
            await _until_proven(here, hearing)
        admin = await here.person("admin", "administrator")
        path = f"/api/v1/hearings/{hearing}/keeping"
        assert "recording" not in await _states(here, hearing), "nothing is ordered before its time"
        clock.ms += 31 * DAY_MS
        await _until_state(here, hearing, "recording", "going", "not connected")
        admin = await here.person("admin", "administrator")
        held = (await admin.post(f"{path}/holds", json={"why": "上诉"})).json()["holds"][0]["id"]
        async with room_pc(here, room), following(here, FolderStore(second)):
            await _until_state(here, hearing, "recording", "going", "legal hold")
            assert any((room / "records").rglob("*.mp4"))
            lost = next((room / "records").rglob("room-demo-1"))
            shutil.copytree(lost, lost.with_name("room-demo-9"))
            assert (await admin.delete(f"{path}/holds/{held}")).status_code == 200
            await _until_state(here, hearing, "recording", "going", "room-demo-9")
            assert any(lost.rglob("*.mp4")), "what only this machine has is kept, and with it everything else"
            shutil.rmtree(lost.with_name("room-demo-9"))
            await _until_state(here, hearing, "recording", "removed")
            assert not any((room / "records").rglob("*.mp4"))
        assert any(batches.rglob("*-*")), "what is ordered while it is held is not done"
        async with following(here, FolderStore(second)):
            await _until_state(here, hearing, "batch", "removed")
            assert not any(path.is_file() for path in batches.rglob("*"))
            await until(lambda: not (data / "run" / "replicas" / f"{hearing}.recipes.jsonl").exists())
        assert verify(package).whole
        assert (await admin.get(path)).json()["stage"] == "archived"
        judge = await here.person("judge", "sole-judge")
        assert (await judge.get(f"/api/v1/hearings/{hearing}/record/index.json")).status_code == 200
        audit = {one["what"] for one in await here.panel.audit.read(None, 200)}
        assert {"clean-up", "copy-cleaned-up", "batches-cleaned-up"} <= audit


def test_the_rooms_copy_and_the_batches_go_a_month_after_the_package_was_proven(tmp_path: Path) -> None:
    """Held meanwhile they stay; afterwards the package is whole in both places and the record can still be played."""
    asyncio.run(_cleaned_up(tmp_path))
