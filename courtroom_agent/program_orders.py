"""What the program process is to show and publish: one document, written whole by the control process.

Like :mod:`courtroom_agent.orders` a level and not a message. When and whether anything is recorded stands there.
"""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from courtroom_agent.errors import BadOrders
from hearing.director import ShotName
from hearing.facts import Course
from hearing.ids import HearingId, ParticipantId, SeatId, StreamName
from recorder.durable import make_folder, write_whole


class Remote(BaseModel):
    """A remote person who takes part now: played, shown, heard, and given a mix without the own voice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    participant: ParticipantId
    name: str
    label: str
    """What the picture says: role and place."""


class ProgramOrders(BaseModel):
    """What is to be composed, mixed and published now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = ""
    """The panel's origin; streams are published to and played from it."""
    token_file: Path = Path("token")
    ca: str | None = None
    """File of the CA that signed the panel's certificate."""
    hearing: HearingId | None = None
    take: str | None = None
    """``program-<room>-<sitting>``."""
    court: str = ""
    room_name: str = ""
    case_number: str = ""
    labels: dict[StreamName, str] = {}
    remotes: tuple[Remote, ...] = ()
    publish: tuple[StreamName, ...] = ()
    """``program``, ``public``; each remote person's ``program-for-…`` follows from *remotes*."""
    cameras: tuple[StreamName, ...] = ()
    """Single cameras that somebody watches: sent as they are."""
    for_public: bool = False
    """Whether ``public`` is recorded: what may never be public is not even composed for it."""
    muted: tuple[StreamName, ...] = ()
    main: str = "bench"
    """What is large in the picture, as the room's scene wants it."""
    shot: ShotName | None = None
    """The director's shot; ``None`` leaves the picture to *main*."""
    hidden: tuple[SeatId, ...] = ()
    """Seats that are neither seen nor heard in the program; their own tracks go on."""
    unseen: tuple[StreamName, ...] = ()
    """The cameras that show one of them, or any other protected seat."""
    unheard: tuple[StreamName, ...] = ()
    """The microphones that stand at one of them."""
    voice: Literal["plain", "masked"] = "plain"
    """Whether those are heard all the same, under a mask."""
    course: Course | None = None


def program_orders_path(data: Path) -> Path:
    """Where in the agent's data folder they lie."""
    return data / "run" / "program-orders.json"


def write_program_orders(path: Path, orders: ProgramOrders) -> None:
    """Put *orders* at *path* so that a reader sees the old or the new ones, never a half."""
    make_folder(path.parent)
    write_whole(path, orders.model_dump_json().encode())


def read_program_orders(path: Path) -> ProgramOrders:
    """Read them; without a file nothing is composed.

    Raises:
        BadOrders: the file does not hold orders.
    """
    try:
        return ProgramOrders.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return ProgramOrders()
    except (ValidationError, OSError) as fault:
        raise BadOrders(f"{path}: these are no orders ({str(fault)[:200]}). Restart the agent.") from fault
