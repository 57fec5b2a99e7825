"""Leave to read a record from outside: a judge grants it and takes it back; who has it, the bench and the clerk see."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from control_panel.errors import Refusal
from control_panel.identity import Caller, CallerHere, address_of, hearing_of, refuse_right
from control_panel.panel import Panel, PanelHere
from control_panel.readings import NewReading, refusal_of
from hearing.consultation import may_be_granted
from hearing.facts import HearingState
from hearing.ids import ParticipantId
from hearing.participant import Right, Role

router = APIRouter(tags=["reading"])
_LONGEST_MS = 366 * 24 * 3600 * 1000


class SaidReading(BaseModel):
    """What is granted: to a participant, or to someone by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["consultation", "capsule"] = "consultation"
    participant: ParticipantId | None = None
    reader: Annotated[str, Field(max_length=80)] = ""
    role: Role | None = None
    purpose: Annotated[str, Field(min_length=1, max_length=200)]
    until: int
    """UTC ms."""
    openings: Annotated[int, Field(ge=1, le=99)]
    channels: list[Annotated[str, Field(max_length=60)]] = Field(default=[], max_length=64)
    sealed_reason: Annotated[str, Field(max_length=400)] = ""
    may_copy_sound: bool = False
    may_transcribe: bool = False


@router.post("/hearings/{hearing}/readings", status_code=201)
async def grant(
    panel: PanelHere, request: Request, caller: CallerHere, hearing: str, said: SaidReading
) -> dict[str, Any]:
    """Grant leave; the code that opens it is told this once."""
    state = _granter(panel, caller, hearing)
    if not panel.now_ms() < said.until <= panel.now_ms() + _LONGEST_MS:
        raise Refusal(422, "期限有误 · This is no time to come", "until", "At most a year from now.")
    asked = _asked(state, said)
    told, code = await panel.readings.grant(asked, caller.principal, caller.name)
    await _note(panel, request, caller, hearing, ("reading-granted", f"{told['id']} {asked.kind} x{asked.openings}"))
    origin = panel.settings.origin or str(request.base_url).rstrip("/")
    return {**told, "code": code, "url": f"{origin}/consult#code={code}"}


def _granter(panel: Panel, caller: Caller, hearing: str) -> HearingState:
    state = hearing_of(caller, panel.hearings, hearing)
    if Right.GRANT_READING not in caller.actor_in(state).rights:
        raise refuse_right("grant-reading")
    return state


def _asked(state: HearingState, said: SaidReading) -> NewReading:
    person = state.participants.get(said.participant or "")
    if said.participant is not None and person is None:
        raise Refusal(404, "没有此人 · There is no such person here", said.participant, "Invite the person first.")
    reader = person.name if person is not None else said.reader
    role = person.role if person is not None else said.role
    if not reader:
        raise Refusal(422, "未写明查阅人 · No reader is named", "reader", "Name a participant, or the reader.")
    if said.kind == "consultation":
        answer = may_be_granted(state, role) if role is not None else None
        if not answer:
            raise refusal_of(answer.why if answer is not None else "not-a-reader")
    elif state.package is None:
        raise Refusal(409, "尚未归档 · Not archived yet", "", "归档后再试 · Try after archiving.")
    return NewReading(
        hearing=state.hearing,
        kind=said.kind,
        reader=reader,
        role=role.value if role is not None else "",
        purpose=said.purpose,
        until=said.until,
        openings=said.openings,
        channels=said.channels,
        sealed_reason=said.sealed_reason if said.kind == "capsule" else "",
        may_copy_sound=said.may_copy_sound and said.kind == "consultation",
        may_transcribe=said.may_transcribe and said.kind == "consultation",
    )


@router.get("/hearings/{hearing}/readings")
async def look(panel: PanelHere, caller: CallerHere, hearing: str) -> dict[str, list[dict[str, Any]]]:
    """List who may read it, until when, and how often it was opened."""
    state = hearing_of(caller, panel.hearings, hearing)
    if not caller.knows_whole(state):
        raise refuse_right("readings")
    return {"readings": await panel.readings.of_hearing(hearing)}


@router.delete("/hearings/{hearing}/readings/{reading}")
async def revoke(panel: PanelHere, request: Request, caller: CallerHere, hearing: str, reading: str) -> dict[str, Any]:
    """Take leave back: the reader's next request is refused."""
    _granter(panel, caller, hearing)
    if not await panel.readings.revoke(hearing, reading, caller.principal):
        raise Refusal(404, "没有这项许可 · There is no such leave", reading[:20], "")
    await _note(panel, request, caller, hearing, ("reading-revoked", reading))
    return await panel.readings.told(reading)


async def _note(panel: Panel, request: Request, caller: Caller, hearing: str, what: tuple[str, str]) -> None:
    await panel.audit.note(caller.principal, what[0], hearing=hearing, address=address_of(request), detail=what[1])
