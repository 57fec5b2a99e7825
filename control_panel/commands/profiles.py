"""Check room files and device profiles, and bring a courtroom's simulated devices up."""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from courtroom_agent.simulated.devices.room import SimulatedRoom
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.errors import FaultsError
from hardware_profiles.loading import read
from hardware_profiles.profiles import load_profile, shipped_profiles
from hardware_profiles.rooms import load_room

USAGE = 2
FAULTY = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom profiles``."""
    verbs = parser.add_subparsers(dest="what", required=True)
    check = verbs.add_parser("check", help="list every fault of room files and device profiles 检查法庭与设备文件")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders (default: all shipped)")
    simulate = verbs.add_parser("simulate", help="bring a room's simulated devices up 启动模拟设备")
    simulate.add_argument("room", type=Path, metavar="ROOM.yaml")


def run(arguments: argparse.Namespace) -> int:
    """Run the verb; 0 when all is well, 4 when a file has faults, 2 when there is nothing to do."""
    if arguments.what == "check":
        return _check(arguments.paths)
    return _simulate(arguments.room)


def _check(paths: list[Path]) -> int:
    files = list(_files(paths)) if paths else _shipped()
    if not files:
        print("没有可检查的文件 · No YAML file there. Name a room file or a profile.", file=sys.stderr)
        return USAGE
    faulty = 0
    for path in files:
        try:
            if _is_room(path):
                load_room(path)
            else:
                load_profile(path)
        except FaultsError as error:
            faulty += 1
            print(error)
        else:
            print(f"{path}: 合格 · sound")
    return FAULTY if faulty else 0


def _shipped() -> list[Path]:
    rooms = Path(str(sys.modules[load_room.__module__].__file__)).parent / "courtrooms"
    return [*shipped_profiles().values(), *sorted(rooms.glob("*.yaml"))]


def _files(paths: list[Path]) -> list[Path]:
    return [file for path in paths for file in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])]


def _is_room(path: Path) -> bool:
    content = read(path).content
    return not (isinstance(content, dict) and "profile" in content)


def _simulate(path: Path) -> int:
    try:
        room = load_room(path)
    except FaultsError as error:
        print(error, file=sys.stderr)
        return FAULTY
    if not any(device.transport.simulated for device in room.devices):
        print(
            f"{path}: 没有模拟设备 · No device there is simulated. Say transport: {{simulated: true}}.", file=sys.stderr
        )
        return USAGE
    asyncio.run(_keep_up(room))
    return 0


async def _keep_up(room: Courtroom) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with SimulatedRoom(room) as simulated:
        for name, transport in simulated.addresses.items():
            where = transport.model_dump(exclude_none=True)
            print(json.dumps({"device": name, "simulated": True, **where}), flush=True)
        await stop.wait()
