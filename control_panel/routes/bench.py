"""The bench's secret file (副卷): seats, quick messages, private notes, deliberations. Accounts of the bench and its clerk alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request
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


@dataclass(frozen=True)
class Acting:
    """Somebody of the bench or its staff, at one hearing's secret file."""

    panel: Panel
    hearing: str
    me: Member
    address: str

    @property
    def who(self) -> str:
        """The caller's principal."""
        return self.me.principal

    async def add(self, command: UUID, decide: Decide) -> BenchView:
        """Add what *decide* says to the file, and show it to who asked."""
        file = await self.panel.bench.add(self.hearing, self.who, command, self.address, decide)
        return await self.panel.bench.view(file, self.who, self.me.role)

    async def deliberate(self, command: UUID, decide: Callable[[SecretFile], Entry]) -> BenchView:
        """Add something to a deliberation, while the hearing rests and nothing listens."""
        quiet = self.panel.bench.quiet(self.panel.hearings.get(self.hearing))

        def quietly(file: SecretFile) -> Entry:
            entry = decide(file)
            if not quiet:
                raise Refusal(409, quiet.title, ", ".join(quiet.tracks), quiet.remedy, code=quiet.why)
            return entry

        return await self.add(command, quietly)

    async def refuse_no_sender(self) -> None:
        """Refuse who neither sits nor runs this hearing's course."""
        await self.panel.bench.refuse_no_sender(await self.panel.bench.store.read(self.hearing), self.who, self.me.role)


def _acting(panel: PanelHere, request: Request, caller: CallerHere, hearing: str) -> Acting:
    return Acting(panel, hearing, bench_caller(panel, caller, hearing), address_of(request))


ActingHere = Annotated[Acting, Depends(_acting)]


@router.get("")
async def look(acting: ActingHere) -> BenchView:
    """Show the file, cut to the caller."""
    bench = acting.panel.bench
    bench.refuse_away()
    view = await bench.view(await bench.store.read(acting.hearing), acting.who, acting.me.role)
    if view.may_send:
        await bench.store.looked(acting.hearing, acting.who, acting.address)
    return view


@router.get("/people")
async def people(acting: ActingHere) -> dict[str, list[dict[str, Any]]]:
    """List whom the presiding judge may seat: accounts of judges, assessors, clerks and assistants."""
    if not (await acting.panel.bench.store.read(acting.hearing)).is_chair(acting.who):
        raise refuse_right("chair")
    roles = {role.value for role in JUDGES | TAKERS}
    known = [one for one in await acting.panel.accounts.all() if one.role in roles and not one.disabled]
    return {"people": [{"principal": f"account:{one.id}", "name": one.name, "role": one.role} for one in known]}


@router.post("/chair")
async def take_chair(acting: ActingHere, body: Reason) -> BenchView:
    """Take the chair, as the presiding or sole judge of this hearing."""
    return await acting.add(body.id, lambda file: rules.take_chair(file, acting.me, body.id))


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
async def seat(acting: ActingHere, body: Seat) -> BenchView:
    """Seat a judge, an assessor, or who takes the minutes."""
    row = await acting.panel.accounts.get(body.principal)
    if row is None or row.role not in {role.value for role in Role}:
        raise Refusal(404, "没有此账号 · There is no such account", body.principal, "")
    member = Member(principal=body.principal, name=row.name, role=Role(row.role))
    return await acting.add(body.id, lambda file: rules.seat(file, acting.who, member, body.id))


@router.delete("/seats/{principal}")
async def unseat(acting: ActingHere, principal: str) -> BenchView:
    """Let somebody sit no more."""
    command = uuid4()
    return await acting.add(command, lambda file: rules.unseat(file, acting.who, principal, command))


@router.post("/messages", status_code=201)
async def send(acting: ActingHere, body: Said) -> BenchView:
    """Send a quick message to bench and clerk."""
    await acting.refuse_no_sender()
    said = (body.template, body.text)
    return await acting.add(body.id, lambda file: rules.send(file, acting.me, said, body.id))


@router.post("/messages/seen")
async def see(acting: ActingHere, body: Seen) -> BenchView:
    """Note that the caller has seen the messages up to one."""
    await acting.refuse_no_sender()
    return await acting.add(body.id, lambda file: rules.see(file, acting.who, body.until, body.id))


@router.put("/notes")
async def keep_note(acting: ActingHere, body: Note) -> BenchView:
    """Keep a private note; its earlier versions stay in the file, and nobody else is shown any."""
    return await acting.add(body.id, lambda file: rules.keep_note(file, acting.who, body.note, body.text, body.id))


@router.post("/deliberations", status_code=201)
async def begin(acting: ActingHere, body: Question) -> BenchView:
    """Open a deliberation, as the presiding judge."""
    return await acting.deliberate(body.id, lambda file: rules.begin(file, acting.who, body.question, body.id))


@router.put("/deliberations/{number}/{part}")
async def write(acting: ActingHere, number: int, part: Part, body: Words) -> BenchView:
    """Give the own opinion, take down how it went, or put down what was resolved; given again it is corrected."""
    keep = _WRITTEN[part]
    return await acting.deliberate(body.id, lambda file: keep(file, acting.who, number, body.text, body.id))


@router.post("/deliberations/{number}/signature")
async def sign(acting: ActingHere, caller: CallerHere, number: int, body: Signing) -> BenchView:
    """Sign the minutes, with the own password given anew; they are locked once everybody has."""
    await _refuse_other_person(acting.panel, caller, body.password, acting.address)
    return await acting.deliberate(body.id, lambda file: rules.sign(file, acting.who, number, body.sha256, body.id))


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
async def end(acting: ActingHere, number: int, body: Reason) -> BenchView:
    """End a deliberation without minutes that all have signed, with a reason; what was written is kept."""
    return await acting.deliberate(body.id, lambda file: rules.end(file, acting.who, number, body.reason, body.id))


@router.get("/deliberations/{number}/minutes")
async def read_minutes(acting: ActingHere, number: int) -> dict[str, object]:
    """Give one deliberation's minutes as they are signed, to print: for who sits, and on the audit."""
    bench = acting.panel.bench
    bench.refuse_away()
    file = await bench.store.read(acting.hearing)
    if not file.may_deliberate(acting.who) or not 1 <= number <= len(file.deliberations):
        raise rules.refuse_outsider()
    await bench.store.looked(acting.hearing, acting.who, acting.address)
    return minutes(file, file.deliberations[number - 1])
