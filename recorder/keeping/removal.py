"""How a record that need not be kept any more goes: hidden by one person, approved by another, shredded a day later.

    kept ──hide(A, reason)──► hidden ──approve(B ≠ A)──► approved ──24 h──► may be shredded ──► shredded
      ▲                         │                          │
      └────────withdraw─────────┴──────────withdraw────────┘

A legal hold stops every step but withdrawing, also one set in the last minute. Pure: facts in, a refusal in words or
the next facts out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from recorder.keeping.term import KeptUntil

GRACE_MS = 24 * 3600 * 1000
LEAST_PLACES = 2
"""In how many places a package must be proven before any copy of the record may go."""
Stage = Literal["recording", "sealed", "verified", "archived", "expiring", "shredded"]


@dataclass(frozen=True, slots=True)
class Hold:
    """A reason why a record must stay, whatever its term: an appeal, an inquiry, a petition."""

    id: str
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Removal:
    """How far a removal has come. Moments are UTC milliseconds."""

    hidden_by: str
    reason: str
    hidden_at: int
    approved_by: str = ""
    approved_at: int | None = None
    shredded_at: int | None = None


@dataclass(frozen=True, slots=True)
class Keeping:
    """What decides whether a hearing's record may go."""

    until: KeptUntil
    holds: Sequence[Hold] = ()
    removal: Removal | None = None
    is_recording: bool = False
    is_sealed: bool = True
    is_archived: bool = True
    proven_places: int = 0


class Refused(Exception):
    """The step is not allowed; says why and what to do."""


def stage(keeping: Keeping) -> Stage:
    """Say where in its life a hearing's record is."""
    if keeping.removal is not None and keeping.removal.shredded_at is not None:
        return "shredded"
    if keeping.is_recording or not keeping.is_sealed:
        return "recording"
    if keeping.removal is not None:
        return "expiring"
    is_proven = keeping.proven_places >= LEAST_PLACES
    if not is_proven:
        return "sealed"
    return "archived" if keeping.is_archived else "verified"


def hide(keeping: Keeping, who: str, reason: str, now: int) -> Removal:
    """Begin a removal: the record is shown to nobody from now on.

    Raises:
        Refused: it must be kept, or a removal is under way.
    """
    _refuse_while_kept(keeping, now)
    if keeping.removal is not None:
        raise Refused("已提出销毁 · A removal is under way already.")
    if not reason.strip():
        raise Refused("须写明理由 · A reason is needed. Write why the record may go.")
    return Removal(who, reason.strip(), now)


def approve(keeping: Keeping, who: str, now: int) -> Removal:
    """Agree to a removal, as another person.

    Raises:
        Refused: the same person, nothing to approve, or it must be kept.
    """
    _refuse_while_kept(keeping, now)
    removal = keeping.removal
    if removal is None or removal.approved_at is not None or removal.shredded_at is not None:
        raise Refused("没有待批准的销毁 · There is no removal to approve.")
    if who == removal.hidden_by:
        raise Refused("须由另一人批准 · Another person must approve: four eyes.")
    return replace(removal, approved_by=who, approved_at=now)


def shred(keeping: Keeping, now: int) -> Removal:
    """End it: from here on only the tombstone with all hashes remains.

    Raises:
        Refused: two persons have not agreed, the grace of 24 hours is not over, or it must be kept.
    """
    _refuse_while_kept(keeping, now)
    removal = keeping.removal
    if removal is None or removal.approved_at is None:
        raise Refused("须经两人同意 · Two persons have not agreed yet.")
    if removal.shredded_at is not None:
        raise Refused("已销毁 · It is shredded already.")
    if now < removal.approved_at + GRACE_MS:
        raise Refused("批准后 24 小时内不得销毁 · Nothing is shredded within 24 hours of the approval.")
    return replace(removal, shredded_at=now)


def withdraw(keeping: Keeping) -> None:
    """Take a removal back: the record is shown again.

    Raises:
        Refused: there is none, or it is too late.
    """
    if keeping.removal is None or keeping.removal.shredded_at is not None:
        raise Refused("没有可撤回的销毁 · There is no removal to take back.")


def _refuse_while_kept(keeping: Keeping, now: int) -> None:
    if keeping.is_recording or not keeping.is_sealed or not keeping.is_archived:
        raise Refused("尚未归档 · Not archived yet. Archive the hearing first.")
    if keeping.holds:
        first = keeping.holds[0]
        raise Refused(f"依法保留中 · A legal hold is set ({first.who}: {first.why}). Lift it first.")
    if not keeping.until.is_over(now):
        raise Refused(f"保管期限未满 · The term of keeping is not over ({keeping.until.why}).")
    if keeping.proven_places < LEAST_PLACES:
        raise Refused(
            f"档案包仅在 {keeping.proven_places} 处核验 · Its package is proven in {keeping.proven_places} places, not "
            f"in {LEAST_PLACES}. Start the server with --second-target and wait until it is copied and read back."
        )
