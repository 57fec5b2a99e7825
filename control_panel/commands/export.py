"""Copy hearings' packages out of the archive to another folder, verified before and after."""

import argparse
import getpass
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from control_panel.commands.verify import public_key
from recorder.archive.case_alias import packages_under
from recorder.archive.clip import Stretch, cut_clip, moment
from recorder.archive.clip_copy import write_copies
from recorder.archive.export import CopyDamaged, Exported, SourceDamaged, export
from recorder.archive.offline.verify import shown, text_of
from recorder.credentials.issuer import Issuer
from recorder.durable import AppendFile
from recorder.errors import RecorderError, StoreFault
from recorder.index import canonical
from recorder.layout import case_folder


class Usage(Exception):
    """What was said on the command line leads nowhere."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom export``."""
    parser.add_argument("what", metavar="CASE|PACKAGE", help="a case number, or the folder that holds bagit.txt")
    parser.add_argument("--to", type=Path, required=True, metavar="PATH", help="folder or medium to copy to")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of the installation, to find a case in")
    parser.add_argument("--leave-by", metavar="NAME", help="who of the court allowed it (§15); needed from an archive")
    parser.add_argument("--key", type=public_key, metavar="HEX", help="public key that must have signed it")
    parser.add_argument("--anyway", action="store_true", help="copy a damaged package too, with a note beside it")
    parser.add_argument(
        "--clip",
        nargs=3,
        metavar=("TRACK", "FROM", "TO"),
        help="only this stretch of one track, with what proves it; moments as seconds or h:mm:ss of the hearing",
    )
    parser.add_argument("--json", action="store_true", help="say it in JSON")


def run(arguments: argparse.Namespace) -> int:
    """Export; 0 done, 1 the medium refused, 2 usage or a taken target, 4 the package or its copy is damaged."""
    done: list[Exported] = []
    try:
        if arguments.clip:
            return _clip(arguments)
        for package in packages_of(arguments.what, arguments.data):
            done.append(_export(package, arguments))
    except SourceDamaged as damaged:
        print(f"{shown(damaged)}\n{text_of(damaged.report.as_json())}", file=sys.stderr)
        return 4
    except (RecorderError, Usage) as fault:
        print(shown(fault), file=sys.stderr)
        return 4 if isinstance(fault, CopyDamaged) else 1 if isinstance(fault, StoreFault) else 2
    _tell(done, in_json=arguments.json)
    return 0


def _clip(arguments: argparse.Namespace) -> int:
    track, since, until = arguments.clip
    try:
        stretch = Stretch(track, moment(since), moment(until))
    except ValueError as fault:
        raise Usage(str(fault)) from fault
    packages = packages_of(arguments.what, arguments.data)
    if len(packages) != 1:
        raise Usage(f"{arguments.what}: {len(packages)} hearings are archived. Give the folder of one package.")
    data = arguments.data or installation(packages[0])
    about: dict[str, object] = {
        "who": getpass.getuser(),
        "package": str(packages[0]),
        "to": str(arguments.to.absolute()),
        "clip": arguments.clip,
        "leave_by": allowed_by(arguments, data),
    }
    if data is not None:
        note_export(data, {**about, "outcome": "begun"})
    outcome = "failed"
    try:
        folder = cut_clip(packages[0], arguments.to, stretch, arguments.key or "")
        copies = write_copies(packages[0], folder, Issuer(data, datetime.now(UTC))) if data is not None else []
        outcome = "done"
    finally:
        if data is not None:
            note_export(data, {**about, "outcome": outcome})
    if arguments.json:
        print(json.dumps({"clip": str(folder), "copies": [str(path) for path in copies]}, ensure_ascii=False))
    else:
        print("\n".join(str(path) for path in (folder, *copies)))
        if data is None:
            print("没有内容凭证：找不到装置，请用 --data · no content credentials: name the installation by --data")
    return 0


def packages_of(what: str, data: Path | None) -> list[Path]:
    """Find the packages that *what* names."""
    if (Path(what) / "bagit.txt").exists():
        return [Path(what)]
    if data is None:
        raise Usage(f"{what}: no package lies here. Give a folder with bagit.txt, or a case number and --data DIR.")
    found = packages_under(data / "archive", what)
    if not found:
        raise Usage(f"{case_folder(data / 'archive', what)}: nothing of this case is archived. Check its number.")
    return found


def _export(package: Path, arguments: argparse.Namespace) -> Exported:
    data = arguments.data or installation(package)
    about = {
        "who": getpass.getuser(),
        "package": str(package),
        "to": str(arguments.to.absolute()),
        "anyway": arguments.anyway,
        "leave_by": allowed_by(arguments, data),
    }
    if data is not None:
        note_export(data, {**about, "outcome": "begun"})
    outcome = "failed"
    try:
        done = export(package, arguments.to, _show, key=arguments.key or "", anyway=arguments.anyway)
        outcome = "done"
    finally:
        print(file=sys.stderr)
        if data is not None:
            note_export(data, {**about, "outcome": outcome})
    return done


def allowed_by(arguments: argparse.Namespace, data: Path | None) -> str:
    """Return who gave leave; from an installation's archive nothing goes without (录音录像 §15).

    Raises:
        Usage: nobody was named.
    """
    if data is not None and not arguments.leave_by:
        raise Usage(
            "复制须经法院许可，请用 --leave-by 写明许可人 · Nothing is copied without leave: say who gave it by --leave-by."
        )
    return arguments.leave_by or ""


def installation(package: Path) -> Path | None:
    """Find the installation whose archive *package* lies in; ``None`` for a copy elsewhere."""
    folders = package.absolute().parents
    is_archived = len(folders) > 2 and folders[1].name == "archive" and (folders[2] / "panel.sqlite3").exists()  # noqa: PLR2004
    return folders[2] if is_archived else None


def note_export(data: Path, told: dict[str, object]) -> None:
    """Keep who took what where, on the disk before anything is copied."""
    with AppendFile(data / "archive" / "exports.jsonl") as file:
        file.append_synced(canonical({**told, "at": time.time_ns() // 1_000_000}) + b"\n")


def _show(done: int, size: int) -> None:
    if done == size or sys.stderr.isatty():
        print(f"\r{done * 100 // max(size, 1):3d} %  {done >> 20} / {size >> 20} MiB", end="", file=sys.stderr)


def _tell(done: list[Exported], *, in_json: bool) -> None:
    if in_json:
        told = [
            {
                "package": str(one.package),
                "to": str(one.to),
                "files": one.files,
                "bytes": one.bytes,
                **{name: value for name, value in one.report.as_json().items() if name in {"whole", "root", "key"}},
            }
            for one in done
        ]
        print(json.dumps({"exported": told}, ensure_ascii=False))
        return
    for one in done:
        state = "完整 · whole" if one.report.whole else "有损坏，见旁注 · damaged, see the note beside it"
        print(f"{one.to}: {one.files} 个文件 · files, {one.bytes >> 20} MiB, {state}, root {one.report.root}")
