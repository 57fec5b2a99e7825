"""A hearing with a missing second, at a real panel with the recorder's own archive job: it waits, and then goes on by itself."""

import asyncio
import io
import json
import zipfile
from pathlib import Path

from hearing.facts import HearingState
from hearing.state import position
from recorder.archive.verification import verify
from recorder.archive_job import ArchiveJob
from recorder.closing_job import ClosingJob
from recorder.sample import Sample
from recorder.take import Take, TakeAbout
from tests.control_panel.serving import court, until
from tests.hearing.test_link import linked
from tests.recorder.packing import COURT_KEY, ROOM_KEY
from tests.recorder.recording import FRAME, pictures

_HOLE = (400_000_000, 2_000_000_000)
"""Where nothing came, ns since the hearing was open."""


def _record(records: Path, state: HearingState) -> None:
    """Record the judge's camera from opening to closing, but for the hole."""
    assert state.zero_at is not None
    about = TakeAbout(
        hearing=state.hearing, case=state.case.number, take="room-demo-1", writer="agent:demo", zero_at=state.zero_at
    )
    take = Take.open(records, about, ROOM_KEY, lambda: 0)
    track = take.track("cam-judge", "video", "cam-judge", mandatory=True)
    data, keyframe = pictures()[0]
    live, end = (position(state, at or 0) for at in (state.spans[0].live, state.closed_at))
    take.begin(0)
    for at in range(0, end, FRAME):
        if not _HOLE[0] <= at - live < _HOLE[1]:
            track.write(Sample(data, at, FRAME, keyframe, at))
    take.stop(end)
    take.seal(final=True)
    take.close()


async def _archived() -> None:
    async with court(undo_s=0.1, writing_patience_s=0.1) as here:
        clerk, judge = await here.person("clerk", "clerk"), await here.person("judge", "sole-judge")
        hearing = await here.hearing(clerk)
        await here.done(clerk, hearing, "prepare")
        await here.opened(clerk, hearing)
        opened = here.panel.now_ms()
        await until(lambda: here.panel.now_ms() >= opened + 3000)
        await here.done(clerk, hearing, "close")
        await until(lambda: here.panel.hearings.get(hearing).course == "closed")
        _record(here.data / "records", here.panel.hearings.get(hearing))
        await here.done(clerk, hearing, "sign")
        await here.done(clerk, hearing, "archive")
        async with linked(here, "recorder", "service:recorder") as (link, _):
            closing = ClosingJob(link, here.data / "records", COURT_KEY, lambda: [here.panel.hearings.get(hearing)])
            job = ArchiveJob(link, here.data, COURT_KEY, lambda: [here.panel.hearings.get(hearing)], closing)
            running = asyncio.create_task(job.run())
            await until(lambda: any(one.type == "ledger" for one in here.panel.board.all()), 30)
            said = (await clerk.get(f"/api/v1/hearings/{hearing}/ledger")).json()
            assert said["complete"]
            assert "cam-judge 00:00:0" in said["says"]
            assert "not explained" in said["says"]
            [fault] = said["tracks"][0]["faults"]
            stretch = {"track": "cam-judge", "since": fault["since"], "until": fault["until"]}
            await here.done(clerk, hearing, "explain-fault", **stretch, text="摄像机断电")
            await asyncio.sleep(2.5)
            assert here.panel.hearings.get(hearing).course == "archiving", "explained is not signed"
            await here.done(judge, hearing, "sign-fault", **stretch, judge="李某")
            await until(lambda: here.panel.hearings.get(hearing).course == "archived", 60)
            running.cancel()
        package = here.data / "archive" / (here.panel.hearings.get(hearing).package or "")
        docx = zipfile.ZipFile(io.BytesIO((package / "data/documents/record-statement.docx").read_bytes()))
        log = (package / "data/log.jsonl").read_text().splitlines()
        answer = await clerk.get(f"/api/v1/hearings/{hearing}/ledger")
        english = await clerk.get(f"/api/v1/hearings/{hearing}/record-statement.docx", params={"language": "en"})
        words = zipfile.ZipFile(io.BytesIO(english.content)).read("word/document.xml").decode()

        assert verify(package).whole
        assert "摄像机断电（clerk）" in docx.read("word/document.xml").decode()
        assert {"fault-explained", "fault-signed"} <= {json.loads(line)["type"] for line in log}
        assert answer.json()["tracks"][0]["faults"][0]["judge"] == "李某"
        assert "Statement on the recording" in words
        assert "录制情况说明" not in words


def test_archiving_waits_for_explanation_and_signature_and_then_goes_on_by_itself() -> None:
    """Asked for before anyone knew of the hole, the archive is not made; the ledger says why; signed, it is."""
    asyncio.run(_archived())
