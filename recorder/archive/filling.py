"""What one side of a remote arraignment lost and the other holds: where, and in which take. Pure.

A person in a custody room with an agent of its own is recorded twice: by that agent (takes ``custody-…``) and by the
court's recorder from what arrived. A second that either holds is recorded; that the one side's is the other's is said.
"""

from collections.abc import Sequence
from typing import Literal

from hearing.custody import is_custody_take
from hearing.ledger import FilledStretch
from recorder.archive.coverage import TakeCoverage, TrackCoverage
from recorder.archive.stretches import ROUNDING_NS, Stretch, both, merged, without

Parts = Sequence[tuple[TakeCoverage, TrackCoverage]]


def is_recorded_twice(parts: Parts) -> bool:
    """Whether a far end's agent holds anything of this track."""
    return any(is_custody_take(take.name) for take, _ in parts)


def arrived(parts: Parts, end: int) -> int:
    """Up to where nothing more can come of a track that is recorded twice: as far as *both* sides have come.

    *end* once neither can add anything; a side that holds nothing yet is not waited for.
    """
    sides = [side for side in (_side(parts, "court"), _side(parts, "custody")) if side]
    return min((_reached(side, end) for side in sides), default=0)


def filled_from_other_side(parts: Parts, wanted: Sequence[Stretch], until: int) -> list[FilledStretch]:
    """List what each side lost up to *until* and the other holds, by time."""
    if not is_recorded_twice(parts):
        return []
    found = []
    names: tuple[Literal["court", "custody"], ...] = ("court", "custody")
    for name, other in zip(names, reversed(names), strict=True):
        kept = merged(stretch for _, part in _side(parts, name) for stretch in part.sound)
        holes = [hole for hole in without(both(wanted, [(0, until)]), kept) if hole[1] - hole[0] > ROUNDING_NS]
        for take, part in _side(parts, other):
            found += [
                FilledStretch(since=since, until=end, lost_by=name, take=take.name)
                for since, end in both(holes, merged(part.sound))
                if end - since > ROUNDING_NS
            ]
    return sorted(found, key=lambda one: (one.since, one.lost_by))


def _side(parts: Parts, side: Literal["court", "custody"]) -> Parts:
    return [(take, part) for take, part in parts if is_custody_take(take.name) is (side == "custody")]


def _reached(side: Parts, end: int) -> int:
    if all(take.is_final for take, _ in side):
        return end
    return max(part.end for _, part in side)
