"""Cut off while the hearing's log is written: every event that was answered for is in it, and it has no hole."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tests.hearing.story import CLERK, HEARING, JUDGE, ZERO, command
from tests.recorder.recording import Clock
from tests.whole.crash.halting import Run, Say
from tests.whole.crash.small_court import court_at, open_hearing

_COMMANDS = 12


def make_template(folder: Path) -> None:
    """Open a hearing."""

    async def opened() -> None:
        clock = Clock(ZERO)
        async with court_at(folder, clock) as here:
            await open_hearing(here.panel, clock)

    asyncio.run(opened())


def prepare(folder: Path, template: Path) -> None:
    """The hearing is open."""
    shutil.copytree(template, folder, dirs_exist_ok=True)


def work(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Turn a microphone off and on, a command after another."""
    asyncio.run(_work(folder, say))


async def _work(folder: Path, say: Say) -> None:
    clock = Clock(ZERO + 60_000)
    async with court_at(folder, clock) as here:
        for _ in range(_COMMANDS):
            clock.ms += 100
            is_muted = "mic-judge" in here.panel.hearings.get(HEARING).muted
            what, who = ("unmute", JUDGE) if is_muted else ("mute", CLERK)
            event = await here.panel.hearings.command(HEARING, command(what, stream="mic-judge"), who)
            say("answered", json.loads(event.model_dump_json()))


def inspect(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Find everything that was answered for, by any reader of the database, in a copy that no panel has mended."""
    copy = folder / "copy"
    copy.mkdir(exist_ok=True)
    for path in folder.glob("panel.sqlite3*"):
        shutil.copyfile(path, copy / path.name)
    with closing(sqlite3.connect(copy / "panel.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",), "the database is damaged"
        rows = database.execute("SELECT seq, body FROM events WHERE hearing = ? ORDER BY seq", (HEARING,)).fetchall()
    shutil.rmtree(copy)
    kept = {seq: json.loads(body) for seq, body in rows}
    assert list(kept) == list(range(1, len(kept) + 1)), "the log has a hole"
    for run in earlier:
        for event in run.all("answered"):
            assert kept.get(event["seq"]) == event, f"event {event['seq']} was answered for and is gone"


def check(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """The panel folds the log."""

    async def folded() -> None:
        async with court_at(folder, Clock(ZERO + 120_000)) as here:
            state = here.panel.hearings.get(HEARING)
            assert state.seq == len(await here.panel.hearings.events(HEARING))

    asyncio.run(folded())
