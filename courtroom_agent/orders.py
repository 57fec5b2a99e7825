"""What the capture process is to do: one document, written whole, read again and again.

The control process writes it, the capture process obeys it. It is a level and not a message: whoever reads it late,
twice or after a restart does the same.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from courtroom_agent.capture_clock import boot_id
from courtroom_agent.errors import BadOrders
from hearing.ids import HearingId, Milliseconds, StreamName, TakeName, TrackName
from recorder.durable import make_folder, write_whole

Span = tuple[Milliseconds, Milliseconds | None]
"""From when until when the hearing is recorded; ``None`` = no end is known yet."""


class Orders(BaseModel):
    """What is to be captured and recorded now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hearing: HearingId | None = None
    case: str = ""
    take: TakeName | None = None
    zero_at: Milliseconds | None = None
    """Zero of the hearing's timeline; ``None`` before it was opened for the first time."""
    fence: int = Field(default=1, ge=1)
    spans: tuple[Span, ...] = ()
    """The stretches that are recorded, in order; an end is known before it comes, and may be taken back till then."""
    live: bool = False
    """Whether cameras and microphones are read at all: in preparation and while open, never in a recess."""
    preroll: bool = False
    """The hearing is being prepared: keep the last minute, encrypted, for an opening that is announced now."""
    muted: tuple[StreamName, ...] = ()
    clock_offset_ns: int = 0
    """Panel's clock minus this machine's."""
    clock_steady_ns: int | None = None
    """Panel's clock minus this machine's steady one, which nobody can set; for as long as *clock_boot* is true."""
    clock_boot: str = ""
    """Since which start of this machine its steady clock runs."""
    clock_drift_ppm: float = 0.0
    """How much faster the panel's clock runs than this machine's."""
    clock_uncertainty_ns: int = Field(default=0, ge=0)
    tracks: dict[StreamName, TrackName] = {}
    """How streams are called as tracks, where not by their own names: at a far end, where they are a person's."""
    simulated_zero_ms: Milliseconds | None = None
    """When the simulated court begins to speak; the timeline's zero if not given."""
    closed: bool = False
    """The hearing is closed: once the last span is over the take gets its final seal."""

    def records_at(self, at_ms: float) -> bool:
        """Whether what was captured at *at_ms* (panel's clock) belongs to the record."""
        return self.span_at(at_ms) is not None

    def span_at(self, at_ms: float) -> Span | None:
        """The span that *at_ms* lies in: its beginning belongs to it, its end does not."""
        if self.hearing is None or self.take is None or self.zero_at is None:
            return None
        return next((s for s in self.spans if s[0] <= at_ms and (s[1] is None or at_ms < s[1])), None)


def steady_offset(orders: Orders) -> int | None:
    """Return the panel's clock minus this machine's steady one; ``None`` where it is unknown or of an earlier start."""
    return orders.clock_steady_ns if orders.clock_boot == boot_id() else None


def orders_path(data: Path) -> Path:
    """Where in the agent's data folder the orders lie."""
    return data / "run" / "orders.json"


def write_orders(path: Path, orders: Orders) -> None:
    """Put *orders* at *path* so that a reader sees the old or the new ones, never a half."""
    make_folder(path.parent)
    write_whole(path, orders.model_dump_json().encode())


def read_orders(path: Path) -> Orders:
    """Read the orders; without a file there are none, and nothing is captured.

    Raises:
        BadOrders: the file does not hold orders.
    """
    try:
        return Orders.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Orders()
    except (ValidationError, OSError) as fault:
        raise BadOrders(
            f"{path}: these are no orders ({str(fault)[:200]}). Restart the agent; it writes them anew."
        ) from fault
