"""How a second that is missing is answered for: a written explanation, and the judge's signature (录音录像 §4)."""

from hearing import commands as ask
from hearing.asking import Asked, Rules
from hearing.events import HearingEvent
from hearing.facts import RUNNING, Course
from hearing.fault import FaultExplained, FaultSigned

_WHILE_IT_CAN_BE_ANSWERED: tuple[Course, ...] = (*RUNNING, "paused", "closed", "signing", "archiving")


def _explain(command: ask.ExplainFault, asked: Asked) -> HearingEvent:
    asked.only_in(*_WHILE_IT_CAN_BE_ANSWERED)
    if command.until <= command.since:
        asked.refuse("no-stretch", f"{command.track}: {command.since} – {command.until}")
    return asked.say(FaultExplained, track=command.track, since=command.since, until=command.until, text=command.text)


def _sign(command: ask.SignFault, asked: Asked) -> HearingEvent:
    asked.only_in(*_WHILE_IT_CAN_BE_ANSWERED)
    explanation = asked.state.explanation_of(command.track, command.since, command.until)
    if explanation is None:
        asked.refuse("not-explained", f"{command.track}: {command.since} – {command.until}")
    if explanation.signed_at is not None:
        asked.refuse("already-so", explanation.judge)
    return asked.say(FaultSigned, track=command.track, explanation=explanation.seq, judge=command.judge)


FAULT_RULES: Rules = {ask.ExplainFault: _explain, ask.SignFault: _sign}
