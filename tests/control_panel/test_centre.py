"""The control centre sees every courtroom, hears a call for the bailiffs at once, and reads no number without a right."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import connect

from control_panel.rooms import RoomDescription
from tests.control_panel.serving import Court, PageSocket, court

CLOSED = {"openness": "closed", "range": "whole", "judge": "李某", "reason": "涉及个人隐私"}


@asynccontextmanager
async def centre_page(here: Court, account: str) -> AsyncIterator[PageSocket]:
    """Open the control centre's page of one who is signed in."""
    async with connect(f"ws{here.url.removeprefix('http')}/api/v1/centre/live", proxy=None) as socket:
        token = await here.account_token(account)
        await socket.send(json.dumps({"type": "hello", "token": token, "after": None}))
        yield PageSocket(socket)


async def told(page: PageSocket, is_so: Any) -> dict[str, Any]:
    """Wait until the page is told something that *is_so*."""
    while True:
        view: dict[str, Any] = (await page.frame("snapshot", within_s=60))["centre"]
        if is_so(view):
            return view


def test_a_call_reaches_the_control_centre_and_is_confirmed_and_cleared_there() -> None:
    """A bailiff on duty is told room and moment, confirms by name, clears with a note; then it stands among today's."""

    async def work() -> None:
        async with court(writing_patience_s=0.1) as here:
            await here.panel.rooms.put(RoomDescription(room="demo", room_name="第三法庭"))
            await here.panel.rooms.put(RoomDescription(room="cell", room_name="远程提讯室", site="custody"))
            clerk, bailiff = await here.person("wu", "clerk"), await here.person("zhao", "bailiff")
            hearing = await here.hearing(clerk)
            async with centre_page(here, "zhao") as page:
                quiet = await told(page, lambda view: True)
                assert [(one["room_name"], one["hearing"], one["is_connected"]) for one in quiet["rooms"]] == [
                    ("第三法庭", None, False)
                ]
                await here.done(clerk, hearing, "prepare")
                await here.done(clerk, hearing, "raise-bailiff-alarm", source="panel", place="被告人席")
                [call] = (await told(page, lambda view: view["calls"]))["calls"]
                assert (call["room_name"], call["stands"], call["alarm"]["place"]) == ("第三法庭", True, "被告人席")
                await here.done(bailiff, hearing, "confirm-bailiff-alarm", name="zhao")
                await told(page, lambda view: view["calls"][0]["alarm"]["confirmed"])
                await here.done(bailiff, hearing, "clear-bailiff-alarm", name="zhao", note="误按")
                over = await told(page, lambda view: not view["calls"][0]["stands"])
                assert over["calls"][0]["alarm"]["note"] == "误按"
                assert over["rooms"][0]["hearing"]["course"] == "preparing"
                await bailiff.post("/api/v1/sign-out")
                await here.panel.tokens.revoke_all(f"account:{(await here.panel.accounts.named('zhao')).id}")  # type: ignore[union-attr]
                assert (await page.frame("bye", within_s=60))["reason"] == "signed-out"

    asyncio.run(work())


def test_who_watches_reads_no_number_of_a_closed_hearing_and_others_see_nothing() -> None:
    """The technician sees that the room is in use; the gallery, a party and a stranger are refused."""

    async def work() -> None:
        async with court(writing_patience_s=0.1) as here:
            await here.panel.rooms.put(RoomDescription(room="demo", room_name="第三法庭"))
            clerk, judge = await here.person("wu", "clerk"), await here.person("li", "sole-judge")
            watching = [await here.person(role, role) for role in ("technician", "administrator")]
            hearing = await here.hearing(clerk)
            await here.done(clerk, hearing, "prepare")
            await here.done(judge, hearing, "set-openness", **CLOSED)
            number = (await clerk.get("/api/v1/centre")).json()["rooms"][0]["hearing"]["number"]
            assert number == here.panel.hearings.get(hearing).number
            for one in watching:
                seen = await one.get("/api/v1/centre")
                assert seen.json()["rooms"][0]["hearing"]["course"] == "preparing"
                assert number not in seen.text
            _, token = await here.join(clerk, hearing, name="张某", role="accused", remote=True, place="看守所")
            gallery = await here.person("gallery", "gallery")
            answers = [await one.get("/api/v1/centre") for one in (gallery, here.client(token))]
            assert [answer.status_code for answer in answers] == [403] * 2
            assert (await here.client().get("/api/v1/centre")).status_code == 401
            async with centre_page(here, "gallery") as page:
                assert (await page.frame("bye"))["reason"] == "no-right"

    asyncio.run(work())
