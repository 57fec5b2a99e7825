"""What one person may know of a hearing: its state and its events, cut to that person's rights at this moment.

Alarms and rehearsals of the room reach those alone who watch the system and can act: in court the bench and the clerk.
A call for the bailiffs reaches them, the bailiffs and the control centre, and nobody else.
How much follows from :func:`hearing.policy.access_of`; what each measure holds is written here alone.

    whole      the bench, clerks and services      everything
    in-court   parties, counsel, bailiffs          all but notes, faults and other people's checks, consents and calls
    custody    a far end's agent                   the course while its person attends, that person, the stretches to record
    own-part   a witness while on the stand        the stage, the own lines
    health     technicians, control centre         course, faults and alarms; never people or words
    broadcast  the approvers                       course, openness, broadcast
    gallery    旁听                                course, and the stages of a public hearing
    outside    who waits, has left or is unknown   whether to come, to wait or to go, and what concerns oneself
"""

from collections.abc import Callable, Iterable

from pydantic import BaseModel, ConfigDict

from hearing import events as log
from hearing.custody import part_of
from hearing.director import Directed
from hearing.events import HearingEvent
from hearing.evidence import OF_A_SHOWING, ExhibitFiled, Showing
from hearing.facts import Broadcast, Course, HearingState, HelpCall
from hearing.ids import HearingId, ParticipantId, StreamName
from hearing.own_part import own_lines, was_heard
from hearing.participant import Participant, Right, Role
from hearing.policy import Access, Actor, access_of, may_play, may_publish, room_of, sees_showing
from hearing.state import topic_of
from hearing.transcript_record import TranscriptSigned


class Me(BaseModel):
    """Whom a view is for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    principal: str
    participant: ParticipantId | None = None
    role: Role | None = None
    rights: tuple[Right, ...] = ()


class HearingView(BaseModel):
    """A snapshot for one person (docs/PROTOCOL.md §4)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hearing: HearingId
    seq: int
    state: HearingState
    """Cut: what the person may not know is left at its default."""
    me: Me
    may_play: tuple[StreamName, ...] = ()
    may_publish: tuple[StreamName, ...] = ()


_FIXED_STREAMS = ("program", "multiview", "evidence", "public")

_SUMMONS: frozenset[str] = frozenset({"scheduled", "postponed", "cancelled", "preparing", "closed", "archived"})
"""What someone outside is told of the course."""


def view(state: HearingState, actor: Actor, streams: Iterable[StreamName] = ()) -> HearingView:
    """Return what *actor* may know now; *streams* are the room's own, as its agent registered them."""
    remote = [person.id for person in state.participants.values() if person.remote]
    names = dict.fromkeys(
        [
            *_FIXED_STREAMS,
            *streams,
            *(f"remote-{person}" for person in remote),
            *(f"program-for-{person}" for person in remote),
            *(one.source.stream for one in state.showings[-1:] if one.source.kind == "share" and one.source.stream),
        ]
    )
    rights = tuple(sorted(actor.rights))
    return HearingView(
        hearing=state.hearing,
        seq=state.seq,
        state=cut_state(state, actor),
        me=Me(principal=actor.principal, participant=actor.participant, role=actor.role, rights=rights),
        may_play=tuple(name for name in names if may_play(state, actor, name)),
        may_publish=tuple(name for name in names if may_publish(state, actor, name)),
    )


def cut_state(state: HearingState, actor: Actor) -> HearingState:
    """Return *state* without what *actor* may not know now."""
    access = access_of(state, actor)
    cut = _CUTS[access](state, actor)
    return cut if access == "whole" else cut.but(**_evidence(state, actor, access))


def visible(state: HearingState, event: HearingEvent, actor: Actor) -> HearingEvent | None:
    """Return *event* as *actor* may see it, or ``None``; *state* is the one after the event.

    An event about oneself always shows. For a witness this is judged at the moment: whoever reads the log later must
    fold it and ask with the state after each event.
    """
    access = access_of(state, actor)
    if event.type in _ALARMS:
        return event if _is_alarmed(access, event, actor) else None
    if access == "whole":
        return event
    if isinstance(event, ExhibitFiled):
        return event if event.filed_by == actor.principal else None
    if event.type in OF_A_SHOWING:
        return _shown_to(state, event, actor)
    if _is_own(event, actor) or _concerns_help(state, event, actor):
        return event
    if event.type not in _SHOWN[access] or (access == "gallery" and not _shows_gallery(state, event)):
        return None
    if isinstance(event, log.LineSpoken | log.LineCorrected):
        return event if _may_read(state, actor, event.line) else None
    return _discreet(state, event)


def _is_alarmed(access: Access, event: HearingEvent, actor: Actor) -> bool:
    """Whether *actor* is told of what guards found, or of a call for the bailiffs."""
    if event.type in _BAILIFF_ALARMS:
        return _guards_people(access, actor)
    return access in {"whole", "health"} and _can_act(actor)


def _evidence(state: HearingState, actor: Actor, access: Access) -> dict[str, object]:
    """What somebody filed, and what is shown to that person now."""
    if access in {"health", "custody"}:
        return {"exhibits": {}, "showings": ()}
    own = {name: one for name, one in state.exhibits.items() if one.filed_by == actor.principal}
    return {"exhibits": own, "showings": _seen_showings(state, actor)}


def _seen_showings(state: HearingState, actor: Actor) -> tuple[Showing, ...]:
    showing = state.showing
    return (showing,) if showing is not None and sees_showing(state, actor, showing) else ()


def _shown_to(state: HearingState, event: HearingEvent, actor: Actor) -> HearingEvent | None:
    """Tell of a showing whom it is shown to; that it is over, and to whom else it is shown, a new view says."""
    now = _seen_showings(state, actor)
    return event if now and now[0].id == getattr(event, "showing", None) else None


def _whole(state: HearingState, actor: Actor) -> HearingState:
    return state if _can_act(actor) else state.but(alarms=(), rehearsal=None, rehearsal_override=None)


def _can_act(actor: Actor) -> bool:
    """Whether *actor* can do something about an alarm: the system's own processes, and who watches its health."""
    return actor.kind in {"service", "agent"} or Right.WATCH_HEALTH in actor.rights


def _guards_people(access: Access, actor: Actor) -> bool:
    """Whether *actor* learns that the bailiffs were called: bench and clerks, bailiffs, and who watches every room."""
    if access == "whole":
        return True
    return access in {"in-court", "health"} and bool({Right.CALL_BAILIFFS, Right.WATCH_HEALTH} & actor.rights)


def _in_court(state: HearingState, actor: Actor) -> HearingState:
    people = {person.id: _as_others_see(person, actor) for person in state.participants.values()}
    return state.but(
        participants=people,
        pending=state.pending.but(note="") if state.pending else None,
        pauses=tuple(pause.but(note="") for pause in state.pauses),
        broadcast=_announced(state.broadcast),
        hindrance=None,
        opened_without=None,
        stays=(),
        help=_own_help(state, actor),
        lines=state.lines if Right.READ_TRANSCRIPT in actor.rights else (),
        alarms=(),
        bailiff_alarms=state.bailiff_alarms if _guards_people("in-court", actor) else (),
        scenes=(),
        scene_result=None,
        screens=(),
        director=Directed(),
        rehearsal=None,
        rehearsal_override=None,
        notes=(),
        faults=(),
        explanations=(),
        endings={},
        refusals=(),
        signatures=tuple(one.but(hand=None) for one in state.signatures),
        corrections=tuple(one for one in state.corrections if one.participant == actor.participant),
    )


def _own_part(state: HearingState, actor: Actor) -> HearingState:
    return _bare(state, actor).but(
        pending=state.pending,
        pause_reason=state.pause_reason,
        zero_at=state.zero_at,
        stages=state.stages[-1:],
        course=state.course,
        closing=state.closing,
    )


def _health(state: HearingState, actor: Actor) -> HearingState:
    return _bare(state, actor).but(
        course=state.course,
        pending=state.pending,
        pause_reason=state.pause_reason,
        zero_at=state.zero_at,
        hindrance=state.hindrance,
        opened_at=state.opened_at,
        closed_at=state.closed_at,
        spans=state.spans,
        pauses=tuple(pause.but(note="") for pause in state.pauses),
        openness=state.openness,
        muted=state.muted,
        alarms=state.alarms,
        bailiff_alarms=state.bailiff_alarms if _guards_people("health", actor) else (),
        scenes=state.scenes,
        scene_result=state.scene_result,
        rehearsal=state.rehearsal,
        rehearsal_override=state.rehearsal_override,
        faults=state.faults,
        explanations=state.explanations,
        endings=state.endings,
    )


def _broadcast(state: HearingState, actor: Actor) -> HearingState:
    return _bare(state, actor).but(
        course=state.course,
        opened_at=state.opened_at,
        closed_at=state.closed_at,
        stages=state.stages,
        openness=state.openness,
        broadcast=state.broadcast,
        touched={**_own_touched(state, actor), "broadcast": state.touched.get("broadcast", 0)},
    )


def _gallery(state: HearingState, actor: Actor) -> HearingState:
    return _bare(state, actor).but(
        course=state.course,
        pause_reason=state.pause_reason,
        opened_at=state.opened_at,
        closed_at=state.closed_at,
        stages=state.stages if state.is_public else (),
        openness=state.openness,
    )


def _bare(state: HearingState, actor: Actor) -> HearingState:
    """Return no more than a summons says, what concerns *actor*, and the lines of the own stand."""
    me = state.participants.get(actor.participant or "")
    return HearingState(
        hearing=state.hearing,
        seq=state.seq,
        at=state.at,
        case=state.case,
        numbers=state.numbers,
        procedure=state.procedure,
        course=_told_outside(state.course),
        room=state.room,
        room_name=state.room_name,
        court=state.court,
        sitting=state.sitting,
        planned_at=state.planned_at,
        demo=state.demo,
        participants={me.id: me} if me else {},
        stands=tuple(stand for stand in state.stands if stand.participant == actor.participant),
        muted={stream: who for stream, who in state.muted.items() if me and stream == f"remote-{me.id}"},
        help=_own_help(state, actor),
        lines=own_lines(state, actor.participant),
        touched=_own_touched(state, actor),
    )


_CUTS: dict[Access, Callable[[HearingState, Actor], HearingState]] = {
    "whole": _whole,
    "custody": lambda state, actor: part_of(state, room_of(actor)),
    "in-court": _in_court,
    "own-part": _own_part,
    "health": _health,
    "broadcast": _broadcast,
    "gallery": _gallery,
    "outside": _bare,
}

_BAILIFF_ALARMS = frozenset({"bailiff-alarm-raised", "bailiff-alarm-confirmed", "bailiff-alarm-cleared"})
_ALARMS = _BAILIFF_ALARMS | {
    "alarm-raised",
    "alarm-acknowledged",
    "alarm-cleared",
    "room-rehearsed",
    "rehearsal-overridden",
}
"""What reaches those alone who can act."""

_COURSE: frozenset[str] = frozenset(
    {
        "scheduled",
        "postponed",
        "cancelled",
        "preparing",
        "open-asked",
        "opened",
        "recess-asked",
        "recess-undone",
        "paused",
        "resume-asked",
        "resumed",
        "close-asked",
        "close-undone",
        "closed",
        "signing",
        "archive-asked",
        "archived",
    }
)
_PEOPLE = frozenset({"invited", "admitted", "called", "dismissed", "left", "removed", "hand-raised", "hand-lowered"})
_LINES = frozenset({"line-spoken", "line-corrected"})
_ON_AIR = frozenset({"broadcast-approved", "broadcast-refused", "broadcast-cut", "broadcast-restored"})

_SHOWN: dict[Access, frozenset[str]] = {
    "in-court": _COURSE
    | _PEOPLE
    | _LINES
    | _ON_AIR
    | {"stage-entered", "openness-set", "case-joined", "case-severed", "case-numbered", "mic-muted", "mic-unmuted"}
    | {"take-sealed", "closing-sealed", "transcript-signed", "integrity-confirmed"},
    "custody": frozenset(),
    "own-part": _COURSE | _LINES | {"stage-entered", "closing-sealed"},
    "health": _COURSE
    | {
        "opening-hindered",
        "openness-set",
        "mic-muted",
        "mic-unmuted",
        "scene-asked",
        "scene-applied",
        "fault-noted",
        "fault-explained",
        "fault-signed",
    }
    | {"ending-declared", "ending-signed", "take-ended"},
    "broadcast": _COURSE | _ON_AIR | {"stage-entered", "openness-set", "broadcast-applied", "broadcast-reviewed"},
    "gallery": _COURSE | {"stage-entered", "openness-set"},
    "outside": _SUMMONS,
}
"""What is shown of other people's events, by how much a person may know; a custody agent is told whole parts instead."""


def _told_outside(course: Course) -> Course:
    if course in {"opening", "open", "resuming", "paused"}:
        return "preparing"
    return "closed" if course in {"signing", "archiving"} else course


def _is_own(event: HearingEvent, actor: Actor) -> bool:
    if event.type in _LINES:
        return False
    if event.who == actor.principal and isinstance(event, log.MicMuted | log.MicUnmuted):
        return True
    if actor.participant is None:
        return False
    if isinstance(event, log.MicMuted | log.MicUnmuted):
        return event.stream == f"remote-{actor.participant}"
    return topic_of(event) == f"participant:{actor.participant}"


def _shows_gallery(state: HearingState, event: HearingEvent) -> bool:
    return event.type != "stage-entered" or state.is_public


def _discreet(state: HearingState, event: HearingEvent) -> HearingEvent:
    """Leave out of *event* what it says about others: where a protected person is, why someone left, who approved."""
    if isinstance(event, log.Invited) and event.protected:
        return event.model_copy(update={"place": "", "site": None})
    if isinstance(event, log.Left | log.Removed | log.BroadcastCut):
        return event.model_copy(update={"reason": ""})
    if isinstance(event, log.RecessAsked):
        return event.model_copy(update={"note": ""})
    if isinstance(event, TranscriptSigned):
        return event.model_copy(update={"hand": None})
    if isinstance(event, log.Opened):
        return event.model_copy(update={"without": None})
    return event


def _as_others_see(person: Participant, actor: Actor) -> Participant:
    if person.id == actor.participant:
        return person
    hidden: dict[str, object] = {"consents": (), "checks": {}, "site": None}
    if person.protected:
        hidden["place"] = ""
    return person.model_copy(update=hidden)


def _announced(broadcast: Broadcast) -> Broadcast:
    """Return what everyone in court knows: whether it is approved, and whether it is cut."""
    return broadcast.but(reason="", cuts=tuple(cut.but(reason="") for cut in broadcast.cuts))


def _may_read(state: HearingState, actor: Actor, number: int) -> bool:
    if Right.READ_TRANSCRIPT not in actor.rights or not 0 < number <= len(state.lines):
        return False
    if access_of(state, actor) == "in-court":
        return True
    return actor.participant is not None and was_heard(state, state.lines[number - 1], actor.participant)


def _own_help(state: HearingState, actor: Actor) -> tuple[HelpCall, ...]:
    return tuple(call for call in state.help if call.who == actor.principal or call.kind == _comes_to(actor))


def _concerns_help(state: HearingState, event: HearingEvent, actor: Actor) -> bool:
    if not isinstance(event, log.HelpAsked | log.HelpAnswered):
        return False
    if isinstance(event, log.HelpAsked):
        return event.who == actor.principal or event.kind == _comes_to(actor)
    return any(call.kind == event.kind for call in _own_help(state, actor))


def _comes_to(actor: Actor) -> str:
    """Name the kind of call that *actor* answers."""
    if actor.role is Role.TECHNICIAN:
        return "technical"
    return "bailiff" if actor.role is Role.BAILIFF else ""


def _own_touched(state: HearingState, actor: Actor) -> dict[str, int]:
    own = f"participant:{actor.participant}"
    return {topic: seq for topic, seq in state.touched.items() if topic == own}
