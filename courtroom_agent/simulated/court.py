"""The simulated courtroom's cameras: a drawn view whose mouths and counter alone change.

Views: ``judge``, ``clerk``, ``prosecutor``, ``defender``, ``overview``, ``document`` and, for a person far away, ``accused``.
Everything that stands still is drawn once; a picture costs a copy and a few patches.
"""

from dataclasses import dataclass

import av
import cv2
import numpy as np
import numpy.typing as npt

from courtroom_agent.errors import BadSource
from courtroom_agent.simulated import document, figures, lettering
from courtroom_agent.simulated.figures import HEIGHT, WIDTH, Face
from courtroom_agent.simulated.sheet import Sheet, label, planes_of
from courtroom_agent.simulated.voices import Voices

MOUTHS = 4
_BLINK_EVERY_MS = 4200
_BLINK_MS = 120
_INK = (40, 44, 48)

TITLES = {"judge": "审判员", "clerk": "书记员", "prosecutor": "公诉人", "defender": "辩护人", "accused": "被告人"}

Plane = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _View:
    faces: tuple[Face, ...]
    bench_top: int
    emblem: bool = False


_VIEWS = {
    "judge": _View((Face("judge", 640, 330, 1.15),), 560, emblem=True),
    "clerk": _View((Face("clerk", 640, 330, 1.15),), 560),
    "prosecutor": _View((Face("prosecutor", 640, 330, 1.15),), 560),
    "defender": _View((Face("defender", 640, 330, 1.15),), 560),
    "accused": _View((Face("accused", 640, 330, 1.2),), 600),
    "document": _View((), 0),
    "overview": _View(
        (
            Face("judge", 640, 250, 0.5),
            Face("prosecutor", 190, 430, 0.46),
            Face("clerk", 640, 486, 0.42),
            Face("defender", 1090, 430, 0.46),
        ),
        360,
        emblem=True,
    ),
}

VIEWS = tuple(_VIEWS)
"""Which cameras the simulated courtroom has."""


@dataclass(frozen=True, slots=True)
class _Patch:
    """What one face looks like, one per opening of the mouth with eyes open and shut."""

    seat: str
    place: tuple[slice, slice]
    half: tuple[slice, slice]
    looks: tuple[tuple[Plane, Plane, Plane], ...]


class SimulatedCamera:
    """One drawn view. Belongs to one thread."""

    def __init__(self, view: str, width: int, height: int, voices: Voices, *, labelled: bool = True) -> None:
        """Draw *view* at *width* by *height* pixels, both even; without its label it is what a lens sees of it.

        Raises:
            BadSource: there is no such view.
        """
        if view not in _VIEWS:
            raise BadSource(f"simulated:{view}: no camera stands there. Simulated cameras: {', '.join(VIEWS)}.")
        self._voices = voices
        voices.load(face.seat for face in _VIEWS[view].faces)
        looks = [
            _draw(view, mouth, shut, width, height, labelled=labelled)
            for shut in (False, True)
            for mouth in range(MOUTHS)
        ]
        self._patches = tuple(_patch(face, looks, width, height) for face in _VIEWS[view].faces)
        self.sheet = Sheet(width, height)
        """The picture as it was made last."""
        self.sheet.y[:], self.sheet.u[:], self.sheet.v[:] = looks[0]

    def picture(self, timeline_ms: int) -> av.VideoFrame:
        """The view at *timeline_ms* on the hearing's timeline, yuv420p."""
        self.move(timeline_ms)
        self.sheet.count(timeline_ms)
        return self.sheet.frame()

    def move(self, timeline_ms: int) -> None:
        """Let eyes and mouths be as they are at *timeline_ms*."""
        shut = timeline_ms % _BLINK_EVERY_MS < _BLINK_MS
        for patch in self._patches:
            look = patch.looks[self._voices.mouth(patch.seat, timeline_ms) + MOUTHS * shut]
            self.sheet.y[patch.place], self.sheet.u[patch.half], self.sheet.v[patch.half] = look


def _draw(view: str, mouth: int, shut: bool, width: int, height: int, *, labelled: bool) -> tuple[Plane, Plane, Plane]:
    """Draw a whole view and turn it into its three planes."""
    what = _VIEWS[view]
    large = np.zeros((HEIGHT, WIDTH, 3), dtype=np.uint8)
    if view == "document":
        document.draw(large)
        return _planes(large, width, height, labelled=labelled)
    if view == "accused":
        figures.plain_wall(large)
    else:
        figures.courtroom_wall(large, emblem=what.emblem)
    behind = what.faces[:1] if view == "overview" else what.faces
    for face in behind:
        figures.person(large, face, mouth, eyes_shut=shut)
    figures.bench(large, what.bench_top)
    if view == "overview":
        _floor(large, what.faces[1:], mouth, shut)
    for face in what.faces:
        _name(large, face, view, what.bench_top)
    return _planes(large, width, height, labelled=labelled)


def _planes(large: figures.Picture, width: int, height: int, *, labelled: bool) -> tuple[Plane, Plane, Plane]:
    small = np.asarray(cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    if labelled:
        label(small)
    return planes_of(small)


def _floor(picture: figures.Picture, faces: tuple[Face, ...], mouth: int, shut: bool) -> None:
    cv2.rectangle(picture, (0, 500), (WIDTH, HEIGHT), (58, 54, 52), -1)
    for face in faces:
        figures.person(picture, face, mouth, eyes_shut=shut)
        left, right = face.x - 190, face.x + 190
        cv2.rectangle(picture, (left, face.y + 110), (right, HEIGHT), figures.WOOD, -1)
        cv2.rectangle(picture, (left, face.y + 110), (right, face.y + 122), figures.WOOD_EDGE, -1)
        cv2.rectangle(picture, (left + 24, face.y + 176), (right - 24, HEIGHT), figures.WOOD_DARK, -1)


def _name(picture: figures.Picture, face: Face, view: str, bench_top: int) -> None:
    title = TITLES[face.seat]
    if view == "overview":
        top = bench_top + 34 if face.seat == "judge" else face.y + 148
        box = figures.plate(picture, (face.x, top), 120, 40)
        lettering.put(picture, title, (box[0] + 15, box[1] + 7), 28, _INK, bold=True)
    else:
        box = figures.plate(picture, (face.x, bench_top + 58), 250, 76)
        lettering.put(picture, title, (box[0] + 42, box[1] + 13), 54, _INK, bold=True)


def _patch(face: Face, looks: list[tuple[Plane, Plane, Plane]], width: int, height: int) -> _Patch:
    left, top, right, bottom = face.box()
    x0, x1 = int(left * width / WIDTH) & ~1, (int(right * width / WIDTH) + 2) & ~1
    y0, y1 = int(top * height / HEIGHT) & ~1, (int(bottom * height / HEIGHT) + 2) & ~1
    place = (slice(y0, y1), slice(x0, x1))
    half = (slice(y0 // 2, y1 // 2), slice(x0 // 2, x1 // 2))
    return _Patch(face.seat, place, half, tuple((y[place].copy(), u[half].copy(), v[half].copy()) for y, u, v in looks))
