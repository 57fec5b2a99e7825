"""One capture process follows another."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from courtroom_agent.orders import Orders, orders_path, write_orders
from courtroom_agent.succession import ALONE_S, Succession
from recorder.index import IndexLine, read_whole_lines
from recorder.layout import take_paths
from tests.courtroom_agent.test_capture import CASE, HEARING, ROOM, TAKE, opened

AGENT = """
import asyncio, pathlib, sys
from courtroom_agent.processes import Child, Processes, python
data = pathlib.Path(sys.argv[1])
command = python("courtroom_agent.capture", "--room", data / "room.yaml", "--data", data)
asyncio.run(Processes([Child("capture", command, outlives=True)], data / "run/processes.json", print).run())
"""


def until(claim: Callable[[], object], within_s: float = 60) -> None:
    """Wait until *claim* holds."""
    end = time.monotonic() + within_s
    while not claim():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.05)


class Agents:
    """Parents of a capture process, one after another, on one folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._parents: list[subprocess.Popen[bytes]] = []
        (data / "room.yaml").write_text(ROOM, "utf-8")

    def start(self) -> None:
        """Start one."""
        here = Path(__file__).parents[2]
        self._parents.append(subprocess.Popen([sys.executable, "-c", AGENT, str(self.data)], cwd=here))

    def kill(self) -> None:
        """Kill the last one, and nobody else."""
        self._parents[-1].kill()
        self._parents[-1].wait()

    def end(self) -> None:
        """End the last one with all that it keeps."""
        self._parents[-1].terminate()
        self._parents[-1].wait()

    def number(self) -> int:
        """The number of the capture process that the last one started; 0 while there is none."""
        try:
            return int(json.loads((self.data / "run/processes.json").read_text())["capture"])
        except (OSError, ValueError, KeyError):
            return 0

    def heard(self) -> list[IndexLine]:
        """Fragments of the judge's microphone that hold sound."""
        index = take_paths(self.data / "records", CASE, HEARING, TAKE).track("mic-judge").index
        return [line for line in read_whole_lines(index, IndexLine)[0] if line.silence != line.samples]


@pytest.fixture
def agents(tmp_path: Path) -> Iterator[Agents]:
    """A courtroom without an agent yet; in the end nobody is left."""
    made = Agents(tmp_path)
    yield made
    made.end()


def runs(number: int) -> bool:
    """Whether a process of that number is there."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_record_goes_on_though_the_agents_parent_is_killed(agents: Agents) -> None:
    """Recording goes on while there is no parent, and changes over to the next one's capture, which goes on with it."""
    agents.start()
    zero = time.time_ns() // 1_000_000
    write_orders(orders_path(agents.data), opened(zero))
    until(agents.heard)
    first = agents.number()
    agents.kill()
    killed_ns = time.time_ns() - zero * 1_000_000
    until(lambda: agents.heard()[-1].end > killed_ns + 2_000_000_000)

    agents.start()
    until(lambda: not runs(first))
    changed_ns = time.time_ns() - zero * 1_000_000
    until(lambda: agents.heard()[-1].end > changed_ns + 3_000_000_000)

    lines = agents.heard()
    gaps = [(a.end, b.start) for a, b in zip(lines, lines[1:], strict=False) if b.start > a.end]
    assert agents.number() != first
    assert all(since > killed_ns + 1_000_000_000 for since, _ in gaps)
    write_orders(orders_path(agents.data), Orders())


def test_an_orphan_that_nobody_follows_ends_by_itself(tmp_path: Path) -> None:
    """No court is recorded for long by a process that nobody watches over."""
    now, parent = 0.0, 7
    alone = Succession(tmp_path, 7, lambda: parent, lambda: now)
    alone.take_over()
    assert not alone.is_over()

    parent = 1
    assert not alone.is_over()
    now = ALONE_S + 1
    assert alone.is_over()


def test_an_orphan_goes_as_soon_as_somebody_waits_at_the_door(tmp_path: Path) -> None:
    """A successor that is ready is let in at once; one that died at the door is not waited for."""
    alone = Succession(tmp_path, 7, lambda: 1, lambda: 0.0)
    alone.take_over()
    door = tmp_path / "run" / "capture.next"
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    door.write_text(str(dead.pid))
    assert not alone.is_over()

    door.write_text(str(os.getpid()))
    assert alone.is_over()


def test_a_capture_with_a_parent_lets_nobody_push_it_out(tmp_path: Path) -> None:
    """A second agent started by mistake on the same folder waits; the one that works goes on."""
    working = Succession(tmp_path, 7, lambda: 7, lambda: 0.0)
    working.take_over()
    (tmp_path / "run" / "capture.next").write_text(str(os.getpid()))

    assert not working.is_over()
