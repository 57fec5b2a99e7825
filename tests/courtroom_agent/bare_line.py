"""A serial line for tests, and nothing else: a pty behind a path, which can be pulled out and plugged in again."""

import asyncio
import os
import termios
import tty
from collections.abc import Callable
from pathlib import Path


class BareLine:
    """The device's end of a serial line at *path*; ``hear`` is called with what arrives."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.hear: Callable[[bytes], None] = lambda _: None
        self._ends: tuple[int, int] | None = None

    def plug(self) -> None:
        """Bring the line up."""
        master, slave = os.openpty()
        tty.setraw(slave, termios.TCSANOW)
        os.set_blocking(master, False)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(slave))
        self._ends = master, slave
        asyncio.get_running_loop().add_reader(master, lambda: self.hear(os.read(master, 4096)))

    def unplug(self) -> None:
        """Take the line away; whoever has it open sees an input/output error."""
        if self._ends is None:
            return
        asyncio.get_running_loop().remove_reader(self._ends[0])
        self.path.unlink(missing_ok=True)
        for end in self._ends:
            os.close(end)
        self._ends = None

    def say(self, data: bytes) -> None:
        """Put *data* on the line."""
        if self._ends is not None:
            os.write(self._ends[0], data)

    def settings(self) -> list[object]:
        """The line's settings as the other end made them."""
        assert self._ends is not None, "Settings are those of a line that is up."
        return termios.tcgetattr(self._ends[1])
