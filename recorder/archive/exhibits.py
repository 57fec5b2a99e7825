"""When evidence was heard: the stage of it, and what ran on the track ``evidence``. Pure.

Which exhibit was shown when, and to whom, the log tells (:mod:`hearing.evidence`); nothing of that is told here.
"""

import itertools
from collections.abc import Sequence
from typing import Any

from hearing.facts import HearingState
from hearing.procedure import Stage
from hearing.sealed_ranges import NS_PER_MS, SealedRange, is_sealed
from recorder.index import IndexLine

_STAGES = frozenset({Stage.INVESTIGATION, Stage.EVIDENCE})
_TOUCH_NS = 1_000_000_000


def exhibits_timeline(
    state: HearingState, shown: Sequence[IndexLine], withheld: Sequence[SealedRange]
) -> dict[str, Any]:
    """Say from when until when (ns) evidence was heard, and when its screen was recorded; what is *withheld* is left out."""
    zero, end = state.zero_at or 0, state.closed_at or state.at
    entered = [*((entry.stage, entry.at) for entry in state.stages), (None, end)]
    stages = [
        {"stage": str(stage), "since": (at - zero) * NS_PER_MS, "until": (later - zero) * NS_PER_MS}
        for (stage, at), (_, later) in itertools.pairwise(entered)
        if stage in _STAGES
    ]
    screen: list[list[int]] = []
    for line in sorted(shown, key=lambda line: line.start):
        if is_sealed(withheld, line.start, line.end):
            continue
        if screen and line.start - screen[-1][1] < _TOUCH_NS:
            screen[-1][1] = max(screen[-1][1], line.end)
        else:
            screen.append([line.start, line.end])
    return {"format": 1, "stages": stages, "screen": screen}
