"""The command line's side of simulated rooms: files of behaviours, faster time, tricks, and slips in what is said."""

import argparse
import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from control_panel.commands import simulating
from courtroom_agent.simulated.devices.cast import load_cast
from courtroom_agent.simulated.devices.control_socket import listening
from courtroom_agent.simulated.devices.room import SimulatedRoom

ROOM = "simulated-room: small\ndevices:\n  matrix: {behaviour: kramer.protocol-3000}\n"


def say(*words: str) -> int:
    """Run ``courtroom profiles`` with *words*."""
    parser = argparse.ArgumentParser()
    simulating.add_arguments(parser.add_subparsers(dest="what", required=True))
    return simulating.run(parser.parse_args(words))


def test_a_trick_is_played_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One command presses a key of a simulated device; a slip is answered in words and is no success."""
    file, control = tmp_path / "small.yaml", tmp_path / "control"
    file.write_text(ROOM)

    async def run() -> Any:
        async with asyncio.timeout(60), SimulatedRoom(load_cast(file)) as room, listening(room, control):
            done = await asyncio.to_thread(say, "disturb", str(control), "press", "matrix", "route", "3", "4")
            slip = await asyncio.to_thread(say, "disturb", str(control), "press", "matrix", "dance")
            return done, slip, room.state("matrix")["routes"]

    assert asyncio.run(run()) == (0, 2, {"4": 3})
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["ok"] for line in said] == [True, False]


def test_nobody_listens_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A trick that reaches no room says what to look for."""
    assert say("disturb", str(tmp_path / "nothing"), "devices") == 2
    assert "courtroom profiles simulate" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "words", "code", "says"),
    [
        ("simulated-room: x\ndevices: {a: {behaviour: no.such}}\n", [], 4, "There is no behaviour 'no.such'"),
        ("simulated-room: x\ndevices: {}\n", [], 2, "No device there is simulated"),
        (ROOM, ["--speed", "0"], 2, "Time cannot run 0.0 times as fast"),
    ],
)
def test_what_cannot_be_simulated_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: list[str], code: int, says: str
) -> None:
    """A file with a fault, an empty room and an impossible speed end with their own code and a sentence."""
    file = tmp_path / "room.yaml"
    file.write_text(text)

    assert say("simulate", str(file), *words) == code
    assert says in capsys.readouterr().err
