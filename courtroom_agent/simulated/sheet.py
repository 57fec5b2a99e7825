"""The sheet a simulated camera draws on: three planes, the label that says what it is, the counter that says when."""

import av
import cv2
import numpy as np
import numpy.typing as npt

from courtroom_agent.simulated import counter, lettering
from courtroom_agent.simulated.figures import Picture

_WHITE = (232, 236, 238)

Plane = npt.NDArray[np.uint8]
Planes = tuple[Plane, Plane, Plane]


class Sheet:
    """One yuv420p picture in the making. Belongs to one thread."""

    def __init__(self, width: int, height: int) -> None:
        """Make a sheet of *width* by *height* pixels, both even."""
        self._whole = np.empty((height * 3 // 2, width), dtype=np.uint8)
        self.y = self._whole[:height]
        self.u = self._whole[height : height * 5 // 4].reshape(height // 2, width // 2)
        self.v = self._whole[height * 5 // 4 :].reshape(height // 2, width // 2)
        self._strip = counter.Strip.of(width)
        self._digits = _digits(width)
        self._digits_at = _digits_place(width)

    def count(self, timeline_ms: int) -> None:
        """Write the counter of *timeline_ms*."""
        count = counter.counter_at(timeline_ms)
        counter.draw(self.y, self._strip, count)
        x, y = self._digits_at
        for digit in f"{count:05d}":
            glyph = self._digits[int(digit)]
            self.y[y : y + glyph.shape[0], x : x + glyph.shape[1]] = glyph
            x += glyph.shape[1]

    def frame(self) -> av.VideoFrame:
        """Give the picture as it is now."""
        return av.VideoFrame.from_ndarray(self._whole, format="yuv420p")


def planes_of(picture: Picture) -> Planes:
    """Turn a drawing (BGR) into its three planes."""
    height, width = picture.shape[:2]
    planes = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), dtype=np.uint8)
    half = (height // 2, width // 2)
    return planes[:height], planes[height : height * 5 // 4].reshape(half), planes[height * 5 // 4 :].reshape(half)


def label(picture: Picture) -> None:
    """Write what this is, small, upper left, and leave room for the counter, upper right."""
    width = picture.shape[1]
    size = max(10, width // 48)
    margin = width // 64
    mask = lettering.glyphs("模拟 SIMULATED", size)
    box = picture[margin : margin + mask.shape[0] + size // 2, margin : margin + mask.shape[1] + size]
    box[:] = (box * 0.45).astype(np.uint8)
    lettering.put(picture, "模拟 SIMULATED", (margin + size // 2, margin + size // 4), size, _WHITE)
    strip = counter.Strip.of(width)
    _, y = _digits_place(width)
    digit = _digits(width)[0]
    left, right = int(strip.x - strip.square / 2), int(strip.x + (counter.SQUARES + 0.5) * strip.square)
    picture[int(strip.y / 2) : y + digit.shape[0] + 2, left:right] = (16, 16, 16)


def _digits_place(width: int) -> tuple[int, int]:
    strip = counter.Strip.of(width)
    return round(strip.x), round(strip.y + 1.5 * strip.square)


def _digits(width: int) -> tuple[Plane, ...]:
    """The ten digits in one cell size, bright on black, as brightness."""
    size = max(10, width // 45)
    masks = [lettering.glyphs(str(n), size, bold=True) for n in range(10)]
    high, wide = max(m.shape[0] for m in masks), max(m.shape[1] for m in masks) + 1
    cells = []
    for mask in masks:
        cell = np.full((high, wide), 16, dtype=np.uint8)
        cell[: mask.shape[0], : mask.shape[1]] = 16 + mask.astype(np.uint16) * 200 // 255
        cells.append(cell)
    return tuple(cells)
