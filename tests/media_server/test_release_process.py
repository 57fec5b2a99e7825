"""The release process beside a real panel: what is decided there is what the public gets."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from hearing.link import Link
from media_server.release.__main__ import Releasing
from media_server.release.folder import PublicFolder
from tests.control_panel.serving import Court, court, until
from tests.media_server.releasing import record

DELAY_MS = 1000


async def _approve(here: Court, clerk: httpx.AsyncClient) -> str:
    """Open a public hearing whose broadcast three people have approved; return its name."""
    judge = await here.person("judge", "sole-judge")
    reviewer, deputy = (
        await here.person("reviewer", "broadcast-approver"),
        await here.person("vp", "broadcast-approver"),
    )
    hearing = await here.hearing(clerk, remote_ground="")
    told = {"openness": "public", "range": "whole", "judge": "李某", "reason": "依法公开审理"}
    await here.done(judge, hearing, "set-openness", **told)
    await here.done(judge, hearing, "apply-for-broadcast", applicant="李某", reason="典型案例")
    await here.done(reviewer, hearing, "review-broadcast", reviewer="赵某")
    await here.done(deputy, hearing, "approve-broadcast", vice_president="钱某")
    await here.done(clerk, hearing, "prepare")
    await here.opened(clerk, hearing)
    await here.done(clerk, hearing, "enter-stage", stage="investigation")
    return hearing


@asynccontextmanager
async def _releasing(here: Court, root: Path) -> AsyncIterator[PublicFolder]:
    """Let the release process work beside the panel."""
    folder = PublicFolder(root / "public")
    token = await here.panel.tokens.issue("service", "service:release")
    async with Link(here.url, token, kind="release", name="release") as link:
        releasing = Releasing(link, folder, root / "records", DELAY_MS, root / "names.json")
        tasks = [asyncio.create_task(link.run(releasing)), asyncio.create_task(releasing.run())]
        try:
            yield folder
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _cuts(root: Path) -> float:
    async with court(writing_patience_s=0.1) as here:
        clerk = await here.person("clerk", "clerk")
        hearing = await _approve(here, clerk)
        await asyncio.to_thread(record, root / "records", here.panel.hearings.get(hearing), 60)
        async with _releasing(here, root) as folder:
            await until(lambda: any(folder.root.glob("live/*/*/video-*.m4s")), within_s=20)
            began = time.monotonic()
            await here.done(clerk, hearing, "cut-broadcast")
            await until(lambda: not any(folder.root.glob("live/*/*/*.m4s")))
            lasted = time.monotonic() - began
            await asyncio.sleep(3)
            assert not any(folder.root.glob("live/*/*/*.m4s"))
            assert '"status":"cut"' in (folder.root / "hearings.json").read_text()
        return lasted


def test_a_cut_on_the_panel_empties_the_public_folder(tmp_path: Path) -> None:
    """Within three seconds of the clerk's tap no media are public, and none come afterwards."""
    assert asyncio.run(_cuts(tmp_path)) < 3
