"""What of a secret file one person's page is shown: messages to bench and clerk, deliberations to who sits, notes to their owner."""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from control_panel.bench.entries import Member, Template
from control_panel.bench.quiet import Quiet
from control_panel.bench.secret_file import Deliberation, SecretFile, Written, minutes_sha256
from hearing.ids import Milliseconds

MOST_SHOWN = 100
"""Messages that a page is shown: the latest."""
State = Literal["open", "locked", "ended"]


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ShownText(_Shown):
    """Something written, and how often it was corrected."""

    text: str
    at: Milliseconds
    revision: int


class ShownMessage(_Shown):
    """A quick message, and who has seen it."""

    seq: int
    at: Milliseconds
    sender: Member
    template: Template | None
    text: str
    seen_by: tuple[str, ...]


class ShownNote(ShownText):
    """One of the reader's own notes."""

    note: UUID


class ShownSigner(_Shown):
    """Who signs, and whether the signature stands under the text as it is."""

    member: Member
    state: Literal["due", "signed", "void"]
    at: Milliseconds | None = None


class ShownDeliberation(_Shown):
    """A deliberation, whole."""

    number: int
    state: State
    begun_at: Milliseconds
    ended_at: Milliseconds | None
    ended_reason: str
    members: tuple[Member, ...]
    question: str
    opinions: dict[str, ShownText]
    course: ShownText | None
    result: ShownText | None
    signers: tuple[ShownSigner, ...]
    sha256: str


class BenchView(_Shown):
    """The secret file for one person now."""

    seq: int
    me: str
    may_send: bool = False
    may_deliberate: bool = False
    is_chair: bool = False
    is_on_panel: bool = False
    chair: Member | None = None
    seats: tuple[Member, ...] = ()
    messages: tuple[ShownMessage, ...] = ()
    notes: tuple[ShownNote, ...] = ()
    deliberations: tuple[ShownDeliberation, ...] = ()
    quiet: str = ""
    """Why there can be no deliberation now: a word; empty when there can."""
    quiet_title: str = ""
    quiet_remedy: str = ""


def bench_view(file: SecretFile, me: str, quiet: Quiet, *, is_clerk: bool) -> BenchView:
    """Cut *file* to what *me* may know; *is_clerk* says whether that is the clerk who runs the hearing."""
    sits = file.may_deliberate(me)
    may_send = sits or is_clerk
    return BenchView(
        seq=file.seq if may_send else 0,
        me=me,
        may_send=may_send,
        may_deliberate=sits,
        is_chair=file.is_chair(me),
        is_on_panel=file.is_on_panel(me),
        chair=file.chair,
        seats=tuple(file.seats.values()) if may_send else (),
        messages=tuple(_messages(file)) if may_send else (),
        notes=tuple(_notes(file, me)),
        deliberations=tuple(_deliberation(file, one) for one in file.deliberations) if sits else (),
        quiet=quiet.why if sits else "",
        quiet_title=quiet.title if sits else "",
        quiet_remedy=quiet.remedy if sits else "",
    )


def _messages(file: SecretFile) -> Iterable[ShownMessage]:
    for one in file.messages[-MOST_SHOWN:]:
        seen = (who for who, until in file.seen.items() if until >= one.seq and who != one.sender.principal)
        yield ShownMessage(
            seq=one.seq, at=one.at, sender=one.sender, template=one.template, text=one.text, seen_by=tuple(seen)
        )


def _notes(file: SecretFile, me: str) -> Iterable[ShownNote]:
    for note, written in file.notes.get(me, {}).items():
        if written.text:
            yield ShownNote(note=note, text=written.text, at=written.at, revision=written.revision)


def _deliberation(file: SecretFile, one: Deliberation) -> ShownDeliberation:
    digest = minutes_sha256(file, one)
    return ShownDeliberation(
        number=one.number,
        state="locked" if one.locked_at is not None else "ended" if one.ended_at is not None else "open",
        begun_at=one.begun_at,
        ended_at=one.locked_at or one.ended_at,
        ended_reason=one.ended_reason,
        members=one.members,
        question=one.question,
        opinions={who: text for who, said in one.opinions.items() if (text := _text(said)) is not None},
        course=_text(one.course),
        result=_text(one.result),
        signers=tuple(_signers(file, one, digest)),
        sha256=digest,
    )


def _signers(file: SecretFile, one: Deliberation, digest: str) -> Iterable[ShownSigner]:
    people = {member.principal: member for member in (*one.members, *(file.takers if one.is_open else ()))}
    people |= {who: signed.member for who, signed in one.signatures.items()}
    for who, member in people.items():
        signed = one.signatures.get(who)
        if signed is None:
            yield ShownSigner(member=member, state="due")
        else:
            yield ShownSigner(member=member, state="signed" if signed.sha256 == digest else "void", at=signed.at)


def _text(written: Written | None) -> ShownText | None:
    return ShownText(text=written.text, at=written.at, revision=written.revision) if written is not None else None
