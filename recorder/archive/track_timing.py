"""How well each track lies on the hearing's timeline, from its ``clock.jsonl`` alone. Pure but for reading it.

The record's positions are on the panel's clock already; this says what was corrected, and how wrong it may still be.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from recorder.index import ClockLine, TrackLine, read_what_is_whole
from recorder.layout import TakePaths

_UNITS = {"video": 90_000, "audio": 48_000}
_RESTART_NS = 1_000_000_000
"""What a clock gains between two lines beyond this is no drift: its writer was started again."""


def track_timing(takes: Sequence[TakePaths]) -> list[dict[str, Any]]:
    """Return one entry a track: ``{take, track, method, offset_ms, drift_ppm, uncertainty_ms, measured}``.

    ``offset_ms`` is what the source's own clock gained against the timeline between the first and the last time it
    was measured, and the record was corrected by; ``uncertainty_ms`` the largest that was measured. Both are ``null``
    where the track's clock never was.
    """
    found = []
    for take in takes:
        for line in read_what_is_whole(take.tracks, TrackLine)[0]:
            clock, _ = read_what_is_whole(take.track(line.name).clock, ClockLine)
            found.append({"take": take.name, "track": line.name, **_timing(line, clock)})
    return found


def _timing(track: TrackLine, clock: Sequence[ClockLine]) -> dict[str, Any]:
    if not clock:
        return {"method": None, "offset_ms": None, "drift_ppm": None, "uncertainty_ms": None, "measured": 0}
    last = clock[-1]
    unit = 1.0 if last.method == "capture-clock" else 1e9 / _UNITS[track.kind]
    steps = [(b.source_time - a.source_time) * unit - (b.timeline - a.timeline) for a, b in pairwise(clock)]
    gained = sum(step for step in steps if abs(step) < _RESTART_NS)
    return {
        "method": last.method,
        "offset_ms": round(gained / 1e6, 3),
        "drift_ppm": round(last.rate_ppm, 3),
        "uncertainty_ms": round(max(line.uncertainty_ns for line in clock) / 1e6, 3),
        "measured": len(clock),
    }
