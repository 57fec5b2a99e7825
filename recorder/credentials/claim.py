"""What the court states in a file that it hands out, and what was found of such a statement in a file."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from hearing.ids import HearingId
from recorder.index import Sha256

LABEL = "org.courtroom.record"
"""The assertion's label in the manifest."""
_LONGEST = 200


class Part(BaseModel):
    """Milliseconds of the hearing's timeline that lie in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: int = Field(ge=0)
    until: int = Field(ge=0)


class Claim(BaseModel):
    """The assertion ``org.courtroom.record``. Who reads it compares ``root`` with what the people of the hearing signed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    case: str = Field(max_length=_LONGEST)
    hearing: HearingId
    what: str = Field(max_length=_LONGEST)
    """``program``, or the track that the file is a stretch of."""
    parts: tuple[Part, ...]
    root: Sha256
    """The hearing's root."""


State = Literal["trusted", "valid", "invalid", "none"]
"""``trusted``: unchanged, and signed under the named authority. ``valid``: unchanged, by an authority that was not named
or is another. ``invalid``: changed, or not signed rightly. ``none``: the file carries no credentials."""


class Found(BaseModel):
    """What a file's credentials say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: State
    faults: tuple[str, ...] = ()
    """C2PA's codes of what is wrong, e.g. ``assertion.bmffHash.mismatch``."""
    signer: str = ""
    claim: Claim | None = None
