"""The takes that archiving waits for, and who may be declared not to come back (docs/PROTOCOL.md §2)."""

import asyncio
from typing import Any

from fastapi import APIRouter

from control_panel.hearing_log import refusal_of
from control_panel.identity import CallerHere, hearing_of, refuse_right
from control_panel.panel import Panel, PanelHere
from hearing.ending import EndTake, SignEnding, room_of_take
from hearing.errors import Refused
from hearing.participant import Right
from hearing.reports import AwaitedTake, LedgerKept
from hearing.state import HearingState
from recorder.closing import last_seal
from recorder.layout import TakePaths, take_paths

router = APIRouter(tags=["ledger"])


def awaited(panel: Panel, state: HearingState) -> list[AwaitedTake]:
    """List the takes of a hearing that the recorder last said it waits for."""
    said = [one for one in panel.board.all() if isinstance(one, LedgerKept) and one.hearing == state.hearing]
    return list(said[-1].awaited) if said else []


def is_here(panel: Panel, take: str) -> bool:
    """Whether the machine that writes *take* is connected; the court's own recorder would have sealed its takes."""
    room = room_of_take(take)
    return room is not None and panel.links.agent_of(room) is not None


def refuse_ending(panel: Panel, state: HearingState, command: EndTake | SignEnding) -> None:
    """Refuse to end a take that nobody waits for, or whose writer is there: then it is waited for.

    Raises:
        Refusal: it is so (409).
    """
    standing = state.endings.get(command.take)
    if standing is not None and standing.signed is not None:
        return  # It was answered before, or is refused by the rules.
    if command.take not in {one.take for one in awaited(panel, state)}:
        raise refusal_of(Refused("nothing-to-end", command.take))
    if is_here(panel, command.take):
        raise refusal_of(Refused("writer-here", command.take))


@router.get("/hearings/{hearing}/awaited-takes")
async def awaited_takes(panel: PanelHere, caller: CallerHere, hearing: str) -> dict[str, Any]:
    """Say which takes have not their final seal and since when, and what came back of those that were ended."""
    state = hearing_of(caller, panel.hearings, hearing)
    is_operator = caller.principal == "service:operator"
    if not is_operator and not caller.knows_whole(state) and Right.WATCH_HEALTH not in caller.actor_in(state).rights:
        raise refuse_right("awaited-takes")
    takes = [
        {**one.model_dump(mode="json"), **_place(panel, one.take), **_standing(state, one.take)}
        for one in awaited(panel, state)
    ]
    sealed = sorted(take for take, one in state.endings.items() if one.is_sealed)
    back = await asyncio.to_thread(lambda: {take: _back(panel, state, take) for take in sealed})
    ended = [{"take": take, **_place(panel, take), **_standing(state, take), **back[take]} for take in sealed]
    return {"awaited": takes, "ended": ended}


def _place(panel: Panel, take: str) -> dict[str, Any]:
    room = panel.rooms.find(room_of_take(take) or "")
    return {"room_name": room.room_name if room is not None else "", "is_here": is_here(panel, take)}


def _standing(state: HearingState, take: str) -> dict[str, Any]:
    one = state.endings.get(take)
    return {"ending": one.model_dump(mode="json") if one is not None else None}


def _back(panel: Panel, state: HearingState, take: str) -> dict[str, Any]:
    """Say what came of an ended take afterwards: it lies apart."""
    paths = late_take(panel, state, take)
    seal = last_seal(paths)
    return {"is_back": paths.about.exists(), "is_back_whole": seal is not None and bool(seal.final)}


def late_take(panel: Panel, state: HearingState, take: str) -> TakePaths:
    """Where what comes back of a take lies."""
    return take_paths(panel.settings.data / "late", state.case.number, state.hearing, take)
