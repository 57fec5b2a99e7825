"""The court's own final seal over a take whose writer never came back: ``seals/ended-<take>.json``.

It is over what the court holds: the leaves that the writer had told, in their order, and behind them a leaf for each
header and fragment of which no leaf had come, by track, number and file. Who declared it and which judge signed stands
in it; a verifier can therefore never take it for the writer's own seal.
"""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from recorder.index import Sha256, canonical
from recorder.layout import TakePaths, ended_takes
from recorder.signing import (
    Algorithm,
    PublicKey,
    Signature,
    SigningKey,
    algorithm_of,
    is_signed,
    public_hex,
    sign,
    stated,
)


class Held(BaseModel):
    """What the court holds of a take: its leaves, their root, and how far the writer's own seals prove them."""

    model_config = ConfigDict(frozen=True)

    size: int = Field(ge=0)
    root: Sha256
    sealed: int = Field(ge=0)


class Declared(BaseModel):
    """Who ended a take, why, and where that stands in the hearing's log."""

    model_config = ConfigDict(frozen=True)

    by: str
    text: str
    judge: str
    declared: int
    signed: int


class EndedTake(BaseModel):
    """``seals/ended-<take>.json``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    hearing: str
    take: str
    at: int
    """UTC milliseconds."""
    by: str
    """Who declared that the writer does not come back: a typed name, or a principal of the log."""
    text: str
    judge: str
    """Who signed that."""
    declared: int = Field(ge=1)
    signed: int = Field(ge=1)
    """``seq`` of the two events in the hearing's log."""
    sealed: int = Field(ge=0)
    """Leaves that the writer's own seals prove; the rest only the court vouches for."""
    size: int = Field(ge=0)
    root: Sha256
    key: PublicKey
    """The court's."""
    algorithm: Algorithm | None = None
    signature: Signature

    @property
    def by_court(self) -> bool:
        """The court made it in the writer's place."""
        return True

    def signed_bytes(self) -> bytes:
        """What the signature is over."""
        return canonical(self.model_dump(mode="json", exclude_none=True, exclude={"signature"}))

    def line(self) -> bytes:
        """Spell it as it lies in its file."""
        return canonical(self.model_dump(mode="json", exclude_none=True)) + b"\n"

    def is_signed(self) -> bool:
        """Whether the signature is the key's."""
        return is_signed(self.algorithm, self.key, self.signed_bytes(), self.signature)


def make_ended(hearing: str, take: str, held: Held, declared: Declared, key: SigningKey, at: int) -> EndedTake:
    """Sign, at *at* (UTC ms), what is *held* of *take*.

    Raises:
        StoreFault: the key cannot be reached.
    """
    unsigned = EndedTake(
        hearing=hearing,
        take=take,
        at=at,
        **held.model_dump(),
        **declared.model_dump(),
        key=public_hex(key),
        algorithm=stated(algorithm_of(key)),
        signature="0" * 128,
    )
    return unsigned.model_copy(update={"signature": sign(key, unsigned.signed_bytes())})


def read_ended(take: TakePaths) -> EndedTake | None:
    """Read what the court put in place of the writer's final seal; ``None`` when there is nothing that can be read."""
    return read_ended_file(take.ended)


def read_ended_file(path: Path) -> EndedTake | None:
    """Read such a seal from its file; ``None`` when there is nothing that can be read."""
    try:
        return EndedTake.model_validate_json(path.read_bytes(), strict=True)
    except (OSError, ValidationError):
        return None


def endings_of(store: Path, case: str, hearing: str) -> dict[str, EndedTake]:
    """List, by take, the court's own seals of one hearing in the record store."""
    found = ((take.name, read_ended(take)) for take in ended_takes(store, case, hearing))
    return {name: ended for name, ended in found if ended is not None}
