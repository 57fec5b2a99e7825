"""What follows from its part of a hearing for a custody room: whose camera and microphone these are. Pure."""

from courtroom_agent.orders import Orders
from courtroom_agent.program_orders import ProgramOrders, Remote
from hardware_profiles.courtroom import Courtroom
from hearing.custody import person_at, take_of
from hearing.facts import RUNNING, SESSION, HearingState
from hearing.ids import StreamName, TrackName
from hearing.streams import track_name


def far_orders(orders: Orders, state: HearingState, room: Courtroom) -> Orders:
    """Return *orders* of a room as they are at a far end: the person's tracks, on only while the person attends.

    Nothing of the time before the opening is kept, not even for a minute: there the person may speak to counsel.
    """
    is_there = person_at(state, room.courtroom) is not None
    names = tracks_of(state, room)
    muted = [one.stream for one in room.microphones if set(names.values()) & set(state.muted)]
    return orders.model_copy(
        update={
            "take": take_of(room.courtroom, state.sitting),
            "tracks": names,
            "preroll": False,
            "live": is_there and state.course in RUNNING | {"preparing"},
            "muted": tuple(sorted(muted)),
        }
    )


def tracks_of(state: HearingState, room: Courtroom) -> dict[StreamName, TrackName]:
    """Say as which tracks camera and microphone are kept: those of whoever attends, or attended last."""
    if not state.stays:
        return {}
    stream = f"remote-{state.stays[-1].participant}"
    return {
        **{camera.stream: track_name(stream, "video") for camera in room.cameras},
        **{microphone.stream: track_name(stream, "audio") for microphone in room.microphones},
    }


def far_streams(state: HearingState, room: Courtroom, at: ProgramOrders) -> ProgramOrders:
    """Return what is published and played: *at*, which says where, with the person who attends now, if one does."""
    person = person_at(state, room.courtroom)
    if person is None or state.course not in SESSION:
        return at
    return at.model_copy(update={"remotes": (Remote(participant=person.id, name=person.name, label=person.place),)})
