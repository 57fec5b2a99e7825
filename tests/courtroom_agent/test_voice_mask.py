"""A protected witness is heard with another voice: words stay, the voice does not, and nothing of it slips through."""

import asyncio
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from courtroom_agent.drivers.errors import Unreachable
from courtroom_agent.encoders import VoiceEncoder
from courtroom_agent.layout import Cast
from courtroom_agent.mixer import BLOCK
from courtroom_agent.orders import Orders
from courtroom_agent.program import situation_of
from courtroom_agent.program_orders import ProgramOrders
from courtroom_agent.program_sound import Hearable, SoundMill
from courtroom_agent.room_state import ProgramState, write_state
from courtroom_agent.scenes.program_desk import ProgramDesk
from courtroom_agent.streams.decoding import SoundDecoder
from courtroom_agent.voice_mask import LATENCY, RATE, Disguise, VoiceMask, is_masking
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.scene import Mean
from hardware_profiles.scene_book import plans_of
from hardware_profiles.scene_means import Means, Unfit
from tests.courtroom_agent.plain_signals import strength, tone
from tests.hardware_profiles.test_scenes import room_with

ZERO = 1_795_492_800 * 10**9
STEP = 20_000_000


def voice(pitch: float, seconds: float = 1.0) -> NDArray[np.int16]:
    """A made voice: harmonics of *pitch* that fall off."""
    at = np.arange(round(RATE * seconds)) / RATE
    parts = [np.sin(2 * np.pi * pitch * n * at) / n for n in range(1, 20)]
    return np.asarray(4000 * np.sum(parts, axis=0), np.int16)


def through(mask: VoiceMask, sound: NDArray[np.int16], piece: int = BLOCK) -> NDArray[np.int16]:
    """*sound* through *mask*, in pieces as they come."""
    return np.concatenate([mask.process(sound[at : at + piece]) for at in range(0, len(sound), piece)])


def test_the_machine_tries_the_mask_before_it_relies_on_it() -> None:
    """A known voice goes through the mildest masks and comes out as another; else no scene is told of a mask."""
    assert is_masking()


@pytest.mark.parametrize("seed", range(6))
def test_a_masked_voice_has_another_pitch(seed: int) -> None:
    """Nothing is left at the voice's own pitch, whatever was drawn; how loud it is stays nearly the same."""
    disguise = Disguise.drawn(Random(seed))
    plain = voice(180)
    masked = through(VoiceMask(disguise, Random(seed)), plain)[LATENCY + RATE // 4 :]

    assert strength(masked, 180) < strength(plain, 180) / 4
    assert 0.3 < np.sqrt(np.mean(masked.astype(float) ** 2) / np.mean(plain.astype(float) ** 2)) < 3


def test_no_two_masks_are_the_same() -> None:
    """What was drawn is kept nowhere: who knows one hearing's mask knows nothing of the next."""
    drawn = {Disguise.drawn() for _ in range(20)}

    assert len(drawn) == 20
    assert all(abs(np.log(one.pitch)) > 0.2 and abs(np.log(one.throat)) > 0.1 for one in drawn)


@settings(max_examples=20, deadline=None)
@given(sizes=st.lists(st.integers(0, 3000), min_size=1, max_size=12))
def test_as_much_comes_out_as_goes_in(sizes: list[int]) -> None:
    """Whatever pieces the sound comes in, the same length comes out, and silence stays silence."""
    mask = VoiceMask(Disguise(0.75, 0.85), Random(1))
    for size in sizes:
        out = mask.process(np.zeros(size, np.int16))
        assert len(out) == size
        assert not out.any()


def heard_in_court(masked_from: int) -> NDArray[np.int16]:
    """What the program's mix holds of a witness at 440 Hz who is masked from step *masked_from* on, of 120."""
    out: list[bytes] = []
    mill = SoundMill(lambda _mix, packet, _at: out.append(packet))
    encoder = VoiceEncoder()
    mixes = {"program": frozenset[str]()}
    for step in range(120):
        packet = encoder.encode(tone(step * BLOCK, 440))
        assert packet is not None
        mill.offer("mic-witness", packet, ZERO + step * STEP)
        masked = frozenset({"mic-witness"}) if step >= masked_from else frozenset[str]()
        mill.hearable = Hearable(mixes, frozenset(), live=True, masked=masked)
        if step >= 15:
            mill.tick(ZERO + (step - 15) * STEP)
    decoder = SoundDecoder()
    return np.concatenate([sound for packet in out if (sound := decoder.decode(packet)) is not None])


def test_a_masked_witness_is_heard_in_the_mix_with_another_voice() -> None:
    """The words reach the court's mix; the tone that the microphone caught does not."""
    sound = heard_in_court(masked_from=0)[RATE // 2 :]

    assert np.abs(sound).max() > 1000
    assert strength(sound, 440) < 300


def test_what_was_said_before_the_mask_is_not_heard_after_it() -> None:
    """At the moment of masking even the last third of a second, caught but not yet mixed, is gone."""
    sound = heard_in_court(masked_from=60)
    boundary = (60 - 15) * BLOCK

    assert strength(sound[RATE // 4 : boundary - BLOCK], 440) > 2000
    assert strength(sound[boundary + 3 * BLOCK :], 440) < 300


def with_agents_mask(room: Courtroom, words: dict[str, int | str] | None = None) -> Courtroom:
    """*room*, whose agent masks voices itself."""
    mean = Mean(by="program.voice", words=words or {"on": "masked", "off": "plain"})
    return room.model_copy(update={"means": {**room.means, "voice.mask": mean}})


def test_a_room_without_a_processor_protects_a_witness_by_its_agent(tmp_path: Path) -> None:
    """The scene is locked without a mask; with the agent's own it hides, masks, proves both, and then lets speak."""
    room = with_agents_mask(room_with(tmp_path, witness=True))
    plan = plans_of(room)["witness-protection"]
    wants = {want.target: want.value for want in plan.wants}

    assert wants["program.voice"] == "masked"
    (guard,) = plan.guards
    assert ("program.voice", "masked") in guard.unless
    later = {want.target: want.value for want in plans_of(room)["debate"].wants}
    assert later["program.voice"] == "plain"


def test_only_voices_are_masked_by_the_agent(tmp_path: Path) -> None:
    """A room file that calls a display the agent's mask, or a word that the mask does not know, is refused in words."""
    room = room_with(tmp_path, witness=True)
    with pytest.raises(Unfit, match="masked"):
        Means.of(with_agents_mask(room, {"on": "loud"})).fits("voice.mask")
    wrong = room.model_copy(update={"means": {**room.means, "display.gallery": Mean(by="program.voice")}})
    with pytest.raises(Unfit, match="voice"):
        Means.of(wrong).fits("display.gallery")


def situation(**told: object) -> Hearable:
    """What is to be heard in a running hearing with a hidden witness, as *told* besides."""
    orders = Orders(hearing="h-aaaaaaaaaa", live=True)
    program = ProgramOrders.model_validate(
        {"hearing": "h-aaaaaaaaaa", "hidden": ("witness",), "unheard": ("mic-witness",), **told}
    )
    return situation_of(orders, program, Cast(None, (), ()), {}, 0).hearable


def test_a_hidden_witness_is_silent_or_masked_and_never_plain() -> None:
    """Without a mask nothing is heard; with it the masked voice; what the court muted stays silent in any case."""
    plain, masked = situation(), situation(voice="masked")
    muted = situation(voice="masked", muted=("mic-witness",))

    assert ("mic-witness" in plain.muted, plain.masked) == (True, frozenset())
    assert ("mic-witness" in masked.muted, masked.masked) == (False, {"mic-witness"})
    assert "mic-witness" in muted.muted


def test_the_scene_believes_in_the_mask_when_the_program_says_that_it_works(tmp_path: Path) -> None:
    """The order alone proves nothing; a program whose mask failed its trial never says so, and the scene fails in words."""
    clock = [10_000]
    desk = ProgramDesk(room_with(tmp_path, witness=True), tmp_path, lambda: clock[0])
    (tmp_path / "run").mkdir(exist_ok=True)

    def say(voice: str) -> None:
        clock[0] += 100
        state = ProgramState(hidden=("witness",), voice=voice, at_ms=clock[0])
        write_state(tmp_path / "run" / "program-state.json", state)

    say("plain")
    with pytest.raises(Unreachable):
        asyncio.run(desk.tell("program.voice", "masked"))
    desk.when_changed = lambda: say(desk.voice)
    asyncio.run(desk.tell("program.voice", "masked"))
    assert desk.readings()["program.voice"].proves("masked", clock[0])
