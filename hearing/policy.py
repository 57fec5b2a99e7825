"""Decides, alone, who may publish, play and record what now, what is released, and how much each person may know.

Default is no. Every answer is a :class:`Decision` whose ``why`` is a stable word that pages translate. Nothing here
looks at a clock: where the moment matters it comes in as ``at_ms``.
"""

from dataclasses import dataclass
from typing import Literal

from hearing.custody import concerns, person_at
from hearing.display import read_display
from hearing.evidence import Showing, Target
from hearing.facts import RUNNING, SESSION, HearingState
from hearing.ids import Milliseconds, ParticipantId
from hearing.participant import Participant, Right, Role
from hearing.procedure import BROADCASTABLE, WITHHELD_STAGES, Stage
from hearing.rights import BENCH_AND_CLERKS, RIGHTS
from hearing.shown import (
    evidence_in_program,
    is_evidence_visible,
    is_shared,
    keeps_public_out,
    may_share,
    was_private,
)
from hearing.state import is_in_court, is_recording, span_at
from hearing.streams import Stream, parse_stream

Why = Literal[
    "allowed",
    "unknown-stream",
    "course",
    "not-yours",
    "no-right",
    "not-in-court",
    "closed",
    "never-broadcast",
    "not-approved",
    "cut",
    "stage",
    "masking",
    "not-recorded",
    "not-shown",
]

Access = Literal["whole", "custody", "in-court", "own-part", "health", "broadcast", "gallery", "outside"]
"""How much of a hearing someone may know, from all of it to no more than whether to come, wait or go."""

_RECORDED = frozenset({"cam", "mic", "evidence", "program", "public", "remote", "interp"})
_FROM_THE_ROOM = frozenset(
    {"cam", "mic", "evidence", "program", "program-room", "program-for", "public", "multiview", "interp"}
)
_SINGLE = frozenset({"cam", "mic", "multiview"})
"""Streams in which somebody is seen or heard as the room's devices see and hear, before anything is hidden."""
_SCREENS: dict[str, Target] = {"gallery": "gallery", "bench": "bench", "parties": "parties", "witness": "witness"}
_FOR_THE_BENCH = frozenset({"program", "multiview", "cam", "mic", "evidence", "remote", "interp", "public"})


@dataclass(frozen=True)
class Actor:
    """Who acts: a principal with what it may do.

    An agent's principal is ``agent:<room id>``: an agent acts for the hearings of its own room, and a custody room's for
    the part of the person who attends from there (:mod:`hearing.custody`). A display's is ``display:<room id>/<place>``.
    """

    principal: str
    kind: Literal["account", "participant", "agent", "service", "display"]
    role: Role | None = None
    participant: ParticipantId | None = None
    rights: frozenset[Right] = frozenset()


SYSTEM = Actor("system", "service")
"""The panel itself."""


@dataclass(frozen=True)
class Decision:
    """Yes or no, and the word for why."""

    allowed: bool
    why: Why = "allowed"

    def __bool__(self) -> bool:
        return self.allowed


_YES = Decision(True)


@dataclass(frozen=True)
class PublicStatus:
    """What the public folder may say of a hearing; one that is not *listed* is in no public file."""

    listed: bool
    status: Literal["scheduled", "live", "recess", "withheld", "cut", "ended"]
    on_air: bool
    why: Literal["live", "recess", "stage", "cut", "closed", "ended", "not-yet"]


def rights_of(role: Role) -> frozenset[Right]:
    """Return what *role* may do, wherever it is not narrowed by where the person is."""
    return RIGHTS[role]


def account_actor(principal: str, role: Role) -> Actor:
    """Return who acts when the account *principal* is signed in as *role*."""
    return Actor(principal, "account", role, None, rights_of(role))


def participant_actor(state: HearingState, participant: ParticipantId) -> Actor:
    """Return who acts when *participant* of this hearing does; one it does not know has no right."""
    person = state.participants.get(participant)
    role = person.role if person else None
    rights = rights_of(role) if role else frozenset()
    return Actor(f"participant:{participant}", "participant", role, participant, rights)


def display_actor(principal: str) -> Actor:
    """Return who acts when a signed-in display does: it looks at what its place may see, and has no other right."""
    return Actor(principal, "display", rights=frozenset({Right.HEAR_AND_SEE}))


def is_rooms_agent(state: HearingState, actor: Actor) -> bool:
    """Whether *actor* is the agent of the hearing's own courtroom."""
    return actor.principal == f"agent:{state.room}"


def room_of(actor: Actor) -> str:
    """Return the room of an agent."""
    return actor.principal.removeprefix("agent:")


def access_of(state: HearingState, actor: Actor) -> Access:
    """Say how much of the hearing *actor* may know now."""
    if actor.kind == "service":
        return "whole"
    if actor.kind == "agent":
        if is_rooms_agent(state, actor):
            return "whole"
        return "custody" if concerns(state, room_of(actor)) else "outside"
    if actor.kind == "participant":
        return _access_of_participant(_person(state, actor.participant))
    if actor.kind == "display":
        return "gallery" if _attends(state, actor) else "outside"
    return _access_of_account(actor)


def _attends(state: HearingState, actor: Actor) -> bool:
    """Whether a display hangs where this hearing is, and whoever looks at it may be there now; the door is outside."""
    display = read_display(actor.principal)
    if display.room != state.room or state.course not in SESSION or display.place == "door":
        return False
    return display.place != "gallery" or not keeps_public_out(state)


def _access_of_account(actor: Actor) -> Access:
    if actor.role in BENCH_AND_CLERKS:
        return "whole"
    if actor.role is None:
        return "health" if Right.WATCH_HEALTH in actor.rights else "outside"
    special: dict[Role, Access] = {
        Role.TECHNICIAN: "health",
        Role.BROADCAST_APPROVER: "broadcast",
        Role.BAILIFF: "in-court",
    }
    return special.get(actor.role, "gallery")


def _access_of_participant(person: Participant | None) -> Access:
    if person is None or not is_in_court(person):
        return "outside"
    if person.role.waits_to_be_called:
        return "own-part"
    if person.role in {Role.GALLERY, Role.TECHNICIAN, Role.BROADCAST_APPROVER}:
        return "gallery"
    return "whole" if person.role in BENCH_AND_CLERKS else "in-court"


def may_publish(state: HearingState, actor: Actor, stream: str) -> Decision:
    """Whether *actor* may hold a publishing connection for *stream*; whether media pass is :func:`flows`."""
    named = _stream(stream)
    if named is None:
        return _no("unknown-stream")
    if state.course not in SESSION:
        return _no("course")
    if actor.kind == "agent":
        return _room_publishes(state, actor, named)
    return _participant_publishes(state, actor, named) if actor.kind == "participant" else _no("no-right")


def _participant_publishes(state: HearingState, actor: Actor, named: Stream) -> Decision:
    person = _person(state, actor.participant)
    if person is None or not is_in_court(person):
        return _no("not-in-court")
    if named.kind == "share":
        is_own = named.subject == person.id and may_share(person)
        return _YES if is_own and is_shared(state, named.name) else _no("not-shown")
    if Right.SPEAK not in actor.rights:
        return _no("no-right")
    if named.kind == "interp" and person.role is Role.INTERPRETER and person.remote:
        return _YES
    if named.name != f"remote-{person.id}" or not person.remote or person.site is not None:
        return _no("not-yours")
    return _no("masking") if person.protected else _YES


def _room_publishes(state: HearingState, actor: Actor, named: Stream) -> Decision:
    if not is_rooms_agent(state, actor):
        return _YES if named.kind == "remote" and _stands_for(state, actor, named) else _no("not-yours")
    if named.kind == "public":
        return may_be_public(state)
    if named.kind == "program-for":
        person = _person(state, named.subject)
        return _YES if person is not None and person.remote and is_in_court(person) else _no("not-in-court")
    return _YES if named.kind in _FROM_THE_ROOM else _no("not-yours")


def _stands_for(state: HearingState, actor: Actor, named: Stream) -> bool:
    """Whether *actor* is the agent of the custody room from which the stream's person attends now."""
    person = person_at(state, room_of(actor))
    return person is not None and person.id == named.subject


def may_play(state: HearingState, actor: Actor, stream: str) -> Decision:
    """Whether *actor* may hold a playing connection for *stream*; whether media pass is :func:`flows`."""
    named = _stream(stream)
    if named is None:
        return _no("unknown-stream")
    if state.course not in SESSION:
        return _no("course")
    if actor.kind == "agent":
        mine = is_rooms_agent(state, actor) and (named.kind in {"remote", "interp"} or is_shared(state, named.name))
        own = named.kind == "program-for" and _stands_for(state, actor, named)
        return _YES if mine or own else _no("not-yours")
    if actor.kind == "service":
        return _no("no-right")
    person = _person(state, named.subject) if named.kind == "remote" else None
    if (person is not None and person.protected) or _is_masked(state, named):
        return _no("masking")
    if actor.kind == "participant":
        return _participant_plays(state, actor, named)
    if actor.kind == "display":
        return _display_plays(state, actor, named)
    return _account_plays(state, actor, named)


def _display_plays(state: HearingState, actor: Actor, named: Stream) -> Decision:
    """A display shows the court's picture to whoever sits before it: to the witness stand once somebody was called."""
    if not _attends(state, actor):
        return _no("closed" if read_display(actor.principal).room == state.room else "not-yours")
    if state.course == "preparing":
        return _no("course")
    called = any(one.role.waits_to_be_called and is_in_court(one) for one in state.participants.values())
    if read_display(actor.principal).place == "witness" and not called:
        return _no("not-in-court")
    return _evidence_plays(state, actor) if named.kind == "evidence" else _program_plays(state, actor, named)


def _participant_plays(state: HearingState, actor: Actor, named: Stream) -> Decision:
    person = _person(state, actor.participant)
    if person is None or not is_in_court(person):
        return _no("not-in-court")
    if Right.HEAR_AND_SEE not in actor.rights:
        return _no("no-right")
    if named.kind == "evidence" and person.role not in BENCH_AND_CLERKS:
        return _evidence_plays(state, actor)
    if person.role is Role.GALLERY:
        return _gallery_plays(state, actor, named)
    if person.remote:
        return _YES if named.name == f"program-for-{person.id}" else _no("not-yours")
    if person.role in BENCH_AND_CLERKS:
        return _YES if named.kind in _FOR_THE_BENCH else _no("not-yours")
    return _program_plays(state, actor, named)


def _account_plays(state: HearingState, actor: Actor, named: Stream) -> Decision:
    if actor.role in BENCH_AND_CLERKS and Right.HEAR_AND_SEE in actor.rights:
        return _YES if named.kind in _FOR_THE_BENCH else _no("not-yours")
    if actor.role is Role.BAILIFF:
        return _evidence_plays(state, actor) if named.kind == "evidence" else _program_plays(state, actor, named)
    if actor.role is Role.TECHNICIAN:
        if _is_closed(state):
            return _no("closed")
        return _YES if named.kind == "multiview" else _no("not-yours")
    if Right.HEAR_AND_SEE not in actor.rights:
        return _no("no-right")
    return _gallery_plays(state, actor, named)


def _gallery_plays(state: HearingState, actor: Actor, named: Stream) -> Decision:
    """旁听 sees the court's picture of an open, public hearing, and no more."""
    if keeps_public_out(state):
        return _no("closed")
    if state.course == "preparing":
        return _no("course")
    return _evidence_plays(state, actor) if named.kind == "evidence" else _program_plays(state, actor, named)


def _program_plays(state: HearingState, actor: Actor, named: Stream) -> Decision:
    """The court's picture is for all in court, unless there is evidence in it that is not shown to this person."""
    if named.kind != "program":
        return _no("not-yours")
    return _evidence_plays(state, actor) if evidence_in_program(state) else _YES


def _evidence_plays(state: HearingState, actor: Actor) -> Decision:
    showing = state.showing
    return _YES if showing is not None and sees_showing(state, actor, showing) else _no("not-shown")


def flows(state: HearingState, stream: str, at_ms: Milliseconds | None = None) -> bool:
    """Whether media of *stream* pass now.

    With *at_ms*, also whether a recess or closing whose time to undo is running has not taken effect by then. A muted
    stream flows on: whoever carries its sound replaces it by silence (:func:`is_muted`).
    """
    named = _stream(stream)
    return _is_running(state, stream, at_ms) and not (named is not None and _is_masked(state, named))


def _is_masked(state: HearingState, named: Stream) -> bool:
    """Whether a protected witness could be in *named*: then it goes into the sealed record and to nobody."""
    return named.kind in _SINGLE and state.is_screened("masked")


def _is_running(state: HearingState, stream: str, at_ms: Milliseconds | None) -> bool:
    named = _stream(stream)
    if named is None or state.course not in RUNNING | {"preparing"}:
        return False
    if at_ms is not None and state.pending is not None and at_ms >= state.pending.effective_at:
        return False
    if named.kind in {"remote", "program-for"}:
        person = _person(state, named.subject)
        return person is not None and person.remote and is_in_court(person) and not person.protected
    if named.kind == "share":
        return is_shared(state, named.name)
    if named.kind == "evidence":
        return is_evidence_visible(state)
    return named.kind != "public" or bool(may_be_public(state))


def is_muted(state: HearingState, stream: str) -> bool:
    """Whether the sound of *stream* is to be silence, on every wire and in the record."""
    return stream in state.muted


def may_record(state: HearingState, stream: str, at_ms: Milliseconds | None = None) -> Decision:
    """Whether *stream* goes into the record now (or at *at_ms*); a muted one does, as silence."""
    named = _stream(stream)
    if named is None:
        return _no("unknown-stream")
    if named.kind not in _RECORDED:
        return _no("not-recorded")
    if state.course not in RUNNING or (at_ms is not None and not is_recording(state, at_ms)):
        return _no("course")
    if named.kind == "public":
        return may_be_public(state)
    is_kept = named.kind == "evidence" or _is_running(state, stream, at_ms)  # whatever is on the desk is recorded
    return _YES if is_kept else _no("not-in-court")


def may_release(state: HearingState, at_ms: Milliseconds) -> Decision:
    """Whether what ``public`` showed at *at_ms* may be released, by all that is known now.

    A fragment is released only when this holds for its whole time, both ends. A decision that closes the whole
    hearing reaches back; one that opens it never does (最高人民法院关于人民法院直播录播庭审活动的规定).
    """
    broadcast = state.broadcast
    if state.procedure not in BROADCASTABLE:
        return _no("never-broadcast")
    if not broadcast.is_approved or broadcast.approved_at is None or at_ms < broadcast.approved_at:
        return _no("not-approved")
    if not _was_public(state, at_ms) or state.is_screened("public", at_ms) or was_private(state, at_ms):
        return _no("closed")
    span = span_at(state, at_ms)
    if span is None or span.live is None or at_ms < span.live:
        return _no("course")
    if any(cut.since <= at_ms and (cut.until is None or at_ms < cut.until) for cut in broadcast.cuts):
        return _no("cut")
    stage = _stage_at(state, at_ms)
    if stage is None or stage in WITHHELD_STAGES:
        return _no("stage")
    return _YES


def public_status(state: HearingState) -> PublicStatus:
    """Return what the public may know of the hearing now."""
    listed = (
        state.procedure in BROADCASTABLE
        and state.broadcast.is_approved
        and any(decision.openness == "public" for decision in state.openness)
        and not state.is_closed_as_a_whole
        and state.course not in {"postponed", "cancelled"}
    )
    if not listed:
        return PublicStatus(False, "withheld", False, "closed")
    if state.course in {"scheduled", "preparing", "opening"}:
        return PublicStatus(True, "scheduled", False, "not-yet")
    if state.course not in SESSION:
        return PublicStatus(True, "ended", False, "ended")
    return _status_in_session(state)


def _status_in_session(state: HearingState) -> PublicStatus:
    if state.broadcast.is_cut:
        return PublicStatus(True, "cut", False, "cut")
    if not may_be_public(state) or state.pause_reason == "closed-evidence":
        return PublicStatus(True, "withheld", False, "closed")
    if state.course in {"paused", "resuming"}:
        return PublicStatus(True, "recess", False, "recess")
    if state.stage is None or state.stage in WITHHELD_STAGES:
        return PublicStatus(True, "withheld", False, "stage")
    return PublicStatus(True, "live", True, "live")


def _no(why: Why) -> Decision:
    return Decision(False, why)


def _stream(name: str) -> Stream | None:
    try:
        return parse_stream(name)
    except ValueError:
        return None


def _person(state: HearingState, participant: str | None) -> Participant | None:
    return state.participants.get(participant) if participant else None


def _is_closed(state: HearingState) -> bool:
    return bool(state.openness) and not state.is_public


def may_be_public(state: HearingState) -> Decision:
    """Whether anything of this hearing may be composed for the public at all; what is released decides :func:`may_release`."""
    if state.procedure not in BROADCASTABLE:
        return _no("never-broadcast")
    return _no("closed") if keeps_public_out(state) else _YES


def sees_showing(state: HearingState, actor: Actor, showing: Showing) -> bool:
    """Whether *actor* may know of *showing*: the bench always, everyone else as long as it is shown to them.

    Whoever may release it looks at it before; what is private is never released.
    """
    releases = actor.kind == "account" and Right.RELEASE_EVIDENCE in actor.rights and not showing.private
    if access_of(state, actor) == "whole" or releases:
        return True
    if showing.until is not None or not is_evidence_visible(state):
        return False
    if actor.participant is not None and showing.source.stream == f"share-{actor.participant}":
        return True
    target = _target_of(state, actor)
    return target in showing.targets and not (target == "gallery" and keeps_public_out(state))


def _target_of(state: HearingState, actor: Actor) -> Target | None:
    """Say on whose screens *actor* sees evidence."""
    if actor.kind == "account":
        seats: dict[Access, Target] = {"in-court": "parties", "gallery": "gallery"}
        return seats.get(access_of(state, actor))
    if actor.kind == "display":
        return _SCREENS.get(read_display(actor.principal).place) if _attends(state, actor) else None
    person = _person(state, actor.participant) if actor.kind == "participant" else None
    if person is None or not is_in_court(person):
        return None
    if person.role in {Role.GALLERY, Role.TECHNICIAN, Role.BROADCAST_APPROVER}:
        return "gallery"
    if person.remote:
        return "remote"
    return "witness" if person.role.waits_to_be_called else "parties"


def _was_public(state: HearingState, at_ms: Milliseconds) -> bool:
    """Public by the decision in force at *at_ms*, and not closed as a whole afterwards."""
    then = [decision for decision in state.openness if decision.at <= at_ms]
    later = state.openness[len(then) :]
    closed_later = any(decision.openness == "closed" and decision.range == "whole" for decision in later)
    return bool(then) and then[-1].openness == "public" and not closed_later


def _stage_at(state: HearingState, at_ms: Milliseconds) -> Stage | None:
    entered = [entry.stage for entry in state.stages if entry.at <= at_ms]
    return entered[-1] if entered else None
