"""Chinese and Latin letters in a picture, drawn once and kept."""

from functools import cache
from importlib.resources import as_file, files

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

_SIMPLIFIED_CHINESE = 2
"""Which face of the font collection: Noto Sans CJK SC."""

Picture = npt.NDArray[np.uint8]


@cache
def glyphs(text: str, size: int, *, bold: bool = False) -> Picture:
    """Coverage 0 to 255 of *text* at *size* pixels, one row of letters, as wide as it needs to be."""
    font = _font(size, bold)
    left, _, right, _ = font.getbbox(text)
    ascent, descent = font.getmetrics()
    picture = Image.new("L", (int(right - left) + 2, ascent + descent), 0)
    ImageDraw.Draw(picture).text((1 - left, 0), text, fill=255, font=font)
    drawn = np.asarray(picture)
    rows = np.flatnonzero(drawn.max(axis=1))
    return drawn[rows[0] : rows[-1] + 1] if len(rows) else drawn[:1]


def put(
    picture: Picture, text: str, where: tuple[int, int], size: int, colour: tuple[int, int, int], *, bold: bool = False
) -> None:
    """Write *text* into a BGR picture, its upper left corner at *where* (x, y); what does not fit is cut off."""
    mask = glyphs(text, size, bold=bold)
    x, y = where
    part = picture[y : y + mask.shape[0], x : x + mask.shape[1]]
    cover = mask[: part.shape[0], : part.shape[1], None].astype(np.float32) / 255
    part[:] = (part * (1 - cover) + np.array(colour, dtype=np.float32) * cover).astype(np.uint8)


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    with as_file(files("manimgx_fonts_cjk").joinpath("NotoSansCJK-VF.otf.ttc")) as path:
        font = ImageFont.truetype(path, size, index=_SIMPLIFIED_CHINESE)
    font.set_variation_by_name("Bold" if bold else "Medium")
    return font
