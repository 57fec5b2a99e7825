"""A button pressed while no hearing has the room rings the control centre: through a real link, kept while there is none."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

from control_panel.rooms import RoomDescription
from courtroom_agent.bailiff_calls import BailiffCalls
from hearing.bailiff_alarm import RaiseBailiffAlarm
from hearing.link import Handler, Link
from hearing.reports import Devices
from hearing.room_call import Press, RoomCalls
from tests.control_panel.serving import Court, court, until


def pressed() -> RaiseBailiffAlarm:
    """The dock's button."""
    return RaiseBailiffAlarm(id=uuid4(), source="button", place="被告人席 · Dock")


@asynccontextmanager
async def agent(here: Court) -> AsyncIterator[Link]:
    """The link of the room's agent."""
    await here.panel.rooms.put(RoomDescription(room="demo", room_name="第三法庭"))
    token = await here.panel.tokens.issue("agent", "agent:demo", alone=True)
    async with Link(here.url, token, kind="agent", name="demo") as link:
        yield link


def test_a_button_rings_the_control_centre_while_no_hearing_has_the_room(tmp_path: Path) -> None:
    """Told twice it rings once; a second press joins it; it is confirmed and cleared by name, and all that is on the audit."""

    async def work() -> None:
        async with court() as here, agent(here) as link:
            calls = BailiffCalls("demo", link, tmp_path / "calls", lambda: None)
            bailiff, technician = await here.person("zhao", "bailiff"), await here.person("sun", "technician")
            clerk = await here.person("wu", "clerk")
            first, second = pressed(), pressed()
            for command in (first, first, second):
                await calls.say(command)
            seen = (await technician.get("/api/v1/centre")).json()
            [call] = seen["calls"]
            assert (call["room_name"], call["hearing"], call["stands"]) == ("第三法庭", None, True)
            assert (call["alarm"]["source"], call["alarm"]["place"]) == ("button", "被告人席 · Dock")
            [standing] = here.panel.room_calls.all()
            assert [press.id for press in standing.presses] == [first.id, second.id]
            assert list((tmp_path / "calls").iterdir()) == []

            async with here.page(await here.hearing(clerk), await here.account_token("wu")) as page:
                reports = (await page.frame("snapshot"))["reports"]
                [report] = [one for one in reports if one["type"] == "room-calls"]
                assert [one["id"] for one in report["calls"]] == [str(first.id)]
                path = f"/api/v1/bailiff-calls/{first.id}"
                assert (await bailiff.post(f"{path}/clearing", json={"note": "误按"})).status_code == 409
                assert (await technician.post(f"{path}/confirmation")).status_code == 200
                assert (await technician.post(f"{path}/clearing", json={"note": "误按"})).status_code == 403
                assert (await bailiff.post(f"{path}/clearing", json={"note": "误按"})).status_code == 200
                while (await page.frame("report"))["report"].get("calls") != []:
                    pass
            [over] = (await bailiff.get("/api/v1/centre")).json()["calls"]
            assert (over["stands"], over["alarm"]["confirmed"][0]["name"], over["alarm"]["cleared_name"]) == (
                False, "sun", "zhao",
            )  # fmt: skip
            await here.panel.room_calls.load()
            assert here.panel.room_calls.all()[0].note == "误按"
            noted = [(one["who"], one["what"]) for one in await here.panel.audit.read(None, 50)]
            assert [what for who, what in noted if who == "agent:demo"] == ["bailiffs-called"] * 2
            assert {"bailiffs-confirmed", "bailiffs-cleared"} <= {what for _, what in noted}

    asyncio.run(work())


def test_who_is_not_the_rooms_agent_presses_no_button_and_flooding_is_refused() -> None:
    """Another room's agent, a bailiff's account and a report over the link are refused; so is the 31st call in ten minutes."""

    async def work() -> None:
        async with court() as here, agent(here) as link:
            other = here.client(await here.panel.tokens.issue("agent", "agent:hall-9", alone=True))
            press = json.loads(Press(id=uuid4(), at=1).model_dump_json())
            path = "/api/v1/rooms/demo/bailiff-calls"
            assert [(await one.post(path, json=press)).status_code for one in (other, here.client())] == [403, 401]
            assert here.panel.room_calls.all() == []
            own = here.client(link._token)
            answers = [(await own.post(path, json={**press, "id": str(uuid4())})).status_code for _ in range(31)]
            assert answers == [200] * 30 + [429]
            [standing] = here.panel.room_calls.all()
            assert len(standing.presses) == 20
            staying = asyncio.create_task(link.run(Handler()))
            await until(lambda: link.connected, within_s=30)
            await link.report(RoomCalls(room="demo"))
            await link.report(Devices(room="demo"))
            await until(lambda: any(isinstance(one, Devices) for one in here.panel.board.all()), within_s=30)
            told = [one.calls for one in here.panel.board.all() if isinstance(one, RoomCalls)]
            assert told == [(standing,)], "that nothing stands is not the agent's to say"
            staying.cancel()

    asyncio.run(work())


def test_a_press_without_a_server_is_told_with_its_own_moment_once_there_is_one(tmp_path: Path) -> None:
    """The server is away when the button is pressed, and the agent is started anew meanwhile: it rings all the same."""

    async def work() -> None:
        async with Link("http://127.0.0.1:9", "nobody", kind="agent", name="demo") as dead:
            waiting = asyncio.create_task(BailiffCalls("demo", dead, tmp_path / "calls", lambda: None).say(pressed()))
            await until(lambda: any((tmp_path / "calls").glob("*.json")), within_s=30)
            pressed_at = time.time() * 1000
            waiting.cancel()
        async with court() as here, agent(here) as link:
            await asyncio.sleep(0.01)
            await BailiffCalls("demo", link, tmp_path / "calls", lambda: None).resume()
            [call] = here.panel.room_calls.all()
            assert call.at <= pressed_at < call.told_at
            assert list((tmp_path / "calls").iterdir()) == []

    asyncio.run(work())


def test_a_hearing_that_has_the_room_takes_the_call_and_one_that_no_longer_does_leaves_it_to_the_centre(
    tmp_path: Path,
) -> None:
    """Prepared: in its log. Scheduled only, though the agent still held it to be here: at the control centre."""

    async def work() -> None:
        async with court() as here, agent(here) as link:
            clerk = await here.person("wu", "clerk")
            hearing = await here.hearing(clerk)
            calls = BailiffCalls("demo", link, tmp_path / "calls", lambda: here.panel.hearings.get(hearing))
            await calls.say(pressed())
            assert len(here.panel.room_calls.all()) == 1
            await here.done(clerk, hearing, "prepare")
            await calls.say(pressed())
            await calls.say(pressed())
            standing = here.panel.hearings.get(hearing).bailiff_alarm
            assert standing is not None
            assert standing.source == "button"
            assert len(here.panel.room_calls.all()[0].presses) == 1

    asyncio.run(work())
