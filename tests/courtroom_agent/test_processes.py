"""The parent of an installation's processes: what dies is started again, and nothing outlives its parent."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from courtroom_agent.processes import Child, Processes

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


def numbers(register: Path) -> dict[str, int]:
    """Process numbers as written down; empty while there is no register."""
    with contextlib.suppress(OSError):
        found: dict[str, int] = json.loads(register.read_text())
        return found
    return {}


def is_running(number: int) -> bool:
    """Whether a process of that number runs, and is not merely unburied."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def until_all(register: Path, *names: str, other_than: int = 0) -> dict[str, int]:
    """Wait until processes of these names are written down, none of which has the number *other_than*."""
    async with asyncio.timeout(20):
        while not set(names) <= (found := numbers(register)).keys() or other_than in found.values():
            await asyncio.sleep(0.02)
    return found


@asynccontextmanager
async def kept(register: Path, said: list[str], *children: Child) -> AsyncIterator[None]:
    """Keep *children* for the time of the block."""
    task = asyncio.create_task(Processes(children, register, said.append).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _killed(register: Path) -> None:
    said: list[str] = []
    async with kept(register, said, Child("one", SLEEPER), Child("two", SLEEPER)):
        before = await until_all(register, "one", "two")
        os.kill(before["one"], signal.SIGKILL)
        after = await until_all(register, "one", "two", other_than=before["one"])

        assert after["two"] == before["two"]
        assert is_running(after["two"])
        assert [words.startswith("one") and "signal 9" in words for words in said] == [True]
    assert not any(map(is_running, after.values()))
    assert not register.exists()


def test_what_dies_is_started_again_and_takes_no_other_along(tmp_path: Path) -> None:
    """One of two is killed: it comes back under another number and is named; at the end both are gone."""
    asyncio.run(_killed(tmp_path / "processes.json"))


async def _in_order(folder: Path) -> None:
    goodbye = (
        "import signal, sys, time, pathlib\n"
        "def end(*_):\n    open(sys.argv[1], 'a').write(sys.argv[2]); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end); pathlib.Path(sys.argv[1] + sys.argv[2]).touch(); time.sleep(600)"
    )
    words = str(folder / "words")

    def child(name: str, *, last: bool) -> Child:
        return Child(name, [sys.executable, "-c", goodbye, words, name], ends_last=last)

    async with kept(folder / "processes.json", [], child("a", last=True), child("b", last=False)):
        async with asyncio.timeout(20):
            while not all(Path(words + name).exists() for name in "ab"):
                await asyncio.sleep(0.02)

    assert Path(words).read_text() == "ba"


def test_the_panel_ends_after_those_who_call_it(tmp_path: Path) -> None:
    """Who is to end last hears of the end when all others are gone, so that their last words still arrive."""
    asyncio.run(_in_order(tmp_path))


async def _orphaned(register: Path) -> None:
    script = (
        "import asyncio, sys, pathlib\n"
        "from courtroom_agent.processes import Child, Processes\n"
        "child = Child('one', [sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "asyncio.run(Processes([child], pathlib.Path(sys.argv[1]), print).run())"
    )
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", script, str(register))
    child = (await until_all(register, "one"))["one"]
    parent.kill()
    await parent.wait()
    async with asyncio.timeout(20):
        while is_running(child):
            await asyncio.sleep(0.02)


def test_nobody_outlives_a_killed_parent(tmp_path: Path) -> None:
    """The parent is killed and cannot end anybody: the system ends its children, so that no recorder runs unseen."""
    asyncio.run(_orphaned(tmp_path / "processes.json"))
