"""What every command carries: an id that makes it idempotent, and what its sender had seen."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class Asking(BaseModel):
    """One command. Frozen, closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID
    expect: int | None = Field(default=None, ge=0)
    """The last seq of what the command touches, as the caller knows it; ``None`` asks for no guard."""
