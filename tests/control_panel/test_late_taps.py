"""A tap that lay somewhere too long is not done any more: whoever tapped was told that nothing was confirmed."""

import asyncio
import time
from uuid import uuid4

from tests.control_panel.serving import court


def test_a_command_that_was_asked_too_long_ago_is_refused_in_words() -> None:
    """Six seconds are too late, a moment is not; programs that say no time are answered as ever."""

    async def work() -> None:
        async with court() as here:
            clerk = await here.person("clerk", "clerk")
            path = f"/api/v1/hearings/{await here.hearing(clerk)}"

            async def note(text: str, **headers: str) -> int:
                body = {"id": str(uuid4()), "type": "note", "text": text}
                answer = await clerk.post(f"{path}/commands", json=body, headers=headers)
                if answer.status_code == 409:
                    assert "过时" in answer.json()["title"]
                    assert answer.json()["remedy"]
                return answer.status_code

            now = round(time.time() * 1000)
            answers = [
                await note("late", **{"Asked-At": str(now - 60_000)}),
                await note("a", **{"Asked-At": str(now)}),
                await note("b"),
            ]
            events = (await clerk.get(f"{path}/log")).json()["events"]

        assert answers == [409, 200, 200]
        assert [event.get("text") for event in events if event["type"] == "noted"] == ["a", "b"]

    asyncio.run(work())
