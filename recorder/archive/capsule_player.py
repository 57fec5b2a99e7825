"""``player/index.js`` of a capsule: the package's own, less what is not inside, with the mark of the reader. Pure."""

import json
from collections.abc import Sequence
from typing import Any

from hearing.sealed_ranges import NS_PER_MS, SealedRange, is_sealed
from recorder.archive.player_index import player_index
from recorder.fragment_runs import fragments_of, runs_of

_FRONT, _BACK = b"window.COURTROOM_PACKAGE = JSON.parse(", b");\n"


def capsule_index(
    index: bytes, channels: Sequence[str], withheld: Sequence[SealedRange], mark: str, *, has_program: bool
) -> bytes:
    """Return the index of a capsule with *channels* and without what is *withheld*, made from the package's *index*."""
    package: dict[str, Any] = json.loads(json.loads(index.removeprefix(_FRONT).removesuffix(_BACK)))
    record = open_record(package["record"], channels, withheld)
    told = {**package, "record": record, "events": [], "mark": mark}
    if not has_program:
        told["program"] = None
    if withheld:
        told["transcript"] = "data/transcript/transcript-extract.vtt"
    return player_index(told)


def open_record(
    record: dict[str, Any], channels: Sequence[str] | None, withheld: Sequence[SealedRange]
) -> dict[str, Any]:
    """Return what a player is told of a record of which only *channels* (``None``: all) are given, less what is *withheld*."""
    zero = record["zero_at"] or 0

    def is_open(at_ms: int) -> bool:
        return not is_sealed(withheld, (at_ms - zero) * NS_PER_MS, (at_ms - zero) * NS_PER_MS + 1)

    lines = [
        one for one in record["lines"] if not is_sealed(withheld, one["start"], one["start"] + max(one["duration"], 1))
    ]
    return {
        **record,
        "takes": [_take(take, channels, withheld) for take in record["takes"]],
        "lines": lines,
        "notes": [one for one in record["notes"] if is_open(one["at"])],
        "withheld": [one.model_dump(mode="json") for one in withheld],
    }


def _take(take: dict[str, Any], channels: Sequence[str] | None, withheld: Sequence[SealedRange]) -> dict[str, Any]:
    tracks = [
        {**track, "files": [_file(file, withheld) for file in track["files"]]}
        for track in take["tracks"]
        if channels is None or f"{take['take']}/{track['name']}" in channels
    ]
    return {**take, "tracks": tracks}


def _file(file: dict[str, Any], withheld: Sequence[SealedRange]) -> dict[str, Any]:
    if "runs" in file:
        told = (one for one in fragments_of(file["runs"]) if not is_sealed(withheld, one[0], one[0] + one[1]))
        return {**file, "runs": runs_of(told)}
    numbers: list[Any] = file["fragments"]  # of packages made earlier, which may bring their own player
    is_flat = not numbers or isinstance(numbers[0], int)  # the first ones hold one list a fragment
    each = 5
    fragments = [numbers[at : at + each] for at in range(0, len(numbers), each)] if is_flat else numbers
    kept = [one for one in fragments if not is_sealed(withheld, one[0], one[0] + one[1])]
    return {**file, "fragments": [number for one in kept for number in one] if is_flat else kept}
