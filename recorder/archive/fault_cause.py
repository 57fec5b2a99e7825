"""Why a stretch is missing, as far as log and indexes tell; ``unknown`` is said when they do not. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hearing.facts import Fault, HearingState
from hearing.state import position
from recorder.archive.coverage import TakeCoverage
from recorder.archive.stretches import Stretch, overlap

SLACK_NS = 2_000_000_000
"""Who tells of a fault notices its beginning and its end so late or early."""
_SYMPTOMS = frozenset({"not-writing"})
"""What the log says of a missing track without saying why."""


@dataclass(frozen=True, slots=True)
class Cause:
    """The cause's word, and what the log says beside it."""

    word: str
    noted: str = ""


def cause_of(
    hole: Stretch,
    track: tuple[str, str],
    state: HearingState,
    takes: Sequence[TakeCoverage],
    begins: Collection[int] = (),
) -> Cause:
    """Say why *hole* of *track* (its name and its stream) is missing: what the log tells first, then what the indexes show.

    *begins* is when a remote person was let in: until the first packet the person is connecting.
    """
    if any(_is_lost(hole, track[0], take) for take in takes):
        return Cause("writer-lost")
    told = _told(hole, track, state)
    if told is not None and told.cause not in _SYMPTOMS:
        return Cause(told.cause, told.text)
    holding = [take for take in takes if track[0] in take.tracks]
    shown = "connecting" if hole[0] in begins and holding else _shown(hole, track[0], holding)
    if shown == "unknown" and told is not None:
        return Cause(told.cause, told.text)
    return Cause(shown)


def _is_lost(hole: Stretch, track: str, take: TakeCoverage) -> bool:
    """Whether *hole* lies behind all that came of a take whose writer never came back."""
    if not take.is_ended:
        return False
    return take.name == track or (track in take.tracks and hole[0] >= take.tracks[track].end - SLACK_NS)


def _told(hole: Stretch, names: tuple[str, str], state: HearingState) -> Fault | None:
    found: list[tuple[bool, bool, int, Fault]] = []
    for fault in state.faults:
        if fault.since is None or (fault.track is not None and fault.track not in names):
            continue
        until = fault.until if fault.until is not None else fault.at
        noted = (position(state, fault.since) - SLACK_NS, position(state, until) + SLACK_NS)
        shared = overlap(hole, [noted])
        if shared:
            found.append((fault.cause not in _SYMPTOMS, fault.track is not None, shared, fault))
    return max(found, key=lambda one: one[:3])[3] if found else None


def _shown(hole: Stretch, track: str, takes: Sequence[TakeCoverage]) -> str:
    if any(2 * overlap(hole, take.tracks[track].filled) > hole[1] - hole[0] for take in takes):
        return "silence-filled"
    if any(take.wrote(hole, track) for take in takes):
        return "source-gone"
    kept = [stretch for take in takes for one in take.tracks.values() for stretch in one.kept]
    if any(until <= hole[0] for _, until in kept) and any(since >= hole[1] for since, _ in kept):
        return "writer-stopped"
    return "unknown"
