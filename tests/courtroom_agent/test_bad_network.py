"""The record goes up whatever the network does: cut off, losing, slow, or with a server that starts anew."""

import asyncio
import filecmp
import socket
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from control_panel.panel import Panel, make_panel
from control_panel.server import serving
from control_panel.settings import Settings
from courtroom_agent.courier import Courier, kept_path
from courtroom_agent.upload import Uploader
from hearing.facts import HearingState
from hearing.link import Handler, Link
from recorder.archive.stretches import merged
from recorder.index import IndexLine, read_lines
from recorder.layout import hearing_folder, takes_of
from recorder.sample import Sample
from recorder.take import Take, TakeAbout
from tests.control_panel.serving import Court
from tests.courtroom_agent.bad_network import BadNetwork, bad_network
from tests.recorder.recording import CASE, FRAME, SECOND, Clock, microphone, pictures

TAKE = "room-demo-1"
KEY = Ed25519PrivateKey.from_private_bytes(b"network" + bytes(25))


class Room(Handler):
    """A courtroom that records in real time and sends up, on a thread of its own."""

    def __init__(self, data: Path, url: str, token: str, hearing: str) -> None:
        self.data, self._url, self._token, self._hearing = data, url, token, hearing
        self._state: HearingState | None = None
        self._recording, self._ending = threading.Event(), threading.Event()
        self.seconds = 0
        self.is_connected = False

    async def on_hearing(self, state: HearingState) -> None:
        """Take the hearing for open: whether it may be is not what is tested here."""
        self._state = state.model_copy(update={"zero_at": 1, "course": "open"})

    async def run(self) -> None:
        """Record and send until told to end."""
        async with Link(self._url, self._token, verify=False, kind="agent", name="demo") as link:
            courier = Courier(link, self.data, lambda: [self._state] if self._state else [])
            tasks = [asyncio.ensure_future(work) for work in (link.run(self), courier.run())]
            recording = asyncio.ensure_future(asyncio.to_thread(self._record))
            while not self._ending.is_set():
                self.is_connected = link.connected
                for task in tasks:
                    assert not task.done() or task.exception() is None, task.exception()
                await asyncio.sleep(0.1)
            await recording
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _record(self) -> None:
        about = TakeAbout(hearing=self._hearing, case=CASE, take=TAKE, writer="agent:demo", zero_at=0)
        clock = Clock()
        take = Take.open(self.data / "records", about, KEY, clock)
        cameras = [take.track(name, "video", name, mandatory=True) for name in ("cam-judge", "cam-witness")]
        sound = take.track("mic-judge", "audio", "mic-judge", mandatory=True)
        take.begin(0)
        units = pictures(50, 640, 360)
        began = time.monotonic()
        while not self._recording.is_set():
            at = self.seconds * SECOND
            for camera in cameras:
                for number in range(25):
                    data, keyframe = units[number]
                    camera.write(Sample(data, at + number * FRAME, FRAME, keyframe, at + number * FRAME))
            for sample in microphone(at, 50):
                sound.write(sample)
            take.flush()
            clock.ms += 1000
            take.seal()
            self.seconds += 1
            self._recording.wait(max(0.0, began + self.seconds - time.monotonic()))
        take.stop(self.seconds * SECOND)
        take.flush()
        take.seal(final=True)
        take.close()

    def stop_recording(self) -> None:
        """Close the hearing's record."""
        self._recording.set()

    def end(self) -> None:
        """End everything."""
        self._recording.set()
        self._ending.set()


class Scene:
    """A court, a courtroom and the bad way between them."""

    def __init__(self, network: BadNetwork, folder: Path) -> None:
        self.network, self.folder = network, folder
        self.hearing = ""
        self.panel: Panel | None = None
        self._end: Callable[[], Awaitable[None]] | None = None
        self._port = 0

    async def start_court(self) -> None:
        """Start the panel, at the same place as before."""
        listening = socket.create_server((self.network.host, self._port))
        self._port = listening.getsockname()[1]
        self.panel = make_panel(Settings(self.folder / "court"), time.time_ns)
        held = serving(self.panel, listening, None)
        await held.__aenter__()

        async def end() -> None:
            await held.__aexit__(None, None, None)

        self._end = end

    async def stop_court(self) -> None:
        """End the panel."""
        assert self._end is not None
        await self._end()

    @asynccontextmanager
    async def room(self, delay_s: float = 0.0) -> AsyncIterator[Room]:
        """Schedule a hearing and let the courtroom record it."""
        assert self.panel is not None
        url = await self.network.reach(self._port, delay_s=delay_s)
        here = Court(self.panel, f"http://{self.network.host}:{self._port}", self.folder / "court")
        clerk: httpx.AsyncClient = await here.person("clerk", "clerk")
        self.hearing = await here.hearing(clerk)
        await clerk.aclose()
        token = await self.panel.tokens.issue("agent", "agent:demo")
        for client in here.clients:
            await client.aclose()
        room = Room(self.folder / "agent", url, token, self.hearing)
        thread = self.network.in_courtroom(room.run)
        try:
            await until(lambda: room.is_connected and room.seconds > 1, 30)
            yield room
        finally:
            room.end()
            await asyncio.to_thread(thread.join, 30)
            await self.network.close()

    def pending(self) -> int:
        """How many octets the courtroom has not seen arrive."""
        data = self.folder / "agent"
        return Uploader(data / "records", CASE, self.hearing, kept_path(data, self.hearing)).pending().octets

    def index(self, track: str) -> list[IndexLine]:
        """What the court has of a track."""
        take = takes_of(self.folder / "court" / "records", CASE, self.hearing)[0]
        return read_lines(take.track(track).index, IndexLine)

    def has(self, seconds: int) -> bool:
        """Whether the court has the first so many seconds of every track."""
        tracks = ("cam-judge", "cam-witness", "mic-judge")
        return all((lines := self.index(track)) and lines[-1].end >= seconds * SECOND for track in tracks)

    async def finish(self, room: Room) -> None:
        """End the record; then both sides must hold the same octets, and the ledger no missing moment."""
        room.stop_recording()
        ours, theirs = (
            hearing_folder(self.folder / side / "records", CASE, self.hearing) for side in ("agent", "court")
        )
        await until(lambda: b'"final":true' in _content(theirs / TAKE / "seals.jsonl"), 60)
        files = [path.relative_to(ours) for path in ours.rglob("*") if path.is_file()]
        assert len(files) >= 4 + 3 * 3
        assert {path.relative_to(theirs) for path in theirs.rglob("*") if path.is_file()} == set(files)
        for path in files:
            assert filecmp.cmp(ours / path, theirs / path, shallow=False), path
        for track in ("cam-judge", "cam-witness", "mic-judge"):
            kept = merged((line.start, line.end) for line in self.index(track) if line.silence != line.samples)
            assert kept == [(0, room.seconds * SECOND)]
        assert not list((self.folder / "court" / "refused").rglob("*.bin"))


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


async def until(is_so: Callable[[], bool], within_s: float) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(within_s):
        while not is_so():
            await asyncio.sleep(0.05)


@asynccontextmanager
async def scene() -> AsyncIterator[Scene]:
    """A court that runs, and a network that works so far."""
    with bad_network() as network, tempfile.TemporaryDirectory(prefix="c-") as folder:
        made = Scene(network, Path(folder))
        await made.start_court()
        try:
            yield made
        finally:
            await made.stop_court()


async def _outage(lasts_s: float) -> None:
    async with scene() as here, here.room() as room:
        here.network.down()
        await asyncio.sleep(lasts_s)
        assert not room.is_connected
        assert here.pending() > 0
        recorded = room.seconds
        here.network.up()
        await until(lambda: here.has(recorded), 2 * lasts_s)
        await here.finish(room)


def test_after_an_outage_everything_is_there_within_twice_its_length() -> None:
    """The cable is pulled for twenty seconds; the room records on, and afterwards no second is missing at the court."""
    asyncio.run(_outage(20))


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_after_five_minutes_without_a_network_everything_is_there_within_ten() -> None:
    """The cable is pulled for five minutes."""
    asyncio.run(_outage(300))


async def _loss() -> None:
    async with scene() as here, here.room() as room:
        here.network.lose(30)
        await asyncio.sleep(15)
        recorded = room.seconds
        here.network.lose(0)
        await until(lambda: here.has(recorded), 30)
        await here.finish(room)


@pytest.mark.long
def test_a_network_that_loses_a_third_of_all_packets_loses_no_fragment() -> None:
    """Thirty packets of a hundred are lost for fifteen seconds, both ways."""
    asyncio.run(_loss())


async def _delay() -> None:
    async with scene() as here, here.room(delay_s=0.2) as room:
        await asyncio.sleep(8)
        await until(lambda: here.has(room.seconds - 4), 16)
        await here.finish(room)


@pytest.mark.long
def test_a_slow_line_keeps_up_with_the_record() -> None:
    """Each way takes 200 ms longer; the court is never more than a few seconds behind the room."""
    asyncio.run(_delay())


async def _restart() -> None:
    async with scene() as here, here.room() as room:
        await here.stop_court()
        await asyncio.sleep(4)
        recorded = room.seconds
        await here.start_court()
        await until(lambda: here.has(recorded), 8)
        await here.finish(room)


@pytest.mark.long
def test_a_server_that_starts_anew_gets_what_it_missed() -> None:
    """The court's server is gone for four seconds."""
    asyncio.run(_restart())


async def _lost_disk() -> None:
    async with scene() as here, here.room() as room:
        await until(lambda: here.pending() == 0, 20)
        await here.stop_court()
        take = takes_of(here.folder / "court" / "records", CASE, here.hearing)[0]
        for path in sorted(take.folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        await here.start_court()
        await until(lambda: here.has(2), 20)
        await here.finish(room)


def test_a_server_that_lost_its_disk_gets_everything_again() -> None:
    """The courtroom goes by what the court holds, not by what it remembers to have sent."""
    asyncio.run(_lost_disk())
