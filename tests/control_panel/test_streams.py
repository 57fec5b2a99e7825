"""WHIP and WHEP through the panel: one address for browsers, the media worker behind it."""

import asyncio

from tests.control_panel.serving import court
from tests.hearing.test_link import linked

SDP = {"content-type": "application/sdp"}


async def _publish() -> None:
    async with court() as here, linked(here, "media", "service:media-1") as (_, worker):
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk)
        agent = here.client(await here.panel.tokens.issue("agent", "agent:demo"))
        early = await agent.post(f"/whip/{hearing}/cam-judge", content="v=0", headers=SDP)
        await here.done(clerk, hearing, "prepare")
        await worker.next("hearing")
        answer = await agent.post(f"/whip/{hearing}/cam-judge", content="v=0\r\noffer", headers=SDP)
        asked = await worker.next("publish")
        played = await clerk.post(f"/whep/{hearing}/program", content="v=0", headers=SDP)
        ended = await agent.delete(answer.headers["location"])
        told = await worker.next("end")

        assert (early.status_code, early.json()["why"]) == (409, "course")
        assert (answer.status_code, answer.text) == (201, "v=0\r\nanswer")
        assert answer.headers["content-type"].startswith("application/sdp")
        assert answer.headers["location"] == f"/whip/{hearing}/cam-judge/s1"
        assert asked == {
            "hearing": hearing, "stream": "cam-judge", "principal": "agent:demo", "role": None, "sdp": "v=0\r\noffer",
        }  # fmt: skip
        assert played.status_code == 201
        assert ended.status_code == 200
        assert told == {"hearing": hearing, "stream": "cam-judge", "principal": "agent:demo", "session": "s1"}


def test_a_stream_is_published_and_played_at_the_panels_own_address() -> None:
    """The offer goes to the worker that has the hearing, its answer and the session's address come back."""
    asyncio.run(_publish())


async def _refused() -> None:
    async with court() as here:
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk)
        await here.done(clerk, hearing, "prepare")
        _, token = await here.join(clerk, hearing, name="张某某", role="accused", remote=True)
        accused = here.client(token)
        path = f"/whip/{hearing}"
        answers = [
            await here.client().post(f"{path}/cam-judge", content="v=0", headers=SDP),
            await here.client("wrong").post(f"{path}/cam-judge", content="v=0", headers=SDP),
            await accused.post(f"{path}/remote-p-1", content="v=0", headers=SDP),
            await clerk.post(f"{path}/cam-judge", content="v=0", headers=SDP),
            await clerk.post(f"{path}/no_such", content="v=0", headers=SDP),
            await clerk.post(f"/whep/{hearing}/program", content="v=0", headers={"content-type": "text/plain"}),
            await clerk.post(f"/whep/{hearing}/program", content="v=0" * 40_000, headers=SDP),
            await clerk.post(f"/whep/{hearing}/program", content="v=0", headers=SDP),
            await clerk.post("/whep/h-aaaaaaaaaa/program", content="v=0", headers=SDP),
        ]

        assert [answer.status_code for answer in answers] == [401, 401, 403, 403, 404, 415, 413, 503, 404]
        assert answers[2].json()["why"] == "not-in-court"
        assert answers[7].headers["retry-after"] == "1"
        assert all(answer.json()["title"] for answer in answers)


def test_whoever_may_not_publish_or_play_is_told_why() -> None:
    """No token, not admitted, not yours, no such stream, too long, no media server: each in its own words."""
    asyncio.run(_refused())


async def _moves() -> None:
    async with court() as here:
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk)
        await here.done(clerk, hearing, "prepare")
        async with linked(here, "media", "service:media-2") as (_, second):
            await second.next("hearing")
            async with linked(here, "media", "service:media-1") as (_, first):
                third = await here.hearing(clerk, room="hall-9")
                await here.done(clerk, third, "prepare")
                placed = await first.next("hearing")
            moved = await second.next("hearing")

        assert placed.hearing == third
        assert moved.hearing == third


def test_a_hearing_moves_to_another_worker_when_its_own_is_gone() -> None:
    """The second hearing goes to the idle worker; when that one dies, the other carries both."""
    asyncio.run(_moves())
