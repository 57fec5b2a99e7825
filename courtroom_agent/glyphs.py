"""Lettering for composed pictures: text becomes a small opaque plate on YUV planes, kept for the next time."""

from collections import OrderedDict
from dataclasses import dataclass
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Plane = NDArray[np.uint8]

WEIGHT = 500
"""On the font's weight axis (100-900)."""
_SIMPLIFIED = 2  # The font collection's face with mainland China's shapes.
_KEPT = 128
_PADDING = 0.3  # Of the type size, around the text.


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour as Y, U and V (BT.709, limited range)."""

    y: int
    u: int
    v: int


NIGHT = Colour(28, 136, 124)
SLATE = Colour(44, 134, 125)
WHITE = Colour(228, 128, 128)
GREY = Colour(150, 128, 128)
GOLD = Colour(170, 90, 150)


@dataclass(frozen=True, slots=True)
class Plate:
    """A piece of picture with even width and height."""

    y: Plane
    u: Plane
    v: Plane

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self.y.shape[1])

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.y.shape[0])


class Lettering:
    """Draws text once and remembers it."""

    def __init__(self) -> None:
        self._fonts: dict[int, ImageFont.FreeTypeFont] = {}
        self._plates: OrderedDict[tuple[str, int, Colour, Colour, int], Plate] = OrderedDict()

    def plate(self, text: str, size: int, ink: Colour = WHITE, ground: Colour = NIGHT, width_max: int = 1200) -> Plate:
        """Draw *text* *size* pixels high in *ink* on *ground*; cut it with an ellipsis to fit *width_max*."""
        key = (text, size, ink, ground, width_max)
        found = self._plates.get(key)
        if found is None:
            found = self._plates[key] = _draw(text, self._font(size), ink, ground, width_max)
            if len(self._plates) > _KEPT:
                self._plates.popitem(last=False)
        else:
            self._plates.move_to_end(key)
        return found

    def _font(self, size: int) -> ImageFont.FreeTypeFont:
        if size not in self._fonts:
            with as_file(files("manimgx_fonts_cjk") / "NotoSansCJK-VF.otf.ttc") as path:
                font = ImageFont.truetype(str(path), size, index=_SIMPLIFIED)
            font.set_variation_by_axes([WEIGHT])
            self._fonts[size] = font
        return self._fonts[size]


def _draw(text: str, font: ImageFont.FreeTypeFont, ink: Colour, ground: Colour, width_max: int) -> Plate:
    padding = int(font.size * _PADDING)
    shown = text
    while len(shown) > 1 and font.getlength(shown) + 2 * padding > width_max:
        shown = shown[:-2] + "…"
    width = (int(font.getlength(shown)) + 2 * padding + 1) & ~1
    height = (int(font.size * 1.25) + padding + 1) & ~1
    image = Image.new("L", (width, height), 0)
    ImageDraw.Draw(image).text((padding, height // 2), shown, fill=255, font=font, anchor="lm")
    cover = np.asarray(np.asarray(image) / 255, np.float32)
    half = np.asarray(cover.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3)), np.float32)
    return Plate(_mix(cover, ink.y, ground.y), _mix(half, ink.u, ground.u), _mix(half, ink.v, ground.v))


def _mix(cover: NDArray[np.float32], ink: int, ground: int) -> Plane:
    return np.asarray(np.rint(ground + cover * (ink - ground)), np.uint8)
