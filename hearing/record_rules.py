"""What the court decides and writes down: stages, openness, joined cases, the broadcast, lines, notes and faults."""

from hearing import commands as ask
from hearing import events as log
from hearing.asking import Asked, Rules
from hearing.case import normal_number
from hearing.events import HearingEvent
from hearing.facts import RUNNING, SESSION, Broadcast, Course
from hearing.fault import FaultNoted
from hearing.numbering import CaseNumbered, NumberCase
from hearing.participant import Right
from hearing.procedure import BROADCASTABLE, STAGES

_BEFORE_THE_END: tuple[Course, ...] = ("scheduled", *SESSION)
_AFTER_CLOSING: tuple[Course, ...] = ("closed", "signing", "archiving")
_BEFORE_PACKING: tuple[Course, ...] = (*_BEFORE_THE_END, "closed", "signing")


def _enter_stage(command: ask.EnterStage, asked: Asked) -> HearingEvent:
    asked.only_in("preparing", *RUNNING)
    if command.stage not in STAGES[asked.state.procedure]:
        asked.refuse("other-stage", command.stage)
    if command.stage == asked.state.stage:
        asked.refuse("already-so", command.stage)
    return asked.say(log.StageEntered, stage=command.stage)


def _set_openness(command: ask.SetOpenness, asked: Asked) -> HearingEvent:
    asked.only_in(*_BEFORE_THE_END)
    return asked.say(
        log.OpennessSet,
        openness=command.openness,
        range=command.range,
        judge=command.judge,
        reason=command.reason,
    )


def _join_case(command: ask.JoinCase, asked: Asked) -> HearingEvent:
    asked.only_in(*_BEFORE_THE_END)
    if command.case.number in {case.number for case in (asked.state.case, *asked.state.joined)}:
        asked.refuse("case-joined", command.case.number)
    return asked.say(log.CaseJoined, case=command.case)


def _sever_case(command: ask.SeverCase, asked: Asked) -> HearingEvent:
    asked.only_in(*_BEFORE_THE_END)
    try:
        number = normal_number(command.number)
    except ValueError as fault:
        asked.refuse("unknown-case", str(fault))
    if number not in {case.number for case in asked.state.joined}:
        asked.refuse("unknown-case", number)
    return asked.say(log.CaseSevered, number=number)


def _number_case(command: NumberCase, asked: Asked) -> HearingEvent:
    """Whenever it comes, also long after archiving; a number that the case has is not given again."""
    if command.number in asked.state.known_numbers:
        asked.refuse("already-so", command.number)
    return asked.say(CaseNumbered, number=command.number)


def _apply(command: ask.ApplyForBroadcast, asked: Asked) -> HearingEvent:
    asked.only_in(*_BEFORE_PACKING)
    if asked.state.procedure not in BROADCASTABLE:
        asked.refuse("never-broadcast", asked.state.procedure)
    if asked.state.openness and not asked.state.is_public:
        asked.refuse("not-public")
    if asked.state.broadcast.applied_by and asked.state.broadcast.refused is None:
        asked.refuse("already-so")
    return asked.say(log.BroadcastApplied, applicant=command.applicant, reason=command.reason)


def _review(command: ask.ReviewBroadcast, asked: Asked) -> HearingEvent:
    asked.only_in(*_BEFORE_PACKING)
    broadcast = _applied(asked)
    if broadcast.reviewed_by:
        asked.refuse("approval-order")
    if asked.actor.principal == broadcast.applied_by:
        asked.refuse("same-person")
    return asked.say(log.BroadcastReviewed, reviewer=command.reviewer)


def _approve(command: ask.ApproveBroadcast, asked: Asked) -> HearingEvent:
    asked.only_in(*_BEFORE_PACKING)
    broadcast = _applied(asked)
    if not broadcast.reviewed_by or broadcast.approved_by:
        asked.refuse("approval-order")
    if asked.actor.principal in {broadcast.applied_by, broadcast.reviewed_by}:
        asked.refuse("same-person")
    if not asked.state.is_public:
        asked.refuse("not-public")
    return asked.say(log.BroadcastApproved, vice_president=command.vice_president)


def _refuse(command: ask.RefuseBroadcast, asked: Asked) -> HearingEvent:
    _applied(asked)
    return asked.say(log.BroadcastRefused, reason=command.reason)


def _cut(command: ask.CutBroadcast, asked: Asked) -> HearingEvent:
    return asked.say(log.BroadcastCut, from_at=max(0, asked.now_ms - asked.settings.delay_ms), reason=command.reason)


def _restore(_: ask.RestoreBroadcast, asked: Asked) -> HearingEvent:
    if Right.RESTORE_BROADCAST not in asked.actor.rights:
        asked.refuse("judge-only")
    asked.only_in(*_BEFORE_PACKING)
    if not asked.state.broadcast.is_cut:
        asked.refuse("already-so")
    if asked.state.showing is not None and asked.state.showing.private:
        asked.refuse("private-shown", asked.state.showing.id)
    return asked.say(log.BroadcastRestored)


def _applied(asked: Asked) -> Broadcast:
    broadcast = asked.state.broadcast
    if not broadcast.applied_by or broadcast.refused is not None:
        asked.refuse("approval-order")
    return broadcast


def _speak_line(command: ask.SpeakLine, asked: Asked) -> HearingEvent:
    asked.only_in(*SESSION, "closed", "signing")
    if not _was_recorded(asked, command.start, command.start + command.duration):
        asked.refuse("not-now", f"{command.stream} {command.start}")
    return asked.say(
        log.LineSpoken,
        line=len(asked.state.lines) + 1,
        stream=command.stream,
        speaker=command.speaker,
        text=command.text,
        start=command.start,
        duration=command.duration,
        engine=command.engine,
        model=command.model,
    )


def _was_recorded(asked: Asked, start: int, end: int) -> bool:
    """Whether any of the time from *start* to *end* (ns on the timeline) was recorded: recess has no words."""
    zero_at = asked.state.zero_at
    if zero_at is None:
        return False
    since, until = zero_at + start / 1e6, zero_at + end / 1e6
    return any(span.since <= until and (span.until is None or since < span.until) for span in asked.state.spans)


def _correct_line(command: ask.CorrectLine, asked: Asked) -> HearingEvent:
    asked.only_in(*_BEFORE_PACKING)
    if command.line > len(asked.state.lines):
        asked.refuse("unknown-line", str(command.line))
    revision = asked.state.lines[command.line - 1].revision + 1
    return asked.say(log.LineCorrected, line=command.line, revision=revision, text=command.text)


def _note(command: ask.Note, asked: Asked) -> HearingEvent:
    asked.only_in(*_BEFORE_PACKING)
    return asked.say(log.Noted, text=command.text)


def _note_fault(command: ask.NoteFault, asked: Asked) -> HearingEvent:
    asked.only_in(*_BEFORE_PACKING)
    return asked.say(
        FaultNoted,
        cause=command.cause,
        track=command.track,
        since=command.since,
        until=command.until,
        text=command.text,
    )


def _seal_take(command: ask.SealTake, asked: Asked) -> HearingEvent:
    asked.only_in(*_AFTER_CLOSING)
    return asked.say(log.TakeSealed, take=command.take, size=command.size, root=command.root)


def _report_closing(command: ask.ReportClosing, asked: Asked) -> HearingEvent:
    asked.only_in(*_AFTER_CLOSING)
    return asked.say(
        log.ClosingSealed, root=command.root, code=command.code, until=command.until, behind=command.behind
    )


RECORD_RULES: Rules = {
    ask.SealTake: _seal_take,
    ask.ReportClosing: _report_closing,
    ask.EnterStage: _enter_stage,
    ask.SetOpenness: _set_openness,
    ask.JoinCase: _join_case,
    ask.SeverCase: _sever_case,
    NumberCase: _number_case,
    ask.ApplyForBroadcast: _apply,
    ask.ReviewBroadcast: _review,
    ask.ApproveBroadcast: _approve,
    ask.RefuseBroadcast: _refuse,
    ask.CutBroadcast: _cut,
    ask.RestoreBroadcast: _restore,
    ask.SpeakLine: _speak_line,
    ask.CorrectLine: _correct_line,
    ask.Note: _note,
    ask.NoteFault: _note_fault,
}
