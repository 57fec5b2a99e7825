"""A circuit court: one PC hears a walk-in case with real processes and no server, and hands it in when it comes home."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from control_panel.alone import is_made_alone
from control_panel.commands.demo import ROOM
from control_panel.demo.hearing import Court
from control_panel.demo.installation import Wishes, running
from control_panel.demo.watching import Watch
from tests.whole.two_machines import TwoMachines

HEARD_S = 6.0


async def _hear_alone(folder: Path) -> str:
    """Make a case at the spot, hear it, close, and wait for the code that people sign; then switch the PC off."""
    async with running(Wishes(folder, ROOM, delay_s=6, undo_s=1, models=None)) as installation:
        court = await Court.gather(installation)
        made = await court.clerk.call("POST", "/hearings/walk-in", {"cause": "相邻关系纠纷", "procedure": "trial"})
        court.hearing = made["hearing"]
        watch = Watch(court.clerk, court.hearing)
        watching = asyncio.create_task(watch.run())
        await court.clerk.command(court.hearing, "invite", name="王某", role="plaintiff")
        await court.clerk.command(court.hearing, "prepare")
        await court.open(watch)
        await asyncio.sleep(HEARD_S)
        asked = await court.clerk.command(court.hearing, "close")
        await watch.until("the closing", "closed", after=asked["seq"])
        await watch.until("the code", "closing-sealed", within_s=60)
        await watch.until_the_ledger_is_complete(120)
        watching.cancel()
        await court.close()
        return court.hearing


async def _handed_in(folder: Path, machines: TwoMachines) -> dict[str, Any]:
    code = (await machines.operator("POST", "/agents/codes", {"room": "demo"}))["code"]
    command = [sys.executable, "-m", "control_panel", "handin", "--data", str(folder), "--json"]
    command += ["--to", machines.installation.url, "--code", code]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout
    [given] = json.loads(done.stdout)["hearings"]
    outcome: dict[str, Any] = given
    return outcome


async def _hold(folder: Path) -> None:
    hearing = await _hear_alone(folder / "alone")
    machines = TwoMachines(folder)
    try:
        await machines.start_server()
        given = await _handed_in(folder / "alone", machines)
        assert (given["hearing"], given["outcome"], given["conflicts"]) == (hearing, "merged", [])
        assert is_made_alone(hearing)
        court = await Court.gather(machines.installation)
        court.hearing = hearing
        watch = Watch(court.clerk, hearing)
        watching = asyncio.create_task(watch.run())
        tracks = (await court.clerk.call("GET", f"/hearings/{hearing}/record/index.json"))["takes"]
        assert {take["take"] for take in tracks} == {"room-demo-1", "program-demo-1"}
        await court.clerk.command(hearing, "sign")
        await court.answer_for_what_is_missing(watch, print)
        await court.clerk.command(hearing, "archive")
        archived = await watch.until("the archive", "archived", within_s=200)
        watching.cancel()
        await court.close()
        command = [
            sys.executable,
            "-m",
            "control_panel",
            "verify",
            str(machines.data / "archive" / archived["package"]),
        ]
        assert (await asyncio.to_thread(subprocess.run, command, capture_output=True, check=False)).returncode == 0
    finally:
        await machines.stop()


@pytest.mark.long
@pytest.mark.timeout(400)
def test_a_walk_in_case_heard_alone_is_archived_by_the_courts_server() -> None:
    """Record, log and people of the room come home by one command, and the package that the server makes is whole."""
    with TemporaryDirectory(prefix="w-") as folder:
        asyncio.run(_hold(Path(folder)))
