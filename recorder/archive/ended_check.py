"""Checks the court's own seals over takes whose writers never came back; ``verify_takes.py`` says the same without us."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError

from recorder.archive.manifests import Bag
from recorder.archive.offline.verify import shown
from recorder.archive.offline.verify_takes import ENDED, ENDED_FILE, LOG, NOTE
from recorder.archive.report import Report
from recorder.ended_take import EndedTake

Endings = dict[str, EndedTake]


def check_endings(bag: Bag, signed: tuple[str, str], report: Report) -> Endings:
    """Check each court's seal and note it; return, by take, those that can be believed.

    *signed* are the package's hearing and the key that signed it, empty where they are not known.
    """
    log = _log(bag) if LOG in bag.files and not report.names(LOG) else None
    found: Endings = {}
    for name in sorted(bag.files):
        hit = ENDED_FILE.fullmatch(name)
        if hit is None or report.names(name):
            continue
        ended = _read(bag, name, report)
        if ended is None:
            continue
        word = _fault(ended, hit[1], signed, log)
        if word:
            report.add(name, word)
            continue
        found[hit[1]] = ended
        told = {"take": ended.take, "by": shown(ended.by), "judge": shown(ended.judge), "sealed": ended.sealed}
        report.notes.add(NOTE.format(**told, rest=ended.size - ended.sealed))
    for take in {str(event.get("take")) for event in log or () if event.get("type") == "take-ended"}:
        if f"{ENDED}{take}.json" not in bag.files:
            report.add(f"{ENDED}{take}.json", "missing")
    return found


def _log(bag: Bag) -> list[dict[str, Any]]:
    return [event for line in (bag.read(LOG) or b"").splitlines() if (event := _object(line)) is not None]


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _read(bag: Bag, name: str, report: Report) -> EndedTake | None:
    content = bag.read(name) or b""
    try:
        ended = EndedTake.model_validate_json(content, strict=True)
    except ValidationError:
        report.add(name, "form" if _object(content) is not None else "unreadable")
        return None
    if ended.sealed > ended.size:
        report.add(name, "form")
        return None
    return ended


def _fault(ended: EndedTake, take: str, signed: tuple[str, str], log: Sequence[dict[str, Any]] | None) -> str:
    """Say what is wrong; empty when nothing is."""
    hearing, key = signed
    if not ended.is_signed():
        return "ended-signature"
    if key and ended.key != key:
        return "ended-key"
    if ended.take != take or (hearing and ended.hearing != hearing):
        return "other"
    return "" if log is None or _is_told(ended, log) else "ended-told"


def _is_told(ended: EndedTake, log: Iterable[dict[str, Any]]) -> bool:
    """Whether the log tells who declared it, which judge signed it, and what the court sealed."""
    events = {event.get("seq"): event for event in log if event.get("take") == ended.take}
    declared, signed = events.get(ended.declared, {}), events.get(ended.signed, {})
    sealed = {(one.get("size"), one.get("root")) for one in events.values() if one.get("type") == "take-ended"}
    return (
        (declared.get("type"), signed.get("type")) == ("ending-declared", "ending-signed")
        and (declared.get("by") or declared.get("who"), declared.get("text")) == (ended.by, ended.text)
        and (signed.get("ending"), signed.get("judge")) == (ended.declared, ended.judge)
        and sealed == {(ended.size, ended.root)}
    )
