"""A countersignature: what one side swears to have seen of the other's take, at a moment, by a clock of its own.

Countersignature     one line of seals/countersigned.jsonl
Countersignatures    the file: append-only, both sides' lines in the order of arriving
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from hearing.ids import HearingId, TakeName
from recorder.durable import AppendFile, make_folder
from recorder.index import Sha256, canonical, read_whole_lines, sha256_hex
from recorder.seals import FIRST, Checkpoint
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


class Countersignature(BaseModel):
    """That the other side's *take* held *size* leaves under *root*, and extended all that was countersigned of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hearing: HearingId
    take: TakeName
    size: int = Field(ge=1)
    root: Sha256
    at: int
    """UTC milliseconds, by the panel's clock as the signer knows it."""
    offset_ns: int
    """The panel's clock minus the signer's own at that moment."""
    uncertainty_ns: int = Field(ge=0)
    by: str = Field(min_length=1, max_length=80)
    """Principal of the signer."""
    prev: Sha256
    """SHA-256 of the signer's line before on this take, without its newline; zeros for the first."""
    key: PublicKey
    algorithm: Algorithm | None = None
    signature: Signature
    """Over the canonical JSON of the others."""

    def signed_bytes(self) -> bytes:
        """What the signature is over."""
        return canonical(self.model_dump(mode="json", exclude_none=True, exclude={"signature"}))

    def line(self) -> bytes:
        """Spell it as it lies in its file, without the newline."""
        return canonical(self.model_dump(mode="json", exclude_none=True))

    def is_signed(self) -> bool:
        """Whether the signature is the key's."""
        return is_signed(self.algorithm, self.key, self.signed_bytes(), self.signature)


class Seen(BaseModel):
    """What a countersignature says beside the take's own checkpoint: of which hearing and take, by whom, by what clock."""

    model_config = ConfigDict(frozen=True)

    hearing: HearingId
    take: TakeName
    at: int
    offset_ns: int
    uncertainty_ns: int
    by: str


def countersign(seal: Checkpoint, seen: Seen, key: SigningKey, before: Countersignature | None) -> Countersignature:
    """Sign that *seal* was seen, after *before*.

    Raises:
        StoreFault: the key cannot be reached.
    """
    unsigned = Countersignature(
        **seen.model_dump(),
        size=seal.size,
        root=seal.root,
        prev=sha256_hex(before.line()) if before is not None else FIRST,
        key=public_hex(key),
        algorithm=stated(algorithm_of(key)),
        signature="0" * 128,
    )
    return unsigned.model_copy(update={"signature": sign(key, unsigned.signed_bytes())})


class Countersignatures:
    """The countersignatures of one hearing that one side holds: its own and the other's."""

    def __init__(self, path: Path) -> None:
        """Read what is there; a torn last line is cut off.

        Raises:
            RecordDamaged: a line was changed.
        """
        self._path = path
        self._lines, size = read_whole_lines(path, Countersignature)
        if path.exists() and path.stat().st_size > size:
            with AppendFile(path) as torn:
                torn.cut(size)

    def of(self, key: str, take: str | None = None) -> list[Countersignature]:
        """List those made with *key*, of *take* or of all takes, in order."""
        return [one for one in self._lines if one.key == key and take in (None, one.take)]

    def add(self, one: Countersignature) -> None:
        """Put *one* behind the others; it is on the disk when this returns.

        Raises:
            OSError: the disk refused; nothing was added.
        """
        make_folder(self._path.parent)
        with AppendFile(self._path) as file:
            file.append_synced(one.line() + b"\n")
        self._lines.append(one)
