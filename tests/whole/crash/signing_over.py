"""Cut off while somebody signs over a package: a signature that was given is there, and half of one never is."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from recorder.archive.addendum import add_addendum, addenda_of
from recorder.archive.verification import verify
from tests.recorder.packing import COURT_KEY
from tests.recorder.recording import CASE, HEARING
from tests.whole.crash.halting import Run, Say

_NAMES = ("书记员王某", "公诉人赵某", "辩护人钱某")


def prepare(folder: Path, template: Path) -> None:
    """A package over which the judge has signed."""
    shutil.copytree(template / "archive", folder / "archive")


def work(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Let everyone sign who has not."""
    package = folder / "archive" / CASE / HEARING
    root = verify(package).root
    signed = {one.by for one in addenda_of(package)}
    for name in [name for name in _NAMES if name not in signed]:
        add_addendum(package, (HEARING, root), ("signature", name, ""), COURT_KEY, 7)
        say("signed", name)


def inspect(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Every signature that was given is there, and the package is whole with them."""
    package = folder / "archive" / CASE / HEARING
    report = verify(package)
    assert report.whole, f"{report.faults[0]}"
    there = {one.by for one in addenda_of(package)}
    given = {name for run in earlier for name in run.all("signed")}
    assert given <= there, f"{given - there} signed, and it is gone"


def check(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Everyone has signed once."""
    by = [one.by for one in addenda_of(folder / "archive" / CASE / HEARING)]
    assert sorted(by[1:]) == sorted(_NAMES), f"signed have {by}"
