"""Which takes archiving waits for: those without their final seal, on which machine, and when they were last heard of."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import ValidationError

from hearing.ending import room_of_take
from hearing.facts import HearingState
from hearing.reports import AwaitedTake
from recorder.archive.coverage import TakeCoverage
from recorder.index import About
from recorder.layout import TakePaths


def awaited_takes(
    state: HearingState, takes: Sequence[TakePaths], covered: Sequence[TakeCoverage]
) -> tuple[AwaitedTake, ...]:
    """List what a closed hearing still waits for, by name; also takes of which nothing came but what was told of them.

    Where nothing came at all, the courtroom's own take is waited for.
    """
    if state.closed_at is None:
        return ()
    paths, found = {take.name: take for take in takes}, {take.name: take for take in covered}
    names = {take.name for take in covered if not take.is_final} | (set(state.take_seals) - set(paths))
    if not paths:
        names |= {f"room-{state.room}-{state.sitting}"}
    return tuple(_awaited(state, name, paths.get(name), found.get(name)) for name in sorted(names))


def _awaited(state: HearingState, name: str, take: TakePaths | None, found: TakeCoverage | None) -> AwaitedTake:
    return AwaitedTake(
        take=name,
        room=room_of_take(name),
        writer=_writer(take) if take is not None else "",
        seen_at=_seen_at(take) if take is not None else None,
        until=max((track.end for track in found.tracks.values()), default=0) if found is not None else 0,
        is_told=name in state.take_seals,
    )


def _writer(take: TakePaths) -> str:
    try:
        return About.model_validate_json(take.about.read_bytes()).writer
    except (OSError, ValidationError):
        return ""


def _seen_at(take: TakePaths) -> int | None:
    """When the last of it was stored here, UTC ms by this machine's clock."""
    sides = (take.about, take.tracks, take.leaves, take.seals, *(track.index for track in take.track_folders()))
    times = list(_times(sides))
    return max(times) // 1_000_000 if times else None


def _times(paths: Iterable[Path]) -> Iterable[int]:
    return (path.stat().st_mtime_ns for path in paths if path.exists())
