"""Stretches of the timeline, and what is left of some when others are taken away. Pure."""

from collections.abc import Iterable, Sequence

Stretch = tuple[int, int]
"""From and until, ns of the timeline."""

ROUNDING_NS = 100_000_000
"""A hole this short is the border of a frame or packet, or the edge of a stretch, and not a missing moment."""


def merged(stretches: Iterable[Stretch], within: int = ROUNDING_NS) -> list[Stretch]:
    """Join stretches that overlap or lie no more than *within* apart."""
    found: list[Stretch] = []
    for since, until in sorted(stretches):
        if found and since - found[-1][1] <= within:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def both(some: Sequence[Stretch], others: Sequence[Stretch]) -> list[Stretch]:
    """Return what lies in both."""
    return [(max(a, c), min(b, d)) for a, b in some for c, d in others if max(a, c) < min(b, d)]


def without(some: Sequence[Stretch], others: Sequence[Stretch]) -> list[Stretch]:
    """Return what is left of *some*, to the nanosecond."""
    left = []
    taken = sorted(others)
    for begin, end in some:
        at = begin
        for since, until in taken:
            if until <= at or since >= end:
                continue
            if since > at:
                left.append((at, since))
            at = max(at, until)
        if at < end:
            left.append((at, end))
    return left


def length(stretches: Iterable[Stretch]) -> int:
    """Return how long all are together, ns."""
    return sum(until - since for since, until in stretches)


def overlap(one: Stretch, others: Sequence[Stretch]) -> int:
    """Return how much of *one* lies in *others*, ns."""
    return length(both([one], others))
