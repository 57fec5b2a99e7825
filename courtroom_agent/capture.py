"""The capture process: reads cameras and microphones, encodes each once, records and publishes them.

``python -m courtroom_agent.capture --room ROOM.yaml --data AGENT_DATA``

    orders.json ──► Capture ──► CameraWorker, MicrophoneWorker (a thread each)
                       │             ├──► Recording ──► AGENT_DATA/records
                       └─ state ─────┴──► PacketServer ──► AGENT_DATA/run/capture.sock

It waits for nobody: a listener that is slow loses packets, a disk that is slow delays no camera, a camera that is gone
is tried again while the others go on. Killed and started again, it goes on with the same take.
"""

import argparse
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType

from courtroom_agent.capture_clock import PanelClock
from courtroom_agent.capture_workers import CameraWorker, MicrophoneWorker, Outlet
from courtroom_agent.errors import AgentError, BadOrders
from courtroom_agent.orders import Orders, orders_path, read_orders, steady_offset
from courtroom_agent.packet_socket import (
    CaptureState,
    DiskOutage,
    Kind,
    PacketServer,
    SourceEntry,
    SourceState,
    socket_path,
)
from courtroom_agent.preroll import Preroll, preroll_folder
from courtroom_agent.recording import Offering, Recorded, Recording
from courtroom_agent.rehearsal.stage import Stage
from courtroom_agent.simulated.cards import SimulatedCards, cards_path
from courtroom_agent.simulated.heads import Heads, heads_path
from courtroom_agent.sources.base import BLOCK_NS, SAMPLE_RATE
from courtroom_agent.sources.opening import open_camera, open_microphone
from courtroom_agent.sources.simulated import SimulatedCourt
from courtroom_agent.succession import PARENT, Succession
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.errors import ProfileError
from hardware_profiles.rooms import load_room
from hearing.reports import TrackState
from recorder.errors import RecorderError
from recorder.keys import load_or_make_key

_log = logging.getLogger(__name__)

LOOK_S = 0.05
"""How often the orders are looked at."""
STATE_EVERY_S = 0.2
RECORD_EVERY_S = 0.07
_CPU_EVERY_S = 5.0
_PRIORITY = -10


class Capture:
    """Everything that is captured in one courtroom."""

    def __init__(self, room: Courtroom, data: Path, clock: PanelClock, stage: Stage | None = None) -> None:
        """Make ready; nothing is read before orders say so. *stage*: what simulated sources give in a rehearsal.

        Raises:
            SocketFault: the packet socket cannot be had.
            RecorderError: the writer's key cannot be had.
        """
        self._clock = clock
        self._orders_path = orders_path(data)
        self._orders = Orders()
        self._stopping = threading.Event()
        videos = [Recorded(c.stream, "video", c.mandatory, 1_000_000_000 // c.rate) for c in room.cameras]
        sounds = [Recorded(m.stream, "audio", m.mandatory, BLOCK_NS) for m in room.microphones]
        self._recorded = (*videos, *sounds)
        key = load_or_make_key(data / "keys" / "writer.pem")
        self._recording = Recording(data / "records", key, clock, self._recorded)
        court = SimulatedCourt(self._simulated_zero, stage, Heads(heads_path(data)), SimulatedCards(cards_path(data)))
        self._server = PacketServer(socket_path(data), _entries(room), self._want_keyframe)
        outlets = [
            Outlet(
                n,
                Offering(one, self._recording, clock, Preroll(preroll_folder(data), one.stream)),
                self._server,
                lambda: self._orders,
                self._stopping,
            )
            for n, one in enumerate(self._recorded, start=1)
        ]
        self._forgets = [outlet.offering.forget for outlet in outlets]
        self._cameras = [
            CameraWorker(c, o, partial(open_camera, c, court, clock))
            for c, o in zip(room.cameras, outlets, strict=False)
        ]
        self._microphones = [
            MicrophoneWorker(m, o, partial(open_microphone, m, court, clock))
            for m, o in zip(room.microphones, outlets[len(room.cameras) :], strict=True)
        ]
        self._workers: list[CameraWorker | MicrophoneWorker] = [*self._cameras, *self._microphones]
        self._cpu = _Cpu()

    def run(self, is_over: Callable[[], bool] = lambda: False) -> None:
        """Capture until :meth:`stop`, or until *is_over*."""
        workers = [threading.Thread(target=worker.run, name=worker.stream, daemon=True) for worker in self._workers]
        writer = threading.Thread(target=self._record, name="record", daemon=True)
        self._look()
        for thread in (*workers, writer):
            thread.start()
        told = 0.0
        while not self._stopping.wait(LOOK_S):
            self._look()
            if is_over():
                self.stop()
            if time.monotonic() - told >= STATE_EVERY_S - LOOK_S / 2:
                told = time.monotonic()
                self._tell()
        for thread in (*workers, writer):
            thread.join(timeout=3)
        for forget in self._forgets:
            forget()
        self._recording.close()
        self._server.close()

    def stop(self) -> None:
        """End :meth:`run`: write what is left and let go of everything."""
        self._stopping.set()

    def is_settled(self) -> bool:
        """Whether every source has given something, or has said why it does not."""
        states = [worker.state() for worker in self._workers]
        return all(one.says or one.dark is not None or one.clipped is not None for one in states)

    def _look(self) -> None:
        try:
            orders = read_orders(self._orders_path)
        except BadOrders as fault:
            _log.error("%s", fault)
            orders = self._orders
        self._clock.aim(orders.clock_offset_ns, steady_offset(orders))
        self._orders = orders

    def _record(self) -> None:
        while not self._stopping.wait(RECORD_EVERY_S):
            self._recording.obey(self._orders)

    def _tell(self) -> None:
        orders, now = self._orders, self._clock.now()
        sources = tuple(worker.state() for worker in self._workers)
        state = CaptureState(
            hearing=orders.hearing,
            recording=orders.records_at(now / 1e6),
            muted=orders.muted,
            levels={m.stream: level for m in self._microphones if (level := m.take_level()) is not None},
            tracks=self._recording.states or self._ready(orders, sources),
            sources=sources,
            says=self._recording.says,
            sealed=self._recording.is_sealed,
            outages=tuple(
                DiskOutage(cause=one.cause, since=one.since, until=one.until) for one in self._recording.outages()
            ),
            cpu=self._cpu.percent(),
        )
        self._server.publish(Kind.STATE, 0, now, state.model_dump_json().encode())

    def _ready(self, orders: Orders, sources: tuple[SourceState, ...]) -> tuple[TrackState, ...]:
        """Before the opening: the tracks whose source is there; none of them is written."""
        if orders.take is None or not orders.live:
            return ()
        present = {source.name for source in sources if source.present}
        return tuple(
            TrackState(
                name=orders.tracks.get(one.stream, one.stream),
                take=orders.take,
                kind=one.kind,
                mandatory=one.mandatory,
                writing=False,
            )
            for one in self._recorded
            if one.stream in present
        )

    def _simulated_zero(self) -> int | None:
        orders = self._orders
        return orders.zero_at if orders.simulated_zero_ms is None else orders.simulated_zero_ms

    def _want_keyframe(self, source: int) -> None:
        if 1 <= source <= len(self._cameras):
            self._cameras[source - 1].want_keyframe()


class _Cpu:
    """Measures how much of one core this process uses."""

    def __init__(self) -> None:
        self._at, self._used, self._percent = time.monotonic(), time.process_time(), 0.0

    def percent(self) -> float:
        """Of one core, over the last seconds."""
        now = time.monotonic()
        if now - self._at >= _CPU_EVERY_S:
            used = time.process_time()
            self._percent = round(100 * (used - self._used) / (now - self._at), 1)
            self._at, self._used = now, used
        return self._percent


def _entries(room: Courtroom) -> tuple[SourceEntry, ...]:
    cameras = [
        SourceEntry(number=n, name=c.stream, kind="video", width=c.width, height=c.height, rate=c.rate)
        for n, c in enumerate(room.cameras, start=1)
    ]
    microphones = [
        SourceEntry(number=n, name=m.stream, kind="audio", rate=SAMPLE_RATE)
        for n, m in enumerate(room.microphones, start=1 + len(cameras))
    ]
    return (*cameras, *microphones)


def _go_first() -> None:
    """Come before everything else on this machine, where the system allows it: the record cannot be made later."""
    try:
        os.setpriority(os.PRIO_PROCESS, 0, _PRIORITY)
    except OSError:
        _log.info("no right to a higher priority; give the service CAP_SYS_NICE on a slow machine")


def main() -> int:
    """Run the capture process until it is told to end."""
    read = argparse.ArgumentParser(prog="courtroom_agent.capture", description=__doc__)
    read.add_argument("--room", type=Path, required=True, help="the courtroom's room file")
    read.add_argument("--data", type=Path, required=True, help="the agent's data folder")
    given = read.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s capture %(levelname)s %(message)s")
    try:
        room = load_room(given.room)
        succession = Succession(given.data, int(os.environ.get(PARENT, os.getppid())))
        succession.take_over()
        _go_first()
        capture = Capture(room, given.data, PanelClock())
    except (AgentError, ProfileError, RecorderError) as fault:
        _log.error("%s", fault)
        return 1

    def end(_signal: int, _frame: FrameType | None) -> None:
        capture.stop()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    capture.run(succession.is_over)
    return 0


if __name__ == "__main__":
    sys.exit(main())
