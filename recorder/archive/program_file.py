"""``program.mp4``: the court's picture and sound as one file for a double click, copied and not encoded again.

What was not recorded is left out, so that the file plays without waiting through a recess; :class:`Stretch` says
where each part of it belongs on the timeline. Packets pass one by one: memory does not grow with the hearing.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from recorder.index import IndexLine, read_lines
from recorder.layout import TakePaths, TrackPaths

PICTURE, SOUND = "program", "program-sound"
_BRIDGED_NS = 1_000_000_000
"""A hole as short as this stays in the file; the picture stands meanwhile."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where *duration* ns from *start* on the timeline lie in the file."""

    at: int
    start: int
    duration: int


@dataclass(frozen=True, slots=True)
class _Part:
    """A track file, and the last moment of it that counts."""

    start: int
    path: Path


def stretches_of(lines: Sequence[IndexLine]) -> list[Stretch]:
    """Put what *lines* hold behind one another, without the holes between. Pure."""
    spans: list[list[int]] = []
    for line in sorted(lines, key=lambda one: one.start):
        if spans and line.start - spans[-1][1] <= _BRIDGED_NS:
            spans[-1][1] = max(spans[-1][1], line.end)
        else:
            spans.append([line.start, line.end])
    found, at = [], 0
    for since, until in spans:
        found.append(Stretch(at, since, until - since))
        at += until - since
    return found


def write_program(takes: Sequence[TakePaths], target: Path) -> list[Stretch]:
    """Write the program of *takes* to *target*; return its stretches, none when there was no program.

    Raises:
        av.FFmpegError: a track file cannot be read.
        OSError: the disk refused.
    """
    tracks = {
        name: [take.track(name) for take in takes if take.track(name).index.exists()] for name in (PICTURE, SOUND)
    }
    lines = [line for found in tracks.values() for track in found for line in read_lines(track.index, IndexLine)]
    stretches = stretches_of(lines)
    parts = {name: found for name in tracks if (found := _parts(tracks[name]))}
    if not stretches or PICTURE not in parts:
        return []
    with av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as sink:
        feeds = [_feed(sink, found, stretches) for found in parts.values()]
        for _, _, packet in heapq.merge(*feeds, key=lambda one: one[:2]):
            sink.mux(packet)
    return stretches


def _parts(tracks: Sequence[TrackPaths]) -> list[_Part]:
    """Track files of all takes in the order of time."""
    found = [(lines[0].start, track.media(lines[0].file)) for track in tracks for lines in _by_file(track)]
    return [_Part(start, path) for start, path in sorted(found)]


def _by_file(track: TrackPaths) -> list[list[IndexLine]]:
    files: dict[str, list[IndexLine]] = {}
    for line in read_lines(track.index, IndexLine):
        files.setdefault(line.file, []).append(line)
    return list(files.values())


def _feed(sink: Any, parts: Sequence[_Part], stretches: Sequence[Stretch]) -> Iterator[tuple[float, int, Any]]:
    """Open a stream of *sink* like the first of *parts* and return its packets, at their time in the file."""
    with av.open(str(parts[0].path)) as first:
        stream = sink.add_stream_from_template(first.streams[0], opaque=True)
    return _packets(parts, stream, stretches)


def _packets(parts: Sequence[_Part], stream: Any, stretches: Sequence[Stretch]) -> Iterator[tuple[float, int, Any]]:
    last = -1
    for part in parts:
        with av.open(str(part.path)) as source:
            for packet in source.demux(source.streams[0]):
                if packet.dts is None:
                    continue
                scale: Fraction = packet.time_base
                at = _place(round(packet.dts * scale * 1_000_000_000), stretches)
                ticks = round(Fraction(at, 1_000_000_000) / scale) if at is not None else -1
                if ticks <= last:
                    continue  # Two takes overlap: the earlier one is kept.
                last = packet.dts = packet.pts = ticks
                packet.stream = stream
                yield float(ticks * scale), stream.index, packet


def _place(ns: int, stretches: Sequence[Stretch]) -> int | None:
    """Where in the file *ns* of the timeline lies."""
    for stretch in stretches:
        if stretch.start - 1_000_000 <= ns < stretch.start + stretch.duration:
            return max(stretch.at + ns - stretch.start, stretch.at)
    return None
