"""Sends the room's record up to the court's server, oldest first, and proves by hash that it arrived.

Each fragment is hashed before it goes and again where it arrives. What was sent is remembered on disk, so that
nothing is sent twice after a restart; what the server says it holds counts more than that memory, so that a server
that lost something gets it again. Contract: docs/PROTOCOL.md §7.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from hearing.link import Link, Pace
from recorder.closing import last_seal
from recorder.durable import write_whole
from recorder.failpoint import reached
from recorder.holdings import Held, HeldTake, Holdings
from recorder.holes import given_back
from recorder.index import HeaderLine, IndexLine, read_front, sha256_hex
from recorder.layout import TakePaths, TrackPaths, takes_of

BATCH_BYTES = 4 << 20
_INDEX_BYTES = 64 << 10
"""How much of an index is looked at for one batch: a few minutes of a track."""
_TAKE_SIDES = ("about", "tracks")
_AFTER_SIDES = ("leaves", "seals")
_OCTETS = re.compile(rb'"bytes":(\d+)')


class Progress(BaseModel):
    """How far one file of lines has been sent: octets of it, and of headers their number."""

    model_config = ConfigDict(extra="forbid")

    sent: dict[str, int] = {}


@dataclass(frozen=True, slots=True)
class Part:
    """One record of a request: its line, its octets, and what to remember when it arrived."""

    line: dict[str, Any]
    content: bytes
    remember: tuple[str, int]

    @property
    def place(self) -> str:
        """The take and track that it belongs to."""
        return f"{self.line['take']}/{self.line.get('track') or ''}"


@dataclass
class Pending:
    """What is still to be sent."""

    fragments: int = 0
    octets: int = 0


@dataclass(frozen=True, slots=True)
class _Next:
    """A fragment whose turn may come: what it is, where its line ends in the index, and the headers before it."""

    take: TakePaths
    track: TrackPaths
    line: IndexLine
    end: int
    headers: tuple[tuple[HeaderLine, int], ...]


@dataclass
class Uploader:
    """Sends all takes of one hearing. *store* is the agent's record store, *kept* the file of what was sent."""

    store: Path
    case: str
    hearing: str
    kept: Path
    is_proved: bool = False
    """The server was seen to hold all that there was to send."""
    stuck: dict[str, str] = field(default_factory=dict)
    """Takes and tracks that cannot go up, and why: ``damaged`` here, ``differs`` from what is there, ``hash``."""
    _progress: Progress = field(default_factory=Progress)

    def __post_init__(self) -> None:
        try:
            self._progress = Progress.model_validate_json(self.kept.read_bytes())
        except (FileNotFoundError, ValidationError):
            self._progress = Progress()  # What is there already is asked for, and else only sent in vain.

    def pending(self) -> Pending:
        """Say how much is left."""
        left = Pending()
        for take in self._takes():
            for track in take.track_folders():
                rest = _whole(_rest(track.index, self._sent(take, track.name, "index")))
                left.fragments += rest.count(b"\n")
                left.octets += sum(int(octets) for octets in _OCTETS.findall(rest))
            for name in (*_TAKE_SIDES, *_AFTER_SIDES):
                left.octets += len(_whole(_rest(_take_side(take, name), self._sent(take, "", name))))
        return left

    def is_sealed(self) -> bool:
        """Whether every take has its final seal, so that nothing can follow."""
        takes = self._takes()
        return bool(takes) and all(_is_final(take) for take in takes)

    async def send_some(self, link: Link, most: int = BATCH_BYTES, pace: Pace | None = None) -> int:
        """Send one batch of about *most* octets; return how many octets it had, 0 when all is up.

        Raises:
            LinkLost: the panel is not there; try again later.
            LinkRefused: the batch as a whole was refused.
        """
        parts = self._batch(most)
        if not parts:
            return 0
        body = b"".join(_spell(part) for part in parts)
        reached("upload.read")
        outcome = await link.fragments(self.hearing, body, pace)
        reached("upload.answered")
        refused = {f"{one['take']}/{one['track']}" for one in outcome["refused"]}
        self.is_proved = False
        for part in parts:
            if part.place not in refused and f"{part.line['take']}/{part.line['kind']}" not in refused:
                name, offset = part.remember
                self._progress.sent[name] = max(offset, self._progress.sent.get(name, 0))
        for one in outcome["refused"]:
            self._refused(one)
        self._keep()
        reached("upload.remembered")
        return len(body)

    async def compare(self, link: Link) -> None:
        """Ask the server what it holds and go on from there.

        Raises:
            LinkError: the panel is not there, or said no.
        """
        there = Holdings.model_validate(await link.request("GET", f"/api/v1/hearings/{self.hearing}/fragments"))
        self.stuck.clear()
        self._progress = Progress(sent=dict(self._agreed(there)))
        self._keep()
        self.is_proved = self.pending().octets == 0

    def _agreed(self, there: Holdings) -> Iterator[tuple[str, int]]:
        """Yield how far each file is the same here and there; one that differs is sent anew and refused in words."""
        for take in self._takes():
            held = there.takes.get(take.name)
            if held is None:
                continue
            for name in (*_TAKE_SIDES, *_AFTER_SIDES):
                yield f"{take.name}//{name}", _same(getattr(held, name), _take_side(take, name))
            for track in take.track_folders():
                yield from self._agreed_track(take, track, held)

    def _agreed_track(self, take: TakePaths, track: TrackPaths, held: HeldTake) -> Iterator[tuple[str, int]]:
        media = held.media.get(track.name)
        if media is None:
            return
        place = f"{take.name}/{track.name}"
        yield f"{place}/index", _same(media.index, track.index)
        yield f"{place}/clock", _same(media.clock, track.clock)
        headers = _same(media.headers, track.headers)
        yield f"{place}/headers", _rest(track.headers, 0, headers).count(b"\n")

    def _refused(self, one: dict[str, Any]) -> None:
        """The server lacks what came before: begin that track again. What differs waits for a person."""
        place = f"{one['take']}/{one['track']}"
        if one["why"] not in ("gap", "header-missing", "offset"):
            self.stuck[place] = one["why"]
            return
        for name in [name for name in self._progress.sent if name.startswith(place)]:
            del self._progress.sent[name]
        if one["track"] in (*_TAKE_SIDES, *_AFTER_SIDES, "clock"):
            self._progress.sent.pop(f"{one['take']}//{one['track']}", None)

    def _keep(self) -> None:
        write_whole(self.kept, self._progress.model_dump_json().encode())

    def _takes(self) -> list[TakePaths]:
        return takes_of(self.store, self.case, self.hearing)

    def _sent(self, take: TakePaths, track: str, kind: str) -> int:
        return self._progress.sent.get(f"{take.name}/{track}/{kind}", 0)

    def _batch(self, most: int) -> list[Part]:
        takes = self._takes()
        parts = [part for take in takes for name in _TAKE_SIDES if (part := self._side(take, None, name))]
        room = most
        for following in sorted(self._following(most), key=lambda one: one.line.start):
            if f"{following.take.name}/{following.track.name}" in self.stuck:
                continue
            found = self._media(following)
            parts += found
            room -= sum(len(one.content) for one in found)
            if room <= 0:
                return parts
        return parts if self._is_media_left() else parts + list(self._after())

    def _is_media_left(self) -> bool:
        """Whether a look at more of an index is needed before what explains it may follow."""
        tracks = ((take, track) for take in self._takes() for track in take.track_folders())
        return any(
            len(_whole(_rest(track.index, self._sent(take, track.name, "index")))) > _INDEX_BYTES
            for take, track in tracks
            if f"{take.name}/{track.name}" not in self.stuck
        )

    def _following(self, most: int) -> Iterator[_Next]:
        """Yield of each track the fragments that could go now, at most about *most* octets of each."""
        for take in self._takes():
            for track in take.track_folders():
                yield from self._following_of(take, track, most)

    def _following_of(self, take: TakePaths, track: TrackPaths, most: int) -> Iterator[_Next]:
        headers = _headers(track)
        told = self._sent(take, track.name, "headers")
        at = self._sent(take, track.name, "index")
        begin, window = at, _rest(track.index, at, _INDEX_BYTES)
        for spelt in _whole(window).splitlines(keepends=True):
            try:
                line = IndexLine.model_validate_json(spelt)
            except ValidationError:
                break
            at += len(spelt)
            before = []
            while told < len(headers) and headers[told].file <= line.file:
                told += 1
                before.append((headers[told - 1], told))
            yield _Next(take, track, line, at, tuple(before))
            most -= line.bytes
            if most <= 0:
                return
        if at == begin and b"\0" in window:  # These lines are lost; the rest of the take goes up without them.
            self.stuck[f"{take.name}/{track.name}"] = "damaged"

    def _media(self, following: _Next) -> list[Part]:
        """Read a fragment, and prove that it is what was written."""
        take, track, line = following.take, following.track, following.line
        with track.media(line.file).open("rb") as file:
            file.seek(line.offset)
            content = file.read(line.bytes)
        if sha256_hex(content) != line.sha256:
            self.stuck[f"{take.name}/{track.name}"] = "damaged"
            return []
        spelt = {
            "kind": "fragment",
            "take": take.name,
            "track": track.name,
            "line": line.model_dump(mode="json", exclude_none=True),
            "bytes": line.bytes,
        }
        name = f"{take.name}/{track.name}/headers"
        headers = [_header_part(take, track, header, (name, number)) for header, number in following.headers]
        return [*headers, Part(spelt, content, (f"{take.name}/{track.name}/index", following.end))]

    def _after(self) -> Iterator[Part]:
        """Yield what explains the fragments; it must never run ahead of them."""
        for take in self._takes():
            for track in take.track_folders():
                if (part := self._side(take, track, "clock")) is not None:
                    yield part
            for name in _AFTER_SIDES:
                if (part := self._side(take, None, name)) is not None:
                    yield part

    def _side(self, take: TakePaths, track: TrackPaths | None, kind: str) -> Part | None:
        path = track.clock if track else _take_side(take, kind)
        offset = self._sent(take, track.name if track else "", kind)
        content = _whole(_rest(path, offset, BATCH_BYTES))
        if not content or f"{take.name}/{kind}" in self.stuck:
            return None
        line: dict[str, Any] = {"kind": kind, "take": take.name, "offset": offset, "bytes": len(content)}
        if track:
            line["track"] = track.name
        return Part(line, content, (f"{take.name}/{track.name if track else ''}/{kind}", offset + len(content)))


def _same(there: Held, path: Path) -> int:
    return there.bytes if there.is_front_of(path) else 0


def _rest(path: Path, offset: int, most: int = -1) -> bytes:
    if not path.exists():
        return b""
    return given_back(path, offset, most)


def _take_side(take: TakePaths, kind: str) -> Path:
    return {"about": take.about, "tracks": take.tracks, "leaves": take.leaves, "seals": take.seals}[kind]


def _is_final(take: TakePaths) -> bool:
    seal = last_seal(take)
    return seal is not None and bool(seal.final)


def _headers(track: TrackPaths) -> list[HeaderLine]:
    return read_front(track.headers, HeaderLine)


def _header_part(take: TakePaths, track: TrackPaths, header: HeaderLine, remember: tuple[str, int]) -> Part:
    line = {
        "kind": "header",
        "take": take.name,
        "track": track.name,
        "file": header.file,
        "bytes": header.bytes,
        "sha256": header.sha256,
    }
    return Part(line, _rest(track.media(header.file), 0, header.bytes), remember)


def _whole(content: bytes) -> bytes:
    """Cut a torn last line off; it is being written."""
    return content[: content.rfind(b"\n") + 1]


def _spell(part: Part) -> bytes:
    return json.dumps(part.line, ensure_ascii=False).encode() + b"\n" + part.content
