"""Lets work run in a process of its own up to a named place, and ends it there: killed, or its disk cut off first."""

import json
import os
import signal
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recorder import failpoint

_PATIENCE_S = 120

Say = Callable[[str, Any], None]
"""Says what was acknowledged, to whoever is outside: by then it must be safe."""


@dataclass
class Run:
    """What a process did before it ended."""

    is_halted: bool
    said: list[tuple[str, Any]] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    """How often each place was reached; of one that ended by itself."""

    def all(self, what: str) -> list[Any]:
        """All that was said under one name."""
        return [value for name, value in self.said if name == what]


def run(work: Callable[[Say], None], scratch: Path, halt_at: str = "", cut: Callable[[], None] | None = None) -> Run:
    """Run *work*; halt it at *halt_at* (``place nth``), call *cut* if any, and kill it.

    Raises:
        AssertionError: the work failed; with its words.
    """
    told = scratch / "said.jsonl"
    told.write_bytes(b"")
    child = os.fork()
    if child == 0:
        _work(work, told, halt_at)
    _, status = os.waitpid(child, os.WUNTRACED)
    is_halted = os.WIFSTOPPED(status)
    if is_halted:
        if cut is not None:
            cut()
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    found = Run(is_halted, [tuple(json.loads(line)) for line in told.read_text().splitlines()])
    failed = found.all("failed")
    assert not failed, f"{halt_at or 'the work'}: {failed[0]}"
    assert is_halted or (os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0), f"{halt_at}: ended with {status}"
    for seen in found.all("seen"):
        found.seen.update(seen)
    return found


def _work(work: Callable[[Say], None], told: Path, halt_at: str) -> None:
    """Be the process that works; never returns."""
    os.environ[failpoint.VARIABLE] = halt_at
    failpoint.reached_so_often.clear()
    signal.alarm(_PATIENCE_S)
    handle = os.open(told, os.O_WRONLY | os.O_APPEND)

    def say(what: str, value: Any) -> None:
        os.write(handle, json.dumps([what, value]).encode() + b"\n")

    try:
        work(say)
        say("seen", dict(failpoint.reached_so_often))
        os._exit(0)
    finally:  # Comes here only when the work has failed.
        say("failed", traceback.format_exc())
        os._exit(1)
