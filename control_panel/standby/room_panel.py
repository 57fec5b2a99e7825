"""The room's side: follows the running hearing, takes it over when the server's lease has surely ended, hands it back.

Everything that the server asks is answered only after it is on the room's disk.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError

from control_panel.errors import Refusal
from control_panel.hearing_log import Answered, Hearings
from control_panel.standby.lease import Promise, Tenure
from control_panel.standby.log_chains import LogChains
from control_panel.standby.putting_aside import put_aside
from control_panel.standby.room_line import steady_s
from control_panel.standby.room_people import RoomPeople
from control_panel.standby.server_clock import ServerClock
from control_panel.standby.tenures import Kept, Tenures
from control_panel.standby.wire import (
    COMMANDS,
    MOST_EVENTS,
    Ask,
    CommandTold,
    Copy,
    Give,
    Join,
    People,
    Question,
    Release,
    Return,
    TenureTold,
    Where,
    Write,
    Yield,
)
from hearing.commands import NoteFault
from hearing.events import EVENT, HearingEvent
from hearing.facts import SESSION
from hearing.policy import SYSTEM

_LOG = logging.getLogger("standby")
TAKEN = "服务器失联，庭审日志由法庭备用控制台接管 · The server was lost; the courtroom's own panel keeps the log"
_SHORTEST_S = 2.0
"""How long the room keeps a hearing at least, so that a page that has just moved is not moved back at once."""


class RoomPanel:
    """Tenures of one room's hearings, as the room keeps them.

    Args:
        changed: told at each change whether the room writes any hearing now.
        clock_s: a clock that only goes on.
    """

    def __init__(
        self,
        room: str,
        tenures: Tenures,
        hearings: Hearings,
        people: RoomPeople,
        clock: ServerClock,
        changed: Callable[[bool], None],
        clock_s: Callable[[], float] = steady_s,
    ) -> None:
        self._room, self._tenures, self._hearings, self._people = room, tenures, hearings, people
        self._clock, self._changed, self._clock_s = clock, changed, clock_s
        self.promise = Promise.made(clock_s())
        self._chains = LogChains(hearings)
        self._taken_s: dict[str, float] = {}
        self.server_url = ""

    @property
    def has_any(self) -> bool:
        """Whether the room writes a hearing."""
        return any(kept.tenure.writer == "room" for kept in self._tenures.all.values())

    def fence(self, hearing: str, known: int) -> int:
        """Return the fence to write under.

        Raises:
            Refusal: the room does not have this hearing (503).
        """
        kept = self._tenures.all.get(hearing)
        if kept is None and self._may_begin(hearing):
            return known + 1
        if kept is None or kept.tenure.writer != "room":
            remedy = f"请使用法院服务器 · Go on at the court's server: {self.server_url}"
            title = "庭审由法院服务器主持 · The court's server holds this hearing"
            raise Refusal(503, title, "", remedy, standby=self.server_url, retry_after=1)
        return kept.tenure.fence

    async def ahead(self, hearing: str, events: Sequence[HearingEvent], command: Answered) -> None:
        """Let events count at once: while the room has the hearing nobody else writes. What it begins it has from then on."""
        if hearing not in self._tenures.all:
            tenure = Tenure("room", events[0].fence)
            await self._tenures.put(hearing, Kept(self._room, tenure, self.server_url))
            self._taken_s[hearing] = self._clock_s()
            _LOG.warning("%s: begun in the room without the server, fence %d", hearing, tenure.fence)
            self._changed(True)

    def _may_begin(self, hearing: str) -> bool:
        """Whether the room may open a scheduled hearing or make a walk-in one: the server is surely lost."""
        state = self._hearings.find(hearing)
        is_free = state is None or (state.room == self._room and state.course == "scheduled")
        return is_free and self.promise.is_over(self._clock_s())

    def told(self) -> tuple[TenureTold, ...]:
        """Say what the room follows or has."""
        found = []
        for hearing, kept in self._tenures.all.items():
            state = self._hearings.find(hearing)
            seq = state.seq if state is not None else 0
            tenure = kept.tenure
            found.append(TenureTold(hearing=hearing, writer=tenure.writer, fence=tenure.fence, seq=seq))
        return tuple(found)

    async def look_after(self) -> None:
        """Take over what is to be taken over, ten times a second, until cancelled."""
        self._changed(self.has_any)
        while True:
            await asyncio.sleep(0.1)
            if self.promise.is_over(self._clock_s()):
                for hearing in self._orphans():
                    try:
                        await self._take(hearing)
                    except (SQLAlchemyError, Refusal) as fault:
                        _LOG.error("%s: cannot be taken over: %s", hearing, fault)
                        await asyncio.sleep(1)

    def _orphans(self) -> list[str]:
        found = []
        for hearing, kept in self._tenures.all.items():
            state = self._hearings.find(hearing)
            if kept.tenure.writer == "server" and state is not None and state.course in SESSION:
                found.append(hearing)
        return found

    async def _take(self, hearing: str) -> None:
        kept = self._tenures.all[hearing]
        await self._tenures.put(hearing, Kept(kept.room, kept.tenure.taken(), kept.url))
        self._taken_s[hearing] = self._clock_s()
        _LOG.warning("%s: the server is lost, the room has it under fence %d", hearing, kept.tenure.fence + 1)
        self._changed(True)
        state = self._hearings.get(hearing)
        fault = NoteFault(id=uuid4(), cause="server-lost", since=state.at, text=TAKEN)
        await self._hearings.command(hearing, fault, SYSTEM)

    async def answer(self, question: Question) -> tuple[bool, dict[str, Any]]:
        """Do what the server asks; say whether it was done, and what was asked for or why not."""
        try:
            return await self._answer(question)
        except (ValueError, Refusal, SQLAlchemyError) as fault:
            return False, {"why": str(fault)[:300]}

    async def _answer(self, question: Question) -> tuple[bool, dict[str, Any]]:
        match question:
            case Ask():
                self.promise.grant(self._clock_s())
                self._clock.hear(question.clock)
            case People():
                await self._people.let_in(question)
            case Where():
                state = self._hearings.find(question.hearing)
                seq = state.seq if state is not None else 0
                return True, {"seq": seq, "chain": await self._chains.at(question.hearing, seq)}
            case Give():
                return await self._give(question)
            case Return():
                return await self._return(question)
            case Yield():
                return await put_aside(question, self._room, self._hearings, self._let_go)
            case _:
                return await self._follow(question)
        return True, {}

    async def _let_go(self, hearing: str) -> None:
        """The server's log is in force here too: it alone writes it."""
        await self._tenures.drop(hearing)
        self._chains.forget(hearing)
        self._changed(self.has_any)

    async def _follow(self, question: Copy | Join | Write | Release) -> tuple[bool, dict[str, Any]]:
        match question:
            case Copy():
                return await self._copy(question)
            case Join():
                return await self._join(question)
            case Write():
                return await self._write(question)
            case Release():
                return await self._release(question)

    def _is_ours(self, hearing: str) -> bool:
        kept = self._tenures.all.get(hearing)
        return kept is not None and kept.tenure.writer == "room"

    async def _copy(self, asked: Copy) -> tuple[bool, dict[str, Any]]:
        if self._is_ours(asked.hearing):
            return False, {"why": "the room has it"}
        state = await self._hearings.adopt(asked.hearing, asked.events, commands=_known(asked.commands))
        return state.room == self._room, {"why": "another room's"} if state.room != self._room else {}

    async def _join(self, asked: Join) -> tuple[bool, dict[str, Any]]:
        state = self._hearings.find(asked.hearing)
        if self._is_ours(asked.hearing) or state is None or state.seq != asked.seq or state.room != self._room:
            return False, {"why": "not in step"}
        self.promise.grant(self._clock_s())
        await self._tenures.put(asked.hearing, Kept(self._room, Tenure("server", asked.fence), self.server_url))
        return True, {}

    async def _write(self, asked: Write) -> tuple[bool, dict[str, Any]]:
        kept = self._tenures.all.get(asked.hearing)
        if kept is None or not kept.tenure.accepts("server", asked.fence):
            return False, {"why": "another fence", "fence": kept.tenure.fence if kept else 0}
        await self._hearings.adopt(asked.hearing, asked.events, commands=_known([asked.command]))
        return True, {}

    async def _give(self, asked: Give) -> tuple[bool, dict[str, Any]]:
        given = await self._hearings.events(asked.hearing, asked.after, MOST_EVENTS)
        commands = await self._hearings.commands(asked.hearing, asked.after)
        last = asked.after + len(given)
        told = [CommandTold(id=one.id, principal=one.principal, seq=one.seq) for one in commands if one.seq <= last]
        return True, {
            "before": await self._chains.at(asked.hearing, asked.after),
            "events": [EVENT.dump_python(event, mode="json") for event in given],
            "commands": COMMANDS.dump_python(told, mode="json"),
        }

    async def _return(self, asked: Return) -> tuple[bool, dict[str, Any]]:
        """Let the server write again, if it has everything; nothing is written here meanwhile."""
        kept = self._tenures.all.get(asked.hearing)
        if kept is None or kept.tenure.writer != "room":
            return False, {"why": "the room does not have it"}
        if self._clock_s() < self._taken_s.get(asked.hearing, float("-inf")) + _SHORTEST_S:
            return True, {"returned": False}
        async with self._hearings.still(asked.hearing) as events:
            if len(events) != asked.seq:
                return True, {"returned": False}
            self.promise.grant(self._clock_s())
            tenure = kept.tenure.returned()
            await self._tenures.put(asked.hearing, Kept(kept.room, tenure, kept.url))
        _LOG.warning("%s: handed back with event %d, fence %d", asked.hearing, asked.seq, tenure.fence)
        self._changed(self.has_any)
        return True, {"returned": True, "fence": tenure.fence}

    async def _release(self, asked: Release) -> tuple[bool, dict[str, Any]]:
        if self._is_ours(asked.hearing):
            return False, {"why": "the room has it"}
        await self._tenures.drop(asked.hearing)
        return True, {}


def _known(commands: Sequence[CommandTold]) -> list[Answered]:
    return [Answered(one.id, one.principal, one.seq) for one in commands]
