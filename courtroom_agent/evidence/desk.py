"""Composes what is shown as evidence with the marks on it, once for every picture that it goes into, and encodes it.

A page costs nothing while nothing changes but a fifth of a picture's encoding, so that its track has no holes; a live
picture and a film that plays cost as much as any. Belongs to the picture's thread.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

import av
import cv2
import numpy as np

from courtroom_agent.composer import Picture
from courtroom_agent.encoders import PictureEncoder
from courtroom_agent.evidence.marks import draw_marks
from courtroom_agent.evidence.shown import Shown
from courtroom_agent.glyphs import GREY, NIGHT, Lettering
from courtroom_agent.layout import Box, fit
from hearing.playing import position

STILLS_A_SECOND = 5
_KEY_NS = 1_000_000_000
WAITING, SOUND, NO_PICTURE, BROKEN = "正在载入证据…", "音频证据", "无画面", "证据无法播放"

OnUnit = Callable[[bytes, int, bool], None]


class Films(Protocol):
    """Who plays films (:class:`courtroom_agent.evidence.projector.Projector`)."""

    def picture(self, shown: Shown, at_ns: int) -> Picture | None:
        """Return the picture of the film that is shown."""
        ...

    def is_broken(self, shown: Shown) -> bool:
        """Whether it cannot be played."""
        ...


class NoFilms:
    """Nothing plays: a film is shown by its first picture."""

    def picture(self, _shown: Shown, _at_ns: int) -> Picture | None:
        """Return none."""
        return None

    def is_broken(self, _shown: Shown) -> bool:
        """Nothing was tried."""
        return False


class EvidenceDesk:
    """The evidence picture: :meth:`show` once a tick."""

    def __init__(
        self,
        size: tuple[int, int, int],
        page_of: Callable[[str | None], Picture | None],
        on_unit: OnUnit,
        films: Films | None = None,
    ) -> None:
        """*size* is width, height and ticks a second; *page_of* finds a page's picture by hash, *films* that of a film."""
        self._width, self._height, self._rate = size
        self._page_of, self._on_unit, self._films = page_of, on_unit, films if films is not None else NoFilms()
        self._letters = Lettering()
        self._encoder: PictureEncoder | None = None
        self._made: tuple[object, Picture | None, str] = (None, None, "")
        self._frame: av.VideoFrame | None = None
        self._picture: Picture | None = None
        self._ticks = 0
        self._keyed_at = -_KEY_NS
        self._showing = ""

    def show(self, shown: Shown | None, pictures: Mapping[str, Picture | None], at_ns: int) -> Picture | None:
        """Return the picture of what is shown at *at_ns*, the same object while it has not changed; ``None``: nothing is."""
        if shown is None:
            self._made, self._frame, self._picture, self._encoder, self._showing = (
                (None, None, ""),
                None,
                None,
                None,
                "",
            )
            return None
        source = self._source(shown, pictures, at_ns)
        words = "" if source is not None else self._words(shown, at_ns)
        drawn = (shown.showing, shown.marks)
        has_changed = self._picture is None or self._made[0] != drawn or self._made[1] is not source
        if has_changed or self._made[2] != words:
            self._compose(shown, source, words)
            self._made, has_changed = (drawn, source, words), True
        self._encode(shown, at_ns, has_changed=has_changed)
        return self._picture

    @property
    def frame(self) -> av.VideoFrame | None:
        """The same as a frame, for whoever looks at it."""
        return self._frame

    def _source(self, shown: Shown, pictures: Mapping[str, Picture | None], at_ns: int) -> Picture | None:
        if shown.is_live:
            return pictures.get(shown.stream or "")
        if self._films.is_broken(shown):
            return None
        return self._films.picture(shown, at_ns) or self._page_of(shown.sha256)

    def _words(self, shown: Shown, at_ns: int) -> str:
        if self._films.is_broken(shown):
            return BROKEN
        if shown.kind == "audio":
            words = f"{SOUND}：{shown.title}" if shown.title else SOUND
            return f"{words} {clock_words(shown, at_ns)}".rstrip()
        return NO_PICTURE if shown.is_live else WAITING

    def _compose(self, shown: Shown, source: Picture | None, words: str) -> None:
        frame = av.VideoFrame(self._width, self._height, "yuv420p")
        picture = Picture.of(frame)
        for plane, value in ((picture.y, NIGHT.y), (picture.u, NIGHT.u), (picture.v, NIGHT.v)):
            plane[:] = value
        if source is None:
            self._say(picture, words)
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


def clock_words(shown: Shown, at_ns: int) -> str:
    """Say where a sound stands, ``01:05 / 12:00``; nothing of one that was never played."""
    if shown.playback is None:
        return ""
    at_ms = position(shown.playback, at_ns // 1_000_000, shown.duration_ms)
    return " / ".join(
        f"{ms // 60_000:02d}:{ms // 1000 % 60:02d}" for ms in (at_ms, shown.duration_ms) if ms is not None
    )


def _stretch(source: Picture, target: Picture, box: Box) -> None:
    for given, plane, scale in ((source.y, target.y, 1), (source.u, target.u, 2), (source.v, target.v, 2)):
        width, height = box.width // scale, box.height // scale
        shrinks = given.shape[1] > width
        drawn = cv2.resize(given, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
        x, y = box.x // scale, box.y // scale
        plane[y : y + height, x : x + width] = drawn
