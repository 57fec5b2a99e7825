"""When people come, are let in, are called, go and speak; and who may turn which microphone off."""

from hearing import commands as ask
from hearing import events as log
from hearing.asking import Asked, Rules
from hearing.events import HearingEvent
from hearing.facts import RUNNING, SESSION
from hearing.participant import Participant, Right
from hearing.rights import CONSENTING
from hearing.state import is_in_court
from hearing.streams import parse_stream

REMOTE_CONSENT = "remote-hearing"
"""Consent to take part from afar (人民法院在线诉讼规则 §4)."""

_BEFORE_THE_END = ("scheduled", *SESSION)


def _invite(command: ask.Invite, asked: Asked) -> HearingEvent:
    asked.only_in(*_BEFORE_THE_END)
    if command.site is not None:
        _may_have_site(asked, command, command.site)
    return asked.say(
        log.Invited,
        participant=f"p-{len(asked.state.participants) + 1}",
        name=command.name,
        role=command.role,
        place=command.place,
        seat=command.seat,
        remote=command.remote,
        protected=command.protected,
        site=command.site,
    )


def _may_have_site(asked: Asked, command: ask.Invite, site: str) -> None:
    """A custody room has one camera and one microphone: one person at a time, who is not in the courtroom."""
    if not command.remote or site == asked.state.room:
        asked.refuse("not-a-site", site)
    people = asked.state.participants.values()
    if any(one.site == site and one.presence not in {"left", "removed"} for one in people):
        asked.refuse("site-taken", site)


def _arrive(command: ask.Arrive, asked: Asked) -> HearingEvent:
    asked.only_in(*_BEFORE_THE_END)
    person = _own_or(asked, command.participant, Right.ADMIT)
    _not_removed(asked, person)
    if person.presence in {"admitted", "called"}:
        asked.refuse("already-so", person.id)
    return asked.say(log.Arrived, participant=person.id, checks=command.checks)


def _admit(command: ask.Admit, asked: Asked) -> HearingEvent:
    asked.only_in(*SESSION)
    person = asked.person(command.participant)
    _not_removed(asked, person)
    if person.presence in {"admitted", "called"}:
        asked.refuse("already-so", person.id)
    _may_attend(asked, person)
    return asked.say(log.Admitted, participant=person.id)


def _call(command: ask.Call, asked: Asked) -> HearingEvent:
    asked.only_in(*RUNNING)
    person = asked.person(command.participant)
    _not_removed(asked, person)
    if person.presence == "called":
        asked.refuse("already-so", person.id)
    if person.presence != "admitted":
        _may_attend(asked, person)
    return asked.say(log.Called, participant=person.id)


def _dismiss(command: ask.Dismiss, asked: Asked) -> HearingEvent:
    asked.only_in(*SESSION)
    person = asked.person(command.participant)
    if person.presence != "called":
        asked.refuse("not-now", person.id)
    return asked.say(log.Dismissed, participant=person.id)


def _leave(command: ask.Leave, asked: Asked) -> HearingEvent:
    asked.only_in(*_BEFORE_THE_END)
    person = _own_or(asked, command.participant, Right.ADMIT)
    if person.presence not in {"waiting", "admitted", "called"}:
        asked.refuse("already-so", person.id)
    return asked.say(log.Left, participant=person.id, reason=command.reason)


def _remove(command: ask.Remove, asked: Asked) -> HearingEvent:
    asked.only_in(*_BEFORE_THE_END)
    person = asked.person(command.participant)
    _not_removed(asked, person)
    return asked.say(log.Removed, participant=person.id, reason=command.reason)


def _consent(command: ask.Consent, asked: Asked) -> HearingEvent:
    asked.only_in(*_BEFORE_THE_END)
    person = _own_or(asked, command.participant, Right.ADMIT)
    if command.to in person.consents:
        asked.refuse("already-so", command.to)
    return asked.say(log.Consented, participant=person.id, to=command.to)


def _raise_hand(command: ask.RaiseHand, asked: Asked) -> HearingEvent:
    asked.only_in(*SESSION)
    person = _own_or(asked, command.participant)
    if not is_in_court(person):
        asked.refuse("not-in-court", person.id)
    if person.hand_up:
        asked.refuse("already-so", person.id)
    return asked.say(log.HandRaised, participant=person.id)


def _lower_hand(command: ask.LowerHand, asked: Asked) -> HearingEvent:
    asked.only_in(*SESSION)
    person = _own_or(asked, command.participant, Right.ADMIT, Right.MUTE)
    if not person.hand_up:
        asked.refuse("already-so", person.id)
    return asked.say(log.HandLowered, participant=person.id)


def _mute(command: ask.Mute, asked: Asked) -> HearingEvent:
    _a_voice(asked, command.stream)
    if command.stream not in _own_voices(asked):
        asked.needs(Right.MUTE)
    return asked.say(log.MicMuted, stream=command.stream)


def _unmute(command: ask.Unmute, asked: Asked) -> HearingEvent:
    _a_voice(asked, command.stream)
    if Right.MUTE not in asked.actor.rights:
        if command.stream not in _own_voices(asked):
            asked.refuse("no-right")
        if asked.state.muted.get(command.stream, asked.actor.principal) != asked.actor.principal:
            asked.refuse("muted-by-court", command.stream)
    if command.stream not in asked.state.muted:
        asked.refuse("already-so", command.stream)
    return asked.say(log.MicUnmuted, stream=command.stream)


def _ask_help(command: ask.AskHelp, asked: Asked) -> HearingEvent:
    if asked.actor.kind not in {"agent", "service"}:
        asked.needs(Right.CALL_HELP)
    return asked.say(log.HelpAsked, kind=command.kind, text=command.text)


def _answer_help(command: ask.AnswerHelp, asked: Asked) -> HearingEvent:
    if not any(call.kind == command.kind and call.answered_at is None for call in asked.state.help):
        asked.refuse("no-call", command.kind)
    return asked.say(log.HelpAnswered, kind=command.kind)


def _own_or(asked: Asked, participant: str, *rights: Right) -> Participant:
    """Return the participant when it is the actor itself, or the actor has one of *rights*."""
    person = asked.person(participant)
    if asked.actor.kind != "service" and asked.actor.participant != person.id:
        asked.needs(*rights)
    return person


def _not_removed(asked: Asked, person: Participant) -> None:
    if person.presence == "removed":
        asked.refuse("removed", person.id)


def _may_attend(asked: Asked, person: Participant) -> None:
    """A remote person waits at the door, on a ground, by consent, and is never one who must be masked."""
    if not person.remote:
        return
    if person.protected:
        asked.refuse("no-masking", person.id)
    if not asked.state.remote_ground:
        asked.refuse("no-ground", person.id)
    if person.role in CONSENTING and REMOTE_CONSENT not in person.consents:
        asked.refuse("no-consent", person.id)
    if person.presence != "waiting":
        asked.refuse("not-now", person.id)


def _a_voice(asked: Asked, stream: str) -> None:
    try:
        named = parse_stream(stream)
    except ValueError as fault:
        asked.refuse("unknown-stream", str(fault))
    if named.kind not in {"mic", "remote", "interp"}:
        asked.refuse("unknown-stream", stream)
    if named.kind == "remote" and named.subject not in asked.state.participants:
        asked.refuse("unknown-stream", stream)


def _own_voices(asked: Asked) -> frozenset[str]:
    person = asked.state.participants.get(asked.actor.participant or "")
    if person is None or not is_in_court(person):
        return frozenset()
    return frozenset({f"remote-{person.id}"} if person.remote else {f"mic-{person.seat}"} if person.seat else ())


PEOPLE_RULES: Rules = {
    ask.Invite: _invite,
    ask.Arrive: _arrive,
    ask.Admit: _admit,
    ask.Call: _call,
    ask.Dismiss: _dismiss,
    ask.Leave: _leave,
    ask.Remove: _remove,
    ask.Consent: _consent,
    ask.RaiseHand: _raise_hand,
    ask.LowerHand: _lower_hand,
    ask.Mute: _mute,
    ask.Unmute: _unmute,
    ask.AskHelp: _ask_help,
    ask.AnswerHelp: _answer_help,
}
