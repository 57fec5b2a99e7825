"""What calling the bailiffs changes in a hearing's state."""

from hearing.bailiff_alarm import (
    BailiffAlarm,
    BailiffAlarmCleared,
    BailiffAlarmConfirmed,
    BailiffAlarmRaised,
    Confirmation,
)
from hearing.changes import Changes, changes_of
from hearing.facts import HearingState


@changes_of.register
def _(event: BailiffAlarmRaised, state: HearingState) -> Changes:
    raised = BailiffAlarm(seq=event.seq, at=event.at, who=event.who, source=event.source, place=event.place)
    return {"bailiff_alarms": (*state.bailiff_alarms, raised)}


@changes_of.register
def _(event: BailiffAlarmConfirmed, state: HearingState) -> Changes:
    seen = Confirmation(who=event.who, name=event.name, at=event.at)
    standing = state.bailiff_alarm
    confirmed = (*standing.confirmed, seen) if standing is not None else ()
    return _standing_becomes(state, confirmed=confirmed)


@changes_of.register
def _(event: BailiffAlarmCleared, state: HearingState) -> Changes:
    return _standing_becomes(state, cleared_at=event.at, cleared_by=event.who, cleared_name=event.name, note=event.note)


def _standing_becomes(state: HearingState, **fields: object) -> Changes:
    standing = state.bailiff_alarm
    alarms = (one.model_copy(update=fields) if one is standing else one for one in state.bailiff_alarms)
    return {"bailiff_alarms": tuple(alarms)}
