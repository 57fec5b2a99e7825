"""Simulated devices that fail on purpose: a covered and a stuck camera, a dead and an overdriven microphone.

Each picture says that it is simulated, as all pictures of the simulated court do.
"""

import av
import numpy as np
import numpy.typing as npt

from courtroom_agent.simulated.court import SimulatedCamera
from courtroom_agent.simulated.voices import BLOCK, Samples, Voices

FAILING_CAMERAS = frozenset({"black", "frozen"})
FAILING_MICROPHONES = frozenset({"dead", "clipped"})
_BLACK, _DIM, _WORDS = 16, 34, 180
"""Brightness: of nothing, of the words as they are drawn, and above which a point belongs to them."""
_LOUD = 32_767


class FailingCamera:
    """The bench's camera, with its lens covered or its picture stuck."""

    def __init__(self, how: str, width: int, height: int, voices: Voices) -> None:
        """*how* is ``black`` or ``frozen``."""
        drawn = SimulatedCamera("judge", width, height, voices).picture(0)
        still = np.asarray(drawn.to_ndarray(format="yuv420p"), dtype=np.uint8)
        self._still = _covered(still, height) if how == "black" else still

    def picture(self, _timeline_ms: int) -> av.VideoFrame:
        """The same picture at every moment."""
        return av.VideoFrame.from_ndarray(self._still, format="yuv420p")


def _covered(picture: npt.NDArray[np.uint8], height: int) -> npt.NDArray[np.uint8]:
    """What is left behind a covered lens: nothing but the words, dimly."""
    dark = np.full_like(picture, 128)
    luma = picture[:height]
    words = luma[: height // 12, : luma.shape[1] // 3]
    dark[:height] = _BLACK
    dark[: words.shape[0], : words.shape[1]] = np.where(words > _WORDS, _DIM, _BLACK)
    return dark


def failing_sound(how: str, at_ms: int) -> Samples:
    """20 ms of a microphone that is ``dead`` (nothing at all) or ``clipped`` (a tone far beyond full scale)."""
    if how == "dead":
        return np.zeros(BLOCK, dtype=np.int16)
    turns = (np.arange(BLOCK) + at_ms * 48) * (2 * np.pi * 440 / 48_000)
    samples: Samples = np.clip(3 * _LOUD * np.sin(turns), -_LOUD, _LOUD).astype(np.int16)
    return samples
