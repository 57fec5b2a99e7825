"""What the studio found: the document that its process prints for whoever asked for a rehearsal."""

from pydantic import BaseModel, ConfigDict

from hearing.rehearsal import RehearsedItem, SyncOffset


class Studio(BaseModel):
    """What the recording showed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: tuple[RehearsedItem, ...]
    offsets: tuple[SyncOffset, ...]
    octets_per_s: float
    """What the room records a second."""
