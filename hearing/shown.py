"""What is to be seen as evidence now or was to be seen then, whoever looks; who may look decides :mod:`hearing.policy`."""

from hearing.facts import RUNNING, HearingState
from hearing.ids import Milliseconds
from hearing.participant import Participant, Right
from hearing.rights import RIGHTS
from hearing.state import is_in_court


def is_evidence_visible(state: HearingState) -> bool:
    """Whether anything is to be seen as evidence now: never in a recess, nor from a camera while somebody is hidden."""
    showing = state.showing
    if showing is None or state.course not in RUNNING:
        return False
    return not (showing.source.kind == "camera" and state.is_screened("masked"))


def evidence_in_program(state: HearingState) -> bool:
    """Whether evidence is in the court's picture: what is shown to people far away; the record has a track of its own."""
    return is_evidence_visible(state) and state.showing is not None and "remote" in state.showing.targets


def evidence_in_room(state: HearingState) -> bool:
    """Whether everyone in the courtroom may hear it: what the gallery sees, and in a hearing without one what parties see."""
    if not is_evidence_visible(state) or state.showing is None:
        return False
    return bool({"gallery"} & {*state.showing.targets}) or (not state.is_public and "parties" in state.showing.targets)


def keeps_public_out(state: HearingState) -> bool:
    """Whether the public may not be there now: no judge let it in, a scene withholds it, or evidence is shown without it."""
    is_private = state.showing is not None and state.showing.private
    return not state.is_public or state.is_screened("public") or is_private


def was_private(state: HearingState, at_ms: Milliseconds) -> bool:
    """Whether something was shown at *at_ms* without the public."""
    return any(
        one.private and one.since <= at_ms and (one.until is None or at_ms < one.until) for one in state.showings
    )


def may_share(person: Participant) -> bool:
    """Whether *person* may be asked for the own screen as evidence: who may file, and need not be hidden."""
    return Right.FILE_EXHIBIT in RIGHTS[person.role] and not person.protected


def is_shared(state: HearingState, stream: str) -> bool:
    """Whether this shared screen is what is shown now, by somebody who is still in court."""
    showing = state.showing
    if showing is None or showing.source.kind != "share" or showing.source.stream != stream:
        return False
    person = state.participants.get(stream.removeprefix("share-"))
    return person is not None and is_in_court(person)
