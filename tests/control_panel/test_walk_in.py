"""A courtroom that runs alone hears cases that nobody scheduled, under names that no court's server ever gives."""

import asyncio
from pathlib import Path
from uuid import uuid4

from pydantic import TypeAdapter

from control_panel.alone import FIRST_ACCOUNT, Mark, hearing_id_of, is_made_alone, mark_of, new_hearing_id
from hearing.case import normal_number
from hearing.ids import HearingId
from tests.control_panel.serving import CASE, court

ALONE = {"alone": "demo", "court": "示范区人民法院"}


def test_a_case_made_at_the_spot_is_heard_at_once() -> None:
    """The clerk names the cause; hearing and provisional number are made, and the hearing is opened like any other."""

    async def work() -> None:
        async with court(**ALONE) as here:
            clerk = await here.person("chen", "clerk")
            made = await clerk.post("/api/v1/hearings/walk-in", json={"cause": "相邻关系纠纷", "procedure": "trial"})
            assert made.status_code == 201, made.text
            event = made.json()["event"]
            assert (event["room"], event["court"]) == ("demo", "示范区人民法院")
            assert normal_number(event["case"]["number"]) == event["case"]["number"]
            await here.done(clerk, event["hearing"], "prepare")
            listed = (await clerk.get("/api/v1/hearings")).json()
            assert [one["hearing"] for one in listed["hearings"]] == [event["hearing"]]
            assert listed["walk_in"] == {"room": "demo", "room_name": "demo"}

    asyncio.run(work())


def test_asked_twice_it_is_one_hearing_and_the_next_case_gets_the_next_number() -> None:
    """A tap that was sent again makes no second case; another case gets a number of its own."""

    async def work() -> None:
        async with court(**ALONE) as here:
            clerk = await here.person("chen", "clerk")
            body = {"id": str(uuid4()), "cause": "相邻关系纠纷"}
            first = (await clerk.post("/api/v1/hearings/walk-in", json=body)).json()
            again = (await clerk.post("/api/v1/hearings/walk-in", json=body)).json()
            other = (await clerk.post("/api/v1/hearings/walk-in", json={"cause": "赡养纠纷"})).json()
            assert again["event"] == first["event"]
            numbers = [one["event"]["case"]["number"] for one in (first, other)]
            assert [number[-3:] for number in numbers] == ["临1号", "临2号"]

    asyncio.run(work())


def test_a_given_case_number_is_kept_and_a_wrong_one_refused() -> None:
    """Where the register has given a number, the clerk enters it; what is no number is refused in words."""

    async def work() -> None:
        async with court(**ALONE) as here:
            clerk = await here.person("chen", "clerk")
            made = await clerk.post("/api/v1/hearings/walk-in", json={"cause": "危险驾驶", "number": CASE["number"]})
            assert made.json()["event"]["case"]["number"] == CASE["number"]
            wrong = await clerk.post("/api/v1/hearings/walk-in", json={"cause": "危险驾驶", "number": "128号"})
            assert (wrong.status_code, "临时案号" in wrong.json()["remedy"]) == (422, True)

    asyncio.run(work())


def test_the_courts_server_hears_no_walk_in_cases() -> None:
    """Where cases are scheduled, nobody opens one past the schedule; nor is a hearing taken that an installation alone made."""

    async def work() -> None:
        async with court() as here:
            clerk = await here.person("chen", "clerk")
            refused = await clerk.post("/api/v1/hearings/walk-in", json={"cause": "危险驾驶"})
            assert refused.status_code == 409
            name = hearing_id_of(Mark(123_456), uuid4())
            body = {"hearing": name, "case": CASE, "procedure": "trial", "room": "demo", "court": "示", "planned_at": 1}
            assert (await clerk.post("/api/v1/hearings", json=body)).status_code == 422
            assert (await clerk.get("/api/v1/hearings")).json()["walk_in"] is None

    asyncio.run(work())


def test_names_made_alone_never_meet_the_servers(tmp_path: Path) -> None:
    """Hearings, people and provisional numbers made alone lie where the court's server names nothing; the mark stays."""
    mark = mark_of(tmp_path / "secrets" / "alone.json")
    assert mark_of(tmp_path / "secrets" / "alone.json") == mark
    is_hearing = TypeAdapter(HearingId)
    for _ in range(500):
        served, alone = new_hearing_id(), hearing_id_of(mark, uuid4())
        is_hearing.validate_python(served), is_hearing.validate_python(alone)
        assert (is_made_alone(served), is_made_alone(alone)) == (False, True)
    assert FIRST_ACCOUNT < mark.first_account < (1 << 31) - 1000
    assert Mark(100_000).letters != Mark(999_999).letters


def test_people_are_counted_above_any_of_the_servers() -> None:
    """``account:N`` in a log that was made alone is nobody of the court's server."""

    async def work() -> None:
        async with court(**ALONE) as here:
            first = await here.panel.accounts.add("chen", "陈", "clerk")
            second = await here.panel.accounts.add("li", "李", "sole-judge")
            assert here.panel.mark is not None
            assert (first.id, second.id) == (here.panel.mark.first_account, here.panel.mark.first_account + 1)

    asyncio.run(work())
