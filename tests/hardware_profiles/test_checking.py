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
from hardware_profiles.profiles import shipped_profiles

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
    with subprocess.Popen(
        [sys.executable, "-m", "control_panel", "profiles", "simulate", str(DEMO), "--json"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=DEMO.parents[2],
    ) as process:
        assert process.stdout is not None
        devices = {line["device"]: line for line in (json.loads(process.stdout.readline()) for _ in range(4))}
        assert set(devices) == {"camera-judge", "matrix", "display-gallery", "dsp"}
        assert all(line["simulated"] for line in devices.values())
        assert Path(devices["camera-judge"]["serial"]).exists()
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=20) == 0

    assert not Path(devices["camera-judge"]["serial"]).exists()


def test_checking_speaks_to_scripts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON line says how many files there were and what is wrong with them."""
    assert run("check", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "files": len(shipped_profiles()) + len(list(DEMO.parent.glob("*.yaml"))),
        "faults": [],
    }

    (tmp_path / "acme.lamp.yaml").write_text("profile: acme.lamp\n")
    assert run("check", "--json", str(tmp_path)) == 4
    assert "commands: Field required" in " ".join(json.loads(capsys.readouterr().out)["faults"])


def test_a_profile_without_vectors_is_not_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A profile whose frames nobody typed from a manual is not let into a courtroom; slips in it go unnoticed."""
    profile = tmp_path / "shure.command-strings.yaml"
    profile.write_text(shipped_profiles()["shure.command-strings"].read_text())

    assert run("check", str(profile)) == 4
    assert "No vector sends mute_set." in capsys.readouterr().out
    assert run("mutate", "--json", str(profile)) == 4
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["survived"] > 50


def test_slips_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """The gate says how many slips it made and how many were missed."""
    assert run("mutate", "--json", str(shipped_profiles()["kramer.protocol-3000"])) == 0
    counts = json.loads(capsys.readouterr().out.splitlines()[-1])

    assert counts["survived"] == 0
    assert counts["killed"] >= 100


def test_the_schema_is_there_for_editors(capsys: pytest.CaptureFixture[str]) -> None:
    """An editor that knows JSON Schema helps whoever writes a profile."""
    assert run("schema") == 0
    schema = json.loads(capsys.readouterr().out)

    assert schema["title"] == "DeviceProfile"
    assert schema["additionalProperties"] is False
    assert {"lines", "framing", "timing", "commands"} <= set(schema["required"])
