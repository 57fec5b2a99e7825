"""Checks that the record that came is the one that the log tells of: final seals, closing root, package. Blocking."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import ValidationError

from control_panel.handin.wire import Conflict
from hearing.events import HearingEvent
from hearing.facts import HearingState
from recorder.archive.verification import NotAPackage, signed_root, verify
from recorder.closing import Closing, closing_root, last_seal, log_bytes
from recorder.ended_take import read_ended_file
from recorder.index import sha256_hex
from recorder.layout import takes_of


def record_conflicts(
    records: Path, events: Sequence[HearingEvent], state: HearingState, seals: Path, package: Path
) -> list[Conflict]:
    """Say where record and log do not agree.

    Args:
        records: the record store, which holds what came of the takes.
        events: the log that was handed in.
        state: what it leads to.
        seals: folder of the closing root that came.
        package: folder of the package that came, of an archived hearing.
    """
    return [
        *_takes(records, state, seals),
        *_closing(events, state, seals / "closing.json"),
        *(_package(state, package) if state.course == "archived" else ()),
    ]


def _takes(records: Path, state: HearingState, seals: Path) -> Iterable[Conflict]:
    """Each take's last seal is final, and the one that its writer told the log; or the court ended it, as the log tells.

    A take that was ended is taken in with its package alone, which proves it by its own key.
    """
    found = {take.name: last_seal(take) for take in takes_of(records, state.case.number, state.hearing)}
    ended = {name for name in state.endings if state.course == "archived" and _is_ended(state, name, seals)}
    for name in sorted({*found, *state.take_seals} - ended):
        seal, told = found.get(name), state.take_seals.get(name)
        if seal is None or not seal.final:
            yield _stop("not-whole", name, "no final seal", told.root if told else "")
        elif told is not None and (seal.size, seal.root) != (told.size, told.root):
            yield _stop("record-differs", name, f"{seal.size} {seal.root}", f"{told.size} {told.root}")


def _is_ended(state: HearingState, take: str, seals: Path) -> bool:
    own, told = read_ended_file(seals / f"ended-{take}.json"), state.endings[take]
    return own is not None and own.is_signed() and (own.take, own.size, own.root) == (take, told.size, told.root)


def _closing(events: Sequence[HearingEvent], state: HearingState, path: Path) -> Iterable[Conflict]:
    """The closing root is signed, is over exactly this log, and is the one that people signed."""
    if state.closing is None:
        return
    try:
        closing = Closing.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as fault:
        yield _stop("not-whole", "seals/closing.json", type(fault).__name__, state.closing.root)
        return
    covered = sha256_hex(log_bytes(events[: closing.until]))
    if covered != closing.log:
        yield _stop("log-differs", f"seq 1–{closing.until}", covered, closing.log)
    if not closing.is_signed() or closing_root(closing.takes, closing.log) != closing.root:
        yield _stop("record-differs", "seals/closing.json", "not what was signed", closing.root)
    if closing.root != state.closing.root:
        yield _stop("record-differs", "seals/closing.json", closing.root, state.closing.root)


def _package(state: HearingState, folder: Path) -> Iterable[Conflict]:
    try:
        report, root = verify(folder), signed_root(folder)
    except NotAPackage:
        yield _stop("not-whole", "package", "no package", state.package or "")
        return
    if not report.whole:
        yield _stop("record-differs", f"package/{report.faults[0].path}", report.faults[0].what, "")
    if root != state.root:
        yield _stop("record-differs", "package", root, state.root or "")


def _stop(kind: str, place: str, here: str, there: str) -> Conflict:
    return Conflict.model_validate({"kind": kind, "place": place, "here": here, "there": there, "stops": True})
