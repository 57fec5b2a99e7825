"""Spells where a file's fragments lie in few numbers: what follows from the fragment before is not said again. Pure.

A **run** is a list ``[start, offset, keyframe, change, bytes, change, bytes, …]`` of fragments that touch: each begins,
on the timeline and in the file, where the one before ends. ``start`` (ns) and ``offset`` (octets) are the first one's;
``keyframe`` (0 or 1) is that of all; ``change`` is by how much a duration (ns) differs from the one before, the first
from nothing; ``bytes`` are octets. Three hours of twelve tracks take a fifth of what five numbers a fragment took.
"""

from collections.abc import Iterable, Iterator, Sequence

Fragment = tuple[int, int, int, int, int]
"""Start (ns of the timeline), duration (ns), offset (octets), octets, keyframe (0 or 1)."""
_FRONT = 3


def runs_of(fragments: Iterable[Fragment]) -> list[list[int]]:
    """Spell *fragments*, in the order in which they lie in the file."""
    runs: list[list[int]] = []
    due, before = (-1, -1, -1), 0
    for start, duration, offset, size, keyframe in fragments:
        if (start, offset, keyframe) != due:
            runs.append([start, offset, keyframe])
            before = 0
        runs[-1] += (duration - before, size)
        due, before = (start + duration, offset + size, keyframe), duration
    return runs


def fragments_of(runs: Iterable[Sequence[int]]) -> Iterator[Fragment]:
    """Give back the fragments that *runs* spell."""
    for run in runs:
        start, offset, keyframe = run[:_FRONT]
        duration = 0
        for change, size in zip(run[_FRONT::2], run[_FRONT + 1 :: 2], strict=True):
            duration += change
            yield start, duration, offset, size, keyframe
            start, offset = start + duration, offset + size
