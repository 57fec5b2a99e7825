"""Keeps a set of processes running: starts each, restarts what dies, ends all by their process numbers."""

import asyncio
import ctypes
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # prctl(2)
_QUICK_S = 2.0
_SLOWEST_S = 5.0
_PATIENCE_S = 8.0


@dataclass(frozen=True)
class Program:
    """One process to keep running."""

    name: str
    argv: Sequence[str]
    nice: int = 0


def python(module: str, *arguments: str | Path) -> list[str]:
    """Return the command line that runs *module* with this interpreter."""
    return [sys.executable, "-m", module, *map(str, arguments)]


class Processes:
    """The parent of some processes. A crash of one never takes another along.

    Args:
        programs: what to run, in the order of starting.
        run: folder where ``processes.json`` says which number each process has.
        tell: told in words when a process died and was started again.
        environment: added to the environment of each.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        run: Path,
        tell: Callable[[str], None],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._programs = programs
        self._run = run
        self._tell = tell
        self._environment = {**os.environ, **(environment or {})}
        self._running: dict[str, asyncio.subprocess.Process] = {}

    async def run(self) -> None:
        """Keep them running until cancelled, then end them in reverse order."""
        self._run.mkdir(parents=True, exist_ok=True)
        try:
            async with asyncio.TaskGroup() as tasks:
                for program in self._programs:
                    tasks.create_task(self._keep(program))
        finally:
            await self._end_all()

    async def _keep(self, program: Program) -> None:
        wait_s = 0.1
        while True:
            started = time.monotonic()
            process = await self._start(program)
            code = await process.wait()
            lived = time.monotonic() - started
            wait_s = 0.1 if lived > _QUICK_S else min(wait_s * 2, _SLOWEST_S)
            self._tell(f"{program.name} ended ({_words(code)}) after {lived:.0f} s and is started again.")
            await asyncio.sleep(wait_s)

    async def _start(self, program: Program) -> asyncio.subprocess.Process:
        def in_child() -> None:
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            if program.nice:
                os.nice(program.nice)

        process = await asyncio.create_subprocess_exec(
            *program.argv, env=self._environment, stdin=asyncio.subprocess.DEVNULL, preexec_fn=in_child
        )
        self._running[program.name] = process
        self._write_numbers()
        return process

    def _write_numbers(self) -> None:
        numbers = {name: process.pid for name, process in self._running.items()}
        coming = self._run / ".processes.json"
        coming.write_text(json.dumps(numbers))
        coming.replace(self._run / "processes.json")

    async def _end_all(self) -> None:
        for process in reversed(self._running.values()):
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
        for name, process in self._running.items():
            try:
                await asyncio.wait_for(process.wait(), _PATIENCE_S)
            except TimeoutError:
                self._tell(f"{name} did not end by itself and was stopped.")
                process.kill()
                await process.wait()


def _words(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
