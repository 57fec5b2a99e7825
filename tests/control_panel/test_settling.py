"""A hearing that the server and a courtroom both hold is settled by two people; nothing is lost or renumbered."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from hearing.log_chain import chain
from recorder.archive.addendum import addenda_of
from recorder.archive.verification import verify
from recorder.holdings import holdings
from recorder.keys import load_or_make_key
from tests.control_panel.heard_alone import ALONE, WORDS, archive, hand_in, heard_alone
from tests.control_panel.serving import PASSWORD, Court, court
from tests.control_panel.test_handin import both

WHY = "法庭断网期间已按期开庭，以法庭记录为准"


@dataclass
class Torn:
    """A hearing that the room heard while the server put it off, and the two administrators who look at that."""

    room: Court
    server: Court
    hearing: str
    first: httpx.AsyncClient
    second: httpx.AsyncClient

    async def look(self) -> dict[str, Any]:
        """Both sides."""
        answer = await self.first.get(f"/api/v1/handins/{self.hearing}/sides")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def propose(self, who: httpx.AsyncClient, keep: str, why: str = WHY) -> httpx.Response:
        """Propose how to settle it."""
        body = {"keep": keep, "reason": why}
        return await who.post(f"/api/v1/handins/{self.hearing}/settlement", json=body)

    async def approve(self, who: httpx.AsyncClient) -> httpx.Response:
        """Agree to it."""
        return await who.post(f"/api/v1/handins/{self.hearing}/settlement/approval")

    async def settle(self, keep: str) -> None:
        """Settle it by both."""
        assert (await self.propose(self.first, keep)).status_code == 201
        assert (await self.approve(self.second)).status_code == 201


@asynccontextmanager
async def torn(tmp_path: Path) -> AsyncIterator[Torn]:
    """Let the server put the hearing off that the room heard, and the room hand it in: a conflict."""
    async with both(tmp_path) as (room, server, hearing):
        scheduled = (await room.panel.hearings.events(hearing))[:1]
        await server.panel.hearings.adopt(hearing, scheduled)
        await server.done(await server.person("wu", "clerk"), hearing, "postpone", reason="等待鉴定")
        assert (await hand_in(room, server, hearing)).outcome == "conflict"
        yield Torn(
            room,
            server,
            hearing,
            await server.person("it-1", "administrator"),
            await server.person("it-2", "administrator"),
        )


def test_both_sides_stand_side_by_side_and_nobody_settles_alone(tmp_path: Path) -> None:
    """Log, text, takes and hashes of both are shown; the proposer cannot approve, nor can a clerk or the command line."""

    async def work() -> None:
        async with torn(tmp_path) as case:
            sides = await case.look()
            server, room = sides["sides"]
            events = await case.room.panel.hearings.events(case.hearing)
            assert (server["course"], room["course"], sides["common"]) == ("postponed", "closed", 1)
            assert (room["chain"], room["events"], room["lines"]) == (chain(events), len(events), 1)
            assert [one["take"] for one in room["takes"]] == ["room-demo-1"]
            assert ("postponed" in sides["events"][0]["at_server"], WORDS in sides["lines"][0]["in_room"]) == (
                True,
                True,
            )
            assert (await case.propose(case.first, "room")).status_code == 201
            assert (await case.propose(case.first, "room")).json()["keep"] == "room"
            assert (await case.propose(case.second, "server")).status_code == 409
            assert (await case.approve(case.first)).status_code == 409
            assert (await case.approve(await case.server.person("wu", "clerk"))).status_code == 403
            operator = case.server.client(await case.server.panel.tokens.issue("service", "service:operator"))
            assert (await case.approve(operator)).status_code == 403
            assert (await hand_in(case.room, case.server, case.hearing)).outcome == "conflict"
            done = [(await case.approve(case.second)).json() for _ in range(2)]
            assert done[0] == done[1]
            said = (await case.first.get("/api/v1/audit")).json()
            assert {"settlement-proposed", "settlement-approved"} <= {entry["what"] for entry in said["entries"]}

    asyncio.run(work())


def test_the_rooms_side_stands_and_the_servers_stays_with_its_hashes(tmp_path: Path) -> None:
    """Kept: the room's log under its numbers, found by its words; the server's plan as a side, also after a restart."""

    async def work() -> None:
        async with torn(tmp_path) as case:
            before = await case.server.panel.hearings.events(case.hearing)
            await case.settle("room")
            given = await hand_in(case.room, case.server, case.hearing)
            assert given.outcome == "merged"
            events = await case.room.panel.hearings.events(case.hearing)
            assert await case.server.panel.hearings.events(case.hearing) == events
            assert await case.server.panel.hearings.stored(case.hearing) == before
            assert case.server.panel.handins.sides.log(case.hearing, "server") == before
            sides = await case.look()
            assert (sides["settlement"]["says"]["side"], sides["changed"], sides["choices"]) == ("server", [], [])
            assert [side["course"] for side in sides["sides"]] == ["postponed", "closed"]
            assert (await hand_in(case.room, case.server, case.hearing)).outcome == "known"
            await case.server.done(await case.server.person("wu", "clerk"), case.hearing, "sign")
        async with court(tmp_path / "server") as again:
            clerk = await again.person("wu", "clerk")
            assert (await again.panel.hearings.events(case.hearing))[:-1] == events
            found = (await clerk.get("/api/v1/search", params={"q": WORDS[:6]})).json()["found"]
            assert [one["hearing"] for one in found] == [case.hearing]

    asyncio.run(work())


def test_the_servers_side_stands_and_the_rooms_lies_beside_it_whole(tmp_path: Path) -> None:
    """Kept: the server's plan; the room's log, seals and recording beside it, each file with its hash."""

    async def work() -> None:
        async with torn(tmp_path) as case:
            await case.settle("server")
            given = await hand_in(case.room, case.server, case.hearing)
            assert given.outcome == "aside"
            state = case.server.panel.hearings.get(case.hearing)
            sides = case.server.panel.handins.sides
            assert (state.course, state.case.number) == (
                "postponed",
                case.room.panel.hearings.get(case.hearing).case.number,
            )
            kept, own = sides.records(case.hearing, "room"), case.room.data / "records"
            assert holdings(kept, state.case.number, case.hearing) == holdings(own, state.case.number, case.hearing)
            assert not (case.server.data / "records" / state.case.number / case.hearing).exists()
            assert sides.log(case.hearing, "room") == await case.room.panel.hearings.events(case.hearing)
            media = next(sides.folder(case.hearing, "room").rglob("*.mp4"))
            media.write_bytes(media.read_bytes()[:-1] + b"?")
            assert (await case.look())["changed"] == [media.relative_to(sides.folder(case.hearing, "room")).as_posix()]
            assert (await hand_in(case.room, case.server, case.hearing)).outcome == "known"

    asyncio.run(work())


@pytest.mark.long
def test_the_package_holds_the_other_sides_log_with_its_hash(tmp_path: Path) -> None:
    """Archived later, the server's plan is an addendum signed over the package, once, and the package is whole."""

    async def work() -> None:
        async with torn(tmp_path) as case:
            await case.settle("room")
            await hand_in(case.room, case.server, case.hearing)
            keys = case.server.data / "keys"
            keys.mkdir(exist_ok=True)
            load_or_make_key(keys / "recorder.pem")
            package = await archive(case.server, case.hearing)
            async with asyncio.timeout(20):
                while not (package / "v2").exists():
                    await asyncio.sleep(0.1)
            await case.server.panel.side_addenda.make_up()
            [added] = addenda_of(package)
            side = case.server.panel.handins.sides.folder(case.hearing, "server")
            assert (package / "v2" / "log.jsonl").read_bytes() == (side / "log.jsonl").read_bytes()
            assert (added.kind, added.by, WHY in added.text) == ("explanation", "it-1、it-2", True)
            assert verify(package).whole

    asyncio.run(work())


@pytest.mark.long
def test_kept_as_two_sittings_the_servers_plan_becomes_a_hearing_of_its_own(tmp_path: Path) -> None:
    """The room's hearing stands under its name; what the server had planned is the next sitting, under a new one."""

    async def work() -> None:
        async with torn(tmp_path) as case:
            await case.settle("both")
            given = await hand_in(case.room, case.server, case.hearing)
            assert given.outcome == "merged"
            held, planned = sorted(case.server.panel.hearings.states(), key=lambda state: state.sitting)
            assert (held.hearing, held.course, held.sitting) == (case.hearing, "closed", 1)
            assert (planned.course, planned.sitting, planned.case) == ("scheduled", 2, held.case)
            assert (await case.look())["settlement"]["says"]["hearing"] == planned.hearing

    asyncio.run(work())


@pytest.mark.long
def test_broken_off_anywhere_a_settled_hand_in_goes_on(tmp_path: Path) -> None:
    """Cut at every request in turn, before or after the server acted: the room's log is in force, once."""

    async def work() -> None:
        async with torn(tmp_path) as case:
            await case.settle("both")
            for number in range(2, 80):
                given = await hand_in(case.room, case.server, case.hearing, after=number // 2, acts=number % 2 == 1)
                if given.outcome != "interrupted":
                    break
            assert given.outcome in ("merged", "known")
            wanted = await case.room.panel.hearings.events(case.hearing)
            assert await case.server.panel.hearings.events(case.hearing) == wanted
            assert len(list(case.server.panel.hearings.states())) == 2

    asyncio.run(work())


@pytest.mark.long
def test_two_hearings_of_one_sitting_are_settled_and_both_stay(tmp_path: Path) -> None:
    """One case and sitting on both sides under two names: which counts is on record, neither is touched."""

    async def work() -> None:
        async with both(tmp_path) as (room, server, hearing):
            case = room.panel.hearings.get(hearing).case
            own = await server.hearing(await server.person("wu", "clerk"), case=case.model_dump(mode="json"))
            await hand_in(room, server, hearing)
            people = [await server.person(name, "administrator") for name in ("it-1", "it-2")]
            here = Torn(room, server, hearing, *people)
            assert [side["hearing"] for side in (await here.look())["sides"]] == [own, hearing]
            logs = [await server.panel.hearings.events(one) for one in (own, hearing)]
            await here.settle("room")
            settled = (await here.look())["settlement"]
            assert (settled["act"], settled["says"]) == ("stand", {"server": own, "room": hearing})
            assert [await server.panel.hearings.events(one) for one in (own, hearing)] == logs

    asyncio.run(work())


@pytest.mark.long
def test_by_the_command_line_two_people_settle_it(tmp_path: Path) -> None:
    """`courtroom settle` shows, proposes and approves in JSON, each as the person who signs in."""

    async def work() -> None:
        async with torn(tmp_path) as case:
            (case.server.data / "run").mkdir(exist_ok=True)
            (case.server.data / "run" / "panel.json").write_text(json.dumps({"http": case.server.url}))
            (tmp_path / "password").write_text(PASSWORD)

            async def settle(who: str, *words: str) -> tuple[int, Any]:
                command = [
                    sys.executable,
                    "-m",
                    "control_panel",
                    "settle",
                    "--data",
                    str(case.server.data),
                    "--as",
                    who,
                ]
                command += ["--password-file", str(tmp_path / "password"), "--json", *words]
                done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
                return done.returncode, json.loads(done.stdout) if done.returncode == 0 else done.stderr

            code, shown = await settle("it-1", "show", case.hearing)
            assert code == 0, shown
            assert shown["choices"] == ["both", "room", "server"]
            assert (await settle("it-1", "propose", case.hearing, "--keep", "server", "--why", WHY))[0] == 0
            assert (await settle("it-1", "approve", case.hearing))[0] == 1
            code, done = await settle("it-2", "approve", case.hearing)
            assert (code, done["act"]) == (0, "aside")
            code, listed = await settle("it-1", "list")
            assert [one["settlement"]["keep"] for one in listed["handins"]] == ["server"]

    asyncio.run(work())


def test_a_room_that_is_alone_shows_nobody_two_sides(tmp_path: Path) -> None:
    """Of a hearing that one side holds there is nothing to settle."""

    async def work() -> None:
        hearing = heard_alone(tmp_path / "room")
        async with court(tmp_path / "room", **ALONE) as room:
            admin = await room.person("it", "administrator")
            assert (await admin.get(f"/api/v1/handins/{hearing}/sides")).status_code == 404

    asyncio.run(work())
