"""When evidence may be filed, shown, marked, released and withdrawn, and by whom."""

from hearing import events as log
from hearing import evidence
from hearing.asking import Asked, Rules
from hearing.display import read_display
from hearing.events import HearingEvent
from hearing.evidence import EvidenceSource, Exhibit, Showing, shown_now
from hearing.facts import SESSION
from hearing.participant import Right
from hearing.policy import sees_showing
from hearing.shown import may_share
from hearing.state import is_in_court
from hearing.streams import parse_stream


def file_exhibit(command: evidence.FileExhibit, asked: Asked, most: int = evidence.MOST_EXHIBITS) -> HearingEvent:
    """File it, unless *most* exhibits of the hearing were filed."""
    asked.only_in("scheduled", *SESSION)
    number = len(asked.state.exhibits) + 1
    if number > most:
        asked.refuse("too-much-evidence", str(most))
    return asked.say(
        evidence.ExhibitFiled,
        exhibit=f"e-{number}",
        number=number,
        title=command.title,
        kind=command.kind,
        media_type=command.media_type,
        bytes=command.bytes,
        pages=len(command.page_sha256),
        page_sha256=command.page_sha256,
        sha256=command.sha256,
        sm3=command.sm3,
        filed_by=asked.actor.principal,
        duration_ms=command.duration_ms,
    )


def _present(command: evidence.PresentEvidence, asked: Asked) -> tuple[HearingEvent, ...]:
    """Show it; what is private cuts the broadcast in the same action, back to what is still in the delay."""
    asked.only_in("open")
    exhibit = _exhibit_of(command.source, asked)
    if exhibit is None:
        _may_be_source(command.source, asked)
    presented = asked.say(
        evidence.EvidencePresented,
        showing=f"s-{len(asked.state.showings) + 1}",
        source=command.source,
        title=exhibit.title if exhibit is not None else command.title,
        kind=exhibit.kind if exhibit is not None else None,
        pages=exhibit.pages if exhibit is not None else 1,
        page=command.page,
        targets=_open_to(command.targets, private=command.private),
        private=command.private,
        sha256=_picture_of(exhibit, command.page, asked) if exhibit is not None else None,
        duration_ms=exhibit.duration_ms if exhibit is not None else None,
    )
    return (presented, *_cut_for(command, asked))


def _open_to(targets: tuple[evidence.Target, ...], *, private: bool) -> tuple[evidence.Target, ...]:
    """The gallery is the public: what is private is not shown to it, whoever taps its screen."""
    return tuple(one for one in targets if one != "gallery" or not private)


def _cut_for(command: evidence.PresentEvidence, asked: Asked) -> tuple[HearingEvent, ...]:
    broadcast = asked.state.broadcast
    if not command.private or not broadcast.applied_by or broadcast.is_cut:
        return ()
    cut = asked.say(log.BroadcastCut, from_at=max(0, asked.now_ms - asked.settings.delay_ms), reason="不公开举证质证")
    return (cut.model_copy(update={"seq": cut.seq + 1}),)


def _exhibit_of(source: EvidenceSource, asked: Asked) -> Exhibit | None:
    if source.kind != "exhibit":
        return None
    exhibit = asked.state.exhibits.get(source.exhibit or "")
    if exhibit is None or source.stream is not None or source.input is not None:
        asked.refuse("unknown-exhibit", source.exhibit or "")
    return exhibit


def _may_be_source(source: EvidenceSource, asked: Asked) -> None:
    """A camera of the room, unless a protected witness could be in it; or the shared screen of somebody in court."""
    if source.exhibit is not None or source.stream is None or (source.input is not None and source.kind != "camera"):
        asked.refuse("not-a-source", source.stream or "")
    try:
        named = parse_stream(source.stream)
    except ValueError as fault:
        asked.refuse("not-a-source", str(fault))
    if source.kind == "camera":
        if named.kind != "cam" or asked.state.is_screened("masked"):
            asked.refuse("not-a-source", source.stream)
        return
    person = asked.state.participants.get(named.subject)
    if named.kind != "share" or person is None or not is_in_court(person) or not may_share(person):
        asked.refuse("not-a-source", source.stream)


def _picture_of(exhibit: Exhibit, page: int, asked: Asked) -> str:
    """Return the hash of what is shown of *exhibit*: of a sound the file's own."""
    if not exhibit.pages and page == 1:
        return exhibit.sha256
    if page > exhibit.pages:
        asked.refuse("no-such-page", f"{exhibit.id}: {page} / {exhibit.pages}")
    return exhibit.page_sha256[page - 1]


def _turn(command: evidence.TurnPage, asked: Asked) -> HearingEvent:
    showing = shown(command.showing, asked)
    exhibit = asked.state.exhibits.get(showing.source.exhibit or "")
    if exhibit is None:
        asked.refuse("no-such-page", f"{showing.id}: {command.page}")
    picture = _picture_of(exhibit, command.page, asked)
    if command.page == showing.page:
        asked.refuse("already-so", str(command.page))
    return asked.say(evidence.EvidencePageTurned, showing=showing.id, page=command.page, sha256=picture)


def _mark(command: evidence.MarkEvidence, asked: Asked) -> HearingEvent:
    """The bench and the clerk, a party to whom it is shown, and a witness at the stand by the screen that stands there."""
    _has_pen(asked)
    showing = shown(command.showing, asked)
    if Right.PRESENT_EVIDENCE not in asked.actor.rights and not sees_showing(asked.state, asked.actor, showing):
        asked.refuse("not-shown", showing.id)
    if command.page > max(1, showing.pages):
        asked.refuse("no-such-page", f"{showing.id}: {command.page} / {showing.pages}")
    if sum(len(one.points) for one in showing.marks) + len(command.points) > evidence.MOST_POINTS:
        asked.refuse("too-many-marks", showing.id)
    return asked.say(
        evidence.EvidenceMarked,
        showing=showing.id,
        page=command.page,
        mark=showing.last_mark + 1,
        points=command.points,
        tool=command.tool,
        colour=command.colour,
    )


def _clear(command: evidence.ClearMarks, asked: Asked) -> HearingEvent:
    showing = shown(command.showing, asked)
    if not any(one.page == command.page for one in showing.marks):
        asked.refuse("already-so", showing.id)
    return asked.say(evidence.EvidenceMarksCleared, showing=showing.id, page=command.page)


def _has_pen(asked: Asked) -> None:
    """Refuse whoever draws nowhere. The stand's screen does while a witness was called there: the log names the place."""
    actor = asked.actor
    if actor.kind != "display":
        asked.needs(Right.PRESENT_EVIDENCE, Right.FILE_EXHIBIT)
        if Right.PRESENT_EVIDENCE not in actor.rights and actor.kind != "participant":
            asked.refuse("not-shown")
        return
    people = asked.state.participants.values()
    is_called = any(one.role.waits_to_be_called and is_in_court(one) and not one.remote for one in people)
    if read_display(actor.principal).place != "witness" or not is_called:
        asked.refuse("no-right")


def _set_targets(command: evidence.SetEvidenceTargets, asked: Asked) -> HearingEvent:
    showing = shown(command.showing, asked)
    targets = _open_to(command.targets, private=showing.private)
    if targets == showing.targets:
        asked.refuse("already-so", showing.id)
    return asked.say(evidence.EvidenceTargetsSet, showing=showing.id, targets=targets)


def _release(command: evidence.ReleaseEvidence, asked: Asked) -> HearingEvent:
    """The judge, or who answers for the broadcast; never what is private, and only into an approved broadcast."""
    showing = shown(command.showing, asked)
    if showing.private:
        asked.refuse("private-shown", showing.id)
    if not asked.state.broadcast.is_approved:
        asked.refuse("approval-order", showing.id)
    if showing.released:
        asked.refuse("already-so", showing.id)
    return asked.say(evidence.EvidenceReleased, showing=showing.id)


def _withdraw(command: evidence.WithdrawEvidence, asked: Asked) -> HearingEvent:
    showing = shown(command.showing, asked)
    return asked.say(evidence.EvidenceWithdrawn, showing=showing.id)


def shown(showing: str, asked: Asked) -> Showing:
    """Return *showing* if it is what is shown now, or refuse."""
    now = shown_now(asked.state.showings)
    if now is None or now.id != showing:
        asked.refuse("not-shown", showing)
    return now


EVIDENCE_RULES: Rules = {
    evidence.FileExhibit: file_exhibit,
    evidence.PresentEvidence: _present,
    evidence.TurnPage: _turn,
    evidence.MarkEvidence: _mark,
    evidence.ClearMarks: _clear,
    evidence.SetEvidenceTargets: _set_targets,
    evidence.ReleaseEvidence: _release,
    evidence.WithdrawEvidence: _withdraw,
}
