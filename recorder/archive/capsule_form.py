"""``capsule.json``: what an appeal capsule says of itself, signed by the court."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hearing.case import Secrecy
from hearing.ids import HearingId
from hearing.sealed_ranges import OpennessRange, SealedRange
from recorder.index import Sha256, canonical
from recorder.keeping.term import Term
from recorder.signing import Algorithm, PublicKey, Signature, is_signed

CAPSULE = "capsule.json"
CapsuleId = Annotated[str, StringConstraints(pattern=r"^c-[0-9a-z]{10}$")]
Channel = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}/[a-z0-9-]{1,60}$")]
"""Take and track: ``room-demo-1/cam-judge``."""
Said = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Grant(_Model):
    """Who may have the capsule, by whose leave, and until when."""

    reader: Said
    purpose: Said
    by: Said
    """Who gave leave (法释〔2017〕5号 §15)."""
    until: int | None = None
    """UTC ms: when the reader is to have given it back; ``None`` for no end."""
    copy_number: int = Field(ge=1, default=1)
    copies: int = Field(ge=1, default=1)
    """How many are given at most."""


class SealedLeave(_Model):
    """Who allowed that sealed ranges go along, and why."""

    by: Said
    reason: Said


class Label(_Model):
    """Retention and secrecy of what is inside."""

    secrecy: Secrecy
    term: Term | None = None
    """``None``: whoever made the capsule did not know."""
    kept_until: int | None = None
    """UTC ms, where the term's end is known."""


class Capsule(_Model):
    """``capsule.json``."""

    format: Literal[1] = 1
    kind: Literal["capsule"] = "capsule"
    id: CapsuleId
    hearing: HearingId
    case: str
    root: Sha256
    """The hearing's root, signed in ``data/seals/root.json``."""
    made_at: int
    grant: Grant
    mark: str
    """What the player shows over every picture: reader and number of the copy."""
    label: Label
    channels: tuple[Channel, ...] = Field(min_length=1)
    openness: tuple[OpennessRange, ...]
    sealed_leave: SealedLeave | None = None
    withheld: tuple[SealedRange, ...]
    """Stretches of the timeline of which nothing is inside."""
    left_out: dict[str, Sha256]
    """Files of the package that are not inside, with the digests that were signed."""
    files: dict[str, Sha256]
    """Every file of the capsule but this one."""
    key: PublicKey
    algorithm: Algorithm | None = None
    signature: Signature

    def is_signed(self) -> bool:
        """Whether the signature is the key's, over the canonical JSON of the others."""
        unsigned: dict[str, Any] = self.model_dump(mode="json", exclude_none=True, exclude={"signature"})
        return is_signed(self.algorithm, self.key, canonical(unsigned), self.signature)
