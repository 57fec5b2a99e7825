"""A hearing that is buried leaves no word in the index, of no log that was ever stored, and nobody else's words go."""

import asyncio
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from control_panel.burial import bury_log
from control_panel.exports import exports_of_hearing
from control_panel.models import EventRow, TombstoneRow
from control_panel.panel import Panel, make_panel
from control_panel.settings import Settings
from control_panel.word_index import compact_words
from hearing.events import EVENT
from recorder.index import canonical
from recorder.keeping.shredding import Tombstone
from tests.control_panel.test_keeping import _archived
from tests.hearing.story import HEARING

OTHER = "h-bbbbbbbbbb"


def _terms(session: Session) -> set[str]:
    session.execute(text("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, words, 'row')"))
    found = set(session.scalars(text("SELECT term FROM temp.terms")))
    session.execute(text("DROP TABLE temp.terms"))
    return found


async def _load(data: Path) -> Panel:
    panel = make_panel(Settings(data), lambda: 0)
    await panel.hearings.load()
    return panel


async def _buried(data: Path) -> None:
    _archived(data)
    panel = await _load(data)
    events = await panel.hearings.events(HEARING)
    others = [EVENT.validate_python({**one.model_dump(), "hearing": OTHER}) for one in events[:2]]
    await panel.hearings.adopt(OTHER, others)
    only_others = await panel.database.write(_terms)
    await panel.hearings.replace(HEARING, events, lambda _session, _name: None)
    assert "庭。" not in only_others
    assert {"继续", "h" + HEARING.encode().hex()} <= await panel.database.write(_terms)

    stone = Tombstone(
        case="x", hearing=HEARING, reason="期满", hidden_by="account:1", hidden_at=1, approved_by="account:2",
        approved_at=2, shredded_at=3, signed=None, addenda=(), seals={},
    )  # fmt: skip
    state, name = panel.hearings.get(HEARING), panel.hearings.log_name(HEARING)
    assert name == f"{HEARING}.2"
    await panel.hearings.bury(HEARING, lambda session: bury_log(session, stone, state, name, 9))
    await panel.database.write(compact_words)

    assert await panel.database.write(_terms) == only_others
    left = await panel.database.read(lambda session: {row.hearing for row in session.query(EventRow)})
    assert left == {OTHER}
    row = await panel.database.read(lambda session: session.get(TombstoneRow, HEARING))
    assert row is not None
    assert (row.events, row.case_number) == (len(events), state.case.number)
    panel.accounts.close()
    panel.database.close()


def test_no_word_of_any_of_its_logs_is_left_in_the_index(tmp_path: Path) -> None:
    """Also of a log that people settled against; the other hearing's words are exactly those that were there before."""
    asyncio.run(_buried(tmp_path))


def test_each_export_is_told_once_with_its_leave_and_how_it_ended(tmp_path: Path) -> None:
    """Begun and done are one line, newest first; what was broken off says so; torn lines and other records are left out."""
    journal = tmp_path / "exports.jsonl"
    package = {"who": "court", "package": f"/a/{HEARING}", "to": "/stick", "leave_by": "李某"}
    capsule = {**package, "capsule": "c-1", "for": "中级人民法院", "grant": "g-1"}
    told = [
        {**package, "at": 1, "outcome": "begun"}, {**package, "at": 2, "outcome": "done"},
        {**capsule, "at": 3, "outcome": "begun"}, {**package, "package": f"/a/{OTHER}", "at": 4, "outcome": "begun"},
        {**package, "at": 5, "outcome": "begun"}, {**package, "at": 6, "outcome": "failed"},
    ]  # fmt: skip
    journal.write_bytes(b"".join(canonical(one) + b"\n" for one in told) + b'{"at": 7, "pack')

    found = [(one.kind, one.at, one.outcome, one.grant) for one in exports_of_hearing(journal, HEARING)]
    assert found == [("package", 5, "failed", ""), ("capsule", 3, "begun", "g-1"), ("package", 1, "done", "")]
