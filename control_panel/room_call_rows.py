"""The table of calls for the bailiffs that no hearing's log holds."""

from typing import Any

from sqlalchemy import JSON, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from control_panel.models import Base


class RoomCallRow(Base):
    """One call by a wired button while no hearing had the room. Never deleted."""

    __tablename__ = "room_calls"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    room: Mapped[str] = mapped_column(String(32))
    told_at: Mapped[int] = mapped_column(Integer, index=True)
    cleared_at: Mapped[int | None] = mapped_column(Integer, default=None)
    call: Mapped[Any] = mapped_column(JSON)
    """The :class:`hearing.room_call.RoomCall`."""
