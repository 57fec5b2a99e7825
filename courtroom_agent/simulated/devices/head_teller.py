"""Tells the process that draws pictures where the heads of a room's simulated cameras look."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

from courtroom_agent.simulated.devices.ptz import PtzCamera
from courtroom_agent.simulated.devices.room import SimulatedRoom
from courtroom_agent.simulated.heads import Look
from hardware_profiles.courtroom import Courtroom

TELL_S = 0.04
"""A head that moves is told of with each picture of 25 a second."""


async def tell_heads(room: Courtroom, simulation: SimulatedRoom | None, path: Path) -> None:
    """Tell where the heads of the room's cameras look whenever that changes, until cancelled; nothing without any."""
    devices = simulation.devices if simulation is not None else {}
    named = [one.device for one in room.cameras if one.device is not None]
    heads = {name: devices[name] for name in named if isinstance(devices.get(name), PtzCamera)}
    told: dict[str, Look] = {}
    while heads and simulation is not None:
        now = simulation.clock.now()
        looks = {
            name: Look(head.where("pan", now), head.where("tilt", now), head.where("zoom", now))
            for name, head in heads.items()
        }
        if looks != told:
            told = looks
            _write(path, looks)
        await asyncio.sleep(TELL_S)


def _write(path: Path, looks: dict[str, Look]) -> None:
    """Put it there whole; nobody needs it after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({name: asdict(look) for name, look in looks.items()}))
    fresh.replace(path)
