"""What alarms change in a hearing's state."""

from hearing.alarm import AlarmAcknowledged, AlarmCleared, AlarmRaised
from hearing.changes import Changes, changes_of
from hearing.facts import Alarm, HearingState


@changes_of.register
def _(event: AlarmRaised, state: HearingState) -> Changes:
    alarm = Alarm(
        seq=event.seq,
        guard=event.guard,
        subject=event.subject,
        since=event.since,
        measured=event.measured,
        failover=event.failover,
        zh=event.zh,
        en=event.en,
    )
    return {"alarms": (*state.alarms, alarm)}


@changes_of.register
def _(event: AlarmCleared, state: HearingState) -> Changes:
    standing = state.alarm_of(event.guard, event.subject)
    return {"alarms": tuple(one.but(until=event.until) if one is standing else one for one in state.alarms)}


@changes_of.register
def _(event: AlarmAcknowledged, state: HearingState) -> Changes:
    standing = state.alarm_of(event.guard, event.subject)
    seen = {"acknowledged_by": event.who, "acknowledged": event.name, "acknowledged_at": event.at}
    return {"alarms": tuple(one.but(**seen) if one is standing else one for one in state.alarms)}
