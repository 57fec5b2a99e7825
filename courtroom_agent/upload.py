"""Sends the room's record up to the court's server, oldest first, and proves by hash that it arrived.

What was sent is remembered on disk, so that nothing is sent twice after a restart; the server counts what it has
already as known, so that sending twice would do no harm either. Contract: docs/PROTOCOL.md §7.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from hearing.link import Link
from recorder.durable import write_whole
from recorder.index import HeaderLine, IndexLine
from recorder.layout import TakePaths, TrackPaths, takes_of
from recorder.seals import Checkpoint

BATCH_BYTES = 4 << 20
_TAKE_SIDES = ("about", "tracks")
_AFTER_SIDES = ("leaves", "seals")


class Progress(BaseModel):
    """How far one file of lines has been sent: octets of it, and of side files their size."""

    model_config = ConfigDict(extra="forbid")

    sent: dict[str, int] = {}


@dataclass(frozen=True, slots=True)
class Part:
    """One record of a request: its line, its octets, and what to remember when it arrived."""

    line: dict[str, Any]
    content: bytes
    remember: tuple[str, int]


@dataclass
class Pending:
    """What is still to be sent."""

    fragments: int = 0
    octets: int = 0


@dataclass
class Uploader:
    """Sends all takes of one hearing. *store* is the agent's record store."""

    store: Path
    case: str
    hearing: str
    kept: Path
    _progress: Progress = field(default_factory=Progress)

    def __post_init__(self) -> None:
        if self.kept.exists():
            self._progress = Progress.model_validate_json(self.kept.read_bytes())

    def pending(self) -> Pending:
        """Say how much is left."""
        left = Pending()
        for take in takes_of(self.store, self.case, self.hearing):
            for track in take.track_folders():
                for line, _ in self._index_lines(track):
                    left.fragments += 1
                    left.octets += line.bytes
            for name in (*_TAKE_SIDES, *_AFTER_SIDES):
                left.octets += len(self._side_rest(_take_side(take, name)))
        return left

    def is_sealed(self) -> bool:
        """Whether every take has its final seal, so that nothing can follow."""
        takes = takes_of(self.store, self.case, self.hearing)
        return bool(takes) and all(_is_final(take) for take in takes)

    async def send_some(self, link: Link) -> int:
        """Send one batch; return how many parts it had, 0 when all is up.

        Raises:
            LinkLost: the panel is not there; try again later.
            LinkRefused: the batch as a whole was refused.
        """
        parts = self._batch()
        if not parts:
            return 0
        body = b"".join(_spell(part) for part in parts)
        outcome = await link.fragments(self.hearing, body)
        refused = {(one["take"], one["track"]) for one in outcome["refused"]}
        for part in parts:
            if (part.line["take"], part.line.get("track") or "") not in refused:
                name, offset = part.remember
                self._progress.sent[name] = max(offset, self._progress.sent.get(name, 0))
        for one in outcome["refused"]:
            self._rewind(one)
        write_whole(self.kept, self._progress.model_dump_json().encode())
        return len(parts)

    def _rewind(self, refused: dict[str, Any]) -> None:
        """The server lacks what came before: begin that track again; what it has it counts as known."""
        if refused["why"] in ("gap", "header-missing", "offset"):
            for name in list(self._progress.sent):
                if name.startswith(f"{refused['take']}/{refused['track']}"):
                    del self._progress.sent[name]

    def _batch(self) -> list[Part]:
        parts: list[Part] = []
        room = BATCH_BYTES
        for take in takes_of(self.store, self.case, self.hearing):
            sides = [self._side(take, None, name) for name in _TAKE_SIDES]
            parts += [side for side in sides if side is not None]
        for part in sorted(self._media(), key=lambda found: found[0]):
            parts += part[1]
            room -= sum(len(one.content) for one in part[1])
            if room <= 0:
                return parts
        return parts + list(self._after())

    def _media(self) -> Iterator[tuple[int, list[Part]]]:
        """Yield fragments with where they begin, each with its file's header before it where that is new."""
        for take in takes_of(self.store, self.case, self.hearing):
            for track in take.track_folders():
                yield from self._track_media(take, track)

    def _track_media(self, take: TakePaths, track: TrackPaths) -> Iterator[tuple[int, list[Part]]]:
        headers_name = f"{take.name}/{track.name}/headers"
        headers = _headers(track)
        told = self._progress.sent.get(headers_name, 0)
        room = BATCH_BYTES
        for line, end in self._index_lines(track):
            parts = []
            while told < len(headers) and headers[told].file <= line.file:
                parts.append(_header_part(take, track, headers[told], (headers_name, told + 1)))
                told += 1
            with track.media(line.file).open("rb") as file:
                file.seek(line.offset)
                content = file.read(line.bytes)
            spelt = {
                "kind": "fragment",
                "take": take.name,
                "track": track.name,
                "line": line.model_dump(mode="json", exclude_none=True),
                "bytes": line.bytes,
            }
            parts.append(Part(spelt, content, (f"{take.name}/{track.name}/index", end)))
            yield line.start, parts
            room -= line.bytes
            if room <= 0:
                return

    def _index_lines(self, track: TrackPaths) -> Iterator[tuple[IndexLine, int]]:
        """Yield the lines that were not sent yet, each with where it ends in its file."""
        at = self._progress.sent.get(f"{track.folder.parent.name}/{track.name}/index", 0)
        for line in _whole(self._side_rest(track.index, at)).splitlines(keepends=True):
            at += len(line)
            yield IndexLine.model_validate_json(line), at

    def _after(self) -> Iterator[Part]:
        """Yield what explains the fragments; it must never run ahead of them."""
        for take in takes_of(self.store, self.case, self.hearing):
            for track in take.track_folders():
                if (part := self._side(take, track, "clock")) is not None:
                    yield part
            for name in _AFTER_SIDES:
                if (part := self._side(take, None, name)) is not None:
                    yield part

    def _side(self, take: TakePaths, track: TrackPaths | None, kind: str) -> Part | None:
        path = track.clock if track else _take_side(take, kind)
        name = f"{take.name}/{track.name}/clock" if track else f"{take.name}//{kind}"
        offset = self._progress.sent.get(name, 0)
        content = _whole(self._side_rest(path, offset))
        if not content:
            return None
        line: dict[str, Any] = {"kind": kind, "take": take.name, "offset": offset, "bytes": len(content)}
        if track:
            line["track"] = track.name
        return Part(line, content, (name, offset + len(content)))

    def _side_rest(self, path: Path, offset: int | None = None) -> bytes:
        if not path.exists():
            return b""
        if offset is None:
            offset = self._progress.sent.get(f"{path.parent.name}//{path.stem}", 0)
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(BATCH_BYTES)


def _take_side(take: TakePaths, kind: str) -> Path:
    return {"about": take.about, "tracks": take.tracks, "leaves": take.leaves, "seals": take.seals}[kind]


def _is_final(take: TakePaths) -> bool:
    lines = take.seals.read_bytes().splitlines() if take.seals.exists() else []
    return bool(lines) and bool(Checkpoint.model_validate_json(lines[-1]).final)


def _headers(track: TrackPaths) -> list[HeaderLine]:
    content = track.headers.read_bytes() if track.headers.exists() else b""
    return [HeaderLine.model_validate_json(line) for line in _whole(content).splitlines()]


def _header_part(take: TakePaths, track: TrackPaths, header: HeaderLine, remember: tuple[str, int]) -> Part:
    with track.media(header.file).open("rb") as file:
        content = file.read(header.bytes)
    line = {
        "kind": "header",
        "take": take.name,
        "track": track.name,
        "file": header.file,
        "bytes": header.bytes,
        "sha256": header.sha256,
    }
    return Part(line, content, remember)


def _whole(content: bytes) -> bytes:
    """Cut a torn last line off; it is being written."""
    return content[: content.rfind(b"\n") + 1]


def _spell(part: Part) -> bytes:
    return json.dumps(part.line, ensure_ascii=False).encode() + b"\n" + part.content
