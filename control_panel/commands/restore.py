"""Make an installation anew from its second target alone: database, keys, agents' tokens, packages and records."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from recorder.errors import RecorderError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom restore``."""
    parser.add_argument(
        "--from", dest="place", required=True, metavar="ADDRESS", help="a folder, or s3://BUCKET/FRONT?endpoint=URL"
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="new or empty folder to restore to")
    parser.add_argument("--recovery-key", type=Path, required=True, metavar="FILE", help="the key from the safe")
    parser.add_argument("--closed-key", type=Path, metavar="FILE", help="the key to closed hearings' logs")
    parser.add_argument("--json", action="store_true", help="say it in JSON")


def run(arguments: argparse.Namespace) -> int:
    """Restore; 0 done, 1 it cannot be done, 4 done, but something came back damaged."""
    from recorder.replicas.installation import read_recovery_key
    from recorder.replicas.restoring import restore
    from recorder.replicas.store import open_store

    def tell(step: str) -> None:
        print(step, file=sys.stderr)

    try:
        key = read_recovery_key(arguments.recovery_key)
        closed = read_recovery_key(arguments.closed_key) if arguments.closed_key else None
        done = restore(open_store(arguments.place), arguments.data, key, tell, closed)
    except (RecorderError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    print(json.dumps(asdict(done), ensure_ascii=False) if arguments.json else _text(arguments.data, asdict(done)))
    return 4 if done.damaged else 0


def _text(data: Path, done: dict[str, list[str]]) -> str:
    lines = [
        f"{data}: 已恢复 · restored, {len(done['packages'])} 个档案包 · packages, "
        f"{done['hearings']} 个庭审的录制 · hearings' records"
    ]
    lines += [f"有损坏 · damaged: {one}" for one in done["damaged"]]
    return "\n".join(lines)
