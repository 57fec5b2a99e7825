"""What people do with a record on the panel: marks of their own, citations of a moment, clips with their proof."""

import asyncio
import io
import zipfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from control_panel.commands.verify import is_clip
from control_panel.database import Database
from control_panel.models import EventRow, HearingRow
from control_panel.settings import Settings
from hearing.policy import Actor
from recorder.archive.clip_check import verify_clip
from recorder.archive.packing import pack
from recorder.credentials.issuer import read
from tests.control_panel.serving import Court, court
from tests.recorder.packing import COURT_KEY, recorded
from tests.recorder.recording import SECOND

NUMBER = "（2026）示0101刑初128号"


def _archived(data: Path) -> str:
    """Put an archived hearing where the panel finds it; return the hearing."""
    records = data / "records"
    story = recorded(records)
    package, root = pack(records, data / "archive", story.log, COURT_KEY)
    where = str(package.relative_to(data / "archive"))
    story.so(Actor("service:recorder", "service"), "report-archived", root=root, package=where)
    state, database = story.hearing, Database(Settings(data).database)
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


async def _marks(here: Court, hearing: str) -> None:
    judge, clerk = await here.person("judge", "sole-judge"), await here.person("clerk", "clerk")
    bailiff = await here.person("bailiff", "bailiff")
    path = f"/api/v1/hearings/{hearing}/marks"
    late = (await judge.post(path, json={"position": 9 * SECOND, "note": "前后矛盾"})).json()
    early = (await judge.post(path, json={"position": 2 * SECOND})).json()
    mine = (await judge.get(path)).json()["marks"]
    assert [(one["position"], one["note"]) for one in mine] == [(2 * SECOND, ""), (9 * SECOND, "前后矛盾")]
    assert (await clerk.get(path)).json()["marks"] == []
    stolen = [
        await clerk.delete(f"{path}/{late['id']}"),
        await clerk.put(f"{path}/{late['id']}", json={"position": 0, "note": "改"}),
    ]
    assert [answer.status_code for answer in stolen] == [404, 404]
    assert (await bailiff.get(path)).status_code == 403

    changed = await judge.put(f"{path}/{early['id']}", json={"position": 3 * SECOND, "note": "开庭"})
    assert (changed.status_code, changed.json()["note"]) == (200, "开庭")
    assert (await judge.delete(f"{path}/{late['id']}")).status_code == 204
    assert [one["note"] for one in (await judge.get(path)).json()["marks"]] == ["开庭"]
    assert (await judge.post(path, json={"position": -1})).status_code == 422
    log = (await judge.get(f"/api/v1/hearings/{hearing}/log")).text
    assert "开庭" not in log.replace("现在开庭", "").replace("继续开庭", "")


async def _citations(here: Court, hearing: str) -> None:
    judge, bailiff = await here.person("judge", "sole-judge"), await here.person("bailiff-2", "bailiff")
    state = here.panel.hearings.get(hearing)
    assert state.zero_at is not None
    spoken = datetime.fromtimestamp((state.zero_at + 2500) / 1000, ZoneInfo("Asia/Shanghai"))
    time = spoken.isoformat(timespec="milliseconds").partition("+")[0]
    path = f"/api/v1/citations/{NUMBER}/1/{time}"
    found = await judge.get(path)
    assert (found.status_code, found.json()) == (200, {"hearing": hearing, "position": 2.5})
    assert (await judge.get(path.replace("（2026）", "(2026)"))).json()["position"] == 2.5
    for wrong in (path.replace("/1/", "/2/"), path.replace("128号", "129号"), f"{path[:-23]}1999{path[-19:]}"):
        assert (await judge.get(wrong)).status_code == 404, wrong
    assert (await judge.get(f"{path[:-12]}25{path[-10:]}")).status_code == 422
    assert (await bailiff.get(path)).status_code == 404
    led = await here.client().get(f"/cite/{NUMBER}/1/{time}", follow_redirects=False)
    assert led.status_code == 307
    assert led.headers["location"].startswith("/player?cite=%EF%BC%882026")


async def _clips(here: Court, hearing: str, tmp_path: Path) -> None:
    judge, bailiff = await here.person("judge-2", "sole-judge"), await here.person("bailiff-3", "bailiff")
    clerk = await here.person("clerk-2", "clerk")
    root = await here.person("root", "administrator")
    path = f"/api/v1/hearings/{hearing}/clip"
    asked = {"take": "room-demo-1", "track": "cam-judge", "since": 2 * SECOND, "until": 4 * SECOND}
    for stranger in (bailiff, clerk):
        assert (await stranger.get(path, params=asked)).status_code == 403
    answer = await judge.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        packed.extractall(tmp_path)
    folder, film = sorted(tmp_path.iterdir())
    assert is_clip(folder)
    assert verify_clip(folder, "").whole
    assert read(film, here.data / "keys" / "credentials" / "root.crt").state == "trusted"

    nothing = await judge.get(path, params={**asked, "since": 900 * SECOND, "until": 901 * SECOND})
    assert (nothing.status_code, bool(nothing.json()["remedy"])) == (404, True)
    assert (await judge.get(path, params={**asked, "until": 0})).status_code == 422
    assert (await judge.get(path, params={**asked, "take": "../x-1"})).status_code == 422
    entries = (await root.get("/api/v1/audit")).json()["entries"]
    told = [(one["what"], one["outcome"], one["detail"]) for one in reversed(entries) if one["what"].startswith("clip")]
    assert told == [
        ("clip-asked", "done", "room-demo-1/cam-judge 2000-4000 ms"),
        ("clip", "done", "room-demo-1/cam-judge 2000-4000 ms"),
        ("clip-asked", "done", "room-demo-1/cam-judge 900000-901000 ms"),
        ("clip", "refused", "room-demo-1/cam-judge 900000-901000 ms"),
    ]
    journal = (here.panel.settings.archive / "exports.jsonl").read_text()
    assert '"leave_by":"judge-2"' in journal
    assert list((here.panel.settings.run / "clips").iterdir()) == []


async def _everything(tmp_path: Path) -> None:
    data = tmp_path / "data"
    hearing = _archived(data)
    async with court(data=data) as here:
        await _marks(here, hearing)
        await _citations(here, hearing)
        await _clips(here, hearing, tmp_path / "clip")


def test_marks_are_private_citations_stay_and_clips_prove_themselves(tmp_path: Path) -> None:
    """Nobody sees another's marks, a citation leads to its second by the court's clock, a clip verifies and is on the audit."""
    asyncio.run(_everything(tmp_path))
