"""When the bailiffs may be called, who confirms that, and when it is over: always while people are in the courtroom."""

from hearing import bailiff_alarm as alarm
from hearing.asking import Asked, Rules
from hearing.events import HearingEvent
from hearing.facts import SESSION
from hearing.participant import Right

_PEOPLE_ARE_HERE = (*SESSION, "closed", "signing")


def _raise(command: alarm.RaiseBailiffAlarm, asked: Asked) -> HearingEvent:
    if asked.actor.kind not in {"agent", "service"}:
        asked.needs(Right.CALL_BAILIFFS)
    asked.only_in(*_PEOPLE_ARE_HERE)
    if asked.state.bailiff_alarm is not None:
        asked.refuse("already-so", "bailiff-alarm")
    return asked.say(alarm.BailiffAlarmRaised, source=command.source, place=command.place)


def _confirm(command: alarm.ConfirmBailiffAlarm, asked: Asked) -> HearingEvent:
    standing = asked.state.bailiff_alarm
    if standing is None:
        asked.refuse("no-bailiff-alarm")
    if any(one.who == asked.actor.principal for one in standing.confirmed):
        asked.refuse("already-so", "bailiff-alarm")
    return asked.say(alarm.BailiffAlarmConfirmed, name=command.name)


def _clear(command: alarm.ClearBailiffAlarm, asked: Asked) -> HearingEvent:
    standing = asked.state.bailiff_alarm
    if standing is None:
        asked.refuse("no-bailiff-alarm")
    if not standing.confirmed:
        asked.refuse("not-confirmed")
    return asked.say(alarm.BailiffAlarmCleared, name=command.name, note=command.note)


BAILIFF_ALARM_RULES: Rules = {
    alarm.RaiseBailiffAlarm: _raise,
    alarm.ConfirmBailiffAlarm: _confirm,
    alarm.ClearBailiffAlarm: _clear,
}
