"""A courtroom that was alone hands its hearing in: whole, once, under its own names, however often the line breaks."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from control_panel.handin.conflicts import conflicts_of
from hearing.case import Case
from hearing.events import EVENT, HearingEvent
from hearing.log_chain import EMPTY, chain
from recorder.archive.verification import signed_root, verify
from recorder.holdings import holdings
from recorder.layout import exhibit_folder
from tests.control_panel.heard_alone import ALONE, SOUND, WORDS, archive, hand_in, heard_alone
from tests.control_panel.serving import CASE, Court, court


@asynccontextmanager
async def both(tmp_path: Path, *, archived: bool = False) -> AsyncIterator[tuple[Court, Court, str]]:
    """Run the room's panel with a hearing that it heard alone, and the court's server."""
    hearing = heard_alone(tmp_path / "room", archived=archived)
    (tmp_path / "server").mkdir()
    async with court(tmp_path / "room", **ALONE) as room, court(tmp_path / "server") as server:
        yield room, server, hearing


def test_a_hearing_handed_in_is_the_servers_own_from_then_on(tmp_path: Path) -> None:
    """The server lists it, gives its record, finds its words and names its people; nothing got another number."""

    async def work() -> None:
        async with both(tmp_path) as (room, server, hearing):
            case = room.panel.hearings.get(hearing).case.number
            sha256 = room.panel.hearings.get(hearing).exhibits["e-1"].sha256
            filed, here = (exhibit_folder(one.data / "records", case, hearing, sha256) for one in (room, server))
            never_filed = filed.with_name("2" * 64)
            never_filed.mkdir()
            (never_filed / "content").write_bytes(b"the log does not name it")
            earlier = here.with_name("1" * 64)
            earlier.mkdir(parents=True)
            (earlier / "content").write_bytes(b"filed at the server before")
            given = await hand_in(room, server, hearing)
            assert (given.outcome, given.conflicts, given.damaged) == ("merged", [], [])
            assert (here / "content").read_bytes() == SOUND
            assert sorted(one.name for one in here.parent.iterdir()) == sorted([sha256, earlier.name])
            assert (earlier / "content").read_bytes() == b"filed at the server before"
            assert await server.panel.hearings.events(hearing) == await room.panel.hearings.events(hearing)
            clerk = await server.person("wu", "clerk")
            [listed] = (await clerk.get("/api/v1/hearings")).json()["hearings"]
            assert (listed["hearing"], listed["course"]) == (hearing, "closed")
            stores = [holdings(one.data / "records", case, hearing) for one in (room, server)]
            assert stores[0] == stores[1]
            index = (await clerk.get(f"/api/v1/hearings/{hearing}/record/index.json")).json()
            track = index["takes"][0]["tracks"][0]
            address = f"/api/v1/hearings/{hearing}/record/room-demo-1/{track['name']}/{track['files'][0]['file']}"
            assert (await clerk.get(address)).status_code == 200
            found = (await clerk.get("/api/v1/search", params={"q": WORDS[:6]})).json()
            assert [one["hearing"] for one in found["found"]] == [hearing]
            names = (await clerk.get(f"/api/v1/hearings/{hearing}/names")).json()
            assert set(names.values()) == {"chen", "li"}

    asyncio.run(work())


def test_asked_again_at_the_server_the_rooms_commands_are_answered_the_same(tmp_path: Path) -> None:
    """The agent repeats a command that the room had carried out: the server answers with the room's event, once."""

    async def work() -> None:
        async with both(tmp_path) as (room, server, hearing):
            await hand_in(room, server, hearing)
            [spoken] = [one for one in await room.panel.hearings.commands(hearing, 0) if one.principal == "agent:demo"][
                :1
            ]
            event = (await room.panel.hearings.events(hearing, spoken.seq - 1, 1))[0]
            agent = server.client(await server.panel.tokens.issue("agent", "agent:demo"))
            line = event.model_dump(include={"stream", "speaker", "text", "start", "duration", "engine"})
            asked = {"id": spoken.id, "type": "speak-line", **line}
            seq = server.panel.hearings.get(hearing).seq
            answer = await agent.post(f"/api/v1/hearings/{hearing}/commands", json=asked)
            assert (answer.status_code, answer.json()["event"]) == (200, event.model_dump(mode="json"))
            clerk = await server.person("wu", "clerk")
            taken = await clerk.post(f"/api/v1/hearings/{hearing}/commands", json=asked)
            assert (taken.status_code, server.panel.hearings.get(hearing).seq) == (409, seq)

    asyncio.run(work())


@pytest.mark.long
def test_the_server_archives_and_verifies_it_like_its_own(tmp_path: Path) -> None:
    """Signed and archived at the server, the package is whole, and the closing root is the one that people signed."""

    async def work() -> None:
        async with both(tmp_path) as (room, server, hearing):
            await hand_in(room, server, hearing)
            signed = room.panel.hearings.get(hearing).closing
            package = await archive(server, hearing)
            assert verify(package).whole
            assert server.panel.hearings.get(hearing).closing == signed

    asyncio.run(work())


@pytest.mark.long
def test_an_archived_hearing_comes_with_its_package(tmp_path: Path) -> None:
    """What the room packed is at the server octet for octet, verified, under the same root."""

    async def work() -> None:
        async with both(tmp_path, archived=True) as (room, server, hearing):
            given = await hand_in(room, server, hearing)
            state = server.panel.hearings.get(hearing)
            packages = [one.data / "archive" / (state.package or "") for one in (room, server)]
            assert given.outcome == "merged"
            assert verify(packages[1]).whole
            assert signed_root(packages[1]) == signed_root(packages[0]) == state.root

    asyncio.run(work())


@pytest.mark.long
def test_handed_in_twice_it_is_there_once_and_written_in_no_more_at_the_room(tmp_path: Path) -> None:
    """The second time the server says that it has it; the room's clerk is sent to the server."""

    async def work() -> None:
        async with both(tmp_path) as (room, server, hearing):
            await hand_in(room, server, hearing)
            events = await server.panel.hearings.events(hearing)
            assert (await hand_in(room, server, hearing)).outcome == "known"
            assert await server.panel.hearings.events(hearing) == events
            refused = await room.say(await room.person("chen", "clerk"), hearing, "sign")
            assert (refused.status_code, server.url in refused.json()["remedy"]) == (409, True)

    asyncio.run(work())


def test_wherever_the_line_breaks_the_next_time_goes_on(tmp_path: Path) -> None:
    """Cut at every request in turn, before or after the server acted: it has the whole hearing or none of it, once."""

    async def work() -> None:
        async with both(tmp_path) as (room, server, hearing):
            wanted, outcomes = await room.panel.hearings.events(hearing), []
            for number in range(2, 60):
                given = await hand_in(room, server, hearing, after=number // 2, acts=number % 2 == 1)
                outcomes.append(given.outcome)
                held = await server.panel.hearings.events(hearing)
                assert held in ([], wanted)
                if given.outcome != "interrupted":
                    break
            assert len(outcomes) > 10
            assert outcomes[-1] in ("merged", "known")
            assert await server.panel.hearings.events(hearing) == wanted

    asyncio.run(work())


@pytest.mark.long
def test_a_case_that_the_server_holds_too_is_shown_and_both_stay(tmp_path: Path) -> None:
    """The same number and sitting on both sides: the hand-in names both hearings, and neither is renumbered."""

    async def work() -> None:
        async with both(tmp_path) as (room, server, hearing):
            case = room.panel.hearings.get(hearing).case
            clerk = await server.person("wu", "clerk")
            own = await server.hearing(clerk, case={"number": case.number, "cause": "排除妨害纠纷"})
            given = await hand_in(room, server, hearing)
            assert given.outcome == "merged"
            assert {one["kind"] for one in given.conflicts} == {"same-case", "changed-case"}
            assert {one.hearing for one in server.panel.hearings.states()} == {own, hearing}
            admin = await server.person("it", "administrator")
            [told] = (await admin.get("/api/v1/handins")).json()["handins"]
            assert (told["status"], len(told["conflicts"])) == ("merged", 2)

    asyncio.run(work())


def _changed(events: list[HearingEvent], at: int, **fields: object) -> list[HearingEvent]:
    return [event.model_copy(update=fields) if event.seq == at else event for event in events]


def test_a_log_that_went_another_way_at_the_server_is_not_merged(tmp_path: Path) -> None:
    """The server put the hearing off meanwhile: both logs stay, the conflict names the event, the room may write again."""

    async def work() -> None:
        async with both(tmp_path) as (room, server, hearing):
            scheduled = (await room.panel.hearings.events(hearing))[:1]
            await server.panel.hearings.adopt(hearing, scheduled, lambda _session: None)
            clerk = await server.person("wu", "clerk")
            await server.done(clerk, hearing, "postpone", reason="等待鉴定")
            given = await hand_in(room, server, hearing)
            assert given.outcome == "conflict"
            [conflict] = [one for one in given.conflicts if one["stops"]]
            assert (conflict["kind"], conflict["place"]) == ("log-differs", "seq 2")
            assert server.panel.hearings.get(hearing).course == "postponed"
            await room.done(await room.person("chen", "clerk"), hearing, "sign")

    asyncio.run(work())


def test_a_changed_case_or_person_is_named() -> None:
    """A case with another cause and a participant of another name under the same number are conflicts that stop."""
    story = [
        EVENT.validate_python(event)
        for event in (
            {"hearing": "h-zabcdefghi", "seq": 1, "at": 1, "who": "account:1", "type": "scheduled", "case": CASE,
             "procedure": "trial", "room": "demo", "court": "示", "room_name": "示", "planned_at": 1},
            {"hearing": "h-zabcdefghi", "seq": 2, "at": 2, "who": "account:1", "type": "invited", "participant": "p-1",
             "name": "王某", "role": "witness"},
        )
    ]  # fmt: skip
    other_case = _changed(story, 1, case=Case(number=CASE["number"], cause="盗窃"))
    other_name = _changed(story, 2, name="李某")
    assert [one.kind for one in conflicts_of(other_case, story, [], {}, {})] == ["changed-case", "log-differs"]
    assert [one.kind for one in conflicts_of(other_name, story, [], {}, {})] == ["log-differs", "other-name"]
    assert [one.kind for one in conflicts_of(story, story[:1], [], {}, {})] == ["server-ahead"]
    assert conflicts_of(story[:1], story, [], {}, {}) == []
    [shown] = conflicts_of([], story, [], {"account:1": "陈"}, {"account:1": "吴"})
    assert (shown.kind, shown.stops) == ("other-name", False)


async def _staged(client: httpx.AsyncClient, hearing: str, events: list[HearingEvent]) -> httpx.Response:
    body = {"after": 0, "events": [EVENT.dump_python(event, mode="json") for event in events]}
    return await client.post(f"/api/v1/handin/{hearing}/log", json=body)


def test_a_log_that_is_not_the_one_people_signed_is_refused(tmp_path: Path) -> None:
    """One word of the log is changed: the signed closing root gives it away, and nothing is merged."""

    async def work() -> None:
        async with both(tmp_path) as (room, server, hearing):
            events = await room.panel.hearings.events(hearing)
            spoken = next(event.seq for event in events if event.type == "line-spoken")
            forged = _changed(events, spoken, text="相邻一方同意搬走杂物")
            await hand_in(room, server, hearing, after=9)
            agent = server.client(await server.panel.tokens.issue("agent", "agent:demo"))
            assert (await _staged(agent, hearing, forged)).status_code == 200
            merged = await agent.post(f"/api/v1/handin/{hearing}/merge", json={"chain": chain(forged), "names": {}})
            assert merged.status_code == 409
            assert {one["kind"] for one in merged.json()["conflicts"] if one["stops"]} == {"log-differs"}
            assert server.panel.hearings.find(hearing) is None

    asyncio.run(work())


def test_only_the_enrolled_room_hands_its_hearings_in(tmp_path: Path) -> None:
    """Another room's agent, a clerk and a stranger are refused, and learn nothing."""

    async def work() -> None:
        async with both(tmp_path) as (room, server, hearing):
            events = await room.panel.hearings.events(hearing)
            other = server.client(await server.panel.tokens.issue("agent", "agent:other"))
            assert (await _staged(other, hearing, events)).status_code == 404
            assert (await _staged(await server.person("wu", "clerk"), hearing, events)).status_code == 403
            assert (await _staged(server.client(), hearing, events)).status_code == 401
            assert (await hand_in(room, server, hearing, agent="agent:other")).outcome == "conflict"
            assert server.panel.hearings.find(hearing) is None

    asyncio.run(work())


@pytest.mark.long
def test_an_exhibit_is_taken_in_as_the_log_names_it_and_not_otherwise(tmp_path: Path) -> None:
    """Another content under a right name is refused in words, when it comes and when it lies there; a lost one is said."""

    async def work() -> None:
        async with both(tmp_path) as (room, server, hearing):
            state = room.panel.hearings.get(hearing)
            sha256 = state.exhibits["e-1"].sha256
            place = room.panel.exhibits.content(state.case.number, hearing, state.exhibits["e-1"])
            place.write_bytes(b"another sound")
            given = await hand_in(room, server, hearing)
            assert (given.outcome, "与日志记载的证据不符" in given.says) == ("conflict", True)
            agent = server.client(await server.panel.tokens.issue("agent", "agent:demo"))
            asked = {"offset": 0, "of": 2, "sha256": EMPTY}
            for name, status in ((sha256, 409), ("3" * 64, 404)):
                address = f"/api/v1/handin/{hearing}/files/exhibits/{name}/content"
                assert (await agent.put(address, params=asked, content=b"xy")).status_code == status
            staged = server.panel.handins.staging.area(hearing, "exhibits") / sha256 / "content"
            assert not staged.exists()
            staged.parent.mkdir(parents=True)
            staged.write_bytes(b"laid there by somebody")
            place.unlink()
            given = await hand_in(room, server, hearing)
            assert [(one["kind"], one["stops"]) for one in given.conflicts] == [("record-differs", True)]
            staged.unlink()
            given = await hand_in(room, server, hearing)
            assert given.outcome == "merged"
            assert [(one["kind"], one["place"]) for one in given.conflicts] == [("not-whole", "exhibits/e-1/content")]

    asyncio.run(work())


@pytest.mark.long
def test_files_go_nowhere_but_into_their_folder(tmp_path: Path) -> None:
    """Names that would lie elsewhere are refused; a file that is not what was announced is thrown away."""

    async def work() -> None:
        async with both(tmp_path) as (room, server, hearing):
            agent = server.client(await server.panel.tokens.issue("agent", "agent:demo"))
            await _staged(agent, hearing, await room.panel.hearings.events(hearing))
            asked = {"offset": 0, "of": 2, "sha256": EMPTY}
            for name in ("seals/..%2F..%2Fx", "records/x", "seals/.hidden", "seals"):
                answer = await agent.put(f"/api/v1/handin/{hearing}/files/{name}", params=asked, content=b"xy")
                assert answer.status_code in (404, 422), name
            answer = await agent.put(f"/api/v1/handin/{hearing}/files/seals/a.json", params=asked, content=b"xy")
            assert (answer.status_code, answer.json()["bytes"]) == (409, 0)

    asyncio.run(work())


@pytest.mark.long
def test_by_the_command_line_with_a_code_and_no_panel_running_at_the_room(tmp_path: Path) -> None:
    """`courtroom handin` enrols the room once, says each step in JSON, and exits with 0, also the second time."""

    async def work() -> None:
        hearing = heard_alone(tmp_path / "room")
        (tmp_path / "room/secrets/operator.token").write_text("operator-of-the-room\n")
        async with court(tmp_path / "server") as server:
            admin = await server.person("it", "administrator")
            code = (await admin.post("/api/v1/agents/codes", json={"room": "demo"})).json()["code"]
            command = [sys.executable, "-m", "control_panel", "handin", "--data", str(tmp_path / "room"), "--json"]
            for more, outcome in ((["--code", code], "merged"), ([], "known")):
                said = [*command, "--to", server.url, *more]
                done = await asyncio.to_thread(subprocess.run, said, capture_output=True, text=True, check=False)
                assert done.returncode == 0, done.stderr
                assert [one["outcome"] for one in json.loads(done.stdout)["hearings"]] == [outcome]
            assert server.panel.hearings.get(hearing).course == "closed"

    (tmp_path / "server").mkdir()
    asyncio.run(work())
