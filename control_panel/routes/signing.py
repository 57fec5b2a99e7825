"""Reading and signing the text after closing: who must sign, and what each of them reads and signs."""

from typing import Any

from fastapi import APIRouter

from control_panel.errors import Refusal
from control_panel.identity import CallerHere, hearing_of, refuse_right
from control_panel.panel import PanelHere
from hearing.facts import HearingState
from hearing.own_part import text_to_sign
from hearing.signing import signers
from hearing.transcript_record import text_sha256
from hearing.transcript_rules import text_label

router = APIRouter(tags=["signing"])


@router.get("/hearings/{hearing}/signing")
async def signing(panel: PanelHere, caller: CallerHere, hearing: str) -> dict[str, Any]:
    """Say who must sign and how far each is: for the tribunal and its staff."""
    state = hearing_of(caller, panel.hearings, hearing)
    if not caller.knows_whole(state):
        raise refuse_right("signing")
    return {"text": text_label(state), "signers": [one.model_dump(mode="json") for one in signers(state)]}


@router.get("/hearings/{hearing}/signing/{who}")
async def text(panel: PanelHere, caller: CallerHere, hearing: str, who: str) -> dict[str, Any]:
    """Give what *who* (``me``, or a participant) reads and signs, with its digest and the record's root and code."""
    state = hearing_of(caller, panel.hearings, hearing)
    participant = _reader(caller, state, who)
    lines = text_to_sign(state, participant)
    closing = state.closing
    return {
        "participant": participant,
        "lines": [
            {
                "line": one.line,
                "speaker": one.speaker,
                "text": one.text,
                "at": (state.zero_at or 0) + one.start // 10**6,
            }
            for one in lines
        ],
        "text_sha256": text_sha256(lines),
        "root": closing.root if closing is not None else None,
        "code": closing.code if closing is not None else None,
    }


def _reader(caller: CallerHere, state: HearingState, who: str) -> str | None:
    """Say whose part is read: the caller's own, or any for whoever knows the hearing whole."""
    own = caller.actor_in(state).participant
    if caller.knows_whole(state):
        if who not in ("me", *state.participants):
            raise Refusal(404, "没有此参与人 · There is no such participant", who, "Look at the list of signers.")
        return own if who == "me" else who
    if own is None or who not in ("me", own) or state.course != "signing":
        raise refuse_right("signing")
    return own
