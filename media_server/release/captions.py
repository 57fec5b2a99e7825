"""Captions of a released hearing as WebVTT (W3C). Pure.

A line that was recognised later than its second was released is shown in the next segment: late, but never lost.
"""

from collections.abc import Iterable, Sequence

from hearing.facts import Line

LEAST_NS = 1_500_000_000
"""A caption stays readable at least this long."""


def due_lines(lines: Iterable[Line], shown: frozenset[int], until: int) -> list[Line]:
    """Return the lines that began before *until* (ns of the timeline) and were not *shown* yet."""
    return [line for line in lines if line.line not in shown and line.start < until]


def webvtt(lines: Sequence[Line], start: int, end: int) -> str:
    """Spell the captions of the segment from *start* to *end* (ns of the timeline)."""
    # hls.js and Safari place cues by this map (RFC 8216 §3.5); both clocks count from the hearing's zero.
    text = ["WEBVTT", "X-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000", ""]
    for line in lines:
        begin = max(line.start, start)
        finish = max(line.start + line.duration, begin + LEAST_NS, min(end, begin + 2 * LEAST_NS))
        speaker = _plain(line.speaker)
        text += [f"{_clock(begin)} --> {_clock(finish)}", f"<v {speaker}>{_plain(line.text)}", ""]
    return "\n".join(text)


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(ns: int) -> str:
    ms = ns // 1_000_000
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"
