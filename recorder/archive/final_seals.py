"""Finds the last seal of each of a hearing's takes, without which nothing is packed and a clip proves nothing."""

from collections.abc import Sequence

from pydantic import ValidationError

from recorder.archive.coverage import last_line
from recorder.errors import RecorderError
from recorder.layout import TakePaths
from recorder.seals import Checkpoint


class NotComplete(RecorderError):
    """A take has not its final seal yet: something may still be coming."""


def final_seals(takes: Sequence[TakePaths]) -> dict[str, Checkpoint | None]:
    """Return each take's final seal; ``None`` for one whose last seal is damaged.

    Raises:
        NotComplete: a take has none.
    """
    found: dict[str, Checkpoint | None] = {}
    for take in takes:
        last = last_line(take.seals)
        try:
            seal = Checkpoint.model_validate_json(last) if last is not None else None
        except ValidationError:
            found[take.name] = None
            continue
        if seal is None or not seal.final:
            raise NotComplete(f"{take.seals}: no final seal yet. Wait for {take.name} to be sent up.")
        found[take.name] = seal
    return found
