"""法释〔2017〕5号 §2: mobile equipment records like the fixed one, and what it recorded reaches the court in time."""

import asyncio
import json
from pathlib import Path

import pytest

import hardware_profiles
from control_panel.__main__ import main
from control_panel.owed import owed_to
from control_panel.rooms import RoomDescription
from courtroom_agent.enrolment import described
from hardware_profiles.errors import FaultsError
from hardware_profiles.field_unit import FieldUnit
from hardware_profiles.rooms import load_room
from hearing.facts import HearingState
from tests.control_panel.heard_alone import ALONE, hand_in, heard_alone
from tests.control_panel.serving import court
from tests.hearing.story import CLERK, SYSTEM, scheduled

CIRCUIT = Path(hardware_profiles.__file__).parent / "courtrooms" / "demo-circuit.yaml"
HOUR_MS = 3_600_000


def unit(within_h: float = 72) -> RoomDescription:
    """The room ``demo`` as a dispatched tribunal."""
    kind = FieldUnit(kind="dispatched-tribunal", hand_in_within_h=within_h)
    return RoomDescription(room="demo", room_name="示范派出法庭", unit=kind)


def test_article_2_mobile_equipment_is_a_kind_of_courtroom_and_records_the_whole_hearing(tmp_path: Path) -> None:
    """移动设备: the room file says what it is, the court learns it at enrolment, and without picture and sound it is refused."""
    room = load_room(CIRCUIT)
    assert room.unit is not None
    assert room.unit.kind == "circuit-court"
    assert RoomDescription.model_validate(described(room)).unit == room.unit
    deaf = tmp_path / "deaf.yaml"
    deaf.write_text(CIRCUIT.read_text().replace("mandatory: true}", "mandatory: false}"))

    with pytest.raises(FaultsError, match="records whole hearings alone"):
        load_room(deaf)


def test_article_2_what_a_field_unit_recorded_is_owed_until_the_court_has_it(tmp_path: Path) -> None:
    """移交: from closing until it is handed in the unit lists it with its time, overdue ones as such; then no more."""
    asyncio.run(_owed_until_handed_in(tmp_path))


async def _owed_until_handed_in(folder: Path) -> None:
    hearing = heard_alone(folder / "room")
    async with court(folder / "room", **ALONE) as room, court(folder / "court") as server:
        administrator = await room.person("admin", "administrator")
        clerk = await room.person("clerk", "clerk")
        assert (await administrator.get("/api/v1/handins/owed")).json() == {"owed": []}, "no field unit"
        await room.panel.rooms.put(unit())
        [owed] = (await administrator.get("/api/v1/handins/owed")).json()["owed"]
        closed_at = room.panel.hearings.get(hearing).closed_at or 0
        assert (owed["hearing"], owed["side"], owed["is_overdue"]) == (hearing, "here", False)
        assert owed["due_at"] == closed_at + 72 * HOUR_MS
        await room.panel.rooms.put(unit(within_h=0.000_01))
        [late] = (await administrator.get("/api/v1/handins/owed")).json()["owed"]
        assert late["is_overdue"]
        assert (await clerk.get("/api/v1/handins/owed")).status_code == 403
        given = await hand_in(room, server, hearing)
        left = (await administrator.get("/api/v1/handins/owed")).json()["owed"]

    assert given.outcome == "merged"
    assert left == []


def awaited(*states: HearingState, after_h: float) -> list[tuple[str, bool]]:
    """What the court waits for, so many hours after the hearings were planned."""
    now_ms = states[0].planned_at + round(after_h * HOUR_MS)
    return [(one.case, one.is_overdue) for one in owed_to(states, lambda _room: unit(), now_ms)]


def test_article_2_the_court_sees_what_a_field_unit_has_not_brought_back() -> None:
    """What was scheduled there and never came is awaited, overdue after its time; called off or heard it is not."""
    planned = scheduled()
    heard = scheduled(hearing="h-zabcdefghi")
    for actor, what in ((CLERK, "prepare"), (CLERK, "open"), (SYSTEM, "confirm-open"), (CLERK, "close")):
        heard.so(actor, what)
    heard.wait(10).so(SYSTEM, "take-effect")
    called_off = scheduled()
    called_off.so(CLERK, "cancel", reason="撤诉")

    assert awaited(planned.hearing, after_h=-1) == []
    assert awaited(planned.hearing, after_h=71) == [(planned.hearing.case.number, False)]
    assert awaited(planned.hearing, after_h=73) == [(planned.hearing.case.number, True)]
    assert awaited(planned.hearing, heard.hearing, after_h=73) == [], "it came under another name"
    assert awaited(called_off.hearing, after_h=73) == []


def test_article_2_the_command_says_so_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For a script: exit 1 while something is overdue, also where no panel runs."""
    hearing = heard_alone(tmp_path)
    asyncio.run(_overdue(tmp_path))
    assert main(["owed", "--data", str(tmp_path), "--json"]) == 1
    [owed] = json.loads(capsys.readouterr().out)["owed"]
    assert main(["owed", "--data", str(tmp_path)]) == 1
    assert "逾期 · overdue since" in capsys.readouterr().out
    assert main(["owed", "--data", str(tmp_path / "nowhere")]) == 2

    assert owed["hearing"] == hearing


async def _overdue(data: Path) -> None:
    async with court(data, **ALONE) as room:
        await room.panel.rooms.put(unit(within_h=0.000_01))
        await room.panel.register({"service:operator": data / "secrets" / "operator.token"})
