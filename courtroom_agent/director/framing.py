"""Which part of a camera's picture shows a face well: pure; faces and moments come in.

Everything is in fractions of the picture. A face that hardly moves moves nothing, the frame never jumps, and whoever has
gone is let go slowly.
"""

from dataclasses import dataclass

FACE = 0.25
"""A face has this part of the frame's height."""
EYES = 0.42
"""Its middle lies this far below the frame's upper edge."""
DEAD = 0.08
"""Nothing follows while the face has moved less than this part of the frame."""
DEAD_SIZE = 0.15
"""Nor while it has grown or shrunk less than this part."""
PAN_S = 0.20
"""The frame moves at most so far a second."""
ZOOM_S = 0.12
"""It grows or shrinks at most so much a second."""
EASE_S = 1.5
"""It slows down as it comes near: this part of what is left, a second."""
LOST_S = 4.0
"""After so long without a face the whole picture is shown again."""
SHARP_PX = 480
"""No frame is narrower than this: what is enlarged more is blurred."""
SMALLEST = 0.5


@dataclass(frozen=True, slots=True)
class Face:
    """Where a face lies: its middle and its height."""

    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the picture in its own proportions: its middle and its size."""

    x: float = 0.5
    y: float = 0.5
    size: float = 1.0

    def inside(self) -> "Frame":
        """Return the same, pushed back into the picture."""
        half = self.size / 2
        return Frame(min(max(self.x, half), 1 - half), min(max(self.y, half), 1 - half), self.size)


WHOLE = Frame()


def wanted(face: Face, smallest: float) -> Frame:
    """Return the frame that shows *face* well, no smaller than *smallest*."""
    size = min(1.0, max(smallest, face.height / FACE))
    return Frame(face.x, face.y + (0.5 - EYES) * size, size).inside()


class Framing:
    """The frame of one camera."""

    def __init__(self, width_px: int) -> None:
        self.smallest = min(1.0, max(SMALLEST, SHARP_PX / width_px))
        self.frame = self._aim = WHOLE
        self._seen_s: float | None = None
        self._at_s: float | None = None

    def see(self, face: Face | None, at_s: float) -> None:
        """Take in whether a face was seen at *at_s*, and where."""
        if face is None:
            if self._seen_s is None or at_s - self._seen_s > LOST_S:
                self._aim = WHOLE
            return
        self._seen_s = at_s
        found, aim = wanted(face, self.smallest), self._aim
        is_near = max(abs(found.x - aim.x), abs(found.y - aim.y)) <= DEAD * aim.size
        if not is_near or abs(found.size - aim.size) > DEAD_SIZE * aim.size:
            self._aim = found

    def at(self, at_s: float) -> Frame:
        """Move on to *at_s* and return the frame."""
        past = max(0.0, at_s - self._at_s) if self._at_s is not None else 0.0
        self._at_s = at_s
        now, aim = self.frame, self._aim
        moved = Frame(
            _toward(now.x, aim.x, PAN_S, past),
            _toward(now.y, aim.y, PAN_S, past),
            _toward(now.size, aim.size, ZOOM_S, past),
        )
        self.frame = moved.inside()
        return self.frame


def _toward(now: float, aim: float, fastest: float, past: float) -> float:
    left = aim - now
    step = min(abs(left), fastest * past, max(abs(left) * EASE_S * past, 0.002 * past))
    return now + (step if left > 0 else -step)
