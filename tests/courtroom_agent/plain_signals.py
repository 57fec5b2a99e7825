"""Pictures of one colour and pure tones: what comes of them far away can be told without looking or listening."""

import av
import numpy as np

from courtroom_agent.encoders import VoiceEncoder
from courtroom_agent.mixer import BLOCK
from courtroom_agent.program_sound import SoundMill

STEP_NS = 20_000_000


def plain(colour: tuple[int, int, int], width: int = 320, height: int = 180) -> av.VideoFrame:
    """A picture of one colour (red, green, blue)."""
    picture = np.full((height, width, 3), colour, np.uint8)
    return av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuv420p")


def tone(at: int, hertz: int, samples: int = 960) -> np.ndarray:
    """A tone that begins at sample *at*."""
    return (6000 * np.sin(2 * np.pi * hertz * (np.arange(samples) + at) / 48000)).astype(np.int16)


def strength(sound: np.ndarray, hertz: int) -> float:
    """How strong one frequency is in 48 kHz sound, as an amplitude."""
    phase = np.exp(-2j * np.pi * hertz * np.arange(len(sound)) / 48000)
    return float(2 * abs(np.mean(sound * phase)))


def sound_together(mill: SoundMill, tones: dict[str, int], since_ns: int, steps: int = 60) -> None:
    """Let each stream of *tones* sound its own, 20 ms a step, and *mill* mix each step as it comes."""
    encoders = {name: VoiceEncoder() for name in tones}
    for step in range(steps):
        at_ns = since_ns + step * STEP_NS
        for name, hertz in tones.items():
            packet = encoders[name].encode(tone(step * BLOCK, hertz))
            assert packet is not None, "this encoder holds nothing back"
            mill.offer(name, packet, at_ns)
        mill.tick(at_ns)
