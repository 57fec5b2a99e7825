"""The court's server is lost in an open hearing: the courtroom goes on within 5 s, and hands the whole log back."""

import asyncio
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from control_panel.hearing_log import Answered
from control_panel.standby.lease import Tenure
from control_panel.standby.tenures import Kept
from control_panel.standby.wire import CommandTold, Give, Question, Write
from hearing.commands import Note
from hearing.deciding import decide
from hearing.participant import Role
from hearing.policy import account_actor
from tests.control_panel.serving import Court, court, until
from tests.control_panel.standing_by import SETTINGS, StandingBy, opened, standing_by

TAKEOVER_S = 5.0


def _seqs(events: list[object]) -> list[int]:
    return [event.seq for event in events]  # type: ignore[attr-defined]


def test_what_the_server_acknowledged_is_in_the_room_already(tmp_path: Path) -> None:
    """Each event of a followed hearing, and the command that it answered, lies in the room when the answer comes."""

    async def work() -> None:
        async with court(tmp_path / "s", **SETTINGS) as server, standing_by(tmp_path / "r", server) as standby:
            hearing = await opened(server, standby)
            clerk = await server.person("chen", "clerk")
            for number in range(5):
                await server.done(clerk, hearing, "note", text=f"记事 {number}")
                there = await standby.here.panel.hearings.events(hearing)
                assert there == await server.panel.hearings.events(hearing)
            assert len(await standby.here.panel.hearings.commands(hearing, len(there) - 1)) == 1

    (tmp_path / "s").mkdir()
    asyncio.run(work())


def test_the_room_takes_over_within_5_s_and_hands_back(tmp_path: Path) -> None:
    """Cut off, the clerk recesses, mutes, cuts and closes in the room; the server writes nothing; then it has it all."""

    async def work() -> None:
        async with court(tmp_path / "s", **SETTINGS) as server, standing_by(tmp_path / "r", server) as standby:
            hearing = await opened(server, standby)
            clerk = await server.person("chen", "clerk")
            async with server.page(hearing, await server.account_token("chen")) as page:
                link = (await page.frame("standby"))["url"]
            before = await server.panel.hearings.events(hearing)
            began = await standby.cut()
            await until(lambda: standby.has(hearing), TAKEOVER_S)
            taken_s = time.monotonic() - began
            assert taken_s <= TAKEOVER_S
            refused = await server.say(clerk, hearing, "note", text="x")
            assert (refused.status_code, refused.json()["standby"]) == (503, standby.here.url)

            goes_on = standby.here.client()
            ticket = link.partition("#ticket=")[2]
            assert (await goes_on.post("/api/v1/tickets/redeem", json={"ticket": ticket})).status_code == 200
            assert (await goes_on.get("/api/v1/me")).json()["account"] == "chen"
            for command, parts in (
                ("mute", {"stream": "mic-judge"}), ("cut-broadcast", {}), ("note", {"text": "网络中断"}),
                ("recess", {"reason": "recess"}),
            ):  # fmt: skip
                await standby.here.done(goes_on, hearing, command, **parts)
            await until(lambda: standby.here.panel.hearings.get(hearing).course == "paused")
            await standby.here.done(goes_on, hearing, "close")
            await until(lambda: standby.here.panel.hearings.get(hearing).course == "closed")
            assert await server.panel.hearings.events(hearing) == before

            standby.mend(server)
            await until(lambda: server.panel.hearings.may_write(hearing) and not standby.has(hearing))
            whole = await server.panel.hearings.events(hearing)
            assert whole == await standby.here.panel.hearings.events(hearing)
            assert _seqs(whole) == list(range(1, len(whole) + 1))
            assert [event.fence for event in whole] == sorted(event.fence for event in whole)
            assert {event.fence for event in whole} == {1, 2}
            assert any(event.type == "fault-noted" and event.cause == "server-lost" for event in whole)
            await server.done(clerk, hearing, "sign")
            assert (await server.panel.hearings.events(hearing))[-1].fence >= 3
            assert standby.said[-1] is False
            return taken_s

    (tmp_path / "s").mkdir()
    print(f"taken over after {asyncio.run(work()):.2f} s")  # noqa: T201


def test_a_line_that_breaks_off_ends_nothing_in_the_room(tmp_path: Path) -> None:
    """The server's end of the line is gone without a word: the room calls again and follows as before."""

    async def work() -> None:
        async with court(tmp_path / "s", **SETTINGS) as server, standing_by(tmp_path / "r", server) as standby:
            hearing = await opened(server, standby)
            line = server.panel.standbys._lines["demo"]
            line.frames.put_nowait("no frame at all")
            line.end()
            await until(lambda: server.panel.standbys._lines.get("demo") not in (None, line))
            await until(lambda: standby.follows(hearing, server))
            assert standby.line is not None
            assert not standby.line.done()

    (tmp_path / "s").mkdir()
    asyncio.run(work())


@pytest.mark.long
def test_a_line_mended_in_time_changes_nothing_and_later_the_server_waits(tmp_path: Path) -> None:
    """Back before the room took over, the server writes on under the same fence; cut for longer, it writes nothing."""

    async def work() -> None:
        async with court(tmp_path / "s", **SETTINGS) as server, standing_by(tmp_path / "r", server) as standby:
            hearing = await opened(server, standby)
            await standby.cut()
            standby.mend(server)
            await until(lambda: standby.follows(hearing, server))
            clerk = await server.person("chen", "clerk")
            await server.done(clerk, hearing, "note", text="线路已恢复")
            assert not standby.has(hearing)
            assert {event.fence for event in await server.panel.hearings.events(hearing)} == {1}
            await standby.cut()
            await until(lambda: standby.has(hearing), TAKEOVER_S)
            assert not server.panel.hearings.may_write(hearing)

    (tmp_path / "s").mkdir()
    asyncio.run(work())


def test_an_event_that_only_the_room_has_is_not_lost(tmp_path: Path) -> None:
    """The server died between the room's receipt and its own: then it takes the event, and the command's same answer."""

    async def work() -> None:
        async with court(tmp_path / "s", **SETTINGS) as server, standing_by(tmp_path / "r", server) as standby:
            hearing = await opened(server, standby)
            clerk = await server.person("chen", "clerk")
            state, command = server.panel.hearings.get(hearing), Note(id=uuid4(), text="只到法庭")
            actor = account_actor("account:1", Role.CLERK)
            [event] = decide(state, command, actor, server.panel.now_ms())
            told = Answered(str(command.id), actor.principal, event.seq)
            await server.panel.standbys.ahead(hearing, [event], told)
            await standby.cut()
            standby.mend(server)
            await until(lambda: standby.follows(hearing, server))
            assert (await server.panel.hearings.events(hearing))[-1] == event
            again = await server.done(clerk, hearing, "note", text="只到法庭", id=str(command.id))
            assert again["seq"] == event.seq

    (tmp_path / "s").mkdir()
    asyncio.run(work())


@pytest.mark.long
def test_a_server_of_an_older_fence_writes_nothing_in_the_room(tmp_path: Path) -> None:
    """An event that the server sent before it knew that the room had taken over is refused there."""

    async def work() -> None:
        async with court(tmp_path / "s", **SETTINGS) as server, standing_by(tmp_path / "r", server) as standby:
            hearing = await opened(server, standby)
            state = server.panel.hearings.get(hearing)
            command, actor = Note(id=uuid4(), text="迟到"), account_actor("account:1", Role.CLERK)
            [event] = decide(state, command, actor, server.panel.now_ms())
            await standby.cut()
            await until(lambda: standby.has(hearing), TAKEOVER_S)
            told = CommandTold(id=str(command.id), principal=actor.principal, seq=event.seq)
            ok, _ = await standby.room.answer(Write(hearing=hearing, fence=1, events=(event,), command=told))
            assert not ok
            assert event not in await standby.here.panel.hearings.events(hearing)

    (tmp_path / "s").mkdir()
    asyncio.run(work())


@pytest.mark.long
def test_ended_in_order_the_room_lets_the_server_write_alone(tmp_path: Path) -> None:
    """A courtroom PC that is switched off properly takes nothing over, and the server needs it no more."""

    async def work() -> None:
        async with court(tmp_path / "s", **SETTINGS) as server, standing_by(tmp_path / "r", server) as standby:
            hearing = await opened(server, standby)
            standby.stop.set()
            await until(lambda: server.panel.standbys.state_of(hearing) is None)
            await server.done(await server.person("chen", "clerk"), hearing, "note", text="法庭主机已关机")
            assert hearing not in standby.here.panel.tenures.all

    (tmp_path / "s").mkdir()
    asyncio.run(work())


async def _clerk_in_the_room(server: Court, standby: StandingBy, hearing: str) -> httpx.AsyncClient:
    """Let the clerk in by the link that a page of the hearing was told."""
    async with server.page(hearing, await server.account_token("chen")) as page:
        link = (await page.frame("standby"))["url"]
    client = standby.here.client()
    ticket = {"ticket": link.partition("#ticket=")[2]}
    assert (await client.post("/api/v1/tickets/redeem", json=ticket)).status_code == 200
    return client


def test_cut_off_the_room_opens_a_scheduled_case_and_makes_one_at_the_spot(tmp_path: Path) -> None:
    """What was scheduled is known in the room and opened there; a walk-in case is made; both are the server's afterwards."""

    async def work() -> None:
        async with court(tmp_path / "s", **SETTINGS) as server, standing_by(tmp_path / "r", server) as standby:
            clerk = await server.person("chen", "clerk")
            scheduled = await server.hearing(clerk)
            await until(lambda: standby.here.panel.hearings.find(scheduled) is not None)
            there = await _clerk_in_the_room(server, standby, scheduled)
            early = await standby.here.say(there, scheduled, "prepare")
            assert early.status_code == 503, "the server is there"
            assert (await there.get("/api/v1/hearings")).json()["walk_in"] is None
            await standby.cut()
            await until(lambda: standby.here.panel.hearings.may_write(scheduled), TAKEOVER_S)
            made = await there.post("/api/v1/hearings/walk-in", json={"cause": "相邻关系纠纷"})
            assert made.status_code == 201, made.text
            names = [scheduled, made.json()["hearing"]]
            for name in names:
                await standby.here.done(there, name, "prepare")
                await standby.here.done(there, name, "open")
                await standby.here.done(there, name, "note", text="服务器失联期间开庭")
            standby.mend(server)
            await until(lambda: not standby.room.has_any and all(map(server.panel.hearings.may_write, names)), 20)
            for name in names:
                events = await server.panel.hearings.events(name)
                assert events == await standby.here.panel.hearings.events(name)
                assert _seqs(events) == list(range(1, len(events) + 1))
                await server.done(clerk, name, "close")

    (tmp_path / "s").mkdir()
    asyncio.run(work())


def test_what_is_written_while_a_hearing_is_handed_back_goes_back_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clerk writes on in the room between the server's question how far its log is and the answer with its events."""

    async def work() -> None:
        async with court(tmp_path / "s", **SETTINGS) as server, standing_by(tmp_path / "r", server) as standby:
            scheduled = await server.hearing(await server.person("chen", "clerk"))
            await until(lambda: standby.here.panel.hearings.find(scheduled) is not None)
            there = await _clerk_in_the_room(server, standby, scheduled)
            await standby.cut()
            await until(lambda: standby.here.panel.hearings.may_write(scheduled), TAKEOVER_S)
            await standby.here.done(there, scheduled, "prepare")
            answer, written = standby.room.answer, []

            async def answer_later(question: Question) -> tuple[bool, dict[str, Any]]:
                if isinstance(question, Give) and not written:
                    written.append(await standby.here.done(there, scheduled, "note", text="移交时仍在记录"))
                return await answer(question)

            monkeypatch.setattr(standby.room, "answer", answer_later)
            standby.mend(server)
            await until(lambda: not standby.room.has_any and server.panel.hearings.may_write(scheduled), 20)
            assert written
            assert server.panel.standbys.disputes() == {}
            here = await server.panel.hearings.events(scheduled)
            assert here == await standby.here.panel.hearings.events(scheduled)

    (tmp_path / "s").mkdir()
    asyncio.run(work())


@pytest.mark.long
def test_a_case_that_both_sides_changed_stays_on_both(tmp_path: Path) -> None:
    """The server put off what the room opened: neither log is touched, and an administrator finds it on the audit."""

    async def work() -> None:
        async with court(tmp_path / "s", **SETTINGS) as server, standing_by(tmp_path / "r", server) as standby:
            clerk = await server.person("chen", "clerk")
            hearing = await server.hearing(clerk)
            await until(lambda: standby.here.panel.hearings.find(hearing) is not None)
            there = await _clerk_in_the_room(server, standby, hearing)
            await standby.cut()
            await until(lambda: standby.here.panel.hearings.may_write(hearing), TAKEOVER_S)
            await server.done(clerk, hearing, "postpone", reason="等待鉴定")
            await standby.here.done(there, hearing, "prepare")
            both = [await one.panel.hearings.events(hearing) for one in (server, standby.here)]
            standby.mend(server)
            admin = await server.person("it", "administrator")

            async def disputed() -> bool:
                entries = (await admin.get("/api/v1/audit")).json()["entries"]
                return "standby-dispute" in {entry["what"] for entry in entries}

            async with asyncio.timeout(30):
                while not await disputed():
                    await asyncio.sleep(0.2)
            assert [await one.panel.hearings.events(hearing) for one in (server, standby.here)] == both

    (tmp_path / "s").mkdir()
    asyncio.run(work())


def test_a_room_can_neither_take_nor_end_another_rooms_hearing(tmp_path: Path) -> None:
    """A courtroom PC that says it has a hearing of another room, or one that the server closed, changes nothing."""

    async def work() -> None:
        async with court(tmp_path / "s", **SETTINGS) as server, standing_by(tmp_path / "r", server) as standby:
            clerk = await server.person("chen", "clerk")
            other = await server.hearing(clerk, room="other")
            closed = await server.hearing(clerk)
            for command in ("prepare", "open", "close"):
                await server.done(clerk, closed, command)
            await until(lambda: server.panel.hearings.get(closed).course == "closed")
            await until(lambda: server.panel.standbys.state_of(closed) is None)
            await standby.cut()
            for name in (other, closed):
                events = await server.panel.hearings.events(name)
                if standby.here.panel.hearings.find(name) is None:
                    await standby.here.panel.hearings.adopt(name, events)
                await standby.here.panel.tenures.put(name, Kept("demo", Tenure("room", 9)))
            before = [await server.panel.hearings.events(name) for name in (other, closed)]
            actor = account_actor("account:1", Role.CLERK)
            for name in (other, closed):
                await standby.here.panel.hearings.command(name, Note(id=uuid4(), text="伪造"), actor)
            standby.mend(server)
            await until(lambda: len(server.panel.standbys.disputes()) == 2)
            assert [await server.panel.hearings.events(name) for name in (other, closed)] == before
            await server.done(clerk, other, "prepare")
            await server.done(clerk, closed, "sign")

    (tmp_path / "s").mkdir()
    asyncio.run(work())


@pytest.mark.long
def test_a_lost_room_is_given_up_by_an_administrator_alone(tmp_path: Path) -> None:
    """A machine that burnt with its lease: a person says so, it is on the audit, and the server writes again."""

    async def work() -> None:
        async with court(tmp_path / "s", **SETTINGS) as server, standing_by(tmp_path / "r", server) as standby:
            hearing = await opened(server, standby)
            await standby.cut()
            await until(lambda: not server.panel.hearings.may_write(hearing))
            clerk, admin = await server.person("chen", "clerk"), await server.person("it", "administrator")
            assert (await clerk.post("/api/v1/rooms/demo/take-back")).status_code == 403
            freed = await admin.post("/api/v1/rooms/demo/take-back")
            assert freed.json() == {"hearings": [hearing]}
            await server.done(clerk, hearing, "close")
            entries = (await admin.get("/api/v1/audit")).json()["entries"]
            assert "standby-take-back" in {entry["what"] for entry in entries}

    (tmp_path / "s").mkdir()
    asyncio.run(work())


@pytest.mark.long
def test_only_this_rooms_people_are_known_in_the_room(tmp_path: Path) -> None:
    """Whoever runs the hearing now is; another clerk and every password stay at the server."""

    async def work() -> None:
        async with court(tmp_path / "s", **SETTINGS) as server, standing_by(tmp_path / "r", server) as standby:
            hearing = await opened(server, standby)
            await server.person("zhao", "clerk")
            async with server.page(hearing, await server.account_token("chen")) as page:
                await page.frame("standby")
            known = await standby.here.panel.accounts.all()
            assert [(one.account, one.password) for one in known] == [("chen", "")]
            stranger = standby.here.client(await server.account_token("zhao"))
            assert (await stranger.get("/api/v1/me")).status_code == 401
            wrong = standby.here.client()
            refused = await wrong.post("/api/v1/tickets/redeem", json={"ticket": "x" * 43})
            assert refused.status_code == 403

    (tmp_path / "s").mkdir()
    asyncio.run(work())
