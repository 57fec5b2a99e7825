"""What one side of a remote arraignment knows of the other: its digests, its seals, and what both have signed.

    OtherSide.answer   ──► what to tell it now
    OtherSide.hear     ◄── what it tells: digests first, then the seal over them, then its countersignatures

A seal is countersigned when its writer's key signed it and the digests that were told lead to it; since digests are
only ever added, it then extends all that was countersigned before. Whatever does not fit is refused, in words.
Blocking: it signs and writes. Knows no network.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from hearing.reports import Exchange
from recorder.countersignature import Countersignature, Countersignatures, Seen, countersign
from recorder.index import sha256_hex
from recorder.merkle import MerkleTree
from recorder.seals import FIRST, Checkpoint
from recorder.signing import SigningKey, public_hex

MOST_LEAVES = 2000
MOST_SIGNED = 50


class NotCountersigned(Exception):
    """What the other side told does not fit what it told before, or what is here."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock's reading: UTC ms by the panel's clock, the panel's clock minus our own, and how wrong that may be."""

    at: int
    offset_ns: int
    uncertainty_ns: int


@dataclass(frozen=True, slots=True)
class OwnTake:
    """One take of ours: its digests, and its newest seal."""

    tree: MerkleTree
    seal: Checkpoint | None


@dataclass
class _Told:
    """One take of theirs, as they told it."""

    tree: MerkleTree = field(default_factory=MerkleTree)


class OtherSide:
    """One hearing's other side. *by* is our principal, *is_theirs* says whether a take may be the other side's."""

    def __init__(
        self, hearing: str, by: str, key: SigningKey, kept: Countersignatures, is_theirs: Callable[[str], bool]
    ) -> None:
        self._hearing, self._by, self._key, self._kept, self._is_theirs = hearing, by, key, kept, is_theirs
        self._told: dict[str, _Told] = {}
        self._their_key = ""
        self._they_know: Mapping[str, int] = {}
        self._they_heard = 0

    def answer(self, name: str | None, own: OwnTake | None, to: str | None, now: Reading) -> Exchange:
        """Say what the other side is to be told now of our take *name*, and of what we have of it."""
        size = len(own.tree) if own is not None else 0
        after = min(self._they_know.get(name or "", 0), size)
        leaves = own.tree.hashes(after, after + MOST_LEAVES) if own is not None else []
        mine = self._mine()
        return Exchange(
            hearing=self._hearing,
            to=to,
            take=name,
            after=after,
            leaves=tuple(leaf.hex() for leaf in leaves),
            seal=own.seal.line().decode() if own is not None and own.seal is not None else "",
            known={take: len(told.tree) for take, told in self._told.items()},
            heard=len(self._kept.of(self._their_key)) if self._their_key else 0,
            signed=tuple(one.line().decode() for one in mine[self._they_heard : self._they_heard + MOST_SIGNED]),
            offset_ns=now.offset_ns,
            uncertainty_ns=now.uncertainty_ns,
        )

    def hear(self, said: Exchange, ours: Mapping[str, OwnTake], now: Reading) -> None:
        """Take in what the other side says; countersign its seal when that is new and fits.

        Raises:
            NotCountersigned: something does not fit; what fitted before it is kept.
            OSError: the disk refused.
            StoreFault: our key cannot be reached.
        """
        self._they_know, self._they_heard = said.known, said.heard
        if said.take is not None and said.seal:
            if not self._is_theirs(said.take):
                raise NotCountersigned(f"{said.take}: this is no take of the other side.")
            self._hear_take(said, said.take, now)
        for line in said.signed:
            self._hear_signature(line, ours)

    def _mine(self) -> list[Countersignature]:
        return [one for one in self._kept.of(public_hex(self._key)) if self._is_theirs(one.take)]

    def _hear_take(self, said: Exchange, take: str, now: Reading) -> None:
        seal = _checkpoint(said.seal, take)
        told = self._told.setdefault(take, _Told())
        if self._their_key and seal.key != self._their_key:
            raise NotCountersigned(f"{take}: sealed with another key than before.")
        if said.after > len(told.tree):
            return  # What lies between comes again once it has heard how much we know.
        hashes = [bytes.fromhex(leaf) for leaf in said.leaves]
        there = told.tree.hashes(said.after, said.after + len(hashes))
        if hashes[: len(there)] != there:
            raise NotCountersigned(f"{take}: other digests than were told before: it was rewritten.")
        for leaf in hashes[len(there) :]:
            told.tree.add(leaf)
        self._their_key = seal.key
        try:
            self._countersign(seal, take, told.tree, now)
        except NotCountersigned:
            del self._told[take]  # Everything is to be told anew, and compared with what was countersigned.
            raise

    def _countersign(self, seal: Checkpoint, take: str, tree: MerkleTree, now: Reading) -> None:
        before = next(reversed(self._kept.of(public_hex(self._key), take)), None)
        if seal.size > len(tree) or seal.size == 0:
            return
        if tree.root(seal.size).hex() != seal.root:
            raise NotCountersigned(f"{take}: its digests do not lead to its seal.")
        if before is not None and before.size > len(tree):
            return
        if before is not None and tree.root(before.size).hex() != before.root:
            raise NotCountersigned(f"{take}: it does not extend what was countersigned: it was rewritten.")
        if before is not None and before.size >= seal.size:
            return
        seen = Seen(hearing=self._hearing, take=take, by=self._by, **_spelt(now))
        self._kept.add(countersign(seal, seen, self._key, before))

    def _hear_signature(self, line: str, ours: Mapping[str, OwnTake]) -> None:
        try:
            one = Countersignature.model_validate_json(line)
        except ValidationError:
            raise NotCountersigned("A countersignature came that is not written as it must be.") from None
        if not self._their_key or one.take not in ours:
            return  # Whose it is is not known before a seal of theirs came; it comes again.
        known = self._kept.of(self._their_key, one.take)
        if one in known:
            return
        own = ours[one.take].tree
        before = sha256_hex(known[-1].line()) if known else FIRST
        if one.key != self._their_key or not one.is_signed() or one.hearing != self._hearing:
            raise NotCountersigned(f"{one.take}: its countersignature is not the other side's.")
        if one.prev != before or one.size > len(own) or own.root(one.size).hex() != one.root:
            raise NotCountersigned(f"{one.take}: countersigned was something else than what is here.")
        self._kept.add(one)


def _checkpoint(line: str, take: str) -> Checkpoint:
    try:
        seal = Checkpoint.model_validate_json(line)
    except ValidationError:
        raise NotCountersigned(f"{take}: its seal is not written as it must be.") from None
    if not seal.is_signed():
        raise NotCountersigned(f"{take}: the signature of its seal is wrong.")
    return seal


def _spelt(now: Reading) -> dict[str, int]:
    return {"at": now.at, "offset_ns": now.offset_ns, "uncertainty_ns": now.uncertainty_ns}
