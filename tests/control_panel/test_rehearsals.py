"""A courtroom rehearses on demand: real capture, real panel; what it finds meets the next hearing's opening."""

import asyncio
import json
from pathlib import Path

import pytest

from control_panel.__main__ import main
from control_panel.errors import Refusal
from control_panel.rooms import RoomDescription
from courtroom_agent.rehearsal.book import RehearsalBook
from hearing.rehearsal import RehearsalResult
from hearing.reports import Rehearsal
from tests.control_panel.serving import Court, court, until
from tests.control_panel.test_guarding import ROOM, room_at_work
from tests.hearing.story import CLERK, SCHEDULE, command

HEARING = str(SCHEDULE["hearing"])
TOLD = RehearsalResult(room="demo", at=5, seconds=12, simulated=True, verdict="missing", items=())


def rehearsed(here: Court) -> Rehearsal | None:
    """What the room last said."""
    return next((one for one in here.panel.board.all() if isinstance(one, Rehearsal)), None)


def test_a_rehearsal_is_asked_for_by_whoever_keeps_the_system_running() -> None:
    """A technician may (as a clerk does below), the public may not; a room whose agent is away says so."""

    async def ask() -> None:
        async with court() as here:
            await here.panel.rooms.put(RoomDescription(room="demo", room_name="示范法庭"))
            for role, rooms in (("technician", {"demo": 503, "nowhere": 404}), ("gallery", {"demo": 403})):
                person = await here.person(role, role)
                for room, status in rooms.items():
                    answer = await person.post(f"/api/v1/rooms/{room}/rehearsal")
                    assert answer.status_code == status, answer.text

    asyncio.run(ask())


def test_what_is_sent_up_is_counted_hashed_and_thrown_away() -> None:
    """Only an agent may, and nothing of it stays on the disk."""

    async def send() -> None:
        async with court() as here:
            token = await here.panel.tokens.issue("agent", "agent:demo", alone=True)
            answer = await here.client(token).post("/api/v1/rehearsals/probe", content=b"abc")
            digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            assert answer.json() == {"sha256": digest, "bytes": 3}
            clerk = await here.person("clerk", "clerk")
            assert (await clerk.post("/api/v1/rehearsals/probe", content=b"abc")).status_code == 403
            assert not [path for path in here.data.rglob("*") if path.is_file() and path.read_bytes() == b"abc"]

    asyncio.run(send())


def test_what_was_found_stays_known_when_the_agent_goes() -> None:
    """In the morning it rehearsed; that its link is lost now changes nothing of that."""

    async def lose() -> None:
        async with court() as here:
            board = here.panel.board
            board.say(Rehearsal(room="demo", running=True, latest=TOLD), "agent:demo")
            board.lost("agent:demo")
            assert rehearsed(here) == Rehearsal(room="demo", running=False, latest=TOLD)

    asyncio.run(lose())


@pytest.mark.long
@pytest.mark.timeout(300)
def test_a_room_with_a_covered_camera_rehearses_red_and_opens_by_name_and_reason_alone() -> None:
    """Asked for on the panel; the clapper's offset is on record; the rehearsal leaves no recording."""
    room = {**ROOM, "rehearsal": {"seconds": 12, "delays_ms": {"cam-clerk": 120}}}

    async def sit() -> None:
        async with court(undo_s=0) as here, room_at_work(here, room) as data:
            await until(lambda: here.panel.links.agent_of("demo") is not None, 60)
            clerk = await here.person("clerk", "clerk")
            answer = await clerk.post("/api/v1/rooms/demo/rehearsal")
            assert answer.status_code == 202, answer.text
            await until(lambda: _has_ended(here), 150)
            said = rehearsed(here)
            assert said is not None
            assert said.latest is not None, said.says
            found = {(item.part, item.subject): item.verdict for item in said.latest.items}
            assert found["picture", "cam-judge"] == "red"
            assert found["tone", "mic-judge"] == "red"
            assert found["tone", "mic-table"] == "green"
            assert found["upload", ""] == "green"
            assert found["storage", ""] == "green"
            [offset] = [o for o in said.latest.offsets if (o.camera, o.microphone) == ("cam-clerk", "mic-table")]
            assert abs(offset.offset_ms - -120) <= offset.uncertainty_ms
            assert not (data / "rehearsal").exists()
            assert not list(data.rglob("*.mp4"))

            say, get = here.panel.hearings.command, here.panel.hearings.get
            await say(HEARING, command("schedule", **SCHEDULE), CLERK)
            await say(HEARING, command("prepare"), CLERK)
            await until(lambda: get(HEARING).rehearsal is not None, 20)
            assert (await clerk.post("/api/v1/rooms/demo/rehearsal")).status_code == 409
            with pytest.raises(Refusal, match="自检"):
                await say(HEARING, command("open"), CLERK)
            await say(HEARING, command("override-rehearsal", name="李某", reason="该席今日无人就座"), CLERK)
            await say(HEARING, command("open"), CLERK)
            assert get(HEARING).course == "opening"

    asyncio.run(sit())


@pytest.mark.long
@pytest.mark.timeout(300)
def test_a_rehearsal_gives_way_at_once_to_a_hearing_that_is_prepared() -> None:
    """This morning's has begun by itself, two minutes long: the cameras are the hearing's within seconds."""
    room = {**ROOM, "rehearsal": {"seconds": 120, "at": "00:00"}}

    async def sit() -> None:
        async with court(undo_s=0) as here, room_at_work(here, room) as data:
            say = here.panel.hearings.command
            await until(lambda: here.panel.links.agent_of("demo") is not None, 60)
            await say(HEARING, command("schedule", **SCHEDULE), CLERK)
            await until(lambda: (data / "rehearsal" / "run" / "capture.sock").exists(), 60)
            await say(HEARING, command("prepare"), CLERK)
            await until(lambda: _has_ended(here))
            said = rehearsed(here)
            assert said is not None
            assert said.latest is None
            assert "中止" in said.says
            assert not (data / "rehearsal").exists()
            await until(lambda: any(report.tracks for report in here.panel.board.tracks(HEARING)), 30)

    asyncio.run(sit())


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("camera", "code"), [("simulated:judge", 0), ("simulated:black", 3)])
def test_the_command_line_rehearses_without_a_running_agent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], camera: str, code: int
) -> None:
    """One JSON document; exit 3 on red; the next one has a trend."""
    size = {"width": 320, "height": 180, "rate": 25, "mandatory": True}
    label = {"zh": "审判席", "en": "Bench"}
    seen = {"stream": "cam-judge", "label": label, "source": camera, **size}
    heard = {"stream": "mic-judge", "label": label, "seat": "judge", "source": "simulated:judge", "mandatory": True}
    room = {**ROOM, "cameras": [seen], "microphones": [heard]}
    (tmp_path / "room.yaml").write_text(json.dumps(room, ensure_ascii=False), "utf-8")
    given = ["rehearse", str(tmp_path / "room.yaml"), "--data", str(tmp_path / "data"), "--seconds", "12", "--json"]

    assert main([*given, "--models", str(tmp_path / "no-models")]) == code
    result = RehearsalResult.model_validate_json(capsys.readouterr().out)
    found = {item.part: item.verdict for item in result.items}
    assert found["picture"] == ("red" if code else "green")
    assert (found["tone"], found["speech"], found["upload"]) == ("green", "missing", "missing")
    assert RehearsalBook(tmp_path / "data").latest() == result
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["rehearsals"]


def test_a_room_file_with_faults_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, with the place of the fault."""
    (tmp_path / "room.yaml").write_text("courtroom: small\n", "utf-8")
    assert main(["rehearse", str(tmp_path / "room.yaml"), "--data", str(tmp_path / "data")]) == 2
    assert "room.yaml" in capsys.readouterr().err


def _has_ended(here: Court) -> bool:
    said = rehearsed(here)
    return said is not None and not said.running and bool(said.latest or said.says)
