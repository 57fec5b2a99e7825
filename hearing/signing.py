"""Who signs the text, and how far each of them is: the list that lies before the clerk after closing (录音录像 §6). Pure."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from hearing.facts import HearingState, Signature
from hearing.ids import Milliseconds, ParticipantId
from hearing.own_part import text_to_sign
from hearing.participant import Role
from hearing.transcript_record import text_sha256
from hearing.transcript_rules import due_signers


class Signer(BaseModel):
    """One person who signs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    participant: ParticipantId | None
    """``None`` for the presiding judge and the clerk, who sign under their own accounts."""
    role: Role
    name: str
    state: Literal["due", "signed", "void", "refused"]
    """``void``: the text was corrected after the signature."""
    at: Milliseconds | None = None
    reason: str = ""
    """Why the person did not sign."""
    signature: int | None = None
    """``seq`` of the signature."""
    lines: int
    """How many lines the person reads."""


def signers(state: HearingState) -> tuple[Signer, ...]:
    """List everyone who must sign: the presiding judge and the clerk first, then who took part."""
    presiding = next((one for one in state.participants.values() if one.role.is_presiding), None)
    clerk = next((one for one in state.participants.values() if one.role is Role.CLERK), None)
    staff = (
        _of_staff(state, presiding.role if presiding else Role.PRESIDING_JUDGE, presiding.name if presiding else ""),
        _of_staff(state, Role.CLERK, clerk.name if clerk else ""),
    )
    return (*staff, *(_of_person(state, one.id, one.role, one.name) for one in due_signers(state)))


def _of_staff(state: HearingState, role: Role, name: str) -> Signer:
    given = [one for one in state.signatures if one.role is role or (role.is_presiding and one.role.is_presiding)]
    return _signer(state, (None, role, name), given)


def _of_person(state: HearingState, participant: ParticipantId, role: Role, name: str) -> Signer:
    given = [one for one in state.signatures if one.participant == participant]
    refused = [one for one in state.refusals if one.participant == participant]
    found = _signer(state, (participant, role, name), given)
    if found.state != "signed" and refused:
        told = {"state": "refused", "at": refused[-1].at, "reason": refused[-1].reason}
        return found.model_copy(update=told)
    return found


def _signer(state: HearingState, who: tuple[ParticipantId | None, Role, str], given: list[Signature]) -> Signer:
    text = text_to_sign(state, who[0])
    now = text_sha256(text)
    standing = [one for one in given if one.text_sha256 == now]
    last = next(reversed(standing or given), None)
    return Signer(
        participant=who[0],
        role=who[1],
        name=last.name if last is not None else who[2],
        state="signed" if standing else "void" if given else "due",
        at=last.at if last is not None else None,
        signature=last.seq if last is not None else None,
        lines=len(text),
    )
