"""Logs that went two ways at a courtroom's standby panel: two people settle it, and one log is in force on both sides."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from hearing.events import HearingEvent
from tests.control_panel.serving import Court, court, until
from tests.control_panel.standing_by import SETTINGS, StandingBy, standing_by
from tests.control_panel.test_standby import TAKEOVER_S, _clerk_in_the_room


@dataclass
class Disputed:
    """A hearing that the server put off while the room went on with it, cut off."""

    server: Court
    standby: StandingBy
    hearing: str
    clerk: httpx.AsyncClient
    people: list[httpx.AsyncClient]

    async def logs(self) -> tuple[list[HearingEvent], list[HearingEvent]]:
        """The log in force at the server and in the room."""
        server, room = self.server.panel.hearings, self.standby.here.panel.hearings
        return await server.events(self.hearing), await room.events(self.hearing)

    async def sides(self) -> dict[str, Any]:
        """Both sides, as an administrator sees them."""
        answer = await self.people[0].get(f"/api/v1/handins/{self.hearing}/sides")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def settle(self, keep: str) -> None:
        """Settle it by both."""
        path = f"/api/v1/handins/{self.hearing}/settlement"
        asked = await self.people[0].post(path, json={"keep": keep, "reason": "以实际开庭为准"})
        assert asked.status_code == 201, asked.text
        assert (await self.people[1].post(f"{path}/approval")).status_code == 201

    async def agree(self) -> None:
        """Wait until one log is in force on both sides."""
        async with asyncio.timeout(20):
            while (both := await self.logs())[0] != both[1]:
                await asyncio.sleep(0.1)


@asynccontextmanager
async def disputed(tmp_path: Path, *commands: str) -> AsyncIterator[Disputed]:
    """Let the room do *commands* while it is cut off and the server puts the hearing off; then mend the line."""
    (tmp_path / "s").mkdir()
    async with court(tmp_path / "s", **SETTINGS) as server, standing_by(tmp_path / "r", server) as standby:
        clerk = await server.person("chen", "clerk")
        people = [await server.person(name, "administrator") for name in ("it-1", "it-2")]
        hearing = await server.hearing(clerk)
        await until(lambda: standby.here.panel.hearings.find(hearing) is not None)
        there = await _clerk_in_the_room(server, standby, hearing)
        await standby.cut()
        await until(lambda: standby.here.panel.hearings.may_write(hearing), TAKEOVER_S)
        await server.done(clerk, hearing, "postpone", reason="等待鉴定")
        for command in commands:
            await standby.here.done(there, hearing, command)
        standby.mend(server)
        await until(lambda: hearing in server.panel.standbys.disputes(), 20)
        yield Disputed(server, standby, hearing, clerk, people)


def test_what_the_room_heard_stands_and_is_handed_back(tmp_path: Path) -> None:
    """Both logs are shown; settled for the room, its log is in force at the server, which then goes on writing it."""

    async def work() -> None:
        async with disputed(tmp_path, "prepare", "open") as case:
            sides = await case.sides()
            assert [side["course"] for side in sides["sides"]] == ["postponed", "opening"]
            assert sides["choices"] == ["both", "room"]
            server = (await case.logs())[0]
            await case.settle("room")
            await case.agree()
            await until(lambda: case.server.panel.hearings.may_write(case.hearing), 20)
            assert await case.server.panel.hearings.stored(case.hearing) == server
            await case.server.done(case.clerk, case.hearing, "note", text="服务器恢复")
            await case.agree()
            assert case.server.panel.standbys.disputes() == {}

    asyncio.run(work())


@pytest.mark.long
def test_what_the_server_planned_stands_and_the_room_puts_its_log_aside(tmp_path: Path) -> None:
    """Nothing was heard yet: settled for the server, the room follows its log; its own is kept at both places."""

    async def work() -> None:
        async with disputed(tmp_path, "prepare") as case:
            assert (await case.sides())["choices"] == ["both", "room", "server"]
            server, room = await case.logs()
            await case.settle("server")
            await case.agree()
            assert (await case.logs())[0] == server
            assert await case.standby.here.panel.hearings.stored(case.hearing) == room
            assert case.server.panel.handins.sides.log(case.hearing, "room") == room
            await until(lambda: not case.standby.has(case.hearing))

    asyncio.run(work())
