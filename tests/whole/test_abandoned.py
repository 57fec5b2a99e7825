"""A machine that records is killed for good in a running court: closed, declared, archived, verified; and then it comes back."""

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from control_panel.demo.hearing import Court
from control_panel.demo.watching import Watch
from hearing.ids import TakeName
from recorder.closing import last_seal
from recorder.index import IndexLine, read_lines
from recorder.layout import take_paths
from tests.whole.custody_hearing import SITE, arraignment
from tests.whole.held_hearing import HeldHearing, held_hearing

_log = logging.getLogger("abandoned")
ROOM, PROGRAM, CENTRE = "room-demo-1", "program-demo-1", f"custody-{SITE}-1"
WHY = "主机烧毁，无法修复"
PATIENCE_S = 90.0


@dataclass(frozen=True)
class Aftermath:
    """What the hearing left behind."""

    waited: list[dict[str, Any]]
    """What the command line said of the takes that were waited for."""
    package: Path
    verified: tuple[int, int]
    verified_again: tuple[int, int]
    """After the machine had come back, and what it had was added."""
    notes: str
    causes: set[str]
    sealed: dict[TakeName, dict[str, Any]]
    back: dict[TakeName, bool]
    """Of which takes everything came back, sealed by its writer."""
    kept: dict[TakeName, int]
    late: dict[TakeName, int]
    """Fragments that the court has of each take, and that lie apart."""


async def _command(*arguments: str) -> tuple[int, str]:
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-m", "control_panel", *arguments], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


async def _until(what: str, is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline, f"not within {PATIENCE_S} s: {what}"
        await asyncio.sleep(0.2)


async def _closed(court: Court, watch: Watch) -> None:
    asked = await court.clerk.command(court.hearing, "close")
    await watch.until("the closing", "closed", after=asked["seq"])
    await court.clerk.command(court.hearing, "sign")


async def _awaited(data: Path, hearing: str, names: set[str]) -> list[dict[str, Any]]:
    """Ask by command until the takes are waited for and their machine is known to be gone."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        code, said = await _command("endtake", "--data", str(data), "--hearing", hearing, "--json")
        takes = [take for one in json.loads(said)["hearings"] for take in one["awaited"]]
        if {take["take"] for take in takes} >= names and not any(take["is_here"] for take in takes):
            assert code == 1
            return takes
        assert time.monotonic() < deadline, said
        await asyncio.sleep(0.5)


async def _ended(data: Path, court: Court, watch: Watch, names: set[str]) -> None:
    """Declare by command, sign as the judge, and wait until the court has sealed."""
    for name in sorted(names):
        words = ("--take", name, "--by", "王某", "--text", WHY)
        code, said = await _command("endtake", "--data", str(data), "--hearing", court.hearing, *words)
        assert code == 0, said
        await court.judge.command(court.hearing, "sign-ending", take=name, judge="李某")
    await _until(
        "the court seals", lambda: len([one for one in watch.events if one["type"] == "take-ended"]) == len(names)
    )


async def _archived(data: Path, court: Court, watch: Watch) -> Path:
    await court.answer_for_what_is_missing(watch, lambda words: _log.info("%s", words))
    await court.clerk.command(court.hearing, "archive")
    archived = await watch.until("the archive", "archived", within_s=180)
    return data / "archive" / archived["package"]


async def _verified(package: Path) -> tuple[int, int, str]:
    ours, said = await _command("verify", str(package))
    theirs = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-I", "-S", str(package / "verify.py")], capture_output=True, check=False
    )
    return ours, theirs.returncode, said


async def _after(
    data: Path, watch: Watch, package: Path, names: set[str], waited: list[dict[str, Any]], come_back: Callable[[], Any]
) -> Aftermath:
    """Verify, let the machine come back, wait until all it has lies apart, and verify again."""
    ours, theirs, said = await _verified(package)
    case, hearing = package.parent.name, package.name
    late = {name: take_paths(data / "late", case, hearing, name) for name in names}
    await come_back()

    def is_back(name: str) -> bool:
        seal = last_seal(late[name])
        return seal is not None and bool(seal.final)

    await _until("what the machine has lies apart", lambda: all(is_back(name) for name in names))
    for name in sorted(names):
        code, words = await _command(
            "addend", str(package), "returned", "--take", name, "--by", "王某", "--data", str(data)
        )
        assert code == 0, words
    again = await _verified(package)
    ledger = json.loads((package / "data" / "ledger.json").read_text())
    court = {name: take_paths(data / "records", case, hearing, name) for name in names}
    return Aftermath(
        waited=waited,
        package=package,
        verified=(ours, theirs),
        verified_again=again[:2],
        notes=said,
        causes={fault["cause"] for track in ledger["tracks"] for fault in track["faults"] if track["mandatory"]},
        sealed={name: json.loads((package / f"data/seals/ended-{name}.json").read_bytes()) for name in names},
        back={name: is_back(name) for name in names},
        kept={name: _fragments(court[name]) for name in names},
        late={name: _fragments(late[name]) for name in names},
    )


def _fragments(take: Any) -> int:
    return sum(len(read_lines(track.index, IndexLine)) for track in take.track_folders())


def _stop_for_good(held: HeldHearing) -> int:
    """Kill the courtroom's agent with all its processes, and keep its parent from starting it again; return the parent."""
    agent = held.number_of("agent")
    assert agent is not None
    parent = int(Path(f"/proc/{agent}/stat").read_text().rpartition(")")[2].split()[1])
    numbers = json.loads((held.installation.agent_data / "run" / "processes.json").read_text()).values()
    os.kill(parent, signal.SIGSTOP)
    for number in (agent, *numbers):
        os.kill(number, signal.SIGKILL)
    return parent


async def _hold_room(data: Path) -> Aftermath:
    async with held_hearing(data) as held:
        await asyncio.sleep(6)
        parent = _stop_for_good(held)
        try:
            await asyncio.sleep(4)
            await _closed(held.court, held.watch)
            waited = await _awaited(data, held.court.hearing, {ROOM, PROGRAM})
            await _ended(data, held.court, held.watch, {ROOM, PROGRAM})
            package = await _archived(data, held.court, held.watch)

            async def come_back() -> None:
                os.kill(parent, signal.SIGCONT)

            return await _after(data, held.watch, package, {ROOM, PROGRAM}, waited, come_back)
        finally:
            os.kill(parent, signal.SIGCONT)


async def _hold_centre(data: Path) -> Aftermath:
    async with arraignment(data) as held:
        await asyncio.sleep(6)
        await held.agent.kill_for_good()
        await asyncio.sleep(2)
        await _closed(held.court, held.watch)
        own = held.installation.data
        waited = await _awaited(own, held.court.hearing, {CENTRE})
        await _ended(own, held.court, held.watch, {CENTRE})
        package = await _archived(own, held.court, held.watch)
        return await _after(own, held.watch, package, {CENTRE}, waited, held.agent.come_back)


@pytest.fixture(scope="module", params=["room", "centre"])
def after(request: pytest.FixtureRequest) -> Any:
    """The hearing, held once for each machine."""
    with TemporaryDirectory(prefix="c-") as folder:
        yield asyncio.run((_hold_room if request.param == "room" else _hold_centre)(Path(folder)))


@pytest.mark.long
@pytest.mark.timeout(400)
def test_what_was_waited_for_is_named_with_its_machine_and_since_when(after: Aftermath) -> None:
    """The command line says which take, in which room, and when the last of it came."""
    for take in [one for one in after.waited if one["take"] in after.sealed]:
        assert take["room"] in {"demo", SITE}
        assert take["room_name"]
        assert take["seen_at"] > 0


@pytest.mark.long
@pytest.mark.timeout(400)
def test_the_package_is_whole_and_says_who_ended_what(after: Aftermath) -> None:
    """For both programs, before and after the machine came back; nothing in it can be taken for the writer's own seal."""
    assert after.verified == after.verified_again == (0, 0)
    for take, one in after.sealed.items():
        assert f"take {take} was ended without its writer: declared by 王某, signed by 李某" in after.notes
        assert 0 < one["sealed"] <= one["size"]


@pytest.mark.long
@pytest.mark.timeout(400)
def test_what_lacks_is_on_record_as_lost_with_its_writer(after: Aftermath) -> None:
    """Of the courtroom's seats nobody else has anything; nor of the accused, whom the centre's machine shows to the court."""
    assert "writer-lost" in after.causes


@pytest.mark.long
@pytest.mark.timeout(400)
def test_what_comes_back_lies_apart_whole(after: Aftermath) -> None:
    """Every fragment that the machine had, sealed by its own writer, and nothing less than what the court had kept."""
    assert all(after.back.values())
    for take, count in after.late.items():
        assert count >= after.kept[take] > 0
