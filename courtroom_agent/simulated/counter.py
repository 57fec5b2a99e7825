"""The frame counter burnt into every simulated picture, for people as digits and for machines as a strip.

The counter is ``round(timeline in ms / 40) mod 65536``: all simulated cameras show the same one at the same moment,
whatever their rate. The strip is a row of 20 squares, white = 1, black = 0: sixteen bits of the counter, highest
first, then four bits that check them (exclusive or of the counter's four nibbles and ``0101``). A square is 1/64 of
the picture's width; the row ends one square before the right edge, one square below the top. Squares of 10 pixels at
640x360 survive H.264 at courtroom bit rates and scaling to a quarter.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

PERIOD_MS = 40
BITS = 16
CHECK_BITS = 4
SQUARES = BITS + CHECK_BITS
_BLACK, _WHITE = 16, 235
_DOUBTFUL = 36
"""A square this near to middle grey says nothing."""

Plane = npt.NDArray[np.uint8]


def counter_at(timeline_ms: float) -> int:
    """The counter that is shown at *timeline_ms*."""
    return round(timeline_ms / PERIOD_MS) % (1 << BITS)


@dataclass(frozen=True, slots=True)
class Strip:
    """Where the strip lies in a picture of one size; positions in pixels."""

    x: float
    y: float
    square: float

    @classmethod
    def of(cls, width: int) -> "Strip":
        """The strip in a whole simulated picture *width* pixels wide, or in a copy of it scaled to that width."""
        square = width / 64
        return cls(x=width - (SQUARES + 1) * square, y=square, square=square)


def draw(luma: Plane, strip: Strip, counter: int) -> None:
    """Paint *counter* onto the picture's brightness plane."""
    bits = _spell(counter)
    top, bottom = round(strip.y), round(strip.y + strip.square)
    for n, bit in enumerate(bits):
        left, right = round(strip.x + n * strip.square), round(strip.x + (n + 1) * strip.square)
        luma[top:bottom, left:right] = _WHITE if bit else _BLACK


def read(luma: Plane, strip: Strip) -> int | None:
    """Read the counter from a picture's brightness plane; ``None`` when none can be read for certain."""
    value = 0
    for n in range(SQUARES):
        left = strip.x + (n + 0.3) * strip.square
        right = strip.x + (n + 0.7) * strip.square
        top, bottom = strip.y + 0.3 * strip.square, strip.y + 0.7 * strip.square
        inside = luma[int(top) : max(int(top) + 1, round(bottom)), int(left) : max(int(left) + 1, round(right))]
        if inside.size == 0:
            return None
        level = float(inside.mean())
        if abs(level - 126) < _DOUBTFUL:
            return None
        value = value << 1 | (level > 126)  # noqa: PLR2004
    counter = value >> CHECK_BITS
    return counter if value & 0xF == _check(counter) else None


def _spell(counter: int) -> list[int]:
    value = counter << CHECK_BITS | _check(counter)
    return [value >> n & 1 for n in reversed(range(SQUARES))]


def _check(counter: int) -> int:
    return (counter ^ counter >> 4 ^ counter >> 8 ^ counter >> 12) & 0xF ^ 0b0101
