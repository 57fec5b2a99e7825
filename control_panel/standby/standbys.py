"""The server's side: which courtrooms have a standby panel, what each follows, and who may write what now.

A running hearing of such a room is *followed*: each event is at the room before it is committed here, so the room's
log holds at least what the server ever acknowledged. When the room has taken a hearing over, the server only reads
until it has everything and the room lets it write again.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence

from control_panel.audience import Audience, Page
from control_panel.errors import Refusal
from control_panel.hearing_log import Answered, Hearings
from control_panel.standby.disputes import Court, Disputes
from control_panel.standby.lease import Tenure
from control_panel.standby.letting_in import LettingIn
from control_panel.standby.log_chains import LogChains
from control_panel.standby.log_copy import NOT_ITS_OWN, OTHER_COPY, UNFOLLOWED, bring, fetch
from control_panel.standby.room_line import LineLost, NotAgreed, RoomLine
from control_panel.standby.tenures import Kept, Tenures
from control_panel.standby.wire import CommandTold, Join, Release, Return, TenureTold, Write
from hearing.events import HearingEvent
from hearing.facts import SESSION, HearingState

_LOG = logging.getLogger(__name__)
_TEND_S = 0.2
_NEAR_MS = 36 * 3600 * 1000
"""Hearings planned within a day and a half are known in the room beforehand."""
_NOT_BEGUN = frozenset({"scheduled", "postponed"})


class Standbys:
    """All standby panels that have called, and the tenures of their rooms' running hearings."""

    def __init__(
        self,
        tenures: Tenures,
        hearings: Hearings,
        audience: Audience,
        letting_in: LettingIn,
        court: Court,
        now_ns: Callable[[], int],
    ) -> None:
        self._tenures, self._hearings, self._audience = tenures, hearings, audience
        self._letting_in = letting_in
        self._chains = LogChains(hearings)
        self.now_ns = now_ns
        self._lines: dict[str, RoomLine] = {}
        self._disputes = Disputes(court, hearings, tenures)

    def fence(self, hearing: str, known: int) -> int:
        """Return the fence to write under.

        Raises:
            Refusal: the room has the hearing, or may take it any moment (503, with ``standby``: where to go on).
        """
        kept = self._tenures.all.get(hearing)
        if kept is None:
            return known
        line = self._lines.get(kept.room)
        if kept.tenure.writer == "server" and line is not None and hearing in line.joined and line.may_write:
            return kept.tenure.fence
        raise _elsewhere(kept)

    async def ahead(self, hearing: str, events: Sequence[HearingEvent], command: Answered) -> None:
        """Bring *events* to the room that follows the hearing.

        Raises:
            Refusal: it does not have them (503).
        """
        kept = self._tenures.all.get(hearing)
        if kept is None:
            return
        line = self._lines.get(kept.room)
        if line is None:
            raise _elsewhere(kept)
        told = CommandTold(id=command.id, principal=command.principal, seq=command.seq)
        try:
            await line.ask(Write(hearing=hearing, fence=kept.tenure.fence, events=tuple(events), command=told))
        except (LineLost, NotAgreed) as fault:
            _LOG.warning("%s: not written, the room does not have it: %s", hearing, fault)
            line.end()
            raise _elsewhere(kept) from None

    def state_of(self, hearing: str) -> dict[str, object] | None:
        """Say who writes a hearing that a room follows; ``None`` when none does."""
        kept = self._tenures.all.get(hearing)
        if kept is None:
            return None
        line = self._lines.get(kept.room)
        is_followed = line is not None and hearing in line.joined
        return {"writer": kept.tenure.writer, "fence": kept.tenure.fence, "followed": is_followed, "url": kept.url}

    def disputes(self) -> dict[str, str]:
        """List the hearings whose logs went two ways since this panel was started."""
        return dict(self._disputes.open)

    def look_again(self, room: str) -> None:
        """People settled something of *room*'s: its line begins anew, and what was settled is carried out."""
        self._disputes.clear_settled()
        line = self._lines.get(room)
        if line is not None:
            line.end()

    def replaced(self, state: HearingState) -> None:
        """Another log of the hearing is in force: it is looked at anew, and no room has a copy of it."""
        self._chains.forget(state.hearing)
        self._disputes.open.pop(state.hearing, None)
        for line in self._lines.values():
            line.copied.pop(state.hearing, None)

    async def stay(self, line: RoomLine) -> None:
        """Tend one room's line until it ends."""
        earlier = self._lines.get(line.room)
        if earlier is not None:
            earlier.end()
        self._lines[line.room] = line
        try:
            async with asyncio.TaskGroup() as tasks:
                asking = tasks.create_task(line.ask_forever())
                try:
                    await self._settle(line)
                    while not line.is_leaving:
                        await self._tend(line)
                        await asyncio.sleep(_TEND_S)
                    await self._let_go(line)
                except (LineLost, NotAgreed) as fault:
                    _LOG.warning("standby of %s: %s", line.room, fault)
                asking.cancel()
        finally:
            line.end()
            if self._lines.get(line.room) is line:
                del self._lines[line.room]

    async def take_back(self, room: str) -> list[str]:
        """Let the server write *room*'s hearings although the room does not answer: a person knows that it is lost.

        Fences rise so far that nothing the room may still write counts; a log that went on there is a conflict.
        """
        freed = [hearing for hearing, kept in self._tenures.all.items() if kept.room == room]
        for hearing in freed:
            async with self._hearings.still(hearing):
                self._hearings.raise_fence(hearing, self._tenures.all[hearing].tenure.fence + 1000)
                await self._tenures.drop(hearing)
        return freed

    async def offer(self, page: Page) -> None:
        """Tell a page where it goes on when the server is lost, if its person may."""
        state = self._hearings.find(page.hearing)
        line = self._lines.get(state.room) if state is not None else None
        if state is None or line is None or page.hearing not in {*line.joined, *line.copied}:
            return
        try:
            url = await self._letting_in.link(line, state, page.actor(state))
        except (LineLost, NotAgreed):
            return
        if url:
            page.tell({"type": "standby", "url": url})

    async def _settle(self, line: RoomLine) -> None:
        """Learn what the room has; it knows best who writes."""
        told = {one.hearing for one in line.told}
        for hearing, kept in list(self._tenures.all.items()):
            if kept.room == line.room and hearing not in told and kept.tenure.writer == "server":
                await self._tenures.drop(hearing)
        for one in line.told:
            await self._settle_one(line, one)

    async def _settle_one(self, line: RoomLine, one: TenureTold) -> None:
        known, state = self._tenures.all.get(one.hearing), self._hearings.find(one.hearing)
        if one.writer == "server" and (known is None or state is None or state.room != line.room):
            await line.ask(Release(hearing=one.hearing))
            return
        if one.writer == "room" and known is None and state is not None and state.course not in _NOT_BEGUN:
            await self._dispute(line, one.hearing, f"{UNFOLLOWED}: {line.room}")
            return
        if (state is not None and state.room != line.room) or (known is not None and known.room != line.room):
            await self._dispute(line, one.hearing, f"{NOT_ITS_OWN}: {line.room}")
            return
        if one.writer == "server" and (why := await fetch(line, one.hearing, self._hearings, self._chains)):
            await self._dispute(line, one.hearing, why)
            return
        await self._tenures.put(one.hearing, Kept(line.room, Tenure(one.writer, one.fence), line.url))
        if one.writer == "server":
            line.joined.add(one.hearing)

    async def _tend(self, line: RoomLine) -> None:
        taken = [hearing for hearing, kept in self._tenures.all.items() if kept.tenure.writer == "room"]
        for hearing in [hearing for hearing in taken if self._tenures.all[hearing].room == line.room]:
            if hearing not in self._disputes.open:
                await self._hand_back(line, hearing)
        for state in [state for state in self._hearings.states() if state.room == line.room]:
            if state.hearing in self._disputes.open or state.hearing in taken:
                continue
            if state.course in SESSION and state.hearing not in line.joined:
                await self._join(line, state.hearing)
            elif state.course not in SESSION and state.hearing in line.joined:
                await self._release(line, state.hearing)
            elif self._is_to_be_known(state) and line.copied.get(state.hearing) != state.seq:
                await self._copy(line, state.hearing)

    def _is_to_be_known(self, state: HearingState) -> bool:
        is_near = abs(state.planned_at - self.now_ns() // 1_000_000) <= _NEAR_MS
        return is_near and state.course in {"scheduled", "postponed", "cancelled"}

    async def _copy(self, line: RoomLine, hearing: str) -> None:
        """Let the room know a hearing that is only scheduled: cut off, it may open it; nothing here waits for that."""
        async with self._hearings.still(hearing) as events:
            if not await bring(line, hearing, events):
                await self._dispute(line, hearing, OTHER_COPY)
                return
            line.copied[hearing] = len(events)
        await self._offer_all(hearing)

    async def _join(self, line: RoomLine, hearing: str) -> None:
        """Bring the room's log up to here, and from now on write nothing that it does not have."""
        async with self._hearings.still(hearing) as events:
            if not await bring(line, hearing, events):
                await self._dispute(line, hearing, OTHER_COPY)
                return
            fence = events[-1].fence
            await line.ask(Join(hearing=hearing, fence=fence, seq=len(events)))
            await self._tenures.put(hearing, Kept(line.room, Tenure("server", fence), line.url))
            line.joined.add(hearing)
        await self._offer_all(hearing)

    async def _offer_all(self, hearing: str) -> None:
        for page in self._audience.pages(hearing):
            await self.offer(page)

    async def _release(self, line: RoomLine, hearing: str) -> None:
        async with self._hearings.still(hearing):
            await line.ask(Release(hearing=hearing))
            await self._tenures.drop(hearing)
            line.joined.discard(hearing)

    async def _let_go(self, line: RoomLine) -> None:
        """The room's panel ends in order: it takes nothing over any more."""
        for hearing in list(line.joined):
            await self._release(line, hearing)

    async def _hand_back(self, line: RoomLine, hearing: str) -> None:
        """Take over what was written in the room, and then the writing."""
        if why := await fetch(line, hearing, self._hearings, self._chains):
            await self._dispute(line, hearing, why)
            return
        state = self._hearings.find(hearing)
        seq = state.seq if state is not None else 0
        answer = await line.ask(Return(hearing=hearing, seq=seq))
        if not answer["returned"]:
            return  # It goes on there; we look again in a moment.
        if seq == 0:  # The room's panel ended before it wrote anything in it.
            await line.ask(Release(hearing=hearing))
            await self._tenures.drop(hearing)
            return
        await self._tenures.put(hearing, Kept(line.room, Tenure("server", answer["fence"]), line.url))
        line.joined.add(hearing)
        _LOG.warning("%s: back at the server with event %d, fence %d", hearing, seq, answer["fence"])
        await self._offer_all(hearing)

    async def _dispute(self, line: RoomLine, hearing: str, why: str) -> None:
        if why.startswith(NOT_ITS_OWN):  # a room's word about another's hearing is nothing to settle
            self._disputes.open[hearing] = why
            await self._note(hearing, why)
            return
        await self._disputes.meet(line, hearing, why, self._note)

    async def _note(self, hearing: str, why: str) -> None:
        _LOG.error("%s: %s. Both logs stay; an administrator has to look.", hearing, why)
        await self._letting_in.note_dispute(hearing, why)


def _elsewhere(kept: Kept) -> Refusal:
    remedy = f"请在法庭备用控制台继续 · Go on at the courtroom's own panel: {kept.url}"
    return Refusal(
        503,
        "庭审由法庭内的备用控制台主持 · The courtroom's own panel holds this hearing, or is about to",
        "",
        remedy,
        standby=kept.url,
        retry_after=1,
    )
