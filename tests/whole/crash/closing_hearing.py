"""Cut off while the closing root is made and told: whoever was told it can have it proven, and it is told in the end."""

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path

from hearing.link import Link
from recorder.closing import Closing
from recorder.closing_job import ClosingJob
from tests.hearing.story import HEARING, ZERO
from tests.recorder.packing import COURT_KEY
from tests.recorder.recording import Clock
from tests.whole.crash.halting import Run, Say
from tests.whole.crash.hearing_cut import archive
from tests.whole.crash.small_court import closing_path, court_at, story_of

_LATER = ZERO + 3_600_000


def prepare(folder: Path, template: Path) -> None:
    """The hearing is closed, and all of it is at the court."""
    shutil.copytree(template / "data", folder, dirs_exist_ok=True)
    shutil.copytree(template / "room" / "records", folder / "records")


def work(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Make the closing root and tell it."""
    asyncio.run(_work(folder, say))


async def _work(folder: Path, say: Say) -> None:
    async with court_at(folder, Clock(_LATER)) as here:
        token = await here.panel.tokens.issue("service", "service:recorder")
        async with Link(here.url, token, kind="recorder", name="recorder", clock_ns=lambda: _LATER * 1_000_000) as link:
            job = ClosingJob(link, folder / "records", COURT_KEY, lambda: [here.panel.hearings.get(HEARING)])
            await job.make(here.panel.hearings.get(HEARING))
            told = here.panel.hearings.get(HEARING).closing
            assert told is not None, "no closing root was told"
            say("told", told.root)


def inspect(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """What people were told to sign lies there."""
    for root in [root for run in earlier for root in run.all("told")]:
        made = Closing.model_validate_json(closing_path(folder).read_bytes())
        assert made.is_signed()
        assert made.root == root, "another closing root lies there than was told"


def check(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """The root in the log is the one that lies there, told once; the package that holds it verifies."""

    async def checked() -> None:
        clock = Clock(_LATER)
        async with court_at(folder, clock) as here:
            story = await story_of(here, clock)
            told = [event for event in story.log if event.type == "closing-sealed"]
            assert len(told) == 1, f"the closing root was told {len(told)} times"
            assert Closing.model_validate_json(closing_path(folder).read_bytes()).root == told[0].root
            archive(folder, story)

    asyncio.run(checked())
