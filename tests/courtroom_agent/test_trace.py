"""What was said to a device and for whom: the messages that a technician sees, and the journal that stays."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from courtroom_agent.devices import Devices
from courtroom_agent.drivers import journal
from courtroom_agent.drivers.errors import DeviceError
from courtroom_agent.drivers.journal import CommandJournal, Told
from courtroom_agent.drivers.trace import HIDDEN, Trace, asking_for, readable, secrets_of
from courtroom_agent.scenes.applying import Scenes
from hardware_profiles.courtroom import Courtroom, Device, Transport
from hardware_profiles.profiles import load_profile, shipped_profiles
from hardware_profiles.rooms import load_room
from tests.courtroom_agent.bare_room import matrix_alone

DEMO = load_room(Path(__file__).parents[2] / "hardware_profiles/courtrooms/demo.yaml")
MATRIX = matrix_alone(DEMO)
TOLD = Told(1, "matrix", "route_set", {"input": 1}, "scene open", "scene", ("23",), ("7e",), "", 3.0)


def play(room: Courtroom, act: Callable[[Devices], Awaitable[None]]) -> None:
    """Run *act* with the devices of *room*, simulated on real ptys and sockets."""

    async def whole() -> None:
        async with asyncio.timeout(60), Devices.open(room, now=lambda: 1) as devices:
            await act(devices)

    asyncio.run(whole())


def test_a_scene_and_an_operator_stand_in_the_journal_with_bytes_answer_and_time(tmp_path: Path) -> None:
    """Each command with who and why, our bytes, the device's, how long it took; readings and polls are left out."""
    path = tmp_path / "device-commands.jsonl"

    async def act(devices: Devices) -> None:
        devices.journal_to(CommandJournal(path))
        await Scenes(MATRIX, devices).apply("evidence")
        with asking_for("operator account:3"):
            await devices.ensure("matrix.output-1", 2)
            with pytest.raises(DeviceError):
                await devices.drivers["matrix"].perform("route_set", {"input": 99, "output": 1})

    play(MATRIX, act)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    by_scene = [line for line in lines if line["why"] == "scene evidence"]
    assert any(line["device"] == "matrix" and line["rank"] == "scene" for line in by_scene)
    [switched, failed] = [line for line in lines if line["why"] == "operator account:3"]
    assert bytes.fromhex(switched["sent"][0]) == b"#VID 2>1\r"
    assert any(b"VID 2>1" in bytes.fromhex(one) for one in switched["heard"])
    assert switched["took_ms"] > 0
    assert {line["command"] for line in lines}.isdisjoint({"route_get", "power_get"})
    assert "99" in failed["says"]
    assert failed["sent"] == []


def test_no_password_of_the_room_file_is_in_a_trace() -> None:
    """A device that echoes its password is traced with stars in its place; a secret argument too."""
    profile = load_profile(shipped_profiles()["extron.sis"])
    device = Device.model_validate(
        {
            "name": "matrix",
            "label": {"zh": "矩阵", "en": "Matrix"},
            "profile": "extron.sis",
            "transport": Transport(simulated=True),
            "options": {"password": 'hush"hush'},
        }
    )

    async def act() -> None:
        trace = Trace(secrets_of(profile, device.options))
        trace.sent(b'hush"hush\r', "login", "")
        trace.heard(b'{"Password": "hush\\"hush"}')
        assert [one.data for one in trace.messages] == [b"***\r", b'{"Password": "***"}'], "as JSON spells it, too"
        assert trace.messages[1].latency_ms is not None
        assert [one.number for one in trace.after(1)] == [2]

    asyncio.run(act())
    assert readable(profile, {"password": "hush-hush", "input": 3}) == {"password": HIDDEN, "input": 3}


def test_a_journal_that_grows_too_long_begins_anew_and_keeps_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A courtroom runs for years: the journal never fills the disk that the record needs."""
    monkeypatch.setattr(journal, "JOURNAL_BYTES", 300)
    note = CommandJournal(tmp_path / "device-commands.jsonl")
    for _ in range(9):
        note(TOLD)
    files = sorted(tmp_path.iterdir())
    assert [one.name for one in files] == ["device-commands.jsonl", "device-commands.old.jsonl"]
    assert all(one.stat().st_size < 600 for one in files)


def test_a_disk_that_refuses_stops_no_command(tmp_path: Path) -> None:
    """The journal lies where it cannot be written: commands go on, and it is said once."""
    CommandJournal(tmp_path / "no-such-folder" / "device-commands.jsonl")(TOLD)
