"""Composes what is shown as evidence with the marks on it, once for every picture that it goes into, and encodes it.

A page costs nothing while nothing changes but a fifth of a picture's encoding, so that its track has no holes; a live
picture costs as much as any. Belongs to the picture's thread.
"""

from collections.abc import Callable, Mapping

import av
import cv2
import numpy as np

from courtroom_agent.composer import Picture
from courtroom_agent.encoders import PictureEncoder
from courtroom_agent.evidence.marks import draw_marks
from courtroom_agent.evidence.shown import Shown
from courtroom_agent.glyphs import GREY, NIGHT, Lettering
from courtroom_agent.layout import Box, fit

STILLS_A_SECOND = 5
_KEY_NS = 1_000_000_000
WAITING, SOUND, NO_PICTURE = "正在载入证据…", "音频证据", "无画面"

OnUnit = Callable[[bytes, int, bool], None]


class EvidenceDesk:
    """The evidence picture: :meth:`show` once a tick."""

    def __init__(
        self, size: tuple[int, int, int], page_of: Callable[[str | None], Picture | None], on_unit: OnUnit
    ) -> None:
        """*size* is width, height and ticks a second; *page_of* finds a page's picture by hash."""
        self._width, self._height, self._rate = size
        self._page_of, self._on_unit = page_of, on_unit
        self._letters = Lettering()
        self._encoder: PictureEncoder | None = None
        self._made: tuple[Shown | None, Picture | None] = (None, None)
        self._frame: av.VideoFrame | None = None
        self._picture: Picture | None = None
        self._ticks = 0
        self._keyed_at = -_KEY_NS
        self._showing = ""

    def show(self, shown: Shown | None, pictures: Mapping[str, Picture | None], at_ns: int) -> Picture | None:
        """Return the picture of what is shown at *at_ns*, the same object while it has not changed; ``None``: nothing is."""
        if shown is None:
            self._made, self._frame, self._picture, self._encoder, self._showing = (None, None), None, None, None, ""
            return None
        source = pictures.get(shown.stream or "") if shown.is_live else self._page_of(shown.sha256)
        has_changed = self._picture is None or self._made[0] != shown or self._made[1] is not source
        if has_changed:
            self._compose(shown, source)
            self._made = (shown, source)
        self._encode(shown, at_ns, has_changed=has_changed)
        return self._picture

    @property
    def frame(self) -> av.VideoFrame | None:
        """The same as a frame, for whoever looks at it."""
        return self._frame

    def _compose(self, shown: Shown, source: Picture | None) -> None:
        frame = av.VideoFrame(self._width, self._height, "yuv420p")
        picture = Picture.of(frame)
        for plane, value in ((picture.y, NIGHT.y), (picture.u, NIGHT.u), (picture.v, NIGHT.v)):
            plane[:] = value
        if source is None:
            self._say(picture, _words(shown))
        else:
            box = fit(source.y.shape[1], source.y.shape[0], Box(0, 0, self._width, self._height))
            _stretch(source, picture, box)
            draw_marks(picture, box, shown.marks)
        self._frame, self._picture = frame, picture

    def _say(self, picture: Picture, words: str) -> None:
        plate = self._letters.plate(words, self._height // 14 & ~1, ink=GREY, width_max=self._width)
        x, y = (self._width - plate.width) // 2 & ~1, (self._height - plate.height) // 2 & ~1
        picture.y[y : y + plate.height, x : x + plate.width] = plate.y
        half = np.s_[y // 2 : (y + plate.height) // 2, x // 2 : (x + plate.width) // 2]
        picture.u[half], picture.v[half] = plate.u, plate.v

    def _encode(self, shown: Shown, at_ns: int, *, has_changed: bool) -> None:
        self._ticks += 1
        is_due = has_changed or shown.is_live or self._ticks % max(1, self._rate // STILLS_A_SECOND) == 0
        if not is_due or self._frame is None:
            return
        if self._encoder is None:
            self._encoder = PictureEncoder(self._width, self._height, self._rate)
        wanted = shown.showing != self._showing or at_ns - self._keyed_at >= _KEY_NS
        unit = self._encoder.encode(self._frame, keyframe=wanted)
        self._showing = shown.showing
        if unit is not None:
            self._keyed_at = at_ns if unit.keyframe else self._keyed_at
            self._on_unit(unit.data, at_ns, unit.keyframe)


def _words(shown: Shown) -> str:
    if shown.kind == "audio":
        return f"{SOUND}：{shown.title}" if shown.title else SOUND
    return NO_PICTURE if shown.is_live else WAITING


def _stretch(source: Picture, target: Picture, box: Box) -> None:
    for given, plane, scale in ((source.y, target.y, 1), (source.u, target.u, 2), (source.v, target.v, 2)):
        width, height = box.width // scale, box.height // scale
        shrinks = given.shape[1] > width
        drawn = cv2.resize(given, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
        x, y = box.x // scale, box.y // scale
        plane[y : y + height, x : x + width] = drawn
