"""Cut off while a record is shredded: its tombstone knows everything, or nothing is gone yet."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from recorder.archive.bag import files_below
from recorder.archive.verification import verify
from recorder.keeping.removal import Removal
from recorder.keeping.shredding import bury, shred_first, tombstones
from recorder.replicas.folder_store import FolderStore
from recorder.replicas.package_copy import copy_package
from tests.recorder.recording import CASE, HEARING
from tests.whole.crash.bagging import SIGNED_BY
from tests.whole.crash.halting import Run, Say

_REMOVAL = Removal("account:1", "保管期满", 1, "account:2", 2, 3)


def prepare(folder: Path, template: Path) -> None:
    """An archived hearing that was signed over, and its copy."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    (folder / "second").mkdir()
    copy_package(folder / "archive" / CASE / HEARING, FolderStore(folder / "second"))


def work(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Bury it and take it away in the first place."""
    bury(folder, CASE, HEARING, _REMOVAL)
    [stone] = tombstones(folder)
    say("root", (stone.signed or {}).get("root"))
    shred_first(folder, stone)
    say("gone", True)


def inspect(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Before anything goes the tombstone is there, with the root that was said; without one everything is whole."""
    stones = tombstones(folder)
    if not stones:
        assert verify(folder / "archive" / CASE / HEARING).whole, "something is gone, and no tombstone tells of it"
    for root in [root for run in earlier for root in run.all("root")]:
        assert [(stone.signed or {}).get("root") for stone in stones] == [root], "the tombstone does not know the root"
    if any(run.all("gone") for run in earlier):
        _nothing_else_is_left(folder)


def check(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Only the tombstone is left, and it tells of everything, also of what people had signed."""
    [stone] = tombstones(folder)
    assert stone.signed is not None, "the tombstone has no list"
    assert len(stone.signed["files"]) > 10
    assert [one["by"] for one in stone.addenda] == [SIGNED_BY]
    assert set(stone.seals) == {"room-demo-1", "program-demo-1"}
    _nothing_else_is_left(folder)


def _nothing_else_is_left(folder: Path) -> None:
    left = [name for name in files_below(folder) if HEARING in name and not name.startswith(("second/", "tombstones/"))]
    assert left == [], f"{left[0]} is left"
