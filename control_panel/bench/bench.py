"""The bench of each hearing: its secret file, who reads it now, and the pages that show it."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from control_panel.bench.quiet import Quiet, is_quiet
from control_panel.bench.rules import refuse_outsider
from control_panel.bench.secret_file import SecretFile
from control_panel.bench.secret_store import Decide, SecretStore
from control_panel.bench.shown import BenchView, bench_view
from control_panel.database import Database
from control_panel.errors import Refusal
from control_panel.hearing_log import Hearings
from control_panel.links import Links
from control_panel.models import EventRow
from control_panel.report_board import ReportBoard
from control_panel.rooms import Rooms
from hearing.events import HearingEvent
from hearing.facts import HearingState
from hearing.participant import Role
from hearing.reports import Report, Tracks

_RUNS = ("preparing", "open-asked", "stage-entered", "recess-asked", "resume-asked", "close-asked")
"""Events of a clerk who runs this hearing."""
_MOST_WAITING = 50
AWAY = "合议庭副卷在服务器恢复后可用 · The bench's secret file can be used once the court's server is back"


@dataclass(eq=False)
class BenchPage:
    """One open page: whose it is, and whether that account is a clerk's."""

    hearing: str
    principal: str
    role: Role | None
    seq: int = 0
    """Number of the last entry in the file that it was shown last."""
    frames: asyncio.Queue[dict[str, Any] | None] = field(default_factory=lambda: asyncio.Queue(_MOST_WAITING))

    def tell(self, frame: dict[str, Any] | None) -> None:
        """Queue a frame; a page that cannot keep up is ended and comes back."""
        while self.frames.full():
            self.frames.get_nowait()
            frame = None
        self.frames.put_nowait(frame)


class Bench:
    """Secret files and the pages that look at them. Follows the hearings: whether there can be deliberation changes with them."""

    def __init__(
        self, store: SecretStore, database: Database, hearings: Hearings, links: Links, board: ReportBoard, rooms: Rooms
    ) -> None:
        self.store = store
        self._database, self._hearings, self._links, self._board, self._rooms = database, hearings, links, board, rooms
        self._pages: dict[str, set[BenchPage]] = {}
        self._telling: set[asyncio.Task[None]] = set()
        self._shown_quiet: dict[str, Quiet] = {}
        self.is_away = False
        """This is a courtroom's standby panel: the secret files lie at the court's server."""

    def refuse_away(self) -> None:
        """Refuse at a standby panel, which has no secret file (decision 0024).

        Raises:
            Refusal: it lies at the court's server (503).
        """
        if self.is_away:
            remedy = "庭审在此继续，勿以其他方式评议 · The hearing goes on here; do not deliberate by other means."
            raise Refusal(503, AWAY, "", remedy)

    async def add(self, hearing: str, who: str, command: UUID, address: str, decide: Decide) -> SecretFile:
        """Add what *decide* says to the file, and show it to the pages."""
        self.refuse_away()
        for gate in self._hearings.gates:
            gate(hearing)
        file, is_new = await self.store.add(hearing, who, command, address, decide)
        if is_new:
            await self.show(hearing, file)
        return file

    async def view(self, file: SecretFile, principal: str, role: Role | None) -> BenchView:
        """Cut the file to what *principal* may know now."""
        is_clerk = role is Role.CLERK and principal in await self.clerks(file.hearing)
        return bench_view(file, principal, self.quiet(self._hearings.get(file.hearing)), is_clerk=is_clerk)

    async def clerks(self, hearing: str) -> frozenset[str]:
        """Name who has run this hearing's course by its log: of clerks, these are told messages."""
        name = self._hearings.log_name(hearing)
        query = select(EventRow.who).where(EventRow.hearing == name, EventRow.type.in_(_RUNS)).distinct()
        return frozenset(await self._database.read(lambda session: list(session.scalars(query))))

    async def refuse_no_sender(self, file: SecretFile, principal: str, role: Role | None) -> None:
        """Refuse whoever is neither of the bench nor the clerk who runs the hearing."""
        if file.may_deliberate(principal):
            return
        if role is not Role.CLERK or principal not in await self.clerks(file.hearing):
            raise refuse_outsider()

    def quiet(self, state: HearingState) -> Quiet:
        """Say whether the bench may deliberate now."""
        has_room = self._rooms.find(state.room) is not None
        has_agent = self._links.agent_of(state.room) is not None
        return is_quiet(state, self._board.tracks(state.hearing), has_room=has_room, has_agent=has_agent)

    def came(self, page: BenchPage) -> None:
        """Show a page everything from now on."""
        self._pages.setdefault(page.hearing, set()).add(page)

    def went(self, page: BenchPage) -> None:
        """Let a page go."""
        self._pages.get(page.hearing, set()).discard(page)

    def dismiss(self, principal: str) -> None:
        """End every page of *principal*: signed out."""
        for page in [one for pages in self._pages.values() for one in pages if one.principal == principal]:
            page.tell(None)

    async def show(self, hearing: str, file: SecretFile) -> None:
        """Show the file to every page that looks at this hearing, each cut to its person."""
        self._shown_quiet[hearing] = self.quiet(self._hearings.get(hearing))
        for page in list(self._pages.get(hearing, ())):
            await self.show_page(page, file)

    async def show_page(self, page: BenchPage, file: SecretFile) -> BenchView:
        """Show *file* to one page, unless it was shown a later one meanwhile; return what its person may know of it."""
        seen = await self.view(file, page.principal, page.role)
        if file.seq >= page.seq:
            page.seq = file.seq
            page.tell({"type": "bench", "bench": seen.model_dump(mode="json")})
        return seen

    def happened(self, state: HearingState, event: HearingEvent) -> None:
        """Show anew whether there can be deliberation, once the course has changed."""
        if event.type in _TURNS and self._pages.get(state.hearing):
            self._soon(state.hearing)

    def reported(self, report: Report, principal: str) -> None:
        """Show anew whether there can be deliberation, once what is being written says otherwise."""
        if not isinstance(report, Tracks) or not self._pages.get(report.hearing):
            return
        state = self._hearings.find(report.hearing)
        if state is not None and self.quiet(state) != self._shown_quiet.get(report.hearing):
            self._soon(report.hearing)

    def _soon(self, hearing: str) -> None:
        task = asyncio.get_running_loop().create_task(self._show_anew(hearing))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _show_anew(self, hearing: str) -> None:
        try:
            await self.show(hearing, await self.store.read(hearing))
        except Refusal:
            for page in list(self._pages.get(hearing, ())):
                page.tell(None)  # It comes back, and is told why it cannot be shown.


_TURNS = frozenset(
    {*_RUNS, "opened", "paused", "recess-undone", "resumed", "closed", "close-undone", "signing", "archived"}
)
