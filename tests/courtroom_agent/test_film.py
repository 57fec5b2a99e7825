"""Filed films and sounds play on the desk and in the mix, as the log says, and in no other mix than their picture is in."""

import asyncio
import hashlib
import os
import signal
import time
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from courtroom_agent.composer import Picture
from courtroom_agent.evidence import copying
from courtroom_agent.evidence.desk import EvidenceDesk, clock_words
from courtroom_agent.evidence.film_records import Record, encoded, next_record
from courtroom_agent.evidence.larder import larder
from courtroom_agent.evidence.projector import ENOUGH, Projector
from courtroom_agent.evidence.shown import Shown
from courtroom_agent.layout import Cast
from courtroom_agent.orders import Orders
from courtroom_agent.program import situation_of
from courtroom_agent.program_orders import ProgramOrders, Remote
from courtroom_agent.program_sound import SoundMill
from courtroom_agent.streams.decoding import SoundDecoder
from recorder.evidence.exhibit_store import CONTENT
from recorder.layout import exhibit_folder
from tests.courtroom_agent.counted_film import HERTZ, RATE, SIZE, counted_film, enormous, seen_ms
from tests.courtroom_agent.plain_signals import strength
from tests.hearing.story import HEARING

CASE = "（2026）测0101刑初1号"
BEGAN_MS = 1_795_492_800_000
TICK_MS = 100
NEAR_MS = 300
PATIENCE_S = 60.0
TARGETS = ("program", "public", "program-for-p-1")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Six seconds that count, with a tone."""
    return counted_film(tmp_path_factory.mktemp("film") / "film.mp4")


def shown_in(data: Path, content: bytes, **fields: Any) -> Shown:
    """Lay *content* where the courtroom PC keeps its copies, and show it."""
    sha256 = hashlib.sha256(content).hexdigest()
    folder = exhibit_folder(larder(data), CASE, HEARING, sha256)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CONTENT).write_bytes(content)
    given = {"showing": "s-1", "exhibit": "e-1", "kind": "video", "content": sha256, "duration_ms": 6000}
    return Shown.model_validate({"hearing": HEARING, "case": CASE, "in_program": True, **given, **fields})


def played(shown: Shown, position_ms: int, *, playing: bool = False, after_ms: int = 0, **fields: Any) -> Shown:
    """The same from *after_ms* behind the beginning on: at *position_ms*, playing or not."""
    playback = {"playing": playing, "position_ms": position_ms, "at": BEGAN_MS + after_ms}
    return Shown.model_validate({**shown.model_dump(), "playback": playback, **fields})


class Screen:
    """A desk whose film plays, looked at by a clock of the test's own."""

    def __init__(self, data: Path) -> None:
        self.projector = Projector(data, (*SIZE, RATE))
        self.units: list[bytes] = []
        self._desk = EvidenceDesk(
            (*SIZE, RATE), lambda _sha256: None, lambda unit, _at, _key: self.units.append(unit), self.projector
        )

    def look(self, shown: Shown, after_ms: int = 0) -> Picture:
        """See what the desk shows *after_ms* behind the beginning."""
        picture = self._desk.show(shown, {}, (BEGAN_MS + after_ms) * 1_000_000)
        assert picture is not None
        return picture

    async def shows(self, shown: Shown, wanted_ms: int, after_ms: int = 0) -> int:
        """Look until the desk shows what the film has at *wanted_ms*, or near it; return how near."""
        self.projector.want(shown, ProgramOrders())
        found: list[int | None] = []

        def is_there() -> bool:
            found[:] = [seen_ms(self.look(shown, after_ms))]
            return found[0] is not None and abs(found[0] - wanted_ms) <= NEAR_MS

        await until(is_there)
        return abs((found[0] or 0) - wanted_ms)


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until *is_so*, as long as a busy machine may need."""
    async with asyncio.timeout(PATIENCE_S):
        while not is_so():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def screen_in(data: Path) -> AsyncIterator[Screen]:
    """Have a desk whose films are kept ready."""
    screen = Screen(data)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(screen.projector.run())
        try:
            yield screen
        finally:
            running.cancel()


def decoders() -> list[int]:
    """Processes of ours that decode a film."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            is_ours = int((place / "stat").read_text().rpartition(")")[2].split()[1]) == os.getpid()
            if is_ours and b"film_decoding" in (place / "cmdline").read_bytes():
                found.append(int(place.name))
        except OSError:
            continue
    return found


def test_the_desk_shows_what_the_log_says(tmp_path: Path, film: bytes) -> None:
    """Played, paused, sought forward and back, at the end: within 0.3 s of the film's own count; a killed decoder comes back."""

    async def run() -> None:
        shown = shown_in(tmp_path, film)
        async with screen_in(tmp_path) as screen:
            await screen.shows(played(shown, 0), 0)
            moving = played(shown, 0, playing=True)
            for after_ms in range(0, 2000, TICK_MS):
                await screen.shows(moving, after_ms, after_ms)
            assert len(screen.units) >= 2000 // TICK_MS, "each picture of a film that plays is on the track"
            still = played(shown, 1900, after_ms=2000)
            await screen.shows(still, 1900, 2100)
            await screen.shows(still, 1900, 60_000)
            await screen.shows(played(shown, 4500, playing=True, after_ms=3000), 5000, 3500)
            await screen.shows(played(shown, 700), 700)
            await until(lambda: all(film.brought >= ENOUGH for film in screen.projector._films.values()))
            killed = {*decoders()}
            assert len(killed) == 2, "one for the pictures, one for the sound"
            for decoder in killed:
                os.kill(decoder, signal.SIGKILL)
            await until(lambda: len({*decoders()} - killed) == 2)
            await screen.shows(played(shown, 3300), 3300)
            assert not screen.projector.says
            await screen.shows(played(shown, 5500, playing=True), 5900, 30_000)
        assert decoders() == [], "nothing is left when the program ends"

    asyncio.run(run())


async def heard(screen: Screen, shown: Shown, since_ms: int, *, comes: bool) -> dict[str, float]:
    """Let a second pass from *since_ms* on; say how loud the film's tone is in each mix, as an amplitude."""
    deadline = time.monotonic() + PATIENCE_S
    packets: dict[str, list[bytes]] = {}
    mill = SoundMill(
        lambda mix, packet, _at: packets.setdefault(mix, []).append(packet), sound_of=screen.projector.sound
    )
    program = ProgramOrders(
        hearing=HEARING,
        publish=("program", "public"),
        remotes=(Remote(participant="p-1", name="张某", label="被告人"),),
        for_public=True,
        course="open",
    )
    orders = Orders(hearing=HEARING, live=True)
    mill.hearable = situation_of(orders, program, Cast(None, (), ()), {}, BEGAN_MS, shown).hearable
    screen.projector.want(shown, program)
    for after_ms in range(since_ms, since_ms + 1000, 20):
        at_ns = (BEGAN_MS + after_ms) * 1_000_000
        screen.look(shown, after_ms)
        while comes and screen.projector.sound(shown, at_ns) is None:
            assert time.monotonic() < deadline, "no sound came"
            await asyncio.sleep(0.01)
            screen.look(shown, after_ms)
        mill.tick(at_ns)
    assert packets.keys() == set(TARGETS)
    return {mix: strength(_decoded(packets[mix])[4800:], HERTZ) for mix in TARGETS}


def _decoded(packets: list[bytes]) -> np.ndarray:
    decoder = SoundDecoder()
    return np.concatenate([sound for packet in packets if (sound := decoder.decode(packet)) is not None])


@pytest.mark.parametrize("kind", ["video", "audio"])
def test_its_sound_is_heard_where_its_picture_is_seen(
    tmp_path: Path, film: bytes, kind: str, sound_file: bytes
) -> None:
    """For people far away while it plays; for the public once released; for nobody when paused or not shown to them."""

    async def run() -> None:
        shown = shown_in(tmp_path, film if kind == "video" else sound_file, kind=kind)
        async with screen_in(tmp_path) as screen:
            moving = played(shown, 500, playing=True)
            one = await heard(screen, moving, 0, comes=True)
            assert one["program"] > 1500 < one["program-for-p-1"], one
            assert one["public"] < 30, one
            released = await heard(screen, moving.model_copy(update={"in_public": True}), 1000, comes=True)
            assert min(released.values()) > 1500, released
            paused = await heard(screen, played(shown, 2500, after_ms=2000, in_public=True), 2000, comes=False)
            assert max(paused.values()) < 30, paused
            bench = moving.model_copy(update={"in_program": False})
            assert max((await heard(screen, bench, 2000, comes=True)).values()) < 30, "shown to the bench alone"
            over = await heard(screen, moving.model_copy(update={"in_public": True}), 9000, comes=False)
            assert max(over.values()) < 30, "it has ended"

    asyncio.run(run())


@pytest.fixture(scope="module")
def sound_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The tone as a sound of its own."""
    path = tmp_path_factory.mktemp("sound") / "sound.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        tone = 8000 * np.sin(2 * np.pi * HERTZ * np.arange(6 * 16_000) / 16_000)
        file.writeframes(tone.astype("<i2").tobytes())
    return path.read_bytes()


@pytest.mark.parametrize("harm", ["cut short", "words", "no pictures", "enormous"])
def test_a_file_that_does_not_play_is_said_and_harms_nothing(tmp_path: Path, film: bytes, harm: str) -> None:
    """The desk says so in words, the panel is told why, and what is shown next plays."""
    content = {
        "cut short": film[: len(film) // 2],
        "words": b"I am no film at all. " * 400,
        "no pictures": film[: film.index(b"mdat") + 4] + bytes(2000),
        "enormous": enormous(film),
    }[harm]

    async def run() -> None:
        async with screen_in(tmp_path) as screen:
            bad = played(shown_in(tmp_path, content), 0, playing=True)
            screen.projector.want(bad, ProgramOrders())
            before = screen.look(bad).y.copy()
            await until(lambda: screen.projector.is_broken(bad))
            assert not np.array_equal(screen.look(bad).y, before), "other words than those of waiting"
            assert "证据无法播放" in screen.projector.says
            assert screen.projector.sound(bad, BEGAN_MS * 1_000_000) is None
            if harm == "enormous":
                await screen.shows(played(shown_in(tmp_path, film, showing="s-2"), 2000), 2000)
                assert screen.projector.says == ""

    asyncio.run(run())


def test_a_desk_that_ends_while_a_decoder_starts_leaves_none_behind(tmp_path: Path, film: bytes) -> None:
    """At whatever moment it ends: before the file is found, while the process begins, when it runs."""
    shown = played(shown_in(tmp_path, film), 0, playing=True)

    async def run(after_s: float) -> None:
        async with screen_in(tmp_path) as screen:
            screen.projector.want(shown, ProgramOrders())
            await asyncio.sleep(after_s)

    for number in range(20):
        asyncio.run(run(number * 0.001))
        assert decoders() == []


def test_another_file_than_the_one_on_record_is_never_played(
    tmp_path: Path, film: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy that somebody changed is not opened: the desk waits and says why, until the panel gives the right one."""

    async def give(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        assert asked == f"/api/v1/hearings/{HEARING}/exhibits/e-1/content"
        writer.write(f"HTTP/1.1 200 OK\r\ncontent-length: {len(film)}\r\nconnection: close\r\n\r\n".encode() + film)
        await writer.drain()
        writer.close()

    monkeypatch.setattr(copying, "SPARE_BYTES", 0)

    async def run() -> None:
        shown = played(shown_in(tmp_path, film, bytes=len(film)), 0)
        (place,) = larder(tmp_path).rglob(CONTENT)
        place.write_bytes(film[:-1] + b"\0")
        async with screen_in(tmp_path) as screen:
            screen.projector.want(shown, ProgramOrders(url="http://127.0.0.1:9"))
            await until(lambda: bool(screen.projector.says))
            assert decoders() == []
            server = await asyncio.start_server(give, "127.0.0.1", 0)
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            (tmp_path / "token").write_text("token")
            screen.projector.want(shown.model_copy(), ProgramOrders(url=url, token_file=tmp_path / "token"))
            await until(lambda: seen_ms(screen.look(shown)) == 0)
            assert screen.projector.says == ""
            server.close()
            await server.wait_closed()
        assert place.read_bytes() == film, "and the copy is the right one from now on"

    asyncio.run(run())


def test_what_a_decoder_says_is_not_believed(tmp_path: Path) -> None:
    """A picture larger than the desk's, of another length than its sides, or a record of no kind ends the playing."""
    good = Record("picture", 1, 40, bytes(320 * 180 * 3 // 2), 320, 180)
    bad = [
        encoded(Record("picture", 1, 40, bytes(6), 4, 2)),
        encoded(Record("picture", 1, 40, bytes(640 * 360 * 3 // 2), 640, 360)),
        encoded(Record("picture", 1, 40, b"", 0, 0)),
        encoded(Record("sound", 1, 40, bytes(4000))),
        b"\7" + encoded(good)[1:],
    ]
    place = tmp_path / "records"
    place.write_bytes(encoded(good) + encoded(good)[:-1])
    with place.open("rb") as file:
        assert next_record(file, *SIZE) == good
        assert next_record(file, *SIZE) is None, "it broke off"
    for octets in bad:
        place.write_bytes(octets)
        with place.open("rb") as file, pytest.raises(ValueError, match=r"record of kind|a picture of|a sound of"):
            next_record(file, *SIZE)


def test_a_sound_says_where_it_stands(tmp_path: Path) -> None:
    """In minutes and seconds, of how many; as long as nobody has played it, nothing."""
    shown = shown_in(tmp_path, b"", kind="audio", duration_ms=125_000)
    assert clock_words(shown, BEGAN_MS * 1_000_000) == ""
    assert clock_words(played(shown, 58_000, playing=True), (BEGAN_MS + 7000) * 1_000_000) == "01:05 / 02:05"
