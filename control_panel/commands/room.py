"""Say of a courtroom who signed it off and what its devices were told lately; put drafted places into its file."""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx

from control_panel.commands import placing
from hearing.court_time import court_time

_SIGNED = {
    "never": "未验收 · never signed off",
    "signed": "已验收 · signed off",
    "other-state": "验收时的状态与现在不同 · signed off for another state",
    "unknown": "法庭主机未连接，无法核对 · its computer is not connected: cannot be compared",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom room``."""
    verbs = parser.add_subparsers(dest="what", required=True)
    signoff = verbs.add_parser("signoff", help="who signed the room off, for which state, and what stood open 验收记录")
    trace = verbs.add_parser("trace", help="what was said to and by its devices lately 设备收发记录")
    place = verbs.add_parser("place", help="put the places of a drafted room file into the running one 写入平面图位置")
    placing.add_arguments(place)
    trace.add_argument("--device", help="one device alone (default: every one)")
    for verb in (signoff, trace):
        verb.add_argument("room", metavar="ROOM", help="the courtroom's id")
        verb.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the installation")
        verb.add_argument("--json", action="store_true", help="say it in JSON")


def run(arguments: argparse.Namespace) -> int:
    """Say it; 0 said (and signed off as it runs), 1 not signed off so or refused, 2 no installation lies there."""
    from control_panel.commands.handin import own_panel

    if arguments.what == "place":
        return placing.run(arguments)

    async def ask() -> int:
        async with own_panel(arguments.data) as here:
            base = f"/api/v1/rooms/{arguments.room}/fitting"

            async def get(path: str) -> Any:
                answer = await here.get(f"{base}{path}")
                if not answer.is_success:
                    problem = answer.json()
                    words = (problem.get(key, "") for key in ("title", "detail", "remedy"))
                    raise _Refused(" ".join(word for word in words if word))
                return answer.json()

            try:
                return await (_signoff(get, arguments) if arguments.what == "signoff" else _trace(get, arguments))
            except _Refused as refused:
                print(refused, file=sys.stderr)
                return 1

    try:
        return asyncio.run(ask())
    except (OSError, httpx.HTTPError) as fault:
        print(f"{arguments.data}: {fault}. Give the folder of an installation with --data.", file=sys.stderr)
        return 2


class _Refused(Exception):
    """The panel said no, in its words."""


_Get = Callable[[str], Awaitable[Any]]


async def _signoff(get: _Get, arguments: argparse.Namespace) -> int:
    found = await get("")
    last = found["sign_offs"][0] if found["sign_offs"] else None
    if arguments.json:
        print(json.dumps({"signed": found["signed"], "sign_off": last}, ensure_ascii=False))
    else:
        print(f"{arguments.room}: {_SIGNED[found['signed']]}")
        print("\n".join(_lines(last)), end="\n" if last else "")
    return 0 if found["signed"] == "signed" else 1


def _lines(last: dict[str, Any] | None) -> list[str]:
    if last is None:
        return []
    at = court_time(last["at"])
    head = f"{at:%Y-%m-%d %H:%M} {last['name']} ({last['who']}) {last['digest'][:16]}"
    open_ = [
        f"  {one['kind']} {one['name']}: {one['standing']}" for one in last["lines"] if one["standing"] != "passed"
    ]
    return [head, *open_, *([last["remarks"]] if last["remarks"] else [])]


async def _trace(get: _Get, arguments: argparse.Namespace) -> int:
    devices = [arguments.device] if arguments.device else await _devices(get)
    for device in devices:
        for message in (await get(f"/trace/{device}"))["messages"]:
            if arguments.json:
                print(json.dumps({"device": device, **message}, ensure_ascii=False))
            else:
                way = "→" if message["is_ours"] else "←"
                at = court_time(message["at"])
                print(
                    f"{at:%H:%M:%S.%f} {device} {way} {message['hex']} {message['command']} {message['why']}".rstrip()
                )
    return 0


async def _devices(get: _Get) -> list[str]:
    found = await get("")
    if found["described"] is None:
        raise _Refused(found["says"])
    return [one["name"] for one in found["described"]["items"] if one["kind"] == "device"]
