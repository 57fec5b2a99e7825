"""The mutation gate: every single slip that could be made in a profile has to be noticed by one of its vectors."""

from collections.abc import Iterator, Sequence
from typing import Any

from courtroom_agent.drivers.proving import disagreement
from hardware_profiles.errors import ProfileError
from hardware_profiles.mutants import Mutant, mutants
from hardware_profiles.profiles import compile_profile
from hardware_profiles.vectors import Vector


def judged(content: dict[str, Any], vectors: Sequence[Vector]) -> Iterator[tuple[Mutant, bool]]:
    """Every mutant of the profile *content*, and whether a vector noticed it."""
    for mutant in mutants(content):
        yield mutant, _is_noticed(mutant, vectors)


def _is_noticed(mutant: Mutant, vectors: Sequence[Vector]) -> bool:
    try:
        profile = compile_profile(mutant.content, "mutant")
    except ProfileError:
        return True
    return any(disagreement(profile, mutant.content, vector) for vector in _likely_first(mutant, vectors))


def _likely_first(mutant: Mutant, vectors: Sequence[Vector]) -> Sequence[Vector]:
    """The vectors that name what was changed go first; the verdict does not depend on it."""
    place = ".".join(str(part) for part in mutant.path)
    return sorted(vectors, key=lambda vector: vector.command not in mutant.path and place not in vector.facts)
