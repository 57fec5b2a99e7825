"""Who did or tried what: every sign-in, refusal, command, export, joining and enrolment."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_panel.database import Database
from control_panel.models import AuditEntry


class Audit:
    """The audit trail. Entries are added, never changed."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms

    async def note(
        self, who: str, what: str, *, done: bool = True, hearing: str | None = None, address: str = "", detail: str = ""
    ) -> None:
        """Add an entry. *detail* must hold no secret and no protected name."""
        entry = self.entry(who, what, done=done, hearing=hearing, address=address, detail=detail)
        await self._database.write(lambda session: session.add(entry))

    def entry(
        self, who: str, what: str, *, done: bool = True, hearing: str | None = None, address: str = "", detail: str = ""
    ) -> AuditEntry:
        """Make an entry, to be added in a transaction of the caller's."""
        return AuditEntry(
            at=self._now_ms(),
            who=who[:80],
            what=what[:60],
            outcome="done" if done else "refused",
            hearing=hearing,
            address=address[:64],
            detail=detail[:500],
        )

    async def read(self, before: int | None, limit: int) -> list[dict[str, Any]]:
        """Return the newest entries first, those older than entry *before* if given."""

        def rows(session: Session) -> list[dict[str, Any]]:
            query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
            if before is not None:
                query = query.where(AuditEntry.id < before)
            names = [column.name for column in AuditEntry.__table__.columns]
            return [{name: getattr(row, name) for name in names} for row in session.scalars(query)]

        return await self._database.read(rows)
