"""Says whether a package is whole, and if not, what is damaged: bag, fragments, leaves, seals, log and root."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bagit
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from hearing.events import EVENT
from hearing.state import fold
from recorder.errors import RecorderError
from recorder.index import About, HeaderLine, IndexLine, LeafLine, canonical, read_lines
from recorder.layout import TakePaths, TrackPaths
from recorder.merkle import MerkleTree
from recorder.seals import Checkpoint, check_chain, hearing_root

REMEDY = "从另一份副本取回此文件 · Take this file from another copy."


@dataclass(frozen=True)
class Damage:
    """One thing that is not as it was sealed."""

    path: str
    what: str
    remedy: str = REMEDY


@dataclass
class Report:
    """What was found."""

    hearing: str = ""
    root: str = ""
    faults: list[Damage] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Nothing is damaged."""
        return not self.faults

    def add(self, path: Path | str, what: str) -> None:
        """Note a damage."""
        self.faults.append(Damage(str(path), what))

    def as_json(self) -> dict[str, Any]:
        """Spell it for scripts and pages."""
        return {
            "whole": self.whole,
            "hearing": self.hearing,
            "root": self.root,
            "faults": [vars(fault) for fault in self.faults],
        }


class NotAPackage(RecorderError):
    """The folder is no package of a hearing."""


def verify(package: Path) -> Report:
    """Check everything that *package* says of itself.

    Raises:
        NotAPackage: there is no bag at this path.
    """
    if not (package / "bagit.txt").exists() and not (package / "data" / "hearing.json").exists():
        raise NotAPackage(f"{package}: this is no package of a hearing. Give the folder that holds bagit.txt.")
    report = Report()
    _check_bag(package, report)
    seals = {}
    for folder in sorted((package / "data" / "media").glob("*")):
        take = TakePaths(folder)
        try:
            seals[take.name] = _check_take(take, package, report)
        except (RecorderError, ValidationError, OSError, IndexError) as fault:
            report.add(folder.relative_to(package), str(fault)[:300])
    _check_root(package, seals, report)
    return report


def _check_bag(package: Path, report: Report) -> None:
    try:
        bagit.Bag(str(package)).validate()
    except bagit.BagValidationError as fault:
        for detail in fault.details or [fault]:
            report.add(getattr(detail, "path", "manifest"), str(detail)[:300])
    except (bagit.BagError, OSError, ValueError) as fault:
        report.add("bagit.txt", str(fault)[:300])


def _check_take(take: TakePaths, package: Path, report: Report) -> Checkpoint:
    about = About.model_validate_json(take.about.read_bytes())
    tree = MerkleTree()
    known: dict[Any, dict[str, Any]] = {}
    for track in take.track_folders():
        _check_track(track, package, report, known)
    for number, leaf in enumerate(read_lines(take.leaves, LeafLine)):
        data = known.pop((leaf.track, leaf.seq, leaf.file if leaf.seq == 0 else None), None)
        if data is None or leaf.n != number or data["sha256"] != leaf.sha256:
            report.add(take.leaves.relative_to(package), f"leaf {number} does not fit the index of {leaf.track}")
        tree.append(canonical(data or {"n": number}))
    if known:
        report.add(take.leaves.relative_to(package), f"{len(known)} fragments have no leaf")
    seals = read_lines(take.seals, Checkpoint)
    check_chain(seals, about.key)
    for seal in seals:
        if seal.size > len(tree) or tree.root(seal.size).hex() != seal.root:
            report.add(take.seals.relative_to(package), f"the seal over {seal.size} leaves does not fit them")
    if not seals[-1].final or seals[-1].size != len(tree):
        report.add(take.seals.relative_to(package), "the final seal does not cover everything")
    return seals[-1]


def _check_track(track: TrackPaths, package: Path, report: Report, known: dict[Any, dict[str, Any]]) -> None:
    sizes: dict[str, int] = {}
    for header in read_lines(track.headers, HeaderLine):
        known[track.name, 0, header.file] = header.leaf(track.name)
        _check_bytes(track, header.file, (0, header.bytes), header.sha256, package, report)
        sizes[header.file] = header.bytes
    for number, line in enumerate(read_lines(track.index, IndexLine), start=1):
        known[track.name, line.seq, None] = line.leaf(track.name)
        if line.seq != number or line.offset != sizes.get(line.file):
            report.add(track.index.relative_to(package), f"line {number} does not follow the one before")
        _check_bytes(track, line.file, (line.offset, line.bytes), line.sha256, package, report)
        sizes[line.file] = line.offset + line.bytes
    for path in track.media_files():
        if sizes.get(path.name) != path.stat().st_size:
            report.add(path.relative_to(package), "its size is not what the index says")


def _check_bytes(track: TrackPaths, file: str, at: tuple[int, int], sha256: str, package: Path, report: Report) -> None:
    path = track.media(file)
    if not path.exists():
        report.add(path.relative_to(package), "it is missing")
        return
    with path.open("rb") as media:
        media.seek(at[0])
        content = media.read(at[1])
    if len(content) != at[1] or hashlib.sha256(content).hexdigest() != sha256:
        report.add(path.relative_to(package), f"the bytes from {at[0]} to {at[0] + at[1]} were changed")


def _check_root(package: Path, seals: dict[str, Checkpoint], report: Report) -> None:
    data = package / "data"
    try:
        signed = json.loads((data / "seals" / "root.json").read_bytes())
        log, transcript = (data / "log.jsonl").read_bytes(), (data / "transcript" / "transcript.jsonl").read_bytes()
        state = fold(EVENT.validate_json(line) for line in log.splitlines())
        report.hearing, report.root = state.hearing, signed["root"]
        root = hearing_root(seals, hashlib.sha256(log).hexdigest(), hashlib.sha256(transcript).hexdigest())
        if root != signed["root"]:
            report.add("data/seals/root.json", "media, log.jsonl and transcript.jsonl do not lead to this root")
        signature = bytes.fromhex(signed.pop("signature"))
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(signed["key"])).verify(signature, canonical(signed))
    except InvalidSignature:
        report.add("data/seals/root.json", "the signature of the root is wrong")
    except (OSError, ValueError, KeyError) as fault:
        report.add("data/seals/root.json", f"root, log or transcript cannot be read: {str(fault)[:200]}")
