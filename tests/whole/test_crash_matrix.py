"""Whatever the moment at which a process dies or the power goes, what was acknowledged is there afterwards."""

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from recorder.failpoint import PLACES, VARIABLE, reached

REPOSITORY = Path(__file__).parents[2]
LEAST_CUTS = 200
MOST_LOST_S = 1.2
_log = logging.getLogger("crash")


def cut_off(*arguments: str) -> dict[str, Any]:
    """Go through the matrix; return its last line."""
    command = [sys.executable, "-m", "tests.whole.crash.matrix", *arguments]
    watched = {**os.environ, VARIABLE: ""}
    done = subprocess.run(command, cwd=REPOSITORY, env=watched, capture_output=True, check=False, text=True)
    violations = [line for line in done.stderr.splitlines() if line.startswith("VIOLATION")]
    assert (done.returncode, violations) == (0, []), done.stderr[-3000:]
    tally: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    _log.info("%s", tally)
    return tally


def test_every_place_is_in_the_code_once_or_oftener_and_no_other_is() -> None:
    """A place that is listed and not in the code is never cut; one that is in the code and not listed neither."""
    found: set[str] = set()
    for package in ("recorder", "courtroom_agent", "control_panel", "media_server", "hearing"):
        for path in (REPOSITORY / package).rglob("*.py"):
            found |= set(re.findall(r'\breached\("([a-z.-]+)"\)', path.read_text()))

    assert found == set(PLACES)


def test_nothing_is_halted_unless_the_process_was_started_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable set later does nothing: a process that serves a court cannot be halted by it."""
    monkeypatch.setenv(VARIABLE, "media.synced 1")

    reached("media.synced")


@pytest.mark.long
def test_a_writer_that_is_killed_loses_little_and_nothing_acknowledged() -> None:
    """Killed between writing and acknowledging, and between signing and writing the seal; the package of the rest is whole."""
    tally = cut_off(
        "--kill-only", "--most", "1", "--places", "media.synced", "lines.added", "seal.synced", "bag.closed"
    )

    assert tally["cuts"] >= 4
    assert tally["worst_lost_s"] <= MOST_LOST_S


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_every_place_is_cut_off_by_kill_and_by_power_loss() -> None:
    """At least 200 cuts, each place among them, and not one violation."""
    tally = cut_off("--most", "2")

    assert tally["cuts"] >= LEAST_CUTS
    assert set(tally["places"]) == set(PLACES)
    assert tally["worst_lost_s"] <= MOST_LOST_S
