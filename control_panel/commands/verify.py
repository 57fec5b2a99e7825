"""Say whether a hearing's package is whole, and if not, what is damaged."""

import argparse
import json
import re
import sys
from pathlib import Path

from recorder.archive.offline.verify import shown, text_of
from recorder.archive.verification import NotAPackage, verify


def public_key(text: str) -> str:
    """Read a public key from the command line.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise argparse.ArgumentTypeError("a public key is 64 hex letters 0-9 a-f. Ask the court's IT for it.")
    return text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom verify``."""
    parser.add_argument("path", type=Path, help="the package: the folder that holds bagit.txt")
    parser.add_argument("--key", type=public_key, metavar="HEX", help="public key that must have signed it")
    parser.add_argument("--json", action="store_true", help="say it in JSON")


def run(arguments: argparse.Namespace) -> int:
    """Verify; 0 whole, 4 damaged, 2 no package."""
    try:
        report = verify(arguments.path, arguments.key or "")
    except (NotAPackage, OSError) as fault:
        print(shown(fault), file=sys.stderr)
        return 2
    said = report.as_json()
    print(json.dumps(said, ensure_ascii=False) if arguments.json else text_of(said))
    return 0 if report.whole else 4
