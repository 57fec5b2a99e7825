"""A call for the bailiffs (法警报警) by a wired button while no hearing has the room: no hearing's log holds it, the panel does.

What the room's agent says of it, and how it stands. While a hearing has the room it is an event of that hearing
(:mod:`hearing.bailiff_alarm`). The same people learn of both.
"""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from hearing.bailiff_alarm import Confirmation, Place
from hearing.ids import Milliseconds, RoomId

MOST_PRESSES = 20
"""Of so many presses while one call stands is kept which they were."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Press(_Part):
    """One press of a button, as the agent tells it: again and again under the same *id* until the court has heard it."""

    id: UUID
    place: Place = ""
    """The button's own name."""
    at: Milliseconds
    """When it was pressed, by the panel's clock as the agent knows it."""


class RoomCall(_Part):
    """One call, from its first press until it was cleared."""

    id: UUID
    room: RoomId
    at: Milliseconds
    told_at: Milliseconds
    """When the panel heard of it: later than :attr:`at` where the server could not be reached."""
    presses: tuple[Press, ...] = ()
    """The first one, and those while it stood."""
    confirmed: tuple[Confirmation, ...] = ()
    cleared_at: Milliseconds | None = None
    cleared_by: str = ""
    cleared_name: str = ""
    note: str = ""

    @property
    def place(self) -> str:
        """The buttons that were pressed, each once."""
        return "、".join(dict.fromkeys(press.place for press in self.presses if press.place))


class RoomCalls(_Part):
    """From the panel itself: the calls of a room that stand now."""

    type: Literal["room-calls"] = "room-calls"
    room: RoomId
    calls: tuple[RoomCall, ...] = ()
