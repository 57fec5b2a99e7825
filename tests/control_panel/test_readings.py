"""Parties and counsel read the record from outside by leave: for a time, so many times, marked, and nothing sealed."""

import asyncio
import io
import json
import tarfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from control_panel.database import Database
from control_panel.models import EventRow, HearingRow
from control_panel.settings import Settings
from recorder.archive.capsule_check import verify_capsule
from recorder.fragment_runs import Fragment, fragments_of
from tests.control_panel.serving import Court, court
from tests.hearing.story import Story
from tests.recorder.packing import COURT_KEY
from tests.recorder.sealed_hearing import SAID, SECRET, archived

DAY_MS = 24 * 3600 * 1000
HERE = "/api/v1/reading-room"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with one archived hearing that was closed to the public for some seconds."""
    folder = tmp_path_factory.mktemp("data")
    story, _ = archived(folder)
    put_log(folder, story)
    key = folder / "keys" / "recorder.pem"
    key.parent.mkdir(exist_ok=True)
    key.touch(mode=0o600)
    key.write_bytes(COURT_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder


def put_log(data: Path, story: Story) -> None:
    """Put the log of a hearing where the panel reads it at its start."""
    database = Database(Settings(data).database)
    state = story.hearing
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


@dataclass
class Room:
    """A court with that hearing, its judge, and someone outside."""

    here: Court
    judge: httpx.AsyncClient
    outside: httpx.AsyncClient
    readings: str

    async def grant(self, **said: Any) -> dict[str, Any]:
        """Let the judge grant what is asked for."""
        until = round(time.time() * 1000) + DAY_MS
        asked = {"participant": "p-1", "purpose": "阅卷", "until": until, "openings": 2, **said}
        answer = await self.judge.post(self.readings, json=asked)
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def opens(self, code: str) -> httpx.Response:
        """Let the reader open it."""
        return await self.outside.post(f"{HERE}/open", json={"code": code})


@asynccontextmanager
async def room(data: Path) -> AsyncIterator[Room]:
    """Run the court."""
    async with court(data=data) as here:
        judge = await here.person("judge", "sole-judge")
        [hearing] = [one["hearing"] for one in (await judge.get("/api/v1/hearings")).json()["hearings"]]
        yield Room(here, judge, here.client(), f"/api/v1/hearings/{hearing}/readings")


async def _read(data: Path) -> None:
    async with room(data) as one:
        grant = await one.grant(may_copy_sound=True, may_transcribe=True)
        assert (await one.outside.get(f"{HERE}/record/index.json")).status_code == 401
        opened = await one.opens(grant["code"])
        assert opened.status_code == 201, opened.text
        assert opened.json()["mark"] == f"张某某 · {grant['id']} · 1/2"
        index = (await one.outside.get(f"{HERE}/record/index.json")).json()
        assert [line["text"] for line in index["lines"]] == [SAID]
        assert (index["notes"], [part["why"] for part in index["withheld"]]) == ([], ["closed-hearing"])

        record = await one.judge.get(f"/api/v1/hearings/{index['hearing']}/record/index.json")
        for take, track, file, whole in _files(record.json()):
            told = next(fragments for *place, fragments in _files(index) if place == [take, track, file])
            shown = {fragment[2] for fragment in told}
            assert 0 < len(shown) < len(whole)
            path = f"{HERE}/record/{take}/{track}/{file}"
            for _, _, offset, size, _ in whole:
                answer = await one.outside.get(path, headers={"range": f"bytes={offset}-{offset + size - 1}"})
                assert answer.status_code == (206 if offset in shown else 403)
            assert (await one.outside.get(path)).status_code == 404, "never a file as a whole"
            assert (await one.outside.get(path.replace(file, "index.jsonl"))).status_code == 404

        sound = await one.outside.get(f"{HERE}/sound/room-demo-1/mic-judge")
        with av.open(io.BytesIO(sound.content)) as played:
            assert sum(frame.samples for frame in played.decode(audio=0)) > 48000
        assert (await one.outside.get(f"{HERE}/sound/room-demo-1/cam-judge")).status_code == 404, "never a picture"
        text = (await one.outside.get(f"{HERE}/text.txt")).text
        assert SAID in text
        assert SECRET not in text
        assert "非法庭笔录" in text


def _files(index: dict[str, Any]) -> list[tuple[str, str, str, list[Fragment]]]:
    return [
        (take["take"], track["name"], file["file"], list(fragments_of(file["runs"])))
        for take in index["takes"]
        for track in take["tracks"]
        for file in track["files"]
    ]


async def _ends(data: Path) -> None:
    async with room(data) as one:
        grant = await one.grant(openings=1)
        assert (await one.opens(grant["code"])).status_code == 201
        assert (await one.outside.get(f"{HERE}/sound/room-demo-1/mic-judge")).status_code == 403, "not allowed to copy"
        assert (await one.outside.get(f"{HERE}/text.txt")).status_code == 403
        again = await one.opens(grant["code"])
        assert (again.status_code, again.json()["detail"]) == (403, "used-up")
        assert (await one.outside.get(HERE)).status_code == 200
        clerk = await one.here.person("clerk", "clerk")
        assert (await clerk.delete(f"{one.readings}/{grant['id']}")).status_code == 403
        revoked = await one.judge.delete(f"{one.readings}/{grant['id']}")
        assert revoked.json()["revoked_by"].startswith("account:")
        for path in (HERE, f"{HERE}/record/index.json"):
            refused = await one.outside.get(path)
            assert (refused.status_code, refused.json()["detail"]) == (403, "revoked"), "at once"
        [kept] = [row for row in (await clerk.get(one.readings)).json()["readings"] if row["id"] == grant["id"]]
        assert (kept["opened"], kept["revoked_at"] is not None) == (1, True)

        short = await one.grant(until=round(time.time() * 1000) + 1500)
        assert (await one.opens(short["code"])).status_code == 201
        async with asyncio.timeout(20):
            while (await one.outside.get(HERE)).status_code == 200:
                await asyncio.sleep(0.1)
        assert (await one.outside.get(HERE)).json()["detail"] == "expired"

        administrator = await one.here.person("admin", "administrator")
        audit = (await administrator.get("/api/v1/audit?limit=500")).json()["entries"]
        told = {(entry["what"], entry["outcome"]) for entry in audit}
        assert {("reading-granted", "done"), ("reading-opened", "done"), ("reading-revoked", "done")} <= told
        assert any(entry["who"] == f"reading:{grant['id']}" and entry["outcome"] == "refused" for entry in audit)


async def _others(data: Path) -> None:
    async with room(data) as one:
        clerk = await one.here.person("clerk", "clerk")
        until = round(time.time() * 1000) + DAY_MS
        asked: dict[str, Any] = {"participant": "p-1", "purpose": "阅卷", "until": until, "openings": 1}
        assert (await clerk.post(one.readings, json=asked)).status_code == 403, "a judge grants"
        witness = await one.judge.post(one.readings, json={**asked, "participant": "p-2"})
        assert (witness.status_code, witness.json()["detail"]) == (403, "not-a-reader")
        assert (await one.judge.post(one.readings, json={**asked, "until": 1})).status_code == 422
        assert (await one.judge.post(one.readings, json={**asked, "participant": "p-9"})).status_code == 404
        codes = [(await one.opens("AAAA-BBBB-CCCC")).status_code for _ in range(12)]
        assert codes[0] == 403
        assert codes[-1] == 429, "whoever guesses has to wait"


async def _capsule(data: Path) -> None:
    async with room(data) as one:
        grant = await one.grant(
            kind="capsule", participant=None, reader="示范市中级人民法院", channels=["mic-judge"], openings=1
        )
        assert (await one.opens(grant["code"])).status_code == 201
        assert (await one.outside.get(f"{HERE}/record/index.json")).status_code == 404
        copy = await one.outside.get(f"{HERE}/capsule.tar")
        assert copy.status_code == 200, copy.text
        folder = data / "taken"
        with tarfile.open(fileobj=io.BytesIO(copy.content)) as tar:
            tar.extractall(folder, filter="data")
        [made] = folder.iterdir()
        form = json.loads((made / "capsule.json").read_bytes())
        assert verify_capsule(made).whole
        assert (form["grant"]["reader"], form["grant"]["by"]) == ("示范市中级人民法院", "judge")
        assert (form["grant"]["copy_number"], form["grant"]["until"]) == (1, grant["until"])
        assert {one.parent.name for one in made.rglob("*.mp4")} == {"mic-judge"}
        assert (await one.outside.get(f"{HERE}/capsule.tar")).status_code == 403, "one copy was granted"
        assert not list((data / "run").glob("capsule-*"))


def test_a_party_reads_what_was_public_and_copies_what_was_allowed(data: Path) -> None:
    """Pictures, sounds and text outside the sealed range, by range only; sound and text to take along; the mark names the reader."""
    asyncio.run(_read(data))


def test_reading_ends_by_number_by_a_word_and_by_time_and_all_of_it_is_on_the_audit(data: Path) -> None:
    """One opening was granted: a second is refused; revoked, the next request is refused; so it is when the time is over."""
    asyncio.run(_ends(data))


def test_only_a_judge_grants_and_only_to_parties_and_counsel(data: Path) -> None:
    """A clerk may not, a witness gets none, no time that is past; and codes cannot be guessed."""
    asyncio.run(_others(data))


@pytest.mark.long
def test_a_capsule_is_taken_as_often_as_was_granted(data: Path) -> None:
    """Each copy is made for its reader, proven, and counted; nothing of it stays behind on the server."""
    asyncio.run(_capsule(data))
