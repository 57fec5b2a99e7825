"""The day's list holds what is planned for the day, what is to be resumed in it, and what has been in session since before."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

from tests.control_panel.serving import court, until

DAY_MS = 86_400_000


def _day(ms: int) -> str:
    return (datetime.fromtimestamp(ms / 1000, UTC) + timedelta(hours=8)).strftime("%Y-%m-%d")


def test_an_adjourned_hearing_is_listed_on_the_day_it_goes_on() -> None:
    """Planned today, adjourned to the day after tomorrow: on both days, not between; one that merely waits is on every day."""

    async def work() -> None:
        async with court(undo_s=0.1, writing_patience_s=0.1) as here:
            clerk = await here.person("clerk", "clerk")
            now = round(time.time() * 1000)
            adjourned, waiting, other = [
                await here.hearing(clerk, planned_at=now, sitting=number) for number in (1, 2, 3)
            ]
            for hearing, resumes_at in ((adjourned, now + 2 * DAY_MS), (waiting, None)):
                await here.done(clerk, hearing, "prepare")
                await here.opened(clerk, hearing)
                await here.done(clerk, hearing, "recess", reason="recess", resumes_at=resumes_at)
                await until(lambda name=hearing: here.panel.hearings.get(name).course == "paused", 30)

            async def listed(days: int) -> set[str]:
                answer = await clerk.get("/api/v1/hearings", params={"day": _day(now + days * DAY_MS)})
                return {one["hearing"] for one in answer.json()["hearings"]}

            lists = [await listed(days) for days in range(3)]

        assert lists == [{adjourned, waiting, other}, {waiting}, {adjourned, waiting}]

    asyncio.run(work())
