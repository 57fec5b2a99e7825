"""Turns the room's microphones down while its loudspeakers play, where no device of the room takes their sound out.

Else whoever is far away would hear the own voice come back, as late as the way there and back is long.
"""

import numpy as np

from courtroom_agent.encoders import level_dbfs
from courtroom_agent.mixer import BLOCK, Mixed, Samples

LOWERED = 0.25
"""12 dB: a loudspeaker's voice is weaker at a microphone by about as much again, and who speaks up meanwhile is still heard."""
SPOKEN_DBFS = -50.0
HELD = 25
"""Blocks of 20 ms that it stays so after the last loud one: the sound is behind, has a card's buffer and a room to go through."""
_DOWN, _UP = 2, 10
"""Blocks in which it is turned down, and up again."""


class Ducking:
    """Counts in blocks of 20 ms: in each, :meth:`next` once and then :meth:`hear` once."""

    def __init__(self) -> None:
        self._held = 0
        self._factor = 1.0

    def hear(self, sound: Samples, *, is_played: bool) -> None:
        """Take note of 20 ms that the loudspeakers were given; what they do not play nobody hears come back."""
        self._held = HELD if is_played and level_dbfs(sound) > SPOKEN_DBFS else max(0, self._held - 1)

    def next(self) -> Mixed:
        """By what to multiply each sample of the next 20 ms of a microphone."""
        before, step = self._factor, (1.0 - LOWERED) / (_DOWN if self._held else _UP)
        self._factor = max(LOWERED, before - step) if self._held else min(1.0, before + step)
        return np.linspace(before, self._factor, BLOCK, dtype=np.float32)
