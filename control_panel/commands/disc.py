"""Make two verified disc images with labels of a package or capsule, to be burnt; check a burnt disc by reading it."""

import argparse
import getpass
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from control_panel.commands.export import Usage, allowed_by, installation, note_export, packages_of
from hearing.case import Case
from hearing.storage_rules import may_lie
from recorder.archive.capsule_check import verify_capsule
from recorder.archive.capsule_form import CAPSULE
from recorder.archive.disc import CAPACITIES, About, Disc, write_discs
from recorder.archive.disc_check import check_disc, check_set
from recorder.archive.disc_label import label_pdf
from recorder.archive.export import CopyDamaged, SourceDamaged
from recorder.archive.offline.verify import shown, text_of
from recorder.archive.verification import HEARING, verify
from recorder.durable import write_whole
from recorder.errors import RecorderError, StoreFault

_LEAST = 8 << 20


def octets(text: str) -> int:
    """Read a kind of disc, or a number of octets.

    Raises:
        argparse.ArgumentTypeError: it is neither.
    """
    if text in CAPACITIES:
        return CAPACITIES[text]
    if not text.isdigit() or int(text) < _LEAST:
        raise argparse.ArgumentTypeError(f"{shown(text)}: say {', '.join(CAPACITIES)}, or octets, at least {_LEAST}.")
    return int(text)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom disc``."""
    parser.add_argument(
        "what",
        nargs="+",
        metavar="CASE|FOLDER|check DEVICE_OR_IMAGE…",
        help="a case number, or the folder of a package or capsule; or check, and the discs or images of one copy",
    )
    parser.add_argument("--to", type=Path, metavar="DIR", help="folder for the images and labels.pdf")
    parser.add_argument("--leave-by", metavar="NAME", help="who of the court allowed it (§15); needed from an archive")
    parser.add_argument("--size", type=octets, default="dvd", metavar="KIND", help="cd, dvd, dvd-dl, bd, or octets")
    parser.add_argument(
        "--copies", type=int, default=2, choices=range(1, 10), metavar="N", help="how many, two unless said"
    )
    parser.add_argument("--against", type=Path, metavar="FOLDER", help="check: compare bit for bit with this package")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of the installation, to find a case in")
    parser.add_argument("--json", action="store_true", help="say it in JSON")


def run(arguments: argparse.Namespace) -> int:
    """Make or check; 0 done and whole, 1 the medium refused, 2 usage, 4 damaged."""
    try:
        return _check(arguments) if arguments.what[0] == "check" else _make(arguments)
    except SourceDamaged as damaged:
        print(f"{shown(damaged)}\n{text_of(damaged.report.as_json())}", file=sys.stderr)
        return 4
    except FileExistsError as taken:
        print(shown(f"{taken.filename}: an image lies here already. Name another folder."), file=sys.stderr)
        return 2
    except (RecorderError, Usage, OSError) as fault:
        print(shown(fault), file=sys.stderr)
        return 4 if isinstance(fault, CopyDamaged) else 1 if isinstance(fault, StoreFault | OSError) else 2


def _make(arguments: argparse.Namespace) -> int:
    if arguments.to is None or len(arguments.what) != 1:
        raise Usage("Say one package, and a folder for the images by --to.")
    folder = _folder(arguments)
    data = arguments.data or installation(folder)
    leave = allowed_by(arguments, data)
    about, told = _about(folder)
    note = {"who": getpass.getuser(), "package": str(folder), "to": str(arguments.to.absolute()), "leave_by": leave}
    note |= {"disc": arguments.copies}
    if data is not None:
        note_export(data, {**note, "outcome": "begun"})
    outcome = "failed"
    try:
        made = write_discs(about, arguments.to, arguments.size, arguments.copies)
        _read_back(made, folder)
        day = datetime.fromtimestamp((told["zero_at"] or 0) / 1000, UTC).astimezone().date().isoformat()
        label = label_pdf([disc for _, disc in made], str(told["court"]), day, str(told["case"]["secrecy"]))
        write_whole(arguments.to / f"{about.hearing}-labels.pdf", label)
        outcome = "done"
    finally:
        if data is not None:
            note_export(data, {**note, "outcome": outcome})
    _tell(arguments, made)
    return 0


def _folder(arguments: argparse.Namespace) -> Path:
    place = Path(arguments.what[0])
    if (place / CAPSULE).is_file():
        return place
    found = packages_of(arguments.what[0], arguments.data)
    if len(found) != 1:
        raise Usage(f"{arguments.what[0]}: {len(found)} hearings are archived. Give the folder of one package.")
    return found[0]


def _about(folder: Path) -> tuple[About, dict[str, Any]]:
    is_capsule = (folder / CAPSULE).is_file() and not (folder / "bagit.txt").exists()
    report = verify_capsule(folder) if is_capsule else verify(folder)
    if not report.whole:
        raise SourceDamaged(folder, report)
    told: dict[str, Any] = json.loads((folder / HEARING).read_bytes())
    case = Case.model_validate(told["case"])
    if not may_lie([case], "removable"):
        raise Usage(f"{case.number}: its secrecy label forbids a disc.")
    about = About(
        package=folder,
        case=case.number,
        hearing=report.hearing,
        sitting=int(told["sitting"]),
        root=report.root,
        of="capsule" if is_capsule else "package",
    )
    return about, told


def _read_back(made: list[tuple[Path, Disc]], package: Path) -> None:
    """Read each image again, and compare it with the package.

    Raises:
        CopyDamaged: one is not what was written; it is taken away.
    """
    for image, _ in made:
        faults = check_disc(image, package).faults
        if faults:
            image.unlink()
            raise CopyDamaged(f"{image}: {faults[0]}. Take another medium.")


def _tell(arguments: argparse.Namespace, made: list[tuple[Path, Disc]]) -> None:
    if arguments.json:
        rows = [
            {"image": str(image), "copy": disc.copy_number, "disc": disc.disc, "discs": disc.discs}
            | {"bytes": image.stat().st_size, "files": len(disc.files)}
            for image, disc in made
        ]
        print(json.dumps({"images": rows, "labels": str(arguments.to / f"{made[0][1].hearing}-labels.pdf")}))
        return
    for image, disc in made:
        print(f"{image}: 第 {disc.copy_number} 份第 {disc.disc}/{disc.discs} 张，已回读核对 · read back and compared")
    print(
        "本机没有刻录机：请刻录镜像，再用 courtroom disc check 设备 回读 · Burn the images, then read each disc back."
    )


def _check(arguments: argparse.Namespace) -> int:
    places = [Path(one) for one in arguments.what[1:]]
    if not places:
        raise Usage("check: name the discs or images of one copy.")
    reports = [check_disc(place, arguments.against) for place in places]
    faults = [f"{place}: {fault}" for place, one in zip(places, reports, strict=True) for fault in one.faults]
    missing = check_set(reports)
    first = reports[0].disc
    if arguments.json:
        told = {"whole": not faults and not missing, "faults": faults, "missing": missing, "hearing": first.hearing}
        told |= {"root": first.root, "bytes_read": sum(one.bytes_read for one in reports)}
        print(json.dumps(told, ensure_ascii=False))
    else:
        for fault in (*faults, *missing):
            print(f"损坏 · damaged: {shown(fault)}")
        if not faults and not missing:
            against = "，与归档包逐位一致 · the same as the package" if arguments.against else ""
            print(f"完整 · whole: {first.case} {first.hearing}, root {first.root}{against}")
    return 4 if faults or missing else 0
