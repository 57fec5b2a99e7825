"""Which object of the record lies where, and when it was last proven (after the object directory of DARTS)."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from control_panel.database import Database
from control_panel.models import RemovalRow, ReplicaRow
from recorder.index import Count, Sha256

_PROVEN = "verified"
_LEAVING = frozenset({"going", "locked", "removed"})


class Replica(BaseModel):
    """One object in one place, as whoever wrote or checked it says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    object: Annotated[str, Field(min_length=1, max_length=300)]
    hearing: Annotated[str, Field(pattern=r"^(h-[a-z2-7]{10})?$")]
    kind: Literal["batch", "package", "installation"]
    location: Annotated[str, Field(min_length=1, max_length=200)]
    uri: Annotated[str, Field(max_length=600)]
    version: Annotated[str, Field(max_length=200)] = ""
    bytes: Count
    sha256: Sha256
    status: Literal["stored", "verified", "damaged", "missing", "removed"]


class FoundWrong(BaseModel):
    """Something that a scrub found not to be what it should be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: Annotated[str, Field(max_length=200)]
    """A location, or ``first``: the installation's own disk."""
    object: Annotated[str, Field(max_length=600)]
    hearing: Annotated[str, Field(pattern=r"^(h-[a-z2-7]{10})?$")]
    what: Annotated[str, Field(max_length=40)]
    repaired: bool


class Replicas:
    """The table of objects and places."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database, self._now_ms = database, now_ms

    async def say(self, replicas: Sequence[Replica]) -> list[Replica]:
        """Keep what is said; return those whose state became damaged, missing, or whole again."""
        now = self._now_ms()

        def keep(session: Session) -> list[Replica]:
            return [one for one in replicas if _keep(session, one, now)]

        return await self._database.write(keep)

    async def scrubbed(self, location: str, findings: Sequence[FoundWrong]) -> None:
        """Note that everything at *location* was read again: all is verified but what *findings* leaves damaged."""
        now = self._now_ms()
        lost = {(one.place, one.object) for one in findings if not one.repaired}
        copied = frozenset({"batch", "package"})

        def note(session: Session) -> None:
            for row in session.scalars(select(ReplicaRow).where(ReplicaRow.location == location)):
                if row.kind in copied and row.status not in _LEAVING:
                    is_lost = any(place == location and name.startswith(row.object) for place, name in lost)
                    row.status = "damaged" if is_lost else _PROVEN
                    row.attempts += 1
                    row.verified_at = row.verified_at if is_lost else now

        await self._database.write(note)

    async def of(self, hearing: str) -> list[dict[str, Any]]:
        """List the objects of a hearing, place by place."""

        def rows(session: Session) -> list[dict[str, Any]]:
            query = select(ReplicaRow).where(ReplicaRow.hearing == hearing).order_by(ReplicaRow.object)
            names = [column.name for column in ReplicaRow.__table__.columns]
            return [{name: getattr(row, name) for name in names} for row in session.scalars(query)]

        return await self._database.read(rows)

    async def proven_places(self, hearing: str) -> int:
        """Say in how many places the hearing's package was proven."""

        def count(session: Session) -> int:
            proven = (ReplicaRow.hearing == hearing) & (ReplicaRow.kind == "package") & (ReplicaRow.status == _PROVEN)
            return session.scalar(select(func.count(ReplicaRow.location.distinct())).where(proven)) or 0

        return await self._database.read(count)

    async def summary(self) -> list[dict[str, Any]]:
        """Count objects and octets by place, kind and status."""

        def counted(session: Session) -> list[dict[str, Any]]:
            by = (ReplicaRow.location, ReplicaRow.kind, ReplicaRow.status)
            query = select(*by, func.count(), func.sum(ReplicaRow.bytes)).group_by(*by).order_by(*by)
            names = ("location", "kind", "status", "objects", "bytes")
            return [dict(zip(names, row, strict=True)) for row in session.execute(query)]

        return await self._database.read(counted)


def _keep(session: Session, said: Replica, now: int) -> bool:
    removal = session.get(RemovalRow, said.hearing)
    if removal is not None and removal.shredded_at is not None:
        return False  # Said before it was shredded, and told late.
    row = session.get(ReplicaRow, (said.object, said.location))
    before = row.status if row is not None else "stored"
    if row is None:
        row = ReplicaRow(object=said.object, location=said.location, attempts=0, stored_at=now)
        session.add(row)
    for name in ("hearing", "kind", "uri", "version", "bytes", "sha256", "status"):
        setattr(row, name, getattr(said, name))
    row.attempts += 1
    if said.status == _PROVEN:
        row.verified_at = now
    bad = {"damaged", "missing"}
    return (said.status in bad) != (before in bad)
