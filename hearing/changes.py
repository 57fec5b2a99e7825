"""What each event changes in a hearing's state. Whether it may happen was decided before (:mod:`hearing.deciding`)."""

from functools import singledispatch

from hearing import events as log
from hearing import transcript_record as record
from hearing.evidence import ended
from hearing.facts import (
    Broadcast,
    ClosingRoot,
    Correction,
    Cut,
    Explanation,
    Fault,
    HearingState,
    HelpCall,
    Line,
    LogNote,
    Openness,
    Pause,
    Pending,
    Refusal,
    Signature,
    Span,
    StageEntry,
    Stand,
    Stay,
    TakeSeal,
)
from hearing.fault import FaultExplained, FaultNoted, FaultSigned
from hearing.ids import Milliseconds, ParticipantId
from hearing.participant import Participant
from hearing.rehearsal import RehearsalOverridden, RehearsalOverride, RoomRehearsed

Changes = dict[str, object]


@singledispatch
def changes_of(event: object, state: HearingState) -> Changes:
    """Return which fields of *state* become what by *event*.

    Raises:
        ValueError: the event can only begin a log.
    """
    raise AssertionError(f"State does not know the event {event!r}.")


@changes_of.register
def _(event: log.Scheduled, state: HearingState) -> Changes:
    raise ValueError(f"Log of {state.hearing}, event {event.seq}: it is scheduled already.")


@changes_of.register
def _(event: log.Postponed, state: HearingState) -> Changes:
    return {"course": "postponed", "reason": event.reason, "planned_at": event.planned_at or state.planned_at}


@changes_of.register
def _(event: log.Cancelled, state: HearingState) -> Changes:
    return {"course": "cancelled", "reason": event.reason}


@changes_of.register
def _(event: log.Preparing, state: HearingState) -> Changes:
    return {"course": "preparing", "prepared_at": event.at}


@changes_of.register
def _(event: log.OpenAsked, state: HearingState) -> Changes:
    since = event.at if event.announced_at is None else event.announced_at
    zero_at = since if state.zero_at is None else state.zero_at
    asked = event.at if since < event.at else None
    return {"course": "opening", "zero_at": zero_at, "spans": (*state.spans, Span(since=since, asked=asked))}


@changes_of.register
def _(event: log.RecessAsked, state: HearingState) -> Changes:
    return {
        "pending": Pending(
            kind="recess",
            reason=event.reason,
            note=event.note,
            effective_at=event.effective_at,
            resumes_at=event.resumes_at,
        ),
    }


@changes_of.register(log.RecessUndone)
@changes_of.register(log.CloseUndone)
def _undone(event: log.RecessUndone | log.CloseUndone, state: HearingState) -> Changes:
    return {"pending": None}


@changes_of.register
def _(event: log.Paused, state: HearingState) -> Changes:
    asked = state.pending
    pause = Pause(
        reason=event.reason,
        note=asked.note if asked else "",
        since=event.since,
        resumes_at=asked.resumes_at if asked else None,
    )
    return {
        "course": "paused",
        "pending": None,
        "pause_reason": event.reason,
        "spans": _ended(state.spans, event.since),
        "pauses": (*state.pauses, pause),
        "showings": ended(state.showings, event.since),
    }


@changes_of.register
def _(event: log.ResumeAsked, state: HearingState) -> Changes:
    return {
        "course": "resuming",
        "pause_reason": None,
        "spans": (*state.spans, Span(since=event.at)),
        "pauses": _pause_ended(state.pauses, event.at),
    }


@changes_of.register
def _(event: log.Resumed, state: HearingState) -> Changes:
    return {"course": "open", "spans": spans_live(state.spans, event.at)}


@changes_of.register
def _(event: log.CloseAsked, state: HearingState) -> Changes:
    return {"pending": Pending(kind="close", effective_at=event.effective_at)}


@changes_of.register
def _(event: log.Closed, state: HearingState) -> Changes:
    return {
        "course": "closed",
        "pending": None,
        "pause_reason": None,
        "closed_at": event.since,
        "spans": _ended(state.spans, event.since),
        "pauses": _pause_ended(state.pauses, event.since),
        "showings": ended(state.showings, event.since),
        "stands": tuple(stand if stand.until else stand.but(until=event.since) for stand in state.stands),
    }


@changes_of.register
def _(event: log.Signing, state: HearingState) -> Changes:
    return {"course": "signing"}


@changes_of.register
def _(event: log.ArchiveAsked, state: HearingState) -> Changes:
    return {"course": "archiving"}


@changes_of.register
def _(event: log.Archived, state: HearingState) -> Changes:
    return {"course": "archived", "root": event.root, "package": event.package}


@changes_of.register
def _(event: log.TakeSealed, state: HearingState) -> Changes:
    return {"take_seals": {**state.take_seals, event.take: TakeSeal(size=event.size, root=event.root)}}


@changes_of.register
def _(event: log.ClosingSealed, state: HearingState) -> Changes:
    told = ClosingRoot(root=event.root, code=event.code, until=event.until, at=event.at, behind=event.behind)
    return {"closing": told}


@changes_of.register
def _(event: log.StageEntered, state: HearingState) -> Changes:
    entered = StageEntry(stage=event.stage, at=event.at)
    return {"stages": (*state.stages, entered), "director": state.director.released()}


@changes_of.register
def _(event: log.OpennessSet, state: HearingState) -> Changes:
    decision = Openness(openness=event.openness, range=event.range, judge=event.judge, reason=event.reason, at=event.at)
    return {"openness": (*state.openness, decision)}


@changes_of.register
def _(event: log.Invited, state: HearingState) -> Changes:
    person = Participant(
        id=event.participant,
        name=event.name,
        role=event.role,
        place=event.place,
        seat=event.seat,
        remote=event.remote,
        protected=event.protected,
        site=event.site,
    )
    return {"participants": {**state.participants, person.id: person}}


@changes_of.register
def _(event: log.Arrived, state: HearingState) -> Changes:
    return _person(state, event.participant, presence="waiting", checks=event.checks)


@changes_of.register
def _(event: log.Admitted, state: HearingState) -> Changes:
    return {**_person(state, event.participant, presence="admitted"), "stays": _stays(state, event)}


@changes_of.register
def _(event: log.Called, state: HearingState) -> Changes:
    stand = Stand(participant=event.participant, since=event.at)
    return {
        **_person(state, event.participant, presence="called"),
        "stands": (*state.stands, stand),
        "stays": _stays(state, event),
    }


@changes_of.register(log.Dismissed)
@changes_of.register(log.Left)
def _gone(event: log.Dismissed | log.Left, state: HearingState) -> Changes:
    return {
        **_person(state, event.participant, presence="left", hand_up=False),
        "stands": _stood_down(state, event.participant, event.at),
        "stays": _gone_away(state, event.participant, event.at),
    }


@changes_of.register
def _(event: log.Removed, state: HearingState) -> Changes:
    return {
        **_person(state, event.participant, presence="removed", hand_up=False),
        "stands": _stood_down(state, event.participant, event.at),
        "stays": _gone_away(state, event.participant, event.at),
    }


@changes_of.register
def _(event: log.Consented, state: HearingState) -> Changes:
    consents = state.participants[event.participant].consents
    return _person(state, event.participant, consents=tuple(dict.fromkeys((*consents, event.to))))


@changes_of.register
def _(event: log.HandRaised, state: HearingState) -> Changes:
    return _person(state, event.participant, hand_up=True)


@changes_of.register
def _(event: log.HandLowered, state: HearingState) -> Changes:
    return _person(state, event.participant, hand_up=False)


@changes_of.register
def _(event: log.MicMuted, state: HearingState) -> Changes:
    return {"muted": {**state.muted, event.stream: event.who}}


@changes_of.register
def _(event: log.MicUnmuted, state: HearingState) -> Changes:
    return {"muted": {stream: who for stream, who in state.muted.items() if stream != event.stream}}


@changes_of.register
def _(event: log.HelpAsked, state: HearingState) -> Changes:
    return {"help": (*state.help, HelpCall(kind=event.kind, text=event.text, who=event.who, at=event.at))}


@changes_of.register
def _(event: log.HelpAnswered, state: HearingState) -> Changes:
    return {
        "help": tuple(
            call.but(answered_at=event.at, answered_by=event.who)
            if call.kind == event.kind and call.answered_at is None
            else call
            for call in state.help
        )
    }


@changes_of.register
def _(event: log.BroadcastApplied, state: HearingState) -> Changes:
    return {
        "broadcast": Broadcast(
            applied_by=event.who, applicant=event.applicant, reason=event.reason, cuts=state.broadcast.cuts
        )
    }


@changes_of.register
def _(event: log.BroadcastReviewed, state: HearingState) -> Changes:
    return {"broadcast": state.broadcast.but(reviewed_by=event.who, reviewer=event.reviewer)}


@changes_of.register
def _(event: log.BroadcastApproved, state: HearingState) -> Changes:
    approved = state.broadcast.but(approved_by=event.who, vice_president=event.vice_president, approved_at=event.at)
    return {"broadcast": approved}


@changes_of.register
def _(event: log.BroadcastRefused, state: HearingState) -> Changes:
    return {"broadcast": state.broadcast.but(refused=event.reason)}


@changes_of.register
def _(event: log.BroadcastCut, state: HearingState) -> Changes:
    cuts = state.broadcast.cuts
    if state.broadcast.is_cut:
        earlier = cuts[-1].but(since=min(cuts[-1].since, event.from_at))
        return {"broadcast": state.broadcast.but(cuts=(*cuts[:-1], earlier))}
    return {"broadcast": state.broadcast.but(cuts=(*cuts, Cut(since=event.from_at, reason=event.reason)))}


@changes_of.register
def _(event: log.BroadcastRestored, state: HearingState) -> Changes:
    cuts = state.broadcast.cuts
    return {"broadcast": state.broadcast.but(cuts=(*cuts[:-1], cuts[-1].but(until=event.at)))}


@changes_of.register
def _(event: log.LineSpoken, state: HearingState) -> Changes:
    line = Line(
        line=event.line,
        seq=event.seq,
        stream=event.stream,
        speaker=event.speaker,
        recognised=event.text,
        text=event.text,
        start=event.start,
        duration=event.duration,
        engine=event.engine,
        model=event.model,
        at=event.at,
    )
    return {"lines": (*state.lines, line)}


@changes_of.register
def _(event: log.LineCorrected, state: HearingState) -> Changes:
    place = event.line - 1
    line = state.lines[place].but(seq=event.seq, text=event.text, revision=event.revision, corrected_by=event.who)
    corrections = tuple(
        one.but(corrected_at=event.at) if one.line == event.line and one.is_open else one for one in state.corrections
    )
    return {"lines": (*state.lines[:place], line, *state.lines[place + 1 :]), "corrections": corrections}


@changes_of.register
def _(event: record.TranscriptSigned, state: HearingState) -> Changes:
    told = event.model_dump(include={"seq", "at", "who", "participant", "name", "role", "text_sha256", "root"})
    return {"signatures": (*state.signatures, Signature(**told, hand=event.hand))}


@changes_of.register
def _(event: record.SignatureRefused, state: HearingState) -> Changes:
    told = Refusal(participant=event.participant, reason=event.reason, at=event.at, who=event.who)
    return {"refusals": (*state.refusals, told)}


@changes_of.register
def _(event: record.CorrectionAsked, state: HearingState) -> Changes:
    told = event.model_dump(include={"seq", "at", "who", "participant", "line", "text"})
    return {"corrections": (*state.corrections, Correction(**told))}


@changes_of.register
def _(event: record.CorrectionRefused, state: HearingState) -> Changes:
    refused = {"refused": event.reason, "refused_by": event.who}
    return {"corrections": tuple(one.but(**refused) if one.seq == event.asked else one for one in state.corrections)}


@changes_of.register
def _(event: record.IntegrityConfirmed, state: HearingState) -> Changes:
    return {"confirmations": {**state.confirmations, event.participant: event.code}}


@changes_of.register
def _(event: log.Noted, state: HearingState) -> Changes:
    note = LogNote(seq=event.seq, at=event.at, who=event.who, text=event.text)
    return {"notes": (*state.notes, note)}


@changes_of.register
def _(event: FaultNoted, state: HearingState) -> Changes:
    fault = Fault(
        seq=event.seq,
        at=event.at,
        cause=event.cause,
        track=event.track,
        since=event.since,
        until=event.until,
        text=event.text,
    )
    return {"faults": (*state.faults, fault)}


@changes_of.register
def _(event: RoomRehearsed, state: HearingState) -> Changes:
    return {"rehearsal": event.result, "rehearsal_override": None}


@changes_of.register
def _(event: RehearsalOverridden, state: HearingState) -> Changes:
    override = RehearsalOverride(name=event.name, reason=event.reason, who=event.who, at=event.at)
    return {"rehearsal_override": override}


@changes_of.register
def _(event: FaultExplained, state: HearingState) -> Changes:
    explanation = Explanation(
        seq=event.seq,
        at=event.at,
        who=event.who,
        track=event.track,
        since=event.since,
        until=event.until,
        text=event.text,
    )
    return {"explanations": (*state.explanations, explanation)}


@changes_of.register
def _(event: FaultSigned, state: HearingState) -> Changes:
    signed = {"judge": event.judge, "signed_by": event.who, "signed_at": event.at}
    return {
        "explanations": tuple(one.but(**signed) if one.seq == event.explanation else one for one in state.explanations)
    }


def _person(state: HearingState, participant: ParticipantId, **changes: object) -> Changes:
    person = state.participants[participant].model_copy(update=changes)
    return {"participants": {**state.participants, participant: person}}


def spans_live(spans: tuple[Span, ...], at: Milliseconds) -> tuple[Span, ...]:
    """Return *spans*, the last one open from *at*, or from when it was announced: the pre-roll is its record."""
    return (*spans[:-1], spans[-1].but(live=at if spans[-1].asked is None else spans[-1].since))


def _ended(spans: tuple[Span, ...], at: Milliseconds) -> tuple[Span, ...]:
    if not spans or spans[-1].until is not None:
        return spans
    return (*spans[:-1], spans[-1].but(until=at))


def _pause_ended(pauses: tuple[Pause, ...], at: Milliseconds) -> tuple[Pause, ...]:
    if not pauses or pauses[-1].until is not None:
        return pauses
    return (*pauses[:-1], pauses[-1].but(until=at))


def _stood_down(state: HearingState, participant: ParticipantId, at: Milliseconds) -> tuple[Stand, ...]:
    return tuple(
        stand.but(until=at) if stand.participant == participant and stand.until is None else stand
        for stand in state.stands
    )


def _stays(state: HearingState, event: log.Admitted | log.Called) -> tuple[Stay, ...]:
    """Whoever has a custody room for a site attends from there: a witness from being called, others from admission."""
    person = state.participants[event.participant]
    waits = person.role.waits_to_be_called and isinstance(event, log.Admitted)
    is_there = any(stay.participant == person.id and stay.until is None for stay in state.stays)
    if person.site is None or waits or is_there:
        return state.stays
    return (*state.stays, Stay(participant=person.id, since=event.at))


def _gone_away(state: HearingState, participant: ParticipantId, at: Milliseconds) -> tuple[Stay, ...]:
    return tuple(
        stay.but(until=at) if stay.participant == participant and stay.until is None else stay for stay in state.stays
    )
