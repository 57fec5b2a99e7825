"""The parent of processes on one host. It does nothing but start them, and start again what has ended.

A crash of one takes no other along; when the parent dies all are told to end, but for those that outlive it.
"""

import asyncio
import contextlib
import ctypes
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from courtroom_agent.succession import PARENT

_PR_SET_PDEATHSIG = 1  # prctl(2)
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.1, 5.0
_STEADY_S = 10.0
"""What ran for so long before it ended is started again at once; what ends sooner, after a growing pause."""
_PATIENCE_S = 8.0


@dataclass(frozen=True)
class Child:
    """One process to keep running."""

    name: str
    command: Sequence[str]
    sockets: tuple[int, ...] = ()
    """File descriptors that it gets."""
    niceness: int = 0
    """Below zero it goes first, from its first instruction on, where the system allows it."""
    ends_last: bool = False
    """When all are ended, it hears of it after the others are gone."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Added to ours."""
    outlives: bool = False
    """It is not ended by our death, but looks for itself whether the parent named in its environment still lives."""


def python(module: str, *arguments: str | Path) -> list[str]:
    """Return the command line that runs *module* with this interpreter."""
    return [sys.executable, "-m", module, *map(str, arguments)]


class Processes:
    """Keeps children running.

    Args:
        children: what to run, in the order of starting.
        register: file that always says ``{name: process number}``.
        say: told in words when a child has ended and is started again.
    """

    def __init__(self, children: Sequence[Child], register: Path, say: Callable[[str], None]) -> None:
        self._children = children
        self._register = register
        self._say = say
        self._running: dict[str, asyncio.subprocess.Process] = {}

    async def run(self) -> None:
        """Keep them running until cancelled; then end them, by number."""
        self._register.parent.mkdir(parents=True, exist_ok=True)
        try:
            async with asyncio.TaskGroup() as tasks:
                for child in self._children:
                    tasks.create_task(self._keep(child))
        finally:
            for last in (False, True):
                await self._end([child.name for child in reversed(self._children) if child.ends_last is last])
            self._register.unlink(missing_ok=True)

    async def _keep(self, child: Child) -> None:
        pause_s = _FIRST_PAUSE_S
        while True:
            began = time.monotonic()
            process = await self._start(child)
            how = _words(await process.wait())
            is_steady = time.monotonic() - began > _STEADY_S
            pause_s = _FIRST_PAUSE_S if is_steady else min(pause_s * 2, _LONGEST_PAUSE_S)
            self._say(f"{child.name} 已退出（{how}），正在重新启动 · ended ({how}), starting it again")
            await asyncio.sleep(pause_s)

    async def _start(self, child: Child) -> asyncio.subprocess.Process:
        parent = os.getpid()

        def in_child() -> None:
            if not child.outlives:
                ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)  # The parent died before we could ask to be told.
            if child.niceness:
                with contextlib.suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, 0, child.niceness)

        process = await asyncio.create_subprocess_exec(
            *child.command,
            stdin=asyncio.subprocess.DEVNULL,
            pass_fds=child.sockets,
            start_new_session=True,  # Ctrl-C in the terminal reaches the parent alone, which ends them in order
            preexec_fn=in_child,
            env={**os.environ, PARENT: str(parent), **child.environment},
        )
        self._running[child.name] = process
        self._write_numbers()
        return process

    def _write_numbers(self) -> None:
        numbers = {name: process.pid for name, process in self._running.items()}
        coming = self._register.with_suffix(".coming")
        coming.write_text(json.dumps(numbers))
        coming.replace(self._register)

    async def _end(self, names: Sequence[str]) -> None:
        group = {name: self._running[name] for name in names if name in self._running}
        for process in group.values():
            if process.returncode is None:
                process.terminate()
        async with asyncio.TaskGroup() as tasks:
            for name, process in group.items():
                tasks.create_task(self._await_end(name, process))

    async def _await_end(self, name: str, process: asyncio.subprocess.Process) -> None:
        try:
            await asyncio.wait_for(process.wait(), _PATIENCE_S)
        except TimeoutError:
            self._say(f"{name} 未自行退出，已强制结束 · did not end by itself and was stopped")
            process.kill()
            await process.wait()


def _words(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"code {code}"
