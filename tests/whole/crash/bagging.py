"""Cut off while the package is made, or takes a damaged one's place: a whole one comes of it, with every addendum."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from recorder.archive.addendum import add_addendum, addenda_of
from recorder.archive.packing import pack
from recorder.archive.verification import verify
from tests.recorder.packing import COURT_KEY, closing_told, recorded, told
from tests.recorder.recording import CASE, HEARING
from tests.whole.crash.halting import Run, Say

SIGNED_BY = "审判员李某"


def make_template(folder: Path) -> None:
    """Record and close a hearing; pack it and have it signed."""
    story = recorded(folder / "records")
    closing_told(folder / "records", story)
    package, root = pack(folder / "records", folder / "archive", story.log, COURT_KEY)
    add_addendum(package, (story.hearing.hearing, root), ("signature", SIGNED_BY, ""), COURT_KEY, story.now)


def prepare(folder: Path, template: Path) -> None:
    """There is no package yet."""
    shutil.copytree(template / "records", folder / "records")


def prepare_again(folder: Path, template: Path) -> None:
    """A damaged one lies there, with an addendum."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    (folder / "archive" / CASE / HEARING / "data" / "ledger.json").write_bytes(b"{}")


def work(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Pack."""
    story = told()
    closing_told(folder / "records", story)
    _, root = pack(folder / "records", folder / "archive", story.log, COURT_KEY)
    say("packed", root)


def inspect(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """A package that was said to be there is there, and whole; half a package is never where a whole one would be."""
    package = folder / "archive" / CASE / HEARING
    for root in [root for run in earlier for root in run.all("packed")]:
        report = verify(package)
        assert report.whole, f"{report.faults[0]}"
        assert report.root == root


def check(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """The package is whole, and nothing else is left over."""
    package = folder / "archive" / CASE / HEARING
    report = verify(package)
    assert report.whole, f"{report.faults[0]}"
    assert [path.name for path in package.parent.iterdir()] == [HEARING], "something is left over"


def check_again(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Likewise; and what was signed over the damaged one is there."""
    check(folder, say, earlier)
    by = [one.by for one in addenda_of(folder / "archive" / CASE / HEARING)]
    assert by == [SIGNED_BY], f"the addendum over the package is gone: {by}"
