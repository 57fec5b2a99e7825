"""A font for a PDF that holds just the letters of one text: Noto Sans CJK from its package, not by luck of the machine."""

import io
from collections.abc import Iterable
from importlib.resources import as_file, files
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

FAMILY = "NotoSansCJKsc"
_SIMPLIFIED = 2
"""Number of the Simplified Chinese face in the collection."""
_WEIGHT = {"wght": 400}
_ERROR = 0.5
"""How far a curve may be from its original, in units of the em's thousandth."""

_MADE = 2_082_844_800
"""1 January 1970 in seconds since 1904, as fonts count."""


def font_for(text: Iterable[str]) -> bytes:
    """Return a TrueType font with the letters of *text*; a letter that Noto has not is an empty box.

    PDF cannot embed the variable outlines that the package holds, so those that are needed are drawn anew.
    """
    place = files("manimgx_fonts_cjk") / "NotoSansCJK-VF.otf.ttc"
    with as_file(place) as path, TTFont(path, fontNumber=_SIMPLIFIED, lazy=True) as source:
        known = source.getBestCmap()
        letters = {ord(letter): known[ord(letter)] for part in text for letter in part if ord(letter) in known}
        names = [".notdef", *sorted(set(letters.values()))]
        drawn = source.getGlyphSet(location=_WEIGHT)
        glyphs = {name: _outline(drawn, name) for name in names}
        widths = {name: round(drawn[name].width) for name in names}
        return _built(source, names, letters, glyphs, widths)


def _outline(drawn: Any, name: str) -> Any:
    pen = TTGlyphPen(None)
    drawn[name].draw(Cu2QuPen(pen, _ERROR, reverse_direction=True))
    return pen.glyph()


def _built(source: Any, names: list[str], letters: dict[int, str], glyphs: Any, widths: Any) -> bytes:
    hhea = source["hhea"]
    builder = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(letters)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({name: (widths[name], getattr(glyphs[name], "xMin", 0)) for name in names})
    builder.setupHorizontalHeader(ascent=hhea.ascent, descent=hhea.descent)
    builder.setupNameTable({"familyName": FAMILY, "styleName": "Regular", "psName": f"{FAMILY}-Regular"})
    builder.setupOS2(sTypoAscender=hhea.ascent, sTypoDescender=hhea.descent, usWeightClass=400)
    builder.setupPost()
    builder.font.recalcTimestamp = False  # The same statement is the same octets whenever it is set.
    builder.updateHead(created=_MADE, modified=_MADE)
    content = io.BytesIO()
    builder.save(content)
    return content.getvalue()
