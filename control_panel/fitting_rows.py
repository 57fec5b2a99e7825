"""Tables of fitted courtrooms: floor plans by version, checks, and sign-offs. Rows are added, never changed."""

from typing import Any

from sqlalchemy import JSON, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from control_panel.models import Base


class FloorPlanRow(Base):
    """One version of a courtroom's floor plan."""

    __tablename__ = "floor_plans"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    room: Mapped[str] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(Integer)
    at: Mapped[int] = mapped_column(Integer)
    who: Mapped[str] = mapped_column(String(80))
    plan: Mapped[Any] = mapped_column(JSON)

    __table_args__ = (UniqueConstraint("room", "version"),)


class FittingNoteRow(Base):
    """How one check of one thing ended."""

    __tablename__ = "fitting_notes"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    room: Mapped[str] = mapped_column(String(32))
    equipment: Mapped[str] = mapped_column(String(64))
    """Hash of what was tried: of the room file without its places, and of its profiles."""
    at: Mapped[int] = mapped_column(Integer)
    who: Mapped[str] = mapped_column(String(80))
    note: Mapped[Any] = mapped_column(JSON)

    __table_args__ = (Index("fitting_notes_of_a_room", "room", "equipment"),)


class SignOffRow(Base):
    """Somebody signed a courtroom off."""

    __tablename__ = "sign_offs"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    room: Mapped[str] = mapped_column(String(32), index=True)
    at: Mapped[int] = mapped_column(Integer)
    who: Mapped[str] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(String(64))
    signed: Mapped[Any] = mapped_column(JSON)
