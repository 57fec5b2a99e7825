"""The demonstration's court in its own processes, for tests whose browser is driven without asyncio."""

import asyncio
import logging
import queue
import threading
import time
import uuid
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from control_panel.commands.demo import ROOM
from control_panel.demo.hearing import Court
from control_panel.demo.installation import Installation, Wishes, running
from control_panel.demo.people import Account, sign_in_path
from control_panel.demo.watching import Watch
from hardware_profiles.rooms import load_room

_log = logging.getLogger("demonstration")

PROGRAM, SMALL_PROGRAM = "{width: 1280, height: 720, rate: 15}", "{width: 640, height: 360, rate: 10}"


@dataclass(frozen=True)
class Demonstration:
    """A running court with one hearing in its schedule."""

    installation: Installation
    court: Court
    watch: Watch
    _loop: asyncio.AbstractEventLoop

    @property
    def hearing(self) -> str:
        """The hearing's name."""
        return self.court.hearing

    @property
    def archive(self) -> Path:
        """The package of the archived hearing."""
        return next((self.installation.data / "archive").glob("*/*/bagit.txt")).parent

    def do(self, work: Coroutine[Any, Any, Any], within_s: float = 60) -> Any:
        """Let *work* be done beside the browser and return what it gives."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(within_s)

    def happened(self, kind: str, within_s: float = 120) -> dict[str, Any]:
        """Wait for an event of the hearing."""
        event: dict[str, Any] = self.do(self.watch.until(kind, kind, within_s=within_s), within_s + 5)
        return event

    def answer_for_what_is_missing(self) -> None:
        """Have what a busy machine left out explained and signed, as in a court; nothing where nothing is missing."""
        self.do(self.court.answer_for_what_is_missing(self.watch, _log.info), within_s=310)

    def sign_in(self, account: Account, page: str) -> str:
        """Return the address that signs *account* in and leads to *page* of the hearing."""
        path = self.do(sign_in_path(self.installation, account))
        return f"{self.installation.url}{path}&next=/{page}?hearing={self.hearing}"

    def position_ns(self) -> int:
        """Where the hearing's timeline stands now, by the courtroom's own tracks."""
        tracks = self.watch.reports["tracks/room-demo"]["tracks"]
        position: int = max(track["position"] for track in tracks)
        return position

    def speak(self, text: str) -> int:
        """Let the courtroom's agent say that the judge was heard to say *text* now; return when, ns."""
        token = (self.installation.agent_data / "token").read_text().strip()
        start = self.position_ns()
        line = {"stream": "mic-judge", "speaker": "审判员", "text": text, "start": start, "duration": 2_000_000_000}
        body = {"type": "speak-line", "id": str(uuid.uuid4()), "expect": None, "engine": "script", "model": "", **line}
        path = f"{self.installation.url}/api/v1/hearings/{self.hearing}/commands"
        answer = httpx.post(path, json=body, headers={"authorization": f"Bearer {token}"}, trust_env=False, timeout=30)
        assert answer.is_success, answer.text
        return start


async def _run(data: Path, delay_s: float, ready: "queue.Queue[Demonstration]", stop: asyncio.Event) -> None:
    slow, quick = data / "room.yaml", ROOM.read_text("utf-8")
    assert PROGRAM in quick, "the demonstration's room has another program"
    slow.write_text(quick.replace("rate: 25", "rate: 5").replace(PROGRAM, SMALL_PROGRAM), "utf-8")
    room = load_room(slow)
    async with running(Wishes(data, slow, delay_s, undo_s=1, models=None)) as installation:
        court = await Court.gather(installation)
        try:
            await court.schedule("trial", room.courtroom, room.name.zh)
            watch = Watch(court.clerk, court.hearing)
            watching = asyncio.create_task(watch.run())
            ready.put(Demonstration(installation, court, watch, asyncio.get_running_loop()))
            await stop.wait()
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
        finally:
            await court.close()


@contextmanager
def demonstration(data: Path, delay_s: float) -> Iterator[Demonstration]:
    """Run the court in *data* for the time of the block; the public sees *delay_s* later.

    Its cameras are slow, so that the browsers have something left of a small machine.
    """
    ready: queue.Queue[Demonstration] = queue.Queue()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(_run(data, delay_s, ready, stop)))
    thread.start()
    try:
        while ready.empty():
            assert thread.is_alive(), "the court did not come up; the thread says why"
            time.sleep(0.05)
        yield ready.get()
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
