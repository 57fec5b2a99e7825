"""Packs a closed hearing under its case number: a BagIt bag (RFC 8493) with media, log, transcript, ledger and seals."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import bagit
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hearing.events import EVENT, Admitted, HearingEvent, Left, Removed
from hearing.facts import HearingState
from hearing.state import fold, position
from recorder.archive.ledger import Ledger, Stretch, TrackLedger, account, gaps_of, open_stretches
from recorder.errors import RecorderError
from recorder.index import IndexLine, TrackLine, canonical, read_lines
from recorder.keys import public_hex
from recorder.layout import TakePaths, hearing_folder, takes_of
from recorder.seals import Checkpoint, hearing_root

DIGESTS = ("sha256", "sha512", "sm3")
DRAFT = "语音识别稿（未核对，非法庭笔录）"


class NotComplete(RecorderError):
    """A take has not its final seal yet: something may still be coming."""


def final_seals(takes: Sequence[TakePaths]) -> dict[str, Checkpoint]:
    """Return each take's final seal.

    Raises:
        NotComplete: a take has none.
    """
    found = {}
    for take in takes:
        seals = read_lines(take.seals, Checkpoint)
        if not seals or not seals[-1].final:
            raise NotComplete(f"{take.seals}: no final seal yet. Wait for {take.name} to be sent up.")
        found[take.name] = seals[-1]
    return found


def pack(records: Path, archive: Path, events: Sequence[HearingEvent], key: Ed25519PrivateKey) -> tuple[Path, str]:
    """Make the package below *archive*; return its folder and the hearing's root (hex).

    Raises:
        NotComplete: not everything has arrived.
    """
    state = fold(events)
    takes = takes_of(records, state.case.number, state.hearing)
    seals = final_seals(takes)
    target = hearing_folder(archive, state.case.number, state.hearing)
    work = target.with_name(f".{target.name}.coming")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    log = b"".join(EVENT.dump_json(event) + b"\n" for event in events)
    transcript = b"".join(canonical(line.model_dump(mode="json")) + b"\n" for line in state.lines)
    root = hearing_root(seals, hashlib.sha256(log).hexdigest(), hashlib.sha256(transcript).hexdigest())
    (work / "log.jsonl").write_bytes(log)
    (work / "transcript").mkdir()
    (work / "transcript" / "transcript.jsonl").write_bytes(transcript)
    (work / "transcript" / "transcript.vtt").write_text(_webvtt(state))
    for take in takes:
        shutil.copytree(take.folder, work / "media" / take.name)
    (work / "ledger.json").write_text(_ledger(events, state, takes).model_dump_json(indent=1))
    (work / "seals").mkdir()
    signed = {"root": root, "hearing": state.hearing, "key": public_hex(key)}
    signature = key.sign(canonical(signed)).hex()
    (work / "seals" / "root.json").write_bytes(canonical({**signed, "signature": signature}) + b"\n")
    (work / "hearing.json").write_text(json.dumps(_about(state, root, takes), ensure_ascii=False, indent=1))
    bagit.make_bag(str(work), {"External-Identifier": f"{state.case.number} {state.hearing}"}, checksums=list(DIGESTS))
    shutil.rmtree(target, ignore_errors=True)
    work.rename(target)
    return target, root


def _ledger(events: Sequence[HearingEvent], state: HearingState, takes: Sequence[TakePaths]) -> Ledger:
    wanted = open_stretches(state)
    tracks: list[TrackLedger] = []
    for take in takes:
        for declared in {line.name: line for line in read_lines(take.tracks, TrackLine)}.values():
            lines = read_lines(take.track(declared.name).index, IndexLine)
            due = _due(events, state, declared.name, wanted)
            tracks.append(
                account(take.name, declared.name, declared.kind, mandatory=declared.mandatory, wanted=due, lines=lines)
            )
    return Ledger(hearing=state.hearing, gaps=tuple(gaps_of(state)), tracks=tuple(tracks))


def _due(events: Sequence[HearingEvent], state: HearingState, track: str, wanted: Sequence[Stretch]) -> list[Stretch]:
    """A remote person's track is due from admission to leaving; all others whenever the hearing was open."""
    if not track.startswith("remote-"):
        return list(wanted)
    person = track.removeprefix("remote-").removesuffix("-sound")
    due: list[Stretch] = []
    since: int | None = None
    for event in events:
        if isinstance(event, Admitted) and event.participant == person:
            since = position(state, event.at)
        elif isinstance(event, Left | Removed) and event.participant == person and since is not None:
            due.append((since, position(state, event.at)))
            since = None
    if since is not None:
        due.append((since, wanted[-1][1] if wanted else since))
    return [(max(a, c), min(b, d)) for a, b in wanted for c, d in due if max(a, c) < min(b, d)]


def _about(state: HearingState, root: str, takes: Sequence[TakePaths]) -> dict[str, object]:
    whole = state.model_dump(mode="json", include={"hearing", "case", "procedure", "court", "room_name", "sitting"})
    times = {"zero_at": state.zero_at, "opened_at": state.opened_at, "closed_at": state.closed_at}
    people = [{"id": one.id, "name": one.name, "role": one.role} for one in state.participants.values()]
    return {**whole, **times, "root": root, "takes": [take.name for take in takes], "people": people, "text": DRAFT}


def _webvtt(state: HearingState) -> str:
    cues = ["WEBVTT", "", f"NOTE {DRAFT}", ""]
    for line in state.lines:
        until = line.start + max(line.duration, 1_000_000_000)
        cues += [f"{_clock(line.start)} --> {_clock(until)}", f"<v {line.speaker}>{' '.join(line.text.split())}", ""]
    return "\n".join(cues)


def _clock(ns: int) -> str:
    ms = ns // 1_000_000
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"
