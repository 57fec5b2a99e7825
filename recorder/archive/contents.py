"""What a package holds beside its manifests and its signature: ``data/`` and the files at the bag's root."""

import json
import logging
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av

from hearing.events import EVENT, HearingEvent, LineCorrected, LineSpoken
from hearing.facts import HearingState
from hearing.ledger import Ledger
from hearing.transcript_rules import text_label
from recorder.archive.captions import webvtt
from recorder.archive.copying import copy_take_file
from recorder.archive.crate import crate
from recorder.archive.damage import DAMAGE, HearingDamage
from recorder.archive.offline import verify as offline
from recorder.archive.player_index import player_index
from recorder.archive.program_file import Stretch, write_program
from recorder.archive.rebuilding import REBUILT, rebuild, spell_rebuilt
from recorder.archive.signatures import write_signatures
from recorder.archive.statement import make_statement
from recorder.archive.statement_docx import statement_docx
from recorder.archive.statement_pdf import statement_pdf
from recorder.archive.track_timing import track_timing
from recorder.durable import FULL
from recorder.errors import RecordDamaged
from recorder.evidence.exhibit_copies import pack_exhibits
from recorder.holes import is_sick
from recorder.index import TrackLine, canonical, read_what_is_whole
from recorder.layout import TakePaths, seals_folder
from recorder.record_index import record_index

log = logging.getLogger("archive")
PROGRAM = "media/program.mp4"
STATEMENT = "record-statement"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the hearing's root is over, and the root."""

    records: Path
    events: Sequence[HearingEvent]
    state: HearingState
    takes: list[TakePaths]
    log: bytes
    transcript: bytes
    root: str
    damage: HearingDamage
    """What of the takes was broken before they were packed."""
    ledger: Ledger
    names: Mapping[str, str]
    """Names of the log's principals, where the hub told them."""


def write_data(data: Path, sealed: Sealed) -> list[Stretch]:
    """Write the payload to *data*, all but the signature; return where the program's parts lie in their one file.

    Raises:
        OSError: the disk refused.
    """
    (data / "transcript").mkdir(parents=True)
    (data / "log.jsonl").write_bytes(sealed.log)
    (data / "transcript" / "transcript.jsonl").write_bytes(sealed.transcript)
    (data / "transcript" / "transcript.vtt").write_bytes(webvtt(sealed.state.lines, text_label(sealed.state)).encode())
    for take in sealed.takes:
        shutil.copytree(take.folder, data / "media" / take.name, copy_function=copy_take_file)
    _write_rebuilt(data, sealed)
    sealed_before = seals_folder(sealed.records, sealed.state.case.number, sealed.state.hearing)
    if sealed_before.is_dir():
        shutil.copytree(sealed_before, data / "seals")
    if sealed.damage.faults:
        (data / DAMAGE).write_bytes(canonical(sealed.damage.listed()) + b"\n")
    (data / "ledger.json").write_bytes(sealed.ledger.model_dump_json(indent=1).encode())
    rehearsal = sealed.state.rehearsal
    pairs = [one.model_dump(mode="json") for one in rehearsal.offsets] if rehearsal is not None else []
    (data / "timeline.json").write_bytes(_pretty({"tracks": track_timing(sealed.takes), "pairs": pairs}))
    state = sealed.state
    pack_exhibits(sealed.records, state.case.number, state.hearing, state.exhibits, data / "exhibits")
    _write_statement(data / "documents", sealed)
    write_signatures(data / "documents", sealed.state.signatures)
    (data / "hearing.json").write_bytes(_pretty(_about(sealed)))
    return _write_program(sealed, data / PROGRAM)


def _write_rebuilt(data: Path, sealed: Sealed) -> None:
    """Write, beside an index that cannot be read, what the track files themselves tell of their fragments."""
    broken = {one.path for one in sealed.damage.faults}
    for take in sealed.takes:
        for track in take.track_folders():
            folder = f"media/{take.name}/{track.name}"
            lines = rebuild(take, track) if f"data/{folder}/{track.index.name}" in broken else []
            if lines:
                (data / folder / REBUILT).write_bytes(spell_rebuilt(lines))


def _write_statement(folder: Path, sealed: Sealed) -> None:
    """Write the statement on the record (录制情况说明)."""
    folder.mkdir()
    statement = make_statement(sealed.ledger, sealed.state, sealed.names, sealed.root)
    (folder / f"{STATEMENT}.docx").write_bytes(statement_docx(statement))
    (folder / f"{STATEMENT}.pdf").write_bytes(statement_pdf(statement))


def _write_program(sealed: Sealed, target: Path) -> list[Stretch]:
    """Write the program's file; a program that cannot be read costs the package that file and nothing else."""
    try:
        return write_program(sealed.takes, target)
    except (av.FFmpegError, RecordDamaged, LookupError, OSError) as fault:
        if isinstance(fault, OSError) and not isinstance(fault, av.FFmpegError) and not is_sick(fault):
            raise
        if isinstance(fault, OSError) and fault.errno in FULL:
            raise
        log.warning("%s: no program.mp4, its tracks cannot be read: %s", sealed.state.hearing, fault)
        target.unlink(missing_ok=True)
        return []


def write_tags(bag: Path, sealed: Sealed, stretches: Sequence[Stretch], key: str, player: Path | None) -> None:
    """Write what lies at the bag's root: verifier, description, player and its index.

    *key* is the public key (hex) that will sign; *player* a folder with ``player.html`` and ``player/``, if any.

    Raises:
        OSError: the disk refused.
    """
    if player is not None and (player / "player.html").is_file():
        shutil.copyfile(player / "player.html", bag / "player.html")
        if (player / "player").is_dir():
            shutil.copytree(player / "player", bag / "player")
    else:
        log.warning(
            "%s: the package has no offline player: the installation has none at %s", sealed.state.hearing, player
        )
    (bag / "player").mkdir(exist_ok=True)
    (bag / "player" / "index.js").write_bytes(player_index(_index(sealed, stretches, key)))
    shutil.copyfile(offline.__file__, bag / "verify.py")
    for name in ("verify_takes.py", "verify_seals.py", "verify_countersigned.py"):
        shutil.copyfile(Path(offline.__file__).with_name(name), bag / name)
    tracks = [(take.name, list(_tracks(take).values())) for take in sealed.takes]
    described = crate(sealed.state, tracks, sealed.root, has_program=bool(stretches))
    (bag / "ro-crate-metadata.json").write_bytes(_pretty(described))


def _index(sealed: Sealed, stretches: Sequence[Stretch], key: str) -> dict[str, Any]:
    rows = [(one.at, one.start, one.duration) for one in stretches]
    told = [event for event in sealed.events if not isinstance(event, LineSpoken | LineCorrected)]
    return {
        "format": 2,
        "root": sealed.root,
        "key": key,
        "media": "data/media",
        "transcript": "data/transcript/transcript.vtt",
        "program": {"file": f"data/{PROGRAM}", "stretches": rows} if rows else None,
        "about": _about(sealed),
        "ledger": sealed.ledger.model_dump(mode="json"),
        "record": {**record_index(sealed.records, sealed.state, as_it_is=True), "root": sealed.root},
        "events": [EVENT.dump_python(event, mode="json") for event in told],
    }


def _tracks(take: TakePaths) -> dict[str, TrackLine]:
    return {line.name: line for line in read_what_is_whole(take.tracks, TrackLine)[0]}


def _about(sealed: Sealed) -> dict[str, Any]:
    state = sealed.state
    whole = state.model_dump(mode="json", include={"hearing", "case", "procedure", "court", "room_name", "sitting"})
    times = {"zero_at": state.zero_at, "opened_at": state.opened_at, "closed_at": state.closed_at}
    people = [{"id": one.id, "name": one.name, "role": one.role} for one in state.participants.values()]
    takes = [take.name for take in sealed.takes]
    return {**whole, **times, "root": sealed.root, "takes": takes, "people": people, "text": text_label(state)}


def _pretty(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
