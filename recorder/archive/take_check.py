"""Checks what a recording in a package says of itself: lines against media, leaves against lines, seals against leaves."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from recorder.archive.bag import Part
from recorder.archive.manifests import Bag
from recorder.archive.offline.verify_takes import ENDED
from recorder.archive.report import Report
from recorder.ended_take import EndedTake, Held
from recorder.index import About, HeaderLine, IndexLine, LeafLine, canonical, sha256_hex, sm3_hex
from recorder.layout import SIDE_FILES
from recorder.merkle import MerkleTree
from recorder.seals import FIRST, Checkpoint, Final

_BLOCK = 1 << 20
_TRACK = re.compile(r"data/media/[^/]+/[^/]+")
Leaves = dict[tuple[str, int, str | None], dict[str, Any]]
"""What each leaf is made of, by track, number and (of headers) file."""
L = TypeVar("L", bound=BaseModel)


@dataclass
class _Gathered:
    """What the lines of a take's tracks say."""

    lines: list[str] = field(default_factory=list)
    """Names of the files of lines."""
    known: Leaves = field(default_factory=dict)


def check_take(bag: Bag, take: str, hearing: str, report: Report, ended: EndedTake | None = None) -> Final | None:
    """Check the recording *take*, of *hearing* when that is known; return its last seal, ``None`` when something that it rests on is damaged.

    *ended* is the court's seal in its writer's place, where the writer never came back.
    """
    base = f"data/media/{take}/"
    found = _check_tracks(bag, base, report)
    lines = found.lines + [base + name for name in SIDE_FILES]
    if ended is not None:
        return _check_ended(bag, ended, (hearing, take), found, report)
    if not _are_sound(bag, lines, report):
        return None
    key = _check_about(bag, base + "about.json", (hearing, take), report)
    if not key:
        return None
    data = _check_leaves(bag, base + "leaves.jsonl", found.known, report)
    if found.known:
        report.add(base + "leaves.jsonl", "leafless", len(found.known))
    bag.leaves[take] = data
    last, _ = _check_seals(bag, base + "seals.jsonl", key, data, report)
    if last is None or not last.final or last.size != len(data):
        report.add(base + "seals.jsonl", "final")
    return last if _are_sound(bag, lines, report) else None


def held_of(bag: Bag, take: str, hearing: str, report: Report) -> Held:
    """Say what there is of a take whose writer never came back, its octets compared with their hashes."""
    found = _check_tracks(bag, f"data/media/{take}/", report)
    return _held(bag, (hearing, take), found, report)[0]


def _check_ended(
    bag: Bag, ended: EndedTake, belongs: tuple[str, str], found: _Gathered, report: Report
) -> EndedTake | None:
    """Check what is there of a take whose writer never came back against the court's seal; some files may be absent."""
    name, base = f"{ENDED}{belongs[1]}.json", f"data/media/{belongs[1]}/"
    held, last = _held(bag, belongs, found, report)
    if report.names(*found.lines, *(base + side for side in SIDE_FILES)):
        return None
    if last is not None and last.final:
        report.add(name, "ended-final")
    if held != Held(size=ended.size, root=ended.root, sealed=ended.sealed):
        report.add(name, "ended-root")
    return ended


def _held(bag: Bag, belongs: tuple[str, str], found: _Gathered, report: Report) -> tuple[Held, Checkpoint | None]:
    take = belongs[1]
    about, leaves, seals = (f"data/media/{take}/{name}" for name in ("about.json", "leaves.jsonl", "seals.jsonl"))
    key = _check_about(bag, about, belongs, report) if about in bag.files else ""
    data = _check_leaves(bag, leaves, found.known, report) if leaves in bag.files else []
    told = bag.told[take] = len(data)
    data += [canonical(found.known[one]) for one in sorted(found.known, key=lambda one: (one[0], one[1], one[2] or ""))]
    bag.leaves[take] = data
    last, sealed = _check_seals(bag, seals, key, data, report, told) if seals in bag.files else (None, 0)
    return Held(size=len(data), root=MerkleTree(data).root().hex(), sealed=sealed), last


def _check_tracks(bag: Bag, base: str, report: Report) -> _Gathered:
    """Check each track of a take; return what its lines say."""
    below = [name[len(base) :].split("/") for name in bag.files if name.startswith(base)]
    tracks = sorted({parts[0] for parts in below if len(parts) > 1})
    found = _Gathered([f"{base}{track}/{name}" for track in tracks for name in ("index.jsonl", "headers.jsonl")])
    for track in tracks:
        if _are_sound(bag, [name for name in found.lines if name.startswith(f"{base}{track}/")], report):
            _check_track(bag, f"{base}{track}/", track, found.known, report)
    return found


def _are_sound(bag: Bag, names: list[str], report: Report) -> bool:
    return all(name in bag.files for name in names) and not report.names(*names)


def parts_of(bag: Bag) -> dict[str, list[Part]]:
    """Say of which parts each media file is made, as far as the lines beside it can be read."""
    found: dict[str, list[Part]] = {}
    for name in bag.files:
        folder, _, file = name.rpartition("/")
        if _TRACK.fullmatch(folder) is None:
            continue
        if file == "headers.jsonl":
            for header in _lines(bag, name, HeaderLine)[0]:
                found.setdefault(f"{folder}/{header.file}", []).append((0, header.bytes))
        elif file == "index.jsonl":
            for line in _lines(bag, name, IndexLine)[0]:
                found.setdefault(f"{folder}/{line.file}", []).append((line.offset, line.bytes))
    return {name: sorted(parts) for name, parts in found.items() if name in bag.files}


def _lines(bag: Bag, name: str, model: type[L]) -> tuple[list[L], int]:
    """Read lines up to the first that cannot be read; return them and that one's number, 0 when all can."""
    if name not in bag.lines:
        bag.lines[name] = _parsed(bag.read(name) or b"", model)
    lines, broken = bag.lines[name]
    return [line for line in lines if isinstance(line, model)], broken


def _parsed(content: bytes, model: type[L]) -> tuple[list[BaseModel], int]:
    found: list[BaseModel] = []
    for number, line in enumerate(content.removesuffix(b"\n").split(b"\n") if content else [], 1):
        try:
            found.append(model.model_validate_json(line, strict=True))
        except ValidationError:
            return found, number
    return found, 0


def _read(bag: Bag, name: str, model: type[L], report: Report) -> list[L]:
    """Read lines up to the first that cannot be read."""
    found, broken = _lines(bag, name, model)
    bag.lines.pop(name, None)  # three hours are a hundred thousand of them
    if broken:
        report.add(name, "line", broken)
    return found


def _check_about(bag: Bag, name: str, belongs: tuple[str, str], report: Report) -> str:
    try:
        about = About.model_validate_json(bag.read(name) or b"")
    except ValidationError:
        report.add(name, "unreadable")
        return ""
    if about.take != belongs[1] or about.hearing != (belongs[0] or about.hearing):
        report.add(name, "other")
    return about.key


def _check_track(bag: Bag, folder: str, track: str, known: Leaves, report: Report) -> None:
    sizes: dict[str, int] = {}
    for header in _read(bag, folder + "headers.jsonl", HeaderLine, report):
        known[track, 0, header.file] = header.leaf(track)
        _check_bytes(bag, folder + header.file, (0, header.bytes), header.sha256, report)
        sizes[header.file] = header.bytes
    for number, line in enumerate(_read(bag, folder + "index.jsonl", IndexLine, report), 1):
        known[track, line.seq, None] = line.leaf(track)
        if line.seq != number or line.offset != sizes.get(line.file):
            report.add(folder + "index.jsonl", "order", number)
        _check_bytes(bag, folder + line.file, (line.offset, line.bytes), line.sha256, report)
        _check_sm3(bag, folder, number, line, report)
        sizes[line.file] = line.offset + line.bytes
    for name in bag.files:
        if name.startswith(folder) and name.endswith(".mp4") and sizes.get(name[len(folder) :]) != bag.files[name]:
            report.add(name, "size")


def _check_bytes(bag: Bag, name: str, at: tuple[int, int], sha256: str, report: Report) -> None:
    if name not in bag.files:
        report.add(name, "missing")
        return
    if bag.part_digests(name, at).get("sha256") == sha256:
        return
    made, (offset, left) = hashlib.sha256(), at
    if offset + left <= bag.files[name]:
        try:
            with bag.path(name).open("rb") as media:
                media.seek(offset)
                while left and (block := media.read(min(left, _BLOCK))):
                    made.update(block)
                    left -= len(block)
        except OSError:
            report.add(name, "unreadable")
    if left or made.hexdigest() != sha256:
        report.add(name, "bytes", at[0], at[0] + at[1])


def _check_sm3(bag: Bag, folder: str, number: int, line: IndexLine, report: Report) -> None:
    """Check the second digest of a fragment whose first one is right; it is the line that is wrong then."""
    name = folder + line.file
    if line.sm3 is None or name not in bag.files or report.names(name):
        return
    if bag.part_digests(name, (line.offset, line.bytes)).get("sm3") == line.sm3:
        return
    with bag.path(name).open("rb") as media:
        media.seek(line.offset)
        if sm3_hex(media.read(line.bytes)) != line.sm3:
            report.add(folder + "index.jsonl", "sm3", number)


def _check_leaves(bag: Bag, name: str, known: Leaves, report: Report) -> list[bytes]:
    """Check the leaves against the lines; return what they are made of."""
    made = []
    for number, leaf in enumerate(_read(bag, name, LeafLine, report)):
        data = known.pop((leaf.track, leaf.seq, leaf.file if leaf.seq == 0 else None), None)
        if data is None or leaf.n != number or data["sha256"] != leaf.sha256:
            report.add(name, "leaf", number)
        made.append(canonical(data or {"n": number}))
    return made


def _check_seals(
    bag: Bag, name: str, key: str, data: list[bytes], report: Report, told: int | None = None
) -> tuple[Checkpoint | None, int]:
    """Check the chain of seals over *data*; return the last one, and how many leaves are proven by them.

    Where the writer never came back it had told *told* leaves; a seal that covers more of them than had arrived proves
    nothing here.
    """
    most = len(data) if told is None else told
    tree, proven = MerkleTree(), 0
    last: Checkpoint | None = None
    for number, seal in enumerate(_read(bag, name, Checkpoint, report), 1):
        if seal.key != key:
            report.add(name, "seal-key", number)
        elif not seal.is_signed():
            report.add(name, "seal-signature", number)
        follows = sha256_hex(last.line()) if last else FIRST
        least = len(tree) if told is None or last is None else last.size
        if seal.prev != follows or seal.size < least or (last is not None and last.final):
            report.add(name, "seal-chain", number)
        last = seal
        if told is not None and seal.size > most:
            continue
        for leaf in data[len(tree) : seal.size]:
            tree.append(leaf)
        if len(tree) != seal.size or tree.root().hex() != seal.root:
            report.add(name, "seal-root", number)
        else:
            proven = seal.size
    return last, proven
