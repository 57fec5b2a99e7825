"""Copies of the record: what the second target's process says of them, and what administrators see."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from control_panel.identity import AdministratorHere, Caller, CallerHere, address_of, kept_hearing_of, refuse_right
from control_panel.panel import PanelHere
from control_panel.replicas import FoundWrong, Replica
from hearing.ids import HearingId
from recorder.replicas.lengthening import KeptFor, Locked
from recorder.replicas.letting_go import SecondOrders

router = APIRouter(tags=["record"])


def _only_replicas(caller: Caller) -> None:
    """Let nobody but the court's own keeper of copies in."""
    if caller.principal != "service:replicas":
        raise refuse_right("replicas")


class SaidReplicas(BaseModel):
    """What is said of copies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    replicas: Annotated[tuple[Replica, ...], Field(max_length=1000)]


@router.post("/replicas", status_code=204)
async def say(panel: PanelHere, request: Request, caller: CallerHere, said: SaidReplicas) -> None:
    """Keep what is said; damage and repair go into the audit."""
    _only_replicas(caller)
    for one in await panel.replicas.say(said.replicas):
        detail = f"{one.location}: {one.object}"
        await panel.audit.note(
            caller.principal,
            f"replica-{one.status}",
            hearing=one.hearing or None,
            address=address_of(request),
            detail=detail,
        )


class SaidScrub(BaseModel):
    """What a scrub found."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    location: Annotated[str, Field(max_length=200)]
    findings: Annotated[tuple[FoundWrong, ...], Field(max_length=1000)]


@router.post("/replicas/scrub", status_code=204)
async def scrubbed(panel: PanelHere, request: Request, caller: CallerHere, said: SaidScrub) -> None:
    """Note a scrub; each damage and each repair goes into the audit."""
    _only_replicas(caller)
    await panel.replicas.scrubbed(said.location, said.findings)
    for one in said.findings:
        await panel.audit.note(
            caller.principal,
            "replica-repaired" if one.repaired else "replica-damaged",
            done=one.repaired,
            hearing=one.hearing or None,
            address=address_of(request),
            detail=f"{one.place}: {one.object}: {one.what}",
        )
    count = f"{said.location}: {len(said.findings)} findings"
    await panel.audit.note(caller.principal, "scrub", address=address_of(request), detail=count)


class Left(BaseModel):
    """A copy that a place does not let go yet."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    object: Annotated[str, Field(max_length=300)]
    until: int | None
    """When its lock ends, UTC ms; ``null`` where the place does not say."""


class SaidShredded(BaseModel):
    """A record whose copies were taken away."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hearing: HearingId
    location: Annotated[str, Field(max_length=200)]
    left: Annotated[tuple[Left, ...], Field(max_length=2000)]
    is_rest: bool = False
    """More of what was said just before."""


@router.post("/replicas/shredded", status_code=204)
async def shredded(panel: PanelHere, request: Request, caller: CallerHere, said: SaidShredded) -> None:
    """Note copy by copy, and in the audit, what of a shredded record is gone, and what stays until its lock ends."""
    _only_replicas(caller)
    left = {one.object: one.until for one in said.left}
    await panel.shredding.copies.shredded_at(said.hearing, said.location, left, is_rest=said.is_rest)
    await panel.audit.note(
        caller.principal,
        "copies-shredded",
        done=not left,
        hearing=said.hearing,
        address=address_of(request),
        detail=f"{said.location}: {len(left)} objects stay until their locks end",
    )


class SaidForgotten(BaseModel):
    """Copies of the installation that were taken away, since they still held what was shredded."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    location: Annotated[str, Field(max_length=200)]
    since: int
    left: Annotated[tuple[Left, ...], Field(max_length=2000)]


@router.post("/replicas/forgotten", status_code=204)
async def forgotten(panel: PanelHere, request: Request, caller: CallerHere, said: SaidForgotten) -> None:
    """Note that older copies of the database are gone, or how many stay until their locks end."""
    _only_replicas(caller)
    until = [one.until for one in said.left]
    for hearing in await panel.shredding.copies.forgotten_at(said.location, said.since, until):
        detail = f"{said.location}: {len(until)} copies of the database stay until their locks end"
        await panel.audit.note(
            caller.principal, "databases-shredded", done=not until, hearing=hearing, address=address_of(request),
            detail=detail,
        )  # fmt: skip


@router.get("/replicas/orders")
async def orders(panel: PanelHere, caller: CallerHere) -> SecondOrders:
    """Say what the second place has to do beside copying."""
    _only_replicas(caller)
    return SecondOrders(
        installations_since=await panel.shredding.copies.installations_since(),
        clear=await panel.clean_up.batches_to_clear(),
        locks=panel.keeping.version,
    )


@router.post("/replicas/cleared", status_code=204)
async def cleared(panel: PanelHere, request: Request, caller: CallerHere, said: SaidShredded) -> None:
    """Note that the batches of a record whose package is proven are gone, or what stays until its lock ends."""
    _only_replicas(caller)
    left = {one.object: one.until for one in said.left}
    batches = frozenset({"batch"})
    await panel.shredding.copies.shredded_at(said.hearing, said.location, left, is_rest=said.is_rest, kinds=batches)
    detail = f"{said.location}: {len(left)} batches stay until their locks end"
    await panel.audit.note(
        caller.principal, "batches-cleaned-up", done=not left, hearing=said.hearing, address=address_of(request),
        detail=detail,
    )  # fmt: skip


@router.get("/replicas/locks")
async def kept_for(panel: PanelHere, caller: CallerHere) -> dict[str, list[KeptFor]]:
    """Say until when each archived record is kept, so that it is locked as long."""
    _only_replicas(caller)
    states = [state for state in panel.hearings.states() if not panel.keeping.is_hidden(state.hearing)]
    return {"kept": await panel.keeping.kept_for(states)}


class SaidLocks(BaseModel):
    """What came of lengthening locks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    location: Annotated[str, Field(max_length=200)]
    locks: Annotated[tuple[Locked, ...], Field(max_length=500)]


@router.post("/replicas/locks", status_code=204)
async def locked(panel: PanelHere, request: Request, caller: CallerHere, said: SaidLocks) -> None:
    """Note until when records are locked; what a place refused is on the audit."""
    _only_replicas(caller)
    await panel.locks.say(said.location, said.locks)
    for one in said.locks:
        detail = f"{said.location}: {one.objects - one.refused} of {one.objects} objects until {one.until} {one.says}"
        await panel.audit.note(
            caller.principal, "locks-lengthened", done=one.refused == 0, hearing=one.hearing,
            address=address_of(request), detail=detail,
        )  # fmt: skip


@router.get("/replicas")
async def summary(panel: PanelHere, _: AdministratorHere) -> dict[str, list[dict[str, Any]]]:
    """Count the copies by place, kind and status."""
    return {"replicas": await panel.replicas.summary()}


@router.get("/hearings/{hearing}/replicas")
async def of_hearing(panel: PanelHere, caller: CallerHere, hearing: str) -> dict[str, Any]:
    """List the copies of one hearing's record, and in how many places its package was proven; nothing of what is in it."""
    state = kept_hearing_of(caller, panel.hearings, hearing)
    if not (caller.is_administrator or caller.holder.kind == "service" or caller.knows_whole(state)):
        raise refuse_right("replicas")
    return {
        "proven_places": await panel.replicas.proven_places(hearing),
        "replicas": await panel.replicas.of(hearing),
    }
