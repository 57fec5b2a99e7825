"""The simulated room's control socket: faults, pulled plugs, pressed keys and faster time, one line each way.

A line of words comes in, one line of JSON goes out: ``{"ok": true, …}`` or ``{"ok": false, "error": …}``.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from courtroom_agent.simulated.devices.behaviour import CannotTouch
from courtroom_agent.simulated.devices.disturbance import Faults
from courtroom_agent.simulated.devices.room import NoSuchDevice, SimulatedRoom

_LONGEST = 1000
_WORDS = (
    "devices · state NAME · unplug NAME · plug NAME · press NAME KEY… · "
    "fault NAME none|drop_next=3|drop=0.1|noise=0.01|split=true|mute=true|deaf=true… · mains off|on · speed 10"
)


async def answer(room: SimulatedRoom, line: str) -> dict[str, Any]:
    """Do what *line* says to *room*, and say how that went."""
    try:
        return {"ok": True, **await _obey(room, line.split())}
    except (CannotTouch, NoSuchDevice, ValidationError, ValueError) as error:
        why = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        return {"ok": False, "error": why}


async def _obey(room: SimulatedRoom, words: list[str]) -> dict[str, Any]:
    match words:
        case ["devices"]:
            return {"devices": {name: room.reached(name) for name in room.devices}, "simulated": True}
        case ["state", name]:
            return {"state": room.state(name)}
        case ["unplug", name]:
            await room.unplug(name)
        case ["plug", name]:
            await room.plug(name)
        case ["press", name, *keys]:
            room.press(name, keys)
        case ["fault", name, *faults] if faults:
            room.disturb(name, _faults(faults))
        case ["mains", "off"]:
            await room.cut_mains()
        case ["mains", "on"]:
            await room.restore_mains()
        case ["speed", speed]:
            room.clock.speed = float(speed)
        case _:
            raise ValueError(f"Say one of: {_WORDS}")
    return {}


def _faults(words: list[str]) -> Faults:
    if words == ["none"]:
        return Faults()
    return Faults.model_validate(dict(word.partition("=")[::2] for word in words))


@contextlib.asynccontextmanager
async def listening(room: SimulatedRoom, path: Path) -> AsyncIterator[None]:
    """Listen at the Unix socket *path* for as long as the context lasts."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                said = await answer(room, line.decode("utf-8", "replace"))
                writer.write(json.dumps(said, ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        except (ValueError, OSError):  # a line without end, or nobody there any more
            return
        finally:
            writer.close()

    server = await asyncio.start_unix_server(serve, path, limit=_LONGEST)
    try:
        yield
    finally:
        server.close()
        path.unlink(missing_ok=True)
