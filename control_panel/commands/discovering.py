"""Look what is plugged into this computer or answers on its devices' network, by the names that a room file uses."""

import argparse
import asyncio
import sys
from pathlib import Path

from pydantic import ValidationError

from courtroom_agent.discovery.looking import discover
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.device_network import DeviceNetwork
from hardware_profiles.discovered import Discovered, Discovery
from hardware_profiles.errors import FaultsError
from hardware_profiles.rooms import load_room

USAGE = 2
FAULTY = 4
_KINDS = {"serial": "串口 serial", "camera": "摄像机 camera", "sound": "声卡 sound", "network": "网络 network"}


def add_arguments(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say what can be said to ``courtroom profiles discover``."""
    verb = verbs.add_parser("discover", help="list what is plugged in here 查看本机接入的设备")
    verb.add_argument("room", nargs="?", type=Path, metavar="ROOM.yaml", help="also ask its device_network")
    verb.add_argument("--address", metavar="IP", help="this computer's address on the devices' network, to ask there")
    verb.add_argument(
        "--ask", nargs="+", choices=("onvif", "pjlink", "visca"), help="what to ask there (default: onvif)"
    )
    verb.add_argument("--json", action="store_true", help="one line for scripts 供脚本使用")


def run(arguments: argparse.Namespace) -> int:
    """Look once and say what was found; 0 also when there is nothing, 4 when the room file has faults, 2 for a slip."""
    try:
        room = load_room(arguments.room) if arguments.room is not None else None
        network = _network(arguments, room)
    except FaultsError as error:
        print(error, file=sys.stderr)
        return FAULTY
    except ValidationError as error:
        print(f"--address: {error.errors()[0]['msg']}", file=sys.stderr)
        return USAGE
    if network is None and arguments.ask:
        print("--ask: say by which address, --address IP, or name device_network in the room file.", file=sys.stderr)
        return USAGE
    looked = asyncio.run(discover(room.courtroom if room is not None else "", network=network))
    for why in looked.missed:
        print(why, file=sys.stderr)
    print(looked.model_dump_json() if arguments.json else _listed(looked))
    return 0


def _network(arguments: argparse.Namespace, room: Courtroom | None) -> DeviceNetwork | None:
    """Which network is to be asked what; none unless somebody names it."""
    said = room.device_network if room is not None else None
    address = arguments.address or (said.address if said is not None else None)
    if address is None:
        return None
    asked = arguments.ask or (said.ask if said is not None else ("onvif",))
    return DeviceNetwork(address=address, ask=tuple(asked))


def _listed(looked: Discovery) -> str:
    lines = [_line(one) for one in looked.found]
    return "\n".join(lines) or "没有发现设备 · Nothing is plugged in here that could be used."


def _line(one: Discovered) -> str:
    what = " ".join(word for word in (one.vendor, one.product, one.serial_number) if word) or "—"
    return "  ".join(part for part in (_KINDS[one.kind], one.path or one.address, what, one.answers, one.note) if part)
