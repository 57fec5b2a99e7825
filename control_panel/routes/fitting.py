"""Fitting a courtroom: administrators and technicians ask its agent, and what comes of it is kept (docs/FITTING.md)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from control_panel.errors import Refusal
from control_panel.fitting import plan_of, signed_as
from control_panel.identity import Caller, CallerHere, address_of, refuse_right
from control_panel.panel import Panel, PanelHere
from hardware_profiles.optics import CommandName
from hearing.fitting import (
    Act,
    Check,
    Describe,
    Discover,
    Draft,
    FittedKind,
    FittedRoom,
    FittingNote,
    FloorPlan,
    Identify,
    ItemName,
    Listen,
    SignOff,
    Traced,
    Try,
    Value,
    Vectors,
)
from hearing.ids import Sha256
from hearing.participant import Role

router = APIRouter(prefix="/rooms/{room}/fitting", tags=["fitting"])
PATIENCE_S = 60.0
"""A projector that answers late, or a camera that wakes up, is waited for so long."""


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ToIdentify(_Body):
    """Which device, and how."""

    act: Act
    name: ItemName = "loudspeaker"


class ToTry(_Body):
    """A command, its parameters, and whether its guard was answered."""

    device: ItemName
    command: CommandName
    args: Annotated[dict[str, Value], Field(max_length=20)] = {}
    maintenance: bool = False


class ToSave(_Body):
    """A plan, and the version that it changes."""

    plan: FloorPlan
    upon: Annotated[int, Field(ge=0)]


class ToDraft(_Body):
    """The plan that the room file is to hold."""

    plan: FloorPlan


class ToNote(_Body):
    """How a check ended that a person judged."""

    kind: FittedKind
    name: ItemName
    check: Check
    passed: bool
    says: Annotated[str, Field(max_length=400)] = ""


class ToSign(_Body):
    """For which state, and what is left open."""

    digest: Sha256
    remarks: Annotated[str, Field(max_length=2000)] = ""


def fitter_of(panel: PanelHere, caller: CallerHere, room: str) -> Caller:
    """Find who fits *room*.

    Raises:
        Refusal: it is neither an administrator nor a technician (403); there is no such room (404).
    """
    is_technician = caller.holder.kind == "session" and caller.role == Role.TECHNICIAN
    if not (caller.is_administrator or is_technician):
        raise refuse_right("fitting")
    panel.rooms.get(room)
    return caller


FitterHere = Annotated[Caller, Depends(fitter_of)]


@router.get("")
async def look(panel: PanelHere, _: FitterHere, room: str) -> dict[str, Any]:
    """Say of what the room is made, how each thing of it stands, how it is planned and who signed."""
    described, says = await _described_or_why(panel, room)
    kept = await panel.fitting.plan(room)
    signed = await panel.fitting.sign_offs(room)
    lines = await panel.fitting.lines(described) if described is not None else ()
    plan = kept.plan if kept is not None else plan_of(described) if described is not None else FloorPlan()
    return {
        "described": described,
        "says": says,
        "plan": {"version": kept.version if kept is not None else 0, "plan": plan},
        "lines": lines,
        "signed": signed_as(signed[0] if signed else None, described),
        "sign_offs": signed,
    }


@router.post("/discovery", status_code=202)
async def begin_discovery(panel: PanelHere, request: Request, caller: FitterHere, room: str) -> dict[str, Any]:
    """Begin to look for what is there."""
    answer = await _ask(panel, room, Discover(anew=True))
    await panel.audit.note(caller.principal, "fitting-discovery", address=address_of(request), detail=room)
    return answer


@router.get("/discovery")
async def discovery(panel: PanelHere, _: FitterHere, room: str) -> dict[str, Any]:
    """Say what the last look found, against the room file."""
    return await _ask(panel, room, Discover())


@router.post("/identify")
async def identify(panel: PanelHere, request: Request, caller: FitterHere, room: str, body: ToIdentify) -> Any:
    """Let a device blink, a loudspeaker beep, or take one picture."""
    asked = Identify(act=body.act, name=body.name, who=caller.principal)
    return await _audited(panel, request, caller, room, asked, f"{body.act} {body.name}")


@router.get("/levels")
async def levels(panel: PanelHere, _: FitterHere, room: str) -> dict[str, Any]:
    """Say how loud each microphone is now."""
    return await _ask(panel, room, Listen())


@router.post("/bench")
async def bench(panel: PanelHere, request: Request, caller: FitterHere, room: str, body: ToTry) -> Any:
    """Send one command through the real driver; how it ended is kept as a check."""
    asked = Try(**body.model_dump(), who=caller.principal)
    answer = await _audited(panel, request, caller, room, asked, f"{body.device}.{body.command}")
    says = f"{body.command} {answer['took_ms']:.0f} ms" if answer["done"] else f"{body.command}: {answer['says']}"
    note = FittingNote(kind="device", name=body.device, check="bench", passed=answer["done"], says=says[:400])
    await panel.fitting.note(await _described(panel, room), note, caller.principal)
    return answer


@router.get("/trace/{device}")
async def trace(panel: PanelHere, _: FitterHere, room: str, device: ItemName, after: int = 0) -> dict[str, Any]:
    """Say what was said to and by a device lately."""
    return await _ask(panel, room, Traced(device=device, after=max(0, after)))


@router.post("/vectors/{device}")
async def vectors(panel: PanelHere, caller: FitterHere, room: str, device: ItemName) -> dict[str, Any]:
    """Hold the device's profile against its vectors; what came of it is kept as a check."""
    answer = await _ask(panel, room, Vectors(device=device))
    wrong = [one for one in answer["vectors"] if one["says"]]
    says = f"{len(answer['vectors']) - len(wrong)}/{len(answer['vectors'])}"
    passed = bool(answer["vectors"]) and not wrong and not answer["gaps"]
    note = FittingNote(kind="device", name=device, check="vectors", passed=passed, says=says)
    await panel.fitting.note(await _described(panel, room), note, caller.principal)
    return answer


@router.get("/plans")
async def plans(panel: PanelHere, _: FitterHere, room: str) -> dict[str, Any]:
    """List the versions of the floor plan, newest first."""
    return {"versions": await panel.fitting.versions(room)}


@router.get("/plans/{version}")
async def plan(panel: PanelHere, _: FitterHere, room: str, version: int) -> dict[str, Any]:
    """Give one version of the floor plan."""
    kept = await panel.fitting.plan(room, version)
    if kept is None:
        raise Refusal(404, "没有这一版本 · There is no such version", str(version), "")
    return {"version": kept.version, "at": kept.at, "who": kept.who, "plan": kept.plan}


@router.post("/plans", status_code=201)
async def save_plan(panel: PanelHere, request: Request, caller: FitterHere, room: str, body: ToSave) -> dict[str, int]:
    """Keep a new version of the floor plan."""
    version = await panel.fitting.save(room, body.plan, caller.principal, body.upon)
    await panel.audit.note(caller.principal, "floor-plan", address=address_of(request), detail=f"{room} {version}")
    return {"version": version}


@router.post("/draft")
async def draft(panel: PanelHere, request: Request, caller: FitterHere, room: str, body: ToDraft) -> Any:
    """Write the room file with the plan in it, to be saved by a person; say how it differs from the running one."""
    return await _audited(panel, request, caller, room, Draft(plan=body.plan), "room file drafted")


@router.post("/notes", status_code=204)
async def note(panel: PanelHere, caller: FitterHere, room: str, body: ToNote) -> None:
    """Keep how a check ended that a person judged: a picture that was seen, a microphone that was heard."""
    described = await _described(panel, room)
    if not any((one.kind, one.name) == (body.kind, body.name) for one in described.items):
        raise Refusal(404, "设备文件中没有此项 · The room file knows no such thing", f"{body.kind} {body.name}", "")
    await panel.fitting.note(described, FittingNote(**body.model_dump()), caller.principal)


@router.post("/sign-offs", status_code=201)
async def sign_off(panel: PanelHere, request: Request, caller: FitterHere, room: str, body: ToSign) -> SignOff:
    """Sign the room off, by one's own account and for the state it runs by now."""
    if caller.holder.kind != "session":
        raise refuse_right("sign-off")
    described = await _described(panel, room)
    lines = await panel.fitting.lines(described)
    _hold_to_state(described, body.digest)
    left = sum(line.standing != "passed" for line in lines)
    if left and not body.remarks.strip():
        remedy = "请写明原因与处理 · Write why, and what is to be done."
        raise Refusal(422, "尚有未通过或未试的项目 · Something failed or was not tried", f"{left}", remedy, left=left)
    kept = await panel.fitting.plan(room)
    signed = SignOff(
        room=room,
        at=panel.now_ms(),
        who=caller.principal,
        name=caller.name,
        state=described.state,
        digest=described.digest,
        simulated=described.simulated,
        plan_version=kept.version if kept is not None else 0,
        lines=lines,
        remarks=body.remarks.strip(),
    )
    await panel.fitting.sign(signed)
    detail = f"{room} {described.digest[:16]}"
    await panel.audit.note(caller.principal, "room-signed-off", address=address_of(request), detail=detail)
    return signed


def _hold_to_state(described: FittedRoom, digest: str) -> None:
    if described.differs_on_disk:
        remedy = "请先重启法庭主机程序 · Start the courtroom's agent again first."
        raise Refusal(409, "设备文件已改而未启用 · The room file was changed and is not in use", "", remedy)
    if described.digest != digest:
        remedy = "请重新查看后再签 · Look again, then sign."
        raise Refusal(409, "设备文件或配置已变 · Room file or profiles have changed", described.digest[:16], remedy)


async def _described(panel: Panel, room: str) -> FittedRoom:
    return FittedRoom.model_validate(await _ask(panel, room, Describe()))


async def _described_or_why(panel: Panel, room: str) -> tuple[FittedRoom | None, str]:
    try:
        return await _described(panel, room), ""
    except Refusal as refusal:
        return None, refusal.title


async def _ask(panel: Panel, room: str, asked: BaseModel) -> dict[str, Any]:
    status, answer = await panel.links.ask_agent(room, "fitting", asked.model_dump(mode="json"), PATIENCE_S)
    if status not in (200, 202):
        more = {key: value for key, value in answer.items() if key not in ("title", "detail", "remedy")}
        raise Refusal(status, answer.get("title", ""), answer.get("detail", ""), answer.get("remedy", ""), **more)
    return answer


async def _audited(
    panel: Panel, request: Request, caller: Caller, room: str, asked: BaseModel, what: str
) -> dict[str, Any]:
    """Ask, and enter in the audit what was asked and how it ended; parameters only as the agent made them readable."""
    kind, address = f"fitting-{asked.model_dump()['do']}", address_of(request)
    try:
        answer = await _ask(panel, room, asked)
    except Refusal as refusal:
        detail = f"{room} {what}: {refusal.detail or refusal.title}"
        await panel.audit.note(caller.principal, kind, done=False, address=address, detail=detail)
        raise
    detail = f"{room} {what} {answer.get('args') or ''} {answer.get('says', '')}".strip()
    await panel.audit.note(caller.principal, kind, done=answer.get("done", True), address=address, detail=detail)
    return answer
