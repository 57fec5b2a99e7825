"""The program's own take: picture and sound of ``program``, of ``public`` while it may be public, and evidence's picture.

None of its tracks is mandatory: each is made of cameras and microphones that are recorded themselves, and what the
mixer missed can be composed again from them. The ledger lists its holes all the same.
"""

import threading
import time
from pathlib import Path

from courtroom_agent.capture_clock import PanelClock
from courtroom_agent.orders import Orders, steady_offset
from courtroom_agent.program_clock import DELAY_NS
from courtroom_agent.recording import Offering, Recorded, Recording
from hearing.streams import Medium, track_name
from recorder.keys import load_or_make_key

FLUSH_S = 0.1
LAG_NS = DELAY_NS + 60_000_000
"""So much later than capture the program's samples come: begin and end of a stretch wait for them."""
OPUS_NS = 20_000_000
RECORDED: dict[str, tuple[Medium, ...]] = {
    "program": ("video", "audio"),
    "public": ("video", "audio"),
    "evidence": ("video",),
}


def program_take(orders: Orders, room: str) -> Orders:
    """The same orders for the program's take: ``program-<room>-<sitting>`` beside the room's own."""
    if orders.take is None:
        return orders
    sitting = orders.take.rpartition("-")[2]
    return orders.model_copy(update={"take": f"program-{room}-{sitting}", "preroll": False})


class ProgramRecord:
    """Records what the program shows and says, in a thread of its own."""

    def __init__(self, data: Path, room: str, rate: int, clock: PanelClock) -> None:
        self._room, self._clock = room, clock
        self._late = PanelClock(wall=lambda: time.time_ns() - LAG_NS)
        picture_ns = 1_000_000_000 // rate
        tracks = {
            (stream, medium): Recorded(
                track_name(stream, medium),
                medium,
                mandatory=False,
                duration_ns=picture_ns if medium == "video" else OPUS_NS,
                is_occasional=stream == "evidence",
            )
            for stream, media in RECORDED.items()
            for medium in media
        }
        key = load_or_make_key(data / "keys" / "program.pem")
        self._recording = Recording(data / "records", key, self._late, tuple(tracks.values()))
        self._offerings = {where: Offering(one, self._recording, clock) for where, one in tracks.items()}
        self._orders = Orders()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="record", daemon=True)

    @property
    def recording(self) -> Recording:
        """What says how the tracks stand."""
        return self._recording

    def start(self) -> None:
        """Begin to follow the orders."""
        self._thread.start()

    def obey(self, orders: Orders) -> None:
        """Follow *orders* from now on."""
        self._orders = program_take(orders, self._room)

    def offer(self, stream: str, medium: Medium, data: bytes, at_ns: int, *, keyframe: bool) -> None:
        """Hand over one sample; each medium of a stream belongs to one thread."""
        self._offerings[stream, medium].offer(self._orders, data, at_ns, keyframe=keyframe)

    def stop(self) -> None:
        """Write what is left and let go."""
        self._stopping.set()
        self._thread.join(timeout=5)
        self._recording.close()

    def _run(self) -> None:
        while not self._stopping.wait(FLUSH_S):
            steady = steady_offset(self._orders)
            self._late.aim(self._orders.clock_offset_ns, None if steady is None else steady - LAG_NS)
            self._recording.obey(self._orders)
