"""Tenures on disk: who writes which hearing's log, and under which fence. The same table at the server and in the room."""

from dataclasses import dataclass

from sqlalchemy import delete, select

from control_panel.database import Database
from control_panel.models import LeaseRow
from control_panel.standby.lease import Side, Tenure


@dataclass(frozen=True)
class Kept:
    """One hearing's tenure, its room, and where the other side's pages are."""

    room: str
    tenure: Tenure
    url: str = ""


class Tenures:
    """All tenures; each change is on disk before it is true."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.all: dict[str, Kept] = {}

    async def load(self) -> None:
        """Read them."""
        rows = await self._database.read(lambda session: list(session.scalars(select(LeaseRow))))
        self.all = {row.hearing: Kept(row.room, Tenure(_side(row.writer), row.fence), row.url) for row in rows}

    async def put(self, hearing: str, kept: Kept) -> None:
        """Keep a hearing's tenure."""
        row = LeaseRow(
            hearing=hearing, room=kept.room, writer=kept.tenure.writer, fence=kept.tenure.fence, url=kept.url
        )
        await self._database.write(lambda session: session.merge(row))
        self.all[hearing] = kept

    async def drop(self, hearing: str) -> None:
        """Let go of a hearing: it has one possible writer again."""
        await self._database.write(lambda session: session.execute(delete(LeaseRow).where(LeaseRow.hearing == hearing)))
        self.all.pop(hearing, None)


def _side(word: str) -> Side:
    return "room" if word == "room" else "server"
