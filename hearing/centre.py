"""What the control centre (集控中心) sees of every courtroom: lamps by what the system says, and calls for the bailiffs. Pure.

Nobody there learns more of a case than the own right gives: who knows the hearing whole reads its number, everybody else
what the sign at the courtroom's door may say (:mod:`hearing.door_sign`).
"""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from hearing.bailiff_alarm import BailiffAlarm
from hearing.door_sign import door_sign
from hearing.facts import RUNNING, Course, HearingState
from hearing.ids import HearingId, Milliseconds, RoomId
from hearing.policy import Actor, access_of
from hearing.procedure import BROADCASTABLE
from hearing.reports import Devices, Release, Tracks
from hearing.room_call import RoomCall
from hearing.view import cut_state

RecLamp = Literal["off", "starting", "on", "partly", "stopping", "paused", "unknown"]
LiveLamp = Literal["off", "on", "cut", "closed", "unknown"]
_OVER = frozenset({"archived", "cancelled", "postponed"})


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CentreHearing(_Part):
    """The hearing that has a room; *number* is empty for who may not read it."""

    hearing: HearingId
    course: Course
    openness: Literal["public", "closed", "undecided"]
    number: str = ""
    opened_at: Milliseconds | None = None
    rec: RecLamp
    writing: int
    """How many of the mandatory tracks are being written, of :attr:`mandatory`."""
    mandatory: int
    live: LiveLamp
    alarms: int
    """Guards' alarms that stand."""


class CentreRoom(_Part):
    """One courtroom."""

    room: RoomId
    room_name: str
    is_connected: bool
    """Whether its agent is there."""
    devices: int
    faulty: tuple[str, ...] = ()
    """Labels of the devices that do not answer."""
    hearing: CentreHearing | None = None


class CentreCall(_Part):
    """One call for the bailiffs, wherever it is kept."""

    room: RoomId
    room_name: str
    hearing: HearingId | None = None
    """Whose log holds it; ``None`` where no hearing had the room."""
    call: UUID | None = None
    """Under which the panel keeps it, where no hearing had the room."""
    alarm: BailiffAlarm
    told_at: Milliseconds | None = None
    """When the panel heard of it, where no hearing had the room."""
    stands: bool


class CentreView(_Part):
    """Everything that a page of the control centre shows."""

    rooms: tuple[CentreRoom, ...] = ()
    calls: tuple[CentreCall, ...] = ()
    """What stands first, the oldest on top; then what is over, of today, the newest on top."""


def centre_hearing(
    state: HearingState, actor: Actor, tracks: Iterable[Tracks], release: Release | None
) -> CentreHearing:
    """Return what *actor* sees of a hearing in session, by the writers' and the releasing process's last fresh word."""
    rec, writing, mandatory = _rec(state, tracks)
    told = door_sign([state], state.room, 0, 0).now
    return CentreHearing(
        hearing=state.hearing,
        course=state.course,
        openness=told.openness if told is not None else "undecided",
        number=state.number if access_of(state, actor) == "whole" else told.number if told is not None else "",
        opened_at=state.opened_at,
        rec=rec,
        writing=writing,
        mandatory=mandatory,
        live=_live(state, release),
        alarms=sum(alarm.until is None for alarm in cut_state(state, actor).alarms),
    )


def _rec(state: HearingState, told: Iterable[Tracks]) -> tuple[RecLamp, int, int]:
    """Say of REC what the writers say; a file that does not grow is not written, whatever its writer says."""
    tracks = [track for report in told for track in report.tracks]
    stuck = {alarm.subject for alarm in state.alarms if alarm.guard == "not-growing" and alarm.until is None}
    mandatory = [track for track in tracks if track.mandatory]
    writing = sum(track.writing and track.name not in stuck for track in mandatory)
    lamp: RecLamp = "off"
    if state.course == "paused":
        lamp = "stopping" if any(track.writing for track in tracks) else "paused"
    elif state.course in RUNNING:
        if not mandatory:
            lamp = "unknown"
        elif writing == len(mandatory):
            lamp = "on"
        else:
            lamp = "partly" if state.course == "open" else "starting"
    return lamp, writing, len(mandatory)


def _live(state: HearingState, release: Release | None) -> LiveLamp:
    """Say of LIVE what the releasing process says: it alone can know what is out."""
    if release is not None and release.on_air:
        return "on"
    if state.openness and not state.is_public:
        return "closed"
    if state.broadcast.is_cut:
        return "cut"
    may_be_out = state.procedure in BROADCASTABLE and state.broadcast.is_approved and state.course in RUNNING
    return "unknown" if may_be_out and release is None else "off"


def faulty_devices(devices: Devices) -> tuple[str, ...]:
    """Name the devices of which something is not known now, each once."""
    return tuple(dict.fromkeys(one.label or one.name for one in devices.devices if one.state == "unknown"))


def calls_of(state: HearingState, actor: Actor, since: Milliseconds) -> list[CentreCall]:
    """List the calls of a hearing that stand, or were made after *since*, as far as *actor* learns of them."""
    is_over = state.course in _OVER
    found = []
    for alarm in cut_state(state, actor).bailiff_alarms if state.bailiff_alarms else ():
        stands = alarm.cleared_at is None and not is_over
        if stands or alarm.at >= since:
            found.append(
                CentreCall(
                    room=state.room, room_name=state.room_name, hearing=state.hearing, alarm=alarm, stands=stands
                )
            )
    return found


def call_of_room(call: RoomCall, room_name: str) -> CentreCall:
    """Return a call by a button while no hearing had the room."""
    alarm = BailiffAlarm(
        seq=0,
        at=call.at,
        who=f"agent:{call.room}",
        source="button",
        place=call.place,
        confirmed=call.confirmed,
        cleared_at=call.cleared_at,
        cleared_by=call.cleared_by,
        cleared_name=call.cleared_name,
        note=call.note,
    )
    stands = call.cleared_at is None
    return CentreCall(
        room=call.room, room_name=room_name, call=call.id, alarm=alarm, told_at=call.told_at, stands=stands
    )


def ordered(calls: Iterable[CentreCall]) -> tuple[CentreCall, ...]:
    """Put what stands on top, the oldest first, and what is over behind it, the newest first."""
    known = sorted(calls, key=lambda call: call.alarm.at)
    return (*[one for one in known if one.stands], *[one for one in reversed(known) if not one.stands])
