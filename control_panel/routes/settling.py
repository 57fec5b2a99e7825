"""Settling a hearing that the server and a courtroom both hold: seen side by side, proposed by one, approved by another."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from control_panel.errors import Refusal
from control_panel.handin.sides import Keep, Sides
from control_panel.identity import AdministratorHere, Caller, address_of, refuse_right
from control_panel.panel import Panel, PanelHere
from hearing.ids import HearingId

router = APIRouter(tags=["handing in"])


class Proposed(BaseModel):
    """How a hearing is to be settled, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    keep: Keep
    reason: Annotated[str, Field(min_length=1, max_length=2000)]


@router.get("/handins/{hearing}/sides")
async def sides(panel: PanelHere, _: AdministratorHere, hearing: HearingId) -> dict[str, Any]:
    """Show both sides next to one another, how the hearing was or is to be settled, and which kept file was changed."""
    found: Sides = await panel.settlements.look(hearing)
    settlement = panel.settlements.told(hearing)
    kept = settlement["says"].get("side") if settlement is not None else None
    changed = await asyncio.to_thread(panel.handins.sides.changed, hearing, kept) if kept is not None else []
    return {
        **found.model_dump(mode="json"),
        "settlement": settlement,
        "changed": changed,
        "names": await _names(panel, settlement),
    }


@router.post("/handins/{hearing}/settlement", status_code=201)
async def propose(
    panel: PanelHere, request: Request, caller: AdministratorHere, hearing: HearingId, body: Proposed
) -> dict[str, Any]:
    """Propose how to settle it."""
    who = _person(caller)
    try:
        done = await panel.settlements.propose(hearing, body.keep, body.reason, who)
    except Refusal as refusal:
        await _refused(panel, request, caller, hearing, "settlement-proposed", refusal)
        raise
    detail = f"{body.keep}: {body.reason}"[:400]
    await panel.audit.note(who, "settlement-proposed", hearing=hearing, address=address_of(request), detail=detail)
    return done


@router.post("/handins/{hearing}/settlement/approval", status_code=201)
async def approve(panel: PanelHere, request: Request, caller: AdministratorHere, hearing: HearingId) -> dict[str, Any]:
    """Agree to it as another person: from then on it stands."""
    who = _person(caller)
    try:
        done = await panel.settlements.approve(hearing, who)
    except Refusal as refusal:
        await _refused(panel, request, caller, hearing, "settlement-approved", refusal)
        raise
    detail = f"{done['keep']}, {done['act']}, proposed by {done['proposed_by']}"
    await panel.audit.note(who, "settlement-approved", hearing=hearing, address=address_of(request), detail=detail)
    return done


@router.delete("/handins/{hearing}/settlement", status_code=204)
async def withdraw(panel: PanelHere, request: Request, caller: AdministratorHere, hearing: HearingId) -> None:
    """Take a proposal back that nobody approved yet."""
    who = _person(caller)
    await panel.settlements.withdraw(hearing)
    await panel.audit.note(who, "settlement-withdrawn", hearing=hearing, address=address_of(request))


async def _names(panel: Panel, settlement: dict[str, Any] | None) -> dict[str, str]:
    """Name the people who proposed and approved, by principal."""
    people = {settlement["proposed_by"], settlement["approved_by"]} - {""} if settlement is not None else set()
    found = {who: await panel.accounts.get(who) for who in people}
    return {who: account.name for who, account in found.items() if account is not None}


def _person(caller: Caller) -> str:
    """Return the person who decides; this host's command line is nobody."""
    if caller.holder.kind != "session":
        raise refuse_right("settlement")
    return caller.principal


async def _refused(panel: Panel, request: Request, caller: Caller, hearing: str, what: str, refusal: Refusal) -> None:
    await panel.audit.note(
        caller.principal, what, done=False, hearing=hearing, address=address_of(request), detail=refusal.title
    )
