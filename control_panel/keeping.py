"""Keeps how long records stay: terms of cases, legal holds, and removals under way. The rules are in recorder.keeping."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from control_panel.database import Database
from control_panel.models import CaseTerm, HoldRow, RemovalRow, ReplicaRow, TombstoneRow
from hearing.case import normal_number
from hearing.facts import RUNNING, HearingState
from recorder.keeping import removal as rules
from recorder.keeping.removal import Hold, Keeping, Refused, Removal
from recorder.keeping.term import KeptCase, Term, kept_until
from recorder.replicas.lengthening import KeptFor

_REMOVAL = ("hidden_by", "reason", "hidden_at", "approved_by", "approved_at", "shredded_at")


class RecordKeeping:
    """What decides how long each record stays. Every step is one transaction, so that a hold is never overtaken."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database, self._now_ms = database, now_ms
        self._hidden: set[str] = set()
        self._changes, self._begun_at = 0, now_ms()

    @property
    def version(self) -> str:
        """Another word after each change of a term or hold, and after each start."""
        return f"{self._begun_at}-{self._changes}"

    async def load(self) -> None:
        """Read which records are hidden."""
        self._hidden = set(await self._database.read(lambda session: list(session.scalars(select(RemovalRow.hearing)))))

    def is_hidden(self, hearing: str) -> bool:
        """Whether nobody is shown the hearing's record, since its removal is under way or done."""
        return hearing in self._hidden

    async def set_term(self, case_number: str, term: Term | None, closed_at: int | None) -> None:
        """Say how long a case is kept and when it was closed; ``None`` for what is not known (yet, or any more)."""
        row = CaseTerm(case_number=case_number, term=term, closed_at=closed_at)
        await self._database.write(lambda session: session.merge(row))
        self._changes += 1

    async def kept_for(self, states: Iterable[HearingState]) -> list[KeptFor]:
        """Say until when each archived record among *states* is kept, for a place that locks."""
        archived = [state for state in states if state.course == "archived"]

        def work(session: Session) -> list[KeptFor]:
            return [_kept_for(state, _keeping(session, state)) for state in archived]

        return await self._database.read(work)

    async def keeping_of(self, state: HearingState) -> Keeping:
        """Gather what decides whether a hearing's record may go."""
        return await self._database.read(lambda session: _keeping(session, state))

    async def look(self, state: HearingState) -> dict[str, Any]:
        """Say everything about the keeping of a hearing's record."""
        return await self._database.read(lambda session: _told(_keeping(session, state)))

    async def look_buried(self, hearing: str) -> dict[str, Any] | None:
        """Say what is left to be said of a record whose log is gone; ``None`` where no tombstone stands."""

        def work(session: Session) -> dict[str, Any] | None:
            stone = session.get(TombstoneRow, hearing)
            if stone is None:
                return None
            row = session.get(RemovalRow, hearing)
            removal = Removal(**{name: getattr(row, name) for name in _REMOVAL}) if row is not None else None
            until = kept_until([_case(session, number) for number in stone.cases])
            return {**_told(Keeping(until, removal=removal)), "case": stone.case_number, "planned_at": stone.planned_at}

        return await self._database.read(work)

    async def removals(self) -> list[str]:
        """List the hearings whose removal is under way or done, the latest first."""
        query = select(RemovalRow.hearing).order_by(RemovalRow.hidden_at.desc())
        return await self._database.read(lambda session: list(session.scalars(query)))

    async def hold(self, state: HearingState, who: str, why: str) -> None:
        """Set a legal hold: nothing of the record goes while it is set."""
        row = HoldRow(hearing=state.hearing, who=who, why=why, set_at=self._now_ms())
        await self._database.write(lambda session: session.add(row))
        self._changes += 1

    async def lift(self, state: HearingState, hold: int, who: str) -> bool:
        """Lift a hold; says whether it was set."""

        def work(session: Session) -> bool:
            row = session.get(HoldRow, hold)
            if row is None or row.hearing != state.hearing or row.lifted_at is not None:
                return False
            row.lifted_by, row.lifted_at = who, self._now_ms()
            return True

        self._changes += 1
        return await self._database.write(work)

    async def hide(self, state: HearingState, who: str, reason: str) -> None:
        """Begin a removal.

        Raises:
            Refused: the record must be kept.
        """
        await self._step(state, lambda keeping: rules.hide(keeping, who, reason, self._now_ms()))
        self._hidden.add(state.hearing)

    async def approve(self, state: HearingState, who: str) -> None:
        """Agree to a removal, as another person.

        Raises:
            Refused: the same person, or the record must be kept.
        """
        await self._step(state, lambda keeping: rules.approve(keeping, who, self._now_ms()))

    async def shred(self, state: HearingState) -> Removal:
        """Decide that the record goes now; decided once, it is told again.

        Raises:
            Refused: two persons have not agreed, a day has not passed since, or the record must be kept.
        """

        def work(session: Session) -> Removal:
            keeping = _keeping(session, state)
            if keeping.removal is not None and keeping.removal.shredded_at is not None:
                return keeping.removal
            done = rules.shred(keeping, self._now_ms())
            session.merge(RemovalRow(hearing=state.hearing, **{name: getattr(done, name) for name in _REMOVAL}))
            return done

        return await self._database.write(work)

    async def decided(self) -> dict[str, Removal]:
        """Removals that were decided, by hearing: what of them is not done yet is to be done."""

        def work(session: Session) -> dict[str, Removal]:
            rows = session.scalars(select(RemovalRow).where(RemovalRow.shredded_at.is_not(None)))
            return {row.hearing: Removal(**{name: getattr(row, name) for name in _REMOVAL}) for row in rows}

        return await self._database.read(work)

    async def withdraw(self, state: HearingState) -> None:
        """Take a removal back.

        Raises:
            Refused: there is none, or it is too late.
        """

        def work(session: Session) -> None:
            rules.withdraw(_keeping(session, state))
            session.delete(session.get(RemovalRow, state.hearing))

        await self._database.write(work)
        self._hidden.discard(state.hearing)

    async def _step(self, state: HearingState, step: Callable[[Keeping], Removal]) -> None:
        def work(session: Session) -> None:
            done = step(_keeping(session, state))
            session.merge(RemovalRow(hearing=state.hearing, **{name: getattr(done, name) for name in _REMOVAL}))

        await self._database.write(work)


def _keeping(session: Session, state: HearingState) -> Keeping:
    row = session.get(RemovalRow, state.hearing)
    open_holds = (HoldRow.hearing == state.hearing) & HoldRow.lifted_at.is_(None)
    holds = [Hold(str(one.id), one.who, one.why) for one in session.scalars(select(HoldRow).where(open_holds))]
    proven = (ReplicaRow.hearing == state.hearing) & (ReplicaRow.kind == "package") & (ReplicaRow.status == "verified")
    return Keeping(
        until=kept_until([_case(session, number) for number in _numbers(state)]),
        holds=holds,
        removal=Removal(**{name: getattr(row, name) for name in _REMOVAL}) if row is not None else None,
        is_recording=state.course in RUNNING,
        is_sealed=state.closed_at is not None,
        is_archived=state.course == "archived",
        proven_places=session.scalar(select(func.count(ReplicaRow.location.distinct())).where(proven)) or 0,
    )


def _kept_for(state: HearingState, keeping: Keeping) -> KeptFor:
    case = normal_number(state.case.number)
    return KeptFor(hearing=state.hearing, case=case, until=keeping.until.at, is_held=bool(keeping.holds))


def _numbers(state: HearingState) -> list[str]:
    return list(state.known_numbers)


def _case(session: Session, number: str) -> KeptCase:
    row = session.get(CaseTerm, number)
    return KeptCase(number, row.term, row.closed_at) if row is not None else KeptCase(number)  # type: ignore[arg-type]


def _told(keeping: Keeping) -> dict[str, Any]:
    removal = keeping.removal
    return {
        "stage": rules.stage(keeping),
        "kept_until": keeping.until.at,
        "why": keeping.until.why,
        "proven_places": keeping.proven_places,
        "holds": [{"id": int(one.id), "who": one.who, "why": one.why} for one in keeping.holds],
        "removal": {name: getattr(removal, name) for name in _REMOVAL} if removal is not None else None,
    }


__all__ = ["RecordKeeping", "Refused"]
