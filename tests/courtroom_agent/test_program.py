"""The program process whole: a performing room, a real media worker, real people far away."""

import asyncio
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtroom_agent.encoders import PictureEncoder, VoiceEncoder
from courtroom_agent.layout import Cast, arrange
from courtroom_agent.orders import Orders, Span, orders_path, write_orders
from courtroom_agent.packet_socket import Kind, PacketListener, socket_path
from courtroom_agent.program import CLOSED, RECESS, WAITING, situation_of
from courtroom_agent.program_orders import ProgramOrders, Remote, program_orders_path, write_program_orders
from courtroom_agent.program_outlets import mix_of, mixes_for
from courtroom_agent.program_picture import PictureMill, Scene
from courtroom_agent.room_state import ProgramState, read_state
from courtroom_agent.streams.player import Player
from courtroom_agent.streams.publisher import Publisher
from recorder.layout import take_paths
from tests.courtroom_agent.court_server import HEARING, court_server, running, until
from tests.courtroom_agent.performing_room import Room
from tests.courtroom_agent.plain_signals import plain, strength, tone

DEMO = Path("hardware_profiles/courtrooms/demo.yaml")
CASE = "（2026）示0101刑初128号"
COLOURS = {"cam-judge": (200, 20, 20), "cam-prosecutor": (20, 200, 20), "cam-defender": (20, 20, 200)}
TONES = {"mic-judge": 440, "mic-clerk": 700}
OWN_HERTZ = 1000
ACCUSED = Remote(participant="p-1", name="张某某", label="被告人（远程）")
CAST = Cast("cam-judge", ("cam-prosecutor", "cam-defender"), ())


@pytest.fixture
def data() -> Iterator[Path]:
    """An agent's data folder whose sockets' paths are short enough."""
    with tempfile.TemporaryDirectory(prefix="c-") as folder:
        (Path(folder) / "token").write_text("agent:demo")
        yield Path(folder)


def now_ms() -> int:
    """This machine's clock."""
    return time.time_ns() // 1_000_000


@dataclass
class Told:
    """What the control process tells the program process."""

    data: Path
    url: str
    zero_at: int | None = None
    spans: list[Span] = field(default_factory=list)

    def tell(self, course: str, *, live: bool, closed: bool = False) -> None:
        """Write both documents."""
        orders = Orders(
            hearing=HEARING,
            case=CASE,
            take="room-demo-1",
            zero_at=self.zero_at,
            spans=tuple(self.spans),
            live=live,
            closed=closed,
        )
        program = ProgramOrders(
            url=self.url,
            token_file=self.data / "token",
            hearing=HEARING,
            take="program-demo-1",
            court="示范区人民法院",
            case_number=CASE,
            remotes=(ACCUSED,),
            publish=("program", "public"),
            for_public=True,
            course=course,
        )
        write_orders(orders_path(self.data), orders)
        write_program_orders(program_orders_path(self.data), program)

    def begin(self) -> None:
        """Open, or resume."""
        at = now_ms()
        self.zero_at = self.zero_at or at
        self.spans.append((at, None))
        self.tell("open", live=True)

    def end(self, course: str) -> None:
        """Pause or close."""
        self.spans[-1] = (self.spans[-1][0], now_ms())
        self.tell(course, live=False, closed=course == "closed")


@contextlib.asynccontextmanager
async def program(data: Path, loudspeakers: str = "simulated") -> AsyncIterator[None]:
    """Run the program process of the demonstration courtroom, with these loudspeakers."""
    room = data / "room.yaml"
    room.write_text(DEMO.read_text("utf-8").replace("{source: simulated,", f"{{source: {loudspeakers},"), "utf-8")
    command = sys.executable, "-m", "courtroom_agent.program", "--room", str(room), "--data", str(data)
    process = await asyncio.create_subprocess_exec(*command)
    try:
        yield
    finally:
        process.terminate()
        assert await process.wait() == 0


class Accused:
    """The person far away: a turquoise picture and a tone of 1000 Hz."""

    def __init__(self, url: str) -> None:
        self.keyframe = True
        self.frames: list[np.ndarray] = []
        self.sounds: list[np.ndarray] = []
        self.publisher = Publisher(f"{url}/whip/{HEARING}/remote-p-1", "participant:p-1", video=True, audio=True)
        self.publisher.on_keyframe = self._wanted
        self.player = Player(
            f"{url}/whep/{HEARING}/program-for-p-1",
            "participant:p-1",
            on_video=lambda frame, _at: self.frames.append(shrunk(frame)),
            on_audio=lambda sound, _at: self.sounds.append(sound),
        )

    async def perform(self) -> None:
        """Send till cancelled."""
        pictures, voice = PictureEncoder(320, 180, 25), VoiceEncoder()
        began = time.time_ns()
        for tick in range(1 << 30):
            now = began + tick * 20_000_000
            packet = voice.encode(tone(tick * 960, OWN_HERTZ))
            if packet is not None:
                self.publisher.send_audio(packet, now)
            if tick % 2 == 0:
                wanted, self.keyframe = self.keyframe, False
                unit = pictures.encode(plain((20, 200, 200)), keyframe=wanted)
                assert unit is not None
                self.publisher.send_video(unit.data, now, unit.keyframe)
            await asyncio.sleep(max(0.0, (now + 20_000_000 - time.time_ns()) / 1e9))

    def _wanted(self) -> None:
        self.keyframe = True


def shrunk(frame: av.VideoFrame) -> np.ndarray:
    """A picture, a quarter as wide and high."""
    return frame.to_ndarray(format="rgb24")[::4, ::4]


def everyone_is_seen(picture: np.ndarray) -> bool:
    """Whether bench, prosecution and the accused are each in their place."""
    places = {(60, 110): COLOURS["cam-judge"], (38, 270): COLOURS["cam-prosecutor"], (150, 270): (20, 200, 200)}
    return all(np.abs(picture[place].astype(int) - colour).max() < 30 for place, colour in places.items())


def loudness(sounds: list[np.ndarray], hertz: int) -> np.ndarray:
    """How strong a tone is in each packet; the first ones, before the tone begins, are left out."""
    return np.array([strength(sound, hertz) for sound in sounds[25:] if len(sound) == 960])


def heard(sounds: list[np.ndarray], *tones: int) -> bool:
    """Whether all *tones* are heard together in most of the last half second."""
    latest = np.array([loudness(sounds[-50:], hertz) > 2000 for hertz in tones])
    return latest.size > 0 and bool(latest.all(axis=0).mean() > 0.5)


def index(data: Path, track: str) -> list[dict[str, int]]:
    """The lines of a track's index."""
    path = take_paths(data / "records", CASE, HEARING, "program-demo-1").folder / track / "index.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def state(data: Path) -> ProgramState:
    """What the program process said last."""
    return read_state(data / "run" / "program-state.json", ProgramState) or ProgramState()


def test_the_court_and_the_accused_see_and_hear_each_other(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program shows bench, parties and the accused; who sits where hears the others and never himself."""
    court_sound: list[np.ndarray] = []
    card = data / "card.raw"
    (data / "cards.conf").write_text(f'pcm.card {{ type file slave.pcm {{ type null }} file "{card}" format raw }}')
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(data / "cards.conf"))

    def room_sound() -> list[np.ndarray]:
        whole = np.frombuffer(card.read_bytes(), np.int16) if card.exists() else np.zeros(0, np.int16)
        return list(whole[: len(whole) // 960 * 960].reshape(-1, 960))

    async def sit() -> None:
        async with court_server() as url:
            told = Told(data, url)
            told.tell("preparing", live=True)
            accused = Accused(url)
            court = Player(
                f"{url}/whep/{HEARING}/program", "account:1", on_audio=lambda sound, _at: court_sound.append(sound)
            )
            with Room(socket_path(data), COLOURS, TONES):
                works = (accused.publisher.run(), accused.player.run(), accused.perform(), court.run())
                async with program(data, "alsa:card"), running(*works):
                    told.begin()
                    await until(lambda: len(accused.frames) > 40 and state(data).playing["p-1"]["frames"] > 25)
                    await until(lambda: everyone_is_seen(accused.frames[-1]))
                    await until(lambda: heard(accused.sounds, *TONES.values()))
                    await until(lambda: heard(court_sound, *TONES.values(), OWN_HERTZ))
                    await until(lambda: heard(room_sound(), OWN_HERTZ))
            # A voice would sound on and on; one packet spliced on a busy machine clicks at every pitch.
            assert np.percentile(loudness(accused.sounds, OWN_HERTZ), 95) < 300
            assert all(np.percentile(loudness(room_sound(), hertz), 95) < 300 for hertz in TONES.values())

    asyncio.run(sit())


def test_a_recess_leaves_nothing_in_the_record(data: Path) -> None:
    """From pause to resumption neither picture nor sound of the program is written; before and after all of it is."""

    async def sit() -> None:
        async with court_server() as url:
            told = Told(data, url)
            told.tell("preparing", live=True)
            with Room(socket_path(data), COLOURS, TONES):
                async with program(data):
                    await until(lambda: state(data).publishing.get("public") == "connected")
                    told.begin()
                    await until(lambda: len(index(data, "public-sound")) > 1)
                    told.end("paused")
                    await asyncio.sleep(1.5)
                    told.begin()
                    resumed = told.spans[-1][0]
                    await until(lambda: index(data, "program")[-1]["start"] > (resumed + 900 - told.zero_at) * 10**6)
                    told.end("closed")
                    await until(lambda: state(data).sealed)
        zero = told.zero_at
        assert zero is not None
        spans = [((begin - zero) * 10**6, (end - zero) * 10**6) for begin, end in told.spans if end is not None]
        for track in ("program", "program-sound", "public", "public-sound"):
            lines = index(data, track)
            tolerance = 20_001_000 if track.endswith("sound") else 50_000_000
            for line in lines:
                begin, end = line["start"], line["start"] + line["duration"]
                assert any(a - 1000 <= begin and end <= b + tolerance for a, b in spans), (track, line)
            written = sum(line["duration"] for line in lines)
            assert written > 0.75 * sum(end - begin for begin, end in spans), track

    asyncio.run(sit())


def test_recognition_is_offered_remote_voices(data: Path) -> None:
    """What the accused says from afar reaches recognition on the program's own socket."""

    async def sit() -> None:
        async with court_server() as url:
            told = Told(data, url)
            told.tell("preparing", live=True)
            accused = Accused(url)
            async with program(data), running(accused.publisher.run(), accused.perform()):
                await until(lambda: state(data).playing.get("p-1", {}).get("audio", 0) > 5)
                listener = await PacketListener.connect(data / "run" / "program.sock")
                names: dict[int, str] = {}
                heard = 0
                async with asyncio.timeout(30):
                    async for packet in listener.packets():
                        if packet.kind is Kind.SOURCES:
                            names = {one["number"]: one["name"] for one in json.loads(packet.data)}
                        elif names[packet.source] == "remote-p-1" and abs(packet.at - time.time_ns()) < 2 * 10**9:
                            heard += 1
                        if heard > 20:
                            break
                listener.close()
                assert names == {1: "remote-p-1"}

    asyncio.run(sit())


ORDERS = Orders(hearing=HEARING, case=CASE, take="room-demo-1", zero_at=1000, spans=((1000, 5000),), live=True)
PROGRAM = ProgramOrders(hearing=HEARING, remotes=(ACCUSED,), publish=("program",), course="open")


@pytest.mark.parametrize(
    ("orders", "course", "words"),
    [
        (ORDERS, "open", ""),
        (ORDERS.model_copy(update={"live": False, "spans": ()}), "paused", RECESS),
        (ORDERS.model_copy(update={"live": False, "spans": ()}), "preparing", WAITING),
        (ORDERS.model_copy(update={"live": False, "spans": (), "closed": True}), "closed", CLOSED),
        (ORDERS.model_copy(update={"hearing": "h-bbbbbbbbbb"}), "open", WAITING),
    ],
)
def test_the_slate_says_where_the_hearing_stands(orders: Orders, course: str, words: str) -> None:
    """Outside the session a slate stands in for the court, and no voice is mixed."""
    situation = situation_of(orders, PROGRAM.model_copy(update={"course": course}), CAST, {}, 1500)

    assert situation.scene.slate == words
    assert situation.hearable.live == situation.live == (not words)


def test_the_last_moments_before_a_recess_belong_to_the_record() -> None:
    """What was said just before the pause took effect is still composed, though the pause has begun."""
    paused = ORDERS.model_copy(update={"live": False})

    assert situation_of(paused, PROGRAM, CAST, {}, 4999).live
    assert not situation_of(paused, PROGRAM, CAST, {}, 5000).live


def test_a_hidden_seat_is_neither_seen_nor_heard() -> None:
    """The protected witness's cameras are in no picture and the microphone in no mix, overview and all."""
    cast = Cast("cam-judge", ("cam-prosecutor", "cam-witness"), ("cam-overview",), "cam-witness")
    hiding = PROGRAM.model_copy(
        update={
            "hidden": ("witness",),
            "unseen": ("cam-witness", "cam-overview"),
            "unheard": ("mic-witness",),
            "main": "witness",
        }
    )

    situation = situation_of(ORDERS, hiding, cast, {}, 1500)
    tiles = arrange(situation.scene.cast, (), None, 1280, 720, situation.scene.main)

    assert [tile.stream for tile in tiles] == ["cam-judge", "cam-prosecutor"]
    assert "mic-witness" in situation.hearable.muted
    assert situation.hidden == ("witness",)


def test_no_name_is_burnt_into_the_picture() -> None:
    """A remote person is labelled by role; the name is nobody's business who watches."""
    captions = situation_of(ORDERS, PROGRAM, CAST, {"cam-judge": "审判席"}, 1500).scene.captions

    assert captions.labels == {"cam-judge": "审判席", "remote-p-1": "被告人（远程）"}


@given(st.sets(st.integers(1, 9), max_size=5))
def test_each_remote_person_has_a_mix_without_the_own_voice(people: set[int]) -> None:
    """For any number of remote people: one mix each, nobody's own voice in it, and one for the court with all."""
    voices = frozenset(f"remote-p-{number}" for number in people)
    streams = ("program", "public", *(f"program-for-p-{number}" for number in people))
    mixes = mixes_for(streams, voices)

    assert mixes["program"] == frozenset()
    assert {mix_of(stream, voices) for stream in streams} == set(mixes)
    for number in people:
        assert mixes[f"program-for-p-{number}"] == {f"remote-p-{number}"}


def test_whoever_joins_gets_a_keyframe_at_once() -> None:
    """A wish for a keyframe makes the very next composed picture one."""
    keyframes: list[bool] = []
    mill = PictureMill(
        (640, 360, 25),
        Scene(CAST),
        lambda _unit, _at, keyframe, _slate, _of: keyframes.append(keyframe),
        lambda _stream: None,
    )
    for tick in range(20):
        if tick == 7:
            mill.want_keyframe()
        mill.tick(10**18 + tick * 40_000_000)

    assert [tick for tick, keyframe in enumerate(keyframes) if keyframe] == [0, 7]


def test_lips_and_voice_are_composed_of_one_moment() -> None:
    """The picture composed for a moment is the one taken at that moment, not the newest that came."""
    shown: list[np.ndarray] = []
    mill = PictureMill((640, 360, 25), Scene(CAST), lambda *_given: None, lambda _stream: None)
    camera = PictureEncoder(320, 180, 25)
    for number, colour in enumerate([(200, 20, 20), (20, 200, 20), (20, 20, 200)]):
        unit = camera.encode(plain(colour))
        assert unit is not None
        mill.offer("cam-judge", unit.data, 10**18 + number * 40_000_000, unit.keyframe)
    mill.tick(10**18 + 45_000_000)
    [source] = mill._sources.values()
    for at in (10**18 + 45_000_000, 10**18 + 80_000_000):
        picture = source.at(at)
        assert picture is not None
        shown.append(np.array([picture.u.mean(), picture.v.mean()]))

    green, blue = (
        np.array([plane.mean() for plane in plain(c).to_ndarray()[180:].reshape(2, -1)])
        for c in ((20, 200, 20), (20, 20, 200))
    )
    assert np.abs(shown[0] - green).max() < 4
    assert np.abs(shown[1] - blue).max() < 4
    assert source.at(10**18 + 10 * 10**9) is None, "an old picture is not shown as if it were now"
