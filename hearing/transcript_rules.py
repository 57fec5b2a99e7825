"""When the text may be signed, and from when on it is the court's record; when a recording may take its place. Pure."""

from hearing import transcript_record as record
from hearing.asking import Asked, Rules
from hearing.events import HearingEvent
from hearing.facts import SESSION, Course, HearingState
from hearing.own_part import own_lines, text_to_sign
from hearing.participant import Participant, Right, Role
from hearing.rights import BENCH_AND_CLERKS

REPLACES = "record-replaces-transcript"
"""What parties consent to in summary civil procedure: the recording in place of the written record (§8)."""
DRAFT = "语音识别稿（未核对，非法庭笔录）"
RECORD = "法庭笔录（已核对签名）"

_PARTIES = frozenset({Role.PLAINTIFF, Role.DEFENDANT, Role.THIRD_PARTY})
_NOT_SIGNING = BENCH_AND_CLERKS | {
    Role.BAILIFF,
    Role.CUSTODY_OFFICER,
    Role.GALLERY,
    Role.TECHNICIAN,
    Role.BROADCAST_APPROVER,
}
_WHILE_IT_IS_READ: tuple[Course, ...] = (*sorted(SESSION), "closed", "signing")


def due_signers(state: HearingState) -> tuple[Participant, ...]:
    """Return who must sign beside the presiding judge and the clerk: everyone who took part.

    Of those who wait to be called only who was heard: they sign the text of their own stand.
    """
    return tuple(
        person
        for person in state.participants.values()
        if person.presence in {"admitted", "called", "left"}
        and person.role not in _NOT_SIGNING
        and (not person.role.waits_to_be_called or own_lines(state, person.id))
    )


def is_court_record(state: HearingState) -> bool:
    """Whether the text is 法庭笔录 now (§6): checked, nothing left to decide, signed as it stands by all who must.

    A correction after a signature takes the signature's worth away, since it is over what was read.
    """
    now = record.text_sha256(state.lines)
    signed = [one for one in state.signatures if one.text_sha256 == now]
    return (
        bool(state.lines)
        and not any(one.is_open for one in state.corrections)
        and any(one.role.is_presiding for one in signed)
        and any(one.role is Role.CLERK for one in signed)
        and all(_has_answered(state, person) for person in due_signers(state))
    )


def _has_answered(state: HearingState, person: Participant) -> bool:
    if any(one.participant == person.id for one in state.refusals):
        return True
    now = record.text_sha256(text_to_sign(state, person.id))
    return any((one.participant, one.text_sha256) == (person.id, now) for one in state.signatures)


def text_label(state: HearingState) -> str:
    """Say what the text is: a machine's draft, or the court's record."""
    return RECORD if is_court_record(state) else DRAFT


def may_replace_transcript(state: HearingState) -> bool:
    """Whether the recording takes the written record's place (§§8–9).

    In a civil case by summary procedure, with the consent of every party, each of whom has confirmed the integrity
    check value of the whole recording.
    """
    parties = [person for person in state.participants.values() if person.role in _PARTIES]
    closing = state.closing
    return (
        state.summary_track == "summary"
        and "民" in state.number
        and bool(parties)
        and all(REPLACES in person.consents for person in parties)
        and closing is not None
        and not closing.behind
        and all(state.confirmations.get(person.id) == closing.code for person in parties)
    )


def _sign(command: record.SignTranscript, asked: Asked) -> HearingEvent:
    asked.only_in("signing")
    participant, role = _signer(command, asked)
    if command.text_sha256 != record.text_sha256(text_to_sign(asked.state, participant)):
        asked.refuse("other-text")
    _check_root(command, asked)
    mine = (participant or asked.actor.principal, command.text_sha256)
    if mine in {(one.participant or one.who, one.text_sha256) for one in asked.state.signatures}:
        asked.refuse("already-so", command.name)
    return asked.say(
        record.TranscriptSigned,
        participant=participant,
        name=command.name,
        role=role,
        text_sha256=command.text_sha256,
        root=command.root,
        hand=command.hand,
    )


def _signer(command: record.SignTranscript, asked: Asked) -> tuple[str | None, Role]:
    """Say who signs: the actor, or by hand a person of whom the court's own page takes the signature."""
    actor = asked.actor
    if command.participant in (None, actor.participant):
        if actor.role is None or (actor.participant is None and actor.role not in BENCH_AND_CLERKS):
            asked.refuse("no-right")
        return actor.participant, actor.role
    asked.needs(Right.CORRECT_TRANSCRIPT)
    person = asked.person(command.participant or "")
    if person.role in BENCH_AND_CLERKS:
        asked.refuse("no-right", person.id)
    if command.hand is None:
        asked.refuse("no-hand", person.id)
    return person.id, person.role


def _check_root(command: record.SignTranscript, asked: Asked) -> None:
    """Whoever signs by hand signs over the record that was shown, and it must be this one."""
    closing = asked.state.closing
    if command.hand is not None and (closing is None or command.root is None):
        asked.refuse("no-root")
    if command.root is not None and (closing is None or command.root != closing.root):
        asked.refuse("other-code")


def _refuse_signature(command: record.RefuseSignature, asked: Asked) -> HearingEvent:
    asked.only_in("signing")
    person = asked.person(command.participant)
    return asked.say(record.SignatureRefused, participant=person.id, reason=command.reason)


def _ask_correction(command: record.AskCorrection, asked: Asked) -> HearingEvent:
    asked.only_in(*_WHILE_IT_IS_READ)
    person = _own_or_noted(asked, command.participant)
    if command.line > len(asked.state.lines):
        asked.refuse("unknown-line", str(command.line))
    return asked.say(record.CorrectionAsked, participant=person.id, line=command.line, text=command.text)


def _refuse_correction(command: record.RefuseCorrection, asked: Asked) -> HearingEvent:
    asked.only_in(*_WHILE_IT_IS_READ)
    found = next((one for one in asked.state.corrections if one.seq == command.asked), None)
    if found is None:
        asked.refuse("unknown-line", str(command.asked))
    if not found.is_open:
        asked.refuse("already-so", str(command.asked))
    return asked.say(
        record.CorrectionRefused, participant=found.participant, asked=command.asked, reason=command.reason
    )


def _confirm(command: record.ConfirmIntegrity, asked: Asked) -> HearingEvent:
    asked.only_in("closed", "signing")
    person = _own_or_noted(asked, command.participant)
    if asked.state.closing is None or asked.state.closing.code != command.code:
        asked.refuse("other-code")
    if asked.state.confirmations.get(person.id) == command.code:
        asked.refuse("already-so", person.id)
    return asked.say(record.IntegrityConfirmed, participant=person.id, code=command.code)


def _own_or_noted(asked: Asked, participant: str) -> Participant:
    """Return the participant when it is the actor itself, or the court puts it on record for that person."""
    person = asked.person(participant)
    if asked.actor.participant == person.id:
        asked.needs(Right.READ_TRANSCRIPT)
    else:
        asked.needs(Right.CORRECT_TRANSCRIPT)
    return person


TRANSCRIPT_RULES: Rules = {
    record.SignTranscript: _sign,
    record.RefuseSignature: _refuse_signature,
    record.AskCorrection: _ask_correction,
    record.RefuseCorrection: _refuse_correction,
    record.ConfirmIntegrity: _confirm,
}
