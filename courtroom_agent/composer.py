"""Composes the program's picture on YUV planes: tiles, labels, court, case number and clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import av
import cv2
import numpy as np

from courtroom_agent.glyphs import GREY, NIGHT, SLATE, Colour, Lettering, Plane, Plate
from courtroom_agent.layout import Box, Tile, fit, header_of
from hearing.court_time import court_time

_PLANAR = frozenset({"yuv420p", "yuvj420p"})


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture: three planes, the chroma ones half as wide and high."""

    y: Plane
    u: Plane
    v: Plane
    part_of: tuple[int, int] | None = None
    """Width and height of the picture that this is a part of, in whose proportions it is shown."""

    @classmethod
    def of(cls, frame: av.VideoFrame) -> Self:
        """Take a frame's planes without copying them."""
        if frame.format.name not in _PLANAR or frame.width % 2 or frame.height % 2:
            frame = frame.reformat(frame.width & ~1, frame.height & ~1, "yuv420p")
        planes = []
        for plane in frame.planes:
            rows = np.frombuffer(memoryview(plane), np.uint8)[: plane.line_size * plane.height]
            planes.append(rows.reshape(plane.height, plane.line_size)[:, : plane.width])
        return cls(planes[0], planes[1], planes[2])


@dataclass(frozen=True, slots=True)
class Captions:
    """What is written into the picture."""

    court: str = ""
    case_number: str = ""
    labels: Mapping[str, str] | None = None
    """Seat or person of each stream, in Chinese."""


class Composer:
    """Draws one picture after another onto the same frame; only what changed is drawn again.

    The frame that is returned is drawn over by the next call: encode or copy it before.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._letters = Lettering()
        self._frame = av.VideoFrame(width, height, "yuv420p")
        canvas = Picture.of(self._frame)
        self._y, self._u, self._v = canvas.y, canvas.u, canvas.v
        self._drawn: object = None
        self._shown: dict[Tile, Picture | None] = {}

    def compose(
        self, tiles: tuple[Tile, ...], pictures: Mapping[str, Picture | None], captions: Captions, at_ns: int
    ) -> av.VideoFrame:
        """Compose the program as of *at_ns* (UTC); a stream without a picture shows that it has none."""
        if self._drawn != (tiles, captions):
            self._clear(header_of(self.width, self.height))
            self._drawn = (tiles, captions)
            self._header(captions)
        for tile in tiles:
            picture = pictures.get(tile.stream)
            if tile not in self._shown or self._shown[tile] is not picture:
                self._tile(tile, picture, (captions.labels or {}).get(tile.stream, ""))
                self._shown[tile] = picture
        self._clock(at_ns)
        return self._frame

    def slate(self, words: str, captions: Captions, at_ns: int) -> av.VideoFrame:
        """Compose a picture that only says *words*: 休庭, 等待开庭."""
        if self._drawn != (words, captions):
            self._clear(header_of(self.width, self.height))
            self._drawn = (words, captions)
            self._header(captions)
            big = self._letters.plate(words, self.height // 8, ground=SLATE)
            self._put(big, (self.width - big.width) // 2, (self.height - big.height) // 2)
        self._clock(at_ns)
        return self._frame

    def _clear(self, header: Box) -> None:
        self._fill(Box(0, 0, self.width, self.height), SLATE)
        self._fill(header, NIGHT)
        self._shown.clear()

    def _header(self, captions: Captions) -> None:
        bar = header_of(self.width, self.height)
        size = bar.height * 6 // 10
        court = self._letters.plate(captions.court or " ", size, width_max=self.width * 4 // 10)
        self._put(court, 0, (bar.height - court.height) // 2)
        if captions.case_number:
            number = self._letters.plate(captions.case_number, size, width_max=self.width * 3 // 10)
            self._put(number, max(court.width, (self.width - number.width) // 2), (bar.height - number.height) // 2)

    def _clock(self, at_ns: int) -> None:
        moment = court_time(at_ns // 1_000_000)
        bar = header_of(self.width, self.height)
        time = self._letters.plate(f"{moment:%Y-%m-%d %H:%M:%S}", bar.height * 6 // 10, width_max=self.width * 3 // 10)
        self._put(time, self.width - time.width, (bar.height - time.height) // 2)

    def _tile(self, tile: Tile, picture: Picture | None, label: str) -> None:
        box = tile.box
        size = max(16, min(24, box.height // 14))
        if picture is None:
            self._fill(box, NIGHT)
            words = self._letters.plate("无画面", size, ink=GREY, width_max=box.width)
            self._put(words, box.x + (box.width - words.width) // 2, box.y + (box.height - words.height) // 2)
        else:
            width, height = picture.part_of or (picture.y.shape[1], picture.y.shape[0])
            inner = fit(width, height, box)
            if inner != box and not isinstance(self._shown.get(tile), Picture):
                self._fill(box, NIGHT)
            self._stretch(picture, inner)
        if label:
            plate = self._letters.plate(label, size, width_max=box.width)
            self._put(plate, box.x, box.y + box.height - plate.height)

    def _stretch(self, picture: Picture, box: Box) -> None:
        half = Box(box.x // 2, box.y // 2, box.width // 2, box.height // 2)
        for source, target, where in (
            (picture.y, self._y, box),
            (picture.u, self._u, half),
            (picture.v, self._v, half),
        ):
            view = target[where.y : where.y + where.height, where.x : where.x + where.width]
            if source.shape == view.shape:
                view[:] = source
            else:
                shrinks = source.shape[1] > view.shape[1] * 2
                way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
                cv2.resize(source, (where.width, where.height), dst=view, interpolation=way)

    def _put(self, plate: Plate, x: int, y: int) -> None:
        x, y = x & ~1, y & ~1
        width, height = min(plate.width, self.width - x), min(plate.height, self.height - y)
        self._y[y : y + height, x : x + width] = plate.y[:height, :width]
        x, y, width, height = x // 2, y // 2, width // 2, height // 2
        self._u[y : y + height, x : x + width] = plate.u[:height, :width]
        self._v[y : y + height, x : x + width] = plate.v[:height, :width]

    def _fill(self, box: Box, colour: Colour) -> None:
        self._y[box.y : box.y + box.height, box.x : box.x + box.width] = colour.y
        x, y, width, height = box.x // 2, box.y // 2, box.width // 2, box.height // 2
        self._u[y : y + height, x : x + width] = colour.u
        self._v[y : y + height, x : x + width] = colour.v
