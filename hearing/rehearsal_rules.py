"""When the room's rehearsal is put on a hearing's record, and who may open in spite of it."""

from hearing import rehearsal
from hearing.asking import Asked, Rules
from hearing.events import HearingEvent


def _report(command: rehearsal.ReportRehearsal, asked: Asked) -> HearingEvent:
    asked.only_in("scheduled", "preparing")
    if command.result.room != asked.state.room:
        asked.refuse("no-right", command.result.room)
    known = asked.state.rehearsal
    if known is not None and command.result.at <= known.at:
        asked.refuse("already-so", str(known.at))
    return asked.say(rehearsal.RoomRehearsed, result=command.result)


def _override(command: rehearsal.OverrideRehearsal, asked: Asked) -> HearingEvent:
    asked.only_in("scheduled", "preparing")
    if asked.state.rehearsal is None or asked.state.rehearsal.verdict != "red":
        asked.refuse("already-so", "not red")
    return asked.say(rehearsal.RehearsalOverridden, name=command.name, reason=command.reason)


REHEARSAL_RULES: Rules = {
    rehearsal.ReportRehearsal: _report,
    rehearsal.OverrideRehearsal: _override,
}
