"""When a hearing may open although its record does not run whole: after the wait, by name and reason. Pure."""

from hearing import events as log
from hearing import opening
from hearing.asking import Asked, Rules
from hearing.events import HearingEvent


def _report(command: opening.ReportHindrance, asked: Asked) -> HearingEvent:
    asked.only_in("opening")
    known = asked.state.hindrance
    if known is not None and known.tracks == command.tracks:
        asked.refuse("already-so", "、".join(command.tracks))
    return asked.say(opening.OpeningHindered, tracks=command.tracks)


def _open_without(command: opening.OpenWithout, asked: Asked) -> HearingEvent:
    asked.only_in("opening")
    known = asked.state.hindrance
    if known is None:
        asked.refuse("not-yet")
    without = opening.OpenedWithout(tracks=known.tracks, name=command.name, reason=command.reason)
    return asked.say(log.Opened, without=without)


OPENING_RULES: Rules = {opening.ReportHindrance: _report, opening.OpenWithout: _open_without}
