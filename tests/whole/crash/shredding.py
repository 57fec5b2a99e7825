"""Cut off while a record is shredded: its tombstone knows everything, or nothing is gone yet."""

import asyncio
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from control_panel.models import EventRow, RemovalRow, TombstoneRow
from control_panel.panel import Panel, make_panel
from control_panel.settings import Settings
from courtroom_agent.letting_go import LettingGo, noted_gone
from recorder.archive.bag import files_below
from recorder.archive.verification import verify
from recorder.keeping.shredding import tombstones
from recorder.replicas.folder_store import FolderStore
from recorder.replicas.package_copy import copy_package
from tests.control_panel.remains import remains, spellings
from tests.control_panel.test_keeping import _archived
from tests.recorder.recording import CASE, HEARING
from tests.whole.crash.bagging import SIGNED_BY
from tests.whole.crash.halting import Run, Say

_REMOVAL: dict[str, Any] = {
    "hidden_by": "account:1", "reason": "保管期满", "hidden_at": 1, "approved_by": "account:2", "approved_at": 2,
    "shredded_at": 3,
}  # fmt: skip
_SAID = "现在继续开庭。"


def prepare(folder: Path, template: Path) -> None:
    """An archived hearing that was signed over, its copy, its log, what its courtroom PC holds, and the decision."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    (folder / "second").mkdir()
    copy_package(folder / "archive" / CASE / HEARING, FolderStore(folder / "second"))
    shutil.copytree(folder / "records", folder / "room" / "records")
    (folder / "room" / "run").mkdir()
    line = json.dumps({"hearing": HEARING, "text": _SAID}, ensure_ascii=False)
    (folder / "room" / "run" / "lines.jsonl").write_text(f"{line}\n")
    _archived(folder)
    panel = make_panel(Settings(folder), lambda: 0)
    panel.database.write_now(lambda session: session.add(RemovalRow(hearing=HEARING, **_REMOVAL)))
    _close(panel)


def work(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Bring the decision to its end on the server's disk, and then on the courtroom PC's."""
    asyncio.run(_shred(folder))
    [stone] = tombstones(folder)
    say("root", (stone.signed or {}).get("root"))
    say("gone", True)
    asyncio.run(_let_go(folder / "room"))
    say("room", True)


async def _let_go(room: Path) -> None:
    letting_go = LettingGo(room)
    await letting_go.resume()
    status, said = await letting_go.ask({"hearing": HEARING, "case": CASE, "why": "shredded"}, is_held=False)
    assert (status, said["recording"]) == (200, "gone")


async def _shred(folder: Path) -> None:
    panel = make_panel(Settings(folder), lambda: 0)
    await panel.hearings.load()
    await panel.keeping.load()
    await panel.shredding.finish()
    await panel.shredding.rewrite()
    _close(panel)


def _close(panel: Panel) -> None:
    panel.accounts.close()
    panel.database.close()


def inspect(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Before anything goes the tombstone is there, with the root that was said; without one everything is whole."""
    stones = tombstones(folder)
    row, events = _in_database(folder)
    if not stones:
        assert verify(folder / "archive" / CASE / HEARING).whole, "something is gone, and no tombstone tells of it"
        assert events, "the log is gone, and no tombstone tells of it"
    assert (row is None) == bool(events), "the log is gone without its tombstone, or stands beside it"
    for root in [root for run in earlier for root in run.all("root")]:
        assert [(stone.signed or {}).get("root") for stone in stones] == [root], "the tombstone does not know the root"
    if any(run.all("gone") for run in earlier):
        _nothing_else_is_left(folder)
    if any(run.all("room") for run in earlier):
        assert noted_gone(folder / "room", HEARING) is not None, "the courtroom PC forgot what it took away"


def check(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Only the tombstone is left, and it tells of everything, also of what people had signed."""
    [stone] = tombstones(folder)
    assert stone.signed is not None, "the tombstone has no list"
    assert len(stone.signed["files"]) > 10
    assert [one["by"] for one in stone.addenda] == [SIGNED_BY]
    assert set(stone.seals) == {"room-demo-1", "program-demo-1"}
    row, _ = _in_database(folder)
    assert row is not None, "the database does not know the tombstone"
    assert row.stone == stone.model_dump(mode="json"), "the database knows another tombstone"
    _nothing_else_is_left(folder)
    said = {name for name in remains(folder, spellings(_SAID)) if not name.startswith("second/")}
    assert said == set(), f"what was said still stands in {said}"
    gone = noted_gone(folder / "room", HEARING)
    assert gone is not None, "the courtroom PC does not say what it took away"
    assert not any((folder / "room" / "records").rglob("*.mp4"))


def _in_database(folder: Path) -> tuple[TombstoneRow | None, int]:
    panel = make_panel(Settings(folder), lambda: 0)
    try:
        row = panel.database.read_now(lambda session: session.get(TombstoneRow, HEARING))
        return row, panel.database.read_now(lambda session: session.query(EventRow).count())
    finally:
        _close(panel)


def _nothing_else_is_left(folder: Path) -> None:
    own = ("second/", "tombstones/", "room/")
    left = [name for name in files_below(folder) if HEARING in name and not name.startswith(own)]
    assert left == [], f"{left[0]} is left"
