"""The command line for rooms and profiles: ``courtroom profiles check`` and ``simulate``."""

import argparse
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import hardware_profiles
from control_panel.commands import profiles

DEMO = Path(hardware_profiles.__file__).parent / "courtrooms" / "demo.yaml"


def run(*words: str) -> int:
    """Run ``courtroom profiles`` with *words* and give its exit code."""
    parser = argparse.ArgumentParser()
    profiles.add_arguments(parser)
    return profiles.run(parser.parse_args(words))


def test_all_that_is_shipped_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a path, every shipped profile and room is checked."""
    assert run("check") == 0
    printed = capsys.readouterr().out
    assert "demo.yaml: 合格" in printed
    assert printed.count("合格") >= 5


def test_a_faulty_file_is_named_and_the_others_are_still_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One bad file among good ones is found, with line and remedy, and the exit code tells scripts."""
    (tmp_path / "a.yaml").write_text(DEMO.read_text().replace("seat: defender", "seat: defendant"))
    (tmp_path / "b.yaml").write_text(DEMO.read_text())
    (tmp_path / "c.yaml").write_text("profile: acme.lamp\n")

    assert run("check", str(tmp_path)) == 4

    printed = capsys.readouterr().out
    assert "There is no seat 'defendant'." in printed
    assert "b.yaml: 合格" in printed
    assert "c.yaml:1: commands: Field required. Add it." in printed


def test_nothing_to_check_is_a_slip_of_the_caller(tmp_path: Path) -> None:
    """An empty folder is not a success."""
    assert run("check", str(tmp_path)) == 2


def test_a_rooms_devices_come_up_and_say_that_they_are_simulated() -> None:
    """Each simulated device prints where it is; all of them go when asked to end."""
    program = "import sys; from pathlib import Path; from control_panel.commands import profiles; sys.exit(profiles._simulate(Path(sys.argv[1])))"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(DEMO)], stdout=subprocess.PIPE, text=True, cwd=DEMO.parents[2]
    ) as process:
        assert process.stdout is not None
        devices = {line["device"]: line for line in (json.loads(process.stdout.readline()) for _ in range(4))}
        assert set(devices) == {"camera-judge", "matrix", "display-gallery", "dsp"}
        assert all(line["simulated"] for line in devices.values())
        assert Path(devices["camera-judge"]["serial"]).exists()
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=20) == 0

    assert not Path(devices["camera-judge"]["serial"]).exists()
