"""When a guard may raise an alarm, who acknowledges it, and when it is taken back."""

from hearing import alarm
from hearing.asking import Asked, Rules
from hearing.events import HearingEvent
from hearing.facts import RUNNING, SESSION


def _raise(command: alarm.RaiseAlarm, asked: Asked) -> HearingEvent:
    asked.only_in(*RUNNING)
    if asked.state.alarm_of(command.guard, command.subject) is not None:
        asked.refuse("already-so", f"{command.guard} {command.subject}")
    if command.failover is not None and command.failover in asked.state.muted:
        asked.refuse("not-now", f"{command.failover}: muted")
    return asked.say(
        alarm.AlarmRaised,
        guard=command.guard,
        subject=command.subject,
        since=command.since,
        measured=command.measured,
        failover=command.failover,
        zh=command.zh,
        en=command.en,
    )


def _clear(command: alarm.ClearAlarm, asked: Asked) -> HearingEvent:
    asked.only_in(*SESSION, "closed", "signing")
    if asked.state.alarm_of(command.guard, command.subject) is None:
        asked.refuse("already-so", f"{command.guard} {command.subject}")
    return asked.say(alarm.AlarmCleared, guard=command.guard, subject=command.subject, until=command.until)


def _acknowledge(command: alarm.AcknowledgeAlarm, asked: Asked) -> HearingEvent:
    standing = asked.state.alarm_of(command.guard, command.subject)
    if standing is None or standing.acknowledged_by:
        asked.refuse("already-so", f"{command.guard} {command.subject}")
    return asked.say(alarm.AlarmAcknowledged, guard=command.guard, subject=command.subject, name=command.name)


ALARM_RULES: Rules = {
    alarm.RaiseAlarm: _raise,
    alarm.ClearAlarm: _clear,
    alarm.AcknowledgeAlarm: _acknowledge,
}
