"""Signed checkpoints: what a writer swears its take held at a moment, and the hearing's root over all writers."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field

from recorder.errors import RecordDamaged
from recorder.index import Sha256, canonical, sha256_hex
from recorder.merkle import MerkleTree
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

FIRST = "0" * 64
"""``prev`` of a take's first checkpoint."""


class Checkpoint(BaseModel):
    """One line of ``seals.jsonl``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int = Field(ge=0)
    """Leaves that the checkpoint covers."""
    root: Sha256
    prev: Sha256
    """SHA-256 of the line before, without its newline; zeros for the first."""
    at: int
    """UTC milliseconds."""
    key: PublicKey
    signature: Signature
    """Over the canonical JSON of the others."""
    algorithm: Algorithm | None = None
    """How it is signed; ed25519 (RFC 8032) when nothing is said."""
    final: bool | None = None
    """True on the last one of a take; nothing follows."""

    @property
    def by_court(self) -> bool:
        """The take's own writer made it."""
        return False

    def signed_bytes(self) -> bytes:
        """What the signature is over."""
        return canonical(self.model_dump(mode="json", exclude_none=True, exclude={"signature"}))

    def line(self) -> bytes:
        """Spell the checkpoint as it lies in its file, without the newline."""
        return canonical(self.model_dump(mode="json", exclude_none=True))

    def is_signed(self) -> bool:
        """Whether the signature is the key's."""
        return is_signed(self.algorithm, self.key, self.signed_bytes(), self.signature)


def make_checkpoint(
    tree: MerkleTree, key: SigningKey, previous: Checkpoint | None, at: int, *, final: bool = False
) -> Checkpoint:
    """Sign what *tree* holds now."""
    unsigned = Checkpoint(
        size=len(tree),
        root=tree.root().hex(),
        prev=sha256_hex(previous.line()) if previous else FIRST,
        at=at,
        key=public_hex(key),
        signature="0" * 128,
        algorithm=stated(algorithm_of(key)),
        final=True if final else None,
    )
    return unsigned.model_copy(update={"signature": sign(key, unsigned.signed_bytes())})


def check_chain(checkpoints: Iterable[Checkpoint], key: str) -> None:
    """Check signatures by *key* (hex), the chain of hashes and that sizes never shrink.

    Raises:
        RecordDamaged: names the first checkpoint that does not fit.
    """
    previous: Checkpoint | None = None
    for number, checkpoint in enumerate(checkpoints, 1):
        fault = _chain_fault(previous, checkpoint, key)
        if fault:
            raise RecordDamaged(f"seals.jsonl:{number}: {fault}. The take was changed after it was sealed.")
        previous = checkpoint


def _chain_fault(previous: Checkpoint | None, checkpoint: Checkpoint, key: str) -> str:
    if checkpoint.key != key:
        return "signed by another key than the take's"
    if not checkpoint.is_signed():
        return "the signature is wrong"
    if checkpoint.prev != (sha256_hex(previous.line()) if previous else FIRST):
        return "the checkpoint before it is another one"
    if previous and checkpoint.size < previous.size:
        return "the take has shrunk"
    if previous and previous.final:
        return "it follows the final seal"
    return ""


class Final(Protocol):
    """What ends a take: its writer's last seal, or the court's own where the writer never came back."""

    @property
    def size(self) -> int:
        """Leaves that it covers."""
        ...

    @property
    def root(self) -> str:
        """Root over them."""
        ...

    @property
    def by_court(self) -> bool:
        """The court made it in the writer's place."""
        ...


def stand_of(take: str, seal: Final | None) -> dict[str, Any]:
    """What the hearing's root is over of *take*; one that the court ended in its writer's place says so."""
    if seal is None:
        return {"take": take, "damaged": True}
    return {"take": take, "size": seal.size, "root": seal.root, **({"ended": True} if seal.by_court else {})}


def hearing_tree(final_seals: Mapping[str, Final | None], log_sha256: str, transcript_sha256: str) -> MerkleTree:
    """Tree of a hearing: ``{take, size, root}`` of each take's final seal by take, then log and transcript.

    Where the court ended the take it is ``{ended: true, take, size, root}``. A take whose last seal is damaged stands there as ``{damaged: true, take}``: what it holds is listed by hash in the
    package's signed list all the same.

    *log_sha256* and *transcript_sha256* are hex SHA-256 of ``log.jsonl`` and ``transcript.jsonl``; their 32 raw
    bytes are the last two leaves.
    """
    tree = MerkleTree(
        canonical(stand_of(take, seal)) for take, seal in sorted(final_seals.items(), key=lambda one: one[0])
    )
    tree.append(bytes.fromhex(log_sha256))
    tree.append(bytes.fromhex(transcript_sha256))
    return tree


def hearing_root(final_seals: Mapping[str, Final | None], log_sha256: str, transcript_sha256: str) -> str:
    """Root of a hearing, hex: that of its tree."""
    return hearing_tree(final_seals, log_sha256, transcript_sha256).root().hex()
