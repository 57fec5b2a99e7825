"""Scheduling hearings and giving commands."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

from tests.control_panel.serving import court


async def _repeat() -> None:
    async with court() as here:
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk)
        body = {"id": str(uuid4()), "type": "prepare"}
        path = f"/api/v1/hearings/{hearing}/commands"
        answers = await asyncio.gather(*(clerk.post(path, json=body) for _ in range(5)))
        judge = await here.person("judge", "sole-judge")
        stolen = await judge.post(path, json=body)
        log = (await clerk.get(f"/api/v1/hearings/{hearing}/log")).json()["events"]

        assert {answer.status_code for answer in answers} == {200}
        assert len({str(answer.json()) for answer in answers}) == 1
        assert [event["type"] for event in log] == ["scheduled", "preparing"]
        assert stolen.status_code == 409


def test_a_command_given_again_is_carried_out_once_and_answered_the_same() -> None:
    """A finger that taps five times, or a network that repeats, prepares the courtroom once."""
    asyncio.run(_repeat())


async def _stale() -> None:
    async with court() as here:
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk)
        await here.done(clerk, hearing, "prepare", expect=1)
        late = await here.say(clerk, hearing, "postpone", reason="改期", expect=1)

        assert late.status_code == 409
        assert late.json()["seq"] == 2
        assert late.json()["remedy"]


def test_a_command_that_saw_an_older_state_is_refused_with_the_newer_number() -> None:
    """Two clerks act at once: the second is told that the hearing has moved on."""
    asyncio.run(_stale())


async def _unknown() -> None:
    async with court() as here:
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk)
        path = f"/api/v1/hearings/{hearing}/commands"
        unknown = await here.say(clerk, hearing, "adjourn-for-ever")
        extra = await here.say(clerk, hearing, "prepare", colour="red")
        forged = await here.say(clerk, hearing, "confirm-open")
        broken = await clerk.post(path, content=b"{", headers={"content-type": "application/json"})
        huge = await clerk.post(path, content=b"[" + b" " * (1 << 20) + b"]")
        chunked = await clerk.post(path, content=_chunks())
        nowhere = await here.say(clerk, "h-aaaaaaaaaa", "prepare")
        body = {"case": {"number": "128", "cause": "x"}, "procedure": "trial", "room": "demo", "court": "c"}
        bad_case = await clerk.post("/api/v1/hearings", json={**body, "planned_at": 1})
        view = (await clerk.get(f"/api/v1/hearings/{hearing}")).json()

        statuses = [answer.status_code for answer in (unknown, extra, forged, broken, huge, chunked, nowhere, bad_case)]
        assert statuses == [422, 422, 403, 422, 413, 413, 404, 422]
        assert "colour" in extra.json()["detail"]
        assert "128" in bad_case.json()["detail"]
        assert view["seq"] == 1


async def _chunks() -> AsyncIterator[bytes]:
    for _ in range(20):
        yield b" " * (64 << 10)


def test_what_is_not_understood_is_refused_and_changes_nothing() -> None:
    """Unknown events, unknown keys, forged service commands, broken and oversized bodies: words, and no effect."""
    asyncio.run(_unknown())


async def _rights() -> None:
    async with court() as here:
        clerk, judge = await here.person("clerk", "clerk"), await here.person("judge", "sole-judge")
        bailiff = await here.person("bailiff", "bailiff")
        hearing = await here.hearing(clerk)
        refused = await here.say(bailiff, hearing, "prepare")
        closing = await here.say(
            clerk, hearing, "set-openness", openness="closed", range="whole", judge="王", reason="隐私"
        )
        allowed = await here.say(
            judge, hearing, "set-openness", openness="closed", range="whole", judge="王", reason="隐私"
        )
        root = await here.person("root", "administrator")
        await here.done(clerk, hearing, "invite", name="张某某", role="accused")
        health = (await root.get(f"/api/v1/hearings/{hearing}")).json()
        hidden = await root.get(f"/api/v1/hearings/{hearing}/log")
        entries = (await root.get("/api/v1/audit")).json()["entries"]

        assert (refused.status_code, closing.status_code, allowed.status_code) == (403, 403, 200)
        assert health["state"]["participants"] == {}
        assert health["may_play"] == []
        assert hidden.status_code == 403
        noted = {(entry["what"], entry["outcome"]) for entry in entries if entry["hearing"] == hearing}
        assert {("schedule", "done"), ("prepare", "refused"), ("set-openness", "done")} <= noted


def test_a_right_is_checked_at_the_server_and_every_refusal_is_on_the_audit() -> None:
    """A bailiff cannot prepare, a clerk cannot close the hearing to the public, IT learns of its health only."""
    asyncio.run(_rights())


async def _search() -> None:
    async with court() as here:
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk)
        await here.done(clerk, hearing, "prepare")
        await here.done(clerk, hearing, "note", text="被告人当庭提交谅解书")
        found = (await clerk.get("/api/v1/search", params={"q": "谅解书"})).json()["found"]
        nothing = (await clerk.get("/api/v1/search", params={"q": "鉴定意见"})).json()["found"]
        odd = await clerk.get("/api/v1/search", params={"q": '") OR *'})
        root = await here.person("root", "administrator")

        assert [item["event"]["text"] for item in found] == ["被告人当庭提交谅解书"]
        assert nothing == []
        assert odd.status_code == 200
        assert (await root.get("/api/v1/search", params={"q": "谅解书"})).status_code == 403


def test_what_was_noted_is_found_by_its_words() -> None:
    """Three signs out of a note find it; court IT does not search hearings."""
    asyncio.run(_search())
