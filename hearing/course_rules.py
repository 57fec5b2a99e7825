"""When a hearing may take which step of its course."""

from hearing import commands as ask
from hearing import events as log
from hearing.asking import Asked, Rules
from hearing.events import HearingEvent
from hearing.facts import Pending
from hearing.opening_rules import OPENING_RULES


def _postpone(command: ask.Postpone, asked: Asked) -> HearingEvent:
    asked.only_in("scheduled", "preparing")
    return asked.say(log.Postponed, reason=command.reason, planned_at=command.planned_at)


def _cancel(command: ask.Cancel, asked: Asked) -> HearingEvent:
    asked.only_in("scheduled", "preparing")
    return asked.say(log.Cancelled, reason=command.reason)


def _prepare(_: ask.Prepare, asked: Asked) -> HearingEvent:
    asked.only_in("scheduled")
    return asked.say(log.Preparing)


PREROLL_MS = 60_000
"""So far back an opening may be moved: as long as a room keeps its pre-roll."""


def _open(command: ask.Open, asked: Asked) -> HearingEvent:
    asked.only_in("preparing")
    rehearsal = asked.state.rehearsal
    if rehearsal is not None and rehearsal.verdict == "red" and asked.state.rehearsal_override is None:
        asked.refuse("rehearsal-red", "、".join(item.zh for item in rehearsal.items if item.verdict == "red")[:400])
    return asked.say(log.OpenAsked, announced_at=_announced(command, asked))


def _announced(command: ask.Open, asked: Asked) -> int | None:
    """Return the opening mark where it is moved back, at a whole second: there every picture stands alone."""
    if command.announced_at is None:
        return None
    earliest = max(asked.now_ms - PREROLL_MS, asked.state.prepared_at or asked.now_ms)
    if not earliest <= command.announced_at <= asked.now_ms:
        asked.refuse("not-kept", f"{command.announced_at}: {earliest} – {asked.now_ms}")
    return max(earliest, command.announced_at // 1000 * 1000)


def _confirm_open(_: ask.ConfirmOpen, asked: Asked) -> HearingEvent:
    asked.only_in("opening")
    return asked.say(log.Opened)


def _recess(command: ask.Recess, asked: Asked) -> HearingEvent:
    _nothing_pending(asked)
    asked.only_in("open", "resuming")
    if command.reason == "closed-evidence" and asked.state.is_closed_as_a_whole:
        asked.refuse("closed-as-a-whole")
    effective_at = asked.now_ms + asked.settings.undo_ms
    if command.resumes_at is not None and command.resumes_at <= effective_at:
        asked.refuse("no-stretch", f"resumes_at {command.resumes_at}")
    return asked.say(
        log.RecessAsked,
        reason=command.reason,
        note=command.note,
        effective_at=effective_at,
        resumes_at=command.resumes_at,
    )


def _undo_recess(_: ask.UndoRecess, asked: Asked) -> HearingEvent:
    _undo(asked, "recess")
    return asked.say(log.RecessUndone)


def _resume(_: ask.Resume, asked: Asked) -> HearingEvent:
    _nothing_pending(asked)
    asked.only_in("paused")
    return asked.say(log.ResumeAsked)


def _confirm_resumed(_: ask.ConfirmResumed, asked: Asked) -> HearingEvent:
    asked.only_in("resuming")
    return asked.say(log.Resumed)


def _close(_: ask.Close, asked: Asked) -> HearingEvent:
    _nothing_pending(asked)
    asked.only_in("opening", "open", "resuming", "paused")
    return asked.say(log.CloseAsked, effective_at=asked.now_ms + asked.settings.undo_ms)


def _undo_close(_: ask.UndoClose, asked: Asked) -> HearingEvent:
    _undo(asked, "close")
    return asked.say(log.CloseUndone)


def _take_effect(_: ask.TakeEffect, asked: Asked) -> HearingEvent:
    pending = _pending(asked)
    if asked.now_ms < pending.effective_at:
        asked.refuse("not-yet", f"{pending.effective_at - asked.now_ms} ms")
    if pending.kind == "close":
        return asked.say(log.Closed, since=pending.effective_at)
    return asked.say(log.Paused, reason=pending.reason, since=pending.effective_at)


def _sign(_: ask.Sign, asked: Asked) -> HearingEvent:
    asked.only_in("closed")
    return asked.say(log.Signing)


def _archive(_: ask.Archive, asked: Asked) -> HearingEvent:
    asked.only_in("signing")
    return asked.say(log.ArchiveAsked)


def _report_archived(command: ask.ReportArchived, asked: Asked) -> HearingEvent:
    asked.only_in("archiving")
    return asked.say(log.Archived, root=command.root, package=command.package)


def _pending(asked: Asked) -> Pending:
    if asked.state.pending is None:
        asked.refuse("nothing-to-undo")
    return asked.state.pending


def _nothing_pending(asked: Asked) -> None:
    if asked.state.pending is not None:
        asked.refuse("undo-running")


def _undo(asked: Asked, kind: str) -> None:
    pending = _pending(asked)
    if pending.kind != kind:
        asked.refuse("nothing-to-undo")
    if asked.now_ms >= pending.effective_at:
        asked.refuse("undo-over")


COURSE_RULES: Rules = {
    ask.Postpone: _postpone,
    ask.Cancel: _cancel,
    ask.Prepare: _prepare,
    ask.Open: _open,
    ask.ConfirmOpen: _confirm_open,
    ask.Recess: _recess,
    ask.UndoRecess: _undo_recess,
    ask.Resume: _resume,
    ask.ConfirmResumed: _confirm_resumed,
    ask.Close: _close,
    ask.UndoClose: _undo_close,
    ask.TakeEffect: _take_effect,
    ask.Sign: _sign,
    ask.Archive: _archive,
    ask.ReportArchived: _report_archived,
    **OPENING_RULES,
}
