"""The panel as one thing: everything that its routes stand on, made from settings and a clock."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import HTTPConnection

from control_panel.accounts import Accounts
from control_panel.addenda import Addenda
from control_panel.alone import Mark, mark_of
from control_panel.audience import Audience
from control_panel.audit import Audit
from control_panel.bench.bench import Bench
from control_panel.bench.sealing import key_path
from control_panel.bench.secret_store import SecretStore
from control_panel.camera_desk import CameraDesk
from control_panel.case_aliases import CaseAliases
from control_panel.centre import Centre
from control_panel.clappers import Clappers
from control_panel.clean_up import CleanUp
from control_panel.course_timer import CourseTimer
from control_panel.database import Database
from control_panel.displays import Displays
from control_panel.exhibit_reads import ExhibitReads
from control_panel.fitting import FittingBook
from control_panel.going_copies import GoingCopies
from control_panel.handin.handing_out import HandedOut
from control_panel.handin.settling import Settlements
from control_panel.handin.side_addenda import SideAddenda
from control_panel.handin.taking_in import HandIns
from control_panel.health import tell_health, watch_store
from control_panel.hearing_log import Hearings
from control_panel.identity import Identity
from control_panel.keeping import RecordKeeping
from control_panel.links import Links
from control_panel.locks import Locks
from control_panel.owed_exhibits import OwedExhibits
from control_panel.readings import Readings
from control_panel.record_indexes import RecordIndexes
from control_panel.replicas import Replicas
from control_panel.report_board import ReportBoard
from control_panel.room_calls import RoomCallBook
from control_panel.rooms import Rooms
from control_panel.settings import Settings
from control_panel.shredding import Shredding
from control_panel.snapshots import Snapshots
from control_panel.standby.letting_in import LettingIn
from control_panel.standby.standbys import Standbys
from control_panel.standby.tenures import Tenures
from control_panel.tickets import Tickets
from control_panel.tokens import Tokens
from control_panel.word_index import fill_words
from hearing.deciding import Settings as Rules
from recorder.evidence.exhibit_store import ExhibitStore
from recorder.intake import Intake


@dataclass(frozen=True)
class Panel:
    """The parts of one panel."""

    settings: Settings
    now_ns: Callable[[], int]
    """The panel's clock, UTC: every moment in the logs is by it."""
    now_ms: Callable[[], int]
    mark: Mark | None
    """What an installation that runs alone calls its own by; ``None`` on a court's server."""
    database: Database
    audit: Audit
    accounts: Accounts
    tokens: Tokens
    tickets: Tickets
    identity: Identity
    rooms: Rooms
    hearings: Hearings
    board: ReportBoard
    links: Links
    audience: Audience
    timer: CourseTimer
    intake: Intake
    replicas: Replicas
    keeping: RecordKeeping
    snapshots: Snapshots
    shredding: Shredding
    clean_up: CleanUp
    locks: Locks
    addenda: Addenda
    readings: Readings
    record_indexes: RecordIndexes
    case_aliases: CaseAliases
    cameras: CameraDesk
    exhibits: ExhibitStore
    owed_exhibits: OwedExhibits
    exhibit_reads: ExhibitReads
    clappers: Clappers
    fitting: FittingBook
    displays: Displays
    handins: HandIns
    settlements: Settlements
    side_addenda: SideAddenda
    handed_out: HandedOut
    tenures: Tenures
    standbys: Standbys
    bench: Bench
    centre: Centre
    room_calls: RoomCallBook

    async def register(self, services: dict[str, Path]) -> None:
        """Let this installation's own processes in: each by the token in its file, made at first start."""
        for principal, path in services.items():
            await self.tokens.register(path, principal)


@dataclass(frozen=True)
class _Core:
    """What everything else stands on: who calls, what happened, and who is told."""

    mark: Mark | None
    database: Database
    audit: Audit
    accounts: Accounts
    tokens: Tokens
    rooms: Rooms
    tenures: Tenures
    board: ReportBoard
    hearings: Hearings
    links: Links
    audience: Audience
    record_indexes: RecordIndexes
    case_aliases: CaseAliases


def _core(settings: Settings, now_ms: Callable[[], int]) -> _Core:
    database = Database(settings.database)
    audit = Audit(database, now_ms)
    mark = mark_of(settings.mark) if settings.alone else None
    accounts = Accounts(database, now_ms, mark.first_account if mark is not None else 1)
    tokens, rooms, tenures = Tokens(database, now_ms), Rooms(database, now_ms), Tenures(database)
    board = ReportBoard()
    hearings = Hearings(database, audit, now_ms, _rules_of(settings))
    links = Links(hearings, board, now_ms)
    audience = Audience(rooms.streams, hearings.find)
    record_indexes = RecordIndexes(settings.records, settings.run / "record-index")
    aliases = CaseAliases(settings.archive)
    hearings.followers, board.listeners = [links, audience, record_indexes, aliases], [links, audience]
    return _Core(
        mark=mark,
        database=database,
        audit=audit,
        accounts=accounts,
        tokens=tokens,
        rooms=rooms,
        tenures=tenures,
        board=board,
        hearings=hearings,
        links=links,
        audience=audience,
        record_indexes=record_indexes,
        case_aliases=aliases,
    )


def make_panel(settings: Settings, now_ns: Callable[[], int]) -> Panel:
    """Put the parts together and open the database.

    Raises:
        StartError: another panel has it.
    """

    def now_ms() -> int:
        return now_ns() // 1_000_000

    core = _core(settings, now_ms)
    database, hearings, audit, accounts = core.database, core.hearings, core.audit, core.accounts
    tickets = Tickets(database, now_ms)
    bench = _bench(settings, core, now_ms)
    handins = HandIns(settings, database, hearings, accounts, bench.store, now_ms)
    letting_in = LettingIn(accounts, audit, now_ms)
    standbys = Standbys(core.tenures, hearings, core.audience, letting_in, handins, now_ns)
    hearings.writer = standbys
    hearings.replaced = [core.links.replaced, core.audience.replaced, standbys.replaced]
    addenda = Addenda(settings.archive, settings.data / "keys" / "recorder.pem")
    settlements = Settlements(database, hearings, handins, standbys.look_again, now_ms)
    return Panel(
        **vars(core),
        **_keeping_parts(settings, core, lambda: _disputed(standbys, handins), now_ms),
        settings=settings,
        now_ns=now_ns,
        now_ms=now_ms,
        tickets=tickets,
        identity=Identity(accounts, core.tokens),
        timer=CourseTimer(hearings, core.links, core.board, now_ms, settings.writing_patience_s),
        intake=Intake(settings.records, settings.data / "refused", settings.data / "late"),
        addenda=addenda,
        readings=Readings(database, now_ms),
        cameras=CameraDesk(core.links, core.hearings),
        exhibits=ExhibitStore(settings.records, settings.data, settings.exhibit_bytes),
        owed_exhibits=OwedExhibits(settings.records, settings.data),
        exhibit_reads=ExhibitReads(audit, now_ms),
        clappers=Clappers(now_ms),
        fitting=FittingBook(database, now_ms),
        displays=Displays(database, hearings, core.tokens, tickets, core.audience, now_ms),
        handins=handins,
        settlements=settlements,
        side_addenda=SideAddenda(addenda, settlements, hearings, accounts, handins.sides, now_ms),
        handed_out=HandedOut(database, hearings, now_ms),
        standbys=standbys,
        bench=bench,
        **_centre(core, now_ms),
    )


def _bench(settings: Settings, core: _Core, now_ms: Callable[[], int]) -> Bench:
    """Make what keeps the secret files; it follows the hearings."""
    store = SecretStore(core.database, core.audit, now_ms, key_path(settings.data))
    bench = Bench(store, core.database, core.hearings, core.links, core.board, core.rooms)
    core.hearings.followers.append(bench)
    core.board.listeners.append(bench)
    return bench


def _centre(core: _Core, now_ms: Callable[[], int]) -> dict[str, Any]:
    """Make what the control centre looks at; it follows the hearings, and is told of calls that no hearing holds."""
    centre = Centre(core.rooms, core.hearings, core.links, core.board, now_ms)
    core.hearings.followers.append(centre)
    core.board.listeners.append(centre)
    calls = RoomCallBook(core.database, core.audit, core.board, centre.changed, now_ms)
    centre.room_calls = calls.all
    return {"centre": centre, "room_calls": calls}


def _keeping_parts(
    settings: Settings, core: _Core, disputes: Callable[[], set[str]], now_ms: Callable[[], int]
) -> dict[str, Any]:
    """Make what decides how long records stay, where their copies lie, and what takes them away."""
    database, hearings, links, audit = core.database, core.hearings, core.links, core.audit
    keeping, snapshots, going = RecordKeeping(database, now_ms), Snapshots(settings), GoingCopies(database, now_ms)
    hearings.is_shut = keeping.is_hidden
    shredding = Shredding(settings, database, hearings, core.audience, links, audit, keeping, snapshots, going, now_ms)
    return {
        "keeping": keeping,
        "snapshots": snapshots,
        "shredding": shredding,
        "clean_up": CleanUp(settings, database, hearings, links, audit, keeping, going, disputes, now_ms),
        "replicas": Replicas(database, now_ms),
        "locks": Locks(database),
    }


def _disputed(standbys: Standbys, handins: HandIns) -> set[str]:
    """Name the hearings about which two sides disagree and nobody has settled it."""
    return {*standbys.disputes(), *(one.hearing for one in handins.all() if one.status in ("conflict", "dispute"))}


def _rules_of(settings: Settings) -> Rules:
    return Rules(undo_ms=round(settings.undo_s * 1000), delay_ms=round(settings.public_delay_s * 1000))


@asynccontextmanager
async def running(panel: Panel) -> AsyncIterator[None]:
    """Read what is on disk and keep the hearings' clocks, until left."""
    await asyncio.to_thread(panel.exhibits.clear)
    await panel.rooms.load()
    await panel.room_calls.load()
    await panel.hearings.load()
    await panel.database.write(fill_words)
    await panel.keeping.load()
    await panel.shredding.finish()
    await panel.handins.load()
    await panel.settlements.load()
    await panel.side_addenda.make_up()
    await panel.handed_out.load()
    await panel.tenures.load()
    for state in panel.hearings.states():
        if state.numbers:
            await panel.case_aliases.write(state)
    panel.links.begin()
    try:
        async with asyncio.TaskGroup() as tasks:
            kept = [
                tasks.create_task(panel.timer.run()),
                tasks.create_task(tell_health(panel.board, panel.settings.data)),
                tasks.create_task(watch_store(panel.board, panel.intake.disk)),
                tasks.create_task(panel.snapshots.keep()),
                tasks.create_task(panel.shredding.run()),
                tasks.create_task(panel.clean_up.run()),
            ]
            yield
            for task in kept:
                task.cancel()
    finally:
        panel.accounts.close()
        panel.database.close()


def panel_of(connection: HTTPConnection) -> Panel:
    """Return the panel that serves this connection."""
    panel: Panel = connection.app.state.panel
    return panel


PanelHere = Annotated[Panel, Depends(panel_of)]
