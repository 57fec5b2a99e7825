"""What the sign at a courtroom's door says (门牌): the hearing now and the next ones. Pure.

Whoever walks past reads it, so it is default-deny: number, cause and procedure stand there only while a judge's decision
holds that the hearing is public, its case bears no label of secrecy and nothing withholds it now. Of any other hearing the
sign tells that the room is in use, and until when it was planned that it be free for the next. It never tells a name.
"""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from hearing.case import Secrecy
from hearing.facts import SESSION, Course, HearingState
from hearing.ids import Milliseconds, RoomId
from hearing.procedure import Procedure
from hearing.shown import keeps_public_out

_MOST_NEXT = 4

DoorCourse = Literal["scheduled", "preparing", "open", "recess"]
_COURSES: dict[Course, DoorCourse] = {"scheduled": "scheduled", "preparing": "preparing", "paused": "recess"}


class DoorEntry(BaseModel):
    """One hearing, as the door may tell it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    planned_at: Milliseconds
    course: DoorCourse
    openness: Literal["public", "closed", "undecided"]
    procedure: Procedure | None = None
    number: str = ""
    cause: str = ""


class DoorSign(BaseModel):
    """What hangs at a door: free where *now* is ``None``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    now: DoorEntry | None = None
    next: tuple[DoorEntry, ...] = ()


def hearing_in(states: Iterable[HearingState], room: RoomId) -> HearingState | None:
    """Return the hearing that has *room* now: of several the one that was prepared last."""
    here = [state for state in states if state.room == room and state.course in SESSION]
    return max(here, key=lambda state: state.prepared_at or 0, default=None)


def door_sign(states: Iterable[HearingState], room: RoomId, since: Milliseconds, until: Milliseconds) -> DoorSign:
    """Return the sign of *room*; next are those planned from *since* up to *until* that have not begun."""
    known = [state for state in states if state.room == room]
    current = hearing_in(known, room)
    coming = [state for state in known if state.course == "scheduled" and since <= state.planned_at < until]
    coming.sort(key=lambda state: (state.planned_at, state.hearing))
    return DoorSign(
        now=_entry(current) if current is not None else None,
        next=tuple(_entry(state) for state in coming[:_MOST_NEXT]),
    )


def _entry(state: HearingState) -> DoorEntry:
    course = _COURSES.get(state.course, "open")
    if not _may_be_told(state):
        undecided = not state.openness and state.case.secrecy is Secrecy.ORDINARY
        return DoorEntry(planned_at=state.planned_at, course=course, openness="undecided" if undecided else "closed")
    return DoorEntry(
        planned_at=state.planned_at,
        course=course,
        openness="public",
        procedure=state.procedure,
        number=state.number,
        cause=state.case.cause,
    )


def _may_be_told(state: HearingState) -> bool:
    withheld = keeps_public_out(state) or state.pause_reason == "closed-evidence"
    return not withheld and state.case.secrecy is Secrecy.ORDINARY
