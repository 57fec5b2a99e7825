"""Let a courtroom rehearse (庭前自检): tone, clapper, pictures, speech, scene, storage, upload."""

import argparse
import asyncio
import logging
import sys
import time
from pathlib import Path

from courtroom_agent.devices import Devices
from courtroom_agent.errors import AgentError
from courtroom_agent.packet_socket import PacketListener, socket_path
from courtroom_agent.rehearsal.book import RehearsalBook
from courtroom_agent.rehearsal.rehearsing import Rehearsing
from courtroom_agent.scenes.applying import Scenes
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.errors import ProfileError
from hardware_profiles.rooms import load_room
from hearing.link import Link
from hearing.rehearsal import RehearsalResult
from recorder.transcription.model_store import default_models_folder

_MARKS = {"green": "正常 ok    ", "amber": "留意 amber ", "red": "故障 RED   ", "missing": "未测 missing"}
_EXIT = {"green": 0, "amber": 0, "missing": 0, "red": 3}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what this verb takes."""
    parser.add_argument("room", type=Path, metavar="ROOM.yaml", help="the courtroom's room file")
    parser.add_argument("--data", type=Path, default=Path("agent-data"), help="the agent's folder")
    parser.add_argument(
        "--join", metavar="URL", help="the panel's address, to try the way up (the agent's token is used)"
    )
    parser.add_argument("--ca", help="the court's CA certificate, where the system does not know it")
    parser.add_argument("--seconds", type=float, help="how long, 12 at least (default: as the room file says)")
    parser.add_argument("--models", type=Path, help="folder of recognition models (default: this user's own)")
    parser.add_argument("--json", action="store_true", help="say it in JSON")


def run(options: argparse.Namespace) -> int:
    """Rehearse and say what was found; 0 the room can be used, 1 no rehearsal could be held, 2 usage, 3 red."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s %(levelname)s %(message)s")
    try:
        room = load_room(options.room)
    except ProfileError as fault:
        print(fault, file=sys.stderr)
        return 2
    try:
        result = asyncio.run(_rehearse(room, options))
    except AgentError as fault:
        print(fault, file=sys.stderr)
        return 1
    print(result.model_dump_json() if options.json else _text(result))
    return _EXIT[result.verdict]


async def _rehearse(room: Courtroom, options: argparse.Namespace) -> RehearsalResult:
    await _refuse_if_the_agent_runs(options.data)
    link = _link(room, options)
    try:
        async with Devices.open(room, now=lambda: time.time_ns() // 1_000_000) as devices:
            models = options.models or default_models_folder()
            rehearsing = Rehearsing(room, options.room, options.data, Scenes(room, devices), link, models)
            result = await rehearsing.run(options.seconds or room.rehearsal.seconds)
    finally:
        if link is not None:
            await link.aclose()
    RehearsalBook(options.data).put(result)
    return result


def _link(room: Courtroom, options: argparse.Namespace) -> Link | None:
    token = options.data / "token"
    if options.join is None:
        return None
    if not token.is_file():
        raise AgentError(f"{token}: this room is not enrolled. Leave --join out, or start the agent once.")
    said = token.read_text("ascii").strip()
    return Link(options.join, said, verify=options.ca or True, kind="agent", name=room.courtroom)


async def _refuse_if_the_agent_runs(data: Path) -> None:
    """Two programs cannot have the cameras and the devices at once."""
    try:
        listener = await PacketListener.connect(socket_path(data))
    except AgentError:
        return
    listener.close()
    raise AgentError(
        f"{data}: the room's agent is running and has the devices. Begin the rehearsal on the clerk's panel, or by "
        "POST /api/v1/rooms/ROOM/rehearsal."
    )


def _text(result: RehearsalResult) -> str:
    head = f"{_MARKS[result.verdict].strip()} · {result.room} · {result.seconds:.0f} s"
    head += " · 模拟 SIMULATED" if result.simulated else ""
    return "\n".join([head, *(f"  {_MARKS[item.verdict]} {item.zh} · {item.en}" for item in result.items)])
