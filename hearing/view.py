"""What one person may know of a hearing: its state and its events, cut to that person's rights at this moment."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from hearing.events import HearingEvent
from hearing.ids import HearingId, ParticipantId, StreamName
from hearing.participant import Right, Role
from hearing.policy import Actor
from hearing.state import HearingState


class Me(BaseModel):
    """Whom a view is for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    principal: str
    participant: ParticipantId | None = None
    role: Role | None = None
    rights: tuple[Right, ...] = ()


class HearingView(BaseModel):
    """A snapshot for one person (docs/PROTOCOL.md §4)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hearing: HearingId
    seq: int
    state: HearingState
    """Cut: what the person may not know is left at its default."""
    me: Me
    may_play: tuple[StreamName, ...] = ()
    may_publish: tuple[StreamName, ...] = ()


def view(state: HearingState, actor: Actor, streams: Iterable[StreamName] = ()) -> HearingView:
    """Return what *actor* may know now; *streams* are the room's own, as its agent registered them."""
    raise NotImplementedError


def visible(state: HearingState, event: HearingEvent, actor: Actor) -> HearingEvent | None:
    """Return *event* as *actor* may see it, or ``None``; *state* is the one after the event."""
    raise NotImplementedError
