"""Reads who took what of a record out of the archive, when, and by whose leave, from the archive's journal."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal["package", "clip", "capsule", "disc"]


class Export(BaseModel):
    """One copy that was taken out, or was to be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    what: str
    """Which stretch, which capsule, how many discs; empty for a whole package."""
    at: int
    """When it was begun, UTC ms."""
    who: str
    """Account of the operating system; the panel's own where a person took it there."""
    leave_by: str
    """Who of the court allowed it."""
    reader: str
    """Whom it is for, where that was said."""
    grant: str
    """Id of the leave that was granted on the panel; empty for one by command."""
    to: str
    outcome: str
    """``begun``, ``done`` or ``failed``; one that stays *begun* was broken off."""


def exports_of_hearing(journal: Path, hearing: str) -> list[Export]:
    """List the exports of a hearing's package, newest first; a line that was torn is left out."""
    found: dict[tuple[str, ...], list[Export]] = {}
    for told in _lines(journal):
        if Path(str(told.get("package", ""))).name != hearing:
            continue
        one = _export(told)
        earlier = found.setdefault((one.kind, one.what, one.who, one.to, one.grant), [])
        if told.get("outcome") != "begun" and earlier and earlier[-1].outcome == "begun":
            earlier[-1] = one.model_copy(update={"at": earlier[-1].at})
        else:
            earlier.append(one)
    return sorted((one for all_of in found.values() for one in all_of), key=lambda one: -one.at)


def _export(told: dict[str, Any]) -> Export:
    kind, what = _what(told)
    return Export(
        kind=kind,
        what=what,
        at=int(told.get("at", 0)),
        who=str(told.get("who", "")),
        leave_by=str(told.get("leave_by") or ""),
        reader=str(told.get("for") or ""),
        grant=str(told.get("grant") or ""),
        to=str(told.get("to", "")),
        outcome=str(told.get("outcome", "")),
    )


def _what(told: dict[str, Any]) -> tuple[Kind, str]:
    if "clip" in told:
        return "clip", " ".join(str(part) for part in told["clip"])
    if "capsule" in told:
        return "capsule", str(told["capsule"])
    return ("disc", str(told["disc"])) if "disc" in told else ("package", "")


def _lines(journal: Path) -> Iterator[dict[str, Any]]:
    for line in journal.read_bytes().splitlines() if journal.exists() else []:
        try:
            told = json.loads(line)
        except ValueError:
            continue
        if isinstance(told, dict):
            yield told
