"""Finds the last seal of each of a hearing's takes, without which nothing is packed and a clip proves nothing."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from pydantic import ValidationError

from recorder.archive.coverage import last_line
from recorder.errors import RecorderError
from recorder.layout import TakePaths
from recorder.seals import Checkpoint, Final


class NotComplete(RecorderError):
    """A take has not its final seal yet: something may still be coming."""


def final_seals(
    takes: Sequence[TakePaths], ended: Mapping[str, Final] = MappingProxyType({})
) -> dict[str, Final | None]:
    """Return each take's final seal; ``None`` for one whose last seal is damaged.

    *ended* are the court's own seals, of takes whose writers never came back; of some nothing else is there.

    Raises:
        NotComplete: a take has none.
    """
    found: dict[str, Final | None] = dict(ended)
    for take in [one for one in takes if one.name not in ended]:
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
