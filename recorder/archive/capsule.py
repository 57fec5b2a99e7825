"""Makes an appeal capsule (上诉审音视频包) from a package: chosen channels, and nothing of sealed ranges but by leave.

    <to>/<hearing>-<id>/
    ├─ capsule.json           who may read it, what is inside and what is not, every file's digest; signed by the court
    ├─ player.html, player/   the offline player, which marks every picture with the reader and the copy
    ├─ verify_capsule.py, verify.py, verify_seals.py, README.txt
    └─ data/                  as in the package, octet by octet, but for what is left out

Of every take all lines, leaves and seals are there, so that the hearing's root can be made anew; media are those of the
chosen channels. Where a fragment is sealed, a ``free`` box (ISO/IEC 14496-12 §8.1.2) of the same size stands in its
place: offsets hold, players skip it, and the line tells what was there. A log and texts with something sealed in them
are not there; extracts are, which only the capsule's own signature is over.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hearing.events import EVENT, HearingEvent
from hearing.facts import HearingState
from hearing.sealed_ranges import (
    NS_PER_MS,
    SealedRange,
    is_sealed,
    open_events,
    open_exhibits,
    open_lines,
    openness_ranges,
    sealed_ranges,
)
from hearing.state import fold
from hearing.transcript_rules import text_label
from recorder.archive.bag import digests_of, files_below
from recorder.archive.capsule_check import verify_capsule
from recorder.archive.capsule_form import CAPSULE, Capsule, Grant, Label, SealedLeave
from recorder.archive.capsule_holes import blank, holes
from recorder.archive.capsule_player import capsule_index
from recorder.archive.captions import webvtt
from recorder.archive.clip import NothingThere
from recorder.archive.contents import PROGRAM
from recorder.archive.exhibits import exhibits_timeline
from recorder.archive.export import CopyDamaged, SourceDamaged, TargetTaken
from recorder.archive.offline import verify as offline
from recorder.archive.offline.verify import EXHIBIT_FILE
from recorder.archive.offline.verify_capsule import LOG_EXTRACT
from recorder.archive.verification import LOG, ROOT, SignedRoot, verify
from recorder.durable import make_folder, sync_folder, write_whole
from recorder.errors import RecorderError
from recorder.index import IndexLine, canonical, read_lines
from recorder.keeping.term import Term
from recorder.keys import public_hex
from recorder.layout import TrackPaths
from recorder.signing import SigningKey, algorithm_of, sign, stated

TEXT_EXTRACT = "data/transcript/transcript-extract"
EXHIBITS = "data/exhibits.json"
SCRIPTS = ("verify_capsule.py", "verify.py", "verify_takes.py", "verify_seals.py", "verify_countersigned.py")
_KEPT_ANYWAY = (
    "data/seals/",
    "data/ledger.json",
    "data/timeline.json",
    "data/hearing.json",
    "data/damage.json",
    "data/documents/record-statement.",
)
"""What tells nothing of what was said or shown, and goes along when something is withheld; with media's lines."""


class SealedWhole(RecorderError):
    """Everything that was asked for is sealed, and nobody has allowed that it goes along."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for."""

    id: str
    grant: Grant
    channels: tuple[str, ...]
    """``cam-judge`` (of every take), ``room-demo-1/cam-judge``, or ``all``."""
    sealed_leave: SealedLeave | None = None
    term: Term | None = None
    kept_until: int | None = None


@dataclass(frozen=True, slots=True)
class _Source:
    package: Path
    signed: SignedRoot
    events: Sequence[HearingEvent]
    state: HearingState
    tracks: dict[str, TrackPaths]
    """All of them, by take and name."""


@dataclass(frozen=True, slots=True)
class _Plan:
    channels: tuple[str, ...]
    withheld: tuple[SealedRange, ...]
    exhibits: frozenset[str] | None
    """Exhibits that go along; ``None``: all of them."""
    left_out: dict[str, str]


def make_capsule(package: Path, to: Path, order: Order, key: SigningKey, now: int, player: Path | None = None) -> Path:
    """Make the capsule of *order* from *package* in a folder below *to*, signed with *key* at *now* (UTC ms).

    Raises:
        NotAPackage: there is no bag at *package*.
        SourceDamaged: it is not whole.
        NothingThere: no channel is called so.
        SealedWhole: all of it is sealed, and no leave was given.
        TargetTaken: something lies there already.
        CopyDamaged: the medium does not give back what was written.
        OSError: the disk refused.
    """
    report = verify(package)
    if not report.whole:
        raise SourceDamaged(package, report)
    source = _read(package)
    target = to / f"{source.signed.hearing}-{order.id}"
    if target.exists():
        raise TargetTaken(f"{target}: something lies here already. Name another folder, or move it away.")
    plan = _plan(source, order)
    work = target.with_name(f".{target.name}.coming")
    shutil.rmtree(work, ignore_errors=True)
    make_folder(work)
    _write_data(work, source, plan)
    _write_tags(work, source, plan, order, player)
    _write_form(work, source, plan, order, key, now)
    for folder in (work, *(path for path in work.rglob("*") if path.is_dir())):
        sync_folder(folder)
    made = verify_capsule(work, public_hex(key))
    if not made.whole:
        raise CopyDamaged(f"{work}: {made.faults[0].path}: {made.faults[0].what}. Take another medium.")
    work.rename(target)
    sync_folder(to)
    return target


def _read(package: Path) -> _Source:
    events = [EVENT.validate_json(line) for line in (package / LOG).read_bytes().splitlines()]
    places = sorted(package.glob("data/media/*/*/index.jsonl"))
    tracks = {f"{path.parent.parent.name}/{path.parent.name}": TrackPaths(path.parent) for path in places}
    signed = SignedRoot.model_validate_json((package / ROOT).read_bytes())
    return _Source(package, signed, events, fold(events), tracks)


def _plan(source: _Source, order: Order) -> _Plan:
    channels = _chosen(source.tracks, order.channels)
    lines = {name: read_lines(source.tracks[name].index, IndexLine) for name in channels}
    end = max((line.end for track in lines.values() for line in track), default=0)
    sealed = sealed_ranges(source.state, max(end, _closed(source.state)))
    withheld = () if order.sealed_leave is not None else sealed
    if withheld and all(is_sealed(withheld, one.start, one.end) for track in lines.values() for one in track):
        raise SealedWhole(
            f"{source.signed.hearing}: everything that was asked for is sealed. "
            "Have it allowed, and say who did by --with-sealed and why by --reason."
        )
    exhibits = open_exhibits(source.state, withheld) if withheld else None
    left_out = {
        name: digest
        for name, digest in source.signed.files.items()
        if name.startswith("data/") and not _is_inside(name, channels, exhibits)
    }
    return _Plan(channels, withheld, exhibits, left_out)


def _closed(state: HearingState) -> int:
    return ((state.closed_at or state.at) - (state.zero_at or 0)) * NS_PER_MS


def _chosen(tracks: dict[str, TrackPaths], asked: Sequence[str]) -> tuple[str, ...]:
    found: set[str] = set()
    for name in asked:
        here = {one for one in tracks if name in ("all", one, one.partition("/")[2])}
        if not here:
            known = ", ".join(sorted({one.partition("/")[2] for one in tracks}))
            raise NothingThere(f"{name}: no channel of the package is called so. There are: {known}.")
        found |= here
    return tuple(sorted(found))


def _is_inside(name: str, channels: Sequence[str], exhibits: frozenset[str] | None) -> bool:
    """Whether a file of the package's ``data/`` goes along; of a track's media some may be left blank.

    *exhibits* are those that go along where something is withheld.
    """
    parts, is_withheld = name.split("/"), exhibits is not None
    if EXHIBIT_FILE.fullmatch(name):
        return exhibits is None or parts[2] in exhibits
    if name == f"data/{PROGRAM}":
        heard = {one.partition("/")[2] for one in channels}
        return not is_withheld and {"program", "program-sound"} <= heard
    if name.startswith("data/media/"):
        return not name.endswith(".mp4") or "/".join(parts[2:4]) in channels
    return not is_withheld or name.startswith(_KEPT_ANYWAY)


def _write_data(work: Path, source: _Source, plan: _Plan) -> None:
    blanks = _blanks(source, plan)
    exhibits = [name for name in files_below(source.package) if EXHIBIT_FILE.fullmatch(name)]
    given = [name for name in exhibits if _is_inside(name, plan.channels, plan.exhibits)]
    for name in sorted({*source.signed.files, *given, ROOT}):
        if not name.startswith("data/") or name in plan.left_out:
            continue
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source.package / name, work / name)
        _blank(work / name, blanks.get(name, []))
    events, lines = source.events, source.state.lines
    if plan.withheld:
        events = open_events(source.events, source.state, plan.withheld)
        lines = open_lines(source.state, plan.withheld)
        (work / "data" / "transcript").mkdir(exist_ok=True)
        (work / LOG_EXTRACT).write_bytes(
            b"".join(canonical(EVENT.dump_python(one, mode="json")) + b"\n" for one in events)
        )
        told = b"".join(canonical(line.model_dump(mode="json")) + b"\n" for line in lines)
        (work / f"{TEXT_EXTRACT}.jsonl").write_bytes(told)
        (work / f"{TEXT_EXTRACT}.vtt").write_bytes(webvtt(lines, text_label(source.state)).encode())
    else:
        for addendum in sorted(source.package.glob("v[0-9]*")):
            shutil.copytree(addendum, work / addendum.name)
    shown = [read_lines(track.index, IndexLine) for name, track in source.tracks.items() if name.endswith("/evidence")]
    lines_shown = [line for track in shown for line in track]
    heard = exhibits_timeline(source.events, source.state, lines_shown, plan.withheld)
    (work / EXHIBITS).write_text(json.dumps(heard, ensure_ascii=False, indent=1))


def _blanks(source: _Source, plan: _Plan) -> dict[str, list[tuple[int, int]]]:
    """Return offset and octets of what is left blank, by the media file's path in the package."""
    found: dict[str, list[tuple[int, int]]] = {}
    for channel in plan.channels if plan.withheld else ():
        for file, offset, size in holes(read_lines(source.tracks[channel].index, IndexLine), plan.withheld):
            found.setdefault(f"data/media/{channel}/{file}", []).append((offset, size))
    return found


def _blank(media: Path, spots: Sequence[tuple[int, int]]) -> None:
    """Put a ``free`` box where a sealed fragment was."""
    if not spots:
        return
    with media.open("r+b") as file:
        for offset, size in spots:
            file.seek(offset)
            file.write(blank(size))


def _write_tags(work: Path, source: _Source, plan: _Plan, order: Order, player: Path | None) -> None:
    for script in SCRIPTS:
        shutil.copyfile(Path(offline.__file__).with_name(script), work / script)
    folder = player if player is not None and (player / "player.html").is_file() else source.package
    if (folder / "player.html").is_file():
        shutil.copyfile(folder / "player.html", work / "player.html")
        shutil.copytree(folder / "player", work / "player", dirs_exist_ok=True)
    (work / "player").mkdir(exist_ok=True)
    index = (source.package / "player" / "index.js").read_bytes()
    written = capsule_index(
        index, plan.channels, plan.withheld, mark_of(order), has_program=(work / "data" / PROGRAM).exists()
    )
    (work / "player" / "index.js").write_bytes(written)
    (work / "README.txt").write_text(_README, encoding="utf-8")


def mark_of(order: Order) -> str:
    """Return what every picture is marked with."""
    return f"{order.grant.reader} · {order.id} · {order.grant.copy_number}/{order.grant.copies}"


def _write_form(work: Path, source: _Source, plan: _Plan, order: Order, key: SigningKey, now: int) -> None:
    state = source.state
    files = {name: digests_of(path, sync=True)["sha256"] for name, path in files_below(work).items()}
    label = Label(secrecy=state.case.secrecy, term=order.term, kept_until=order.kept_until)
    form = Capsule(
        id=order.id,
        hearing=source.signed.hearing,
        case=state.case.number,
        root=source.signed.root,
        made_at=now,
        grant=order.grant,
        mark=mark_of(order),
        label=label,
        channels=plan.channels,
        openness=openness_ranges(state),
        sealed_leave=order.sealed_leave,
        withheld=plan.withheld,
        left_out=plan.left_out,
        files=files,
        key=public_hex(key),
        algorithm=stated(algorithm_of(key)),
        signature="0" * 128,
    )
    unsigned: dict[str, Any] = form.model_dump(mode="json", exclude_none=True, exclude={"signature"})
    write_whole(work / CAPSULE, canonical({**unsigned, "signature": sign(key, canonical(unsigned))}) + b"\n")


_README = """上诉审音视频包 · appeal capsule

观看：用 Chromium 内核的浏览器打开 player.html，再选择本文件夹。
校验：python3 verify_capsule.py --key <法院公布的公钥>
未经许可不得复制、传播（法释〔2017〕5号第十五条）。画面上的标记写明查阅人和份号。

To watch: open player.html in a Chromium-based browser, then choose this folder.
To verify: python3 verify_capsule.py --key <the court's public key>
No copying or passing on without leave. The mark on the pictures names the reader and the copy.
"""
