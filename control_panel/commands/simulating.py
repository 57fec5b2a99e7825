"""Bring a courtroom's simulated devices up on serial ports and sockets of this machine, and play tricks on them."""

import argparse
import asyncio
import contextlib
import json
import signal
import socket
import sys
import tempfile
from pathlib import Path

from courtroom_agent.simulated.devices.cast import is_cast, load_cast
from courtroom_agent.simulated.devices.clock import FASTEST, SLOWEST, Clock
from courtroom_agent.simulated.devices.control_socket import listening
from courtroom_agent.simulated.devices.room import SimulatedRoom
from hardware_profiles.errors import FaultsError
from hardware_profiles.rooms import load_room

USAGE = 2
FAULTY = 4
_ANSWER_S = 10.0


def add_arguments(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say what can be said to ``courtroom profiles simulate`` and ``disturb``."""
    simulate = verbs.add_parser("simulate", help="bring a room's simulated devices up 启动模拟设备")
    simulate.add_argument("room", type=Path, metavar="ROOM.yaml", help="a room file, or a room of behaviours")
    simulate.add_argument("--behaviours", type=Path, metavar="FILE", help="how this room's devices behave")
    simulate.add_argument("--speed", type=float, default=1.0, help=f"how fast time runs, {SLOWEST} to {FASTEST:.0f}")
    simulate.add_argument("--control", type=Path, metavar="SOCKET", help="where to be told of faults (Unix socket)")
    simulate.add_argument("--json", action="store_true", help="one JSON line per device")
    disturb = verbs.add_parser("disturb", help="play a trick on simulated devices 给模拟设备制造故障")
    disturb.add_argument("control", type=Path, metavar="SOCKET")
    disturb.add_argument("words", nargs="+", metavar="WORD", help="such as: unplug matrix; press matrix route 3 4")


def run(arguments: argparse.Namespace) -> int:
    """Run the verb; 0 when all is well, 4 when a file has faults, 2 when there is nothing to do."""
    if arguments.what == "disturb":
        return _disturb(arguments.control, " ".join(arguments.words))
    try:
        told = load_cast(arguments.behaviours) if arguments.behaviours else None
        room = load_cast(arguments.room) if is_cast(arguments.room) else load_room(arguments.room)
        clock = Clock(arguments.speed)
        simulated = SimulatedRoom(room, clock, told)
    except FaultsError as error:
        print(error, file=sys.stderr)
        return FAULTY
    except ValueError as error:
        print(error, file=sys.stderr)
        return USAGE
    if not simulated.devices:
        print(_nothing(arguments.room), file=sys.stderr)
        return USAGE
    asyncio.run(_keep_up(simulated, arguments.control, is_json=arguments.json))
    return 0


def _nothing(path: Path) -> str:
    return f"{path}: 没有模拟设备 · No device there is simulated. Say transport: {{simulated: true}}."


async def _keep_up(room: SimulatedRoom, control: Path | None, *, is_json: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with tempfile.TemporaryDirectory(prefix="c-") as folder:
        path = control or Path(folder) / "control"
        async with room, listening(room, path):
            _say(room, path, is_json=is_json)
            with contextlib.suppress(asyncio.CancelledError):
                await stop.wait()


def _say(room: SimulatedRoom, control: Path, *, is_json: bool) -> None:
    if not is_json:
        print("以下设备均为模拟，并非真实设备 · Every device below is simulated; none is real.", flush=True)
    for name in room.devices:
        reached = room.reached(name)
        where = ", ".join(f"{way} {address}" for way, address in reached.items())
        told = json.dumps({"device": name, "simulated": True, **reached}) if is_json else f"{name}: {where}"
        print(told, flush=True)
    last = json.dumps({"control": str(control), "simulated": True, "speed": room.clock.speed})
    print(last if is_json else f"控制 · control: {control}", flush=True)


def _disturb(control: Path, words: str) -> int:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(_ANSWER_S)
            line.connect(str(control))
            line.sendall(words.encode() + b"\n")
            said = line.makefile("r", encoding="utf-8").readline()
    except OSError as error:
        print(f"{control}: 无法连接 · {error}. Is `courtroom profiles simulate` running?", file=sys.stderr)
        return USAGE
    print(said.strip())
    return 0 if json.loads(said)["ok"] else USAGE
