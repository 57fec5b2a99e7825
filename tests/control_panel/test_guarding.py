"""The guards at work on real parts: a simulated room whose camera is covered and whose microphone is dead."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
import yaml

from hearing.facts import HearingState
from hearing.reports import Levels, Report
from tests.control_panel.serving import Court, court, until
from tests.hearing.story import CLERK, SCHEDULE, SYSTEM, command

HEARING = str(SCHEDULE["hearing"])
SIZE = {"width": 320, "height": 180, "rate": 25, "mandatory": True}


def _label(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def _microphone(stream: str, source: str, label: dict[str, str], **more: object) -> dict[str, object]:
    return {"stream": stream, "label": label, "seat": "judge", "source": source, "mandatory": True, **more}


ROOM: dict[str, object] = {
    "courtroom": "demo",
    "name": _label("坏设备法庭", "Failing courtroom"),
    "court": _label("示范区人民法院", "Demonstration District Court"),
    "simulated": True,
    "seats": [{"id": "judge", "label": _label("审判席", "Bench"), "role": "sole-judge"}],
    "cameras": [
        {"stream": "cam-judge", "label": _label("审判席", "Bench"), "source": "simulated:black", **SIZE},
        {"stream": "cam-clerk", "label": _label("书记员席", "Clerk"), "source": "simulated:clerk", **SIZE},
    ],
    "microphones": [
        _microphone("mic-judge", "simulated:dead", _label("审判席话筒", "Bench microphone"), failover="mic-table"),
        _microphone(
            "mic-defender", "simulated:dead", _label("辩护人话筒", "Defence microphone"), failover="mic-guarded"
        ),
        _microphone("mic-clerk", "simulated:clipped", _label("书记员话筒", "Clerk's microphone")),
        _microphone("mic-table", "simulated:judge", _label("备用话筒", "Spare microphone"), standby=True),
        _microphone("mic-guarded", "simulated:accused", _label("备用话筒二", "Second spare microphone"), standby=True),
    ],
    "program": {"width": 320, "height": 180, "rate": 25},
    "watch": {"black_s": 1.0, "quiet_s": 3.0, "dead_s": 3.0},
}


@contextmanager
def _process(module: str, *given: str) -> Iterator[None]:
    command = [sys.executable, "-m", module, *given]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2])
    try:
        yield
    finally:
        os.kill(process.pid, signal.SIGTERM)
        process.wait(90)


@asynccontextmanager
async def room_at_work(here: Court, room: dict[str, object]) -> AsyncIterator[Path]:
    """The room's capture and control processes, enrolled; gives the agent's folder."""
    with tempfile.TemporaryDirectory(prefix="g-") as folder:
        data = Path(folder)
        path = data / "room.yaml"
        path.write_text(yaml.safe_dump(room, allow_unicode=True), "utf-8")
        code, _ = await here.panel.tickets.issue("enrol", "agent:demo", lasts_s=600)
        common = ("--room", str(path), "--data", str(data))
        with (
            _process("courtroom_agent.capture", *common),
            _process("courtroom_agent.control", *common, "--join", here.url, "--code", code),
        ):
            yield data


class Ear:
    """Listens to the loudest that each microphone ever was."""

    def __init__(self, here: Court) -> None:
        self.loudest: dict[str, float] = {}
        here.panel.board.listeners.append(self)

    def reported(self, report: Report, principal: str) -> None:
        """Take in levels."""
        for stream, level in report.levels.items() if isinstance(report, Levels) else ():
            self.loudest[stream] = max(level, self.loudest.get(stream, -100.0))


def standing(state: HearingState) -> set[tuple[str, str, str | None]]:
    """What stands now of the devices; this machine itself may be slow while tests run."""
    found = {(one.guard, one.subject, one.failover) for one in state.alarms if one.until is None}
    return {one for one in found if one[0] not in {"encoder-behind", "not-growing"}}


@pytest.mark.long
@pytest.mark.timeout(300)
def test_a_covered_camera_and_a_dead_microphone_are_found_and_the_spare_one_is_opened() -> None:
    """Real capture, real levels and pictures; the spare microphone that the clerk muted stays shut."""

    async def sit() -> None:
        async with court(undo_s=0) as here, room_at_work(here, ROOM):
            ear = Ear(here)
            say, get = here.panel.hearings.command, here.panel.hearings.get
            await until(lambda: here.panel.links.agent_of("demo") is not None, 60)
            await say(HEARING, command("schedule", **SCHEDULE), CLERK)
            await say(HEARING, command("mute", stream="mic-guarded"), CLERK)
            for what, actor in (("prepare", CLERK), ("open", CLERK)):
                await say(HEARING, command(what), actor)
            await until(lambda: get(HEARING).course == "open", 60)
            expected = {
                ("black-picture", "cam-judge", None),
                ("dead-microphone", "mic-judge", "mic-table"),
                ("dead-microphone", "mic-defender", None),
                ("clipped-microphone", "mic-clerk", None),
            }
            await until(lambda: standing(get(HEARING)) == expected, 90)
            alarm = next(one for one in get(HEARING).alarms if one.guard == "black-picture")
            assert alarm.zh.startswith("审判席画面全黑，声音和其他画面照常录制。")
            await until(lambda: ear.loudest.get("mic-table", -100.0) > -45, 30)
            assert ear.loudest["mic-guarded"] == -100

            await say(HEARING, command("recess", reason="recess"), CLERK)
            if get(HEARING).pending is not None:
                await say(HEARING, command("take-effect"), SYSTEM)
            await until(lambda: get(HEARING).course == "paused" and not standing(get(HEARING)), 30)

    asyncio.run(sit())
