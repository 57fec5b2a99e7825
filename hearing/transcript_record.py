"""How the text becomes the court's record 法庭笔录: checked, corrected or refused, signed (法释〔2017〕5号 §§6–9).

The events of it and the commands that ask for them; when each may be is in :mod:`hearing.transcript_rules`. A signature
is over the text as it stood: the SHA-256 of ``transcript.jsonl`` as a package would hold it (:func:`text_sha256`).
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from hearing.command import Asking
from hearing.handwriting import Handwriting
from hearing.ids import ParticipantId, Sha256
from hearing.logged import Logged, PersonName, Text, is_absent
from hearing.participant import Role

Code = Annotated[str, Field(pattern=r"^[0-9]{40}$")]
Words = Annotated[str, Field(min_length=1, max_length=2000)]


def text_sha256(lines: Iterable[BaseModel]) -> str:
    """Return the SHA-256 (hex) of the text: one canonical JSON line for each of *lines*."""
    made = hashlib.sha256()
    for line in lines:
        told = json.dumps(line.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        made.update(told.encode() + b"\n")
    return made.hexdigest()


class TranscriptSigned(Logged):
    """A judge, the clerk or a participant has read the text and signs it."""

    type: Literal["transcript-signed"] = "transcript-signed"
    participant: ParticipantId | None = None
    """``None`` for the tribunal and its staff."""
    name: Text
    role: Role
    text_sha256: Sha256
    """Of what was read: a witness reads the own part."""
    root: Sha256 | None = Field(default=None, exclude_if=is_absent)
    """The closing root that the signer was shown."""
    hand: Handwriting | None = Field(default=None, exclude_if=is_absent)


class SignatureRefused(Logged):
    """A participant does not sign; the reason is on record in place of the signature."""

    type: Literal["signature-refused"] = "signature-refused"
    participant: ParticipantId
    reason: Text


class CorrectionAsked(Logged):
    """A participant holds a line to be wrong or incomplete, and says what it must read."""

    type: Literal["correction-asked"] = "correction-asked"
    participant: ParticipantId
    line: int = Field(ge=1)
    text: Text


class CorrectionRefused(Logged):
    """After listening, the court does not correct it: the application stays on record with the reason (§7)."""

    type: Literal["correction-refused"] = "correction-refused"
    participant: ParticipantId
    asked: int = Field(ge=1)
    """``seq`` of the application."""
    reason: Text


class IntegrityConfirmed(Logged):
    """A party confirms the integrity check value of the recording (完整性校验值, §9)."""

    type: Literal["integrity-confirmed"] = "integrity-confirmed"
    participant: ParticipantId
    code: Code


TranscriptEvent = TranscriptSigned | SignatureRefused | CorrectionAsked | CorrectionRefused | IntegrityConfirmed


class SignTranscript(Asking):
    """Sign the text that has this digest, by typing one's *name* or by *hand*."""

    type: Literal["sign-transcript"] = "sign-transcript"
    name: PersonName
    text_sha256: Sha256
    participant: ParticipantId | None = None
    """Who signs by hand on the court's own page, before whoever runs the hearing; ``None`` is the actor."""
    root: Sha256 | None = None
    """The closing root that was shown; needed with *hand*."""
    hand: Handwriting | None = None


class RefuseSignature(Asking):
    """Put on record that a participant does not sign, and why."""

    type: Literal["refuse-signature"] = "refuse-signature"
    participant: ParticipantId
    reason: Words


class AskCorrection(Asking):
    """Apply, as *participant* or for that person, to have *line* read *text*."""

    type: Literal["ask-correction"] = "ask-correction"
    participant: ParticipantId
    line: int = Field(ge=1)
    text: Words


class RefuseCorrection(Asking):
    """Refuse the application number *asked*."""

    type: Literal["refuse-correction"] = "refuse-correction"
    asked: int = Field(ge=1)
    reason: Words


class ConfirmIntegrity(Asking):
    """Confirm, as the party or for it, that *code* is the recording's."""

    type: Literal["confirm-integrity"] = "confirm-integrity"
    participant: ParticipantId
    code: Code


TranscriptCommand = SignTranscript | RefuseSignature | AskCorrection | RefuseCorrection | ConfirmIntegrity
