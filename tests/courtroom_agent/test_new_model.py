"""A camera model that nobody knew yet joins a courtroom by two files that are dropped into a folder."""

import asyncio
import json
from argparse import ArgumentParser
from pathlib import Path

import pytest

from control_panel.commands import profiles
from courtroom_agent.devices import Devices
from hardware_profiles.rooms import load_room
from tests.courtroom_agent.bare_line import BareLine

ROOM = """\
courtroom: hall-9
name: {zh: 第九法庭, en: Hall 9}
court: {zh: 示范区人民法院, en: Demonstration District Court}
simulated: false
profiles: own
seats:
  - {id: judge, label: {zh: 审判席, en: Bench}, role: sole-judge}
cameras: []
microphones: []
program: {width: 1280, height: 720, rate: 25}
devices:
  - {name: camera-judge, label: {zh: 新球机, en: New dome}, profile: acme.dome, transport: {serial: PORT}}
"""
PROFILE = """\
profile: acme.dome
version: 1
source: "Acme Dome 7 manual p3"
status: manual_only
lines:
  serial: {baud: 19200, bits: 8, parity: "N", stop: 1}
framing: {encoding: binary, fixed: 5, begins: "7E", checksum: {fn: sum8}, max: 5}
timing: {gap_ms: 20, reply_ms: 1000, settle_ms: 5000, poll_ms: 2000, retries: 1}
fields:
  preset: {min: 1, max: 64}
commands:
  recall: {kind: command, raw: "7E 01 50 {preset:u8}", reply: "7E 81 50 {preset:u8}", src: "manual p3"}
  where: {kind: inquiry, raw: "7E 01 51 00", reply: "7E 81 51 {preset:u8}", src: "manual p3"}
provides:
  preset: {capability: camera.ptz, field: preset, set: recall, get: where}
"""
VECTORS = """\
- {src: "manual p3", command: recall, args: {preset: 9}, tx: "7E 01 50 09 D8", rx: ["7E 81 50 09 58"]}
- {src: "manual p3", command: where, tx: "7E 01 51 00 D0", rx: ["7E 81 51 09 59"], fields: {preset: 9}}
- {src: "manual p3, line and presets", facts: {lines.serial.baud: 19200, lines.serial.bits: 8, lines.serial.parity: "N", lines.serial.stop: 1, fields.preset.min: 1, fields.preset.max: 64, framing.max: 5}}
- {src: "manual p3, times", facts: {timing.gap_ms: 20, timing.reply_ms: 1000, timing.settle_ms: 5000, timing.poll_ms: 2000, timing.retries: 1}}
"""


class Dome:
    """The new camera, by hand: it goes where it is told and says where it is."""

    def __init__(self) -> None:
        self.preset = 1

    def heard_on(self, line: BareLine) -> None:
        """Answer what arrives on *line*, five bytes at a time."""
        held = b""

        def hear(data: bytes) -> None:
            nonlocal held
            held += data
            while len(held) >= 5:
                frame, held = held[:5], held[5:]
                assert frame[0] == 0x7E
                assert sum(frame[:4]) % 256 == frame[4]
                self.preset = frame[3] if frame[2] == 0x50 else self.preset
                answer = bytes([0x7E, 0x81, frame[2], self.preset])
                line.say(answer + bytes([sum(answer) % 256]))

        line.hear = hear


def court(folder: Path) -> Path:
    """A room file in *folder* whose bench camera is an Acme Dome."""
    own = folder / "own" / "vectors" / "acme.dome"
    own.mkdir(parents=True)
    (folder / "own" / "acme.dome.yaml").write_text(PROFILE)
    (own / "dome.yaml").write_text(VECTORS)
    room = folder / "hall-9.yaml"
    room.write_text(ROOM.replace("PORT", str(folder / "dome")), encoding="utf-8")
    return room


def test_a_new_camera_needs_two_files_and_no_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Profile and vectors are dropped into the court's folder: checked, mutated, and the camera goes where it shall."""
    room = court(tmp_path)
    parser = ArgumentParser()
    profiles.add_arguments(parser)
    assert profiles.run(parser.parse_args(["check", "--json", str(room)])) == 0
    assert json.loads(capsys.readouterr().out) == {"files": 1, "faults": []}
    assert profiles.run(parser.parse_args(["mutate", "--json", str(tmp_path / "own" / "acme.dome.yaml")])) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["survived"] == 0
    dome = Dome()

    async def play() -> None:
        line = BareLine(tmp_path / "dome")
        dome.heard_on(line)
        line.plug()
        async with asyncio.timeout(30), Devices.open(load_room(room), now=lambda: 0) as devices:
            assert devices.state("camera-judge.preset").value == 1
            assert (await devices.ensure("camera-judge.preset", 9)).holds
        line.unplug()

    asyncio.run(play())
    assert dome.preset == 9


def test_a_slip_in_a_courts_own_profile_is_found_by_checking_the_room(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A digit typed wrong in the folder is named before the camera hears it."""
    room = court(tmp_path)
    (tmp_path / "own" / "acme.dome.yaml").write_text(PROFILE.replace("7E 01 51 00", "7E 01 52 00"))
    parser = ArgumentParser()
    profiles.add_arguments(parser)

    assert profiles.run(parser.parse_args(["check", str(room)])) == 4
    assert "it sends 7E 01 52 00 D1" in capsys.readouterr().out
