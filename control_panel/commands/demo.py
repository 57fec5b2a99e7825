"""Open a simulated courtroom, hear a scripted case, and print a link for each audience."""

import argparse
import asyncio
import json
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from control_panel.demo.case import PROCEDURES

ROOM = Path(__file__).parents[2] / "hardware_profiles" / "courtrooms" / "demo.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom demo``."""
    parser.add_argument("--data", type=Path, help="folder for this demonstration (default: a new one in demo-data/)")
    parser.add_argument("--once", action="store_true", help="hear the case unattended, archive, verify and end")
    parser.add_argument("--seconds", type=float, default=60, help="length of the hearing with --once (least 20)")
    parser.add_argument("--procedure", choices=list(PROCEDURES), default="庭审", help="庭审 trial, 提讯 interrogation")
    parser.add_argument("--by-hand", action="store_true", help="only prepare: you are the clerk and the accused")
    parser.add_argument("--delay", type=float, default=6, help="seconds that the public sees later")
    parser.add_argument("--no-model", action="store_true", help="do not recognise speech")
    parser.add_argument("--models", type=Path, help="folder of recognition models (default: this user's own)")
    parser.add_argument("--http-port", type=int, default=0, help="port of the pages on this machine; 0 chooses one")
    parser.add_argument("--json", action="store_true", help="with --once: the outcome as the last line, in JSON")


def run(arguments: argparse.Namespace) -> int:
    """Run the demonstration; 0 when all of it is true, 1 when something is not."""
    from control_panel.demo.errors import DemoFailed

    if arguments.once and arguments.seconds < 20:  # noqa: PLR2004 - the script needs that long to show everything
        print("--seconds: at least 20, so that every stage and a recess fit in.", file=sys.stderr)
        return 2
    data = arguments.data or Path("demo-data") / time.strftime("%Y%m%d-%H%M%S")
    try:
        return asyncio.run(_until_interrupted(arguments, data.resolve()))
    except DemoFailed as fault:
        print(f"演示未能完成 · The demonstration failed: {fault}", file=sys.stderr)
        return 1


async def _until_interrupted(arguments: argparse.Namespace, data: Path) -> int:
    from control_panel.demo.show import once, show

    work = asyncio.ensure_future((once if arguments.once else show)(arguments, data, ROOM, _tell))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, work.cancel)
    with suppress(asyncio.CancelledError):
        outcome = await work
        if outcome is None:
            return 0
        print(json.dumps(outcome.report, ensure_ascii=False) if arguments.json else outcome.words(), flush=True)
        return 0 if outcome.is_whole else 1
    _tell("已停止 · stopped")
    return 0 if not arguments.once else 1


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
