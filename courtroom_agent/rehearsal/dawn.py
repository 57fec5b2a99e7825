"""When a room rehearses: every morning at its time, and when it is asked to; never while a hearing has the room."""

import asyncio
import logging
import uuid
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from courtroom_agent.rehearsal.book import RehearsalBook
from courtroom_agent.rehearsal.plan import is_due
from courtroom_agent.rehearsal.rehearsing import RehearsalFault, Rehearsing
from hardware_profiles.courtroom import Courtroom
from hearing.facts import SESSION, HearingState
from hearing.link import Link, LinkError, LinkRefused
from hearing.rehearsal import ReportRehearsal
from hearing.reports import Rehearsal

log = logging.getLogger("rehearsal")
LOOK_S = 0.5


class Dawn:
    """Holds one room's rehearsals and tells what they found."""

    def __init__(
        self,
        room: Courtroom,
        link: Link,
        rehearsing: Rehearsing,
        hearing: Callable[[], HearingState | None],
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        self._room, self._link, self._rehearsing, self._hearing, self._now = room, link, rehearsing, hearing, now
        self._book = RehearsalBook(rehearsing.data)
        self._running: asyncio.Task[None] | None = None
        self._says = ""
        self._failed_at: datetime | None = None
        self._refused: tuple[str, int] | None = None

    async def run(self) -> None:
        """Rehearse when it is time, until cancelled."""
        await self._report()
        try:
            while True:
                await asyncio.sleep(LOOK_S)
                await self._look()
        finally:
            if self._running is not None:
                self._running.cancel()
                await asyncio.wait({self._running})

    async def ask(self) -> tuple[int, dict[str, Any]]:
        """Begin a rehearsal because somebody asks for it."""
        if self._is_busy():
            title = "法庭正在使用，不能自检 · The courtroom is in use"
            return 409, {"title": title, "detail": "", "remedy": "请在庭审前或闭庭后自检 · Rehearse before or after."}
        if self._running is None:
            await self._begin()
        return 202, {"running": True}

    async def _look(self) -> None:
        if self._running is not None and self._running.done():
            self._running = None
            await self._report()
        if self._is_busy():
            await self._stop()
            await self._tell_hearing()
        elif self._running is None and self._is_due():
            await self._begin()

    def _is_busy(self) -> bool:
        state = self._hearing()
        return state is not None and state.course in SESSION

    def _is_due(self) -> bool:
        at = self._room.rehearsal.at
        latest = self._book.latest()
        last = None if latest is None else datetime.fromtimestamp(latest.at / 1000).astimezone()
        # One that could not be held is not tried again and again all day.
        last = self._failed_at if last is None else max(last, self._failed_at or last)
        return is_due(self._now(), time.fromisoformat(at) if at is not None else None, last)

    async def _begin(self) -> None:
        self._says = ""
        self._running = asyncio.create_task(self._rehearse(), name="rehearsal")
        await self._report()

    async def _rehearse(self) -> None:
        try:
            result = await self._rehearsing.run(self._room.rehearsal.seconds)
            self._book.put(result)
            log.info("rehearsal: %s, %d items in %.0f s", result.verdict, len(result.items), result.seconds)
        except (RehearsalFault, OSError) as fault:
            self._says, self._failed_at = str(fault)[:400], self._now()
            log.error("%s", fault)  # noqa: TRY400 - the words say it

    async def _stop(self) -> None:
        running, self._running = self._running, None
        if running is None:
            return
        self._says = "自检因开庭准备而中止 · Broken off: the hearing needs the room"
        running.cancel()
        await asyncio.wait({running})  # and not simply awaited: who ends us meanwhile must be heard
        await self._report()

    async def _report(self) -> None:
        running = self._running is not None
        room, latest, trend = self._room.courtroom, self._book.latest(), self._book.trend()
        await self._link.report(Rehearsal(room=room, running=running, says=self._says, latest=latest, trend=trend))

    async def _tell_hearing(self) -> None:
        """Put the last result on the record of the hearing that is being prepared."""
        state, latest = self._hearing(), self._book.latest()
        if state is None or latest is None or state.course != "preparing" or state.room != self._room.courtroom:
            return  # nothing to tell, or another room's hearing in which this one is the far end
        if self._refused == (state.hearing, latest.at):
            return
        if state.rehearsal is not None and state.rehearsal.at >= latest.at:
            return
        command = ReportRehearsal(id=uuid.uuid5(uuid.NAMESPACE_URL, f"{state.hearing}/{latest.at}"), result=latest)
        try:
            await self._link.command(state.hearing, command, patience_s=0)
        except LinkRefused as refused:
            self._refused = (state.hearing, latest.at)
            log.info("the rehearsal was not taken: %s", refused)
        except LinkError:
            return
