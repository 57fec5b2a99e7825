"""Finds the face of whoever sits alone before a camera, and shows that part of the picture; nothing moves but the frame.

Which seats are followed stands in the room file (``follow_face``). The picture that is recorded as the camera's own track
stays whole; only the composed one is framed. A camera that shows more than one seat, or a protected one, never is.
"""

import logging
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

import cv2

from courtroom_agent.composer import Picture
from courtroom_agent.director.framing import WHOLE, Face, Frame, Framing
from hardware_profiles.courtroom import Courtroom

log = logging.getLogger(__name__)

LOOKS_S = 0.5
"""Each followed picture is looked at so often."""
LOOK_PX = 320
_CASCADE = "haarcascade_frontalface_alt2.xml"
_SMALLEST_PX = 24
_STEP, _NEIGHBOURS = 1.2, 4

MISSING = (
    "面部跟随未安装 · Faces are not followed: this OpenCV has no face detector. "
    "Install it with the extra: pip install courtroom[faces]."
)


class Detector(Protocol):
    """Finds the largest face in a picture."""

    def find(self, picture: Picture) -> Face | None:
        """Return where it lies, or that there is none."""


class CascadeDetector:
    """OpenCV's own cascade, as its wheels before version 5 bring it."""

    def __init__(self, cascade: Any) -> None:
        self._cascade = cascade

    def find(self, picture: Picture) -> Face | None:
        """Look at the brightness alone, 320 points wide."""
        height, width = picture.y.shape
        small = cv2.resize(picture.y, (LOOK_PX, height * LOOK_PX // width), interpolation=cv2.INTER_AREA)
        found = self._cascade.detectMultiScale(small, _STEP, _NEIGHBOURS, minSize=(_SMALLEST_PX, _SMALLEST_PX))
        if len(found) == 0:
            return None
        x, y, wide, tall = (float(number) for number in max(found, key=lambda box: int(box[2])))
        rows = small.shape[0]
        return Face((x + wide / 2) / LOOK_PX, (y + tall / 2) / rows, tall / rows)


def detector() -> CascadeDetector | None:
    """Return OpenCV's detector; ``None`` where this OpenCV brings none."""
    made = getattr(cv2, "CascadeClassifier", None)
    path = Path(getattr(getattr(cv2, "data", None), "haarcascades", "")) / _CASCADE
    if made is None or not path.is_file():
        return None
    cascade = made(str(path))
    return None if cascade.empty() else CascadeDetector(cascade)


def followed(room: Courtroom) -> dict[str, int]:
    """Return the cameras that show one seat alone whose face is to be followed, each with its width in pixels."""
    seats = {seat.id for seat in room.seats if seat.follow_face}
    return {one.stream: one.width for one in room.cameras if len(one.seats) == 1 and one.seats[0] in seats}


class Faces:
    """Frames the followed pictures of one room. :meth:`framed` belongs to the picture's thread."""

    def __init__(self, widths: Mapping[str, int], found: Detector | None) -> None:
        """*widths* are the followed cameras', *found* is what finds faces, if there is anything."""
        self.says = MISSING if widths and found is None else ""
        """What is missing, in words; empty where nothing is."""
        self._widths = dict(widths) if found is not None else {}
        self._detector = found
        self._framings: dict[str, Framing] = {}
        self._latest: dict[str, Picture] = {}
        self._framed: dict[str, tuple[Picture, Frame, Picture]] = {}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look, in a thread of its own; without anybody to follow none is started."""
        if self._widths:
            self._thread = threading.Thread(target=self._run, name="faces", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def framed(
        self, pictures: Mapping[str, Picture | None], shown: Iterable[str], at_ns: int
    ) -> dict[str, Picture | None]:
        """Return *pictures* with those framed that are followed; who is not among *shown* is neither framed nor looked at."""
        found = dict(pictures)
        there = set(shown) & self._widths.keys()
        for stream in there:
            picture = pictures.get(stream)
            if picture is not None:
                self._latest[stream] = picture
                found[stream] = self._part(stream, picture, at_ns)
        for stream in self._framings.keys() - there:
            self._framings.pop(stream, None)
            self._latest.pop(stream, None)
            self._framed.pop(stream, None)
        return found

    def look(self, at_s: float) -> None:
        """Look for a face in each picture that is shown now."""
        for stream, picture in list(self._latest.items()):
            framing = self._framings.get(stream)
            if framing is not None and self._detector is not None:
                framing.see(self._detector.find(picture), at_s)

    def _run(self) -> None:
        while not self._stopping.wait(LOOKS_S):
            try:
                self.look(time.monotonic())
            except cv2.error as fault:
                log.warning("a face could not be looked for: %s", fault)

    def _part(self, stream: str, picture: Picture, at_ns: int) -> Picture:
        framing = self._framings.setdefault(stream, Framing(self._widths[stream]))
        frame = framing.at(at_ns / 1e9)
        known = self._framed.get(stream)
        if known is not None and known[0] is picture and known[1] == frame:
            return known[2]
        part = picture if frame == WHOLE else cut_out(picture, frame)
        self._framed[stream] = (picture, frame, part)
        return part


def cut_out(picture: Picture, frame: Frame) -> Picture:
    """Return *frame* of *picture*: the same points, none copied; it is shown like the whole would be."""
    height, width = picture.y.shape
    wide, tall = _even(width * frame.size), _even(height * frame.size)
    x = min(_even((frame.x - frame.size / 2) * width), width - wide)
    y = min(_even((frame.y - frame.size / 2) * height), height - tall)
    halves = slice(y // 2, (y + tall) // 2), slice(x // 2, (x + wide) // 2)
    whole = slice(y, y + tall), slice(x, x + wide)
    return Picture(picture.y[whole], picture.u[halves], picture.v[halves], (width, height))


def _even(number: float) -> int:
    return max(0, int(number)) & ~1
