"""What simulated cameras and microphones see and hear in a rehearsal: a test card with its flashes, the loudspeakers.

Each can be late by a time of its own, so that the clapper has something to measure. The card says that it is simulated.
"""

from collections.abc import Mapping

import av
import numpy as np
import numpy.typing as npt

from courtroom_agent.rehearsal.plan import FLASH_S, Plan
from courtroom_agent.rehearsal.score import Samples
from courtroom_agent.simulated import counter, lettering
from courtroom_agent.simulated.voices import BLOCK, SAMPLE_RATE

BARS = (16, 47, 78, 110, 141, 173, 204, 235)
"""Brightness of the card's bars, left to right; they fill the lower half."""
_LABEL = "模拟 SIMULATED"

Plane = npt.NDArray[np.uint8]


class Stage:
    """The simulated room as a rehearsal plays in it, from *zero* (ns, panel's clock) on."""

    def __init__(self, plan: Plan, score: Samples, delays_ms: Mapping[str, int]) -> None:
        self._plan, self._score, self._delays = plan, score, delays_ms
        self.zero: int | None = None
        """When it begins; nothing is played before that is known."""
        self._cards: dict[tuple[str, int, int], Plane] = {}

    def picture(self, stream: str, size: tuple[int, int], at: int) -> av.VideoFrame:
        """What the camera of *stream* shows at *at* ns."""
        width, height = size
        card = self._cards.setdefault((stream, width, height), _card(stream, width, height))
        second = self._second(stream, at)
        luma = card[:height].copy()
        if any(clap <= second < clap + FLASH_S for clap in self._plan.claps):
            luma[: height // 2] = BARS[-1]
        counter.draw(luma, counter.Strip.of(width), counter.counter_at(at / 1e6 % 1e6))
        whole = card.copy()
        whole[:height] = luma
        return av.VideoFrame.from_ndarray(whole, format="yuv420p")

    def sound(self, stream: str, at: int) -> Samples:
        """The 20 ms that the microphone of *stream* hears from *at* ns on."""
        first = round(self._second(stream, at) * SAMPLE_RATE)
        heard = np.zeros(BLOCK, dtype=np.int16)
        since, until = max(first, 0), min(first + BLOCK, len(self._score))
        if since < until:
            heard[since - first : until - first] = self._score[since:until]
        return heard

    def _second(self, stream: str, at: int) -> float:
        if self.zero is None:
            return -1e6
        return (at - self.zero) / 1e9 - self._delays.get(stream, 0) / 1000


def _card(stream: str, width: int, height: int) -> Plane:
    """A dark upper half with the words, and bars from black to white below."""
    card = np.full((height * 3 // 2, width), 128, dtype=np.uint8)
    card[: height // 2] = BARS[1]
    edges = np.linspace(0, width, len(BARS) + 1).astype(int)
    for bar, left, right in zip(BARS, edges, edges[1:], strict=False):
        card[height // 2 : height, left:right] = bar
    size = max(10, width // 36)
    for row, words in enumerate((_LABEL, stream)):
        mask = lettering.glyphs(words, size)
        place = card[size + row * 2 * size : size + row * 2 * size + mask.shape[0], size : size + mask.shape[1]]
        place[:] = np.maximum(place, mask[: place.shape[0], : place.shape[1]] // 255 * 200)
    return card
