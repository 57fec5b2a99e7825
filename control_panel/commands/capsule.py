"""Make an appeal capsule of an archived hearing for a higher court or the procuratorate, proven and marked."""

import argparse
import getpass
import json
import secrets
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import get_args

from control_panel.commands.export import Usage, installation, note_export, packages_of
from recorder.archive.capsule import Order, make_capsule
from recorder.archive.capsule_form import Capsule, Grant, SealedLeave
from recorder.archive.export import CopyDamaged, SourceDamaged
from recorder.archive.offline.verify import shown, text_of
from recorder.errors import RecorderError, StoreFault
from recorder.keeping.term import Term
from recorder.keys import load_key

_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"


def day(text: str) -> int:
    """Read a day, ``2026-12-31``, as the moment at which it ends, UTC ms.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        whole = datetime.combine(date.fromisoformat(text) + timedelta(days=1), datetime.min.time()).astimezone()
    except ValueError as fault:
        raise argparse.ArgumentTypeError(f"{shown(text)}: no day. Write it as 2026-12-31.") from fault
    return round(whole.timestamp() * 1000)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom capsule``."""
    parser.add_argument("what", metavar="CASE|PACKAGE", help="a case number, or the folder that holds bagit.txt")
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="folder or medium to put it on")
    parser.add_argument("--for", dest="reader", required=True, metavar="READER", help="who is to read it")
    parser.add_argument("--purpose", default="上诉审 · appeal", help="what for")
    parser.add_argument("--leave-by", required=True, metavar="NAME", help="who of the court gave leave (§15)")
    parser.add_argument(
        "--channels", nargs="+", default=["all"], metavar="NAME", help="cam-judge, room-demo-1/mic-judge … or all"
    )
    parser.add_argument("--with-sealed", metavar="NAME", help="who allowed that sealed ranges go along")
    parser.add_argument("--reason", default="", help="why sealed ranges go along")
    parser.add_argument("--until", type=day, metavar="DAY", help="when it is to be given back, 2026-12-31")
    parser.add_argument("--copies", type=int, default=1, metavar="N", help="how many copies to make, each with its id")
    parser.add_argument("--term", choices=get_args(Term), help="how long the record is kept")
    parser.add_argument("--until-ms", type=int, metavar="MS", help=argparse.SUPPRESS)
    parser.add_argument("--kept-until", type=int, metavar="MS", help=argparse.SUPPRESS)
    parser.add_argument("--copy-number", type=int, metavar="N", help=argparse.SUPPRESS)
    parser.add_argument("--id", help=argparse.SUPPRESS)
    parser.add_argument("--grant", default="", help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of the installation: its key signs")
    parser.add_argument("--json", action="store_true", help="say it in JSON")


def run(arguments: argparse.Namespace) -> int:
    """Make; 0 done, 1 the medium refused, 2 usage, nothing there or no leave, 4 the package or the capsule is damaged."""
    try:
        folders = _make(arguments)
    except SourceDamaged as damaged:
        print(f"{shown(damaged)}\n{text_of(damaged.report.as_json())}", file=sys.stderr)
        return 4
    except (RecorderError, Usage, OSError) as fault:
        print(shown(fault), file=sys.stderr)
        return 4 if isinstance(fault, CopyDamaged) else 1 if isinstance(fault, StoreFault | OSError) else 2
    told = [Capsule.model_validate_json((folder / "capsule.json").read_bytes()) for folder in folders]
    if arguments.json:
        rows = [
            {"capsule": str(folder), "id": one.id, "mark": one.mark, "withheld": len(one.withheld), "key": one.key}
            for folder, one in zip(folders, told, strict=True)
        ]
        print(json.dumps({"capsules": rows}, ensure_ascii=False))
    for folder, one in zip(folders, told, strict=True):
        if not arguments.json:
            print(f"{folder}: {one.mark}, 未提供 {len(one.withheld)} 段 · {len(one.withheld)} ranges withheld")
    return 0


def _make(arguments: argparse.Namespace) -> list[Path]:
    found = packages_of(arguments.what, arguments.data)
    if len(found) != 1:
        raise Usage(f"{arguments.what}: {len(found)} hearings are archived. Give the folder of one package.")
    data = arguments.data or installation(found[0])
    if data is None:
        raise Usage(f"{found[0]}: this is a copy, and the court's key is not here. Say --data DIR of the installation.")
    if arguments.with_sealed and not arguments.reason:
        raise Usage("--with-sealed: say why by --reason.")
    if not 1 <= arguments.copies <= 99:  # noqa: PLR2004
        raise Usage("--copies: between 1 and 99.")
    key = load_key(data / "keys" / "recorder.pem")
    numbers = [arguments.copy_number] if arguments.copy_number else range(1, arguments.copies + 1)
    arguments.to.mkdir(parents=True, exist_ok=True)
    made = []
    for number in numbers:
        order = _order(arguments, number)
        about = {"who": getpass.getuser(), "package": str(found[0]), "to": str(arguments.to.absolute())}
        told = {**about, "capsule": order.id, "for": arguments.reader, "leave_by": arguments.leave_by}
        told |= {"sealed": arguments.with_sealed or "", "grant": arguments.grant}
        note_export(data, {**told, "outcome": "begun"})
        outcome = "failed"
        try:
            player = Path(__file__).parents[1] / "static" / "offline"
            made.append(make_capsule(found[0], arguments.to, order, key, time.time_ns() // 1_000_000, player))
            outcome = "done"
        finally:
            note_export(data, {**told, "outcome": outcome})
    return made


def _order(arguments: argparse.Namespace, number: int) -> Order:
    grant = Grant(
        reader=arguments.reader,
        purpose=arguments.purpose,
        by=arguments.leave_by,
        until=arguments.until or arguments.until_ms,
        copy_number=number,
        copies=max(arguments.copies, number),
    )
    leave = SealedLeave(by=arguments.with_sealed, reason=arguments.reason) if arguments.with_sealed else None
    name = arguments.id or "c-" + "".join(secrets.choice(_LETTERS) for _ in range(10))
    return Order(name, grant, tuple(arguments.channels), leave, arguments.term, arguments.kept_until)
