"""The bench's secret file: who reads it, that nothing of it gets out, and that nothing in it is changed or lost."""

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect

from control_panel.bench.bench import BenchPage
from control_panel.burial import bury_log
from control_panel.models import SecretEntryRow, SecretFileRow
from control_panel.settings import Settings
from control_panel.snapshots import make_snapshot
from hearing.participant import Role
from hearing.policy import account_actor
from recorder.keeping.shredding import Tombstone
from recorder.replicas.confidential_rows import confidential, copy_only, copy_without, merge_rows
from recorder.replicas.installation_copier import SNAPSHOT
from tests.control_panel.bench_people import SECRET, BenchCourt, bench_court, dump_of, new_id
from tests.control_panel.serving import PageSocket


async def _nobody_else(data: Path) -> None:
    async with bench_court(data) as it:
        here = it.here
        stranger, technician = await here.person("stranger", "presiding-judge"), await here.person("it", "technician")
        other_clerk, admin = await here.person("clerk-2", "clerk"), await here.person("admin", "administrator")
        _, token = await here.join(it.clerk, it.hearing, name="李某", role="defender")
        party = here.client(token)
        await it.seat_everybody()
        await it.done(it.chair, "POST", "/messages", text=f"请看{SECRET}")
        await it.done(it.second, "PUT", "/notes", note=new_id(), text=f"存疑{SECRET}")
        await it.recess()
        await it.deliberate()

        clerk = await it.done(it.clerk, "GET")
        assert SECRET in clerk["messages"][0]["text"]
        assert (clerk["deliberations"], clerk["notes"], clerk["may_deliberate"]) == ([], [], False)
        assessor = await it.done(it.assessor, "GET")
        assert len(assessor["deliberations"][0]["opinions"]) == 3
        assert assessor["notes"] == []
        assert len((await it.done(it.second, "GET"))["notes"]) == 1
        for who in (stranger, other_clerk):
            shown = await it.bench(who, "GET")
            assert SECRET not in shown.text
            assert (await it.bench(who, "POST", "/messages", text="?")).status_code == 403
            assert (await it.bench(who, "GET", "/deliberations/1/minutes")).status_code == 403
        for who in (technician, admin, party):
            for path in ("", "/deliberations/1/minutes", "/people"):
                answer = await it.bench(who, "GET", path)
                assert answer.status_code in (403, 404)
                assert SECRET not in answer.text
        assert (await it.bench(stranger, "POST", "/chair")).status_code == 409
        assert (await it.bench(it.second, "POST", "/chair")).status_code == 403
        await _nothing_leaks(it, admin)
    assert SECRET.encode() not in dump_of(data)


async def _nothing_leaks(it: BenchCourt, admin: Any) -> None:
    panel, state = it.here.panel, it.here.panel.hearings.get(it.hearing)
    views = [panel.audience.view(state, account_actor("account:1", role)).model_dump_json() for role in Role]
    log = (await it.chair.get(f"/api/v1/hearings/{it.hearing}/log")).text
    found = (await it.chair.get("/api/v1/search", params={"q": SECRET})).json()["found"]
    audit = (await admin.get("/api/v1/audit?limit=500")).text
    too_long = (await it.bench(it.chair, "POST", "/messages", text=SECRET * 100)).text
    unknown = (await it.bench(it.chair, "PUT", "/deliberations/1/opinion", text=SECRET, colour=SECRET)).text
    reports = json.dumps([one.model_dump(mode="json") for one in panel.board.all()], ensure_ascii=False)
    assert found == []
    assert "secret-file-written" in audit
    assert "secret-file-read" in audit
    for text in (*views, log, audit, too_long, unknown, reports):
        assert SECRET not in text
    files = [path for path in it.here.data.rglob("*") if path.is_file() and not path.name.startswith("panel.sqlite3")]
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]


def test_nobody_but_the_bench_reads_its_file_and_nothing_of_it_gets_out(tmp_path: Path) -> None:
    """Another judge, another clerk, IT and parties are refused; view, log, search, audit, errors and disk hold no word of it."""
    asyncio.run(_nobody_else(tmp_path))


async def _minutes() -> None:
    async with bench_court() as it:
        early = await it.bench(it.chair, "POST", "/deliberations")
        assert early.status_code == 403
        await it.seat_everybody()
        open_ = await it.bench(it.chair, "POST", "/deliberations")
        assert (open_.status_code, open_.json()["code"]) == (409, "in-session")
        await it.recess()
        await it.done(it.chair, "DELETE", f"/seats/{it.principals['assessor']}")
        two = await it.bench(it.chair, "POST", "/deliberations")
        assert two.status_code == 409
        await it.done(it.chair, "POST", "/seats", principal=it.principals["assessor"])
        await it.deliberate()
        assert (await it.bench(it.clerk, "PUT", "/deliberations/1/course", text="x")).status_code == 403
        await it.done(it.chair, "POST", "/seats", principal=it.principals["clerk"])
        await it.done(it.clerk, "PUT", "/deliberations/1/course", text="依次发表意见")
        assert (await it.bench(it.clerk, "PUT", "/deliberations/1/opinion", text="x")).status_code == 409
        assert (await it.sign(it.chair, password="another password")).status_code == 403
        for silent in ({}, {"reason": "  "}):
            assert (await it.bench(it.chair, "POST", "/deliberations/1/end", **silent)).status_code == 409
        assert (await it.sign(it.chair)).is_success
        await it.done(it.second, "PUT", "/deliberations/1/opinion", text="改为从轻")
        shown = (await it.done(it.chair, "GET"))["deliberations"][0]
        states = {one["member"]["name"]: one["state"] for one in shown["signers"]}
        assert states == {"chair": "void", "second": "due", "assessor": "due", "clerk": "due"}
        for who in (it.chair, it.second, it.assessor, it.clerk):
            assert (await it.sign(who)).is_success
        shown = (await it.done(it.assessor, "GET"))["deliberations"][0]
        assert shown["state"] == "locked"
        assert shown["opinions"][it.principals["second"]]["revision"] == 1
        late = await it.bench(it.second, "PUT", "/deliberations/1/opinion", text="再改")
        assert late.status_code == 409
        printed = await it.done(it.clerk, "GET", "/deliberations/1/minutes")
        assert [one["text"] for one in printed["opinions"]][1] == "改为从轻"


def test_minutes_are_written_in_a_recess_signed_by_all_and_then_locked() -> None:
    """No deliberation while the hearing goes on or by two; a correction voids signatures; the last signature locks."""
    asyncio.run(_minutes())


def _split_and_merge(data: Path) -> None:
    """Take the closed hearing out of the copy that leaves the court, and bring it back from its own."""
    make_snapshot(Settings(data))
    database, outward, own = data / "run" / SNAPSHOT, data / "outward", data / "own"
    found = confidential(database)
    copy_without(database, outward, found.closed)
    copy_only(database, own, found.closed)
    with sqlite3.connect(outward) as connection:
        tables = ("secret_files", "secret_entries")
        left = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]
    assert left == [0, 0]
    merge_rows(outward, own)
    for path in data.glob("panel.sqlite3*"):
        path.unlink()
    outward.replace(data / "panel.sqlite3")


async def _restart(data: Path) -> None:
    async with bench_court(data) as it:
        await it.seat_everybody()
        await it.recess()
        await it.deliberate()
        reason = {"judge": "李某", "reason": "涉及个人隐私"}
        await it.here.done(it.chair, it.hearing, "set-openness", openness="closed", range="whole", **reason)
    _split_and_merge(data)
    async with bench_court(data) as it:
        shown = (await it.done(it.second, "GET"))["deliberations"][0]
        assert SECRET in shown["result"]["text"]
        again = new_id()
        for _ in range(2):
            view = await it.done(it.chair, "POST", "/messages", id=again, template="watch-time")
        assert len(view["messages"]) == 1
        other = await it.bench(it.second, "POST", "/messages", id=again, template="watch-time")
        assert other.status_code == 409


def test_minutes_survive_a_restart_and_a_message_given_twice_is_sent_once(tmp_path: Path) -> None:
    """They are there when the panel starts again from a copy put together anew, closed hearings' part apart; no tap counts twice."""
    asyncio.run(_restart(tmp_path))


async def _tampered(data: Path) -> None:
    async with bench_court(data) as it:
        await it.seat_everybody()
        await it.done(it.chair, "POST", "/messages", template="watch-time")
        await it.done(it.clerk, "POST", "/messages", template="received")

        async def spoilt(by: str) -> int:
            kept = sqlite3.connect(data / "panel.sqlite3", isolation_level=None)
            kept.execute("DROP TRIGGER IF EXISTS secret_entries_no_update")
            kept.execute("DROP TRIGGER IF EXISTS secret_entries_no_delete")
            kept.execute("CREATE TABLE kept AS SELECT * FROM secret_entries")
            kept.execute(by)
            answer = await it.bench(it.chair, "GET")
            kept.execute("DELETE FROM secret_entries")
            kept.execute("INSERT INTO secret_entries SELECT * FROM kept")
            kept.execute("DROP TABLE kept")
            kept.close()
            return answer.status_code

        for by in (
            "UPDATE secret_entries SET who = 'account:9' WHERE seq = 4",
            "UPDATE secret_entries SET at = at + 1 WHERE seq = 2",
            "UPDATE secret_entries SET sealed = (SELECT sealed FROM secret_entries WHERE seq = 4) WHERE seq = 5",
            "DELETE FROM secret_entries WHERE seq = 3",
            "DELETE FROM secret_entries WHERE seq = 5",
            "DELETE FROM secret_entries",
        ):
            assert await spoilt(by) == 500, by
        assert (await it.bench(it.chair, "GET")).status_code == 200


def test_whatever_is_changed_taken_out_or_cut_off_is_found(tmp_path: Path) -> None:
    """Another name, another moment, another text, one entry less, the end cut off: the file is refused, not shown."""
    asyncio.run(_tampered(tmp_path))


async def _guarded(data: Path) -> None:
    async with bench_court(data) as it:
        await it.seat_everybody()
        with sqlite3.connect(data / "panel.sqlite3") as connection:
            for by in ("UPDATE secret_entries SET at = 1", "DELETE FROM secret_entries"):
                try:
                    connection.execute(by)
                except sqlite3.IntegrityError as fault:
                    assert "only ever grows" in str(fault)
                else:
                    raise AssertionError(by)
        key = data / "keys" / "secret-file.key"
        assert key.stat().st_mode & 0o777 == 0o600
        key.rename(data / "elsewhere")
        missing = await it.bench(it.chair, "GET")
        assert missing.status_code == 503
        assert (await it.bench(it.chair, "POST", "/messages", text="x")).status_code == 503
        assert not key.exists()


def test_the_database_lets_no_entry_go_and_a_lost_key_is_not_made_anew(tmp_path: Path) -> None:
    """Entries are only added; without its key the file is refused, and no other key takes its place."""
    asyncio.run(_guarded(tmp_path))


async def _delivered() -> None:
    async with bench_court() as it:
        await it.seat_everybody()
        here, base = it.here, it.here.url.replace("http", "ws", 1) + f"/api/v1/hearings/{it.hearing}"
        token = await here.account_token("clerk")
        async with connect(f"{base}/bench/live", proxy=None) as raw, here.page(it.hearing, token) as hearing_page:
            await raw.send(json.dumps({"type": "hello", "token": token}))
            page = PageSocket(raw)
            await page.frame("bench", within_s=30)
            await hearing_page.frame("snapshot", within_s=30)
            sent = await it.done(it.chair, "POST", "/messages", text=SECRET)
            frame = (await page.frame("bench", within_s=30))["bench"]
            assert frame["messages"][0]["text"] == SECRET
            number = sent["messages"][0]["seq"]
            seen = await it.done(it.clerk, "POST", "/messages/seen", until=number)
            assert seen["messages"][0]["seen_by"] == [it.principals["clerk"]]
            await here.done(it.clerk, it.hearing, "note", text="其后")
            frames = []
            while not frames or frames[-1].get("event", {}).get("type") != "noted":
                frames.append(await hearing_page.frame("event", "report", "view", within_s=30))
            assert SECRET not in json.dumps(frames, ensure_ascii=False)
            await here.panel.tokens.revoke(token)
            async with asyncio.timeout(30):
                await raw.wait_closed()
        async with connect(f"{base}/bench/live", proxy=None) as raw:
            await here.person("it", "technician")
            await raw.send(json.dumps({"type": "hello", "token": await here.account_token("it")}))
            assert (await PageSocket(raw).frame("bench", "bye", within_s=30))["status"] == 403


def test_a_message_reaches_the_clerk_by_the_benchs_own_line_and_by_no_other() -> None:
    """The clerk's page shows it and says that it was seen; the hearing's socket carries nothing of it; whose session ends sees no more."""
    asyncio.run(_delivered())


async def _freed() -> None:
    async with bench_court() as it:
        await it.seat_everybody()
        admin, other = await it.here.person("admin", "administrator"), await it.here.person("other", "presiding-judge")
        assert (await it.bench(admin, "POST", "/chair/vacation")).status_code == 403
        assert (await it.bench(admin, "POST", "/chair/vacation", reason="  ")).status_code == 403
        assert (await it.bench(other, "POST", "/chair/vacation", reason="x")).status_code == 403
        freed = await it.bench(admin, "POST", "/chair/vacation", reason="审判长变更")
        assert (freed.status_code, freed.text) == (204, "")
        assert (await it.done(it.chair, "GET"))["may_deliberate"] is False
        assert (await it.done(other, "POST", "/chair"))["is_chair"] is True


def test_an_administrator_frees_a_chair_with_a_reason_and_reads_nothing() -> None:
    """When the presiding judge changes the next one takes the chair; the earlier one is shown nothing more."""
    asyncio.run(_freed())


async def _shredded(data: Path) -> None:
    async with bench_court(data) as it:
        await it.seat_everybody()
        panel, state = it.here.panel, it.here.panel.hearings.get(it.hearing)
        stone = Tombstone(
            case="x", hearing=it.hearing, reason="期满", hidden_by="account:1", hidden_at=1, approved_by="account:2",
            approved_at=2, shredded_at=3, signed=None, addenda=(), seals={},
        )  # fmt: skip
        await panel.hearings.bury(it.hearing, lambda session: bury_log(session, stone, state, it.hearing, 9))
        tables = (SecretEntryRow, SecretFileRow)
        left = [await panel.database.read(lambda session, one=table: session.query(one).count()) for table in tables]
        assert left == [0, 0]


def test_a_shredded_hearings_secret_file_goes_with_it_and_its_key_too(tmp_path: Path) -> None:
    """It is kept as long as the case file and shredded with it; without its key no copy of it can be read."""
    asyncio.run(_shredded(tmp_path))


async def _overtaken() -> None:
    async with bench_court() as it:
        bench, page = it.here.panel.bench, BenchPage(it.hearing, it.principals["clerk"], Role.CLERK)
        await it.seat_everybody()
        earlier = await bench.store.read(it.hearing)
        await it.done(it.chair, "POST", "/messages", text=SECRET)
        await bench.show_page(page, await bench.store.read(it.hearing))
        await bench.show_page(page, earlier)
        shown = page.frames.get_nowait()
        assert shown is not None
        assert [one["text"] for one in shown["bench"]["messages"]] == [SECRET]
        assert page.frames.empty()


def test_what_a_page_was_shown_is_not_taken_back_by_an_earlier_state() -> None:
    """Two of the bench write at the same time: whoever is shown the second stays with it."""
    asyncio.run(_overtaken())
