"""Brings every decided removal to its end: here, in the rooms, in what the public sees; what is left is tried again.

    decided ─► tombstone on the disk ─► log and words out of the database ─► record and package ─► file written anew
                                   └─► rooms, release: asked when they are there        └─► second place: asks here

Each step is done again after a crash and ends the same; what was done is noted copy by copy.
"""

import asyncio
import json
import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from control_panel.audience import Audience
from control_panel.audit import Audit
from control_panel.burial import bury_log
from control_panel.database import Database
from control_panel.errors import Refusal
from control_panel.going_copies import SERVER, GoingCopies, GoingCopy, Outcome
from control_panel.hearing_log import Hearings
from control_panel.keeping import RecordKeeping
from control_panel.links import Links
from control_panel.models import TombstoneRow
from control_panel.settings import Settings
from control_panel.snapshots import Snapshots
from control_panel.word_index import compact_words
from hearing.facts import RUNNING, HearingState
from recorder.failpoint import reached
from recorder.keeping.removal import Removal
from recorder.keeping.shredding import Tombstone, bury, shred_first
from recorder.replicas.installation_copier import OUTWARD

_log = logging.getLogger("keeping")
_AGAIN_S = 30.0
_FAULTS = (OSError, ValueError, sqlite3.Error, SQLAlchemyError)
_HERE = ("record", "log")
AWAY = "主机未连接，连接后执行 · The machine is not connected; it is done when it is."
IN_SESSION = "有庭审进行，休庭后重写数据库 · A hearing is in session; the file is written anew afterwards."


@dataclass
class Shredding:
    """The work, with everything that it stands on."""

    settings: Settings
    database: Database
    hearings: Hearings
    audience: Audience
    links: Links
    audit: Audit
    keeping: RecordKeeping
    snapshots: Snapshots
    copies: GoingCopies
    now_ms: Callable[[], int]

    def __post_init__(self) -> None:
        self._wake = asyncio.Event()
        self._working = asyncio.Lock()

    def wake(self) -> None:
        """Look at once."""
        self._wake.set()

    async def run(self) -> None:
        """Go on with what is left, now and again, until cancelled."""
        while True:
            try:
                await self.finish()
                await self._elsewhere()
                await self.rewrite()
            except _FAULTS as fault:
                _log.error("decided, and not all of it is gone yet: %s", fault)
            with suppress(TimeoutError):
                async with asyncio.timeout(_AGAIN_S):
                    await self._wake.wait()
            self._wake.clear()

    async def hide(self, hearing: str) -> None:
        """Send pages of a hidden record away, and take what is public of it out of the public folder.

        Where release does not run there is nothing to take out: it begins with an empty folder, and shows no archived
        hearing again.
        """
        for page in self.audience.pages(hearing):
            page.end("no-such-hearing")
        await self._asked(lambda: self.links.ask_release("let-go", {"hearing": hearing}))

    async def finish(self) -> None:
        """Do on this host what was decided and not done before the last end of this process."""
        for hearing, removal in (await self.keeping.decided()).items():
            try:
                await self.shred_here(hearing, removal)
            except _FAULTS as fault:
                _log.error("%s: decided, and not all of it is gone yet: %s", hearing, fault)

    async def shred_here(self, hearing: str, removal: Removal) -> str:
        """Write the tombstone, take log and words out of the database, and the record from this disk; return its root.

        Raises:
            OSError: the disk refused; call it again.
            SQLAlchemyError: the database refused; call it again.
        """
        async with self._working:
            state = self.hearings.find(hearing)
            if state is not None:
                await self._bury(state, removal)
            stone = await self._stone(hearing)
            if stone is None:
                return "unknown"
            await asyncio.to_thread(shred_first, self.settings.data, stone)
            await self.copies.tried(await self.copies.of(hearing, *_HERE), Outcome(is_gone=True))
            packed = [one for one in await self.copies.of(hearing, "package") if one.location == "archive"]
            await self.copies.tried(packed, Outcome(is_gone=True))
            return str((stone.signed or {}).get("root", "unknown"))

    async def _bury(self, state: HearingState, removal: Removal) -> None:
        await self.copies.order(state)
        path = await asyncio.to_thread(bury, self.settings.data, state.case.number, state.hearing, removal)
        stone = Tombstone.model_validate_json(await asyncio.to_thread(path.read_bytes))
        name, now = self.hearings.log_name(state.hearing), self.now_ms()
        await self.hearings.bury(state.hearing, lambda session: bury_log(session, stone, state, name, now))
        reached("shred.log-gone")
        for page in self.audience.pages(state.hearing):
            page.end("no-such-hearing")

    async def _stone(self, hearing: str) -> Tombstone | None:
        row = await self.database.read(lambda session: session.get(TombstoneRow, hearing))
        return Tombstone.model_validate(row.stone) if row is not None else None

    async def _elsewhere(self) -> None:
        """Ask each room and release for what they hold; who is not there is asked again."""
        for hearing, copies in (await self.copies.all()).items():
            if await self._stone(hearing) is None:
                continue
            rooms = {one.location for one in copies if one.location.startswith("agent:")}
            for location in sorted(rooms):
                await self._ask_room(hearing, [one for one in copies if one.location == location])
            if public := [one for one in copies if one.kind == "public"]:
                await self._ask_release(hearing, public)

    async def _ask_room(self, hearing: str, copies: list[GoingCopy]) -> None:
        stone = await self._stone(hearing)
        assert stone is not None, "the caller looked for it"
        room = copies[0].location.removeprefix("agent:")
        status, said = await self._asked(
            lambda: self.links.ask_agent(room, "let-go", {"hearing": hearing, "case": stone.case, "why": "shredded"})
        )
        for one in copies:
            await self._note(hearing, one, status, said, said.get(one.kind))

    async def _ask_release(self, hearing: str, copies: list[GoingCopy]) -> None:
        if not await asyncio.to_thread(self._was_public, hearing):
            await self.copies.tried(copies, Outcome(is_gone=True))
            return
        status, said = await self._asked(lambda: self.links.ask_release("let-go", {"hearing": hearing}))
        for one in copies:
            await self._note(hearing, one, status, said, said.get("public"))

    def _was_public(self, hearing: str) -> bool:
        """Whether release ever made a folder for the hearing."""
        names = self.settings.run / "public-names.json"
        return names.exists() and hearing in json.loads(names.read_bytes())

    async def _asked(self, ask: Callable[[], Any]) -> tuple[int, dict[str, Any]]:
        try:
            status, said = await ask()
        except Refusal:
            return 503, {"says": AWAY}
        return status, said

    async def _note(self, hearing: str, copy: GoingCopy, status: int, said: dict[str, Any], is_gone: object) -> None:
        words = str(said.get("says") or said.get("title") or said.get("detail") or status)
        is_gone = status == 200 and is_gone == "gone"  # noqa: PLR2004
        await self.copies.tried([copy], Outcome(is_gone=is_gone, says="" if is_gone else words))
        if is_gone:
            detail = f"{copy.location}: {copy.kind}"
            await self.audit.note("system", "copy-shredded", hearing=hearing, detail=detail)

    async def rewrite(self) -> None:
        """Write the database anew, so that nothing of a shredded log is left in its free pages, nor in its copy."""
        waiting = _to_rewrite(await self.copies.all())
        if not waiting:
            return
        if _is_in_session(self.hearings.states()):
            await self.copies.tried(waiting, Outcome(is_gone=False, says=IN_SESSION))
            return
        async with self._working:
            await self.database.write(compact_words)
            await self.database.rewrite()
            await asyncio.to_thread(self._sweep_copies)
            made_at = await self.snapshots.renew()
        reached("shred.rewritten")
        await self.copies.tried(waiting, Outcome(is_gone=True, version=str(made_at)))

    def _sweep_copies(self) -> None:
        """Take away what a killed process left of copies of the database."""
        for folder in self.settings.run.glob(f"{OUTWARD}*"):
            shutil.rmtree(folder, ignore_errors=True)


def _to_rewrite(left: dict[str, list[GoingCopy]]) -> list[GoingCopy]:
    """Choose the hearings whose rows are deleted, and whose octets may still lie in the file."""
    deleted = [copies for copies in left.values() if not any(one.kind in _HERE for one in copies)]
    return [one for copies in deleted for one in copies if one.kind == "database" and one.location == SERVER]


def _is_in_session(states: Iterable[HearingState]) -> bool:
    return any(state.course in RUNNING for state in states)
