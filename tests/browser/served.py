"""A real panel served from a thread, so that a browser of this process can look at it."""

import asyncio
import queue
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hearing.events import HearingEvent
from tests.control_panel.serving import Court, court


@dataclass(frozen=True)
class Served:
    """A hearing on a real panel."""

    here: Court
    hearing: str
    cookie: str
    """The clerk's."""
    administrator: str
    """The administrator's cookie."""
    loop: asyncio.AbstractEventLoop

    def log(self) -> list[HearingEvent]:
        """Read the hearing's log."""
        read = self.here.panel.hearings.events(self.hearing)
        return asyncio.run_coroutine_threadsafe(read, self.loop).result(20)


@contextmanager
def served(data: Path, make: Callable[[Court], Awaitable[str]], **settings: Any) -> Iterator[Served]:
    """Serve what *make* makes from a thread, until left; it returns the hearing."""
    ready: queue.Queue[Served | BaseException] = queue.Queue()

    async def serve() -> None:
        try:
            async with court(data, **settings) as here:
                hearing = await make(here)
                await here.person("clerk", "clerk")
                await here.person("admin", "administrator")
                clerk, administrator = [await here.account_token(name) for name in ("clerk", "admin")]
                loop, stop = asyncio.get_running_loop(), asyncio.Event()
                ready.put(Served(here, hearing, clerk, administrator, loop))
                ended.append(lambda: loop.call_soon_threadsafe(stop.set))
                await stop.wait()
        except BaseException as fault:
            ready.put(fault)
            raise

    ended: list[Callable[[], object]] = []
    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    found = ready.get(timeout=60)
    try:
        assert isinstance(found, Served), found
        yield found
    finally:
        for end in ended:
            end()
        thread.join(20)
