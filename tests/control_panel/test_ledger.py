"""The ledger at the panel: what stands between a hearing and its archive, and who answers for it."""

import asyncio
import io
import json
import zipfile
from typing import Any

import httpx
from websockets.asyncio.client import connect

from hearing.ledger import Ledger, LedgerFault, TrackLedger
from hearing.reports import LedgerKept
from tests.control_panel.serving import Court, court, until

SECOND = 10**9
MISSING = {"track": "cam-judge", "since": 5 * SECOND, "until": 6 * SECOND}


def _report(hearing: str) -> LedgerKept:
    fault = LedgerFault(since=5 * SECOND, until=6 * SECOND, cause="source-gone")
    track = TrackLedger(
        name="cam-judge", kind="video", stream="cam-judge", mandatory=True, takes=("room-demo-1",),
        seconds=9.0, due_s=10.0, missing_s=1.0, faults=(fault,),
    )  # fmt: skip
    return LedgerKept(hearing=hearing, ledger=Ledger(hearing=hearing, complete=True, tracks=(track,)), says="…")


async def _closed(here: Court, clerk: httpx.AsyncClient) -> str:
    """A hearing that was opened and closed, whose recorder has reported a missing second."""
    hearing = await here.hearing(clerk)
    await here.done(clerk, hearing, "prepare")
    await here.opened(clerk, hearing)
    await here.done(clerk, hearing, "close")
    await until(lambda: here.panel.hearings.get(hearing).course == "closed")
    await here.done(clerk, hearing, "sign")
    await _say(here, _report(hearing))
    await until(lambda: any(report.type == "ledger" for report in here.panel.board.all()))
    return hearing


async def _say(here: Court, report: LedgerKept) -> None:
    token = await here.panel.tokens.issue("service", "service:recorder", lasts_s=600)
    address = f"ws{here.url.removeprefix('http')}/api/v1/link"
    async with connect(address, additional_headers={"authorization": f"Bearer {token}"}, proxy=None) as link:
        await link.send(json.dumps({"type": "hello", "kind": "recorder", "name": "recorder", "detail": {}}))
        await link.send(json.dumps({"type": "report", "report": report.model_dump(mode="json")}))
        await until(lambda: any(one.type == "ledger" for one in here.panel.board.all()))


def _faults(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return [fault for track in answer.json()["tracks"] for fault in track["faults"]]


def test_archiving_is_refused_until_every_missing_second_is_explained_and_signed() -> None:
    """The refusal says which track, from when to when, in both languages; then the clerk explains and the judge signs."""
    asyncio.run(_archiving_is_refus())


async def _archiving_is_refus() -> None:
    async with court(undo_s=0.1, writing_patience_s=0.1) as here:
        clerk, judge = await here.person("clerk", "clerk"), await here.person("judge", "sole-judge")
        hearing = await _closed(here, clerk)
        refused = await here.say(clerk, hearing, "archive")
        await here.done(clerk, hearing, "explain-fault", **MISSING, text="电源松动")
        unsigned = await here.say(clerk, hearing, "archive")
        not_hers = await here.say(clerk, hearing, "sign-fault", **MISSING, judge="李某")
        await here.done(judge, hearing, "sign-fault", **MISSING, judge="李某")
        [fault] = _faults(await clerk.get(f"/api/v1/hearings/{hearing}/ledger"))
        await here.done(clerk, hearing, "archive")

    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:courtroom:refused:unexplained"
    assert refused.json()["detail"] == (
        "cam-judge 00:00:05.000 至 00:00:06.000 未说明 · from 00:00:05.000 to 00:00:06.000: not explained"
    )
    assert unsigned.json()["detail"].endswith("未签字 · from 00:00:05.000 to 00:00:06.000: not signed")
    assert not_hers.status_code == 403
    assert (fault["explanation"], fault["judge"]) == ("电源松动", "李某")


def test_who_may_read_the_ledger_and_the_statement() -> None:
    """Clerk and judge both; a technician the ledger alone; the gallery neither. The statement names the people."""
    asyncio.run(_who_may_read_the_l())


async def _who_may_read_the_l() -> None:
    async with court(undo_s=0.1, writing_patience_s=0.1) as here:
        clerk, technician = await here.person("clerk", "clerk"), await here.person("tech", "technician")
        gallery = await here.person("someone", "gallery")
        hearing = await _closed(here, clerk)
        path = f"/api/v1/hearings/{hearing}"
        ledgers = [(await who.get(f"{path}/ledger")).status_code for who in (clerk, technician, gallery)]
        statements = [
            (await who.get(f"{path}/record-statement.pdf")).status_code for who in (clerk, technician, gallery)
        ]
        docx = await clerk.get(f"{path}/record-statement.docx")
        names = (await clerk.get(f"{path}/names")).json()

    assert ledgers == [200, 200, 404]
    assert statements == [200, 403, 404]
    assert "record-statement" in docx.headers["content-disposition"]
    assert "未签字" in zipfile.ZipFile(io.BytesIO(docx.content)).read("word/document.xml").decode()
    assert "clerk" in names.values()


def test_there_is_no_ledger_before_the_recorder_made_one() -> None:
    """Nothing is made up: before opening the answer is that there is none yet."""
    asyncio.run(_there_is_no_ledger())


async def _there_is_no_ledger() -> None:
    async with court() as here:
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk)
        answers = [await clerk.get(f"/api/v1/hearings/{hearing}/{what}") for what in ("ledger", "record-statement.pdf")]

    assert [answer.status_code for answer in answers] == [404, 404]
