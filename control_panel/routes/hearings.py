"""The schedule, hearings as the caller may know them, their commands and their log."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Body, Header, Query, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from control_panel.alone import hearing_id_of, is_made_alone, new_hearing_id
from control_panel.errors import Refusal
from control_panel.hearing_log import refusal_of
from control_panel.identity import CallerHere, address_of, hearing_of, part_of_hearing, refuse_right
from control_panel.panel import Panel, PanelHere
from control_panel.problem import validation_refusal
from control_panel.routes.endings import refuse_ending
from control_panel.routes.ledger import last_ledger
from control_panel.routes.walk_in import walk_in_room
from hearing.case import Case
from hearing.commands import COMMAND, Command, Schedule
from hearing.ending import EndTake, SignEnding
from hearing.errors import Refused
from hearing.facts import SESSION
from hearing.ids import HearingId, Milliseconds, RoomId
from hearing.policy import public_status
from hearing.procedure import Procedure
from hearing.state import HearingState
from hearing.view import HearingView, visible

router = APIRouter(tags=["hearings"])
_MOST_EVENTS = 5000
_MOST_WORDS = 1000
_TOO_LATE_MS = 5000


class ScheduleRequest(BaseModel):
    """A hearing to be put into the schedule; id and hearing's name are made when they are not given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID = Field(default_factory=uuid4)
    hearing: HearingId | None = None
    case: Case
    procedure: Procedure
    room: RoomId
    court: Annotated[str, Field(max_length=2000)]
    room_name: Annotated[str, Field(max_length=2000)] = ""
    planned_at: Milliseconds
    sitting: int = Field(default=1, ge=1)
    summary_track: Annotated[str, Field(pattern="^(ordinary|summary|fast-track)$")] = "ordinary"
    remote_ground: Annotated[str, Field(max_length=2000)] = ""
    demo: bool = False


def _about(state: HearingState) -> dict[str, Any]:
    whole = (
        "hearing",
        "seq",
        "course",
        "room",
        "room_name",
        "court",
        "sitting",
        "planned_at",
        "opened_at",
        "closed_at",
    )
    status = public_status(state)
    return {
        **{name: getattr(state, name) for name in whole},
        "case": state.case.model_dump(mode="json"),
        "numbers": list(state.numbers),
        "procedure": state.procedure,
        "stage": state.stage,
        "is_public": state.is_public,
        "broadcast": status.status if status.listed else None,
        "root": state.root,
    }


@router.get("/hearings")
async def list_hearings(
    panel: PanelHere,
    caller: CallerHere,
    day: Annotated[str | None, Query(pattern=r"^\d{4}-\d{2}-\d{2}$")] = None,
    offset_minutes: Annotated[int, Query(ge=-840, le=840)] = 480,
) -> dict[str, Any]:
    """List hearings, all or those of *day*: planned, resumed or still in session then, in the court's time zone (minutes east of UTC)."""
    known = (state for state in panel.hearings.states() if caller.may_know(state))
    if not caller.is_administrator:  # Whoever keeps records still finds a hidden one.
        known = (state for state in known if not panel.hearings.is_shut(state.hearing))
    states = sorted(known, key=lambda state: (state.planned_at, state.hearing))
    if day is not None:
        begin = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(minutes=offset_minutes)
        begin_ms = round(begin.timestamp() * 1000)
        states = [state for state in states if _is_of_day(state, begin_ms)]
    return {"hearings": [_about(state) for state in states], "walk_in": walk_in_room(panel)}


def _is_of_day(state: HearingState, begin_ms: Milliseconds) -> bool:
    """Whether a hearing belongs to the day that begins then: planned for it, to be resumed in it, or in session over it."""
    until_ms = begin_ms + 86_400_000
    last = state.pauses[-1] if state.course == "paused" and state.pauses else None
    moments = [state.planned_at, *([last.resumes_at] if last is not None and last.resumes_at is not None else [])]
    lasts = state.course in SESSION and state.planned_at < begin_ms and (last is None or last.resumes_at is None)
    return lasts or any(begin_ms <= moment < until_ms for moment in moments)


def _made_id(panel: Panel, command: UUID) -> str:
    return new_hearing_id() if panel.mark is None else hearing_id_of(panel.mark, command)


@router.post("/hearings", status_code=201)
async def schedule(panel: PanelHere, request: Request, caller: CallerHere, body: ScheduleRequest) -> dict[str, Any]:
    """Put a hearing into the schedule."""
    if body.hearing is not None and is_made_alone(body.hearing) is not (panel.mark is not None):
        remedy = "省略 hearing 由系统取名 · Leave it out; one is made."
        raise Refusal(422, "庭审编号不属于本机 · This hearing id is not one of this installation", body.hearing, remedy)
    room = panel.rooms.find(body.room)
    known = room.room_name if room is not None else body.room
    values = body.model_dump()
    command = Schedule.model_validate(
        {**values, "hearing": body.hearing or _made_id(panel, body.id), "room_name": body.room_name or known}
    )
    actor = caller.actor()
    event = await panel.hearings.command(command.hearing, command, actor, address_of(request))
    return {"hearing": event.hearing, "event": event.model_dump(mode="json")}


@router.get("/hearings/{hearing}")
async def look(panel: PanelHere, caller: CallerHere, hearing: str) -> HearingView:
    """Show a hearing, cut to what the caller may know now."""
    state = hearing_of(caller, panel.hearings, hearing)
    return panel.audience.view(state, caller.actor_in(state))


def _read_command(body: Any) -> Command:
    try:
        return COMMAND.validate_python(body)
    except ValidationError as fault:
        raise validation_refusal([dict(error) for error in fault.errors()]) from None


def _refuse_other_site(panel: Panel, site: str) -> None:
    """Refuse a site that is no enrolled custody room: its agent would never come."""
    room = panel.rooms.find(site)
    if room is None or room.site != "custody":
        raise refusal_of(Refused("not-a-site", site))


def _refuse_unexplained(panel: Panel, state: HearingState) -> None:
    """Refuse to archive while the ledger, as far as it is known, has a second that nobody has answered for.

    One that is found out later stops the packing: the recorder packs nothing of which a second is unexplained.
    """
    ledger = last_ledger(panel, state)
    objection = ledger.objection() if ledger is not None else ""
    if objection:
        raise refusal_of(Refused("unexplained", objection[:_MOST_WORDS]))


def _refuse_too_late(panel: Panel, asked_at: Milliseconds | None) -> None:
    """A tap that waited in a frozen panel is not carried out behind the back of who was told that nothing was confirmed."""
    if asked_at is not None and panel.now_ms() - asked_at > _TOO_LATE_MS:
        raise Refusal(
            409,
            "操作已过时，没有执行 · It was asked too long ago and not done",
            f"asked-at: {asked_at}",
            "请查看状态后重新操作。 · Look at the present state, then ask again.",
        )


@router.post("/hearings/{hearing}/commands")
async def command(
    panel: PanelHere,
    request: Request,
    caller: CallerHere,
    hearing: str,
    body: Annotated[Any, Body()],
    asked_at: Annotated[int | None, Header()] = None,
) -> dict[str, Any]:
    """Carry out a command; the answer is its event, the same when the command is given again."""
    _refuse_too_late(panel, asked_at)
    state = part_of_hearing(caller, panel.hearings, hearing)
    wanted = _read_command(body)
    if wanted.type == "schedule":
        raise Refusal(409, "庭审已排期 · This hearing is scheduled already", "", "Use postpone.")
    if wanted.type == "file-exhibit":
        raise Refusal(409, "证据须上传 · An exhibit is uploaded", "", "POST the file to /exhibits of this hearing.")
    if wanted.type == "invite" and wanted.site is not None:
        _refuse_other_site(panel, wanted.site)
    if isinstance(wanted, EndTake | SignEnding):
        refuse_ending(panel, state, wanted)
    if wanted.type == "archive":
        _refuse_unexplained(panel, state)
    event = await panel.hearings.command(hearing, wanted, caller.actor_in(state), address_of(request))
    after = panel.hearings.get(hearing)
    seen = visible(after, event, caller.actor_in(after))
    return {"event": (seen if seen is not None else event).model_dump(mode="json")}


@router.get("/hearings/{hearing}/log")
async def read_log(
    panel: PanelHere,
    caller: CallerHere,
    hearing: str,
    after: Annotated[int, Query(ge=0)] = 0,
    most: Annotated[int, Query(ge=1, le=_MOST_EVENTS)] = _MOST_EVENTS,
) -> dict[str, Any]:
    """Read the log in order, at *most* so many events behind event *after*: for whoever may know the hearing whole.

    There is more as long as the last event's number is below ``seq``.
    """
    state = hearing_of(caller, panel.hearings, hearing)
    if not caller.knows_whole(state):
        raise refuse_right("log")
    events = await panel.hearings.events(hearing, after)
    return {"seq": state.seq, "events": [event.model_dump(mode="json") for event in events[:most]]}
