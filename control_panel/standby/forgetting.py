"""Lets a standby panel forget a hearing that was shredded: the agent beside it says so by a file."""

import asyncio
import contextlib
import json
import logging
import sqlite3
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from control_panel.burial import forget_log
from control_panel.panel import Panel
from control_panel.word_index import compact_words
from courtroom_agent.letting_go import forgotten_path, gone_folder, noted_gone
from recorder.durable import make_folder, write_whole

_LOG = logging.getLogger("standby")
_LOOK_S = 2.0


async def forget_shredded(panel: Panel, data: Path) -> None:
    """Forget each hearing that the agent, whose folder is *data*, took away for good; until cancelled."""
    while True:
        for hearing in await asyncio.to_thread(_waiting, data):
            try:
                await _forget(panel, data, hearing)
            except (OSError, SQLAlchemyError, sqlite3.Error) as fault:
                _LOG.warning("%s: not forgotten yet: %s", hearing, fault)
        await asyncio.sleep(_LOOK_S)


def _waiting(data: Path) -> list[str]:
    found = []
    for path in sorted(gone_folder(data).glob("h-*.json")):
        gone = noted_gone(data, path.stem)
        if gone is not None and gone.why == "shredded" and not forgotten_path(data, path.stem).exists():
            found.append(path.stem)
    return found


async def _forget(panel: Panel, data: Path, hearing: str) -> None:
    name = panel.hearings.log_name(hearing)
    await panel.hearings.bury(hearing, lambda session: forget_log(session, hearing, name, panel.now_ms()))
    with contextlib.suppress(KeyError):
        panel.tenures.all.pop(hearing)
    await panel.database.write(compact_words)
    await panel.database.rewrite()
    done = forgotten_path(data, hearing)
    await asyncio.to_thread(_note, done, hearing)
    _LOG.warning("%s: forgotten, its record was shredded", hearing)


def _note(done: Path, hearing: str) -> None:
    make_folder(done.parent)
    write_whole(done, json.dumps({"hearing": hearing}).encode())
