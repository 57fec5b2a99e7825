"""The panel's tables. Secrets are kept as SHA-256 of high-entropy values, passwords as argon2id.

Everything of a hearing lies in ``events``, which only ever grows; the other tables are identity, its audit,
and indexes that can be made anew from the log.
"""

from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables."""


class Account(Base):
    """A person of the court who signs in with a password."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    account: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(40))
    """A :class:`hearing.participant.Role` or ``administrator``."""
    password: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(8), default="zh-CN")
    created_at: Mapped[int] = mapped_column(Integer)
    disabled: Mapped[bool] = mapped_column(default=False)


class Token(Base):
    """What a principal shows at each request."""

    __tablename__ = "tokens"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    """``session``, ``participant``, ``agent``, ``service`` or ``display``."""
    principal: Mapped[str] = mapped_column(String(80), index=True)
    hearing: Mapped[str | None] = mapped_column(String(16), default=None)
    created_at: Mapped[int] = mapped_column(Integer)
    expires_at: Mapped[int | None] = mapped_column(Integer, default=None)
    revoked_at: Mapped[int | None] = mapped_column(Integer, default=None)


class Ticket(Base):
    """A code or link that is changed for a token."""

    __tablename__ = "tickets"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    """``set-up``, ``sign-in``, ``join`` or ``enrol``."""
    principal: Mapped[str] = mapped_column(String(80), default="")
    hearing: Mapped[str | None] = mapped_column(String(16), default=None)
    created_at: Mapped[int] = mapped_column(Integer)
    expires_at: Mapped[int] = mapped_column(Integer)
    used_at: Mapped[int | None] = mapped_column(Integer, default=None)


class AuditEntry(Base):
    """Who did or tried what, when and from where."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[int] = mapped_column(Integer, index=True)
    who: Mapped[str] = mapped_column(String(80))
    what: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str] = mapped_column(String(16))
    """``done`` or ``refused``."""
    hearing: Mapped[str | None] = mapped_column(String(16), default=None)
    address: Mapped[str] = mapped_column(String(64), default="")
    detail: Mapped[str] = mapped_column(Text, default="")


class Room(Base):
    """A courtroom, as its agent described it when it was enrolled."""

    __tablename__ = "rooms"

    room: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    described: Mapped[Any] = mapped_column(JSON)
    agent: Mapped[str] = mapped_column(String(80))
    enrolled_at: Mapped[int] = mapped_column(Integer)


class HearingRow(Base):
    """One hearing's place in the schedule: an index over its log."""

    __tablename__ = "hearings"

    hearing: Mapped[str] = mapped_column(String(16), primary_key=True)
    case_number: Mapped[str] = mapped_column(String(80), index=True)
    room: Mapped[str] = mapped_column(String(32), index=True)
    planned_at: Mapped[int] = mapped_column(Integer, index=True)


class EventRow(Base):
    """One event of one hearing's log. Never changed, never deleted."""

    __tablename__ = "events"

    hearing: Mapped[str] = mapped_column(ForeignKey("hearings.hearing"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    fence: Mapped[int] = mapped_column(Integer)
    at: Mapped[int] = mapped_column(Integer)
    who: Mapped[str] = mapped_column(String(80))
    type: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("events_by_type", "hearing", "type"),)


class CommandRow(Base):
    """A command that was carried out: giving it again gives the same answer."""

    __tablename__ = "commands"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    hearing: Mapped[str] = mapped_column(String(16))
    principal: Mapped[str] = mapped_column(String(80))
    seq: Mapped[int] = mapped_column(Integer)
    """The event that answered it."""


class HandoverRow(Base):
    """A hearing that came from a courtroom that was alone (``in``), or that left such a one (``out``)."""

    __tablename__ = "handovers"

    hearing: Mapped[str] = mapped_column(String(16), primary_key=True)
    way: Mapped[str] = mapped_column(String(8))
    room: Mapped[str] = mapped_column(String(32))
    peer: Mapped[str] = mapped_column(String(200))
    """Address of the other side."""
    at: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(16))
    """``conflict`` or ``merged``; of one that left, ``leaving`` until the server has it, then ``left``."""
    seq: Mapped[int] = mapped_column(Integer)
    """Events of the log then."""
    chain: Mapped[str] = mapped_column(String(64))
    names: Mapped[Any] = mapped_column(JSON)
    """Names of the people in the log, by principal, as the other side knows them."""
    says: Mapped[Any] = mapped_column(JSON)
    """Conflicts, and what of the record was damaged."""


class SettlementRow(Base):
    """How people settled that a hearing is held twice, at the server and in a courtroom. Never deleted once approved."""

    __tablename__ = "settlements"

    hearing: Mapped[str] = mapped_column(String(16), primary_key=True)
    keep: Mapped[str] = mapped_column(String(8))
    """``both``, ``room`` or ``server``."""
    reason: Mapped[str] = mapped_column(String(2000))
    proposed_by: Mapped[str] = mapped_column(String(80))
    proposed_at: Mapped[int] = mapped_column(Integer)
    approved_by: Mapped[str] = mapped_column(String(80), default="")
    approved_at: Mapped[int | None] = mapped_column(Integer, default=None)
    act: Mapped[str] = mapped_column(String(8), default="")
    """What that comes to: ``replace`` (the room's log is in force), ``aside`` (it is kept beside), ``stand`` (both are
    hearings of their own already)."""
    done_at: Mapped[int | None] = mapped_column(Integer, default=None)
    """When it was carried out: where the room has to hand in again, after it did."""
    in_force: Mapped[str] = mapped_column(String(20), default="")
    """Name under which the log in force is stored; empty where that is the hearing's own."""
    says: Mapped[Any] = mapped_column(JSON, default=dict)
    """Of the side that does not stand: where it lies, and the hash over all of it; the hearing that was made for it."""


class LeaseRow(Base):
    """A running hearing that a courtroom's standby panel follows, at the server and in the room alike."""

    __tablename__ = "leases"

    hearing: Mapped[str] = mapped_column(String(16), primary_key=True)
    room: Mapped[str] = mapped_column(String(32))
    writer: Mapped[str] = mapped_column(String(8))
    """``server`` or ``room``; the room knows best."""
    fence: Mapped[int] = mapped_column(Integer)
    url: Mapped[str] = mapped_column(String(200))
    """Where the other side's pages are reached."""


class ReplicaRow(Base):
    """One object of the record in one place: whether it is there, and when its octets were last proven."""

    __tablename__ = "replicas"

    object: Mapped[str] = mapped_column(String(300), primary_key=True)
    location: Mapped[str] = mapped_column(String(200), primary_key=True)
    hearing: Mapped[str] = mapped_column(String(16), index=True)
    """Empty for what is of no hearing."""
    kind: Mapped[str] = mapped_column(String(16))
    """``batch``, ``package`` or ``installation``."""
    uri: Mapped[str] = mapped_column(String(600))
    version: Mapped[str] = mapped_column(String(200), default="")
    bytes: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(16))
    """``stored``, ``verified``, ``damaged`` or ``missing``; of one that is to go ``going``, ``locked`` and at last ``removed``."""
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    """How often it was written, checked, or tried to be taken away."""
    stored_at: Mapped[int] = mapped_column(Integer)
    verified_at: Mapped[int | None] = mapped_column(Integer, default=None)
    tried_at: Mapped[int | None] = mapped_column(Integer, default=None)
    """When it was last tried to be taken away."""
    again_at: Mapped[int | None] = mapped_column(Integer, default=None)
    """When it is tried again, where the place said until when it is locked."""
    says: Mapped[str] = mapped_column(String(300), default="")
    """Why it is still there."""


class CaseTerm(Base):
    """How long everything of a case is kept, and when the case was closed."""

    __tablename__ = "case_terms"

    case_number: Mapped[str] = mapped_column(String(80), primary_key=True)
    term: Mapped[str | None] = mapped_column(String(16), default=None)
    """A :data:`recorder.keeping.term.Term`."""
    closed_at: Mapped[int | None] = mapped_column(Integer, default=None)


class HoldRow(Base):
    """A reason why a hearing's record must stay. Lifted ones are kept."""

    __tablename__ = "holds"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    hearing: Mapped[str] = mapped_column(String(16), index=True)
    who: Mapped[str] = mapped_column(String(80))
    why: Mapped[str] = mapped_column(String(400))
    set_at: Mapped[int] = mapped_column(Integer)
    lifted_by: Mapped[str | None] = mapped_column(String(80), default=None)
    lifted_at: Mapped[int | None] = mapped_column(Integer, default=None)


class RemovalRow(Base):
    """A removal under way; taking it back takes the row away, the audit keeps both."""

    __tablename__ = "removals"

    hearing: Mapped[str] = mapped_column(String(16), primary_key=True)
    hidden_by: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(400))
    hidden_at: Mapped[int] = mapped_column(Integer)
    approved_by: Mapped[str] = mapped_column(String(80), default="")
    approved_at: Mapped[int | None] = mapped_column(Integer, default=None)
    shredded_at: Mapped[int | None] = mapped_column(Integer, default=None)


class LockRow(Base):
    """Until when the objects of one record are locked in one place, and what of them the place did not lengthen."""

    __tablename__ = "locks"

    hearing: Mapped[str] = mapped_column(String(16), primary_key=True)
    location: Mapped[str] = mapped_column(String(200), primary_key=True)
    until: Mapped[int] = mapped_column(Integer)
    objects: Mapped[int] = mapped_column(Integer)
    refused: Mapped[int] = mapped_column(Integer)
    says: Mapped[str] = mapped_column(String(300), default="")
    tried_at: Mapped[int] = mapped_column(Integer)


class CleanUpRow(Base):
    """A record of which the courtroom PC's copy and the batches are not needed any more: its package is proven."""

    __tablename__ = "clean_ups"

    hearing: Mapped[str] = mapped_column(String(16), primary_key=True)
    ordered_at: Mapped[int] = mapped_column(Integer)


class TombstoneRow(Base):
    """What is left here of a hearing whose record was shredded: its log and its words are gone."""

    __tablename__ = "tombstones"

    hearing: Mapped[str] = mapped_column(String(16), primary_key=True)
    case_number: Mapped[str] = mapped_column(String(80), index=True)
    cases: Mapped[Any] = mapped_column(JSON)
    """Numbers of all cases that it belonged to."""
    planned_at: Mapped[int] = mapped_column(Integer)
    events: Mapped[int] = mapped_column(Integer)
    """How many its log had."""
    chain: Mapped[str] = mapped_column(String(64))
    """The chain over its log (:mod:`hearing.log_chain`)."""
    stone: Mapped[Any] = mapped_column(JSON)
    """The :class:`recorder.keeping.shredding.Tombstone` as it lies in its file."""
    buried_at: Mapped[int] = mapped_column(Integer)


class ReadingRow(Base):
    """Leave for one person to read one record from outside. Never deleted."""

    __tablename__ = "readings"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    hearing: Mapped[str] = mapped_column(String(16), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    """``consultation`` (parties and counsel, online) or ``capsule`` (a higher court, to take away)."""
    reader: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[str] = mapped_column(String(200))
    channels: Mapped[Any] = mapped_column(JSON)
    """Of a capsule: which; empty for all."""
    sealed_reason: Mapped[str] = mapped_column(String(400))
    """Of a capsule: why sealed ranges go along; empty when they do not."""
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    session_hash: Mapped[str] = mapped_column(String(64), index=True, default="")
    until: Mapped[int] = mapped_column(Integer)
    openings: Mapped[int] = mapped_column(Integer)
    """How many times it may be opened, or how many copies may be taken."""
    opened: Mapped[int] = mapped_column(Integer, default=0)
    may_copy_sound: Mapped[bool] = mapped_column(Boolean)
    may_transcribe: Mapped[bool] = mapped_column(Boolean)
    granted_by: Mapped[str] = mapped_column(String(80))
    granter_name: Mapped[str] = mapped_column(String(80))
    granted_at: Mapped[int] = mapped_column(Integer)
    revoked_by: Mapped[str | None] = mapped_column(String(80), default=None)
    revoked_at: Mapped[int | None] = mapped_column(Integer, default=None)


class MarkRow(Base):
    """A bookmark or private note of one person at a moment of a record; nobody else is shown it."""

    __tablename__ = "marks"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    who: Mapped[str] = mapped_column(String(80))
    hearing: Mapped[str] = mapped_column(String(16))
    position: Mapped[int] = mapped_column(Integer)
    """Nanoseconds of the timeline."""
    note: Mapped[str] = mapped_column(String(2000), default="")
    made_at: Mapped[int] = mapped_column(Integer)

    __table_args__ = (Index("marks_of_a_person", "who", "hearing"),)


class SecretFileRow(Base):
    """A hearing's secret file (:mod:`control_panel.bench`): its own key, sealed with the installation's."""

    __tablename__ = "secret_files"

    hearing: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary)


class SecretEntryRow(Base):
    """One sealed entry of a secret file. Never changed; deleted with the hearing alone."""

    __tablename__ = "secret_entries"

    hearing: Mapped[str] = mapped_column(String(16), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[int] = mapped_column(Integer)
    who: Mapped[str] = mapped_column(String(80))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    chain: Mapped[str] = mapped_column(String(64))
