"""The hearings' logs: decides commands, commits events, and only then answers and tells who follows.

The running state is the fold of what is on disk; there is one writer a hearing, and one panel writes them all.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from control_panel.audit import Audit
from control_panel.database import Database
from control_panel.errors import Refusal
from control_panel.models import CommandRow, EventRow, HearingRow, SettlementRow
from control_panel.word_index import forget_words, note_words
from hearing.commands import Command
from hearing.deciding import Settings as Rules
from hearing.deciding import decide
from hearing.errors import Refused
from hearing.events import EVENT, HearingEvent
from hearing.policy import Actor
from hearing.state import HearingState, apply, fold
from recorder.failpoint import reached

UNGUARDED = frozenset({"speak-line"})
"""Commands so many that the log itself is their audit."""


class Follower(Protocol):
    """Whoever wants to know what happens, at once and in order; must not block."""

    def happened(self, state: HearingState, event: HearingEvent) -> None:
        """*event* was committed; *state* is the one after it."""


@dataclass(frozen=True)
class Answered:
    """A command that was carried out, by whom, and which event answered it."""

    id: str
    principal: str
    seq: int


class Writer(Protocol):
    """Who writes a hearing's log where a courtroom has a standby panel (:mod:`control_panel.standby`)."""

    def fence(self, hearing: str, known: int) -> int:
        """Return the fence to write under; *known* is the last one in the log. Raises a Refusal where another writes."""

    async def ahead(self, hearing: str, events: Sequence[HearingEvent], command: Answered) -> None:
        """Bring *events* to where else they must be before they count here. Raises a Refusal where they cannot be."""


@dataclass
class _Log:
    """One hearing."""

    state: HearingState | None = None
    last_at: int = 0
    fence: int = 1
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    is_doubtful: bool = False
    """A commit was broken off: what is on disk has to be read again."""


def unknown_hearing() -> Refusal:
    """Refuse a hearing that there is not, in the same words as one that the caller may not know."""
    return Refusal(404, "没有此庭审 · There is no such hearing", "", "Check the link, or ask the clerk.")


def shut_hearing() -> Refusal:
    """Refuse a hearing whose record nobody is shown any more: its removal is under way or done."""
    return Refusal(
        410, "该录音录像已停止调阅 · This record is shown no more", "", "管理员可撤回 · Ask an administrator."
    )


def refusal_of(refused: Refused) -> Refusal:
    """Turn the words of a refused command into an answer."""
    document = refused.problem()
    more = {key: value for key, value in document.items() if key not in ("title", "status", "detail", "remedy")}
    english = refused.problem("en")
    return Refusal(
        refused.status,
        f"{document['title']} · {english['title']}",
        refused.detail,
        f"{document['remedy']} · {english['remedy']}",
        **more,
    )


class Hearings:
    """All hearings of this panel.

    Args:
        database: where the logs lie.
        audit: gets an entry with each command.
        now_ms: the panel's clock.
        rules: time to undo, and the fence under which this panel writes.
    """

    def __init__(self, database: Database, audit: Audit, now_ms: Callable[[], int], rules: Rules) -> None:
        self._database = database
        self._audit = audit
        self._now_ms = now_ms
        self._rules = rules
        self._logs: dict[str, _Log] = {}
        self._in_force: dict[str, str] = {}
        self.replaced: list[Callable[[HearingState], None]] = []
        """Told when another log of a hearing came into force: what was known of the earlier one is void."""
        self.followers: list[Follower] = []
        self.gates: list[Callable[[str], None]] = []
        """Each may refuse any command in a hearing, by raising a :class:`Refusal`."""
        self.writer: Writer | None = None
        self.is_shut: Callable[[str], bool] = lambda _hearing: False
        """Whether nobody is shown this hearing, since its removal is under way or done."""

    async def load(self) -> None:
        """Read every log and fold it.

        Raises:
            ValueError: a log has a hole.
        """

        def rows(session: Session) -> dict[str, list[str]]:
            bodies: dict[str, list[str]] = {}
            query = select(EventRow.hearing, EventRow.body).order_by(EventRow.hearing, EventRow.seq)
            for name, body in session.execute(query):
                bodies.setdefault(name, []).append(body)
            self._in_force = logs_in_force(session)
            return bodies

        for name, bodies in (await self._database.read(rows)).items():
            events = [EVENT.validate_json(body) for body in bodies]
            hearing = events[0].hearing
            if name == self.log_name(hearing):
                self._logs[hearing] = _Log(fold(events), events[-1].at, events[-1].fence)

    def log_name(self, hearing: str) -> str:
        """Return under which name the log that is in force is stored: the hearing's own until people settled otherwise."""
        return self._in_force.get(hearing, hearing)

    def states(self) -> Iterable[HearingState]:
        """Go through all hearings as they stand."""
        return [log.state for log in self._logs.values() if log.state is not None]

    def find(self, hearing: str) -> HearingState | None:
        """Return a hearing as it stands, or ``None``."""
        log = self._logs.get(hearing)
        return log.state if log is not None else None

    def get(self, hearing: str) -> HearingState:
        """Return a hearing as it stands.

        Raises:
            Refusal: there is none (404).
        """
        state = self.find(hearing)
        if state is None:
            raise unknown_hearing()
        return state

    async def events(self, hearing: str, after: int = 0, most: int | None = None) -> list[HearingEvent]:
        """Read the log behind event *after*, or its next *most* events."""
        name = self.log_name(hearing)
        query = select(EventRow.body).where(EventRow.hearing == name, EventRow.seq > after).order_by(EventRow.seq)
        query = query if most is None else query.limit(most)
        bodies = await self._database.read(lambda session: list(session.scalars(query)))
        return [EVENT.validate_json(body) for body in bodies]

    async def stored(self, name: str) -> list[HearingEvent]:
        """Read the log that is stored under *name*, whether or not it is in force."""
        query = select(EventRow.body).where(EventRow.hearing == name).order_by(EventRow.seq)
        bodies = await self._database.read(lambda session: list(session.scalars(query)))
        return [EVENT.validate_json(body) for body in bodies]

    async def command(self, hearing: str, command: Command, actor: Actor, address: str = "") -> HearingEvent:
        """Carry out *command*; its first event is on disk when this returns. Given again, it answers the same.

        Raises:
            Refusal: it may not be carried out, in the words of :mod:`hearing.words`.
        """
        async with self._deciding(hearing, command, actor, address) as log:
            known = await self._answered(hearing, str(command.id), actor)
            if known is not None:
                return known
            events = self._decided(hearing, log, command, actor)
            if self.writer is not None:
                await self.writer.ahead(hearing, events, Answered(str(command.id), actor.principal, events[0].seq))
            await self._commit(hearing, log, command, actor, events, address)
            return events[0]

    async def foresee(self, hearing: str, command: Command, actor: Actor, address: str = "") -> None:
        """Refuse what carrying *command* out would be refused for now; nothing is written. What was done before is not refused.

        Raises:
            Refusal: it may not be carried out, in the words of :mod:`hearing.words`.
        """
        async with self._deciding(hearing, command, actor, address) as log:
            if await self._answered(hearing, str(command.id), actor) is None:
                self._decided(hearing, log, command, actor)

    @asynccontextmanager
    async def _deciding(self, hearing: str, command: Command, actor: Actor, address: str) -> AsyncIterator[_Log]:
        """Hold the log of *hearing*, so that nobody else decides; what is refused meanwhile is noted and told in words."""
        log = self._logs.setdefault(hearing, _Log())
        try:
            async with log.lock:
                await self._make_sure(hearing, log)
                yield log
        except Refused as refused:
            raise await self._refused(refused, hearing, command, actor, address) from refused
        finally:
            if log.state is None and not log.lock.locked():
                self._logs.pop(hearing, None)

    def _decided(self, hearing: str, log: _Log, command: Command, actor: Actor) -> tuple[HearingEvent, ...]:
        if self.is_shut(hearing):
            raise shut_hearing()
        for gate in self.gates:
            gate(hearing)
        now_ms = max(self._now_ms(), log.last_at)
        return decide(log.state, command, actor, now_ms, replace(self._rules, fence=self._fence(hearing, log)))

    async def _refused(self, refused: Refused, hearing: str, command: Command, actor: Actor, address: str) -> Refusal:
        """Put a refusal on the audit, and say it in words."""
        await self._audit.note(
            actor.principal, command.type, done=False, hearing=hearing, address=address, detail=refused.code
        )
        return refusal_of(refused)

    @asynccontextmanager
    async def still(self, hearing: str) -> AsyncIterator[list[HearingEvent]]:
        """Hold the hearing's log still, and give it whole: no command is carried out until this is left."""
        log = self._logs.setdefault(hearing, _Log())
        async with log.lock:
            await self._make_sure(hearing, log)
            yield await self.events(hearing)

    async def commands(self, hearing: str, after: int) -> list[Answered]:
        """List the commands that were answered by events behind event *after*."""
        name = self.log_name(hearing)
        query = select(CommandRow).where(CommandRow.hearing == name, CommandRow.seq > after).order_by(CommandRow.seq)
        rows = await self._database.read(lambda session: list(session.scalars(query)))
        return [Answered(row.id, row.principal, row.seq) for row in rows]

    async def bury(self, hearing: str, work: Callable[[Session], None]) -> None:
        """Let *work* take the hearing out of the database in one transaction, and forget it: there is none afterwards."""
        log = self._logs.setdefault(hearing, _Log())
        async with log.lock:
            await self._database.write(work)
            log.state, log.is_doubtful = None, False
        self._logs.pop(hearing, None)

    async def settled(self, hearing: str) -> None:
        """Wait until what is being written in *hearing* is written."""
        log = self._logs.get(hearing)
        if log is not None:
            async with log.lock:
                return

    async def adopt(
        self,
        hearing: str,
        events: Sequence[HearingEvent],
        alongside: Callable[[Session], None] = lambda _session: None,
        commands: Sequence[Answered] = (),
    ) -> HearingState:
        """Take over the log's next *events* as another writer committed them; *alongside* is done in the same transaction.

        Followers hear of each; of a hearing that was not known here they are told how it stands in the end.

        Raises:
            ValueError: *events* do not follow the log.
        """
        log = self._logs.setdefault(hearing, _Log())
        async with log.lock:
            await self._make_sure(hearing, log)
            states: list[HearingState] = []
            for event in events:
                states.append(apply(states[-1] if states else log.state, event))

            def work(session: Session) -> None:
                _enter(session, self.log_name(hearing), list(zip(states, events, strict=True)), commands)
                alongside(session)

            is_new = log.state is None
            log.is_doubtful = True
            await self._database.write(work)
            log.is_doubtful = False
            told = list(zip(states, events, strict=True))
            for state, event in told[-1:] if is_new else told:
                self._advance(log, state, event)
        assert log.state is not None, "a log that took events in has a state"
        return log.state

    async def replace(
        self,
        hearing: str,
        events: Sequence[HearingEvent],
        alongside: Callable[[Session, str], None],
        commands: Sequence[Answered] = (),
    ) -> HearingState:
        """Let another log of *hearing* be in force, since people settled that it is the right one.

        The earlier one stays where it is, under its own name, and is read no more. *alongside* is told under which name
        the new one is stored, in the same transaction, and has to keep that.

        Raises:
            ValueError: *events* are no whole log.
        """
        log = self._logs.setdefault(hearing, _Log())
        async with log.lock:
            states: list[HearingState] = []
            for event in events:
                states.append(apply(states[-1] if states else None, event))

            def work(session: Session) -> str:
                before = self.log_name(hearing)
                name = f"{hearing}.{int(before.partition('.')[2] or 1) + 1}"
                forget_words(session, before)
                _enter(session, name, list(zip(states, events, strict=True)), commands)
                alongside(session, name)
                return name

            self._in_force[hearing] = await self._database.write(work)
            log.state, log.last_at, log.fence = states[-1], events[-1].at, max(log.fence, events[-1].fence)
            log.is_doubtful = False
        for told in list(self.replaced):
            told(states[-1])
        return states[-1]

    async def _answered(self, hearing: str, command: str, actor: Actor) -> HearingEvent | None:
        def work(session: Session) -> tuple[str, str, str | None] | None:
            row = session.get(CommandRow, command)
            if row is None:
                return None
            event = session.get(EventRow, (row.hearing, row.seq))
            return row.hearing, row.principal, event.body if event is not None else None

        found = await self._database.read(work)
        if found is None:
            return None
        if found[:2] != (self.log_name(hearing), actor.principal) or found[2] is None:
            raise Refusal(409, "操作编号已被使用 · This command id is taken", command, "Give the command a new id.")
        return EVENT.validate_json(found[2])

    async def _commit(
        self,
        hearing: str,
        log: _Log,
        command: Command,
        actor: Actor,
        events: tuple[HearingEvent, ...],
        address: str,
    ) -> None:
        states: list[HearingState] = []
        state = log.state
        for event in events:
            state = apply(state, event)
            states.append(state)
        detail = f"seq {events[0].seq}"
        entry = self._audit.entry(actor.principal, command.type, hearing=hearing, address=address, detail=detail)

        def work(session: Session) -> None:
            self._guard(session, events[0])
            told = Answered(str(command.id), actor.principal, events[0].seq)
            _enter(session, self.log_name(hearing), list(zip(states, events, strict=True)), [told])
            if command.type not in UNGUARDED:
                session.add(entry)
            session.flush()
            reached("log.added")

        log.is_doubtful = True
        await self._database.write(work)
        reached("log.committed")
        log.is_doubtful = False
        for after, event in zip(states, events, strict=True):
            self._advance(log, after, event)

    def _guard(self, session: Session, event: HearingEvent) -> None:
        """Keep a writer out whose lease has passed to another."""
        name = self.log_name(event.hearing)
        query = select(func.max(EventRow.seq), func.max(EventRow.fence)).where(EventRow.hearing == name)
        last, fence = session.execute(query).one()
        if (last or 0) != event.seq - 1 or (fence or 0) > event.fence:
            raise Refusal(503, "庭审日志由另一进程接管 · Another process writes this log", "", "Try again in a moment.")

    def _fence(self, hearing: str, log: _Log) -> int:
        known = max(log.fence, self._rules.fence)
        return self.writer.fence(hearing, known) if self.writer is not None else known

    def raise_fence(self, hearing: str, fence: int) -> None:
        """Write under *fence* from now on, if it is higher than what the log knows."""
        log = self._logs[hearing]
        log.fence = max(log.fence, fence)

    def keep_time_as(self, rules: Rules) -> None:
        """Take over another panel's time to undo and delay."""
        self._rules = rules

    def may_write(self, hearing: str) -> bool:
        """Whether a command in *hearing* could be carried out here now."""
        try:
            self._fence(hearing, self._logs.get(hearing, _Log()))
        except Refusal:
            return False
        return True

    async def _make_sure(self, hearing: str, log: _Log) -> None:
        if not log.is_doubtful:
            return
        for event in await self.events(hearing, log.state.seq if log.state is not None else 0):
            self._advance(log, apply(log.state, event), event)
        log.is_doubtful = False

    def _advance(self, log: _Log, state: HearingState, event: HearingEvent) -> None:
        log.state, log.last_at, log.fence = state, event.at, max(log.fence, event.fence)
        for follower in list(self.followers):
            follower.happened(state, event)


def logs_in_force(session: Session) -> dict[str, str]:
    """Say, of each hearing of which people settled that another log is the right one, under which name that is stored."""
    query = select(SettlementRow.hearing, SettlementRow.in_force).where(SettlementRow.in_force != "")
    return {row.hearing: row.in_force for row in session.execute(query)}


def _enter(
    session: Session,
    name: str,
    told: Sequence[tuple[HearingState, HearingEvent]],
    commands: Sequence[Answered],
) -> None:
    """Add events and the commands that they answered to the log that is stored as *name*."""
    if told:
        _index(session, name, told[-1][0])
    for after, event in told:
        session.add(_row(name, event))
        note_words(session, after, event, name)
    for one in commands:
        if session.get(CommandRow, one.id) is None:  # an answer that was given is never another one
            session.add(CommandRow(id=one.id, hearing=name, principal=one.principal, seq=one.seq))


def _row(name: str, event: HearingEvent) -> EventRow:
    return EventRow(
        hearing=name,
        seq=event.seq,
        fence=event.fence,
        at=event.at,
        who=event.who,
        type=event.type,
        body=event.model_dump_json(),
    )


def _index(session: Session, name: str, state: HearingState) -> None:
    row = session.get(HearingRow, name) or HearingRow(hearing=name)
    row.case_number, row.room, row.planned_at = state.case.number, state.room, state.planned_at
    session.add(row)
    session.flush()
