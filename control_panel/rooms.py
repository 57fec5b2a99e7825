"""Courtrooms, as their agents described them when they were enrolled."""

from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from control_panel.database import Database
from control_panel.errors import Refusal
from control_panel.models import Room
from hardware_profiles.field_unit import FieldUnit
from hearing.ids import RoomId, SeatId, StreamName


class SeatDescription(BaseModel):
    """A seat that people may be put on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: SeatId
    label: str = Field(default="", max_length=80)


class RoomDescription(BaseModel):
    """What the panel knows of a courtroom: no addresses, no devices."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    room: RoomId
    room_name: str = Field(max_length=200)
    seats: tuple[SeatDescription, ...] = ()
    streams: tuple[StreamName, ...] = ()
    site: Literal["court", "custody"] = "court"
    """``custody``: a detention centre's room, from which one person attends hearings of other rooms."""
    unit: FieldUnit | None = None
    """Of a courtroom away from the court's house: what it is, and by when it hands in."""


class Rooms:
    """All rooms, kept in memory and in the database."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms
        self._rooms: dict[str, RoomDescription] = {}

    async def load(self) -> None:
        """Read all rooms."""
        rows = await self._database.read(lambda session: list(session.scalars(select(Room))))
        self._rooms = {row.room: RoomDescription.model_validate(row.described) for row in rows}

    def all(self) -> list[RoomDescription]:
        """List the rooms by name."""
        return sorted(self._rooms.values(), key=lambda room: room.room)

    def find(self, room: str) -> RoomDescription | None:
        """Return a room, or ``None``."""
        return self._rooms.get(room)

    def get(self, room: str) -> RoomDescription:
        """Return a room.

        Raises:
            Refusal: there is no such room (404).
        """
        found = self._rooms.get(room)
        if found is None:
            raise Refusal(404, "没有此法庭 · There is no such courtroom", room[:40], "")
        return found

    def streams(self, room: str) -> tuple[str, ...]:
        """Name the room's own streams."""
        found = self._rooms.get(room)
        return found.streams if found is not None else ()

    async def put(self, described: RoomDescription) -> None:
        """Enter a room, or what has changed of it."""
        now_ms = self._now_ms()

        def work(session: Session) -> None:
            row = session.get(Room, described.room) or Room(room=described.room, enrolled_at=now_ms)
            row.name, row.agent = described.room_name, f"agent:{described.room}"
            row.described = described.model_dump(mode="json")
            session.add(row)

        await self._database.write(work)
        self._rooms[described.room] = described
