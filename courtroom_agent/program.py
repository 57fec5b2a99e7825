"""The program process: composes the court's picture, mixes its sound, publishes and records both.

``python -m courtroom_agent.program --room ROOM.yaml --data AGENT_DATA``

    capture.sock ──► Inlet ──┐                      ┌──► Publishing (program, public, program-for-…) ──► media server
    media server ──► People ─┼─► PictureMill ───────┤
                             └─► SoundMill ─────────┴──► ProgramRecord ──► AGENT_DATA/records
    orders.json, program-orders.json ──► what of all this is so now      program-state.json ◄── how it stands
    People ──► program.sock: remote voices once more, for recognition
    SoundMill ──► RoomLoudspeakers: remote voices, and a film that everyone in the room may hear

Nothing here can hold up the capture process. Killed and started again, it goes on with the same take.
"""

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import uvloop

from courtroom_agent.camera_outlets import CameraOutlets
from courtroom_agent.capture_clock import PanelClock
from courtroom_agent.composer import Captions
from courtroom_agent.director.faces import Faces, detector, followed
from courtroom_agent.director.peaks import EVERY_S, Peaks, levels_path
from courtroom_agent.errors import AgentError, BadOrders
from courtroom_agent.evidence.pages import Pages
from courtroom_agent.evidence.projector import Projector
from courtroom_agent.evidence.shown import Shown as Evidence
from courtroom_agent.evidence.shown import ShownFile, shown_path
from courtroom_agent.layout import Cast, cast_of
from courtroom_agent.loudspeakers import Amplified, RoomLoudspeakers
from courtroom_agent.orders import Orders, orders_path, read_orders, steady_offset
from courtroom_agent.packet_socket import Kind, PacketServer, SourceEntry, socket_path
from courtroom_agent.program_clock import SOUND_BEHIND_NS, Ticker
from courtroom_agent.program_inlet import Inlet
from courtroom_agent.program_orders import (
    ProgramOrders,
    program_orders_path,
    read_program_orders,
)
from courtroom_agent.program_outlets import (
    PROGRAM,
    PUBLIC,
    People,
    Publishing,
    exhibit_in,
    mixes_for,
    streams_of,
    voices_of,
)
from courtroom_agent.program_picture import PictureMill, Scene
from courtroom_agent.program_record import OPUS_NS, ProgramRecord
from courtroom_agent.program_sound import Hearable, SoundMill
from courtroom_agent.program_watch import ProgramWatch
from courtroom_agent.room_state import ProgramState, write_state
from courtroom_agent.voice_mask import is_masking
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.errors import ProfileError
from hardware_profiles.rooms import load_room
from recorder.durable import write_whole
from recorder.errors import RecorderError

_log = logging.getLogger(__name__)

LOOK_S = 0.05
"""How often the orders are looked at."""
STATE_S = 0.5
_CPU_S = 5.0
RECESS, WAITING, CLOSED = "休庭", "等待开庭", "闭庭"


@dataclass(frozen=True)
class Situation:
    """What orders mean for the program at one moment. Pure."""

    live: bool
    """Pictures and voices of the court may be shown and heard."""
    scene: Scene
    hearable: Hearable
    hidden: tuple[str, ...] = ()
    """Seats of which nothing is seen, and nothing heard but under a mask."""
    voice: str = "plain"


def situation_of(
    orders: Orders,
    program: ProgramOrders,
    cast: Cast,
    labels: dict[str, str],
    at_ms: float,
    evidence: Evidence | None = None,
    amplified: Amplified | None = None,
) -> Situation:
    """Decide what of *at_ms* (panel's clock) may be shown, heard and published."""
    ours = program.hearing is not None and orders.hearing == program.hearing
    live = ours and (orders.live or orders.records_at(at_ms))
    people = {f"remote-{person.participant}": person.label for person in program.remotes}
    captions = Captions(program.court, program.case_number, {**labels, **program.labels, **people})
    slate = "" if live else RECESS if program.course == "paused" else CLOSED if orders.closed else WAITING
    is_masked = program.voice == "masked" and is_masking()
    masked = frozenset(program.unheard if is_masked else ())
    muted = frozenset({*orders.muted, *program.muted, *program.unheard}) - (masked - {*orders.muted, *program.muted})
    seen = cast.without(frozenset(program.unseen))
    is_ours = evidence is not None and evidence.hearing == program.hearing and evidence.stream not in program.unseen
    given = evidence if live and is_ours else None
    mixes = mixes_for(streams_of(program), voices_of(program), amplified.microphones if amplified else None)
    has = exhibit_in(mixes, given) if given is not None else frozenset()
    hearable = Hearable(mixes, muted, live, masked, given, has, amplified.echoing if amplified else frozenset())
    scene = Scene(seen, tuple(people), captions, slate, program.main, program.shot, given, program.for_public)
    return Situation(live, scene, hearable, program.hidden, "masked" if is_masked else "plain")


@dataclass(frozen=True)
class Shown:
    """What the last picture showed."""

    main: str = ""
    hidden: tuple[str, ...] = ()
    shot: str | None = None
    has_evidence: bool = False


class Program:
    """Everything that is composed and mixed in one courtroom."""

    def __init__(self, room: Courtroom, data: Path, clock: PanelClock) -> None:
        """Make ready; nothing is composed before orders say so.

        Raises:
            RecorderError: the writer's key cannot be had.
        """
        self._data, self._clock, self._cast = data, clock, cast_of(room)
        self._labels = {camera.stream: camera.label.zh for camera in room.cameras}
        self._orders, self._program = Orders(), ProgramOrders()
        self._situation = situation_of(self._orders, self._program, self._cast, self._labels, 0)
        size = (room.program.width, room.program.height, room.program.rate)
        self._watch, self._peaks = ProgramWatch(), Peaks()
        self._evidence: Evidence | None = None
        self._evidence_file, self._pages = ShownFile(shown_path(data)), Pages(data)
        self._projector = Projector(data, size)
        self._faces = Faces(followed(room), detector())
        self._pictures = PictureMill(
            size,
            self._situation.scene,
            self._picture,
            self._broken,
            self._watch,
            self._pages.of,
            self._faces,
            self._projector,
        )
        self._amplified, self._loudspeakers = Amplified.of(room), RoomLoudspeakers(room.loudspeakers)
        self._sounds = SoundMill(self._sound, self._listen, self._projector.sound, self._loudspeakers.put)
        self._cameras = CameraOutlets(self._pictures, lambda: self._situation.live)
        self._inlet = Inlet(socket_path(data), self._cameras, self._sounds)
        self._cameras.want_keyframe = self._inlet.want_keyframe
        self._record = ProgramRecord(data, room.courtroom, room.program.rate, clock)
        self._tickers = (
            Ticker("picture", 1_000_000_000 // room.program.rate, clock, self._tick_picture),
            Ticker("sound", OPUS_NS, clock, self._tick_sound, behind_ns=SOUND_BEHIND_NS),
        )
        self._was_recorded = False
        self._loop: asyncio.AbstractEventLoop
        self._group: asyncio.TaskGroup
        self._server: PacketServer | None = None
        self._numbers: dict[str, int] = {}
        self._meter = _Meter()
        self._shown = Shown()
        self._voice = "plain"
        self._news = asyncio.Event()

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until *stopping*."""
        self._loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            self._group = group
            self._publishing = Publishing(group, self._clock.now, self._pictures.want_keyframe)
            self._people = People(group, self._clock.now, self._seen, self._heard)
            self._look()
            self._record.start()
            self._faces.start()
            for ticker in self._tickers:
                ticker.start()
            tasks = [
                group.create_task(work())
                for work in (
                    self._inlet.run,
                    self._pages.run,
                    self._projector.run,
                    self._loudspeakers.run,
                    self._looking,
                    self._telling,
                    self._metering,
                )
            ]
            try:
                await stopping.wait()
            finally:
                for task in tasks:
                    task.cancel()
                self._publishing.close()
                self._people.close()
                self._cameras.close()
                await self._loop.run_in_executor(None, self._close)

    def _close(self) -> None:
        self._faces.stop()
        for ticker in self._tickers:
            ticker.stop()
        self._record.stop()
        if self._server is not None:
            self._server.close()

    async def _looking(self) -> None:
        while True:
            self._look()
            for ticker in self._tickers:
                if ticker.fault is not None:
                    raise ticker.fault
            await asyncio.sleep(LOOK_S)

    def _look(self) -> None:
        try:
            self._orders = read_orders(orders_path(self._data))
            self._program = read_program_orders(program_orders_path(self._data))
        except BadOrders as fault:
            _log.error("%s", fault)
        self._evidence = self._read_evidence()
        self._clock.aim(self._orders.clock_offset_ns, steady_offset(self._orders))
        self._record.obey(self._orders)
        self._publishing.obey(self._program)
        self._cameras.obey(self._program, self._group, self._clock.now)
        shown = self._evidence
        self._people.obey(self._program, shown.stream if shown is not None else None)
        self._pages.want(shown, self._program)
        self._projector.want(shown, self._program)
        self._loudspeakers.want(is_wanted=self._amplified is not None and self._situation.live)
        self._offer_voices(tuple(sorted(voices_of(self._program))))

    def _read_evidence(self) -> Evidence | None:
        try:
            return self._evidence_file.read()
        except BadOrders as fault:
            _log.error("%s", fault)
            return None

    def _decide(self, at_ns: int) -> Situation:
        at_ms = at_ns / 1e6
        self._situation = situation_of(
            self._orders, self._program, self._cast, self._labels, at_ms, self._evidence, self._amplified
        )
        return self._situation

    def _tick_picture(self, at_ns: int) -> None:
        situation = self._decide(at_ns)
        recorded = self._orders.records_at(at_ns / 1e6)
        if recorded and not self._was_recorded:
            self._pictures.want_keyframe()
        self._was_recorded = recorded
        if self._program.hearing is not None or recorded:
            self._pictures.scene = situation.scene
            self._pictures.tick(at_ns)
        shown = Shown(situation.scene.main, situation.hidden, situation.scene.shot, self._pictures.has_evidence)
        if shown != self._shown:
            self._shown = shown
            self._in_loop(self._news.set)

    def _tick_sound(self, at_ns: int) -> None:
        situation = self._situation
        self._sounds.hearable = situation.hearable
        self._sounds.tick(at_ns)
        if situation.voice != self._voice:
            self._voice = situation.voice
            self._in_loop(self._news.set)

    def _picture(self, unit: bytes, at_ns: int, keyframe: bool, slate: bool, streams: frozenset[str]) -> None:
        if not slate:
            for stream in streams if self._program.for_public else streams - {PUBLIC}:
                self._record.offer(stream, "video", unit, at_ns, keyframe=keyframe)
        self._in_loop(lambda: self._publishing.picture(unit, at_ns, keyframe, slate, streams))

    def _sound(self, mix: str, packet: bytes, at_ns: int) -> None:
        if mix == PROGRAM or (mix == PUBLIC and self._program.for_public):
            self._record.offer(mix, "audio", packet, at_ns, keyframe=True)
        self._in_loop(lambda: self._publishing.sound(mix, packet, at_ns))

    def _listen(self, stream: str, dbfs: float, at_ns: int) -> None:
        """Meter and watch over the voices of people who attend from afar; capture watches over the room's own."""
        if stream in self._situation.scene.remotes:
            self._watch.hear(stream, dbfs, at_ns)
            self._peaks.hear(stream, dbfs)

    def _broken(self, stream: str) -> None:
        def ask() -> None:
            self._inlet.want_keyframe(stream)
            self._people.want_keyframe(stream)

        self._in_loop(ask)

    def _in_loop(self, work: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # The loop has ended; so has everyone who would listen.
            self._loop.call_soon_threadsafe(work)

    def _seen(self, stream: str, unit: bytes, at_ns: int, keyframe: bool) -> None:
        if self._situation.live:
            self._pictures.offer(stream, unit, at_ns, keyframe)

    def _heard(self, stream: str, packet: bytes, at_ns: int) -> None:
        if not self._situation.live:
            return
        self._sounds.offer(stream, packet, at_ns)
        if self._server is not None and stream in self._numbers and stream not in self._situation.hearable.muted:
            self._server.publish(Kind.SOUND, self._numbers[stream], at_ns, packet)

    def _offer_voices(self, streams: tuple[str, ...]) -> None:
        """Open the second packet socket anew when other people are here."""
        if tuple(self._numbers) == streams and self._server is not None:
            return
        if self._server is not None:
            self._server.close()
        self._numbers = {stream: number for number, stream in enumerate(streams, start=1)}
        entries = tuple(
            SourceEntry(number=n, name=stream, kind="audio", rate=48000) for stream, n in self._numbers.items()
        )
        self._server = PacketServer(self._data / "run" / "program.sock", entries, lambda _number: None)

    async def _telling(self) -> None:
        path = self._data / "run" / "program-state.json"
        while True:
            self._news.clear()
            await self._loop.run_in_executor(None, write_whole, path, self._state().model_dump_json().encode())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STATE_S):
                    await self._news.wait()

    async def _metering(self) -> None:
        """Tell how loud remote people are: the room's director follows them like anybody."""
        while True:
            heard = self._peaks.take()
            if heard is not None:
                write_state(levels_path(self._data), heard)
            await asyncio.sleep(EVERY_S)

    def _state(self) -> ProgramState:
        recording, loudspeakers = self._record.recording, self._loudspeakers.now()
        self._meter.read(self._pictures.composed)
        return ProgramState(
            tracks=recording.states,
            publishing=self._publishing.states() | self._cameras.states(),
            playing=self._people.states(),
            watched=self._watch.states(self._clock.now()),
            fps=self._meter.fps,
            cpu=self._meter.cpu,
            sealed=recording.is_sealed,
            says=recording.says or loudspeakers.says or self._projector.says or self._faces.says,
            loudspeakers=loudspeakers if self._amplified is not None else None,
            main=self._shown.main,
            shot=self._shown.shot,
            has_evidence=self._shown.has_evidence,
            hidden=self._shown.hidden,
            voice=self._voice,
            at_ms=time.time_ns() // 1_000_000,
        )


class _Meter:
    """Measures pictures a second and how much of one core this process uses."""

    def __init__(self) -> None:
        self.fps = self.cpu = 0.0
        self._last = (time.monotonic(), 0, time.process_time())

    def read(self, composed: int) -> None:
        """Take a reading; every few seconds the figures become new."""
        at, before, used = self._last
        now = time.monotonic()
        if now - at >= _CPU_S:
            cpu = time.process_time()
            self.fps = round((composed - before) / (now - at), 1)
            self.cpu = round(100 * (cpu - used) / (now - at), 1)
            self._last = (now, composed, cpu)


async def _serve(room: Courtroom, data: Path) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await Program(room, data, PanelClock()).run(stopping)


def main() -> int:
    """Run the program process until it is told to end."""
    read = argparse.ArgumentParser(prog="courtroom_agent.program", description=__doc__)
    read.add_argument("--room", type=Path, required=True, help="the courtroom's room file")
    read.add_argument("--data", type=Path, required=True, help="the agent's data folder")
    given = read.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s program %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    cv2.setNumThreads(1)  # Planes are small: threads cost more than they bring.
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(load_room(given.room), given.data))
    except (AgentError, ProfileError, RecorderError) as fault:
        _log.error("%s", fault)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
