"""The closing root: what people sign when a hearing is over, known seconds after the closing can no longer be undone.

It is over each take's final seal and the log up to the ``closed`` event. Transcript and everything that is still
corrected while it is signed come under the hearing's root, when it is packed; that one is over the same final seals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hearing.events import EVENT, HearingEvent
from hearing.ids import HearingId, TakeName
from recorder.holes import given_back
from recorder.index import Sha256, canonical, sha256_hex
from recorder.layout import TakePaths
from recorder.merkle import MerkleTree
from recorder.seals import Checkpoint, Final
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
from recorder.spoken_code import spoken_code

_TAIL = 4096
"""Octets that hold a seal's line."""


class TakeStand(BaseModel):
    """Where a take stood."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    take: TakeName
    size: int = Field(ge=0)
    root: Sha256

    def leaf(self) -> bytes:
        """The take's leaf under a root."""
        return canonical(self.model_dump())


class Closing(BaseModel):
    """``seals/closing.json``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    hearing: HearingId
    at: int
    """UTC milliseconds."""
    until: int = Field(ge=1)
    """Events of the log that it covers, from the first one on."""
    log: Sha256
    """SHA-256 of their lines."""
    takes: tuple[TakeStand, ...]
    """By name."""
    behind: tuple[TakeName, ...] = ()
    """Of these the final seal was not known; covered is what the last seal that had come up holds."""
    root: Sha256
    code: str = Field(pattern=r"^[0-9]{40}$")
    key: PublicKey
    algorithm: Algorithm | None = None
    signature: Signature

    def signed_bytes(self) -> bytes:
        """What the signature is over."""
        return canonical(self.model_dump(mode="json", exclude_none=True, exclude={"signature"}))

    def is_signed(self) -> bool:
        """Whether the signature is the key's."""
        return is_signed(self.algorithm, self.key, self.signed_bytes(), self.signature)

    def line(self) -> bytes:
        """Spell it as it lies in its file."""
        return canonical(self.model_dump(mode="json", exclude_none=True)) + b"\n"


@dataclass(frozen=True, slots=True)
class Stands:
    """Every take that is known, and those of them whose final seal is not."""

    takes: tuple[TakeStand, ...]
    behind: tuple[str, ...]


def closing_root(takes: Sequence[TakeStand], log_sha256: str) -> str:
    """Root, hex: over ``{take, size, root}`` of each take by name, then the 32 octets of the log's SHA-256."""
    tree = MerkleTree(stand.leaf() for stand in sorted(takes, key=lambda stand: stand.take))
    tree.append(bytes.fromhex(log_sha256))
    return tree.root().hex()


def last_seal(take: TakePaths) -> Checkpoint | None:
    """The last whole seal of a take; ``None`` when there is none yet, or it is damaged."""
    if not take.seals.exists():
        return None
    lines = given_back(take.seals, max(0, take.seals.stat().st_size - _TAIL)).split(b"\n")[:-1]
    try:
        return Checkpoint.model_validate_json(lines[-1]) if lines else None
    except ValidationError:
        return None


def stands_of(
    takes: Sequence[TakePaths], told: Mapping[str, TakeStand], ended: Mapping[str, Final] = MappingProxyType({})
) -> Stands:
    """Say where *takes* of the record store stand; *told* are final seals that writers told ahead of their media.

    *ended* are the court's own seals, of takes whose writers never came back: these count, whatever was told.
    """
    own = {name: TakeStand(take=name, size=one.size, root=one.root) for name, one in ended.items()}
    stands: dict[str, TakeStand] = {**told, **own}
    behind = []
    for take in [one for one in takes if one.name not in ended]:
        seal = last_seal(take)
        if seal is not None and (seal.final or take.name not in told):
            stands[take.name] = TakeStand(take=take.name, size=seal.size, root=seal.root)
        if take.name not in told and (seal is None or not seal.final):
            behind.append(take.name)
    return Stands(tuple(stands[name] for name in sorted(stands)), tuple(sorted(behind)))


def log_bytes(events: Sequence[HearingEvent]) -> bytes:
    """Spell a log as it lies in a package."""
    return b"".join(EVENT.dump_json(event) + b"\n" for event in events)


def make_closing(events: Sequence[HearingEvent], stands: Stands, key: SigningKey, at: int) -> Closing:
    """Seal *stands* and *events* up to the closing.

    Raises:
        ValueError: the hearing was never closed.
    """
    until = next((event.seq for event in events if event.type == "closed"), 0)
    if not until:
        raise ValueError("A closing root needs a closed hearing.")
    covered = sha256_hex(log_bytes(events[:until]))
    root = closing_root(stands.takes, covered)
    unsigned = Closing(
        hearing=events[0].hearing,
        at=at,
        until=until,
        log=covered,
        takes=stands.takes,
        behind=stands.behind,
        root=root,
        code=spoken_code(root),
        key=public_hex(key),
        algorithm=stated(algorithm_of(key)),
        signature="0" * 128,
    )
    return unsigned.model_copy(update={"signature": sign(key, unsigned.signed_bytes())})


def case_free(closing: Closing) -> str:
    """What the QR code holds: hearing, root and time, and nothing of the case."""
    return f"courtroom:1:{closing.hearing}:{closing.root}:{closing.at}"
