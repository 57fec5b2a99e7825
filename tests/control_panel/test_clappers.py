"""Displays become a courtroom's clapper by a short code, and only its own agent cues them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from control_panel.rooms import RoomDescription
from courtroom_agent.rehearsal.clapper import ClapperLine, CueSheet
from tests.control_panel.serving import Court, court
from tests.hearing.test_link import linked

CLAPPED = {"own_ms": 3.5, "uncertainty_ms": 42.0, "claps": 4}


@asynccontextmanager
async def room() -> AsyncIterator[tuple[Court, httpx.AsyncClient]]:
    """Run a panel that knows a courtroom, and a display in it that nobody signed in at."""
    async with court() as here:
        await here.panel.rooms.put(RoomDescription(room="demo", room_name="示范法庭"))
        yield here, here.client()


async def _pulse(display: httpx.AsyncClient, token: str, **said: Any) -> httpx.Response:
    return await display.post("/api/v1/clapper/pulse", json={"token": token, "armed": True, **said})


def test_a_display_claps_when_the_rooms_agent_says_so_and_tells_how_well() -> None:
    """By the code it is let in; touched, it is there; it learns the moments and the agent what came of them."""

    async def work() -> None:
        async with room() as (here, display), linked(here, "agent", "agent:demo") as (link, _):
            line = ClapperLine(link)
            clerk = await here.person("wu", "clerk")
            code = (await clerk.post("/api/v1/rooms/demo/clapper")).json()["code"]
            come = (await display.post("/api/v1/clapper/open", json={"code": code})).json()
            assert (come["room"], come["room_name"]) == ("demo", "示范法庭")
            await _pulse(display, come["token"], armed=False)
            assert not await line.is_there()
            told = (await _pulse(display, come["token"])).json()
            assert (told["claps"], abs(told["clock"] - here.panel.now_ms()) < 5000) == ([], True)
            assert await line.is_there()
            await line.cue(CueSheet(claps=(1000.0, 2010.0)), ahead_ms=500)
            assert (await _pulse(display, come["token"])).json()["claps"] == [1500, 2510]
            assert await line.clapped() is None
            await _pulse(display, come["token"], clapped=CLAPPED)
            found = await line.clapped()
            assert found is not None
            assert found.model_dump() == CLAPPED

    asyncio.run(work())


def test_only_the_code_or_a_person_of_the_court_opens_it_and_only_the_agent_cues_it() -> None:
    """A wrong code, a stranger, a guesser and another room's agent are refused; a new code makes the old one void."""

    async def work() -> None:
        async with room() as (here, display):
            clerk = await here.person("wu", "clerk")
            codes = [(await clerk.post("/api/v1/rooms/demo/clapper")).json()["code"] for _ in range(2)]
            open_ = "/api/v1/clapper/open"
            if codes[0] != codes[1]:
                assert (await display.post(open_, json={"code": codes[0]})).status_code == 401
            assert (await display.post(open_, json={"room": "demo"})).status_code == 401
            assert (await clerk.post(open_, json={"room": "demo"})).status_code == 201
            come = (await display.post(open_, json={"code": codes[1]})).json()
            await _pulse(display, come["token"])
            other = here.client(await here.panel.tokens.issue("agent", "agent:hall-2"))
            assert (await other.post("/api/v1/rehearsals/claps", json={"at": [1]})).json() == {"there": False}
            assert (await clerk.post("/api/v1/rehearsals/claps", json={"at": [1]})).status_code == 403
            assert (await _pulse(display, "made up")).status_code == 401
            assert (await here.client(come["token"]).get("/api/v1/me")).status_code == 401
            wrong = [(await display.post(open_, json={"code": "no"})).status_code for _ in range(12)]
            assert wrong[-1] == 429

    asyncio.run(work())
