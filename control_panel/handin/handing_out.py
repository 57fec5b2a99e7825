"""The room's side of a hand-in, in its own panel: from the moment a hearing leaves, nothing is written in it here."""

from collections.abc import Callable

from sqlalchemy import select

from control_panel.database import Database
from control_panel.errors import Refusal
from control_panel.hearing_log import Hearings
from control_panel.models import HandoverRow
from hearing.log_chain import chain

_MAY_LEAVE = frozenset({"closed", "signing", "archived"})


class HandedOut:
    """Hearings that were handed out of this installation, or are about to be."""

    def __init__(self, database: Database, hearings: Hearings, now_ms: Callable[[], int]) -> None:
        self._database, self._hearings, self._now_ms = database, hearings, now_ms
        self._rows: dict[str, HandoverRow] = {}
        hearings.gates.append(self._gate)

    async def load(self) -> None:
        """Read what was handed out before."""
        query = select(HandoverRow).where(HandoverRow.way == "out")
        rows = await self._database.read(lambda session: list(session.scalars(query)))
        self._rows = {row.hearing: row for row in rows}

    def status(self, hearing: str) -> str:
        """Say how it stands: ``here``, ``leaving`` or ``left``."""
        row = self._rows.get(hearing)
        return row.status if row is not None else "here"

    async def leave(self, hearing: str, peer: str) -> str:
        """Let nothing more be written in *hearing*, which goes to *peer*; return the chain over its log.

        Raises:
            Refusal: there is no such hearing (404), or it has not ended (409).
        """
        state = self._hearings.get(hearing)
        if state.course not in _MAY_LEAVE:
            remedy = "闭庭并封存后再移交 · Hand it in after closing; wait while it is being archived."
            raise Refusal(409, "庭审尚不能移交 · This hearing cannot be handed in yet", state.course, remedy)
        if self.status(hearing) == "here":
            await self._keep(HandoverRow(
                hearing=hearing, way="out", room=state.room, peer=peer[:200], at=self._now_ms(), status="leaving",
                seq=state.seq, chain="", names={}, says={},
            ))  # fmt: skip
        await self._hearings.settled(hearing)
        return chain(await self._hearings.events(hearing))

    async def left(self, hearing: str, chained: str) -> None:
        """Note that the server has it."""
        row = self._rows[hearing]
        row.status, row.chain, row.seq = "left", chained, self._hearings.get(hearing).seq
        await self._keep(row)

    async def stay(self, hearing: str) -> None:
        """Take it back: the server did not merge it, and it is written here again."""
        row = self._rows.pop(hearing, None)
        if row is not None:
            await self._database.write(lambda session: session.delete(session.merge(row)))

    async def _keep(self, row: HandoverRow) -> None:
        self._rows[row.hearing] = row
        await self._database.write(lambda session: session.merge(row))

    def _gate(self, hearing: str) -> None:
        row = self._rows.get(hearing)
        if row is not None:
            remedy = f"请在法院服务器上继续 · Go on at the court's server, {row.peer}."
            raise Refusal(409, "庭审已移交法院服务器 · This hearing was handed in", row.status, remedy)
