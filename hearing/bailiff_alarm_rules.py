"""When the bailiffs may be called, who confirms that, and when it is over: always while people are in the courtroom."""

from hearing import bailiff_alarm as alarm
from hearing.asking import Asked, Rules
from hearing.events import HearingEvent
from hearing.facts import SESSION
from hearing.participant import Right, Role

_PEOPLE_ARE_HERE = (*SESSION, "closed", "signing")


def _raise(command: alarm.RaiseBailiffAlarm, asked: Asked) -> HearingEvent:
    source = _source(command, asked)
    asked.only_in(*_PEOPLE_ARE_HERE)
    if asked.state.bailiff_alarm is not None:
        asked.refuse("already-so", "bailiff-alarm")
    return asked.say(alarm.BailiffAlarmRaised, source=source, place=command.place)


def _source(command: alarm.RaiseBailiffAlarm, asked: Asked) -> alarm.Source:
    """Say from where the call comes, by who asks: no page passes for a button, and no wrong word keeps help away."""
    if asked.actor.kind == "agent":
        return "button"
    asked.needs(Right.CALL_BAILIFFS)
    if command.source == "button":
        asked.refuse("no-right")
    return "panel" if asked.actor.kind == "account" and asked.actor.role is Role.CLERK else "page"


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
