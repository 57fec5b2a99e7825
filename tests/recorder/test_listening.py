"""Who speaks from when to when: the simulated hearing's own voices, heard by microphones that hear everyone."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from courtroom_agent.simulated.voices import Voices, script
from recorder.transcription.attribution import is_copy
from recorder.transcription.engine import FRAME, RATE, Samples
from recorder.transcription.listening import Listening
from recorder.transcription.utterances import Dropped, Ended, Happening, Piece

ZERO = 1_800_000_000 * 10**9
SEATS = ("judge", "clerk", "prosecutor", "defender", "accused")
GAINS_DB = (0, -10, 5, -6, 8)
SECONDS = 57


@cache
def voice(seat: str) -> np.ndarray:
    """A seat's voice, 16 kHz."""
    voices = Voices()
    blocks = [voices.block(seat, ms) for ms in range(0, SECONDS * 1000, 20)]
    return np.concatenate(blocks).astype(np.float32).reshape(-1, 3).mean(axis=1)


def microphones(bleed_db: float | None) -> dict[str, Samples]:
    """What stands at each seat hears: its person, everyone else fainter and later, noise; each turned up differently."""
    generator = np.random.default_rng(1)
    heard = {}
    for seat, gain_db in zip(SEATS, GAINS_DB, strict=True):
        sound = voice(seat).copy()
        for other in SEATS:
            if other != seat and bleed_db is not None:
                direct = np.roll(voice(other), int(generator.integers(60, 200))) * 10 ** (bleed_db / 20)
                sound += direct + 0.4 * np.roll(direct, 370) + 0.2 * np.roll(direct, 900)
        sound = (sound + generator.normal(0, 15, len(sound))) * 10 ** (gain_db / 20)
        heard[f"mic-{seat}"] = sound.clip(-32768, 32767).astype(np.int16)
    return heard


def listen(
    sounds: dict[str, Samples], *, cuts_back: bool = True, late_ms: dict[str, int] | None = None
) -> list[Happening]:
    """Let all microphones be heard in step, packet by packet, some of them delivered late."""
    listening = Listening(cuts_back=cuts_back)
    late = late_ms or {}
    happened: list[Happening] = []
    for at in range(0, max(map(len, sounds.values())), FRAME):
        for stream, sound in sounds.items():
            start = at - late.get(stream, 0) * RATE // 1000 // FRAME * FRAME
            packet = sound[max(0, start) : max(0, start + FRAME)]
            if len(packet):
                listening.hear(stream, packet, ZERO + start * 10**9 // RATE)
        happened += listening.advance(ZERO + (at - RATE) * 10**9 // RATE)
    assert listening.lost_s == 0
    return happened + listening.pause()


@cache
def hearing(bleed_db: float | None) -> tuple[Happening, ...]:
    """What happens in the first minute of the simulated hearing; the accused's voice comes late from afar."""
    return tuple(listen(microphones(bleed_db), late_ms={"mic-accused": 400}))


def sentences(happened: Sequence[Happening]) -> list[Ended]:
    """The utterances, in order."""
    return sorted((one for one in happened if isinstance(one, Ended)), key=lambda one: one.start_ns)


@pytest.mark.parametrize("bleed_db", [None, -10])
def test_each_sentence_is_the_one_of_who_spoke_it(bleed_db: float | None) -> None:
    """With microphones that all hear everyone and are turned up differently, no sentence is another seat's."""
    happened = hearing(bleed_db)

    covered = set()
    for one in sentences(happened):
        middle = (one.start_ns + one.duration_ns / 2 - ZERO) / 1e9
        spoken = [line for line in script() if line.start - 0.3 <= middle <= line.end + 0.3]
        assert [f"mic-{line.seat}" for line in spoken] == [one.stream], (one.stream, middle)
        covered.add(spoken[0].start)
    assert len(covered) >= len([line for line in script() if line.end < SECONDS - 2]) - 1, "the judge's pause joins two"


def test_lines_lie_where_they_were_spoken() -> None:
    """Beginning and end of a sentence are right to 0.3 s, and the sound handed over begins before its first word."""
    happened = hearing(None)
    starts = [line.start for line in script()]
    ends = [line.end for line in script()]

    for one in sentences(happened):
        begin, end = (one.start_ns - ZERO) / 1e9, (one.start_ns + one.duration_ns - ZERO) / 1e9
        assert min(abs(begin - start) for start in starts) < 0.3
        assert min(abs(end - other) for other in ends) < 0.3
        first = next(
            p for p in happened if isinstance(p, Piece) and (p.stream, p.utterance) == (one.stream, one.utterance)
        )
        assert first.at_ns <= one.start_ns


def test_every_sample_of_a_sentence_is_handed_over_once() -> None:
    """The pieces of an utterance follow each other without hole or overlap."""
    happened = hearing(-10)
    for one in sentences(happened):
        pieces = [
            p for p in happened if isinstance(p, Piece) and (p.stream, p.utterance) == (one.stream, one.utterance)
        ]
        for before, after in zip(pieces, pieces[1:], strict=False):
            assert after.at_ns == before.at_ns + len(before.sound) * 10**9 // RATE
        assert one.count <= sum(len(piece.sound) for piece in pieces)


@pytest.mark.parametrize("cuts_back", [True, False])
def test_a_speech_without_a_pause_is_cut_before_fifteen_seconds(cuts_back: bool) -> None:
    """The prosecutor reads for half a minute without a breath: lines come all the same, and nothing is lost."""
    speech = voice("prosecutor")[int(31.8 * RATE) : int(51.7 * RATE)]
    loud = speech[np.convolve(np.abs(speech), np.ones(1600) / 1600, "same") > 300]
    happened = listen({"mic-prosecutor": np.tile(loud, 2)[: 30 * RATE].astype(np.int16)}, cuts_back=cuts_back)

    found = sentences(happened)
    assert all(one.duration_ns <= 15 * 10**9 for one in found)
    assert sum(one.duration_ns for one in found) > 27 * 10**9


@pytest.mark.parametrize("kind", ["silence", "noise", "hum", "clicks"])
def test_where_nobody_speaks_there_is_no_sentence(kind: str) -> None:
    """Silence, noise of an air conditioner, mains hum and a gavel are nobody's words."""
    generator = np.random.default_rng(7)
    count = 30 * RATE
    hum = 2000 * np.sin(2 * np.pi * 50 * np.arange(count) / RATE) + 600 * np.sin(
        2 * np.pi * 150 * np.arange(count) / RATE
    )
    clicks = np.zeros(count)
    clicks[:: 2 * RATE] = 20000
    sounds = {
        "silence": np.zeros(count),
        "noise": generator.normal(0, 500, count),
        "hum": hum + generator.normal(0, 20, count),
        "clicks": np.convolve(clicks, np.exp(-np.arange(800) / 100), "same"),
    }

    assert sentences(listen({"mic-judge": sounds[kind].astype(np.int16)})) == []


def test_two_people_at_once_are_both_heard() -> None:
    """When two speak at the same time, each through the own microphone, neither is taken for the other's echo."""
    one, other = voice("judge")[18 * RATE : 25 * RATE], voice("prosecutor")[32 * RATE : 39 * RATE]
    generator = np.random.default_rng(3)
    sounds = {
        "mic-judge": one + 0.1 * other + generator.normal(0, 15, len(one)),
        "mic-prosecutor": other + 0.1 * one + generator.normal(0, 15, len(one)),
    }
    happened = listen({stream: sound.astype(np.int16) for stream, sound in sounds.items()})

    heard = {one.stream: 0.0 for one in sentences(happened)}
    for sentence in sentences(happened):
        heard[sentence.stream] += sentence.duration_ns / 1e9
    assert heard.keys() == {"mic-judge", "mic-prosecutor"}
    assert min(heard.values()) > 3


def test_an_echo_is_told_from_a_second_voice() -> None:
    """Two microphones that hear one voice agree at some delay; two voices do not."""
    judge, prosecutor = (
        voice(s)[a * RATE : a * RATE + 5000].astype(np.int16) for s, a in (("judge", 19), ("prosecutor", 33))
    )

    assert is_copy(judge, (np.roll(judge, 100) // 3).astype(np.int16))
    assert not is_copy(judge, prosecutor)


def test_a_muted_microphone_ends_its_sentence() -> None:
    """What was said till the muting is a line; nothing after it is."""
    listening = Listening(cuts_back=True)
    sound = voice("judge")[int(17.5 * RATE) : 26 * RATE].astype(np.int16)
    happened: list[Happening] = []
    for at in range(0, 4 * RATE, FRAME):
        listening.hear("mic-judge", sound[at : at + FRAME], ZERO + at * 10**9 // RATE)
        happened += listening.advance(ZERO + at * 10**9 // RATE)
    happened += listening.forget("mic-judge")

    [line] = sentences(happened)
    assert 3 < line.duration_ns / 1e9 < 4.1
    assert listening.pause() == []
    assert not any(isinstance(one, Dropped) for one in happened)
