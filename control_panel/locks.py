"""What became of the locks of each record at the second place, as its process says."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from control_panel.database import Database
from control_panel.models import LockRow
from recorder.replicas.lengthening import Locked

_TOLD = ("location", "until", "objects", "refused", "says", "tried_at")


class Locks:
    """The table of locks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def say(self, location: str, locks: Sequence[Locked]) -> None:
        """Keep what is said; a later word replaces the earlier one."""
        rows = [LockRow(location=location, **one.model_dump()) for one in locks]
        await self._database.write(lambda session: [session.merge(row) for row in rows])

    async def of(self, hearing: str) -> list[dict[str, Any]]:
        """List the locks of one hearing's record, place by place."""
        query = select(LockRow).where(LockRow.hearing == hearing).order_by(LockRow.location)
        rows = await self._database.read(lambda session: list(session.scalars(query)))
        return [{name: getattr(row, name) for name in _TOLD} for row in rows]
