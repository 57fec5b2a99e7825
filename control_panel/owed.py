"""What field units owe the court they belong to: hearings that are not handed in yet, and which of them are overdue. Pure."""

from collections.abc import Callable, Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from control_panel.rooms import RoomDescription
from hardware_profiles.field_unit import FieldUnit, UnitKind
from hearing.facts import Course, HearingState
from hearing.ids import HearingId, Milliseconds, RoomId

_HOUR_MS = 3_600_000
_OVER: frozenset[Course] = frozenset({"closed", "signing", "archiving", "archived"})
_NOT_HEARD: frozenset[Course] = frozenset({"scheduled", "preparing"})


class Owed(BaseModel):
    """One hearing that its courtroom has not handed in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hearing: HearingId
    case: str
    room: RoomId
    room_name: str
    unit: UnitKind
    side: Literal["here", "awaited"]
    """``here``: it lies in this courtroom; ``awaited``: it was scheduled at the court, and nothing came of it yet."""
    since: Milliseconds
    """When it was closed; of an awaited one, for when it was planned."""
    due_at: Milliseconds
    is_overdue: bool


def owed_here(
    states: Iterable[HearingState],
    find: Callable[[str], RoomDescription | None],
    status: Callable[[str], str],
    now_ms: Milliseconds,
) -> list[Owed]:
    """List what lies in an installation that runs alone and has not left it; the longest due first."""
    held = [
        _owed(state, room, "here", state.closed_at, now_ms)
        for state in states
        if state.course in _OVER and state.closed_at is not None and status(state.hearing) != "left"
        if (room := _unit_room(find, state)) is not None
    ]
    return sorted(held, key=lambda one: one.due_at)


def owed_to(
    states: Iterable[HearingState], find: Callable[[str], RoomDescription | None], now_ms: Milliseconds
) -> list[Owed]:
    """List what was scheduled at the court for a field unit, and of which nothing was handed in; the longest due first.

    A hearing of the same case and sitting that came under another name answers for it.
    """
    known = list(states)
    heard = {(number, one.sitting) for one in known if one.course in _OVER for number in one.known_numbers}
    awaited = [
        _owed(state, room, "awaited", state.planned_at, now_ms)
        for state in known
        if state.course in _NOT_HEARD and state.planned_at <= now_ms and (state.case.number, state.sitting) not in heard
        if (room := _unit_room(find, state)) is not None
    ]
    return sorted(awaited, key=lambda one: one.due_at)


def _unit_room(
    find: Callable[[str], RoomDescription | None], state: HearingState
) -> tuple[RoomDescription, FieldUnit] | None:
    room = find(state.room)
    return (room, room.unit) if room is not None and room.unit is not None else None


def _owed(
    state: HearingState,
    where: tuple[RoomDescription, FieldUnit],
    side: Literal["here", "awaited"],
    since: Milliseconds,
    now_ms: Milliseconds,
) -> Owed:
    room, unit = where
    due_at = since + round(unit.hand_in_within_h * _HOUR_MS)
    return Owed(
        hearing=state.hearing,
        case=state.case.number,
        room=room.room,
        room_name=room.room_name,
        unit=unit.kind,
        side=side,
        since=since,
        due_at=due_at,
        is_overdue=now_ms > due_at,
    )
