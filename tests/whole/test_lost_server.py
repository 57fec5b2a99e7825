"""The court's server is killed in an open hearing: the clerk closes it in the courtroom, and the server gets it back whole."""

import asyncio
import json
import logging
import subprocess
import sys
import time
import uuid
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest

from control_panel.demo.hearing import Court
from control_panel.demo.watching import Watch
from tests.whole.two_machines import TwoMachines, two_machines, until_so

TAKEOVER_S = 5.0
SAID = "服务器虽然失联，庭审继续进行。"
_log = logging.getLogger("lost-server")


class InTheRoom:
    """The clerk at the standby panel, let in by the link that the page was told beforehand."""

    def __init__(self, http: httpx.AsyncClient, hearing: str) -> None:
        self.http, self.hearing = http, hearing

    async def say(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Give a command that must succeed."""
        body = {"type": kind, "id": str(uuid.uuid4()), "expect": None, **fields}
        answer = await self.http.post(f"/api/v1/hearings/{self.hearing}/commands", json=body)
        assert answer.is_success, f"{kind}: {answer.text}"
        event: dict[str, Any] = answer.json()["event"]
        return event

    async def until_said(self, text: str) -> None:
        """Wait until the transcript holds *text*."""

        async def holds() -> bool:
            seen = (await self.http.get(f"/api/v1/hearings/{self.hearing}")).raise_for_status().json()
            return any(line["text"] == text for line in seen["state"]["lines"])

        await until_so("the transcript goes on", holds, 30)

    async def until_course(self, course: str, within_s: float = 40) -> None:
        """Wait until the hearing stands so."""

        async def stands() -> bool:
            seen = (await self.http.get(f"/api/v1/hearings/{self.hearing}")).raise_for_status().json()
            return bool(seen["state"]["course"] == course)

        await until_so(course, stands, within_s)


def _speak(lines: Path, hearing: str) -> None:
    """Put down an utterance as the recogniser does."""
    line = {"hearing": hearing, "stream": "mic-judge", "text": SAID, "start": 0, "duration": 10**9, "engine": "test"}
    with lines.open("a") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


async def _go_on_in_the_room(machines: TwoMachines, hearing: str, link: str) -> list[str]:
    """Do what a clerk must be able to do; return what was done."""
    async with httpx.AsyncClient(base_url=machines.notice()["url"], trust_env=False, timeout=20) as http:
        ticket = link.partition("#ticket=")[2]
        (await http.post("/api/v1/tickets/redeem", json={"ticket": ticket})).raise_for_status()
        clerk = InTheRoom(http, hearing)
        await clerk.say("mute", stream="mic-clerk")
        await clerk.say("cut-broadcast", reason="服务器失联")
        await clerk.say("note", text="服务器失联，庭审继续")
        await clerk.say("recess", reason="recess")
        await clerk.until_course("paused")
        await clerk.say("resume")
        await clerk.until_course("open")
        _speak(machines.room / "run" / "lines.jsonl", hearing)
        await clerk.until_said(SAID)
        await clerk.say("close")
        await clerk.until_course("closed")
    return ["line-spoken", "mic-muted", "broadcast-cut", "noted", "paused", "resumed", "closed"]


async def _hold(folder: Path, *, frozen: bool = False) -> tuple[float, list[dict[str, Any]], Path]:
    async with two_machines(folder) as machines:
        court = await Court.gather(machines.installation)
        await court.schedule("trial", "demo", "示范法庭")
        watch = Watch(court.clerk, court.hearing)
        told: list[dict[str, Any]] = []
        watch.others = told.append
        watching = asyncio.create_task(watch.run())
        await court.clerk.command(court.hearing, "prepare")
        await court.open(watch)

        async def is_followed() -> bool:
            return bool((await court.clerk.call("GET", f"/hearings/{court.hearing}/writer"))["followed"])

        await until_so("the room follows", is_followed, 30)
        await asyncio.sleep(3)
        link = [frame["url"] for frame in told if frame["type"] == "standby"][-1]

        (machines.freeze_server if frozen else machines.kill_server)()
        killed = time.monotonic()

        async def has_it() -> bool:
            return bool(machines.notice()["has_hearing"])

        await until_so("the room has the hearing", has_it, 30)
        taken_s = time.monotonic() - killed
        _log.warning("taken over %.2f s after the server was killed", taken_s)
        done = await _go_on_in_the_room(machines, court.hearing, link)

        if frozen:
            machines.thaw_server()
        else:
            await machines.start_server()

        async def is_back() -> bool:
            writer = (await court.clerk.call("GET", f"/hearings/{court.hearing}/writer"))["writer"]
            course = (await court.clerk.call("GET", f"/hearings/{court.hearing}"))["state"]["course"]
            return bool((writer, course) == ("server", "closed"))

        back_s = await until_so("the hearing is back", is_back, 60)
        _log.warning("handed back %.2f s after the server was up", back_s)
        package = machines.data / "archive" / await _archive(court, watch)
        watching.cancel()
        await court.close()
        log = [json.loads(line) for line in (package / "data" / "log.jsonl").read_text().splitlines()]
        assert set(done) <= {event["type"] for event in log}
        return taken_s, log, package


async def _archive(court: Court, watch: Watch) -> str:
    """Sign, answer for what is missing, and archive; return where the package lies."""
    await court.clerk.command(court.hearing, "sign")
    await court.answer_for_what_is_missing(watch, _log.warning)
    await court.clerk.command(court.hearing, "archive")
    archived = await watch.until("the archive", "archived", within_s=200)
    return str(archived["package"])


def _verify(package: Path) -> None:
    command = [sys.executable, "-m", "control_panel", "verify", str(package), "--json"]
    verified = subprocess.run(command, capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stdout


def _check(taken_s: float, log: list[dict[str, Any]]) -> None:
    assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
    fences = [event.get("fence", 1) for event in log]
    assert (fences, sorted(set(fences))) == (sorted(fences), [1, 2, 3])
    assert "server-lost" in {event["cause"] for event in log if event["type"] == "fault-noted"}
    assert taken_s <= TAKEOVER_S


@pytest.mark.long
@pytest.mark.timeout(400)
def test_the_clerk_closes_in_the_room_while_the_server_is_dead() -> None:
    """Killed whole, the server is missed for 5 s at most; started again it has every event once, and archives them."""
    with TemporaryDirectory(prefix="l-") as folder:
        taken_s, log, package = asyncio.run(_hold(Path(folder)))
        _verify(package)
        _check(taken_s, log)


@pytest.mark.long
@pytest.mark.timeout(400)
def test_a_server_that_stood_still_writes_nothing_when_it_goes_on() -> None:
    """Frozen as by a pulled cable and let go again, the server finds its lease over and takes the log from the room."""
    with TemporaryDirectory(prefix="z-") as folder:
        taken_s, log, package = asyncio.run(_hold(Path(folder), frozen=True))
        _verify(package)
        _check(taken_s, log)
