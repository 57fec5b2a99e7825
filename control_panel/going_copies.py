"""Which copies of a shredded record there are, here and elsewhere, and how far each is on its way out.

Kept as rows of the table of objects and places, so that what was begun goes on after any restart.

    recording   the courtroom PC's own      record    what came up to this server     batch, package   the second place
    standby     its standby panel's log     log       the hearing's log and words     installation     databases there
    public      what release shows          database  the file that held the log, and its copy
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_panel.database import Database
from control_panel.models import HandoverRow, ReplicaRow
from hearing.facts import HearingState

SERVER = "server"
GOING = ("going", "locked")
Kind = Literal["record", "log", "public", "database", "recording", "standby", "installation"]
_PACKAGED = frozenset({"batch", "package"})
AT_SECOND = "由第二存储进程执行，运行中一分钟内 · The second target's process does it, within a minute while it runs."
BY_HAND = "由该机移交，须在该机上销毁 · It was handed in by this machine, which nothing reaches: shred it there."


@dataclass(frozen=True, slots=True)
class GoingCopy:
    """One copy that is to go."""

    object: str
    location: str
    kind: str
    status: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of trying to take one away."""

    is_gone: bool
    says: str = ""
    version: str = ""


class GoingCopies:
    """The rows of copies that are to go."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database, self._now_ms = database, now_ms

    async def order(self, state: HearingState) -> None:
        """List every copy that there may be of *state*'s record as one that is to go. Again does no harm."""
        now = self._now_ms()
        await self._database.write(lambda session: _order(session, state, now))

    async def all(self) -> dict[str, list[GoingCopy]]:
        """List what is not gone yet, by hearing."""

        def rows(session: Session) -> dict[str, list[GoingCopy]]:
            found: dict[str, list[GoingCopy]] = {}
            for row in session.scalars(select(ReplicaRow).where(ReplicaRow.status.in_(GOING))):
                found.setdefault(row.hearing, []).append(_told(row))
            return found

        return await self._database.read(rows)

    async def of(self, hearing: str, *kinds: str) -> list[GoingCopy]:
        """List the copies of one hearing of these *kinds* that are not gone yet."""
        return [one for one in (await self.all()).get(hearing, []) if one.kind in kinds]

    async def tried(self, copies: Sequence[GoingCopy], outcome: Outcome) -> None:
        """Note what came of trying to take *copies* away now."""
        now = self._now_ms()

        def note(session: Session) -> None:
            for one in copies:
                row = session.get(ReplicaRow, (one.object, one.location))
                if row is not None:
                    _note(row, now, outcome)

        await self._database.write(note)

    async def shredded_at(
        self,
        hearing: str,
        location: str,
        left: dict[str, int | None],
        *,
        is_rest: bool,
        kinds: frozenset[str] = frozenset({"batch", "package"}),
    ) -> None:
        """Note what the second place says: all of *hearing* is gone there but what is *left*, with the ends of its locks."""
        now = self._now_ms()

        def note(session: Session) -> None:
            query = select(ReplicaRow).where(ReplicaRow.hearing == hearing, ReplicaRow.location == location)
            for row in session.scalars(query):
                if row.kind in kinds and (row.object in left or not is_rest):
                    _note_locked(row, now, left.get(row.object), is_left=row.object in left)

        await self._database.write(note)

    async def forgotten_at(self, location: str, since: int, left: Sequence[int | None]) -> list[str]:
        """Note that copies of the database older than *since* are gone at *location*; return the hearings it matters to."""
        now = self._now_ms()

        def note(session: Session) -> list[str]:
            mine = (ReplicaRow.location == location) & (ReplicaRow.kind == "installation") & (ReplicaRow.hearing != "")
            found = []
            for row in session.scalars(select(ReplicaRow).where(mine, ReplicaRow.status.in_(GOING))):
                database = session.get(ReplicaRow, (_object("database", row.hearing), SERVER))
                if database is not None and database.status == "removed" and int(database.version or 0) <= since:
                    until = min((one for one in left if one is not None), default=None)
                    _note_locked(row, now, until, is_left=bool(left))
                    found.append(row.hearing)
            return found

        return await self._database.write(note)

    async def installations_since(self) -> int:
        """Say how old the database in a copy of the installation may be (ns); 0 when that does not matter."""

        def newest(session: Session) -> int:
            mine = (ReplicaRow.kind == "installation") & (ReplicaRow.hearing != "") & ReplicaRow.status.in_(GOING)
            waiting = list(session.scalars(select(ReplicaRow.hearing).where(mine)))
            rows = [session.get(ReplicaRow, (_object("database", one), SERVER)) for one in waiting]
            return max(
                (int(row.version or 0) for row in rows if row is not None and row.status == "removed"), default=0
            )

        return await self._database.read(newest)


def _object(kind: str, hearing: str) -> str:
    return f"{kind}/{hearing}"


def _order(session: Session, state: HearingState, now: int) -> None:
    hearing = state.hearing
    known = list(session.scalars(select(ReplicaRow).where(ReplicaRow.hearing == hearing)))
    for row in known:
        if row.kind in _PACKAGED and row.status != "removed":
            row.status, row.attempts, row.says = "going", 0, AT_SECOND if row.location != "archive" else ""
    copied = select(ReplicaRow.location).where(ReplicaRow.kind == "installation", ReplicaRow.hearing == "")
    seconds = set(session.scalars(copied))
    for kind, location in _places(session, state, seconds):
        session.add(row_to_go(session, hearing, kind, location, now))


def _words(kind: Kind, location: str) -> str:
    if location.startswith("alone:"):
        return BY_HAND
    return AT_SECOND if kind == "installation" else ""


def _places(session: Session, state: HearingState, seconds: Iterable[str]) -> list[tuple[Kind, str]]:
    here: tuple[Kind, ...] = ("record", "log", "public", "database")
    own, *far_ends = machines_of(session, state)
    return [
        *((kind, SERVER) for kind in here),
        *(("installation", location) for location in sorted(seconds)),
        ("recording", own),
        ("standby", own),
        *(("recording", location) for location in far_ends),
    ]


def machines_of(session: Session, state: HearingState) -> list[str]:
    """Name the machines that recorded the hearing: its courtroom's first, then those of custody rooms."""
    handover = session.get(HandoverRow, state.hearing)
    is_handed_in = handover is not None and handover.way == "in"
    rooms = {person.site for person in state.participants.values() if person.site is not None}
    own = f"alone:{state.room}" if is_handed_in else f"agent:{state.room}"
    return [own, *(f"agent:{room}" for room in sorted(rooms))]


def row_to_go(session: Session, hearing: str, kind: Kind, location: str, now: int) -> ReplicaRow:
    """Return the row of a copy that is to go now, a new one where none is known."""
    row = session.get(ReplicaRow, (_object(kind, hearing), location)) or ReplicaRow(
        object=_object(kind, hearing), location=location, hearing=hearing, kind=kind, uri="", version="", bytes=0,
        sha256="", attempts=0, stored_at=now,
    )  # fmt: skip
    row.status, row.says = "going", _words(kind, location)
    return row


def _told(row: ReplicaRow) -> GoingCopy:
    return GoingCopy(row.object, row.location, row.kind, row.status, row.version)


def _note(row: ReplicaRow, now: int, outcome: Outcome) -> None:
    row.attempts += 1
    row.tried_at, row.again_at, row.says = now, None, outcome.says[:300]
    row.status = "removed" if outcome.is_gone else "going"
    row.version = outcome.version or row.version


def _note_locked(row: ReplicaRow, now: int, until: int | None, *, is_left: bool) -> None:
    row.attempts += 1
    row.tried_at, row.again_at, row.says = now, until if is_left else None, ""
    row.status = "locked" if is_left else "removed"
