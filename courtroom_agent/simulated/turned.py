"""A simulated camera on a head that turns: it sees the part of the drawn court at which the head looks.

The drawing stands before the lens as a wall of the widest picture's size; what lies beside it is more of its edge. Lens and
head have figures of their own (an 18x camera of 65 degrees, 14.4 units a degree), typed here and shared with no profile.
"""

from collections.abc import Callable
from itertools import pairwise
from math import radians, tan

import av
import cv2
import numpy as np
import numpy.typing as npt

from courtroom_agent.simulated.court import SimulatedCamera
from courtroom_agent.simulated.figures import HEIGHT, WIDTH
from courtroom_agent.simulated.heads import HOME, Look
from courtroom_agent.simulated.sheet import Plane, Sheet, label, planes_of
from courtroom_agent.simulated.voices import Voices

WIDE_DEG = 65.0
UNITS_PER_DEG = 14.4
LENS = ((0, 1.0), (5638, 2.0), (8529, 3.0), (10336, 4.0), (11445, 5.0), (13637, 8.0), (14914, 11.0), (15950, 15.0), (16384, 18.0))  # fmt: skip
"""How much larger everything is at which place of the zoom."""
_EDGE_DEG = 80.0
"""Turned further away from the drawing than this, nothing of it is seen."""
_WALL = (88, 84, 80)
_HALF_WIDE = tan(radians(WIDE_DEG / 2))

Matrix = npt.NDArray[np.float64]


class TurnedCamera:
    """One drawn view, seen as *head* says. Belongs to one thread."""

    def __init__(self, view: str, width: int, height: int, voices: Voices, head: Callable[[], Look]) -> None:
        """Draw *view* for pictures of *width* by *height* pixels, both even.

        Raises:
            BadSource: there is no such view.
        """
        self._straight = SimulatedCamera(view, width, height, voices)
        self._court = SimulatedCamera(view, WIDTH, HEIGHT, voices, labelled=False)
        self._sheet = Sheet(width, height)
        self._size = (width, height)
        self._head = head
        self._label = _label_of(width, height)
        self._wall = tuple(int(plane[0, 0]) for plane in planes_of(np.full((4, 4, 3), _WALL, dtype=np.uint8)))

    def picture(self, timeline_ms: int) -> av.VideoFrame:
        """What the head sees at *timeline_ms* on the hearing's timeline, yuv420p."""
        look = self._head()
        if look == HOME:
            return self._straight.picture(timeline_ms)
        self._court.move(timeline_ms)
        self._turn(look)
        for place, patch, plane in zip(self._label[0], self._label[1], self._label[2], strict=True):
            (self._sheet.y, self._sheet.u, self._sheet.v)[plane][place] = patch
        self._sheet.count(timeline_ms)
        return self._sheet.frame()

    def _turn(self, look: Look) -> None:
        times = _times(look.zoom)
        pan, tilt = look.pan / UNITS_PER_DEG, look.tilt / UNITS_PER_DEG
        away = max(abs(pan), abs(tilt)) + WIDE_DEG / 2 / times
        from_court = self._court.sheet
        planes = ((self._sheet.y, from_court.y), (self._sheet.u, from_court.u), (self._sheet.v, from_court.v))
        for number, (to, drawn) in enumerate(planes):
            if away > _EDGE_DEG:
                to[:] = self._wall[number]
            else:
                _seen(to, drawn, _matrix(to.shape, drawn.shape, pan, tilt, times))


def _seen(to: Plane, drawn: Plane, matrix: Matrix) -> None:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cv2.warpPerspective(drawn, matrix, (to.shape[1], to.shape[0]), to, flags, cv2.BORDER_REPLICATE)


def _matrix(to: tuple[int, ...], drawn: tuple[int, ...], pan: float, tilt: float, times: float) -> Matrix:
    """From a pixel of the picture to a pixel of the drawing: through the lens, turned with the head, onto the wall."""
    (high, wide), (drawn_high, drawn_wide) = to, drawn
    half = _HALF_WIDE / times
    lens = np.array([[2 * half / wide, 0, -half], [0, -2 * half / wide, half * high / wide], [0, 0, 1]])
    (cos_t, sin_t), (cos_p, sin_p) = (
        (np.cos(radians(tilt)), np.sin(radians(tilt))),
        (np.cos(radians(pan)), np.sin(radians(pan))),
    )
    raised = np.array([[1, 0, 0], [0, cos_t, sin_t], [0, -sin_t, cos_t]])
    turned = np.array([[cos_p, 0, sin_p], [0, 1, 0], [-sin_p, 0, cos_p]])
    scale = drawn_wide / (2 * _HALF_WIDE)
    wall = np.array([[scale, 0, drawn_wide / 2], [0, -scale, drawn_high / 2], [0, 0, 1]])
    return np.asarray(wall @ turned @ raised @ lens, dtype=np.float64)


def _times(zoom: int) -> float:
    for (low, value), (high, next_value) in pairwise(LENS):
        if zoom <= high:
            return value + max(0, zoom - low) / (high - low) * (next_value - value)
    return LENS[-1][1]


def _label_of(width: int, height: int) -> tuple[list[tuple[slice, slice]], list[Plane], list[int]]:
    """The label as it stands on any picture: where, what, and on which plane."""
    plain = np.full((height, width, 3), 70, dtype=np.uint8)
    written = plain.copy()
    label(written)
    rows, columns = np.nonzero((written != plain).any(axis=2))
    places: list[tuple[slice, slice]] = []
    patches: list[Plane] = []
    numbers: list[int] = []
    planes = planes_of(written)
    for is_left in (True, False):
        chosen = (columns < width // 2) == is_left
        top, bottom = int(rows[chosen].min()) & ~1, int(rows[chosen].max()) + 2
        left, right = int(columns[chosen].min()) & ~1, int(columns[chosen].max()) + 2
        for number, plane in enumerate(planes):
            by = 1 if number == 0 else 2
            place = (slice(top // by, bottom // by), slice(left // by, right // by))
            places.append(place)
            patches.append(plane[place].copy())
            numbers.append(number)
    return places, patches, numbers
