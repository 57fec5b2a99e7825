"""Every process of a running court is killed: everything comes back by itself, and every missing second is listed."""

import asyncio
import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from recorder.archive.stretches import ROUNDING_NS
from recorder.index import IndexLine, read_lines
from tests.whole.held_hearing import Kill, held_hearing

REJOIN_S = 10.0
CAPTURE_RESTART_NS = 5_000_000_000
HICCUP_NS = 1_500_000_000
"""So long a machine of two cores that does other work at the same time may stall; whoever died is away for longer."""
FRAGMENT_NS = 2_000_000_000
"""What was not yet on the disk when a writer died lies before its death by less than this."""
ROOM = "room-demo-1"

Stretch = tuple[int, int]
_log = logging.getLogger("kills")


@dataclass(frozen=True)
class Aftermath:
    """What a hearing in which processes were killed left behind."""

    kills: list[Kill]
    tracks: list[dict[str, Any]]
    """The ledger's lines."""
    gaps: dict[tuple[str, str], list[Stretch]]
    """By take and track: where nothing that came from the source lies between what did, ns of the timeline."""
    told: set[str]
    """Causes of the faults that the log names."""
    verified: int

    def holes(self, track: dict[str, Any]) -> list[Stretch]:
        """The gaps of one of the ledger's lines."""
        return self.gaps[track["takes"][0], track["name"]]

    def caused_by(self, kill: Kill, track: dict[str, Any]) -> list[Stretch]:
        """Say which holes of a track lie between the last that a killed process wrote and its return."""
        back = kill.at_ns + round(kill.rejoined_s * 1e9)
        return [hole for hole in self.holes(track) if kill.at_ns - FRAGMENT_NS < hole[0] < back]


def _gaps(index: Path, opened_ns: int) -> list[Stretch]:
    """Find what is missing in a track, by its index alone, once everything mandatory was written."""
    lines = [line for line in read_lines(index, IndexLine) if line.silence != line.samples]
    between = [(max(a.end, opened_ns), b.start) for a, b in zip(lines, lines[1:], strict=False)]
    return [(since, until) for since, until in between if until - since > ROUNDING_NS]


async def _hold(data: Path, *names: str) -> Aftermath:
    async with held_hearing(data) as held:
        for name in names:
            _log.info("%s", await held.kill(name))
        package = await held.archive()
    command = [sys.executable, "-m", "control_panel", "verify", str(package), "--json"]
    verified = await asyncio.to_thread(subprocess.run, command, capture_output=True, check=False)
    ledger = json.loads((package / "data" / "ledger.json").read_text())
    log = map(json.loads, (package / "data" / "log.jsonl").read_text().splitlines())
    told = {event["cause"] for event in log if event["type"] == "fault-noted"}
    indexes = (package / "data/media").glob("*/*/index.jsonl")
    gaps = {(one.parts[-3], one.parts[-2]): _gaps(one, held.opened_ns) for one in indexes}
    after = Aftermath(held.kills, ledger["tracks"], gaps, told, verified.returncode)
    for track in after.tracks:
        _log.info("%s %s: %s s, holes %s", track["takes"], track["name"], track["seconds"], after.holes(track))
    return after


def _killed(*names: str) -> Aftermath:
    """Kill processes of these names, one after another; whatever the machine does besides, all this must be so."""
    with TemporaryDirectory(prefix="k-") as folder:
        after = asyncio.run(_hold(Path(folder), *names))
        assert after.verified == 0
        _the_log_says_why(after)
        _every_hole_is_listed(after)
        _room_lost_only_restarts(after)
        _remote_holes_are_explained(after)
        return after


def _the_log_says_why(after: Aftermath) -> None:
    causes = {"recorder": "recorder-restarted", "media-1": "media-restarted", "capture": "capture-restarted"}
    assert {causes[kill.name] for kill in after.kills if kill.name in causes} <= after.told


def _every_hole_is_listed(after: Aftermath) -> None:
    for track in after.tracks:
        listed = [(hole["since"], hole["until"]) for hole in track["faults"]]
        unlisted = [hole for hole in after.holes(track) if hole not in listed]
        assert unlisted == [], (track["name"], after.holes(track), listed)


def _room_lost_only_restarts(after: Aftermath) -> None:
    room = [track for track in after.tracks if track["takes"] == [ROOM]]
    assert len(room) == 9
    for track in room:
        of_restarts = [hole for kill in after.kills if kill.costs_capture for hole in after.caused_by(kill, track)]
        others = [hole for hole in after.holes(track) if hole not in of_restarts]
        assert [hole for hole in others if hole[1] - hole[0] > HICCUP_NS] == [], track["name"]


def _remote_holes_are_explained(after: Aftermath) -> None:
    remote = [track for track in after.tracks if track["takes"][0].startswith("server-")]
    assert {track["name"] for track in remote} == {"remote-p-1", "remote-p-1-sound"}
    for kill in after.kills:
        if kill.name in ("media-1", "recorder"):
            assert all(after.caused_by(kill, track) for track in remote), (kill, remote)


@pytest.mark.long
@pytest.mark.timeout(300)
def test_a_killed_server_or_control_costs_the_rooms_record_nothing() -> None:
    """Recorder, media worker, panel and the room's control die in one hearing, whose room record has no hole."""
    _killed("recorder", "media-1", "panel", "control")


@pytest.mark.long
@pytest.mark.timeout(300)
def test_whatever_is_killed_the_hearing_goes_on() -> None:
    """Each process dies once in one hearing; all come back within 10 s, and capture loses at most 5 s by its death."""
    after = _killed("recorder", "media-1", "panel", "control", "program", "capture", "agent")

    assert {kill.name: kill.rejoined_s for kill in after.kills if kill.rejoined_s > REJOIN_S} == {}
    for kill in [kill for kill in after.kills if kill.costs_capture]:
        for track in [track for track in after.tracks if track["takes"] == [ROOM]]:
            lost = sum(until - since for since, until in after.caused_by(kill, track))
            assert 0 < lost <= CAPTURE_RESTART_NS, (kill.name, track["name"], lost)
