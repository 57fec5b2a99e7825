"""What pages see as it happens, each no more than its person may know."""

import asyncio
import json

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from hearing.reports import Levels
from tests.control_panel.serving import court


async def _two_pages() -> None:
    async with court() as here:
        clerk = await here.person("clerk", "clerk")
        await here.person("judge", "sole-judge")
        hearing = await here.hearing(clerk)
        async with here.page(hearing, await here.account_token("clerk")) as first:
            seen = await first.frame("snapshot")
            await here.done(clerk, hearing, "prepare")
            async with here.page(hearing, await here.account_token("judge")) as second:
                later = await second.frame("snapshot")
                await here.done(clerk, hearing, "note", text="记事")
                events = [(await page.event("noted"))["seq"] for page in (first, second)]
                here.panel.board.say(Levels(hearing=hearing, levels={"mic-judge": -20.0}), "agent:demo")
                levels = await second.frame("report")
                ping = await first.frame("ping")

        assert (seen["seq"], later["seq"]) == (1, 2)
        assert seen["view"]["state"]["course"] == "scheduled"
        assert later["view"]["state"]["course"] == "preparing"
        assert events == [3, 3]
        assert levels["report"]["levels"] == {"mic-judge": -20.0}
        assert abs(ping["clock"] - here.panel.now_ms()) < 60_000


def test_two_pages_get_a_snapshot_and_then_the_same_events() -> None:
    """Whoever opens the panel later starts from the state of then, and both hear the next thing."""
    asyncio.run(_two_pages())


async def _witness() -> None:
    async with court(writing_patience_s=0) as here:
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk)
        number, token = await here.join(clerk, hearing, name="证人甲", role="witness", remote=True)
        await here.done(clerk, hearing, "prepare")
        async with here.page(hearing, token) as page:
            snapshot = await page.frame("snapshot")
            await here.done(clerk, hearing, "invite", name="张某某", role="accused", seat="accused")
            await here.done(clerk, hearing, "note", text="不得外传")
            witness = here.client(token)
            await here.done(witness, hearing, "arrive", participant=number)
            refused = await here.say(witness, hearing, "mute", stream="mic-judge")
            log = await witness.get(f"/api/v1/hearings/{hearing}/log")
            record = await witness.get(f"/api/v1/hearings/{hearing}/record/index.json")
            first_event = (await page.frame("event"))["event"]
            await here.opened(clerk, hearing)
            await here.done(clerk, hearing, "admit", participant=number)
            await here.done(clerk, hearing, "call", participant=number)
            view = await page.frame("view")

        text = json.dumps(snapshot, ensure_ascii=False)
        assert "张某某" not in text
        assert snapshot["view"]["may_play"] == []
        assert first_event["type"] == "arrived"
        assert [answer.status_code for answer in (refused, log, record)] == [403, 403, 403]
        assert f"program-for-{number}" in view["view"]["may_play"]
        assert "不得外传" not in json.dumps(view, ensure_ascii=False)


def test_a_witness_learns_nothing_of_the_hearing_before_being_called() -> None:
    """The witness's page hears only of itself; on being called it gets the court's picture, not the notes."""
    asyncio.run(_witness())


async def _strangers() -> None:
    async with court() as here:
        clerk = await here.person("clerk", "clerk")
        hearing, other = await here.hearing(clerk), await here.hearing(clerk, room="hall-9")
        _, token = await here.join(clerk, other, name="李某", role="defender")
        expired = await here.panel.tokens.issue("participant", "participant:p-1", hearing=hearing, lasts_s=-1)
        reasons = []
        for secret in ("wrong", expired, token):
            async with here.page(hearing, secret) as page:
                reasons.append((await page.frame("bye", "snapshot")).get("reason"))
        async with connect(f"ws{here.url[4:]}/api/v1/hearings/{hearing}/live", proxy=None) as socket:
            await socket.send("not json")
            reasons.append(json.loads(await socket.recv()).get("reason"))

        assert reasons == ["not-signed-in", "not-signed-in", "no-such-hearing", "not-signed-in"]


def test_a_page_with_a_wrong_an_expired_or_another_hearings_token_is_sent_away() -> None:
    """Counsel of the hearing next door sees nothing here, not even that there is one."""
    asyncio.run(_strangers())


async def _late() -> None:
    async with court(hello_s=0.05) as here:
        hearing = await here.hearing(await here.person("clerk", "clerk"))
        for path in (f"hearings/{hearing}/live", f"hearings/{hearing}/bench/live", "rooms/demo/cameras"):
            async with connect(f"ws{here.url[4:]}/api/v1/{path}", proxy=None) as socket:
                with pytest.raises(ConnectionClosed) as closed:
                    await socket.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1013, path
        assert [one for one in await here.panel.audit.read(None, 50) if one["outcome"] == "refused"] == []


def test_a_page_whose_first_word_comes_too_late_is_told_to_dial_again() -> None:
    """A busy machine makes nobody a stranger: no line of the panel says *not signed in* of who has not spoken yet."""
    asyncio.run(_late())


async def _again() -> None:
    async with court() as here:
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk)
        number, token = await here.join(clerk, hearing, name="张某某", role="accused", remote=True)
        async with here.page(hearing, token) as page:
            await page.frame("snapshot")
            link = (await clerk.post(f"/api/v1/hearings/{hearing}/participants/{number}/link")).json()
            joined = await here.client().post("/api/v1/join", json={"code": link["code"].lower().replace("-", "")})
            bye = await page.frame("bye")
            gone = await here.client(token).get(f"/api/v1/hearings/{hearing}")
        assert joined.status_code == 201
        assert bye["reason"] == "signed-out"
        assert gone.status_code == 401


def test_a_person_who_joins_again_takes_the_place_of_the_earlier_device() -> None:
    """There is one device a person: the earlier page is sent away and its token ends."""
    asyncio.run(_again())
