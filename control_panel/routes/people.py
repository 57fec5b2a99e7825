"""Join links, and the people who come in by them."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from control_panel.errors import Refusal
from control_panel.identity import CallerHere, address_of, hearing_of, refuse_right
from control_panel.panel import PanelHere
from hearing.participant import Right
from hearing.state import is_in_court

router = APIRouter(tags=["people"])
_GONE = frozenset({"removed"})
_OVER = frozenset({"closed", "signing", "archiving", "archived", "cancelled"})


class Join(BaseModel):
    """A join code, as it was sent or read out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, Field(min_length=4, max_length=60)]


@router.post("/hearings/{hearing}/participants/{participant}/link", status_code=201)
async def make_link(
    panel: PanelHere, request: Request, caller: CallerHere, hearing: str, participant: str
) -> dict[str, Any]:
    """Make a person's join link; an earlier one of the same person is void from now on."""
    state = hearing_of(caller, panel.hearings, hearing)
    if Right.ADMIT not in caller.actor_in(state).rights:
        raise refuse_right("admit")
    if participant not in state.participants:
        raise Refusal(404, "没有此人 · There is no such person here", participant[:20], "Invite the person first.")
    code, expires_at = await panel.tickets.issue(
        "join", f"participant:{participant}", hearing=hearing, lasts_s=panel.settings.join_link_s
    )
    await panel.audit.note(
        caller.principal, "join-link", hearing=hearing, address=address_of(request), detail=participant
    )
    origin = panel.settings.origin or str(request.base_url).rstrip("/")
    return {"code": code, "url": f"{origin}/join#code={code}", "expires_at": expires_at}


@router.post("/join", status_code=201)
async def join(panel: PanelHere, request: Request, body: Join) -> dict[str, Any]:
    """Change a join code for a participant's token; the person's earlier token ends, so there is one device.

    While the text is signed whoever was in court until the end may come to sign it from afar.
    """
    address = address_of(request)
    ticket = await panel.tickets.redeem("join", body.code, address)
    hearing = ticket.hearing or ""
    state = panel.hearings.get(hearing)
    person = state.participants[ticket.principal.removeprefix("participant:")]
    comes_to_sign = state.course == "signing" and is_in_court(person)
    if person.presence in _GONE or (state.course in _OVER and not comes_to_sign):
        await panel.audit.note(ticket.principal, "join", done=False, hearing=hearing, address=address)
        raise Refusal(403, "此庭审已不能加入 · This hearing can no longer be joined", "", "Ask the court.")
    panel.audience.dismiss(ticket.principal, hearing)
    token = await panel.tokens.issue(
        "participant", ticket.principal, hearing=hearing, lasts_s=panel.settings.session_s, alone=True
    )
    await panel.audit.note(ticket.principal, "join", hearing=hearing, address=address)
    return {"token": token, "hearing": hearing, "participant": person.id, "name": person.name, "role": person.role}
