"""Computes the ledger of every second (无缺秒台账) from the log and the indexes alone. Pure.

From opening to closing each second of each track is recorded, a lawful gap, or a fault: with the cause that the system
found, the explanation, and the judge's signature (法释〔2017〕5号 §§3–4). While the hearing goes on, what has not
arrived yet is awaited and no fault.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hearing.events import HearingEvent
from hearing.facts import HearingState
from hearing.ledger import Ledger, LedgerFault, MutedStretch, TrackLedger
from hearing.streams import parse_stream
from recorder.archive.coverage import TakeCoverage, TrackCoverage, guessed_line
from recorder.archive.due import attended, due, lawful_gaps, muted, open_stretches, remote_tracks
from recorder.archive.fault_cause import Cause, cause_of
from recorder.archive.filling import arrived, filled_from_other_side, is_recorded_twice
from recorder.archive.stretches import ROUNDING_NS, Stretch, both, length, merged, without
from recorder.index import TrackLine

_NO_TRACK = TrackLine(name="program", kind="video", codec="avc3", timescale=90000, stream="program", mandatory=True)
"""Stands for the tracks of a take of which nothing is known."""


@dataclass(frozen=True)
class _Given:
    """What every track's account is made from."""

    events: Sequence[HearingEvent]
    state: HearingState
    takes: Sequence[TakeCoverage]
    wanted: Sequence[Stretch]
    is_complete: bool


@dataclass(frozen=True)
class _Track:
    """One track, over all takes that hold anything of it."""

    name: str
    stream: str
    kind: str
    mandatory: bool
    parts: Sequence[tuple[TakeCoverage, TrackCoverage]]

    def kept(self) -> list[Stretch]:
        """What is there and whole; a fragment that one take lost another may have."""
        return merged(stretch for _, part in self.parts for stretch in part.sound)

    def filled(self) -> list[Stretch]:
        """What was filled in with silence."""
        return merged(stretch for _, part in self.parts for stretch in part.filled)

    def damaged(self) -> list[Stretch]:
        """What was kept and cannot be relied on."""
        return merged(stretch for _, part in self.parts for stretch in part.damaged)

    def arrived(self, end: int) -> int:
        """Up to where nothing more can come: *end* once no writer can add anything."""
        if is_recorded_twice(self.parts):
            return arrived(self.parts, end)
        if self.parts and all(take.is_final for take, _ in self.parts):
            return end
        return max((part.end for _, part in self.parts), default=0)


def make_ledger(events: Sequence[HearingEvent], state: HearingState, takes: Sequence[TakeCoverage]) -> Ledger:
    """Account for every second of the hearing, as far as it has been held."""
    is_there = {*state.take_seals} <= {take.name for take in takes} and bool(takes)
    is_complete = state.closed_at is not None and is_there and all(take.is_final for take in takes)
    end = max((track.end for take in takes for track in take.tracks.values()), default=0)
    given = _Given(events, state, takes, open_stretches(state, end), is_complete)
    tracks = [_account(track, given) for track in _tracks(given)]
    return Ledger(
        hearing=state.hearing, complete=is_complete, gaps=tuple(lawful_gaps(events, state)), tracks=tuple(tracks)
    )


def _tracks(given: _Given) -> list[_Track]:
    parts: dict[str, list[tuple[TakeCoverage, TrackCoverage]]] = {}
    for take in given.takes:
        for name, track in take.tracks.items():
            parts.setdefault(name, []).append((take, track))
    found = [
        _Track(name, held[-1][1].line.stream, held[-1][1].line.kind, held[-1][1].line.mandatory, held)
        for name, held in parts.items()
    ]
    return found + _never_came(given, parts) + _ended_empty(given)


def _never_came(given: _Given, known: dict[str, list[tuple[TakeCoverage, TrackCoverage]]]) -> list[_Track]:
    """Name what should have been recorded, and nothing of which ever came: remote people, and what it opened without."""
    streams = {parts[-1][1].line.stream for parts in known.values()}
    opened = given.state.opened_without
    expected = remote_tracks(given.state) | {name: name for name in (opened.tracks if opened else ())}
    return [
        _Track(name, stream, guessed_line(name).kind, True, ())
        for name, stream in expected.items()
        if stream not in streams and name not in known and due(given.events, given.state, name, given.wanted)
    ]


def _ended_empty(given: _Given) -> list[_Track]:
    """Name courtrooms' takes of which nothing came before they were ended: their tracks are not even known."""
    empty = [take for take in given.takes if take.is_ended and not take.tracks and take.name.startswith("room-")]
    return [_Track(take.name, "program", "take", True, ((take, TrackCoverage(_NO_TRACK)),)) for take in empty]


def _account(track: _Track, given: _Given) -> TrackLedger:
    wanted = due(given.events, given.state, track.name, given.wanted)
    end = wanted[-1][1] if wanted else 0
    until = end if given.is_complete else min(end, track.arrived(end))
    silent = _muted(track, given, wanted, end)
    kept = track.kept()
    there = kept + both(track.filled(), [(one.since, one.until) for one in silent])
    holes = [hole for hole in without(both(wanted, [(0, until)]), merged(there)) if hole[1] - hole[0] > ROUNDING_NS]
    faults = [fault for hole in holes for fault in _faults(hole, track, given)]
    return TrackLedger(
        name=track.name,
        kind=track.kind,
        stream=track.stream,
        mandatory=track.mandatory,
        takes=tuple(take.name for take, _ in track.parts),
        seconds=_seconds(length(kept)),
        due_s=_seconds(length(wanted)),
        missing_s=_seconds(sum(fault.until - fault.since for fault in faults)),
        awaited_s=_seconds(length(without(without(wanted, [(0, until)]), merged(there)))),
        faults=tuple(faults),
        muted=tuple(silent),
        filled=tuple(filled_from_other_side(track.parts, wanted, until)),
    )


def _muted(track: _Track, given: _Given, wanted: Sequence[Stretch], end: int) -> list[MutedStretch]:
    if track.kind != "audio" or parse_stream(track.stream).kind not in {"mic", "remote", "interp"}:
        return []
    return [
        MutedStretch(since=since, until=until, by=one.by)
        for one in muted(given.events, given.state, track.stream, end)
        for since, until in both(wanted, [(one.since, one.until)])
    ]


def _faults(hole: Stretch, track: _Track, given: _Given) -> list[LedgerFault]:
    broken = both([hole], track.damaged())
    rest = [part for part in without([hole], broken) if part[1] - part[0] > ROUNDING_NS]
    begins = {since for since, _ in _attendance(track, given)}
    found = [(part, Cause("damaged")) for part in broken]
    found += [(part, cause_of(part, (track.name, track.stream), given.state, given.takes, begins)) for part in rest]
    faults = [
        LedgerFault(since=part[0], until=part[1], cause=cause.word, noted=cause.noted)
        for part, cause in sorted(found, key=lambda one: one[0])
    ]
    return [fault.answered(track.name, given.state) for fault in faults]


def _attendance(track: _Track, given: _Given) -> list[Stretch]:
    named = parse_stream(track.stream)
    end = given.wanted[-1][1] if given.wanted else 0
    return attended(given.events, given.state, named.subject, end) if named.kind == "remote" else []


def _seconds(ns: int) -> float:
    return round(ns / 1e9, 3)
