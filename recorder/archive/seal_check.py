"""Checks what people sign in a package: closing root, time stamps, addenda, and that it extends a seal that was kept.

The package's own ``verify_seals.py`` says the same without any of our code.
"""

import json
import re
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from recorder.archive.addendum import FILE, Addendum
from recorder.archive.ended_check import Endings
from recorder.archive.manifests import Bag, is_addendum
from recorder.archive.offline.verify import SEALS
from recorder.archive.report import Report
from recorder.archive.stamps import Attempt, StampedSeals, is_stamped, stamped_at
from recorder.closing import Closing, closing_root
from recorder.index import About, sha256_hex
from recorder.merkle import MerkleTree, verify_consistency
from recorder.seals import Checkpoint
from recorder.spoken_code import spoken_code

ROOT, LOG, CLOSING = "data/seals/root.json", "data/log.jsonl", "data/seals/closing.json"
STAMPS = "data/seals/tst/"
M = TypeVar("M", bound=BaseModel)


def _read(bag: Bag, name: str, model: type[M]) -> M | None:
    """Read a file; ``None`` when it is not written as it must be."""
    try:
        return model.model_validate_json(bag.read(name) or b"")
    except ValidationError:
        return None


def _is_object(bag: Bag, name: str) -> bool:
    try:
        return isinstance(json.loads(bag.read(name) or b""), dict)
    except (ValueError, RecursionError):
        return False


def _is_sound(bag: Bag, report: Report, *names: str) -> bool:
    return all(name in bag.files for name in names) and not report.names(*names)


def _seals(bag: Bag, take: str) -> list[tuple[Checkpoint, str]]:
    """Seals of a take with the SHA-256 of their lines, as far as they can be read."""
    name, found = f"data/media/{take}/seals.jsonl", []
    for line in (bag.read(name) or b"").split(b"\n") if name in bag.files else []:
        try:
            found.append((Checkpoint.model_validate_json(line), sha256_hex(line)))
        except ValidationError:
            continue
    return found


def check_closing(bag: Bag, hearing: str, report: Report, ended: Endings) -> None:
    """Check the closing root against log and seals; *ended* are the court's own seals by take."""
    lines = (bag.read(LOG) or b"").splitlines(keepends=True) if _is_sound(bag, report, LOG) else []
    told = [json.loads(line)["root"] for line in lines if b'"type":"closing-sealed"' in line]
    if CLOSING not in bag.files:
        if told:
            report.add(CLOSING, "missing")
        return
    if not _is_sound(bag, report, CLOSING, LOG):
        return
    closing = _read(bag, CLOSING, Closing)
    if closing is None and not _is_object(bag, CLOSING):
        report.add(CLOSING, "unreadable")
    elif closing is None:
        report.add(CLOSING, "form")
    elif not closing.is_signed():
        report.add(CLOSING, "closing-signature")
    else:
        _check_covered(bag, closing, hearing, lines, (report, ended))
        if not told or told[-1] != closing.root:
            report.add(CLOSING, "closing-told")


def _check_covered(bag: Bag, closing: Closing, hearing: str, lines: list[bytes], known: tuple[Report, Endings]) -> None:
    report, ended = known
    if hearing and closing.hearing != hearing:
        report.add(CLOSING, "other")
    if closing.log != sha256_hex(b"".join(lines[: closing.until])):
        report.add(CLOSING, "closing-log", closing.until)
    for stand in closing.takes:
        seals = [seal for seal, _ in _seals(bag, stand.take) if (seal.size, seal.root) == (stand.size, stand.root)]
        own = ended.get(stand.take)
        is_there = own is not None and (own.size, own.root) == (stand.size, stand.root)
        is_there = is_there or any(seal.final or stand.take in closing.behind for seal in seals)
        if _is_sound(bag, report, f"data/media/{stand.take}/seals.jsonl") and not is_there:
            report.add(CLOSING, "closing-take", stand.take)
    in_order = [stand.take for stand in closing.takes] == sorted(stand.take for stand in closing.takes)
    if (
        not in_order
        or closing_root(closing.takes, closing.log) != closing.root
        or spoken_code(closing.root) != closing.code
    ):
        report.add(CLOSING, "closing-root")


def check_since(bag: Bag, kept: Checkpoint, report: Report) -> None:
    """Check that a take extends the seal that someone kept: by proof of consistency (RFC 6962 §2.1.2)."""
    for take, leaves in sorted(bag.leaves.items()):
        about = _read(bag, f"data/media/{take}/about.json", About)
        seals = [seal for seal, _ in _seals(bag, take)]
        if about is None or about.key != kept.key or not any(seal.root == kept.root for seal in seals):
            continue
        tree = MerkleTree(leaves)
        if kept.size > len(tree) or not kept.is_signed():
            continue
        if kept.size == 0 or verify_consistency(
            kept.size, bytes.fromhex(kept.root), len(tree), tree.root(), tree.consistency(kept.size)
        ):
            return
    report.add(ROOT, "since")


def check_stamps(bag: Bag, tsa_ca: Path | None, report: Report) -> None:
    """Check the time stamps, and note what is stamped and when."""
    names = {name[len(STAMPS) : -4] for name in bag.files if name.startswith(STAMPS) and name.endswith(".tsr")}
    if STAMPS + "attempts.jsonl" in bag.files:
        for line in (bag.read(STAMPS + "attempts.jsonl") or b"").splitlines():
            try:
                attempt = Attempt.model_validate_json(line)
            except ValidationError:
                continue
            names |= {attempt.name} if attempt.outcome == "token" else set()
    for name in sorted(names):
        of, token = f"{STAMPS}{name}.json", f"{STAMPS}{name}.tsr"
        if token not in bag.files:
            report.add(token, "token-missing")
        elif of not in bag.files:
            report.add(of, "missing")
        elif _is_sound(bag, report, of, token):
            _check_stamp(bag, of, token, tsa_ca, report)


def _check_stamp(bag: Bag, of: str, token: str, tsa_ca: Path | None, report: Report) -> None:
    chain = bag.folder / STAMPS / "chain.pem"
    if tsa_ca is None:
        report.notes.add(SEALS.NO_CHAIN)
    if not is_stamped(bag.path(of), bag.path(token), tsa_ca or chain, chain):
        report.add(token, "token")
        return
    report.stamps.append({"of": of, "time": stamped_at(bag.path(token))})
    if of.startswith(STAMPS + "closing"):
        _check_stamped_closing(bag, of, report)
    else:
        _check_stamped(bag, of, report)


def _check_stamped_closing(bag: Bag, name: str, report: Report) -> None:
    """What was stamped at the close is the closing root, or an earlier one: a take was behind, or was ended afterwards."""
    stamped = _read(bag, name, Closing)
    is_earlier = stamped is not None and (stamped.behind or any(one.take in bag.told for one in stamped.takes))
    is_earlier = is_earlier and stamped is not None and stamped.is_signed()
    if not is_earlier and (bag.read(CLOSING) if CLOSING in bag.files else None) != bag.read(name):
        report.add(name, "stamped-closing")


def _check_stamped(bag: Bag, name: str, report: Report) -> None:
    stamped = _read(bag, name, StampedSeals)
    for take, line in sorted(stamped.takes.items() if stamped is not None else []):
        known = {digest for _, digest in _seals(bag, take)}
        if _is_sound(bag, report, f"data/media/{take}/seals.jsonl") and line not in known:
            report.add(name, "stamped", take)


def check_addenda(bag: Bag, over: tuple[str, str], key: str, report: Report) -> None:
    """Check each addendum over the one before; *over* are the package's hearing and root."""
    numbers = [int(re.match(r"v(\d+)/", name)[1]) for name in bag.files if is_addendum(name)]  # type: ignore[index]
    before = ROOT
    for number in range(2, max(numbers, default=1) + 1):
        name = f"v{number}/{FILE}"
        if name not in bag.files:
            report.add(name, "missing")
        elif not _is_object(bag, name):
            report.add(name, "unreadable")
        elif (made := _read(bag, name, Addendum)) is None or not made.is_signed():
            report.add(name, "addendum-signature")
        else:
            _check_addendum(bag, made, (name, before, key), over, report)
            if made.number != number:
                report.add(name, "addendum-chain")
            told: dict[str, Any] = made.model_dump(include={"number", "kind", "by", "at", "text"})
            report.addenda.append(told)
        before = name


def _check_addendum(
    bag: Bag, made: Addendum, place: tuple[str, str, str], over: tuple[str, str], report: Report
) -> None:
    name, before, key = place
    if key and made.key != key:
        report.add(name, "key")
    if all(over) and (made.hearing, made.root) != over:
        report.add(name, "addendum-root")
    if _is_sound(bag, report, before) and made.prev != sha256_hex(bag.read(before) or b""):
        report.add(name, "addendum-chain")
    folder = name.removesuffix(FILE)
    here = {path.removeprefix(folder) for path in bag.files if path.startswith(folder)} - {FILE}
    for file in sorted(here | set(made.files)):
        if file not in here:
            report.add(folder + file, "missing")
        elif file not in made.files:
            report.add(folder + file, "addendum-unsigned")
        elif sha256_hex(bag.read(folder + file) or b"") != made.files[file]:
            report.add(folder + file, "addendum-file")
