"""Runs a command in a process of its own and hears it out; the process never outlives who waits for it."""

import asyncio
import contextlib
import os
from typing import NamedTuple


class Done(NamedTuple):
    """What became of it: the exit code, and what it said on both of its outputs."""

    code: int
    said: bytes
    fault: bytes


async def run_apart(*command: str, niceness: int = 0) -> Done:
    """Run *command* until it ends; whoever is cancelled meanwhile ends it."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, stdout=pipe, stderr=pipe, preexec_fn=lambda: os.nice(niceness)
    )
    try:
        said, fault = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
        while process.returncode is None:
            with contextlib.suppress(asyncio.CancelledError):  # a server that closes cancels again and again
                await process.communicate()
    return Done(await process.wait(), said, fault)
