"""Brings a hearing's log from one side to the other, proven by its chain: what both have is compared, never written over."""

from collections.abc import Sequence

from control_panel.hearing_log import Answered, Hearings
from control_panel.standby.log_chains import LogChains
from control_panel.standby.room_line import RoomLine
from control_panel.standby.wire import COMMANDS, EVENTS, MOST_EVENTS, Copy, Give, Where
from hearing.events import HearingEvent
from hearing.log_chain import chain
from hearing.state import fold

OTHER_COPY = "法庭的副本与日志不同 · The room's copy is another log"
NOT_ITS_OWN = "不是该法庭的庭审 · The hearing is not this room's own"
UNFOLLOWED = "该法庭并未受托却自称主持 · The room says that it has it, and did not follow it"


async def bring(line: RoomLine, hearing: str, events: Sequence[HearingEvent]) -> bool:
    """Bring the room's log up to *events*, the server's whole log; false when the room has another one.

    Raises:
        LineLost: the room does not answer.
        NotAgreed: the room has the hearing itself.
    """
    there = await line.ask(Where(hearing=hearing))
    if there["seq"] > len(events) or there["chain"] != chain(events[: there["seq"]]):
        return False
    for at in range(there["seq"], len(events), MOST_EVENTS):
        await line.ask(Copy(hearing=hearing, events=tuple(events[at : at + MOST_EVENTS])))
    return True


async def fetch(line: RoomLine, hearing: str, hearings: Hearings, chains: LogChains) -> str:
    """Take over what the room's log has more than the server's; return why that cannot be, empty when it was done.

    Raises:
        LineLost: the room does not answer.
    """
    there = await line.ask(Where(hearing=hearing))
    while (own := _seq(hearings, hearing)) < there["seq"]:
        given = await line.ask(Give(hearing=hearing, after=own))
        events = EVENTS.validate_python(given["events"])
        if given["before"] != await chains.at(hearing, own) or not events:
            return _differ(own + 1)
        if not _is_of(line.room, hearing, hearings, events):
            return f"{NOT_ITS_OWN}: {line.room}"
        commands = [Answered(one.id, one.principal, one.seq) for one in COMMANDS.validate_python(given["commands"])]
        await hearings.adopt(hearing, events, commands=commands)
        there = await line.ask(Where(hearing=hearing))  # it may have been written on while it was given
    is_same = own == there["seq"] and await chains.at(hearing, own) == there["chain"]
    return "" if is_same else _differ(own + 1)


def _seq(hearings: Hearings, hearing: str) -> int:
    state = hearings.find(hearing)
    return state.seq if state is not None else 0


def _is_of(room: str, hearing: str, hearings: Hearings, events: Sequence[HearingEvent]) -> bool:
    state = hearings.find(hearing) or fold(events)
    return (state.room, state.hearing) == (room, hearing)


def _differ(seq: int) -> str:
    return f"两边日志自第 {seq} 条起不同 · The logs differ from event {seq} on"
