"""Tells that something was plugged in or pulled out of this computer, as the kernel says it (uevents, by pyudev).

Where pyudev, its library or the system's events are missing, nothing is told, and whoever waits looks by itself.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

SUBSYSTEMS = ("tty", "video4linux", "sound", "usb")
_UDEV = Path("/run/udev/control")


class Plugs:
    """Who waits for a plug, and is woken by each."""

    def __init__(self) -> None:
        self.is_told = False
        """Whether the kernel's events arrive; false means that only looking helps."""
        self.seen = 0
        """How many events came."""
        self._waiting: set[asyncio.Event] = set()

    def tell(self) -> None:
        """Something was plugged in or pulled out: wake everybody who waits."""
        self.seen += 1
        for event in self._waiting:
            event.set()

    async def wait(self, longest_s: float) -> None:
        """Wait until something is plugged in or pulled out, at most *longest_s*."""
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(longest_s):
                    await event.wait()
        finally:
            self._waiting.discard(event)

    @contextlib.contextmanager
    def listening(self, open_monitor: Callable[[], Any] | None = None) -> Iterator[None]:
        """Hear the kernel's events on the running loop for as long as the context lasts."""
        try:
            monitor = (open_monitor or _monitor)()
        except (ImportError, OSError, ValueError) as error:
            log.info("no events of plugs (%s): ports are looked at instead", error)
            yield
            return
        loop = asyncio.get_running_loop()
        loop.add_reader(monitor.fileno(), self._hear, monitor)
        self.is_told = True
        try:
            yield
        finally:
            loop.remove_reader(monitor.fileno())
            self.is_told = False

    def _hear(self, monitor: Any) -> None:
        try:
            while monitor.poll(timeout=0) is not None:
                self.tell()
        except OSError as error:  # more came at once than the socket holds: something has changed
            log.info("events of plugs were lost: %s", error)
            self.tell()


def _monitor() -> Any:
    """The system's events: after udev has named what came, where udev runs, else the kernel's own."""
    import pyudev

    monitor = pyudev.Monitor.from_netlink(pyudev.Context(), source="udev" if _UDEV.exists() else "kernel")
    for subsystem in SUBSYSTEMS:
        monitor.filter_by(subsystem)
    monitor.start()
    return monitor
