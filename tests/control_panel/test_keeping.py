"""Administrators hold records and let them go: two of them, never against a hold or before the term is over."""

import asyncio
from pathlib import Path

import httpx

from control_panel.database import Database
from control_panel.models import EventRow, HearingRow, ReplicaRow
from control_panel.settings import Settings
from hearing.policy import Actor
from tests.control_panel.serving import CASE, court
from tests.recorder.packing import told

LONG_AGO = 0  # 1970; kept 30 years: over since 2001


def _archived(data: Path) -> str:
    """Put the log of an archived hearing where the panel reads it at its start; return the hearing."""
    story = told()
    story.so(
        Actor("service:recorder", "service"),
        "report-archived",
        root="0" * 64,
        package=f"{CASE['number']}/{story.hearing.hearing}",
    )
    state = story.hearing
    assert state.course == "archived"
    database = Database(Settings(data).database)
    row = HearingRow(hearing=state.hearing, case_number=state.case.number, room=state.room, planned_at=state.planned_at)
    events = [
        EventRow(
            hearing=one.hearing, seq=one.seq, fence=one.fence, at=one.at, who=one.who, type=one.type,
            body=one.model_dump_json(),
        )
        for one in story.log
    ]  # fmt: skip
    database.write_now(lambda session: session.add(row))
    database.write_now(lambda session: session.add_all(events))
    database.close()
    return state.hearing


def _proven(hearing: str, location: str) -> ReplicaRow:
    """The hearing's package, proven at *location*."""
    return ReplicaRow(
        object=f"archive/{CASE['number']}/{hearing}/0000000000000000", location=location, hearing=hearing,
        kind="package", uri="", version="", bytes=0, sha256="0" * 64, status="verified", stored_at=0, verified_at=0,
    )  # fmt: skip


ROUTES = (
    "", "/log", "/ledger", "/names", "/marks", "/record-statement.pdf", "/record-statement.docx", "/record/index.json",
    "/record/room-demo-1/seals.jsonl", "/record/room-demo-1/cam-judge/000000000000.mp4", "/closing.svg",
    "/verification", "/readings", "/writer", "/clip?take=room-demo-1&track=cam-judge&since=0&until=1000000000",
)  # fmt: skip
"""What the people of a hearing may ask of its record."""


async def _statuses(client: httpx.AsyncClient, hearing: str) -> set[int]:
    """What each of these routes answers."""
    return {(await client.get(f"/api/v1/hearings/{hearing}{route}")).status_code for route in ROUTES}


async def _life(data: Path) -> None:
    hearing = _archived(data)
    async with court(data=data) as here:
        clerk = await here.person("clerk", "clerk")
        one, two = await here.person("admin-1", "administrator"), await here.person("admin-2", "administrator")
        path = f"/api/v1/hearings/{hearing}/keeping"
        running = await here.hearing(clerk)
        early = await one.post(f"/api/v1/hearings/{running}/keeping/removal", json={"why": "期满"})
        assert (early.status_code, "Not archived" in early.text) == (409, True)

        unknown = await one.post(f"{path}/removal", json={"why": "期满"})
        assert (unknown.status_code, "case-open" in unknown.text) == (409, True)
        term = {"case": CASE["number"], "term": "30-years", "closed_at": LONG_AGO}
        assert (await clerk.put("/api/v1/keeping/terms", json=term)).status_code == 403
        assert (await one.put("/api/v1/keeping/terms", json=term)).status_code == 204

        await here.panel.database.write(lambda session: session.add(_proven(hearing, "archive")))
        single = await one.post(f"{path}/removal", json={"why": "期满"})
        assert (single.status_code, "proven in 1 places" in single.text) == (409, True)
        await here.panel.database.write(lambda session: session.add(_proven(hearing, "second")))
        held = await two.post(f"{path}/holds", json={"why": "上诉"})
        number = held.json()["holds"][0]["id"]
        refused = await one.post(f"{path}/removal", json={"why": "期满"})
        assert (refused.status_code, "legal hold" in refused.text) == (409, True)
        assert (await two.delete(f"{path}/holds/{number}")).json()["holds"] == []

        assert (await clerk.get(f"/api/v1/hearings/{hearing}/record/index.json")).status_code == 200
        assert (await one.post(f"{path}/removal", json={"why": "期满"})).json()["stage"] == "expiring"
        assert await _statuses(clerk, hearing) == {410}, "hidden: every route says so"
        assert hearing not in (await clerk.get("/api/v1/hearings")).text
        assert hearing in (await one.get("/api/v1/hearings")).text, "whoever keeps it still finds it"
        found = await clerk.get("/api/v1/search", params={"q": CASE["number"]})
        assert hearing not in {one["hearing"] for one in found.json()["found"]}
        same = await one.post(f"{path}/removal/approval")
        assert (same.status_code, "four eyes" in same.text) == (409, True)
        approved = (await two.post(f"{path}/removal/approval")).json()
        assert approved["removal"]["approved_at"] is not None
        assert (await two.delete(f"{path}/removal")).json()["removal"] is None
        assert (await clerk.get(f"/api/v1/hearings/{hearing}/record/index.json")).status_code == 200
        noted = {entry["what"] for entry in await here.panel.audit.read(None, 200)}
        assert {"keeping-term", "hold-set", "hold-lifted", "removal-asked", "removal-approved"} <= noted
        assert "removal-withdrawn" in noted


def test_a_record_goes_only_by_two_administrators_and_under_no_hold(tmp_path: Path) -> None:
    """Each step in order, each wrong step refused in words, everything in the audit; a hidden record is shown to nobody."""
    asyncio.run(_life(tmp_path))
