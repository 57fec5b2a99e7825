"""Scenes from the clerk's tap to the devices and back into the log: a real panel, the room's real control, real sockets."""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from control_panel.commands.demo import ROOM as ROOM_FILE
from courtroom_agent import control
from courtroom_agent.program_orders import program_orders_path, read_program_orders
from courtroom_agent.room_state import ProgramState, write_state
from hardware_profiles.rooms import load_room
from hearing.facts import HearingState
from hearing.policy import may_be_public
from hearing.reports import SceneNow
from tests.control_panel.serving import Court, court, until
from tests.hearing.story import SYSTEM, command

PATIENCE_S = 40.0


@asynccontextmanager
async def room_of(here: Court, data: Path) -> AsyncIterator[None]:
    """The demonstration's room under its real control process's code, with a program that shows what it is told."""
    (data / "run").mkdir(parents=True)
    code, _ = await here.panel.tickets.issue("enrol", "agent:demo", lasts_s=600)
    options = argparse.Namespace(
        room=ROOM_FILE, data=data, join=here.url, code=code, ca=None, upload_mbit=24, models=None
    )
    working = [
        asyncio.create_task(control.run(load_room(ROOM_FILE), options)),
        asyncio.create_task(_program(data)),
    ]
    try:
        yield
    finally:
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)


async def _program(data: Path) -> None:
    """A program process that shows what it is told and writes it down."""
    while True:
        told = read_program_orders(program_orders_path(data))
        state = ProgramState(main=told.main, hidden=told.hidden, at_ms=time.time_ns() // 1_000_000)
        write_state(data / "run" / "program-state.json", state)
        await asyncio.sleep(0.1)


def test_a_tap_reaches_the_devices_and_their_answers_the_log(tmp_path: Path) -> None:
    """Opening, evidence, mediation and back: what each device said is on record, the public is cut at the tap."""

    async def sit() -> None:
        async with court() as here, room_of(here, tmp_path / "agent"):
            clerk, technician = await here.person("clerk", "clerk"), await here.person("technician", "technician")
            judge = await here.person("judge", "sole-judge")
            await until(lambda: here.panel.links.agent_of("demo") is not None, PATIENCE_S)
            hearing = await here.hearing(clerk)

            def state() -> HearingState:
                return here.panel.hearings.get(hearing)

            await here.done(
                judge, hearing, "set-openness", openness="public", range="whole", judge="李某", reason="依法公开"
            )
            await here.done(clerk, hearing, "prepare")
            await until(lambda: _outcome(state()) == ("preparing", None, "converged"), PATIENCE_S)
            await here.done(clerk, hearing, "open")
            await here.panel.hearings.command(hearing, command("confirm-open"), SYSTEM)
            await until(lambda: _outcome(state()) == ("open", None, "converged"), PATIENCE_S)

            refused = await here.say(technician, hearing, "ask-scene", scene="evidence")
            assert refused.status_code == 403
            asked = await here.done(clerk, hearing, "ask-scene", scene="evidence")
            await until(lambda: _outcome(state()) == ("evidence", asked["seq"], "converged"), PATIENCE_S)
            result = state().scene_result
            assert result is not None
            said = {item.name: (item.answered, item.standing) for item in result.items}
            assert said["program.main"] == ("evidence", "so")
            assert said["route.gallery"] == ("court", "so")
            assert said["mic.defender"] == ("open", "so")

            asked = await here.done(clerk, hearing, "ask-scene", scene="mediation")
            assert not may_be_public(state())
            await until(lambda: _outcome(state()) == ("mediation", asked["seq"], "converged"), PATIENCE_S)
            asked = await here.done(clerk, hearing, "ask-scene", scene="debate")
            await until(lambda: _outcome(state()) == ("debate", asked["seq"], "converged"), PATIENCE_S)
            assert may_be_public(state())

            locked = {key.scene: key.lacks for key in _report(here).keys if key.lacks}
            assert "witness-protection" in locked
            log = [event["type"] for event in (await clerk.get(f"/api/v1/hearings/{hearing}/log")).json()["events"]]
            assert log.count("scene-asked") == 3

    asyncio.run(sit())


def _outcome(state: HearingState) -> tuple[Any, ...]:
    result = state.scene_result
    return (result.scene, result.asked, result.outcome) if result is not None else ()


def _report(here: Court) -> SceneNow:
    return next(report for report in here.panel.board.all() if isinstance(report, SceneNow))
