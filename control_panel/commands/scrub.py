"""Read the whole record again in both places, compare hashes, and make good from the other what is damaged."""

import argparse
import getpass
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

from recorder.durable import AppendFile, make_folder
from recorder.errors import RecorderError
from recorder.index import canonical


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom scrub``."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the installation")
    parser.add_argument("--against", required=True, metavar="ADDRESS", help="the second target")
    parser.add_argument("--look-only", action="store_true", help="change nothing")
    parser.add_argument("--json", action="store_true", help="say it in JSON")


def run(arguments: argparse.Namespace) -> int:
    """Scrub; 0 all is whole, or was made whole; 1 a place cannot be read; 4 something stays damaged."""
    from recorder.replicas.scrubber import Finding, Scrubber
    from recorder.replicas.store import open_store

    found: list[Finding] = []
    try:
        for one in Scrubber(arguments.data, open_store(arguments.against), repairs=not arguments.look_only).scrub():
            found.append(one)
            _note(arguments.data, asdict(one))
            if not arguments.json:
                state = "已修复 · made good" if one.repaired else "仍有损坏 · still damaged"
                print(f"{one.place}: {one.object}: {one.what}: {state}")
    except (RecorderError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    left = sum(not one.repaired for one in found)
    if arguments.json:
        print(json.dumps({"whole": not left, "findings": [asdict(one) for one in found]}, ensure_ascii=False))
    elif not found:
        print("全部完好 · everything is whole")
    return 4 if left else 0


def _note(data: Path, finding: dict[str, object]) -> None:
    """Keep what was found and changed, by whom."""
    make_folder(data / "archive")
    with AppendFile(data / "archive" / "scrubs.jsonl") as file:
        told = {**finding, "who": getpass.getuser(), "at": time.time_ns() // 1_000_000}
        file.append_synced(canonical(told) + b"\n")
