"""Look what is plugged into this computer: serial adapters, cameras and sound cards, by the names that a room file uses."""

import argparse
import asyncio
import sys

from courtroom_agent.discovery.looking import discover
from hardware_profiles.discovered import Discovered, Discovery

_KINDS = {"serial": "串口 serial", "camera": "摄像机 camera", "sound": "声卡 sound", "network": "网络 network"}


def add_arguments(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say what can be said to ``courtroom profiles discover``."""
    verb = verbs.add_parser("discover", help="list what is plugged in here 查看本机接入的设备")
    verb.add_argument("--json", action="store_true", help="one line for scripts 供脚本使用")


def run(arguments: argparse.Namespace) -> int:
    """Look once and say what was found; 0 also when there is nothing."""
    looked = asyncio.run(discover(""))
    for why in looked.missed:
        print(why, file=sys.stderr)
    print(looked.model_dump_json() if arguments.json else _listed(looked))
    return 0


def _listed(looked: Discovery) -> str:
    lines = [_line(one) for one in looked.found]
    return "\n".join(lines) or "没有发现设备 · Nothing is plugged in here that could be used."


def _line(one: Discovered) -> str:
    what = " ".join(word for word in (one.vendor, one.product, one.serial_number) if word) or "—"
    return "  ".join(part for part in (_KINDS[one.kind], one.path or one.address, what, one.answers, one.note) if part)
