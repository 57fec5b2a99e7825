"""A technician fits a courtroom at the panel: through the real link to the real drivers, and signs for what it is."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from control_panel.__main__ import main
from hearing.reports import Health
from tests.control_panel.fitted_room import ROOMS, fitted_room
from tests.control_panel.serving import Court, court, until
from tests.control_panel.test_guarding import room_at_work
from tests.hearing.story import CLERK, scheduled

_CAMERA = ("stream", "label", "source", "width", "height", "rate", "mandatory", "seats", "exhibits")
_MICROPHONE = ("stream", "label", "seat", "source", "mandatory")
BASE = "/api/v1/rooms/demo/fitting"
PLAN = {
    "floor": {"width": 12, "depth": 9},
    "things": [{"kind": "seat", "name": "judge", "place": {"x": 6, "y": 1.5, "turn_deg": 180}}],
}


def room_file(folder: Path) -> Path:
    """The demonstration courtroom with its matrix alone: no more devices than are tried."""
    whole = yaml.safe_load((ROOMS / "demo.yaml").read_text("utf-8"))
    room = {key: whole[key] for key in ("courtroom", "name", "court", "simulated", "seats", "program")}
    room["cameras"] = [{key: one[key] for key in _CAMERA if key in one} for one in whole["cameras"]]
    room["microphones"] = [{key: one[key] for key in _MICROPHONE} for one in whole["microphones"]]
    room["devices"] = [one for one in whole["devices"] if one["name"] == "matrix"]
    path = folder / "demo.yaml"
    path.write_text(yaml.safe_dump(room, allow_unicode=True, sort_keys=False), "utf-8")
    return path


async def said(client: httpx.AsyncClient, method: str, path: str, status: int = 200, body: Any = None) -> Any:
    """Call a part of the fitting API; give what it answers."""
    answer = await client.request(method, f"{BASE}{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


async def of_rooms(here: Court) -> str:
    """What a clerk, who sees to the courtroom before opening, is told of its sign-off."""
    clerk = await here.person("clerk", "clerk")
    [room] = (await clerk.get("/api/v1/rooms")).json()["rooms"]
    signed: str = room["signed"]
    return signed


async def audited(here: Court, what: str) -> list[tuple[str, str]]:
    """The audit's entries of this kind: how they ended, and of what."""
    entries = await here.panel.audit.read(None, 200)
    return [(one["outcome"], one["detail"]) for one in entries if one["what"].startswith(what)]


def test_a_command_from_the_page_reaches_the_device_and_every_try_is_audited(tmp_path: Path) -> None:
    """The technician sends and sees the bytes; garbage is refused in words; others are refused, and all of it is noted."""
    file = room_file(tmp_path)

    async def act() -> None:
        async with court() as here, fitted_room(here, file):
            technician = await here.person("technician", "technician")
            body = {"device": "matrix", "command": "route_set", "args": {"input": 2, "output": 1}}
            sent = await said(technician, "POST", "/bench", body=body)
            assert sent["done"], sent
            assert sent["messages"][0]["text"] == "#VID 2>1\r"
            assert any("VID 2>1 OK" in one["text"] for one in sent["messages"] if not one["is_ours"])

            wild = {**body, "args": {"input": 99, "output": 1}}
            assert "0 to 16" in (await said(technician, "POST", "/bench", 422, wild))["detail"]
            for garbage in ({}, {**body, "command": "DROP TABLE"}, {**body, "args": {"input": None}}, [1]):
                await said(technician, "POST", "/bench", 422, garbage)
            for role in ("clerk", "sole-judge"):
                stranger = await here.person(f"a-{role}", role)
                for method, path in (("GET", ""), ("POST", "/bench"), ("POST", "/sign-offs"), ("GET", "/levels")):
                    await said(stranger, method, path, 403, body if method == "POST" else None)
            assert (await here.client().get(BASE)).status_code == 401
            assert (await technician.get(BASE.replace("demo", "nowhere"))).status_code == 404

            tries = await audited(here, "fitting-try")
            assert [outcome for outcome, _ in tries] == ["refused", "done"]
            assert tries[0][1].startswith("demo matrix.route_set: ")
            assert "'input': 2" in tries[1][1]
            assert [outcome for outcome, _ in await audited(here, f"POST {BASE}/bench")] == ["refused"] * 2

            found = await said(technician, "GET", "")
            standing = {(one["kind"], one["name"]): one["standing"] for one in found["lines"]}
            assert standing["device", "matrix"] == "passed"
            assert standing["seat", "judge"] == "untried"

    asyncio.run(act())


def test_nothing_is_sent_while_a_hearing_has_the_room_and_that_is_audited(tmp_path: Path) -> None:
    """A hearing is prepared: the bench says so, the device hears nothing, the audit knows who tried."""
    file = room_file(tmp_path)
    story = scheduled()
    story.so(CLERK, "prepare")

    async def act() -> None:
        async with court() as here, fitted_room(here, file, lambda: story.hearing):
            technician = await here.person("technician", "technician")
            body = {"device": "matrix", "command": "route_set", "args": {"input": 2, "output": 1}}
            refused = await said(technician, "POST", "/bench", 409, body)
            assert refused["title"].startswith("法庭正在使用")
            assert (await said(technician, "GET", ""))["described"]["is_busy"]
            trace = await said(technician, "GET", "/trace/matrix")
            assert not [one for one in trace["messages"] if one["command"] == "route_set"]
            assert [outcome for outcome, _ in await audited(here, "fitting-try")] == ["refused"]

    asyncio.run(act())


def test_what_is_found_is_shown_against_the_room_file(tmp_path: Path) -> None:
    """A look runs beside; what the file does not know is new, what is simulated says so."""
    file = room_file(tmp_path)

    async def act() -> None:
        async with court() as here, fitted_room(here, file):
            technician = await here.person("technician", "technician")
            assert (await said(technician, "GET", "/discovery"))["at"] is None
            looked = await said(technician, "POST", "/discovery", 202)
            while looked["running"] or looked["at"] is None:
                looked = await said(technician, "GET", "/discovery")
            verdicts = {one["verdict"] for one in looked["compared"]}
            assert verdicts == {"new", "simulated"}
            [new] = [one for one in looked["compared"] if one["verdict"] == "new"]
            assert new["found"]["path"] == "usb-serial:A10K"

    asyncio.run(act())


def test_a_plan_is_kept_by_version_and_nobody_overwrites_anothers(tmp_path: Path) -> None:
    """Each saving is a version; an old one can be looked at; who changes what another changed is told."""
    file = room_file(tmp_path)

    async def act() -> None:
        async with court() as here, fitted_room(here, file):
            technician = await here.person("technician", "technician")
            assert (await said(technician, "GET", ""))["plan"]["version"] == 0
            assert await said(technician, "POST", "/plans", 201, {"plan": PLAN, "upon": 0}) == {"version": 1}
            second = {**PLAN, "things": []}
            assert await said(technician, "POST", "/plans", 201, {"plan": second, "upon": 1}) == {"version": 2}
            assert (await said(technician, "POST", "/plans", 409, {"plan": PLAN, "upon": 1}))["version"] == 2
            kept = await said(technician, "GET", "/plans/1")
            assert kept["plan"]["things"][0]["place"] == {"x": 6, "y": 1.5, "turn_deg": 180}
            assert [one["version"] for one in (await said(technician, "GET", "/plans"))["versions"]] == [2, 1]
            outside = {"plan": {"things": [{"kind": "seat", "name": "judge", "place": {"x": 99, "y": 1}}]}, "upon": 2}
            await said(technician, "POST", "/plans", 422, outside)
            draft = await said(technician, "POST", "/draft", body={"plan": PLAN})
            assert "place: {x: 6, y: 1.5, turn_deg: 180}" in draft["yaml"]
            assert draft["faults"] == []

    asyncio.run(act())


async def _signed(here: Court, technician: httpx.AsyncClient) -> dict[str, Any]:
    """Try two things and sign for them, with words about the rest; return what was signed by."""
    await said(technician, "POST", "/vectors/matrix")
    heard = {"kind": "microphone", "name": "mic-judge", "check": "heard", "passed": True}
    await said(technician, "POST", "/notes", 204, heard)
    await said(technician, "POST", "/notes", 404, {**heard, "name": "mic-nobody"})
    found = await said(technician, "GET", "")
    assert found["signed"] == "never"
    digest = found["described"]["digest"]
    open_ = await said(technician, "POST", "/sign-offs", 422, {"digest": digest})
    assert open_["left"] == len(found["lines"]) - 2
    await said(technician, "POST", "/sign-offs", 409, {"digest": "0" * 64, "remarks": "x"})
    body = {"digest": digest, "remarks": "其余待装 · the rest is to come"}
    signed = await said(technician, "POST", "/sign-offs", 201, body)
    assert (signed["name"], signed["digest"]) == ("technician", digest)
    assert (await said(technician, "GET", ""))["signed"] == await of_rooms(here) == "signed"
    return body


async def _changed(technician: httpx.AsyncClient, file: Path, body: dict[str, Any]) -> None:
    """Move a seat in the room file: what was signed is not what runs after the next start."""
    moved = file.read_text("utf-8").replace("role: sole-judge", "role: sole-judge\n  place: {x: 1, y: 1}")
    file.write_text(moved)
    assert (await said(technician, "GET", ""))["signed"] == "other-state", "changed, not in use yet"
    assert "重启" in (await said(technician, "POST", "/sign-offs", 409, body))["remedy"]


def test_a_sign_off_is_for_one_state_and_another_state_says_so(tmp_path: Path) -> None:
    """Signed by account with the file's hash; a changed room file voids it in words; a moved seat voids no check."""
    file = room_file(tmp_path)

    async def act() -> None:
        async with court() as here:
            technician = await here.person("technician", "technician")
            async with fitted_room(here, file):
                await _changed(technician, file, await _signed(here, technician))
            found = await said(technician, "GET", "")
            assert (found["signed"], found["described"]) == ("unknown", None)
            assert await of_rooms(here) == "unknown"
            async with fitted_room(here, file):
                found = await said(technician, "GET", "")
                assert found["signed"] == "other-state"
                standing = {one["name"]: one["standing"] for one in found["lines"]}
                assert standing["mic-judge"] == standing["matrix"] == "passed", "where it stands is no matter of checks"
                assert len(found["sign_offs"]) == 1
            assert [outcome for outcome, _ in await audited(here, "room-signed-off")] == ["done"]

    asyncio.run(act())


def test_the_command_line_says_who_signed_a_room_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also while nothing of the installation runs: who, and that nobody says now by what the room runs."""
    file, data = room_file(tmp_path), tmp_path / "installation"

    async def act() -> None:
        async with court(data) as here, fitted_room(here, file):
            operator = data / "secrets" / "operator.token"
            operator.parent.mkdir(parents=True)
            await here.panel.register({"service:operator": operator})
            await _signed(here, await here.person("technician", "technician"))

    asyncio.run(act())
    assert main(["room", "signoff", "demo", "--data", str(data), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["signed"], told["sign_off"]["name"]) == ("unknown", "technician")
    assert main(["room", "signoff", "nowhere", "--data", str(data)]) == 1
    assert main(["room", "trace", "demo", "--data", str(data)]) == 1
    assert "not connected" in capsys.readouterr().err


@pytest.mark.long
@pytest.mark.timeout(300)
def test_the_running_agent_of_a_courtroom_is_fitted(tmp_path: Path) -> None:
    """Its own processes, not a part of them: a picture, levels, a command with its bytes, and a line in its journal."""
    room = yaml.safe_load(room_file(tmp_path).read_text("utf-8"))

    async def act() -> None:
        async with court() as here, room_at_work(here, room) as data:
            await until(lambda: here.panel.links.agent_of("demo") is not None, 100)
            technician = await here.person("technician", "technician")
            assert (await said(technician, "GET", ""))["described"]["room"] == "demo"
            assert await of_rooms(here) == "never"
            picture = await said(technician, "POST", "/identify", body={"act": "picture", "name": "cam-judge"})
            assert len(picture["jpeg"]) > 1000
            heard: set[str] = set()
            while len(heard) < len(room["microphones"]):
                heard |= set((await said(technician, "GET", "/levels"))["levels"])
                await asyncio.sleep(0.2)
            body = {"device": "matrix", "command": "route_set", "args": {"input": 3, "output": 1}}
            assert (await said(technician, "POST", "/bench", body=body))["done"]
            told = {one.process: one.detail for one in here.panel.board.all() if isinstance(one, Health)}
            assert "control:demo" in told, "the watchdog speaks beside the record"
            assert {"free_bytes", "octets_per_s", "hearing_h"} <= told["agent:demo"].keys()
            [line] = [json.loads(one) for one in (data / "device-commands.jsonl").read_text("utf-8").splitlines()]
            assert (line["command"], line["why"][:6]) == ("route_set", "bench ")
            assert bytes.fromhex(line["sent"][0]) == b"#VID 3>1\r"

    asyncio.run(act())
