"""The parent of all processes on one host. It does nothing but start them, and start again what has ended.

It is not the panel, so that no process's crash takes another along. Children are told to end when it dies.
"""

import asyncio
import ctypes
import json
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_DELAYS_S = (0.1, 0.3, 0.6, 1.0)
_STEADY_S = 10
_ENDING_S = 8


@dataclass(frozen=True)
class Child:
    """A process to keep: its name, its command line, and the sockets it gets."""

    name: str
    command: list[str]
    sockets: tuple[int, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Keeps children running.

    Args:
        register: file that always says ``{name: process number}``.
        say: tells people what was started again.
    """

    def __init__(self, register: Path, say: Callable[[str], None]) -> None:
        self._register = register
        self._say = say
        self._running: dict[str, asyncio.subprocess.Process] = {}

    async def run(self, children: list[Child], stop: asyncio.Event) -> None:
        """Keep *children* until *stop*; then end them all, the panel last, and by number."""
        async with asyncio.TaskGroup() as tasks:
            keeping = [tasks.create_task(self._keep(child)) for child in children]
            await stop.wait()
            for task in keeping:
                task.cancel()
        await self._end([child.name for child in reversed(children)])
        self._register.unlink(missing_ok=True)

    async def _keep(self, child: Child) -> None:
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            began = loop.time()
            process = await asyncio.create_subprocess_exec(
                *child.command,
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=child.sockets,
                start_new_session=True,  # Ctrl-C in the terminal reaches the parent alone, which ends them in order
                preexec_fn=_end_with_parent,
                env={**os.environ, **child.environment},
            )
            self._running[child.name] = process
            self._write()
            code = await process.wait()
            failures = 0 if loop.time() - began > _STEADY_S else failures + 1
            how = f"signal {-code}" if code < 0 else f"code {code}"
            self._say(f"{child.name} 已退出（{how}），正在重新启动 · ended ({how}), starting it again")
            await asyncio.sleep(_DELAYS_S[min(failures, len(_DELAYS_S) - 1)])

    async def _end(self, names: list[str]) -> None:
        for last in (False, True):
            group = [self._running[name] for name in names if name in self._running and (name == "panel") is last]
            for process in group:
                if process.returncode is None:
                    process.terminate()
            async with asyncio.TaskGroup() as tasks:
                for process in group:
                    tasks.create_task(_ended(process))

    def _write(self) -> None:
        numbers = {name: process.pid for name, process in self._running.items()}
        partial = self._register.with_suffix(".partial")
        partial.write_text(json.dumps(numbers))
        partial.replace(self._register)


async def _ended(process: asyncio.subprocess.Process) -> None:
    try:
        async with asyncio.timeout(_ENDING_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
