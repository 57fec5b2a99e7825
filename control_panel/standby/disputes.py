"""Logs that went two ways: the room's is fetched whole, so that people see both, and what they settled is carried out."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from control_panel.hearing_log import Answered, Hearings
from control_panel.models import SettlementRow
from control_panel.standby.lease import Tenure
from control_panel.standby.room_line import RoomLine
from control_panel.standby.tenures import Kept, Tenures
from control_panel.standby.wire import COMMANDS, EVENTS, MOST_EVENTS, Give, Yield
from hearing.events import HearingEvent


class Court(Protocol):
    """Who keeps what two sides hold, and knows what people settled (:mod:`control_panel.handin`)."""

    def settled(self, hearing: str) -> SettlementRow | None:
        """How people settled it; ``None`` while they did not."""

    async def dispute(
        self, place: tuple[str, str], hearing: str, events: list[HearingEvent], commands: list[Answered]
    ) -> None:
        """Keep the room's side; carry out what was settled. *place* is the room and its address."""


class Disputes:
    """The disputes of this server's rooms."""

    def __init__(self, court: Court, hearings: Hearings, tenures: Tenures) -> None:
        self._court, self._hearings, self._tenures = court, hearings, tenures
        self.open: dict[str, str] = {}
        """Hearings whose logs went two ways, and why it is thought: people have to look."""

    def clear_settled(self) -> None:
        """Take up again what people settled."""
        for hearing in [hearing for hearing in self.open if self._court.settled(hearing) is not None]:
            del self.open[hearing]

    async def meet(self, line: RoomLine, hearing: str, why: str, note: Callable[[str, str], Awaitable[None]]) -> None:
        """Do what was settled about it; while nothing is, remember it and *note* it.

        Raises:
            LineLost, NotAgreed: the room does not answer.
        """
        events, commands = await _room_log(line, hearing)
        settled = self._court.settled(hearing)
        if settled is not None and settled.act == "replace" and events:  # from now on nobody writes it here
            await self._tenures.put(hearing, Kept(line.room, Tenure("room", events[-1].fence), line.url))
        if events and events[0].hearing == hearing:
            await self._court.dispute((line.room, line.url), hearing, events, commands)
        if settled is None:
            self.open[hearing] = why
            await note(hearing, why)
        elif settled.act == "aside":
            await self._let_yield(line, hearing, settled)

    async def _let_yield(self, line: RoomLine, hearing: str, settled: SettlementRow) -> None:
        """Let the room put its log aside; the rest of the server's is brought like any other's."""
        own = await self._hearings.events(hearing, 0, MOST_EVENTS)
        asked = Yield(
            hearing=hearing,
            events=tuple(own),
            reason=settled.reason,
            proposed_by=settled.proposed_by,
            approved_by=settled.approved_by,
            at=settled.approved_at or 0,
        )
        await line.ask(asked)
        await self._tenures.drop(hearing)
        self.open.pop(hearing, None)


async def _room_log(line: RoomLine, hearing: str) -> tuple[list[HearingEvent], list[Answered]]:
    """Fetch the room's whole log of a hearing."""
    events: list[HearingEvent] = []
    commands: list[Answered] = []
    while True:
        given = await line.ask(Give(hearing=hearing, after=len(events)))
        page = EVENTS.validate_python(given["events"])
        told = {one.id: one for one in COMMANDS.validate_python(given["commands"])}
        commands += [Answered(one.id, one.principal, one.seq) for one in told.values()]
        events += page
        if len(page) < MOST_EVENTS:
            return events, commands
