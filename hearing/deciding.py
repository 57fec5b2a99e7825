"""Decides what a command leads to: events, or a refusal in words. Pure: the moment comes in as ``now_ms``.

    scheduled → (postponed | cancelled) | preparing → opening → open ⇄ paused → closed → signing → archiving → archived

Postponing and cancelling are legal until opening; closing is legal from opening on, also from a pause. Who may say it
is asked first, then whether ``expect`` still holds, then the rule of that command.
"""

from hearing import commands as ask
from hearing import custody
from hearing import events as log
from hearing.alarm_rules import ALARM_RULES
from hearing.asking import Asked, Settings
from hearing.bailiff_alarm_rules import BAILIFF_ALARM_RULES
from hearing.commands import Command
from hearing.course_rules import COURSE_RULES
from hearing.director_rules import DIRECTOR_RULES
from hearing.ending_rules import ENDING_RULES
from hearing.errors import Refused, Stale
from hearing.events import HearingEvent
from hearing.evidence_rules import EVIDENCE_RULES
from hearing.facts import HearingState
from hearing.fault_rules import FAULT_RULES
from hearing.ids import Milliseconds
from hearing.participant import Right
from hearing.people_rules import PEOPLE_RULES
from hearing.playing_rules import PLAYING_RULES
from hearing.policy import Actor, is_rooms_agent, room_of
from hearing.record_rules import RECORD_RULES
from hearing.rehearsal_rules import REHEARSAL_RULES
from hearing.scene_rules import SCENE_RULES
from hearing.state import is_in_court, last_touch
from hearing.transcript_rules import TRANSCRIPT_RULES

__all__ = ["Settings", "decide"]

_RULES = {
    **COURSE_RULES,
    **PEOPLE_RULES,
    **RECORD_RULES,
    **FAULT_RULES,
    **ENDING_RULES,
    **ALARM_RULES,
    **BAILIFF_ALARM_RULES,
    **REHEARSAL_RULES,
    **SCENE_RULES,
    **EVIDENCE_RULES,
    **PLAYING_RULES,
    **DIRECTOR_RULES,
    **TRANSCRIPT_RULES,
}

_RIGHTS: dict[str, tuple[Right, ...]] = {
    **dict.fromkeys(
        ("postpone", "cancel", "prepare", "open", "recess", "undo-recess", "resume", "close", "undo-close", "sign"),
        (Right.RUN_COURSE,),
    ),
    **dict.fromkeys(("schedule", "archive", "join-case", "sever-case", "number-case"), (Right.RUN_COURSE,)),
    **dict.fromkeys(("invite", "admit", "call", "dismiss", "remove"), (Right.ADMIT,)),
    "enter-stage": (Right.ENTER_STAGE,),
    **dict.fromkeys(("ask-scene", "set-director"), (Right.ENTER_STAGE,)),
    "set-openness": (Right.SET_OPENNESS,),
    **dict.fromkeys(("override-rehearsal", "open-without"), (Right.RUN_COURSE,)),
    "answer-help": (Right.WATCH_HEALTH, Right.ADMIT),
    "apply-for-broadcast": (Right.APPLY_FOR_BROADCAST,),
    "review-broadcast": (Right.REVIEW_BROADCAST,),
    "approve-broadcast": (Right.APPROVE_BROADCAST,),
    "refuse-broadcast": (Right.REVIEW_BROADCAST, Right.APPROVE_BROADCAST),
    "cut-broadcast": (Right.CUT_BROADCAST,),
    "correct-line": (Right.CORRECT_TRANSCRIPT,),
    "acknowledge-alarm": (Right.WATCH_HEALTH,),
    "confirm-bailiff-alarm": (Right.CALL_BAILIFFS, Right.WATCH_HEALTH),
    "clear-bailiff-alarm": (Right.CALL_BAILIFFS,),
    "file-exhibit": (Right.FILE_EXHIBIT,),
    **dict.fromkeys(
        ("present-evidence", "turn-page", "play-evidence", "clear-marks", "set-evidence-targets", "withdraw-evidence"),
        (Right.PRESENT_EVIDENCE,),
    ),
    "release-evidence": (Right.RELEASE_EVIDENCE,),
    "note": (Right.NOTE,),
    "explain-fault": (Right.EXPLAIN_FAULT,),
    **dict.fromkeys(("sign-fault", "sign-ending"), (Right.SIGN_FAULT,)),
    "sign-transcript": (Right.READ_TRANSCRIPT,),
    **dict.fromkeys(("refuse-signature", "refuse-correction"), (Right.CORRECT_TRANSCRIPT,)),
}
"""What most commands need. The rest, about oneself or by services, is judged by its own rule or below."""

_BY_SERVICES = frozenset(
    {
        "confirm-open",
        "report-hindrance",
        "confirm-resumed",
        "take-effect",
        "report-archived",
        "report-closing",
        "report-ended",
    }
)
_BY_MACHINES = frozenset(
    {
        "speak-line",
        "note-fault",
        "seal-take",
        "raise-alarm",
        "clear-alarm",
        "report-rehearsal",
        "report-scene",
        "report-cut",
    }
)
_ABOUT_ONESELF = frozenset({"arrive", "leave", "consent", "ask-help", "raise-hand", "lower-hand"})
_UNGUARDED = frozenset({"cut-broadcast", "mute", "ask-help"})
_NEVER_OVER = frozenset({"cut-broadcast", "refuse-broadcast", "number-case"})
_OVER = frozenset({"postponed", "cancelled", "archived"})

_TOPICS = {
    "enter-stage": "stage",
    "ask-scene": "scene",
    "set-director": "director",
    "set-openness": "openness",
    "join-case": "cases",
    "sever-case": "cases",
    "number-case": "cases",
    "apply-for-broadcast": "broadcast",
    "review-broadcast": "broadcast",
    "approve-broadcast": "broadcast",
    "refuse-broadcast": "broadcast",
    "restore-broadcast": "broadcast",
}

DEFAULTS = Settings()


def decide(
    state: HearingState | None, command: Command, actor: Actor, now_ms: Milliseconds, settings: Settings = DEFAULTS
) -> tuple[HearingEvent, ...]:
    """Return the events that *command* of *actor* leads to, the next of the log in order.

    *state* is ``None`` before the hearing is scheduled. A moment that lies before the last event is taken as that
    event's: the log never runs backwards.

    Raises:
        Stale: ``expect`` is older than what the command touches.
        Refused: the actor has no right to it, or it may not be now, or not like this.
    """
    if isinstance(command, ask.Schedule):
        return (_schedule(state, command, actor, now_ms, settings),)
    if state is None:
        raise Refused("not-scheduled", command.type)
    asked = Asked(state, command, actor, max(now_ms, state.at), settings)
    _check_right(asked)
    if state.course in _OVER and command.type not in _NEVER_OVER:
        asked.refuse("not-now")
    _check_expected(asked)
    found = _RULES[type(command)](command, asked)
    return found if isinstance(found, tuple) else (found,)


def topic_of_command(command: Command) -> str:
    """Name what *command* touches, as ``expect`` guards it; empty for what nothing guards."""
    if command.type in _UNGUARDED:
        return ""
    if isinstance(command, ask.Unmute):
        return f"stream:{command.stream}"
    if isinstance(command, ask.AnswerHelp):
        return f"help:{command.kind}"
    if isinstance(command, ask.CorrectLine):
        return f"line:{command.line}"
    participant = getattr(command, "participant", None)
    if participant:
        return f"participant:{participant}"
    return "course" if type(command) in COURSE_RULES else _TOPICS.get(command.type, "")


def _schedule(
    state: HearingState | None, command: ask.Schedule, actor: Actor, now_ms: Milliseconds, settings: Settings
) -> HearingEvent:
    if actor.kind != "service" and (actor.kind != "account" or Right.RUN_COURSE not in actor.rights):
        raise Refused("no-right", command.type)
    if state is not None:
        raise Refused("already-scheduled", state.hearing)
    return log.Scheduled(
        hearing=command.hearing,
        seq=1,
        at=now_ms,
        who=actor.principal,
        fence=settings.fence,
        case=command.case,
        procedure=command.procedure,
        room=command.room,
        court=command.court,
        room_name=command.room_name,
        planned_at=command.planned_at,
        sitting=command.sitting,
        summary_track=command.summary_track,
        remote_ground=command.remote_ground,
        demo=command.demo,
    )


def _check_right(asked: Asked) -> None:
    kind, actor = asked.command.type, asked.actor
    if actor.kind == "agent" and not is_rooms_agent(asked.state, actor):
        if not custody.may_say(asked.state, room_of(actor), asked.command):
            asked.refuse("no-right")
        return
    if kind in _BY_SERVICES:
        if actor.kind != "service":
            asked.refuse("services-only")
        return
    if kind in _BY_MACHINES and actor.kind in {"agent", "service"}:
        return
    if actor.kind == "participant" and kind not in _ABOUT_ONESELF:
        person = asked.state.participants.get(actor.participant or "")
        if person is None or not is_in_court(person):
            asked.refuse("not-in-court")
    if kind in _BY_MACHINES - {"note-fault"}:
        asked.refuse("services-only")
    rights = (Right.NOTE,) if kind == "note-fault" else _RIGHTS.get(kind, ())
    if rights:
        asked.needs(*rights)


def _check_expected(asked: Asked) -> None:
    expected, topic = asked.command.expect, topic_of_command(asked.command)
    if expected is None or not topic:
        return
    last = last_touch(asked.state, topic)
    if expected < last:
        raise Stale(topic, last, expected)
