"""A screen becomes a courtroom's display by a code, knows what its place may, and is signed out by an administrator."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from control_panel.rooms import RoomDescription
from tests.control_panel.serving import Court, court

PUBLIC = {"openness": "public", "range": "whole", "judge": "李某", "reason": "依法公开审理"}
CLOSED = {"openness": "closed", "range": "from-now", "judge": "李某", "reason": "涉及个人隐私"}


@asynccontextmanager
async def room() -> AsyncIterator[tuple[Court, httpx.AsyncClient]]:
    """Run a panel that knows a courtroom, and its administrator."""
    async with court(writing_patience_s=0.1) as here:
        await here.panel.rooms.put(RoomDescription(room="demo", room_name="第三法庭"))
        yield here, await here.person("admin", "administrator")


async def _display(here: Court, admin: httpx.AsyncClient, place: str) -> tuple[str, httpx.AsyncClient]:
    code = (await admin.post("/api/v1/rooms/demo/displays", json={"place": place})).json()["code"]
    come = (await here.client().post("/api/v1/display/open", json={"code": code})).json()
    assert (come["room"], come["place"]) == ("demo", place)
    return come["token"], here.client(come["token"])


async def _told(display: httpx.AsyncClient) -> dict[str, Any]:
    answer = await display.get("/api/v1/display")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def _shows(display: httpx.AsyncClient, hearing: str) -> None:
    """Wait until the display may show the hearing: the day's hearings are looked up once a second."""
    async with asyncio.timeout(30):
        while (await _told(display))["hearing"] != hearing:
            await asyncio.sleep(0.05)


def test_a_screen_follows_its_room_from_one_hearing_to_the_next() -> None:
    """Nothing, then the public hearing, live; when it is closed to the public the gallery's screen is sent off it."""

    async def work() -> None:
        async with room() as (here, admin):
            token, gallery = await _display(here, admin, "gallery")
            told = await _told(gallery)
            assert (told["room_name"], told["hearing"], told["in_use"], told["sign"]) == ("第三法庭", None, None, None)
            judge, clerk = await here.person("li", "sole-judge"), await here.person("wu", "clerk")
            hearing = await here.hearing(clerk)
            await here.done(judge, hearing, "set-openness", **PUBLIC)
            await here.done(clerk, hearing, "prepare")
            await _shows(gallery, hearing)
            async with here.page(hearing, token) as page:
                seen = (await page.frame("snapshot"))["view"]
                assert (seen["state"]["course"], seen["state"]["participants"], seen["may_play"]) == (
                    "preparing",
                    {},
                    [],
                )
                await here.opened(clerk, hearing)
                assert (await page.frame("view"))["view"]["may_play"] == ["program"]
                await here.done(judge, hearing, "set-openness", **CLOSED)
                assert (await page.frame("view"))["view"]["may_play"] == []
            told = await _told(gallery)
            assert (told["hearing"], told["in_use"]) == (None, "closed")
            assert (await gallery.get(f"/api/v1/hearings/{hearing}")).status_code == 404

    asyncio.run(work())


def test_a_display_may_look_and_do_nothing_else() -> None:
    """No command, no list of rooms, no log, no record; a clerk is no display."""

    async def work() -> None:
        async with room() as (here, admin):
            _, bench = await _display(here, admin, "bench")
            clerk = await here.person("wu", "clerk")
            hearing = await here.hearing(clerk)
            await here.done(clerk, hearing, "prepare")
            await _shows(bench, hearing)
            refused = [await here.say(bench, hearing, type_) for type_ in ("open", "cut-broadcast")]
            refused += [await bench.get(f"/api/v1/{path}") for path in ("rooms", "accounts", f"hearings/{hearing}/log")]
            refused.append(await bench.post(f"/whip/{hearing}/program", content="v=0"))
            refused.append(await clerk.get("/api/v1/display"))
            refused.append(await clerk.post("/api/v1/rooms/demo/displays", json={"place": "bench"}))
            assert {answer.status_code for answer in refused} == {403}

    asyncio.run(work())


def test_a_code_lets_one_screen_in_and_the_place_is_signed_out_together() -> None:
    """A used and a made-up code are refused; two screens hang there; signed out, neither is told anything."""

    async def work() -> None:
        async with room() as (here, admin):
            code = (await admin.post("/api/v1/rooms/demo/displays", json={"place": "door"})).json()["code"]
            opened = [await here.client().post("/api/v1/display/open", json={"code": code}) for _ in range(2)]
            assert [answer.status_code for answer in opened] == [201, 403]
            door = here.client(opened[0].json()["token"])
            assert (await _told(door))["sign"] == {"now": None, "next": []}
            _, second = await _display(here, admin, "door")
            listed = (await admin.get("/api/v1/rooms/demo/displays")).json()["displays"]
            assert [(one["place"], one["screens"], one["is_there"]) for one in listed] == [("door", 2, True)]
            assert (await admin.delete("/api/v1/rooms/demo/displays/door")).status_code == 204
            assert [(await one.get("/api/v1/display")).status_code for one in (door, second)] == [401, 401]
            assert (await admin.get("/api/v1/rooms/demo/displays")).json() == {"displays": []}
            nowhere = await admin.post("/api/v1/rooms/hall-9/displays", json={"place": "door"})
            assert nowhere.status_code == 404

    asyncio.run(work())


def test_a_displays_address_leads_to_its_page() -> None:
    """``/display/demo/gallery`` may be written on a plan of the house: it leads to the page and says which place it is."""

    async def work() -> None:
        async with court(writing_patience_s=0.1) as here:
            answer = await here.client().get("/display/demo/gallery?lang=en")
            assert (answer.status_code, answer.headers["location"]) == (307, "/display?room=demo&place=gallery&lang=en")

    asyncio.run(work())
