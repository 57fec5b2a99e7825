"""Takes a hearing out of the database: logs, secret file, words, commands, marks; a tombstone row with hashes takes their place."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, or_, select, text
from sqlalchemy.orm import Session

from control_panel.models import (
    Base,
    CommandRow,
    EventRow,
    HandoverRow,
    HearingRow,
    LeaseRow,
    MarkRow,
    SecretEntryRow,
    SecretFileRow,
    Ticket,
    Token,
    TombstoneRow,
)
from control_panel.word_index import forget_words
from hearing.events import EVENT
from hearing.facts import HearingState
from hearing.log_chain import chain
from recorder.keeping.shredding import Tombstone

_OF_A_HEARING = (SecretEntryRow, SecretFileRow, MarkRow, CommandRow, EventRow, HearingRow, LeaseRow, Token, Ticket)


def bury_log(session: Session, stone: Tombstone, state: HearingState, log_name: str, now_ms: int) -> None:
    """Put a tombstone row in the place of everything that was said and done in *state*'s hearing.

    *log_name* is the name under which the log that is in force is stored; one that people settled against goes too.
    """
    row = _row(session, state.hearing, log_name, now_ms)
    row.case_number, row.cases, row.planned_at = state.case.number, list(state.known_numbers), state.planned_at
    row.stone = stone.model_dump(mode="json")
    _bury(session, row)


def forget_log(session: Session, hearing: str, log_name: str, now_ms: int) -> None:
    """Forget a hearing whose tombstone stands elsewhere: at the court's server. *log_name* as for :func:`bury_log`."""
    row = _row(session, hearing, log_name, now_ms)
    known = session.get(HearingRow, hearing)
    if known is not None:
        row.case_number, row.cases, row.planned_at = known.case_number, [known.case_number], known.planned_at
    _bury(session, row)


def _row(session: Session, hearing: str, log_name: str, now_ms: int) -> TombstoneRow:
    bodies = session.scalars(select(EventRow.body).where(EventRow.hearing == log_name).order_by(EventRow.seq))
    events = [EVENT.validate_json(body) for body in bodies]
    return TombstoneRow(
        hearing=hearing, case_number="", cases=[], planned_at=0, events=len(events), chain=chain(events), stone={},
        buried_at=now_ms,
    )  # fmt: skip


def _bury(session: Session, row: TombstoneRow) -> None:
    """Take logs, words, commands, marks and tokens of a hearing away; octets of deleted rows are written over."""
    session.merge(row)
    session.flush()  # The database lets a log be deleted only where a tombstone stands.
    session.execute(text("PRAGMA secure_delete = ON"))
    for name in _log_names(session, row.hearing):
        forget_words(session, name)
    for table in _OF_A_HEARING:
        session.execute(delete(table).where(_is_of(table, row.hearing)))
    handover = session.get(HandoverRow, row.hearing)
    if handover is not None:  # That it came from a courtroom stays; who was in it and what differed does not.
        handover.names, handover.says = {}, {}
    session.flush()
    session.execute(text("PRAGMA secure_delete = FAST"))


def _log_names(session: Session, hearing: str) -> Sequence[str]:
    return list(session.scalars(select(HearingRow.hearing).where(_is_of(HearingRow, hearing))))


def _is_of(table: type[Base], hearing: str) -> ColumnElement[bool]:
    """Match the rows of a hearing, and those of another log of it, which is stored as ``<hearing>.<number>``."""
    column = table.__table__.c.hearing
    return or_(column == hearing, column.like(f"{hearing}.%"))
