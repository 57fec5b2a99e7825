"""List the hearings that field units (dispatched tribunals, circuit courts) have not handed in, and what is overdue."""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import httpx

from hearing.court_time import court_time


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom owed``."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the installation")
    parser.add_argument("--json", action="store_true", help="say it in JSON")


def run(arguments: argparse.Namespace) -> int:
    """List; 0 nothing is overdue, 1 something is, 2 no installation lies there."""
    from control_panel.commands.handin import own_panel

    async def ask() -> list[dict[str, Any]]:
        async with own_panel(arguments.data) as here:
            found: list[dict[str, Any]] = (await here.get("/api/v1/handins/owed")).raise_for_status().json()["owed"]
            return found

    try:
        owed = asyncio.run(ask())
    except (OSError, httpx.HTTPError) as fault:
        print(f"{arguments.data}: {fault}. Give the folder of an installation with --data.", file=sys.stderr)
        return 2
    print(json.dumps({"owed": owed}, ensure_ascii=False) if arguments.json else _text(owed))
    return 1 if any(one["is_overdue"] for one in owed) else 0


def _text(owed: list[dict[str, Any]]) -> str:
    if not owed:
        return "没有待移交的庭审 · nothing is owed"
    return "\n".join(
        f"{one['case']} {one['hearing']} {one['room_name']}: "
        + ("逾期 · overdue since " if one["is_overdue"] else "应移交 · due ")
        + f"{court_time(one['due_at']):%Y-%m-%d %H:%M}"
        for one in owed
    )
