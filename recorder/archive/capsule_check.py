"""Checks an appeal capsule: each octet that is inside against the signed root, and that what is missing was left out rightly.

The capsule's own ``verify_capsule.py`` says the same without any of our code.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hearing.evidence import ExhibitFiled
from hearing.sealed_ranges import SealedRange
from recorder.archive.capsule_form import CAPSULE, Capsule
from recorder.archive.capsule_holes import LEAST, MOST, blank, holes
from recorder.archive.ended_check import Endings, check_endings
from recorder.archive.manifests import Bag
from recorder.archive.offline.verify import DAMAGE
from recorder.archive.offline.verify_capsule import (
    LOG_EXTRACT,
    LOG_EXTRACT_NOTE,
    MEDIA_FILE,
    TAKE_FILE,
    is_left_out_rightly,
)
from recorder.archive.rebuilt_check import check_rebuilt
from recorder.archive.report import Report
from recorder.archive.seal_check import check_addenda, check_closing, check_stamps
from recorder.archive.take_check import check_take
from recorder.archive.verification import (
    LOG,
    ROOT,
    TRANSCRIPT,
    SignedRoot,
    check_exhibits,
    damaged_before,
    exhibit_files,
)
from recorder.index import IndexLine
from recorder.seals import Final, hearing_root

_LONGEST_JSON = 256 << 20
_MEDIA = "data/media/"


@dataclass
class CapsuleReport(Report):
    """What was found in a capsule, and what it says was left out."""

    form: Capsule | None = None
    outside: set[str] = field(default_factory=set)
    """Media files of channels that were not asked for."""
    blank: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    """By media file, the fragments (from, to) that are sealed."""

    def add(self, path: str, word: str, *details: object) -> None:
        """Note damage, unless this is what the capsule says was left out."""
        if word == "missing" and path in self.outside:
            return
        if word == "bytes" and details in self.blank.get(path, set()):
            return
        super().add(path, word, *details)

    def as_json(self) -> dict[str, Any]:
        """Spell it as ``verify_capsule.py --json`` does."""
        form = self.form
        told = None
        if form is not None:
            told = {
                "id": form.id,
                "grant": form.grant.model_dump(mode="json", exclude_none=True),
                "label": form.label.model_dump(mode="json", exclude_none=True),
                "channels": list(form.channels),
                "withheld": [one.model_dump(mode="json") for one in form.withheld],
                "left_out": sorted(form.left_out),
            }
        return {**super().as_json(), "capsule": told}


def verify_capsule(folder: Path, key: str = "") -> CapsuleReport:
    """Check the capsule in *folder*, and that *key* (hex) signed it and its root if one is named."""
    report = CapsuleReport(key_named=bool(key))
    bag = Bag(folder, report)
    form = _form(bag, report)
    if form is None:
        return report
    report.form = form
    report.hearing, report.root, report.key = form.hearing, form.root, form.key
    if key and form.key != key:
        report.add(CAPSULE, "key")
    _check_files(bag, form, report)
    signed = _signed(bag, form, key, report)
    if signed is None:
        return report
    _check_left_out(bag, form, signed, report)
    ended = check_endings(bag, (signed.hearing, signed.key), report)
    seals = _check_takes(bag, form, signed, report, ended)
    _check_root(signed, seals, report)
    check_rebuilt(bag, report)
    _check_exhibits(bag, report)
    if LOG in bag.files:
        check_closing(bag, form.hearing, report, ended)
    else:
        report.notes.add(LOG_EXTRACT_NOTE)
    check_stamps(bag, None, report)
    check_addenda(bag, (form.hearing, form.root), key, report)
    if DAMAGE in bag.files and DAMAGE in signed.files and not report.names(DAMAGE):
        report.set_aside(damaged_before(bag, report))
    return report


def _form(bag: Bag, report: Report) -> Capsule | None:
    content = bag.read(CAPSULE, _LONGEST_JSON)
    try:
        form = Capsule.model_validate_json(content or b"")
    except ValidationError:
        if not report.names(CAPSULE):
            report.add(CAPSULE, "form")
        return None
    if not form.is_signed():
        report.add(CAPSULE, "capsule-signature")
        return None
    return form


def _check_files(bag: Bag, form: Capsule, report: Report) -> None:
    for name in sorted({*form.files, *bag.files} - {CAPSULE} - bag.irregular):
        if name not in bag.files:
            report.add(name, "missing")
        elif name not in form.files:
            report.add(name, "capsule-unlisted")
        elif (own := bag.digests(name)) is not None and own["sha256"] != form.files[name]:
            report.add(name, "resigned")


def _signed(bag: Bag, form: Capsule, key: str, report: Report) -> SignedRoot | None:
    try:
        signed = SignedRoot.model_validate_json(bag.read(ROOT, _LONGEST_JSON) or b"", strict=True)
    except ValidationError:
        if not report.names(ROOT):
            report.add(ROOT, "unreadable")
        return None
    if not signed.is_signed():
        report.add(ROOT, "signature")
        return None
    if key and signed.key != key:
        report.add(ROOT, "key")
    if (signed.hearing, signed.root) != (form.hearing, form.root):
        report.add(ROOT, "other")
    return signed


def _check_left_out(bag: Bag, form: Capsule, signed: SignedRoot, report: CapsuleReport) -> None:
    """Every file of the package is here as it was signed, or is named and may be left out."""
    for name in sorted(name for name in signed.files if name.startswith("data/")):
        is_media = MEDIA_FILE.fullmatch(name) is not None
        if name in form.left_out:
            if form.left_out[name] != signed.files[name] or not is_left_out_rightly(
                name, form.channels, bool(form.withheld)
            ):
                report.add(CAPSULE, "capsule-left-out", name)
            if name in bag.files:
                report.add(name, "capsule-not-asked")
            elif is_media:
                report.outside.add(name)
        elif name not in bag.files:
            report.add(name, "missing")
        elif (
            not (is_media and form.withheld)
            and (own := bag.digests(name)) is not None
            and own["sha256"] != signed.files[name]
        ):
            report.add(name, "resigned")
    for name in sorted(set(form.left_out) - set(signed.files)):
        report.add(CAPSULE, "capsule-left-out", name)


def _check_exhibits(bag: Bag, report: Report) -> None:
    """Exhibits are what the log names; of an extract those that it tells of may be missing."""
    told = LOG if LOG in bag.files else LOG_EXTRACT
    named: dict[str, str] = {}
    for number, line in enumerate((bag.read(told) or b"").splitlines() if told in bag.files else [], 1):
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            event = None
        if not isinstance(event, dict):
            report.add(told, "line", number)
            return
        with suppress(ValidationError):  # what is no filing names nothing
            named |= exhibit_files(ExhibitFiled.model_validate(event))
    check_exhibits(bag, named, report, is_whole=told == LOG)


def _check_takes(
    bag: Bag, form: Capsule, signed: SignedRoot, report: CapsuleReport, ended: Endings
) -> dict[str, Final | None]:
    takes = sorted({hit[1] for hit in map(TAKE_FILE.fullmatch, signed.files) if hit} | set(ended))
    for channel in form.channels:
        lines = list(_lines(bag, f"{_MEDIA}{channel}/index.jsonl"))
        if not lines:
            report.add(CAPSULE, "capsule-channel", channel)
        _check_holes(bag, channel, lines, form.withheld, report)
    return {take: check_take(bag, take, form.hearing, report, ended.get(take)) for take in takes}


def _lines(bag: Bag, name: str) -> Iterator[IndexLine]:
    for line in (bag.read(name) or b"").splitlines() if name in bag.files else []:
        try:
            yield IndexLine.model_validate_json(line)
        except ValidationError:
            return


def _check_holes(
    bag: Bag, channel: str, lines: list[IndexLine], withheld: tuple[SealedRange, ...], report: CapsuleReport
) -> None:
    """What is withheld is blank, and what is blank is withheld."""
    for line in lines:
        if any(one.meets(line.start, line.end) for one in withheld):
            spots = report.blank.setdefault(f"{_MEDIA}{channel}/{line.file}", set())
            spots.add((line.offset, line.offset + line.bytes))
    for file, offset, size in holes(lines, withheld):
        name = f"{_MEDIA}{channel}/{file}"
        if name not in bag.files:
            continue
        if not _is_blank(bag.path(name), offset, size):
            report.add(name, "capsule-hole", offset, offset + size)


def _is_blank(media: Path, offset: int, size: int) -> bool:
    if not LEAST <= size <= MOST or offset + size > media.stat().st_size:
        return False
    with media.open("rb") as file:
        file.seek(offset)
        return file.read(size) == blank(size)


def _check_root(signed: SignedRoot, seals: dict[str, Final | None], report: Report) -> None:
    if None in seals.values() or not {LOG, TRANSCRIPT} <= set(signed.files):
        return
    if hearing_root(seals, signed.files[LOG], signed.files[TRANSCRIPT]) != signed.root:
        report.add(ROOT, "root")
