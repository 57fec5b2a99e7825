"""Holds the profile of a device against its vectors, as ``courtroom profiles check`` does."""

from pathlib import Path
from typing import Any

from courtroom_agent.drivers.proving import disagreement, gaps
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.errors import FaultsError
from hardware_profiles.loading import read
from hardware_profiles.profiles import known_profiles, load_profile
from hardware_profiles.vectors import vectors_folder, vectors_for


def self_check(room: Courtroom, profile: str) -> dict[str, Any]:
    """Say of every vector of *profile* whether the driver agrees with it, and what no vector holds."""
    path = known_profiles(Path(room.profiles) if room.profiles else None)[profile]
    try:
        loaded = load_profile(path)
        vectors = vectors_for(profile, vectors_folder(path))
    except FaultsError as error:
        return {"vectors": [], "gaps": [str(fault) for fault in error.faults]}
    content = read(path).content
    lines = [
        {"command": vector.command or "", "src": vector.src, "says": disagreement(loaded, content, vector)}
        for vector in vectors
    ]
    return {"vectors": lines, "gaps": list(gaps(loaded, vectors))}
