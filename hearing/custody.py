"""What the agent of a custody room (看守所远程提讯室) may know, say and keep: its own person's part of a hearing. Pure.

A person of such a room has it as ``site``. From admission (a witness from being called) to leaving, the room's agent
publishes that person, plays the program for that person and keeps a take of its own; before, after and beside it the
hearing is none of its business. All of it follows from the stays that the log tells.
"""

from hearing.command import Asking
from hearing.commands import NoteFault, SealTake
from hearing.facts import SESSION, Course, HearingState, Span
from hearing.ids import RoomId, TakeName
from hearing.participant import Participant
from hearing.state import is_in_court

_TAKES = "custody-"


def take_of(room: RoomId, sitting: int) -> TakeName:
    """Name the take that the agent of the custody room *room* keeps."""
    return f"{_TAKES}{room}-{sitting}"


def is_custody_take(take: TakeName) -> bool:
    """Whether *take* was kept at the far end, by a custody room's agent."""
    return take.startswith(_TAKES)


def may_hand_up(state: HearingState, room: RoomId, take: TakeName) -> bool:
    """Whether the agent of *room* may send *take* of this hearing up: nobody writes what another has recorded."""
    if room == state.room:
        return not is_custody_take(take)
    return concerns(state, room) and take == take_of(room, state.sitting)


def person_at(state: HearingState, room: RoomId) -> Participant | None:
    """Return the person who attends from the custody room *room* now, if one does."""
    people = state.participants.values()
    return next((one for one in people if one.site == room and is_in_court(one) and not one.protected), None)


def concerns(state: HearingState, room: RoomId) -> bool:
    """Whether anyone has attended from *room*: before the first admission its agent hears nothing of the hearing."""
    return any(_is_of(state, stay.participant, room) for stay in state.stays)


def may_say(state: HearingState, room: RoomId, command: Asking) -> bool:
    """Whether the agent of the custody room *room* may say *command*: its take's final seal, and what its tracks lost."""
    if isinstance(command, SealTake):
        return concerns(state, room) and command.take == take_of(room, state.sitting)
    if isinstance(command, NoteFault) and command.track is not None:
        person = command.track.removeprefix("remote-").removesuffix("-sound")
        return command.track.startswith("remote-") and _is_of(state, person, room) and concerns(state, room)
    return False


def part_of(state: HearingState, room: RoomId) -> HearingState:
    """Return of *state* what the agent of the custody room *room* may know now.

    ``spans`` are the stretches to record cut to the person's stays, so that nothing else can be recorded there.
    """
    person, take = person_at(state, room), take_of(room, state.sitting)
    mine = {one.id: one for one in state.participants.values() if _is_of(state, one.id, room)}
    own = {f"remote-{one}" for one in mine}
    return HearingState(
        hearing=state.hearing,
        seq=state.seq,
        at=state.at,
        case=state.case,
        procedure=state.procedure,
        course=state.course if person is not None else _seen_from_outside(state),
        room=state.room,
        room_name=state.room_name,
        court=state.court,
        sitting=state.sitting,
        planned_at=state.planned_at,
        demo=state.demo,
        pending=state.pending.but(note="") if state.pending is not None and person is not None else None,
        pause_reason=state.pause_reason if person is not None else None,
        zero_at=state.zero_at,
        closed_at=state.closed_at,
        spans=_attended(state, room),
        participants=mine,
        stays=tuple(stay for stay in state.stays if stay.participant in mine),
        muted={stream: who for stream, who in state.muted.items() if stream in own},
        take_seals={name: seal for name, seal in state.take_seals.items() if name == take},
    )


def _attended(state: HearingState, room: RoomId) -> tuple[Span, ...]:
    """The spans of the record in which somebody attended from *room*; a pre-roll is the courtroom's alone."""
    found = []
    for span in state.spans:
        for stay in state.stays:
            since = max(span.asked or span.since, stay.since)
            until = min((end for end in (span.until, stay.until) if end is not None), default=None)
            if _is_of(state, stay.participant, room) and (until is None or since < until):
                live = None if span.live is None else max(span.live, since)
                found.append(Span(since=since, live=live, until=until))
    return tuple(found)


def _is_of(state: HearingState, participant: str, room: RoomId) -> bool:
    known = state.participants.get(participant)
    return known is not None and known.site == room


def _seen_from_outside(state: HearingState) -> Course:
    """Nobody attends from there: whether to wait or to send up what was kept, and not how the hearing goes."""
    if state.course in SESSION:
        return "preparing"
    return "closed" if state.course in {"signing", "archiving"} else state.course
