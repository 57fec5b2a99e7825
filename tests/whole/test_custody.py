"""A remote arraignment with the line cut: the centre's own record fills the court's, both sign, nobody records a recess."""

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

from hearing.ids import TakeName
from recorder.countersignature import Countersignature
from recorder.index import About, IndexLine, read_lines
from recorder.layout import countersigned_file
from tests.whole.custody_hearing import SITE, Arraignment, arraignment

_log = logging.getLogger("custody")
CUT_S = 10.0
SLACK_NS = 4_000_000_000
"""What is buffered when the line is cut still arrives, and after it people have to be connected again."""
CENTRE: TakeName = f"custody-{SITE}-1"
TRACKS = ("remote-p-1", "remote-p-1-sound")


@dataclass(frozen=True)
class Aftermath:
    """What the hearing left behind, on both sides."""

    package: Path
    cut: tuple[int, int]
    tracks: dict[str, dict[str, Any]]
    """The ledger's lines of the person's tracks."""
    gap: dict[str, Any]
    """The recess."""
    court_kept: list[Countersignature]
    centre_kept: list[Countersignature]
    verified: int
    verified_offline: int


async def _hold(data: Path) -> Aftermath:
    async with arraignment(data) as held:
        await asyncio.sleep(8)
        cut = await held.cut_the_line(CUT_S)
        await held.until("both sides write again", lambda: _write_beyond(held, cut[1] + 4_000_000_000))
        await held.court.recess(held.watch)
        await asyncio.sleep(8)
        package = await held.archive()
        state = held.watch.events[-1]["hearing"]
        case = package.parent.name
        centre_kept = read_lines(countersigned_file(held.centre / "records", case, state), Countersignature)
    ledger = json.loads((package / "data" / "ledger.json").read_text())
    verified = [
        (await asyncio.to_thread(subprocess.run, command, capture_output=True, check=False)).returncode
        for command in (
            [sys.executable, "-m", "control_panel", "verify", str(package)],
            [sys.executable, "-I", "-S", str(package / "verify.py")],
        )
    ]
    tracks = {track["name"]: track for track in ledger["tracks"] if track["name"] in TRACKS}
    for name, track in tracks.items():
        _log.info("%s: cut %s, filled %s, faults %s", name, cut, track["filled"], track["faults"])
    kept = read_lines(package / "data" / "seals" / "countersigned.jsonl", Countersignature)
    return Aftermath(package, cut, tracks, ledger["gaps"][0], kept, centre_kept, verified[0], verified[1])


def _write_beyond(held: Arraignment, position: int) -> bool:
    writers = (f"custody-{SITE}", "service:recorder")
    return all(held.written(writer, name) > position for writer in writers for name in TRACKS)


@pytest.fixture(scope="module")
def after() -> Any:
    """The hearing, held once."""
    with TemporaryDirectory(prefix="c-") as folder:
        yield asyncio.run(_hold(Path(folder)))


@pytest.mark.long
@pytest.mark.timeout(300)
def test_what_the_cut_cost_the_court_is_filled_from_the_centre_and_marked_so(after: Aftermath) -> None:
    """Ten seconds of picture and voice that never arrived are in the record, and the ledger says from where."""
    assert set(after.tracks) == set(TRACKS)
    for name, track in after.tracks.items():
        assert (track["faults"], track["missing_s"]) == ([], 0), name
        assert {CENTRE, "server-1"} <= set(track["takes"])
        filled = [one for one in track["filled"] if one["lost_by"] == "court" and _is_of_cut(one, after.cut)]
        length = sum(one["until"] - one["since"] for one in filled)
        assert length > CUT_S * 1e9 - SLACK_NS, (name, track["filled"], after.cut)
        assert {one["take"] for one in filled} == {CENTRE}


def _is_of_cut(one: dict[str, Any], cut: tuple[int, int]) -> bool:
    return bool(cut[0] - SLACK_NS < one["since"] and one["until"] < cut[1] + 2 * SLACK_NS)


@pytest.mark.long
@pytest.mark.timeout(300)
def test_the_package_is_whole_for_both_verifiers_and_its_player_shows_the_filling(after: Aftermath) -> None:
    """Both takes as they were recorded, both sides' signatures, one index that leads through the hole."""
    index = (after.package / "player" / "index.js").read_text()
    shown = json.loads(json.loads(index[index.index("(") + 1 : index.rindex(")")]))["record"]

    assert (after.verified, after.verified_offline) == (0, 0)
    assert {one["track"] for one in shown["filled"] if _is_of_cut(one, after.cut)} == set(TRACKS)
    assert CENTRE in (after.package / "data/ledger.json").read_text()


@pytest.mark.long
@pytest.mark.timeout(300)
def test_both_sides_hold_what_both_have_signed(after: Aftermath) -> None:
    """Before and after the cut each has countersigned the other's take, by clocks that were measured."""
    by = {take: [one for one in after.court_kept if one.take == take] for take in (CENTRE, "server-1")}
    keys = {take: _key(after.package, take) for take in by}

    for take, signed in by.items():
        other = next(name for name in by if name != take)
        assert len(signed) >= 3, take
        assert {one.key for one in signed} == {keys[other]}
        assert all(0 < one.uncertainty_ns < 1_000_000_000 for one in signed)
        at_centre = [one for one in after.centre_kept if one.take == take]
        assert at_centre[: len(signed)] == signed[: len(at_centre)]
        assert len(at_centre) >= len(signed) - 1


def _key(package: Path, take: str) -> str:
    return About.model_validate_json((package / "data" / "media" / take / "about.json").read_bytes()).key


@pytest.mark.long
@pytest.mark.timeout(300)
def test_nobody_records_the_recess(after: Aftermath) -> None:
    """Neither side has a moment of it: what is said there is nobody's business."""
    since, until = after.gap["since"], after.gap["until"]
    spans = [json.loads(line) for line in (after.package / "data/log.jsonl").read_text().splitlines()]
    resumed = next(event["at"] for event in spans if event["type"] == "resume-asked")
    zero = next(event["at"] for event in spans if event["type"] == "open-asked")
    begins_again = min(until, (resumed - zero) * 1_000_000)
    for take in (CENTRE, "server-1"):
        for name in TRACKS:
            lines = read_lines(_take_in(after.package, take) / name / "index.jsonl", IndexLine)
            inside = [line for line in lines if line.start < begins_again - 1 and line.end > since + 100_000_000]
            assert inside == [], (take, name)


def _take_in(package: Path, take: str) -> Path:
    """Folder of a take in a package."""
    return package / "data" / "media" / take
