"""The bench's secret file (副卷): seats, quick messages, private notes, deliberations. Accounts of the bench and its clerk alone."""

from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from control_panel.bench import rules
from control_panel.bench.entries import MESSAGE_LETTERS, Entry, Member, Template, Text
from control_panel.bench.secret_file import JUDGES, TAKERS, SecretFile, minutes
from control_panel.bench.secret_store import Decide
from control_panel.bench.shown import BenchView
from control_panel.errors import Refusal
from control_panel.identity import Caller, CallerHere, address_of, hearing_of, refuse_right
from control_panel.panel import Panel, PanelHere
from hearing.participant import Role

router = APIRouter(tags=["bench"], prefix="/hearings/{hearing}/bench")
Part = Literal["opinion", "course", "result"]
_WRITTEN: dict[Part, Callable[[SecretFile, str, int, str, UUID], Entry]] = {
    "opinion": rules.give_opinion,
    "course": rules.keep_course,
    "result": rules.keep_result,
}


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID = Field(default_factory=uuid4)
    """The page's own number of this act: given again, it is done once."""


class Reason(_Body):
    """Why."""

    reason: Annotated[str, Field(max_length=400)] = ""


class Seat(_Body):
    """Whom to seat."""

    principal: Annotated[str, Field(pattern=r"^account:[0-9]{1,12}$")]


class Said(_Body):
    """A quick message."""

    template: Template | None = None
    text: Annotated[str, Field(max_length=MESSAGE_LETTERS)] = ""


class Seen(_Body):
    """Up to which message all were seen."""

    until: Annotated[int, Field(ge=0)]


class Note(_Body):
    """A private note as it reads from now on."""

    note: UUID
    text: Text


class Question(_Body):
    """What is deliberated."""

    question: Annotated[str, Field(max_length=2000)] = ""


class Words(_Body):
    """An opinion, how it went, or what was resolved."""

    text: Text


class Signing(_Body):
    """The digest of the minutes that were read, and the signer's password, given anew."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    password: Annotated[str, Field(min_length=1, max_length=200)]


def bench_caller(panel: Panel, caller: Caller, hearing: str) -> Member:
    """Return who calls, as a person of the tribunal or its staff by the own account; a join link is not enough.

    Raises:
        Refusal: it is somebody else (403), or the hearing is none of the caller's business (404).
    """
    state = hearing_of(caller, panel.hearings, hearing)
    if caller.holder.kind != "session" or caller.is_administrator or not caller.knows_whole(state):
        raise refuse_right("bench")
    return Member(principal=caller.principal, name=caller.name, role=Role(caller.role))


async def _add(panel: Panel, request: Request, me: Member, hearing: str, command: UUID, decide: Decide) -> BenchView:
    """Add what *decide* says to the file, and show it to who asked."""
    file = await panel.bench.add(hearing, me.principal, command, address_of(request), decide)
    return await panel.bench.view(file, me.principal, me.role)


@router.get("")
async def look(panel: PanelHere, request: Request, caller: CallerHere, hearing: str) -> BenchView:
    """Show the file, cut to the caller."""
    me = bench_caller(panel, caller, hearing)
    panel.bench.refuse_away()
    view = await panel.bench.view(await panel.bench.store.read(hearing), me.principal, me.role)
    if view.may_send:
        await panel.bench.store.looked(hearing, me.principal, address_of(request))
    return view


@router.get("/people")
async def people(panel: PanelHere, caller: CallerHere, hearing: str) -> dict[str, list[dict[str, Any]]]:
    """List whom the presiding judge may seat: accounts of judges, assessors, clerks and assistants."""
    me = bench_caller(panel, caller, hearing)
    if not (await panel.bench.store.read(hearing)).is_chair(me.principal):
        raise refuse_right("chair")
    roles = {role.value for role in JUDGES | TAKERS}
    known = [one for one in await panel.accounts.all() if one.role in roles and not one.disabled]
    return {"people": [{"principal": f"account:{one.id}", "name": one.name, "role": one.role} for one in known]}


@router.post("/chair")
async def take_chair(panel: PanelHere, request: Request, caller: CallerHere, hearing: str, body: Reason) -> BenchView:
    """Take the chair, as the presiding or sole judge of this hearing."""
    me = bench_caller(panel, caller, hearing)
    return await _add(panel, request, me, hearing, body.id, lambda file: rules.take_chair(file, me, body.id))


@router.post("/chair/vacation", status_code=204)
async def vacate(panel: PanelHere, request: Request, caller: CallerHere, hearing: str, body: Reason) -> None:
    """Give the chair up; an administrator frees it with a reason, and is shown nothing."""
    if not caller.is_administrator:
        bench_caller(panel, caller, hearing)
    panel.hearings.get(hearing)
    who, is_administrator = caller.principal, caller.is_administrator
    await panel.bench.add(
        hearing, who, body.id, address_of(request),
        lambda file: rules.vacate(file, who, body.reason, body.id, is_administrator=is_administrator),
    )  # fmt: skip


@router.post("/seats")
async def seat(panel: PanelHere, request: Request, caller: CallerHere, hearing: str, body: Seat) -> BenchView:
    """Seat a judge, an assessor, or who takes the minutes."""
    me = bench_caller(panel, caller, hearing)
    row = await panel.accounts.get(body.principal)
    if row is None or row.role not in {role.value for role in Role}:
        raise Refusal(404, "没有此账号 · There is no such account", body.principal, "")
    member = Member(principal=body.principal, name=row.name, role=Role(row.role))
    return await _add(
        panel, request, me, hearing, body.id, lambda file: rules.seat(file, me.principal, member, body.id)
    )


@router.delete("/seats/{principal}")
async def unseat(panel: PanelHere, request: Request, caller: CallerHere, hearing: str, principal: str) -> BenchView:
    """Let somebody sit no more."""
    me, command = bench_caller(panel, caller, hearing), uuid4()
    return await _add(
        panel, request, me, hearing, command, lambda file: rules.unseat(file, me.principal, principal, command)
    )


@router.post("/messages", status_code=201)
async def send(panel: PanelHere, request: Request, caller: CallerHere, hearing: str, body: Said) -> BenchView:
    """Send a quick message to bench and clerk."""
    me = bench_caller(panel, caller, hearing)
    await panel.bench.refuse_no_sender(await panel.bench.store.read(hearing), me.principal, me.role)
    said = (body.template, body.text)
    return await _add(panel, request, me, hearing, body.id, lambda file: rules.send(file, me, said, body.id))


@router.post("/messages/seen")
async def see(panel: PanelHere, request: Request, caller: CallerHere, hearing: str, body: Seen) -> BenchView:
    """Note that the caller has seen the messages up to one."""
    me = bench_caller(panel, caller, hearing)
    await panel.bench.refuse_no_sender(await panel.bench.store.read(hearing), me.principal, me.role)
    return await _add(
        panel, request, me, hearing, body.id, lambda file: rules.see(file, me.principal, body.until, body.id)
    )


@router.put("/notes")
async def keep_note(panel: PanelHere, request: Request, caller: CallerHere, hearing: str, body: Note) -> BenchView:
    """Keep a private note; its earlier versions stay in the file, and nobody else is shown any."""
    me = bench_caller(panel, caller, hearing)
    return await _add(
        panel,
        request,
        me,
        hearing,
        body.id,
        lambda file: rules.keep_note(file, me.principal, body.note, body.text, body.id),
    )


async def _deliberate(
    panel: Panel,
    request: Request,
    caller: Caller,
    hearing: str,
    body: _Body,
    decide: Callable[[SecretFile, str], Entry],
) -> BenchView:
    """Add something to a deliberation, while the hearing rests and nothing listens."""
    me = bench_caller(panel, caller, hearing)
    quiet = panel.bench.quiet(panel.hearings.get(hearing))

    def quietly(file: SecretFile) -> Entry:
        entry = decide(file, me.principal)
        if not quiet:
            raise Refusal(409, quiet.title, ", ".join(quiet.tracks), quiet.remedy, code=quiet.why)
        return entry

    return await _add(panel, request, me, hearing, body.id, quietly)


@router.post("/deliberations", status_code=201)
async def begin(panel: PanelHere, request: Request, caller: CallerHere, hearing: str, body: Question) -> BenchView:
    """Open a deliberation, as the presiding judge."""
    return await _deliberate(
        panel, request, caller, hearing, body, lambda file, me: rules.begin(file, me, body.question, body.id)
    )


@router.put("/deliberations/{number}/{part}")
async def write(
    panel: PanelHere, request: Request, caller: CallerHere, hearing: str, number: int, part: Part, body: Words
) -> BenchView:
    """Give the own opinion, take down how it went, or put down what was resolved; given again it is corrected."""
    return await _deliberate(
        panel, request, caller, hearing, body,
        lambda file, me: _WRITTEN[part](file, me, number, body.text, body.id),
    )  # fmt: skip


@router.post("/deliberations/{number}/signature")
async def sign(
    panel: PanelHere, request: Request, caller: CallerHere, hearing: str, number: int, body: Signing
) -> BenchView:
    """Sign the minutes, with the own password given anew; they are locked once everybody has."""
    bench_caller(panel, caller, hearing)
    await _refuse_other_person(panel, caller, body.password, address_of(request))
    return await _deliberate(
        panel, request, caller, hearing, body,
        lambda file, me: rules.sign(file, me, number, body.sha256, body.id),
    )  # fmt: skip


async def _refuse_other_person(panel: Panel, caller: Caller, password: str, address: str) -> None:
    row = await panel.accounts.get(caller.principal)
    if row is None or not row.password:
        remedy = "先在本人账号中设置口令 · Set a password of your own first."
        raise Refusal(409, "本人账号没有口令，无法签名 · Your account has no password to sign with", "", remedy)
    try:
        await panel.accounts.sign_in(caller.account, password, address)
    except Refusal as refusal:
        if refusal.status != 401:  # noqa: PLR2004 - tried too often
            raise
        raise Refusal(403, "口令不正确，未签名 · Wrong password, not signed", "", "重新输入 · Type it again.") from None


@router.post("/deliberations/{number}/end")
async def end(
    panel: PanelHere, request: Request, caller: CallerHere, hearing: str, number: int, body: Reason
) -> BenchView:
    """End a deliberation without minutes that all have signed, with a reason; what was written is kept."""
    return await _deliberate(
        panel, request, caller, hearing, body,
        lambda file, me: rules.end(file, me, number, body.reason, body.id),
    )  # fmt: skip


@router.get("/deliberations/{number}/minutes")
async def read_minutes(
    panel: PanelHere, request: Request, caller: CallerHere, hearing: str, number: int
) -> dict[str, object]:
    """Give one deliberation's minutes as they are signed, to print: for who sits, and on the audit."""
    me = bench_caller(panel, caller, hearing)
    panel.bench.refuse_away()
    file = await panel.bench.store.read(hearing)
    if not file.may_deliberate(me.principal) or not 1 <= number <= len(file.deliberations):
        raise rules.refuse_outsider()
    await panel.bench.store.looked(hearing, me.principal, address_of(request))
    return minutes(file, file.deliberations[number - 1])
