"""Hand the hearings of a courtroom that was alone in to the court's server: log, record and transcript, once, whole."""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

if TYPE_CHECKING:
    from control_panel.handin.giving import Given


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom handin``."""
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder of the installation that was alone"
    )
    parser.add_argument("--to", required=True, metavar="URL", help="address of the court's server")
    parser.add_argument(
        "--code", help="one-time enrolment code of this room from the server's administrator; the first time"
    )
    parser.add_argument(
        "--token-file", type=Path, help="token of this room's agent at the server, where it is enrolled"
    )
    parser.add_argument("--ca", metavar="FILE", help="certificate authority of the server (default: the system's)")
    parser.add_argument("--hearing", default="", help="this hearing alone (default: all that have ended)")
    parser.add_argument("--patience", type=float, default=60, help="seconds to wait for a lost server (default 60)")
    parser.add_argument("--json", action="store_true", help="progress and outcome in JSON, a line each")


def run(arguments: argparse.Namespace) -> int:
    """Hand in; 0 all is at the server, 1 something waits or was interrupted, 2 usage, 4 a conflict has to be settled."""
    try:
        given = asyncio.run(_hand_in(arguments))
    except (OSError, httpx.HTTPError) as fault:
        print(f"{arguments.data}: {fault}. Is this the folder of `courtroom serve --alone`?", file=sys.stderr)
        return 2
    if isinstance(given, str):
        print(f"{arguments.to}: {given}", file=sys.stderr)
        return 1
    outcome = {"hearings": [asdict(one) for one in given]}
    print(json.dumps(outcome, ensure_ascii=False) if arguments.json else "\n".join(map(_words, given)) or _NOTHING)
    outcomes = {one.outcome for one in given}
    return 4 if "conflict" in outcomes else 1 if outcomes & {"waits", "interrupted"} else 0


_NOTHING = "没有待移交的庭审 · nothing to hand in"
_OUTCOMES = {
    "merged": "已移交并核对 · handed in and compared",
    "aside": "已移交，按裁定作为附录保存 · handed in, kept beside the server's as settled",
    "known": "服务器已有 · the server has it already",
    "waits": "尚不能移交 · waits",
    "conflict": "有冲突，未并入 · a conflict, not merged",
    "interrupted": "中断，请再次运行 · interrupted, run it again",
}


def _words(given: "Given") -> str:
    lines = [f"{given.case} {given.hearing}: {_OUTCOMES[given.outcome]}" + (f" ({given.says})" if given.says else "")]
    lines += [f"  {one['kind']} {one['place']}: {one['here']} / {one['there']}" for one in given.conflicts]
    lines += [f"  受损 · damaged: {path}" for path in given.damaged]
    return "\n".join(lines)


async def _hand_in(arguments: argparse.Namespace) -> "list[Given] | str":
    """Return what became of each hearing, or why none could be handed in."""
    from control_panel.handin.giving import Giver, give_all
    from hearing.link import Link, LinkError

    def tell(step: dict[str, Any]) -> None:
        words = f"{step['case']} {step['step']} {step['done']}/{step['of']}"
        print(json.dumps(step, ensure_ascii=False) if arguments.json else words, file=sys.stderr, flush=True)

    verify: str | bool = arguments.ca or True
    async with own_panel(arguments.data) as here:
        try:
            token, room = await _token(arguments, here, verify=verify)
            async with Link(arguments.to, token, verify=verify, kind="agent", name=room) as server:
                giver = Giver(here, server, arguments.data, tell, arguments.patience)
                return await give_all(giver, arguments.hearing)
        except LinkError as fault:
            return str(fault)


@asynccontextmanager
async def own_panel(data: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Reach the room's own panel as its operator; one that does not run is run for as long as this lasts."""
    operator = (data / "secrets" / "operator.token").read_text().strip()
    headers = {"authorization": f"Bearer {operator}"}
    async with (
        _address(data) as url,
        httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=60) as http,
    ):
        yield http


@asynccontextmanager
async def _address(data: Path) -> AsyncIterator[str]:
    import socket
    import time

    from control_panel.errors import StartError
    from control_panel.panel import make_panel
    from control_panel.server import serving
    from control_panel.settings import Settings

    try:
        panel = make_panel(Settings(data), time.time_ns)
    except StartError:
        yield str(json.loads((data / "run" / "panel.json").read_text())["http"])
        return
    listening = socket.create_server(("127.0.0.1", 0))
    await panel.register({"service:operator": data / "secrets" / "operator.token"})
    async with serving(panel, listening, None):
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


async def _token(arguments: argparse.Namespace, here: httpx.AsyncClient, *, verify: str | bool) -> tuple[str, str]:
    """Return this room's token at the server and the room's name: a given one, the kept one, or a new one for a code."""
    from hearing.link import LinkRefused, enrol

    room = await _room(here)
    host = urlsplit(arguments.to).netloc.replace(":", "-")
    kept = arguments.token_file or arguments.data / "secrets" / f"handin-{host}.token"
    if not kept.exists():
        if not arguments.code:
            problem = {"title": "本法庭尚未在该服务器注册 · This room is not enrolled there", "remedy": "Give --code."}
            raise LinkRefused(401, problem)
        token = await enrol(arguments.to, arguments.code, room, verify=verify)
        kept.touch(mode=0o600)
        kept.write_text(token)
    return kept.read_text().strip(), str(room["room"])


async def _room(here: httpx.AsyncClient) -> dict[str, Any]:
    """Return the room as its agent described it; where none ever did, as its hearings name it."""
    rooms = (await here.get("/api/v1/rooms")).raise_for_status().json()["rooms"]
    if rooms:
        return {key: rooms[0][key] for key in ("room", "room_name", "seats", "streams", "site", "unit")}
    heard = (await here.get("/api/v1/hearings")).raise_for_status().json()["hearings"]
    return {"room": heard[0]["room"], "room_name": heard[0]["room_name"]} if heard else {"room": "", "room_name": ""}
