"""The capture process, run for real: what is ordered is recorded, to the packet, whatever happens around it."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import av
import pytest

from courtroom_agent.encoders import PictureEncoder
from courtroom_agent.errors import BadOrders, SocketFault
from courtroom_agent.orders import Orders, orders_path, read_orders, write_orders
from courtroom_agent.packet_socket import CaptureState, Kind, Packet, PacketListener, read_state, socket_path
from courtroom_agent.simulated import counter
from recorder.index import IndexLine, read_whole_lines
from recorder.layout import take_paths
from recorder.seals import Checkpoint

HEARING, CASE, TAKE = "h-aaaaaaaaaa", "（2026）示0101刑初128号", "room-small-1"
ROOM = """\
courtroom: small
name: {zh: 小法庭, en: Small courtroom}
court: {zh: 示范区人民法院, en: Demonstration District Court}
simulated: true
seats:
  - {id: judge, label: {zh: 审判席, en: Bench}, role: sole-judge}
  - {id: clerk, label: {zh: 书记员席, en: Clerk}, role: clerk}
cameras:
  - {stream: cam-judge, label: {zh: 审判席, en: Bench}, source: "simulated:judge", width: 320, height: 180, rate: 25, mandatory: true}
  - {stream: cam-gone, label: {zh: 旁听席, en: Gallery}, source: "v4l2:/dev/no-camera", width: 320, height: 180, rate: 25, mandatory: false}
microphones:
  - {stream: mic-judge, label: {zh: 审判席话筒, en: Bench microphone}, seat: judge, source: "simulated:judge", mandatory: true}
  - {stream: mic-clerk, label: {zh: 书记员话筒, en: Clerk's microphone}, seat: clerk, source: "simulated:clerk", mandatory: true}
program: {width: 640, height: 360, rate: 25}
"""


class Courtroom:
    """A capture process in a folder of its own, and its control process's pen."""

    def __init__(self) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="c-"))
        self.room = self.data / "room.yaml"
        self.room.write_text(ROOM, "utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start capture."""
        command = [sys.executable, "-m", "courtroom_agent.capture", "--room", str(self.room), "--data", str(self.data)]
        self._process = subprocess.Popen(command, cwd=Path(__file__).parents[2])

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End capture and wait for it."""
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._process.pid, how)
        return self._process.wait(20)

    def order(self, orders: Orders) -> None:
        """Write orders."""
        write_orders(orders_path(self.data), orders)

    async def join(self) -> PacketListener:
        """Join the packet socket as soon as it is there."""
        for _ in range(200):
            with contextlib.suppress(SocketFault):
                return await PacketListener.connect(socket_path(self.data))
            await asyncio.sleep(0.1)
        pytest.fail("the packet socket never came")

    def lines(self, track: str) -> list[IndexLine]:
        """The fragments of a track that are on the disk."""
        return read_whole_lines(take_paths(self.data / "records", CASE, HEARING, TAKE).track(track).index, IndexLine)[0]

    def films(self, track: str) -> list[Path]:
        """The files of a track."""
        return take_paths(self.data / "records", CASE, HEARING, TAKE).track(track).media_files()


@pytest.fixture
def courtroom() -> Iterator[Courtroom]:
    """A courtroom whose capture is ended after the test."""
    made = Courtroom()
    made.start()
    yield made
    made.end(signal.SIGKILL)


async def state_when(
    listener: PacketListener, holds: Callable[[CaptureState], bool], seen: list[Packet] | None = None
) -> CaptureState:
    """The first state that *holds*; packets on the way go into *seen*."""
    async with asyncio.timeout(25):
        async for packet in listener.packets():
            if packet.kind is not Kind.STATE:
                if seen is not None:
                    seen.append(packet)
            elif holds(read_state(packet)):
                return read_state(packet)
    pytest.fail("capture went away")


def ms() -> int:
    """Now."""
    return time.time_ns() // 1_000_000


def opened(zero: int, **more: object) -> Orders:
    """Orders of a hearing that was opened at *zero*."""
    given = {"hearing": HEARING, "case": CASE, "take": TAKE, "zero_at": zero, "spans": ((zero, None),), "live": True}
    return Orders.model_validate(given | more)


def test_a_hearing_is_recorded_from_its_opening_to_its_closing_and_not_in_the_recess(courtroom: Courtroom) -> None:
    """开庭, a muted microphone, 休庭, 继续开庭, 闭庭: each second lies where it belongs, and nothing of the recess anywhere."""

    async def sit() -> tuple[int, tuple[tuple[int, int], ...], list[Packet], CaptureState]:
        listener = await courtroom.join()
        courtroom.order(Orders(live=True))
        ready = await state_when(listener, lambda s: set(s.levels) == {"mic-judge", "mic-clerk"})
        assert not ready.recording
        missing = {source.name: source.says for source in ready.sources if not source.present}
        assert list(missing) == ["cam-gone"]
        assert "Check its cable" in missing["cam-gone"]

        zero = ms()
        courtroom.order(opened(zero, muted=("mic-clerk",)))
        await state_when(
            listener, lambda s: {t.name for t in s.tracks if t.writing} == {"cam-judge", "mic-judge", "mic-clerk"}
        )
        pause = ms() + 600
        courtroom.order(opened(zero, spans=((zero, pause),), muted=("mic-clerk",)))
        await asyncio.sleep((pause - ms()) / 1000 + 0.05)
        courtroom.order(opened(zero, spans=((zero, pause),), live=False))
        await state_when(listener, lambda s: not s.recording and not s.levels)
        in_recess: list[Packet] = []
        end = ms() + 1200
        await state_when(listener, lambda _: ms() > end, in_recess)

        resumed = ms()
        courtroom.order(opened(zero, spans=((zero, pause), (resumed, None))))
        await state_when(
            listener, lambda s: any(t.name == "cam-judge" and t.position > (resumed - zero) * 10**6 for t in s.tracks)
        )
        close = ms() + 500
        courtroom.order(opened(zero, spans=((zero, pause), (resumed, close)), closed=True))
        sealed = await state_when(listener, lambda s: s.sealed)
        listener.close()
        return zero, ((zero, pause), (resumed, close)), in_recess, sealed

    zero, spans, in_recess, sealed = asyncio.run(sit())

    assert in_recess == []
    assert not sealed.recording
    spoken = [((since - zero) * 10**6, (until - zero) * 10**6) for since, until in spans]
    lies_in(courtroom, spoken)
    assert [line.seq for line in courtroom.lines("mic-judge")] == list(range(1, len(courtroom.lines("mic-judge")) + 1))
    seals = take_paths(courtroom.data / "records", CASE, HEARING, TAKE).seals.read_bytes().splitlines()
    assert Checkpoint.model_validate_json(seals[-1]).final
    assert loudest(courtroom.films("mic-clerk")[0]) < 0.001, "the clerk spoke first, muted"


def lies_in(courtroom: Courtroom, spoken: list[tuple[int, int]]) -> None:
    """Each track lies within the stretches (ns) that were recorded, and from their beginnings on."""
    for track in ("cam-judge", "mic-judge", "mic-clerk"):
        lines = courtroom.lines(track)
        assert all(any(a <= line.start and line.start + line.duration <= b for a, b in spoken) for line in lines), track
        for since, until in spoken:
            inside = [line for line in lines if since <= line.start < until]
            late = inside[0].start - since
            assert late < (4_000_000_000 if track == "cam-judge" else 25_000_000), track
            assert until - (inside[-1].start + inside[-1].duration) < 1_500_000_000, track
            assert inside[0].keyframe


def loudest(film: Path) -> float:
    """The loudest sample of a track's file."""
    with av.open(str(film)) as container:
        return max(float(abs(frame.to_ndarray()).max()) for frame in container.decode(audio=0))


def test_what_lies_in_the_record_is_what_the_camera_showed_at_that_moment(courtroom: Courtroom) -> None:
    """The counter burnt into each recorded picture is the picture's place on the timeline."""

    async def sit() -> None:
        listener = await courtroom.join()
        courtroom.order(opened(ms()))
        await state_when(
            listener, lambda s: any(t.name == "cam-judge" and t.position > 2_500_000_000 for t in s.tracks)
        )
        listener.close()

    asyncio.run(sit())
    assert courtroom.end() == 0

    with av.open(str(courtroom.films("cam-judge")[0])) as container:
        shown = [
            (float(f.pts * f.time_base), counter.read(f.to_ndarray()[:180], counter.Strip.of(320)))
            for f in container.decode(video=0)
        ]
    assert len(shown) > 10
    assert all(read is not None and abs(read * 0.04 - at) <= 0.021 for at, read in shown)


def test_a_killed_capture_goes_on_with_the_same_take(courtroom: Courtroom) -> None:
    """Killed in the middle of a sentence and started again: the same take goes on, what was acknowledged is all there."""

    async def till(position: int) -> None:
        listener = await courtroom.join()
        await state_when(listener, lambda s: any(t.name == "cam-judge" and t.position > position for t in s.tracks))
        listener.close()

    zero = ms()
    courtroom.order(opened(zero))
    asyncio.run(till(1_000_000_000))
    courtroom.end(signal.SIGKILL)
    before = courtroom.lines("cam-judge")
    courtroom.start()
    asyncio.run(till((ms() - zero + 500) * 1_000_000))
    assert courtroom.end() == 0

    after = courtroom.lines("cam-judge")
    assert after[: len(before)] == before
    assert [line.seq for line in after] == list(range(1, len(after) + 1))
    assert after[len(before)].keyframe
    assert len(courtroom.films("cam-judge")) == 2
    sound = courtroom.lines("mic-judge")
    assert all(b.start == a.start + a.duration for a, b in zip(sound, sound[1:], strict=False)), "filled with silence"


def test_a_listener_that_asks_gets_a_keyframe_at_once(courtroom: Courtroom) -> None:
    """A viewer joins between two keyframes and need not wait for the next second."""

    async def ask() -> list[Packet]:
        listener = await courtroom.join()
        courtroom.order(Orders(live=True))
        pictures: list[Packet] = []
        asked_at = None
        async with asyncio.timeout(25):
            async for packet in listener.packets():
                if packet.kind is not Kind.PICTURE:
                    continue
                pictures.append(packet)
                since = next((n for n, one in enumerate(reversed(pictures)) if one.keyframe), 0)
                if asked_at is None and len(pictures) > 30 and since == 10:
                    listener.ask_for_keyframe(packet.source)
                    asked_at = time.time_ns()  # What waits in the socket was captured before.
                after = [one for one in pictures if asked_at is not None and one.at > asked_at]
                if len(after) == 13:  # The next one that comes by itself would be the fifteenth.
                    break
        listener.close()
        return after

    assert any(packet.keyframe for packet in asyncio.run(ask()))


def test_broken_orders_change_nothing(courtroom: Courtroom) -> None:
    """A half-written or foreign file is not obeyed; what was ordered before goes on."""

    async def sit() -> None:
        listener = await courtroom.join()
        courtroom.order(opened(ms()))
        await state_when(listener, lambda s: s.recording)
        orders_path(courtroom.data).write_bytes(b'{"hearing": 7, "live": fal')
        end = ms() + 500
        assert (await state_when(listener, lambda _: ms() > end)).recording
        listener.close()

    asyncio.run(sit())
    with pytest.raises(BadOrders, match="Restart the agent"):
        read_orders(orders_path(courtroom.data))


def test_a_span_begins_with_its_first_moment_and_ends_before_its_last() -> None:
    """What is captured at the very moment of closing is no longer in the record."""
    orders = opened(1000, spans=((1000, 2000), (5000, None)))

    assert [orders.records_at(at) for at in (999, 1000, 1999.9, 2000, 4999, 5000, 10**9)] == [
        False, True, True, False, False, True, True,
    ]  # fmt: skip
    assert not Orders(spans=((0, None),), live=True).records_at(5), "without a hearing nothing is recorded"


def test_encoders_keep_pace_with_the_demo_courtroom() -> None:
    """Four cameras at 360p25 leave this machine most of one core."""
    from courtroom_agent.simulated.court import SimulatedCamera
    from courtroom_agent.simulated.voices import Voices

    camera, encoder = SimulatedCamera("judge", 640, 360, Voices()), PictureEncoder(640, 360, 25)
    began = time.process_time()
    for n in range(100):
        encoder.encode(camera.picture(3000 + 40 * n))
    assert time.process_time() - began < 1.0, "a hundred pictures are one second of four cameras"


def test_what_is_ready_is_told_before_the_opening(courtroom: Courtroom) -> None:
    """While a hearing is prepared the clerk sees which tracks stand ready; a camera that is gone is not among them."""
    courtroom.order(Orders(hearing=HEARING, case=CASE, take=TAKE, live=True))

    async def look() -> CaptureState:
        listener = await courtroom.join()
        found = await state_when(listener, lambda state: len(state.tracks) == 3)
        listener.close()
        return found

    found = asyncio.run(look())

    assert {track.name for track in found.tracks} == {"cam-judge", "mic-judge", "mic-clerk"}
    assert not any(track.writing or track.bytes for track in found.tracks)
    assert courtroom.lines("cam-judge") == []


def test_an_opening_that_was_announced_before_is_recorded_from_there(courtroom: Courtroom) -> None:
    """Prepared, announced, and only three seconds later the key: picture and sound of those seconds are in the record."""

    async def sit() -> None:
        listener = await courtroom.join()
        courtroom.order(Orders(live=True, preroll=True))
        await state_when(listener, lambda s: set(s.levels) == {"mic-judge", "mic-clerk"})
        begun = ms()
        await state_when(listener, lambda _: ms() > begun + 5000)
        kept = list((courtroom.data / "run" / "preroll").iterdir())
        assert {path.name.partition(".")[0] for path in kept} == {"cam-judge", "mic-judge", "mic-clerk"}

        announced = (ms() - 3000) // 1000 * 1000
        courtroom.order(opened(announced))
        await state_when(listener, lambda s: any(t.name == "cam-judge" and t.position > 6 * 10**9 for t in s.tracks))
        await state_when(listener, lambda s: any(t.name == "mic-judge" and t.position > 6 * 10**9 for t in s.tracks))
        listener.close()

    asyncio.run(sit())
    assert not list((courtroom.data / "run" / "preroll").iterdir())
    for track in ("cam-judge", "mic-judge", "mic-clerk"):
        lines = courtroom.lines(track)
        assert lines[0].start < 100_000_000, f"{track} begins with the announcement"
        assert all(b.start - a.end < 100_000_000 for a, b in pairwise(lines)), f"{track} has no hole"
        assert not any(line.silence for line in lines)


def test_a_preparation_that_comes_to_nothing_leaves_no_preroll(courtroom: Courtroom) -> None:
    """Postponed: cameras go off, and what they saw is gone."""

    async def sit() -> None:
        listener = await courtroom.join()
        courtroom.order(Orders(live=True, preroll=True))
        folder = courtroom.data / "run" / "preroll"
        async with asyncio.timeout(20):
            while not folder.is_dir() or len(list(folder.iterdir())) < 3:
                await asyncio.sleep(0.1)
        courtroom.order(Orders())
        await state_when(listener, lambda s: not s.levels)
        async with asyncio.timeout(30):
            while list(folder.iterdir()):
                await asyncio.sleep(0.1)
        listener.close()

    asyncio.run(sit())
