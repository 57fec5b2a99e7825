"""A hearing's secret file as it stands: the fold of its entries, and who may read what of it. Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from dataclasses import replace as but
from uuid import UUID

from control_panel.bench.entries import (
    ChairTaken,
    ChairVacated,
    CourseKept,
    DeliberationBegun,
    DeliberationEnded,
    Entry,
    Member,
    MessageSent,
    MessagesSeen,
    MinutesSigned,
    NoteKept,
    OpinionGiven,
    ResultKept,
    Seated,
    Template,
    Unseated,
)
from hearing.ids import Milliseconds
from hearing.participant import Role
from recorder.index import canonical

JUDGES = frozenset({Role.PRESIDING_JUDGE, Role.SOLE_JUDGE, Role.JUDGE, Role.PEOPLES_ASSESSOR})
"""Who can sit on the panel (合议庭)."""
TAKERS = frozenset({Role.CLERK, Role.JUDGES_ASSISTANT})
"""Who can be admitted to take the minutes and signs them too (刑诉解释 §299)."""


@dataclass(frozen=True)
class Kept:
    """An entry as it was added."""

    seq: int
    at: Milliseconds
    who: str
    entry: Entry


@dataclass(frozen=True)
class Written:
    """What somebody wrote, as it reads now; *revision* counts the earlier versions, which are kept."""

    who: str
    text: str
    at: Milliseconds
    revision: int = 0


@dataclass(frozen=True)
class Message:
    """A quick message."""

    seq: int
    at: Milliseconds
    sender: Member
    template: Template | None
    text: str


@dataclass(frozen=True)
class Signed:
    """A signature under minutes with this digest."""

    member: Member
    sha256: str
    at: Milliseconds


@dataclass(frozen=True)
class Deliberation:
    """One deliberation and its minutes (评议笔录)."""

    number: int
    begun_at: Milliseconds
    begun_by: str
    members: tuple[Member, ...]
    question: str = ""
    opinions: dict[str, Written] = field(default_factory=dict)
    course: Written | None = None
    result: Written | None = None
    signatures: dict[str, Signed] = field(default_factory=dict)
    ended_at: Milliseconds | None = None
    ended_reason: str = ""
    locked_at: Milliseconds | None = None

    @property
    def is_open(self) -> bool:
        """Whether anything can still be written in it."""
        return self.locked_at is None and self.ended_at is None


@dataclass(frozen=True)
class SecretFile:
    """Everything of one hearing that only the bench may know."""

    hearing: str
    seq: int = 0
    chair: Member | None = None
    seats: dict[str, Member] = field(default_factory=dict)
    """Who sits, the chair among them, and who was admitted to take minutes."""
    messages: tuple[Message, ...] = ()
    seen: dict[str, int] = field(default_factory=dict)
    notes: dict[str, dict[UUID, Written]] = field(default_factory=dict)
    deliberations: tuple[Deliberation, ...] = ()
    known: dict[UUID, tuple[str, int]] = field(default_factory=dict)
    """Entries by their own id: who added it, and its number."""

    @property
    def panel(self) -> tuple[Member, ...]:
        """The panel of judges: the chair first."""
        judges = [one for one in self.seats.values() if one.role in JUDGES]
        return tuple(sorted(judges, key=lambda one: self.chair is None or one.principal != self.chair.principal))

    @property
    def takers(self) -> tuple[Member, ...]:
        """Who was admitted to the minutes without a vote."""
        return tuple(one for one in self.seats.values() if one.role in TAKERS)

    @property
    def now(self) -> Deliberation | None:
        """The deliberation that is open."""
        return next((one for one in self.deliberations if one.is_open), None)

    def is_chair(self, principal: str) -> bool:
        """Whether *principal* presides."""
        return self.chair is not None and self.chair.principal == principal

    def is_on_panel(self, principal: str) -> bool:
        """Whether *principal* is one of the panel's judges."""
        return principal in self.seats and self.seats[principal].role in JUDGES

    def may_deliberate(self, principal: str) -> bool:
        """Whether deliberations are any of *principal*'s business: the panel, and who takes the minutes."""
        return principal in self.seats

    def signers(self, deliberation: Deliberation) -> tuple[Member, ...]:
        """List who signs the minutes: the members, and who was admitted to take them."""
        return (*deliberation.members, *self.takers)


def minutes(file: SecretFile, deliberation: Deliberation) -> dict[str, object]:
    """Give what is signed: who sat, what each said under the own name, how it went and what was resolved."""
    return {
        "hearing": file.hearing,
        "number": deliberation.number,
        "begun_at": deliberation.begun_at,
        "members": [one.model_dump(mode="json") for one in deliberation.members],
        "question": deliberation.question,
        "opinions": [
            {"who": one.principal, "text": said.text, "revision": said.revision}
            for one in deliberation.members
            if (said := deliberation.opinions.get(one.principal)) is not None
        ],
        "course": deliberation.course.text if deliberation.course else "",
        "result": deliberation.result.text if deliberation.result else "",
    }


def minutes_sha256(file: SecretFile, deliberation: Deliberation) -> str:
    """Return the digest over which the minutes are signed."""
    return hashlib.sha256(canonical(minutes(file, deliberation))).hexdigest()


def fold(hearing: str, kept: Iterable[Kept]) -> SecretFile:
    """Return the file that follows from its entries."""
    file, known = SecretFile(hearing), dict[UUID, tuple[str, int]]()
    for one in kept:
        file = _after(file, one)
        known[one.entry.id] = (one.who, one.seq)
    return but(file, known=known)


def apply(file: SecretFile, kept: Kept) -> SecretFile:
    """Return the file after one more entry."""
    return but(_after(file, kept), known={**file.known, kept.entry.id: (kept.who, kept.seq)})


def _after(file: SecretFile, kept: Kept) -> SecretFile:
    entry = kept.entry
    file = but(file, seq=kept.seq)
    match entry:
        case ChairTaken() | ChairVacated() | Seated() | Unseated():
            return _reseated(file, entry)
        case MessageSent():
            said = Message(kept.seq, kept.at, entry.member, entry.template, entry.text)
            return but(file, messages=(*file.messages, said))
        case MessagesSeen():
            return but(file, seen={**file.seen, kept.who: max(entry.until, file.seen.get(kept.who, 0))})
        case NoteKept():
            own = file.notes.get(kept.who, {})
            return but(
                file,
                notes={**file.notes, kept.who: {**own, entry.note: _written(kept, entry.text, own.get(entry.note))}},
            )
        case DeliberationBegun():
            number = len(file.deliberations) + 1
            begun = Deliberation(number, kept.at, kept.who, entry.members, entry.question)
            return but(file, deliberations=(*file.deliberations, begun))
        case _:
            before = file.deliberations[entry.number - 1]
            after = _deliberated(file, before, kept)
            return but(file, deliberations=tuple(after if one is before else one for one in file.deliberations))


def _reseated(file: SecretFile, entry: ChairTaken | ChairVacated | Seated | Unseated) -> SecretFile:
    match entry:
        case ChairTaken():
            return but(file, chair=entry.member, seats={**file.seats, entry.member.principal: entry.member})
        case ChairVacated():
            leaving = file.chair.principal if file.chair is not None else ""
            return but(file, chair=None, seats=_without(file.seats, leaving))
        case Seated():
            return but(file, seats={**file.seats, entry.member.principal: entry.member})
        case Unseated():
            return but(file, seats=_without(file.seats, entry.principal))


def _deliberated(file: SecretFile, now: Deliberation, kept: Kept) -> Deliberation:
    match kept.entry:
        case OpinionGiven(text=text):
            written = _written(kept, text, now.opinions.get(kept.who))
            return but(now, opinions={**now.opinions, kept.who: written})
        case CourseKept(text=text):
            return but(now, course=_written(kept, text, now.course))
        case ResultKept(text=text):
            return but(now, result=_written(kept, text, now.result))
        case DeliberationEnded(reason=reason):
            return but(now, ended_at=kept.at, ended_reason=reason)
        case MinutesSigned() as signed:
            return _signed(file, now, kept, signed)
        case _:
            return now


def _signed(file: SecretFile, now: Deliberation, kept: Kept, entry: MinutesSigned) -> Deliberation:
    """Lock the minutes once everybody has signed them as they stand."""
    signature = Signed(entry.member, entry.sha256, kept.at)
    after = but(now, signatures={**now.signatures, kept.who: signature})
    due = {one.principal for one in file.signers(after)}
    standing = {who for who, one in after.signatures.items() if one.sha256 == entry.sha256}
    return but(after, locked_at=kept.at) if due <= standing else after


def _written(kept: Kept, text: str, before: Written | None) -> Written:
    return Written(kept.who, text, kept.at, before.revision + 1 if before is not None else 0)


def _without(seats: dict[str, Member], principal: str) -> dict[str, Member]:
    return {who: one for who, one in seats.items() if who != principal}
