"""Takes in fragments that another host recorded, so that the record store holds the same bytes (docs/PROTOCOL.md §7).

    IntakeRecord
    ├─ FragmentRecord   one fragment with its index line
    ├─ HeaderRecord     a track file's init header
    └─ SideRecord       a stretch of an append-only side file

What is there is never changed: the same bytes again are counted as known, others are refused and kept aside.
Blocking; the hub calls it in threads. One lock a take.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from hearing.ids import TakeName, TrackName
from recorder.disk_watch import DiskWatch
from recorder.durable import AppendFile, make_folder, settle, store_fault, write_whole
from recorder.errors import BadMedia
from recorder.failpoint import reached
from recorder.holdings import Holdings, holdings
from recorder.holes import given_back
from recorder.index import HeaderLine, IndexLine, MediaName, Sha256, line_bytes, read_whole_lines, sha256_hex
from recorder.layout import TakePaths, TrackPaths, ended_takes, take_paths, takes_of
from recorder.sick_lines import keep_readable_fronts
from recorder.take_claim import taking_in

_LONGEST_LINE = 64 << 10
SideKind = Literal["clock", "seals", "leaves", "tracks", "about"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    take: TakeName
    bytes: int = Field(ge=0)


class FragmentRecord(_Record):
    """One fragment; its octets follow."""

    kind: Literal["fragment"]
    track: TrackName
    line: IndexLine


class HeaderRecord(_Record):
    """The init header of a track file, sent before the file's first fragment; its octets follow."""

    kind: Literal["header"]
    track: TrackName
    file: MediaName
    sha256: Sha256


class SideRecord(_Record):
    """Octets of a side file that belong at *offset*."""

    kind: SideKind
    track: TrackName | None = None
    offset: int = Field(ge=0)


IntakeRecord = Annotated[FragmentRecord | HeaderRecord | SideRecord, Field(discriminator="kind")]
_RECORD: TypeAdapter[FragmentRecord | HeaderRecord | SideRecord] = TypeAdapter(IntakeRecord)


class RefusedPart(BaseModel):
    """A part that was not taken, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    take: str
    track: str
    seq: int
    why: Literal["differs", "gap", "hash", "offset", "header-missing"]


@dataclass
class Outcome:
    """What became of one request."""

    stored: int = 0
    known: int = 0
    refused: list[RefusedPart] = field(default_factory=list)


@dataclass
class _Track:
    """What is acknowledged of one track."""

    hashes: list[str]
    headers: dict[str, str]
    sizes: dict[str, int]


Parsed = tuple[FragmentRecord | HeaderRecord | SideRecord, bytes]


def parse(body: bytes) -> Iterator[Parsed]:
    """Read records one after another.

    Raises:
        BadMedia: the body is not made of records; says at which octet.
    """
    at = 0
    while at < len(body):
        end = body.find(b"\n", at, at + _LONGEST_LINE)
        if end < 0:
            raise BadMedia(f"octet {at}: no record begins here. A record is one JSON line and then its octets.")
        try:
            record = _RECORD.validate_json(body[at:end])
        except ValidationError as fault:
            first = fault.errors()[0]
            place = "/".join(str(part) for part in first["loc"])
            raise BadMedia(f"octet {at}: {place}: {first['msg']}. See docs/PROTOCOL.md, Fragments up.") from None
        at = end + 1 + record.bytes
        if at > len(body):
            raise BadMedia(f"octet {end + 1}: {at - len(body)} octets are missing. Send the whole record.")
        yield record, body[end + 1 : at]


class Intake:
    """The way into a record store from other hosts.

    Args:
        store: the record store.
        refused: folder where differing parts are kept for whoever looks into it.
        late: a store of its own for takes that come back after the court has ended them; ``None`` keeps none.
    """

    def __init__(self, store: Path, refused: Path, late: Path | None = None) -> None:
        self._store = store
        self._late = late
        self._refused = refused
        self._guard = threading.Lock()
        self._locks: dict[Path, threading.Lock] = {}
        self._tracks: dict[Path, _Track] = {}
        self._settled: set[Path] = set()
        self.disk = DiskWatch(lambda: time.time_ns() // 1_000_000)
        """Whether the disk answers; that it refuses is raised."""

    def take_in(
        self, case: str, hearing: str, body: bytes, is_own: Callable[[str], bool] = lambda _take: True
    ) -> Outcome:
        """Store the parts of *body*; each stored one is on the disk when this returns.

        *is_own* says of a take whether the sender may write it.

        Raises:
            BadMedia: the body is no sequence of records, or holds another writer's take; nothing of it was stored.
            BadName: a name would lie elsewhere.
            StoreFault: the disk refused; what was stored before is whole.
        """
        outcome, found = Outcome(), list(parse(body))
        for record, _ in found:
            if not is_own(record.take):
                raise BadMedia(
                    f"{record.take}: this take is another writer's. Send only what was recorded by yourself."
                )
        for take, parts in groupby(found, key=lambda part: part[0].take):
            paths = take_paths(self._store, case, hearing, take)
            with self._guard:
                lock = self._locks.setdefault(paths.folder, threading.Lock())
            with lock, self.disk.working():
                self._take_in_somewhere(paths, (case, hearing), list(parts), outcome)
        return outcome

    def holdings(self, case: str, hearing: str) -> Holdings:
        """Say what is here of a hearing; all of that is on the disk.

        Raises:
            BadName: a name would lie elsewhere.
            StoreFault: the disk refused.
        """
        late = takes_of(self._late, case, hearing) if self._late is not None else []
        for take in [*takes_of(self._store, case, hearing), *late]:
            try:
                self._settle(take)
            except OSError as fault:
                raise store_fault(take.folder, fault) from fault
        here = holdings(self._store, case, hearing)
        ended = [take.name for take in ended_takes(self._store, case, hearing)]
        if self._late is None or not ended:
            return here
        apart = holdings(self._late, case, hearing)
        kept = {name: take for name, take in here.takes.items() if name not in ended}
        return Holdings(takes=kept | {name: take for name, take in apart.takes.items() if name in ended})

    def mend(self, case: str, hearing: str, is_own: Callable[[str], bool]) -> None:
        """Make room for lines that cannot be read here any more, of takes whose writer (*is_own*) is there to send them.

        What can be read before them stays; the file as it was is kept aside.

        Raises:
            BadName: a name would lie elsewhere.
            StoreFault: the disk refused.
        """
        for take in takes_of(self._store, case, hearing):
            if not is_own(take.name) or take.ended.exists():
                continue
            with self._guard:
                lock = self._locks.setdefault(take.folder, threading.Lock())
            with lock, self._fault_in_words(take):
                for track in [None, *take.track_folders()]:
                    sick = keep_readable_fronts(take, track, self._refused / hearing / take.name)
                    if sick and track is not None:
                        self._tracks.pop(track.folder, None)

    def _settle(self, take: TakePaths) -> None:
        """Bring to the disk, once, what an earlier process took in and may not have waited for."""
        if take.folder not in self._settled:
            settle(take.folder)
            self._settled.add(take.folder)

    def forget(self) -> None:
        """Read from the disk again what is stored, as after a start."""
        with self._guard:
            self._tracks.clear()

    def _take_in_somewhere(self, paths: TakePaths, of: tuple[str, str], parts: list[Parsed], outcome: Outcome) -> None:
        """Store what comes: of a take that the court has ended, apart, so that nothing of either is lost."""
        with self._fault_in_words(paths):
            make_folder(paths.folder)
            with taking_in(paths.folder):
                here = (
                    paths if self._late is None or not paths.ended.exists() else take_paths(self._late, *of, paths.name)
                )
                self._take_in(here, of[1], parts, outcome)

    @contextmanager
    def _fault_in_words(self, paths: TakePaths) -> Iterator[None]:
        try:
            yield
        except OSError as fault:
            raise store_fault(paths.folder, fault) from fault

    def _take_in(self, paths: TakePaths, hearing: str, parts: list[Parsed], outcome: Outcome) -> None:
        aside = self._refused / hearing / paths.name
        try:
            make_folder(paths.folder)
            self._settle(paths)
            for _, group in groupby(parts, key=_batch):
                batch = list(group)
                match batch[0][0]:
                    case FragmentRecord(track=track):
                        self._fragments(paths.track(track), batch, aside, outcome)
                    case HeaderRecord() as header:
                        self._header(paths.track(header.track), header, batch[0][1], aside, outcome)
                    case SideRecord() as side:
                        _side(_side_path(paths, side), side, batch[0][1], aside, outcome)
        except OSError as fault:
            for folder in [folder for folder in self._tracks if folder.is_relative_to(paths.folder)]:
                del self._tracks[folder]
            raise store_fault(paths.folder, fault) from fault

    def _known(self, track: TrackPaths) -> _Track:
        known = self._tracks.get(track.folder)
        if known is None:
            make_folder(track.folder)
            headers, headers_size = read_whole_lines(track.headers, HeaderLine)
            lines, index_size = read_whole_lines(track.index, IndexLine)
            for path, size in ((track.headers, headers_size), (track.index, index_size)):
                if path.exists() and path.stat().st_size > size:
                    with AppendFile(path) as torn:
                        torn.cut(size)
            sizes = {line.file: line.bytes for line in headers} | {
                line.file: line.offset + line.bytes for line in lines
            }
            known = _Track([line.sha256 for line in lines], {line.file: line.sha256 for line in headers}, sizes)
            self._tracks[track.folder] = known
        return known

    def _header(self, track: TrackPaths, record: HeaderRecord, content: bytes, aside: Path, outcome: Outcome) -> None:
        known = self._known(track)
        there = known.headers.get(record.file)
        if there == record.sha256:
            outcome.known += 1
        elif there is not None or sha256_hex(content) != record.sha256:
            why: Literal["differs", "hash"] = "hash" if there is None else "differs"
            _refuse(RefusedPart(take=record.take, track=record.track, seq=0, why=why), content, aside, outcome)
        else:
            line = HeaderLine(file=record.file, bytes=len(content), sha256=record.sha256)
            _store(track.media(record.file), 0, content)
            reached("intake.header-stored")
            _store(track.headers, None, line_bytes(line))
            reached("intake.header-acknowledged")
            known.headers[record.file] = record.sha256
            known.sizes[record.file] = len(content)
            outcome.stored += 1

    def _fragments(self, track: TrackPaths, batch: list[Parsed], aside: Path, outcome: Outcome) -> None:
        known = self._known(track)
        taken: list[tuple[IndexLine, bytes]] = []
        for record, content in batch:
            assert isinstance(record, FragmentRecord), "the batch holds fragments alone"
            why = _fault(known, record.line, content, taken)
            if why == "known":
                outcome.known += 1
            elif why:
                part = RefusedPart(take=record.take, track=record.track, seq=record.line.seq, why=why)
                _refuse(part, content, aside, outcome)
            else:
                taken.append((record.line, content))
        if taken:
            first = taken[0][0]
            _store_once(track.media(first.file), first.offset, b"".join(content for _, content in taken))
            reached("intake.media-stored")
            _store(track.index, None, b"".join(line_bytes(line) for line, _ in taken))
            reached("intake.index-stored")
            known.hashes += [line.sha256 for line, _ in taken]
            known.sizes[first.file] = taken[-1][0].offset + taken[-1][0].bytes
            outcome.stored += len(taken)


def _batch(part: Parsed) -> object:
    record, _ = part
    return (record.track, record.line.file) if isinstance(record, FragmentRecord) else id(record)


def _fault(
    known: _Track, line: IndexLine, content: bytes, taken: list[tuple[IndexLine, bytes]]
) -> Literal["known", "differs", "hash", "gap", "header-missing", "offset", ""]:
    hashes = known.hashes
    if line.seq <= len(hashes):
        return "known" if hashes[line.seq - 1] == line.sha256 else "differs"
    if len(content) != line.bytes or sha256_hex(content) != line.sha256:
        return "hash"
    if line.seq != len(hashes) + len(taken) + 1:
        return "gap"
    if line.file not in known.headers:
        return "header-missing"
    end = taken[-1][0].offset + taken[-1][0].bytes if taken else known.sizes[line.file]
    return "" if line.offset == end else "offset"


def _side_path(paths: TakePaths, side: SideRecord) -> Path:
    if side.kind == "clock":
        if side.track is None:
            raise BadMedia("clock: the record names no track. Name the track whose clock it is.")
        folder = paths.track(side.track)
        make_folder(folder.folder)
        return folder.clock
    return {"seals": paths.seals, "leaves": paths.leaves, "tracks": paths.tracks, "about": paths.about}[side.kind]


def _side(path: Path, side: SideRecord, content: bytes, aside: Path, outcome: Outcome) -> None:
    there = path.read_bytes() if path.exists() else b""
    overlap = there[side.offset : side.offset + len(content)]
    if side.offset > len(there):
        why: Literal["gap", "differs"] = "gap"
    elif not content.startswith(overlap):
        why = "differs"
    elif len(overlap) == len(content):
        outcome.known += 1
        return
    else:
        _store(path, len(there), content[len(overlap) :])
        reached("intake.side-stored")
        outcome.stored += 1
        return
    part = RefusedPart(take=side.take, track=side.track or side.kind, seq=side.offset, why=why)
    _refuse(part, content, aside, outcome)


def _store_once(path: Path, offset: int, content: bytes) -> None:
    """Put *content* at *offset* unless it lies there: what is behind it may be whole, and only its line was lost."""
    if not path.exists() or given_back(path, offset, len(content)) != content:
        _store(path, offset, content)


def _store(path: Path, offset: int | None, content: bytes) -> None:
    """Put *content* at *offset* (the end if ``None``); what a crash left behind it was never acknowledged and goes."""
    with AppendFile(path) as file:
        if offset is not None and file.size > offset:
            file.cut(offset)
        file.append(content)
        reached("intake.added")
        file.sync()


def _refuse(part: RefusedPart, content: bytes, aside: Path, outcome: Outcome) -> None:
    outcome.refused.append(part)
    if part.why != "gap":
        make_folder(aside)
        write_whole(aside / f"{part.track}-{part.seq}-{sha256_hex(content)[:16]}.bin", content)
