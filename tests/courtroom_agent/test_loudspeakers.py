"""The courtroom's loudspeakers: who is far away is heard by them, a film only where everyone may hear it, and nobody twice."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtroom_agent.ducking import HELD, LOWERED, Ducking
from courtroom_agent.encoders import VoiceEncoder, level_dbfs
from courtroom_agent.evidence.shown import Shown
from courtroom_agent.loudspeakers import STUCK_S, Amplified, LoudspeakersNow, RoomLoudspeakers, loudspeakers_detail
from courtroom_agent.mixer import BLOCK, Samples
from courtroom_agent.program_outlets import exhibit_in, mixes_for
from courtroom_agent.program_sound import LOUDSPEAKERS, Hearable, SoundMill
from courtroom_agent.streams.decoding import SoundDecoder
from hardware_profiles.courtroom import Loudspeakers
from hardware_profiles.rooms import load_room
from tests.courtroom_agent.court_server import until
from tests.courtroom_agent.plain_signals import STEP_NS, sound_together, strength, tone

CARDS = """\
pcm.tape {{ type file slave.pcm {{ type null }} file "{tape}" format raw }}
pcm.deaf {{ type file slave.pcm {{ type null }} file "|sleep 60" format raw }}
"""
ZERO = 1_795_492_800 * 10**9
MICROPHONES = frozenset({"mic-judge", "mic-witness"})
LOUD, SILENT = 2000, 30
DEMO = Path("hardware_profiles/courtrooms/demo.yaml")


@pytest.fixture
def tape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two cards of ALSA's own: one writes down what is played on it, one takes nothing."""
    (tmp_path / "cards.conf").write_text(CARDS.format(tape=tmp_path / "tape.raw"))
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "cards.conf"))
    return tmp_path / "tape.raw"


def played(tape: Path) -> Samples:
    """What is on the tape so far."""
    content = tape.read_bytes() if tape.exists() else b""
    return np.frombuffer(content[: len(content) // 2 * 2], np.int16)


@contextlib.asynccontextmanager
async def in_use(source: str) -> AsyncIterator[RoomLoudspeakers]:
    """Loudspeakers of a court that is live, given a tone of 1000 Hz again and again."""
    made = RoomLoudspeakers(Loudspeakers(source=source), pauses_s=(0.2,))
    made.want(is_wanted=True)

    async def perform() -> None:
        for number in range(1 << 30):
            made.put(tone(number * BLOCK, 1000))
            await asyncio.sleep(0.02)

    works = asyncio.create_task(made.run()), asyncio.create_task(perform())
    try:
        yield made
    finally:
        for work in works:
            work.cancel()
        await asyncio.gather(*works, return_exceptions=True)


def test_the_sound_card_gets_every_sample_in_its_order(tape: Path) -> None:
    """A pure tone stays one: nothing is added to it, and while the card keeps up nothing is left out."""

    async def play() -> None:
        async with in_use("alsa:tape") as loudspeakers:
            await until(lambda: len(played(tape)) > 24_000)
            stands = loudspeakers.now()
        assert (stands.state, stands.left_out, stands.says) == ("playing", 0, "")
        assert stands.dbfs > -20
        assert strength(played(tape)[:24_000], 1000) > 5900

    asyncio.run(play())


def test_out_of_session_the_card_is_left_to_others(tape: Path) -> None:
    """From the moment on at which the court is not live any more nothing is played."""

    async def play() -> None:
        async with in_use("alsa:tape") as loudspeakers:
            await until(lambda: len(played(tape)) > 4800)
            loudspeakers.want(is_wanted=False)
            await until(lambda: loudspeakers.now().state == "off")
            before = len(played(tape))
            await asyncio.sleep(0.5)
            assert len(played(tape)) == before
            loudspeakers.want(is_wanted=True)
            await until(lambda: len(played(tape)) != before)

    asyncio.run(play())


def test_a_missing_card_is_said_and_played_to_once_it_is_there(tape: Path) -> None:
    """Place, fault and remedy; who plugs it in again touches nothing else."""

    async def play() -> None:
        async with in_use("alsa:later") as loudspeakers:
            await until(lambda: loudspeakers.now().state == "failed")
            assert "alsa:later：扩声无法放音" in loudspeakers.now().says
            assert "alsa:later: the loudspeakers cannot be played to" in loudspeakers.now().says
            config = Path(os.environ["ALSA_CONFIG_PATH"])
            config.write_text(config.read_text().replace("pcm.tape", "pcm.later"))
            await until(lambda: len(played(tape)) > 4800)
            await until(lambda: loudspeakers.now().state == "playing" and not loudspeakers.now().says)

    asyncio.run(play())


def test_a_card_that_takes_nothing_is_said_to(tape: Path) -> None:
    """It looks open and is silent: after two seconds the panel knows, and meanwhile nothing waits for it."""

    async def play() -> None:
        async with in_use("alsa:deaf") as loudspeakers:
            await until(lambda: "takes no sound" in loudspeakers.now().says)
            assert loudspeakers.now().left_out > STUCK_S / 0.02 / 2

    asyncio.run(play())


def test_without_aplay_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without alsa-utils says so."""
    monkeypatch.setenv("PATH", str(tmp_path))

    async def play() -> None:
        async with in_use("alsa:default") as loudspeakers:
            await until(lambda: "apt-get install alsa-utils" in loudspeakers.now().says)

    asyncio.run(play())


def test_simulated_loudspeakers_say_that_they_are() -> None:
    """They are metered like real ones, and nobody takes them for such."""

    async def play() -> None:
        async with in_use("simulated") as loudspeakers:
            await until(lambda: loudspeakers.now().state == "simulated")
            await until(lambda: loudspeakers.now().dbfs > -20)

    asyncio.run(play())


def heard_in_room(hearable: Hearable, tones: dict[str, int], film: Samples) -> Samples:
    """What the loudspeakers are given of a second and more in which *tones* sound and *film* plays."""
    given: list[Samples] = []

    def play(sound: Samples) -> bool:
        given.append(sound)
        return True

    mill = SoundMill(lambda *_given: None, sound_of=lambda _shown, _at: film, to_room=play)
    mill.hearable = hearable
    sound_together(mill, tones, ZERO)
    return np.concatenate(given)[4800:]


SHOWN = Shown(hearing="h-aaaaaaaaaa", showing="s-1", in_program=True, in_public=True)
TONES = {"mic-judge": 440, "mic-witness": 700, "remote-p-1": 1000, "remote-p-2": 1600}


@pytest.mark.parametrize("in_room", [True, False])
def test_the_room_hears_who_is_far_away_and_not_itself(in_room: bool) -> None:
    """No microphone of the room, nobody whom the court muted; a film only if everyone in the room may hear it."""
    mixes = mixes_for(("program",), frozenset({"remote-p-1", "remote-p-2"}), MICROPHONES)
    shown = SHOWN.model_copy(update={"in_room": in_room})
    hearable = Hearable(mixes, frozenset({"remote-p-2"}), live=True, exhibit=shown, exhibit_in=exhibit_in(mixes, shown))

    heard = heard_in_room(hearable, TONES, tone(0, 2500))

    assert strength(heard, 1000) > LOUD
    assert max(strength(heard, hertz) for hertz in (440, 700, 1600)) < SILENT
    assert (strength(heard, 2500) > LOUD) is in_room


def test_in_a_room_without_microphones_the_mixes_are_the_same_and_all_are_made() -> None:
    """What sounds alike is mixed once: the loudspeakers get it, and so does the program."""
    sent: list[str] = []

    def play(_sound: Samples) -> bool:
        sent.append(LOUDSPEAKERS)
        return True

    mill = SoundMill(lambda mix, _packet, _at: sent.append(mix), to_room=play)
    mill.hearable = Hearable(mixes_for(("program",), frozenset(), frozenset()), live=True)
    for step in range(5):
        mill.tick(ZERO + step * STEP_NS)
    assert [sent.count(name) for name in (LOUDSPEAKERS, "program", "public")] == [5, 5, 5]


def _courts_levels(echoing: frozenset[str], spoken: range, *, is_played: bool = True) -> list[float]:
    """Level by level of 20 ms what the court's mix has of the room's microphone, while somebody far away speaks in *spoken*."""
    packets: list[bytes] = []
    take = lambda mix, packet, _at: packets.append(packet) if mix == "program-room" else None  # noqa: E731
    mill = SoundMill(take, to_room=lambda _sound: is_played)
    mixes = mixes_for(("program-room",), frozenset({"remote-p-1"}), MICROPHONES)
    mill.hearable = Hearable(mixes, live=True, echoing=echoing)
    encoders = {name: VoiceEncoder() for name in ("mic-judge", "remote-p-1")}
    for step in range(150):
        for name, encoder in encoders.items():
            is_silent = name == "remote-p-1" and step not in spoken
            packet = encoder.encode(np.zeros(BLOCK, np.int16) if is_silent else tone(step * BLOCK, 440))
            assert packet is not None
            mill.offer(name, packet, ZERO + step * STEP_NS)
        mill.tick(ZERO + step * STEP_NS)
    decoder = SoundDecoder()
    return [level_dbfs(sound) for packet in packets if (sound := decoder.decode(packet)) is not None]


def test_an_echoing_room_is_turned_down_while_somebody_far_away_speaks() -> None:
    """By 12 dB, from the first words on until half a second after the last; where echo is cancelled or the card is dead, not at all."""
    levels = _courts_levels(MICROPHONES, range(40, 80))
    before, meanwhile, after = levels[30], levels[60], levels[140]
    assert 11 < before - meanwhile < 13
    assert abs(before - levels[36]) < 1
    assert abs(meanwhile - levels[80 + HELD - 5]) < 1, "the room still carries the last words"
    assert abs(before - after) < 1
    for other in (
        _courts_levels(frozenset(), range(40, 80)),
        _courts_levels(MICROPHONES, range(40, 80), is_played=False),
    ):
        assert max(other[20:]) - min(other[20:]) < 1


@given(st.lists(st.booleans(), max_size=200))
def test_turning_down_never_clicks(spoken: list[bool]) -> None:
    """Whoever speaks when: no step from one sample to the next, never louder than said, never more than 12 dB down."""
    ducking, last = Ducking(), 1.0
    for speaks in spoken:
        factors = ducking.next()
        ducking.hear(tone(0, 440) if speaks else np.zeros(BLOCK, np.int16), is_played=True)
        assert factors[0] == pytest.approx(last)
        assert LOWERED - 1e-6 <= factors.min() <= factors.max() <= 1 + 1e-6
        assert np.abs(np.diff(factors)).max() < 0.001
        last = float(factors[-1])


def test_the_demonstration_courtroom_has_loudspeakers_that_do_not_echo() -> None:
    """All its microphones are left out of what the room hears, and none is turned down."""
    amplified = Amplified.of(load_room(DEMO))
    assert amplified is not None
    assert "mic-judge" in amplified.microphones
    assert not amplified.echoing
    assert Amplified.of(load_room(DEMO).model_copy(update={"loudspeakers": None})) is None


def test_the_panel_is_told_how_they_stand_and_nothing_of_a_room_without() -> None:
    """What a heartbeat says is theirs alone: a room whose own sound system plays says nothing, rather than that all is well."""
    room, now = load_room(DEMO), LoudspeakersNow(state="simulated", dbfs=-20.0)
    told = loudspeakers_detail(room, now)
    assert (told["loudspeakers"], told["echo_cancelled"]) == ("simulated", True)
    assert loudspeakers_detail(room, None) == {}
    assert loudspeakers_detail(room.model_copy(update={"loudspeakers": None}), now) == {}
