"""Starts probes beside the control process, so that no camera, sound card or codec can hold it up."""

import asyncio
import contextlib
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import Any

PROBE_S = 45.0
"""A camera that has given nothing for so long gives nothing."""
UNHEARD_S = 6.0
"""The microphones are let go when nobody has asked for so long."""
_LINE_BYTES = 1 << 20
_SAYS_MAX = 400


class ProbeFault(Exception):
    """The camera, loudspeaker or microphone could not be used; the words say why."""


async def probe(room_file: Path, what: str, name: str = "") -> bytes:
    """Run one probe to its end and give what it wrote.

    Raises:
        ProbeFault: it could not be done, or took too long.
    """
    process = await _start(room_file, what, name)
    try:
        async with asyncio.timeout(PROBE_S):
            out, err = await _finished(process)
    except TimeoutError:
        raise ProbeFault(
            f"{name or what}: nothing came within {PROBE_S:.0f} s. Check cable, power and address."
        ) from None
    finally:
        await _end(process)
    if process.returncode != 0:
        raise ProbeFault(err.decode("utf-8", "replace").strip()[-_SAYS_MAX:] or f"{what} ended without a word.")
    return out


class Ear:
    """The levels of the room's microphones, as long as somebody asks."""

    def __init__(self, room_file: Path) -> None:
        self._room_file = room_file
        self._asked_s = float("-inf")
        self._wanted = asyncio.Event()
        self._last: dict[str, Any] | None = None

    def ask(self) -> dict[str, Any]:
        """Give the last levels (dBFS by stream) and what hinders; *starting* until the first have come."""
        self._asked_s = asyncio.get_running_loop().time()
        self._wanted.set()
        return {"starting": self._last is None, **(self._last or {"levels": {}, "says": {}})}

    def leave(self) -> None:
        """Let the microphones go at once."""
        self._asked_s = float("-inf")

    async def run(self) -> None:
        """Listen whenever somebody asks, until cancelled."""
        while True:
            await self._wanted.wait()
            process = await _start(self._room_file, "listen", errors=DEVNULL)
            try:
                await self._follow(process)
            finally:
                self._wanted.clear()
                self._last = None
                await _end(process)

    async def _follow(self, process: Process) -> None:
        assert process.stdout is not None, "It was made with a pipe."
        while asyncio.get_running_loop().time() - self._asked_s < UNHEARD_S:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    line = await process.stdout.readline()
                    if not line:
                        return
                    self._last = json.loads(line)


async def _start(room_file: Path, what: str, name: str = "", errors: int = PIPE) -> Process:
    module = "courtroom_agent.fitting.probe"
    command = [sys.executable, "-m", module, what, "--room", str(room_file), "--name", name]
    return await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=errors, limit=_LINE_BYTES)


async def _finished(process: Process) -> tuple[bytes, bytes]:
    """Read both outputs to their ends and keep the standard input open: the probe lives as long as it is."""
    assert process.stdout is not None, "It was made with a pipe."
    assert process.stderr is not None, "It was made with a pipe."
    out, err = await asyncio.gather(process.stdout.read(), process.stderr.read())
    await process.wait()
    return out, err


async def _end(process: Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    await process.wait()
    if process.stdin is not None:
        process.stdin.close()
