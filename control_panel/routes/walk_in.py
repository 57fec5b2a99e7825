"""Walk-in hearings: at an installation that runs alone, the case is made at the spot (巡回审判、当场立案)."""

from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from control_panel.alone import Mark, hearing_id_of
from control_panel.errors import Refusal
from control_panel.identity import CallerHere, address_of
from control_panel.panel import Panel, PanelHere
from hearing.case import Case, Secrecy
from hearing.commands import Schedule
from hearing.procedure import Procedure

router = APIRouter(tags=["hearings"])
_ANY = "h-zzzzzzzzzz"
"""A hearing that there is not: whoever may write in it may make one."""


class WalkIn(BaseModel):
    """What is known of a case that nobody scheduled. Without a number it gets a provisional one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID = Field(default_factory=uuid4)
    procedure: Procedure = Procedure.TRIAL
    cause: Annotated[str, Field(min_length=1, max_length=200)]
    title: Annotated[str, Field(max_length=200)] = ""
    number: Annotated[str, Field(max_length=80)] = ""
    secrecy: Secrecy = Secrecy.ORDINARY
    sitting: Annotated[int, Field(ge=1)] | None = None
    """The how-manieth hearing of the case, where earlier ones were held elsewhere."""


def walk_in_room(panel: Panel) -> dict[str, str] | None:
    """Say in which room walk-in hearings are heard here; ``None`` where there are none."""
    if panel.mark is None or not panel.hearings.may_write(_ANY):
        return None
    room = panel.rooms.find(panel.settings.alone)
    return {"room": panel.settings.alone, "room_name": room.room_name if room is not None else panel.settings.alone}


def _case(panel: Panel, mark: Mark, body: WalkIn) -> Case:
    known = {state.case.number for state in panel.hearings.states()}
    count = 1
    while not body.number and mark.case_number(panel.now_ms(), count) in known:
        count += 1
    number = body.number or mark.case_number(panel.now_ms(), count)
    try:
        return Case(number=number, cause=body.cause, title=body.title, secrecy=body.secrecy)
    except ValueError:
        remedy = "如（2026）示0101刑初128号；留空则取临时案号 · Leave it empty for a provisional one."
        raise Refusal(422, "案号格式有误 · This is no case number", number[:40], remedy) from None


@router.post("/hearings/walk-in", status_code=201)
async def walk_in(panel: PanelHere, request: Request, caller: CallerHere, body: WalkIn) -> dict[str, Any]:
    """Make a case at the spot and put its hearing into the schedule for now, in the room that runs alone."""
    place = walk_in_room(panel)
    if panel.mark is None or place is None:
        remedy = "请由法院排期 · Have it scheduled."
        raise Refusal(
            409, "仅独立运行的法庭可现场开庭 · Only a courtroom that runs alone hears walk-in cases", "", remedy
        )
    case = _case(panel, panel.mark, body)
    same = [state for state in panel.hearings.states() if state.case.number == case.number]
    command = Schedule(
        id=body.id,
        hearing=hearing_id_of(panel.mark, body.id),
        case=case,
        procedure=body.procedure,
        court=panel.settings.court,
        planned_at=panel.now_ms(),
        sitting=body.sitting or len(same) + 1,
        room=place["room"],
        room_name=place["room_name"],
    )
    event = await panel.hearings.command(command.hearing, command, caller.actor(), address_of(request))
    return {"hearing": event.hearing, "event": event.model_dump(mode="json")}
