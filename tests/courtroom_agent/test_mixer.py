"""Voices mixed by the moment they were spoken."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courtroom_agent.encoders import VoiceEncoder
from courtroom_agent.mixer import BLOCK, Mixer, Voice, limit, moment_of, sample_of
from courtroom_agent.program_sound import Hearable, SoundMill
from courtroom_agent.streams.decoding import SoundDecoder
from tests.courtroom_agent.plain_signals import sound_together, strength, tone

ZERO = 1_795_492_800 * 10**9
STEP = 20_000_000


def test_a_remote_person_does_not_hear_the_own_voice() -> None:
    """In the mix for the defendant everyone speaks but the defendant; the court hears all."""
    mill_out: dict[str, list[bytes]] = {"program": [], "program-for-p-1": [], "program-room": []}
    mill = SoundMill(lambda mix, packet, _at: mill_out[mix].append(packet))
    mixes = {
        "program": frozenset[str](),
        "program-for-p-1": frozenset({"remote-p-1"}),
        "program-room": frozenset({"remote-p-1", "remote-p-2"}),
    }
    mill.hearable = Hearable(mixes, frozenset({"mic-muted"}), live=True)
    tones = {"mic-judge": 440, "remote-p-1": 1000, "remote-p-2": 1600, "mic-muted": 2500}
    sound_together(mill, tones, ZERO)

    heard = {}
    for name, packets in mill_out.items():
        decoder = SoundDecoder()
        heard[name] = np.concatenate([sound for packet in packets if (sound := decoder.decode(packet)) is not None])[
            4800:
        ]
    loud, silent = 2000, 100
    for name, expected in {"program": (1, 1, 1), "program-for-p-1": (1, 0, 1), "program-room": (1, 0, 0)}.items():
        for hertz, there in zip((440, 1000, 1600), expected, strict=True):
            assert (strength(heard[name], hertz) > loud) == bool(there), (name, hertz)
            assert (strength(heard[name], hertz) < silent) != bool(there), (name, hertz)
        assert strength(heard[name], 2500) < silent, "a muted microphone is in no mix"


def test_in_a_recess_nothing_is_mixed() -> None:
    """While the court is not live no sound comes out, and none of before comes out afterwards."""
    out: list[bytes] = []
    mill = SoundMill(lambda _mix, packet, _at: out.append(packet))
    encoder = VoiceEncoder()
    packet = encoder.encode(tone(0, 440))
    assert packet is not None
    mill.hearable = Hearable({"program": frozenset()}, frozenset(), live=False)
    for step in range(10):
        mill.offer("mic-judge", packet, ZERO + step * STEP)
        mill.tick(ZERO + step * STEP)

    assert not out
    assert mill.levels == {}


def test_what_was_said_at_one_moment_meets_in_the_mix() -> None:
    """Two microphones that caught the same clap are mixed to one clap, though one packet came later."""
    clap = np.zeros(BLOCK, np.int16)
    clap[100] = 5000
    mixer = Mixer()
    mixer.put("mic-judge", clap, ZERO)
    mixer.put("mic-clerk", np.roll(clap, 240), ZERO - 5_000_000)

    mixed = mixer.mix(sample_of(ZERO), {"program": ()})["program"]

    assert mixed[100] == 10000
    assert np.count_nonzero(mixed) == 1


def test_trembling_capture_times_leave_no_cracks() -> None:
    """A voice whose packets are stamped a little early or late stays one unbroken voice."""
    voice = Voice()
    chance = np.random.default_rng(2)
    for step in range(20):
        voice.put(tone(step * BLOCK, 440), ZERO + step * STEP + int(chance.integers(-3_000_000, 3_000_000)))
    whole = np.concatenate([voice.take(sample_of(ZERO) + step * BLOCK) for step in range(1, 19)])

    jumps = np.abs(np.diff(whole))
    assert jumps.max() < 6000 * 2 * np.pi * 440 / 48000 * 1.1


def test_a_voice_that_comes_too_late_is_left_out() -> None:
    """What was mixed already is not said again a second later."""
    voice = Voice()
    voice.take(sample_of(ZERO))
    voice.put(tone(0, 440), ZERO)

    assert not voice.take(sample_of(ZERO)).any()
    assert not voice.take(sample_of(ZERO) + 48000).any()


@given(st.lists(st.tuples(st.integers(-2_000_000_000, 2_000_000_000), st.integers(1, 5760)), max_size=30))
@settings(max_examples=60)
def test_no_capture_time_upsets_the_mixer(packets: list[tuple[int, int]]) -> None:
    """Clocks that jump, packets of any length: the mix goes on."""
    mixer = Mixer()
    for step, (offset, length) in enumerate(packets):
        mixer.put("mic-judge", np.ones(length, np.int16), ZERO + step * STEP + offset)
        mixed = mixer.mix(sample_of(ZERO + step * STEP), {"program": ()})["program"]
        assert len(mixed) == BLOCK
        assert set(np.unique(mixed)) <= {0, 1}


@given(st.lists(st.floats(-300_000, 300_000, width=32), min_size=2, max_size=50))
@settings(max_examples=100)
def test_many_loud_voices_never_clip(sums: list[float]) -> None:
    """However many shout at once, the mix stays within 16 bit, keeps order, and leaves normal speech as it is."""
    sound = np.array(sorted(sums), np.float32)
    limited = limit(sound).astype(int)

    assert np.abs(limited).max() <= 32767
    assert (np.diff(limited) >= 0).all()
    quiet = np.abs(sound) < 20000
    assert np.abs(limited[quiet] - sound[quiet]).max(initial=0) <= 0.5


def test_samples_and_moments_agree() -> None:
    """A block's first sample is heard when its time says."""
    assert moment_of(sample_of(ZERO)) == pytest.approx(ZERO, abs=20_834)
