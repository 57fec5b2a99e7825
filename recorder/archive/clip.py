"""Takes one stretch of one track out of a package, with what proves it against the signed root and none of the rest.

    <to>/<hearing>-<track>-<from ms>/
    ├─ <start>.mp4        init header and fragments as they were recorded; plays by itself
    ├─ proof.json         hash paths from each of them to the root, and the two signatures
    └─ verify_seals.py    checks it without any of our code

``proof.json`` holds the signed list of the package's files: their names and hashes are given, their content is not.
"""

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recorder.archive.export import SourceDamaged, TargetTaken
from recorder.archive.final_seals import final_seals
from recorder.archive.offline import verify as offline
from recorder.archive.verification import ROOT, SignedRoot, verify
from recorder.durable import make_folder, sync_folder, write_whole
from recorder.ended_take import read_ended_file
from recorder.errors import RecorderError
from recorder.index import HeaderLine, IndexLine, LeafLine, canonical, read_lines
from recorder.layout import TakePaths, TrackPaths
from recorder.merkle import MerkleTree
from recorder.repair import OwedLeaf, fragment_leaf, header_leaf
from recorder.seals import Checkpoint, hearing_tree

PROOF = "proof.json"


class NothingThere(RecorderError):
    """Nothing of this track was recorded then."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is taken out: a track and from when until when, ns of the timeline."""

    track: str
    """``cam-judge``, or ``room-demo-1/cam-judge`` where several takes hold one of that name."""
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class _Part:
    """Octets of a track file, and the leaf that is over them."""

    file: str
    offset: int
    leaf: dict[str, Any]


def cut_clip(package: Path, to: Path, stretch: Stretch, key: str = "") -> Path:
    """Take *stretch* out of *package* into a folder below *to*; return it. It begins at the keyframe before.

    Raises:
        NotAPackage: there is no bag at *package*.
        SourceDamaged: it is not whole.
        NothingThere: nothing was recorded then, or no track is called so.
        TargetTaken: something lies there already.
        OSError: the disk refused.
    """
    report = verify(package, key)
    if not report.whole:
        raise SourceDamaged(package, report)
    track = _find(package, stretch.track)
    if any(f"/{track.folder.parent.name}/" in fault.path for fault in report.before):
        raise NothingThere(f"{stretch.track}: its take was damaged when it was packed; nothing of it can be proven.")
    parts = list(_parts(track, _chosen(track, stretch)))
    target = to / f"{report.hearing}-{track.name}-{stretch.since // 1_000_000}"
    if target.exists():
        raise TargetTaken(f"{target}: something lies here already. Name another folder, or move it away.")
    work = target.with_name(f".{target.name}.coming")
    shutil.rmtree(work, ignore_errors=True)
    make_folder(work)
    for name in dict.fromkeys(part.file for part in parts):
        _copy(track, name, [part for part in parts if part.file == name], work)
    shutil.copyfile(Path(offline.__file__).with_name("verify_seals.py"), work / "verify_seals.py")
    write_whole(work / PROOF, canonical(_proof(package, track, parts)) + b"\n")
    work.rename(target)
    sync_folder(to)
    return target


def _find(package: Path, name: str) -> TrackPaths:
    take, _, track = name.rpartition("/")
    places = sorted((package / "data" / "media").glob(f"{take or '*'}/{track}/index.jsonl")) if track.isascii() else []
    if len(places) != 1:
        known = sorted(path.parent.parent.name for path in places)
        hint = f"Several takes hold it: say {known[0]}/{track}" if known else "See data/ledger.json for the names"
        raise NothingThere(f"{name}: no one track of the package is called so. {hint}.")
    return TrackPaths(places[0].parent)


def _chosen(track: TrackPaths, stretch: Stretch) -> list[IndexLine]:
    lines = read_lines(track.index, IndexLine)
    places = [place for place, line in enumerate(lines) if line.start < stretch.until and line.end > stretch.since]
    if not places:
        raise NothingThere(f"{stretch.track}: nothing was recorded then. See data/ledger.json for when it was.")
    first = places[0]
    while first > 0 and not lines[first].keyframe and lines[first - 1].file == lines[first].file:
        first -= 1
    return lines[first : places[-1] + 1]


def _parts(track: TrackPaths, lines: Sequence[IndexLine]) -> Iterator[_Part]:
    headers = {line.file: line for line in read_lines(track.headers, HeaderLine)}
    file = ""
    for line in lines:
        if line.file != file:
            file = line.file
            yield _Part(file, 0, headers[file].leaf(track.name))
        yield _Part(file, line.offset, line.leaf(track.name))


def _copy(track: TrackPaths, name: str, parts: Sequence[_Part], work: Path) -> None:
    with track.media(name).open("rb") as source, (work / name).open("xb") as copy:
        for part in parts:
            source.seek(part.offset)
            copy.write(source.read(part.leaf["bytes"]))


def _leaves(take: TakePaths) -> list[OwedLeaf]:
    known: dict[tuple[str, int, str | None], OwedLeaf] = {}
    for track in take.track_folders():
        made = [header_leaf(track.name, line) for line in read_lines(track.headers, HeaderLine)]
        made += [fragment_leaf(track.name, line) for line in read_lines(track.index, IndexLine)]
        known |= {(leaf.track, leaf.seq, leaf.file): leaf for leaf in made}
    return [known[line.track, line.seq, line.file] for line in read_lines(take.leaves, LeafLine)]


def _proof(package: Path, track: TrackPaths, parts: Sequence[_Part]) -> dict[str, Any]:
    take = TakePaths(track.folder.parent)
    leaves = _leaves(take)
    numbers = {(leaf.track, leaf.seq, leaf.file): number for number, leaf in enumerate(leaves)}
    tree = MerkleTree(leaf.data for leaf in leaves)
    ended = {one.take: one for path in package.glob("data/seals/ended-*.json") if (one := read_ended_file(path))}
    takes = final_seals([TakePaths(path.parent) for path in package.glob("data/media/*/seals.jsonl")], ended)
    seal = takes[take.name]
    if not isinstance(seal, Checkpoint):
        raise NothingThere(
            f"{take.name}: this take was ended without its writer, whose seal a clip is proven by. Give the package."
        )
    digests = SignedRoot.model_validate_json((package / ROOT).read_bytes())
    whole = hearing_tree(takes, digests.files["data/log.jsonl"], digests.files["data/transcript/transcript.jsonl"])
    number = sorted(takes).index(take.name)

    def proven(part: _Part) -> dict[str, Any]:
        n = numbers[track.name, part.leaf["seq"], part.leaf.get("file")]
        return {"leaf": part.leaf, "n": n, "path": [node.hex() for node in tree.inclusion(n)]}

    return {
        "format": 1,
        "hearing": digests.hearing,
        "take": take.name,
        "track": track.name,
        "files": [
            {"file": name, "parts": [proven(part) for part in parts if part.file == name]}
            for name in dict.fromkeys(part.file for part in parts)
        ],
        "seal": seal.model_dump(mode="json", exclude_none=True),
        "number": number,
        "of": len(whole),
        "path": [node.hex() for node in whole.inclusion(number)],
        "signed": digests.model_dump(mode="json", exclude_none=True),
    }


def moment(text: str) -> int:
    """Read a moment of the timeline, ``90``, ``1:30`` or ``0:01:30.5``, as ns.

    Raises:
        ValueError: it is none.
    """
    if not re.fullmatch(r"(\d+:){0,2}\d+(\.\d{1,9})?", text):
        raise ValueError(f"{text}: no moment. Say seconds of the hearing, or h:mm:ss.")
    seconds = 0.0
    for part in text.split(":"):
        seconds = seconds * 60 + float(part)
    return round(seconds * 1_000_000_000)
