"""Two sides of one hearing, side by side: what each holds, and where they part. Pure."""

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from control_panel.handin.conflicts import common
from control_panel.handin.wire import Conflict
from hearing.court_time import court_time
from hearing.events import EVENT, HearingEvent
from hearing.facts import HearingState, Line
from hearing.log_chain import chain
from hearing.state import fold

MOST_SHOWN = 200
"""Most differing events, and most differing lines of the draft, that are shown; how many there are is always said."""
_WORDS = 300
Which = Literal["server", "room"]
Keep = Literal["both", "room", "server"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TakeOfSide(_Part):
    """One writer's recording, as this side's log tells of its final seal."""

    take: str
    leaves: int
    root: str


class Side(_Part):
    """What one side holds of the hearing."""

    which: Which
    hearing: str
    case: str
    cause: str
    sitting: int
    course: str
    planned_at: int
    opened_at: int | None
    closed_at: int | None
    events: int
    chain: str
    lines: int
    closing_root: str
    takes: tuple[TakeOfSide, ...]
    people: tuple[str, ...]


class Differing(_Part):
    """One place at which the sides are not the same; empty where a side has nothing there."""

    place: str
    at_server: str
    in_room: str


class Sides(_Part):
    """Both sides, what differs between them, and how it may be settled."""

    hearing: str
    conflicts: tuple[Conflict, ...]
    sides: tuple[Side, ...]
    common: int
    """Events that both logs begin with."""
    differing_events: int
    events: tuple[Differing, ...]
    differing_lines: int
    lines: tuple[Differing, ...]
    choices: tuple[Keep, ...]


def side_of(which: Which, events: Sequence[HearingEvent]) -> Side:
    """Describe one side by its log."""
    state = fold(events)
    return Side(
        which=which,
        hearing=state.hearing,
        case=state.number,
        cause=" ".join(part for part in (state.case.cause, state.case.title) if part),
        sitting=state.sitting,
        course=state.course,
        planned_at=state.planned_at,
        opened_at=state.opened_at,
        closed_at=state.closed_at,
        events=len(events),
        chain=chain(events),
        lines=len(state.lines),
        closing_root=state.closing.root if state.closing is not None else "",
        takes=tuple(
            TakeOfSide(take=take, leaves=seal.size, root=seal.root) for take, seal in sorted(state.take_seals.items())
        ),
        people=tuple(f"{person.name} ({person.role})" for person in state.participants.values()),
    )


def sides_of(
    server: Sequence[HearingEvent],
    room: Sequence[HearingEvent],
    conflicts: Sequence[Conflict],
    choices: Sequence[Keep],
) -> Sides:
    """Put both logs side by side; of two hearings of one sitting no event is the same, and all are listed."""
    known = common(server, room)
    events = list(_pairs(_told(server[known:]), _told(room[known:])))
    lines = [one for one in _pairs(_said(fold(server)), _said(fold(room))) if one.at_server != one.in_room]
    return Sides(
        hearing=room[0].hearing,
        conflicts=tuple(conflicts),
        sides=(side_of("server", server), side_of("room", room)),
        common=known,
        differing_events=len(events),
        events=tuple(events[:MOST_SHOWN]),
        differing_lines=len(lines),
        lines=tuple(lines[:MOST_SHOWN]),
        choices=tuple(choices),
    )


def _told(events: Sequence[HearingEvent]) -> dict[str, str]:
    return {f"{event.seq}": _words(event) for event in events}


def _words(event: HearingEvent) -> str:
    """One event in a line: when, who and what, then what it says."""
    fields = EVENT.dump_python(event, mode="json", exclude={"hearing", "seq", "at", "who", "fence", "type"})
    said = ", ".join(f"{name}={value}" for name, value in fields.items() if value not in (None, "", [], {}))
    at = court_time(event.at).isoformat(" ", "milliseconds")[:-6]
    return f"{at} {event.who} {event.type} {said}"[:_WORDS]


def _said(state: HearingState) -> dict[str, str]:
    return {f"{line.line}": _line(line) for line in state.lines}


def _line(line: Line) -> str:
    return f"{line.speaker}：{line.text}"[:_WORDS]


def _pairs(server: Mapping[str, str], room: Mapping[str, str]) -> list[Differing]:
    places = sorted({*server, *room}, key=int)
    return [Differing(place=place, at_server=server.get(place, ""), in_room=room.get(place, "")) for place in places]
