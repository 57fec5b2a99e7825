"""A command in a process of its own."""

import asyncio
import sys
from pathlib import Path

import pytest

from control_panel.apart import run_apart

_SAYS = "import sys; print('said'); print('fault', file=sys.stderr); sys.exit(3)"
_STAYS = "import os, pathlib, sys, time; pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(600)"


def test_what_it_said_and_how_it_ended_is_told() -> None:
    """Both outputs and the exit code."""
    assert asyncio.run(run_apart(sys.executable, "-c", _SAYS)) == (3, b"said\n", b"fault\n")


def test_it_has_ended_when_whoever_waited_gave_up_however_often(tmp_path: Path) -> None:
    """A server that closes cancels a request again and again: the process is gone and waited for before that is through."""
    told = tmp_path / "pid"

    async def give_up() -> None:
        waiting = asyncio.create_task(run_apart(sys.executable, "-c", _STAYS, str(told)))
        async with asyncio.timeout(60):
            while not told.exists() or not told.read_text():
                await asyncio.sleep(0.01)
        while not waiting.done():
            waiting.cancel()
            await asyncio.sleep(0)
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert not Path(f"/proc/{told.read_text()}").exists()

    asyncio.run(give_up())
