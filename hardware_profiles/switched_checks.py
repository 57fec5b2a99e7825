"""What a room file says of capture cards behind a matrix: wired to an output of its own, and every input is there."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from hardware_profiles.courtroom import Switched
from hardware_profiles.loading import Document, Place
from hardware_profiles.profiles import Profile, Property
from hardware_profiles.scene_means import Means, Unfit


def check_switched(document: Document, profiles: Mapping[str, Profile | None]) -> None:
    """Note what is wrong with the ``switched`` of each camera; *profiles* are those of the room's devices by name."""
    means, taken, named = Means({}, (), profiles), dict(_of_means(document)), dict[str, Place]()
    for place, item in document.items("cameras"):
        switched, here = _read(item.get("switched")), (*place, "switched")
        if switched is None:
            continue
        if item.get("exhibits") is not True or item.get("mandatory") is not False:
            document.add(here, "It shows things, one at a time.", "Say exhibits: true and mandatory: false.")
        if switched.by in taken:
            document.add(
                (*here, "by"), f"{switched.by} is {taken[switched.by]} already.", "Name the card's own output."
            )
        taken[switched.by] = str(item.get("stream"))
        _check_names(document, here, switched, named)
        found = _output(document, here, switched, means)
        if found is not None:
            _check_inputs(document, here, switched, found)


def _of_means(document: Document) -> Iterator[tuple[str, str]]:
    content = document.content if isinstance(document.content, dict) else {}
    means = content.get("means")
    for name, mean in (means if isinstance(means, dict) else {}).items():
        if isinstance(mean, dict) and isinstance(mean.get("by"), str):
            yield mean["by"], str(name)


def _read(raw: Any) -> Switched | None:
    try:
        return None if raw is None else Switched.model_validate(raw)
    except ValidationError:
        return None  # the form says so already


def _check_names(document: Document, here: Place, switched: Switched, named: dict[str, Place]) -> None:
    """No two things of a room are called alike, on whichever card."""
    for at, one in enumerate(switched.inputs):
        place = (*here, "inputs", at, "name")
        if one.name in named:
            line = document.lines[named[one.name]]
            document.add(place, f"{one.name!r} occurs twice, first in line {line}.", "Give it another name.")
        named.setdefault(one.name, place)


def _output(document: Document, here: Place, switched: Switched, means: Means) -> Property | None:
    try:
        found = means.property(switched.by)
    except Unfit as unfit:
        document.add((*here, "by"), unfit.fault, unfit.remedy)
        return None
    if found is None:
        return None
    if found.spec.capability != "switcher.matrix" or found.spec.get is None:
        remedy = "Name an output of a matrix that can be read back."
        document.add((*here, "by"), f"{switched.by} is of {found.spec.capability}.", remedy)
        return None
    return found


def _check_inputs(document: Document, here: Place, switched: Switched, found: Property) -> None:
    """Each is an input of its own that the matrix has."""
    places = [((*here, "nothing"), switched.nothing)]
    places += [((*here, "inputs", at, "input"), one.input) for at, one in enumerate(switched.inputs)]
    seen: set[int | str] = set()
    for place, value in places:
        if not found.type.allows(value):
            document.add(place, f"{switched.by} cannot be {value!r}.", f"It may be {found.type.describe()}.")
        if value in seen:
            document.add(place, f"Input {value!r} occurs twice.", "One thing hangs on one input, nothing on another.")
        seen.add(value)
