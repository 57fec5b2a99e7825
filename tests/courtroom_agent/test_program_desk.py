"""The program as a scene sees it: nothing is believed but what the program process has written down itself."""

import asyncio
from pathlib import Path

import pytest

from courtroom_agent.drivers.errors import Unreachable
from courtroom_agent.room_state import ProgramState, write_state
from courtroom_agent.scenes.program_desk import ProgramDesk
from hardware_profiles.rooms import load_room
from tests.hardware_profiles.test_scenes import DEMO, room_with


def says(data: Path, at_ms: int, main: str = "bench", *hidden: str) -> None:
    """The program process writes down what it shows."""
    (data / "run").mkdir(exist_ok=True)
    write_state(data / "run" / "program-state.json", ProgramState(main=main, hidden=hidden, at_ms=at_ms))


def test_a_program_that_does_not_run_is_out_of_reach(tmp_path: Path) -> None:
    """No word of it, or an old one, proves nothing."""
    desk = ProgramDesk(load_room(DEMO), tmp_path, lambda: 10_000)
    assert not desk.readings()["program.main"].reachable
    says(tmp_path, 6_000)
    assert not desk.readings()["program.main"].reachable
    says(tmp_path, 9_500, "remote")
    assert desk.readings()["program.main"].proves("remote", 10_000)


def test_hiding_a_witness_is_believed_when_the_program_says_so(tmp_path: Path) -> None:
    """Every camera that shows the seat goes, and its microphone; done is done when the process has written it down."""
    room = room_with(tmp_path, witness=True)
    cameras = tuple(
        one.model_copy(update={"seats": (*one.seats, "witness")}) if one.stream == "cam-overview" else one
        for one in room.cameras
    )
    clock = [10_000]
    desk = ProgramDesk(room.model_copy(update={"cameras": cameras}), tmp_path, lambda: clock[0])
    says(tmp_path, 10_000)

    def obey() -> None:
        clock[0] += 100
        says(tmp_path, clock[0], desk.main, *desk.hidden)

    desk.when_changed = obey
    asyncio.run(desk.tell("program.witness", "hidden"))

    assert desk.unseen == ("cam-overview",)
    assert desk.unheard == ("mic-witness",)
    assert desk.readings()["program.witness"].proves("hidden", clock[0])
    assert desk.readings()["program.judge"].proves("shown", clock[0])
    asyncio.run(desk.tell("program.witness", "shown"))
    assert desk.unseen == ()


def test_a_program_that_does_not_obey_is_reported(tmp_path: Path) -> None:
    """It runs and goes on showing the witness: that is a failure in words, never a success."""
    desk = ProgramDesk(room_with(tmp_path, witness=True), tmp_path, lambda: 10_000)
    says(tmp_path, 10_000)

    with pytest.raises(Unreachable, match="program process"):
        asyncio.run(desk.tell("program.witness", "hidden"))
