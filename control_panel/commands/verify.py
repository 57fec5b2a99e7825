"""Say whether a hearing's package is whole, and if not, what is damaged."""

import argparse
import json
import sys
from pathlib import Path

from recorder.archive.verification import NotAPackage, verify


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom verify``."""
    parser.add_argument("path", type=Path, help="the package: the folder that holds bagit.txt")
    parser.add_argument("--json", action="store_true", help="say it in JSON")


def run(arguments: argparse.Namespace) -> int:
    """Verify; 0 whole, 4 damaged, 2 no package."""
    try:
        report = verify(arguments.path)
    except NotAPackage as fault:
        print(fault, file=sys.stderr)
        return 2
    if arguments.json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
    elif report.whole:
        print(f"完整 · whole: {report.hearing}, root {report.root}")
    else:
        print("\n".join(f"损坏 · damaged: {one.path}: {one.what}. {one.remedy}" for one in report.faults))
    return 0 if report.whole else 4
