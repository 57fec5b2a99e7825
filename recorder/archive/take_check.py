"""Checks what a recording in a package says of itself: lines against media, leaves against lines, seals against leaves."""

import hashlib
import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from recorder.archive.bag import Part
from recorder.archive.manifests import Bag
from recorder.archive.report import Report
from recorder.index import About, HeaderLine, IndexLine, LeafLine, canonical, sha256_hex, sm3_hex
from recorder.layout import SIDE_FILES
from recorder.merkle import MerkleTree
from recorder.seals import FIRST, Checkpoint

_BLOCK = 1 << 20
_TRACK = re.compile(r"data/media/[^/]+/[^/]+")
Leaves = dict[tuple[str, int, str | None], dict[str, Any]]
"""What each leaf is made of, by track, number and (of headers) file."""
L = TypeVar("L", bound=BaseModel)


def check_take(bag: Bag, take: str, hearing: str, report: Report) -> Checkpoint | None:
    """Check the recording *take*, of *hearing* when that is known; return its last seal, ``None`` when something that it rests on is damaged."""
    base = f"data/media/{take}/"
    below = [name[len(base) :].split("/") for name in bag.files if name.startswith(base)]
    tracks = sorted({parts[0] for parts in below if len(parts) > 1})
    lines = [f"{base}{track}/{name}" for track in tracks for name in ("index.jsonl", "headers.jsonl")]
    known: Leaves = {}
    for track in tracks:
        names = [name for name in lines if name.startswith(f"{base}{track}/")]
        if _are_sound(bag, names, report):
            _check_track(bag, f"{base}{track}/", track, known, report)
    lines += [base + name for name in SIDE_FILES]
    if not _are_sound(bag, lines, report):
        return None
    key = _check_about(bag, base + "about.json", (hearing, take), report)
    if not key:
        return None
    data = _check_leaves(bag, base + "leaves.jsonl", known, report)
    bag.leaves[take] = data
    last = _check_seals(bag, base + "seals.jsonl", key, data, report)
    return last if _are_sound(bag, lines, report) else None


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
    if bag.part_digest(name, at) == sha256:
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
    if known:
        report.add(name, "leafless", len(known))
    return made


def _check_seals(bag: Bag, name: str, key: str, data: list[bytes], report: Report) -> Checkpoint | None:
    tree = MerkleTree()
    last: Checkpoint | None = None
    for number, seal in enumerate(_read(bag, name, Checkpoint, report), 1):
        if seal.key != key:
            report.add(name, "seal-key", number)
        elif not seal.is_signed():
            report.add(name, "seal-signature", number)
        follows = sha256_hex(last.line()) if last else FIRST
        if seal.prev != follows or seal.size < len(tree) or (last is not None and last.final):
            report.add(name, "seal-chain", number)
        for leaf in data[len(tree) : seal.size]:
            tree.append(leaf)
        if len(tree) != seal.size or tree.root().hex() != seal.root:
            report.add(name, "seal-root", number)
        last = seal
    if last is None or not last.final or last.size != len(data):
        report.add(name, "final")
    return last
