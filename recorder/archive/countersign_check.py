"""Checks what two sides have signed of one another in a package; ``verify_countersigned.py`` says the same without us."""

from pydantic import ValidationError

from recorder.archive.manifests import Bag
from recorder.archive.offline.verify_countersigned import AHEAD, CENTRE, COURT, FILE, OPEN
from recorder.archive.report import Report
from recorder.countersignature import Countersignature
from recorder.index import About, sha256_hex
from recorder.merkle import MerkleTree
from recorder.seals import FIRST


def check_countersigned(bag: Bag, signed: tuple[str, str], report: Report) -> None:
    """Check every countersignature; *signed* are the package's hearing and the key that signed it, empty if unknown."""
    if FILE not in bag.files or report.names(FILE):
        return
    before: dict[tuple[str, str], str] = {}
    told: dict[str, list[tuple[int, Countersignature]]] = {}
    for number, text in enumerate((bag.read(FILE) or b"").removesuffix(b"\n").split(b"\n"), 1):
        one = _read(text)
        if one is None:
            report.add(FILE, "countersigned-form", number)
            continue
        _check_line(bag, one, number, signed, report)
        if one.prev != before.get((one.key, one.take), FIRST):
            report.add(FILE, "countersigned-chain", number)
        before[one.key, one.take] = sha256_hex(text)
        told.setdefault(one.take, []).append((number, one))
    for take, lines in sorted(told.items()):
        _check_take(bag, take, lines, report)


def _read(text: bytes) -> Countersignature | None:
    try:
        one = Countersignature.model_validate_json(text, strict=True)
    except ValidationError:
        return None
    return one if one.line() == text else None


def _check_line(bag: Bag, one: Countersignature, number: int, signed: tuple[str, str], report: Report) -> None:
    hearing, key = signed
    if hearing and one.hearing != hearing:
        report.add(FILE, "other")
    if not one.is_signed():
        report.add(FILE, "countersigned-signature", number)
    elif one.key not in _others_keys(bag, one.take, key, report):
        report.add(FILE, "countersigned-key", number)


def _check_take(bag: Bag, take: str, lines: list[tuple[int, Countersignature]], report: Report) -> None:
    """Check that the leaves of *take* lead to what both sides said of it; note what nobody countersigned."""
    base, leaves = f"data/media/{take}/", bag.leaves.get(take)
    rests_on = (base + "leaves.jsonl", base + "seals.jsonl")
    if max(one.size for _, one in lines) < len(leaves or ()):
        report.notes.add(OPEN.format(take))
    if leaves is None or report.names(*rests_on) or not all(name in bag.files for name in rests_on):
        return
    tree, told = MerkleTree(), bag.told.get(take)
    for number, one in sorted(lines, key=lambda line: line[1].size):
        if told is not None and one.size > told:
            report.notes.add(AHEAD.format(take, one.size, told))
            continue
        for leaf in leaves[len(tree) : one.size]:
            tree.append(leaf)
        if len(tree) != one.size or tree.root().hex() != one.root:
            report.add(FILE, "countersigned-take", number, take)


def _others_keys(bag: Bag, take: str, court: str, report: Report) -> set[str]:
    other = COURT if take.startswith(CENTRE) else CENTRE
    keys = {court} if other == COURT else set()
    for name in bag.files:
        if name.startswith(f"data/media/{other}") and name.endswith("/about.json") and not report.names(name):
            try:
                keys.add(About.model_validate_json(bag.read(name) or b"").key)
            except ValidationError:
                continue
    return keys
