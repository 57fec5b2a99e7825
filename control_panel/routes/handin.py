"""Hearings handed in: at the server by the room that was alone, and leaving, in that room's own panel (PROTOCOL.md §12)."""

import asyncio
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from control_panel.bench.given_file import GivenFile, PublicKey
from control_panel.errors import Refusal
from control_panel.handin.exhibit_check import must_be_filed
from control_panel.handin.wire import (
    Digest,
    FileStanding,
    HeldFile,
    MergeAsked,
    StagedCommands,
    StagedEvents,
    Standing,
)
from control_panel.hearing_log import shut_hearing
from control_panel.identity import AdministratorHere, CallerHere, address_of, refuse_right
from control_panel.owed import owed_here, owed_to
from control_panel.panel import Panel, PanelHere
from hearing.ids import HearingId

router = APIRouter(tags=["handing in"])


def _room(panel: Panel, caller: CallerHere, hearing: str) -> str:
    """Return the enrolled room that calls; a hearing whose record was removed here is not taken in again."""
    if caller.holder.kind != "agent":
        raise refuse_right("handin")
    if panel.hearings.is_shut(hearing):
        raise shut_hearing()
    return caller.principal.removeprefix("agent:")


@router.get("/handins")
async def list_all(panel: PanelHere, _: AdministratorHere) -> dict[str, list[dict[str, Any]]]:
    """List what was handed in, with conflicts, and hearings whose logs went two ways at a standby panel."""
    disputes = [{"hearing": hearing, "why": why} for hearing, why in panel.standbys.disputes().items()]
    handins = [
        {**one.model_dump(mode="json"), "settlement": panel.settlements.told(one.hearing)}
        for one in panel.handins.all()
    ]
    return {"handins": handins, "disputes": disputes}


@router.get("/handins/owed")
async def owed(panel: PanelHere, _: AdministratorHere) -> dict[str, list[dict[str, Any]]]:
    """List what field units have not handed in, and what is overdue: here what lies here, at the court what is awaited."""
    states, now_ms = panel.hearings.states(), panel.now_ms()
    if panel.settings.mark.exists():  # This installation runs a courtroom alone, or did.
        found = owed_here(states, panel.rooms.find, panel.handed_out.status, now_ms)
    else:
        found = owed_to(states, panel.rooms.find, now_ms)
    return {"owed": [one.model_dump(mode="json") for one in found]}


@router.get("/handin/{hearing}")
async def look(panel: PanelHere, caller: CallerHere, hearing: HearingId) -> Standing:
    """Say how far the hearing is, so that a hand-in that broke off goes on there."""
    return await panel.handins.standing(_room(panel, caller, hearing), hearing)


@router.post("/handin/{hearing}/log")
async def stage(panel: PanelHere, caller: CallerHere, hearing: HearingId, body: StagedEvents) -> Standing:
    """Stage the next events of the hearing's log."""
    return await panel.handins.stage(_room(panel, caller, hearing), hearing, body.after, body.events)


@router.post("/handin/{hearing}/commands")
async def stage_commands(
    panel: PanelHere, caller: CallerHere, hearing: HearingId, body: StagedCommands
) -> dict[str, int]:
    """Stage the commands that the hearing's events answered."""
    await panel.handins.staged_case(_room(panel, caller, hearing), hearing)
    staged = await asyncio.to_thread(panel.handins.staging.add_commands, hearing, body.after, body.commands)
    return {"staged": staged}


@router.get("/handin/{hearing}/conflicts")
async def compare(panel: PanelHere, request: Request, caller: CallerHere, hearing: HearingId) -> dict[str, Any]:
    """Compare the staged log with what is here, before any media comes."""
    conflicts = await panel.handins.compare_first(_room(panel, caller, hearing), hearing, address_of(request))
    return {"conflicts": [one.model_dump() for one in conflicts]}


@router.get("/handin/{hearing}/files")
async def files_held(panel: PanelHere, caller: CallerHere, hearing: HearingId) -> dict[str, HeldFile]:
    """Say which files are here, and how much of each."""
    await panel.handins.staged_case(_room(panel, caller, hearing), hearing)
    return await asyncio.to_thread(panel.handins.staging.held, hearing)


@router.put("/handin/{hearing}/files/{name:path}")
async def put_file(
    panel: PanelHere,
    request: Request,
    caller: CallerHere,
    hearing: HearingId,
    name: str,
    *,
    offset: Annotated[int, Query(ge=0)],
    of: Annotated[int, Query(ge=0)],
    sha256: Annotated[Digest, Query()],
) -> FileStanding:
    """Add octets to a file of the package, of the seals, or of the exhibits that the log names."""
    must_be_filed(await panel.handins.staged_state(_room(panel, caller, hearing), hearing), name, sha256)
    body = await request.body()
    return await asyncio.to_thread(panel.handins.staging.put, hearing, name, offset, body, of=of, sha256=sha256)


@router.get("/handin/{hearing}/secret-key")
async def secret_key(panel: PanelHere, caller: CallerHere, hearing: HearingId) -> dict[str, str]:
    """Give the public key to which the room seals the bench's secret file."""
    await panel.handins.staged_case(_room(panel, caller, hearing), hearing)
    return {"key": await panel.handins.secrets.key()}


@router.post("/handin/{hearing}/merge")
async def merge(
    panel: PanelHere, request: Request, caller: CallerHere, hearing: HearingId, body: MergeAsked
) -> Standing:
    """Make the hearing one of this server's own."""
    address = address_of(request)
    try:
        done = await panel.handins.merge(_room(panel, caller, hearing), hearing, body, address)
    except Refusal as refusal:
        detail = f"{refusal.status} {refusal.detail}"
        await panel.audit.note(caller.principal, "handin", done=False, hearing=hearing, address=address, detail=detail)
        raise
    await panel.audit.note(caller.principal, "handin", hearing=hearing, address=address, detail=f"seq {done.seq}")
    return done


class Leaving(BaseModel):
    """What this installation's operator says of a hearing that is handed in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: Literal["leaving", "left", "here"]
    peer: Annotated[str, Field(max_length=200)] = ""
    chain: Annotated[str, Field(max_length=64)] = ""


@router.get("/hearings/{hearing}/commands")
async def commands(panel: PanelHere, caller: CallerHere, hearing: str) -> dict[str, list[dict[str, Any]]]:
    """List the commands that were carried out in a hearing, to this installation's own operator."""
    if caller.principal != "service:operator":
        raise refuse_right("leaving")
    panel.hearings.get(hearing)
    return {"commands": [asdict(one) for one in await panel.hearings.commands(hearing, 0)]}


class Giving(BaseModel):
    """The public key (hex) of the server that takes the hearing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: PublicKey


@router.post("/hearings/{hearing}/secret-file")
async def give_secret_file(
    panel: PanelHere, request: Request, caller: CallerHere, hearing: str, body: Giving
) -> GivenFile | None:
    """Give a leaving hearing's secret file to the operator's hand-in: sealed, for that server alone to open."""
    if caller.principal != "service:operator":
        raise refuse_right("leaving")
    panel.hearings.get(hearing)
    if panel.handed_out.status(hearing) != "leaving":
        raise Refusal(409, "庭审未在移交 · This hearing is not being handed in", "", "Hand it in.")
    return await panel.bench.store.give(hearing, body.key, address_of(request))


@router.post("/hearings/{hearing}/leaving")
async def leaving(
    panel: PanelHere, request: Request, caller: CallerHere, hearing: str, body: Leaving
) -> dict[str, str]:
    """Let nothing more be written here in a hearing that is handed in, note that it has left, or take it back."""
    if caller.principal != "service:operator":
        raise refuse_right("leaving")
    found = await _leave(panel, hearing, body)
    await panel.audit.note(caller.principal, f"handin-{body.status}", hearing=hearing, address=address_of(request))
    return {"status": panel.handed_out.status(hearing), "chain": found}


async def _leave(panel: Panel, hearing: str, body: Leaving) -> str:
    match body.status:
        case "leaving":
            return await panel.handed_out.leave(hearing, body.peer)
        case "left":
            await panel.handed_out.left(hearing, body.chain)
        case _:
            await panel.handed_out.stay(hearing)
    return body.chain


@router.get("/hearings/{hearing}/leaving")
async def how_far(panel: PanelHere, caller: CallerHere, hearing: str) -> dict[str, str]:
    """Say whether the hearing is here, leaving or has left."""
    if caller.holder.kind not in ("service", "session"):
        raise refuse_right("leaving")
    return {"status": panel.handed_out.status(hearing)}
