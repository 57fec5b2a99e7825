"""Draws marks onto YUV planes: lines, arrows and boxes, where they lie as shares of the picture."""

import cv2
import numpy as np

from courtroom_agent.composer import Picture
from courtroom_agent.glyphs import Colour, Plane
from courtroom_agent.layout import Box
from hearing.evidence import Mark

COLOURS = {
    "red": Colour(76, 90, 235),
    "yellow": Colour(210, 16, 146),
    "green": Colour(133, 60, 50),
    "blue": Colour(70, 225, 110),
}
_THIN = 150
"""A line is so much thinner than the picture is high."""


def draw_marks(picture: Picture, box: Box, marks: tuple[Mark, ...]) -> None:
    """Draw *marks* into *picture*, whose page lies in *box*."""
    for mark in marks:
        colour = COLOURS[mark.colour]
        thick = max(2, box.height // _THIN)
        for plane, value, scale in ((picture.y, colour.y, 1), (picture.u, colour.u, 2), (picture.v, colour.v, 2)):
            places = [
                (round((box.x + x * (box.width - 1)) / scale), round((box.y + y * (box.height - 1)) / scale))
                for x, y in mark.points
            ]
            _draw(plane, mark.tool, places, value, max(1, thick // scale))


def _draw(plane: Plane, tool: str, places: list[tuple[int, int]], value: int, thick: int) -> None:
    first, last = places[0], places[-1]
    match tool:
        case "box":
            cv2.rectangle(plane, first, last, value, thick)
        case "arrow":
            cv2.arrowedLine(plane, first, last, value, thick, tipLength=0.12)
        case _ if len(places) == 1:
            cv2.circle(plane, first, thick, value, -1)
        case _:
            cv2.polylines(plane, [np.array(places, np.int32)], isClosed=False, color=value, thickness=thick)
