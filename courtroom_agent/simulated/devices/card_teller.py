"""Tells the process that draws pictures what a room's simulated matrices bring to its simulated capture cards."""

import asyncio
import json
from pathlib import Path

from courtroom_agent.simulated.devices.matrix import Matrix
from courtroom_agent.simulated.devices.room import SimulatedRoom
from hardware_profiles.courtroom import Courtroom, Switched

TELL_S = 0.1


async def tell_cards(room: Courtroom, simulation: SimulatedRoom | None, path: Path) -> None:
    """Tell what each card is given whenever that changes, until cancelled; nothing where there are none."""
    cards = {one.stream: one.switched for one in room.cameras if one.switched is not None}
    told: dict[str, str] | None = None
    while cards and simulation is not None:
        given = {stream: given_to(switched, simulation) for stream, switched in cards.items()}
        if given != told:
            told = given
            _write(path, given)
        await asyncio.sleep(TELL_S)


def given_to(switched: Switched, simulation: SimulatedRoom) -> str:
    """Return the name of what the matrix gives that card; empty where it is nothing that a room file names."""
    device, _, output = switched.by.partition(".")
    matrix, number = simulation.devices.get(device), output.rpartition("-")[2]
    if not isinstance(matrix, Matrix) or not number.isdecimal() or int(number) in matrix.muted:
        return ""
    source = matrix.routes.get(int(number), 0)
    return next((one.name for one in switched.inputs if one.input == source), "")


def _write(path: Path, given: dict[str, str]) -> None:
    """Put it there whole; nobody needs it after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(given))
    fresh.replace(path)
