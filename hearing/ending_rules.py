"""When a take may be declared ended without its writer, and who may say so."""

from hearing.asking import Asked, Rules
from hearing.ending import EndingDeclared, EndingSigned, EndTake, ReportEnded, SignEnding, TakeEnded
from hearing.events import HearingEvent
from hearing.facts import Course
from hearing.participant import Right

_AFTER_CLOSING: tuple[Course, ...] = ("closed", "signing", "archiving")
OPERATOR = "service:operator"
"""Who speaks from the court server's own command line: an administrator, who names a person."""


def _declare(command: EndTake, asked: Asked) -> HearingEvent:
    if asked.actor.principal != OPERATOR:
        asked.needs(Right.EXPLAIN_FAULT)
    asked.only_in(*_AFTER_CLOSING)
    standing = asked.state.endings.get(command.take)
    if standing is not None and standing.signed is not None:
        asked.refuse("already-so", command.take)
    return asked.say(EndingDeclared, take=command.take, by=command.by, text=command.text)


def _sign(command: SignEnding, asked: Asked) -> HearingEvent:
    asked.only_in(*_AFTER_CLOSING)
    standing = asked.state.endings.get(command.take)
    if standing is None:
        asked.refuse("not-declared", command.take)
    if standing.signed is not None:
        asked.refuse("already-so", standing.judge)
    return asked.say(EndingSigned, take=command.take, ending=standing.seq, judge=command.judge)


def _report(command: ReportEnded, asked: Asked) -> HearingEvent:
    asked.only_in(*_AFTER_CLOSING)
    standing = asked.state.endings.get(command.take)
    if standing is None or standing.signed is None:
        asked.refuse("not-declared", command.take)
    return asked.say(TakeEnded, take=command.take, size=command.size, root=command.root)


ENDING_RULES: Rules = {EndTake: _declare, SignEnding: _sign, ReportEnded: _report}
