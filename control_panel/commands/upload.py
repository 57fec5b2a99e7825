"""Say how far a courtroom's record has gone up to the court's server."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from courtroom_agent.courier import kept_path, status_path
from courtroom_agent.upload import Uploader

_OLD_MS = 5000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom upload``."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the agent's folder")
    parser.add_argument("--json", action="store_true", help="say it in JSON")


def run(arguments: argparse.Namespace) -> int:
    """Read it from the disk, whether the agent runs or not; 0 all is up, 1 something waits, 2 no such folder."""
    if not (arguments.data / "records").is_dir():
        print(f"{arguments.data}: no record lies here. Give the agent's folder with --data.", file=sys.stderr)
        return 2
    status = _status(arguments.data)
    print(json.dumps(status, ensure_ascii=False) if arguments.json else _text(status))
    return 1 if any(one["pending_bytes"] for one in status["hearings"]) else 0


def _status(data: Path) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(status_path(data).read_bytes())
    except (OSError, ValueError):
        told = {"at": 0, "connected": False, "bytes_per_s": 0, "hearings": []}
    is_running = time.time_ns() // 1_000_000 - told["at"] < _OLD_MS
    says = {one["hearing"]: one for one in told["hearings"]}
    hearings = []
    for folder in sorted((data / "records").glob("*/h-*")):
        left = Uploader(data / "records", folder.parent.name, folder.name, kept_path(data, folder.name)).pending()
        known = says.get(folder.name, {})
        hearings.append(
            {
                "hearing": folder.name,
                "case": folder.parent.name,
                "pending_fragments": left.fragments,
                "pending_bytes": left.octets,
                "done": bool(known.get("done")) and left.octets == 0,
                "says": known.get("says", ""),
            }
        )
    return {
        "running": is_running,
        "connected": is_running and bool(told["connected"]),
        "bytes_per_s": told["bytes_per_s"] if is_running else 0,
        "hearings": hearings,
    }


def _text(status: dict[str, Any]) -> str:
    link = "已连接 · connected" if status["connected"] else "未连接 · not connected"
    head = f"{link}, {status['bytes_per_s'] / 1e6:.1f} MB/s"
    lines = [
        f"{one['case']} {one['hearing']}: "
        + (
            f"待上传 {one['pending_fragments']} 段 · {one['pending_fragments']} fragments, "
            f"{one['pending_bytes'] / 1e6:.1f} MB to go"
            if one["pending_bytes"]
            else "已全部上传 · all is up"
            if one["done"]
            else "已上传，尚未核对 · up, not compared yet"
        )
        + (f" ({one['says']})" if one["says"] else "")
        for one in status["hearings"]
    ]
    return "\n".join([head, *lines])
