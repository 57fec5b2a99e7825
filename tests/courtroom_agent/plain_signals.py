"""Pictures of one colour and pure tones: what comes of them far away can be told without looking or listening."""

import av
import numpy as np


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
