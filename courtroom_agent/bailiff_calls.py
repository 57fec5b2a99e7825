"""Tells the court that a button was pressed: the hearing that has the room, else the panel, which rings the control centre.

A press that no hearing's log takes is kept on this disk before it is told, with the moment at which it was made, and taken
away once the panel has answered: neither a lost server nor a restart of this process loses it.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from hearing.bailiff_alarm import RaiseBailiffAlarm
from hearing.facts import HearingState
from hearing.link import Link, LinkError, LinkRefused
from hearing.room_call import Press
from recorder.durable import make_folder, write_whole

log = logging.getLogger(__name__)

_AGAIN_S, _REFUSED_S = 1.0, 20.0
_FINAL = frozenset({400, 403, 404, 422})
"""A panel that answers so will not take the call however often it is told."""
_STANDS = "urn:courtroom:refused:already-so"


class BailiffCalls:
    """Calls of one room; *folder* keeps what no hearing's log has taken, *now* is the hearing that has the room."""

    def __init__(self, room: str, link: Link, folder: Path, now: Callable[[], HearingState | None]) -> None:
        self._room, self._link, self._folder, self._now = room, link, folder, now

    async def say(self, command: RaiseBailiffAlarm) -> None:
        """Call the bailiffs, again and again until the court has heard it."""
        press = Press(id=command.id, place=command.place, at=self._link.panel_ns() // 1_000_000)
        state = self._now()
        if state is None or not await self._to_hearing(state, command):
            await self._keep(press)
            await self._to_panel(press)

    async def resume(self) -> None:
        """Tell what an earlier process could not."""
        kept = await asyncio.to_thread(self._kept)
        async with asyncio.TaskGroup() as tasks:
            for press in kept:
                tasks.create_task(self._to_panel(press))

    async def _to_hearing(self, state: HearingState, command: RaiseBailiffAlarm) -> bool:
        """Say whether the hearing's log holds the call, or one that stands already: it takes none before preparing or later."""
        while True:
            try:
                await self._link.command(state.hearing, command, patience_s=30)
            except LinkRefused as refused:
                log.info("the call was refused: %s", refused)
                return refused.problem.get("type") == _STANDS
            except LinkError:
                continue
            return True

    async def _to_panel(self, press: Press) -> None:
        path = f"/api/v1/rooms/{self._room}/bailiff-calls"
        while True:
            wait_s = _AGAIN_S
            try:
                await self._link.request("POST", path, press)
            except LinkRefused as refused:
                if refused.status in _FINAL:
                    log.error("the panel does not take a call for the bailiffs: %s", refused)  # noqa: TRY400 - said
                    break
                wait_s = _REFUSED_S
                log.warning("a call for the bailiffs was refused for now: %s", refused)
            except LinkError as lost:
                log.info("a call for the bailiffs waits: %s", lost)
            else:
                break
            await asyncio.sleep(wait_s)
        with contextlib.suppress(OSError):
            await asyncio.to_thread(self._file(press).unlink, missing_ok=True)

    async def _keep(self, press: Press) -> None:
        """Put a press on the disk; a disk that does not take it keeps no call from being told."""

        def work() -> None:
            make_folder(self._folder)
            write_whole(self._file(press), press.model_dump_json().encode())

        try:
            await asyncio.to_thread(work)
        except OSError as fault:
            log.warning("%s: a call for the bailiffs is kept in memory alone: %s", self._folder, fault)

    def _kept(self) -> list[Press]:
        found = []
        for path in sorted(self._folder.glob("*.json")):
            try:
                found.append(Press.model_validate_json(path.read_bytes()))
            except (OSError, ValidationError) as fault:
                log.warning("%s cannot be read: %s", path, fault)
        return found

    def _file(self, press: Press) -> Path:
        return self._folder / f"{press.id}.json"
