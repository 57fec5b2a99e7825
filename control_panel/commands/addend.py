"""Add to an archived hearing what came later: a signature, an explanation, a corrected transcript, a returned take."""

import argparse
import sys
import time
from pathlib import Path

from recorder.archive.addendum import AddendumRefused, add_addendum
from recorder.archive.offline.verify import shown, text_of
from recorder.archive.returned_take import add_returned
from recorder.archive.verification import NotAPackage, verify
from recorder.errors import RecorderError
from recorder.keys import load_key
from recorder.layout import TakePaths, find_hearing, take_paths


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom addend``."""
    parser.add_argument("package", type=Path, help="the package: the folder that holds bagit.txt")
    parser.add_argument("kind", choices=["signature", "explanation", "transcript", "returned"], help="what is added")
    parser.add_argument("--by", required=True, metavar="NAME", help="who signs, explains or corrects")
    parser.add_argument("--text", default="", help="what is said")
    parser.add_argument("--take", help="of returned: the take whose writer came back after it was ended without it")
    parser.add_argument(
        "--file", type=Path, action="append", default=[], metavar="FILE", help="a file that belongs to it"
    )
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder of the installation, for its key"
    )


def run(arguments: argparse.Namespace) -> int:
    """Add; 0 done, 1 the disk or the key refused, 2 usage, 4 the package is damaged."""
    try:
        report = verify(arguments.package)
        if not report.whole:
            print(text_of(report.as_json()), file=sys.stderr)
            return 4
        key = load_key(arguments.data / "keys" / "recorder.pem")
        what = (arguments.kind, arguments.by, arguments.text)
        now = time.time_ns() // 1_000_000
        over = (report.hearing, report.root)
        if arguments.kind == "returned":
            folder = add_returned(arguments.package, over, _returned(arguments, report.hearing), what[1:], key, now)
        else:
            folder = add_addendum(arguments.package, over, what, key, now, arguments.file)
    except (NotAPackage, AddendumRefused) as fault:
        print(shown(fault), file=sys.stderr)
        return 2
    except (RecorderError, OSError) as fault:
        print(shown(fault), file=sys.stderr)
        return 1
    print(f"{folder}")
    return 0


def _returned(arguments: argparse.Namespace, hearing: str) -> TakePaths:
    """Find what came back of the take that is named.

    Raises:
        AddendumRefused: none is named, or nothing came back.
    """
    late = arguments.data / "late"
    folder = find_hearing(late, hearing)
    if not arguments.take or folder is None:
        raise AddendumRefused(f"{late}: name the take by --take; nothing of this hearing may have come back.")
    return take_paths(late, folder.parent.name, hearing, arguments.take)
