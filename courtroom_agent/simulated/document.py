"""What the simulated document camera looks at: a sheet of paper with a stamp on a table. Nothing here is real."""

import cv2
import numpy as np

from courtroom_agent.simulated import figures

_PAPER = np.array([(330, 40), (950, 60), (930, 690), (310, 670)], np.int32)
_INK, _STAMP, _WHITE = (64, 66, 70), (50, 50, 190), figures.PAPER
_LINES, _FIRST, _APART = 15, 190, 30


def draw(picture: figures.Picture) -> None:
    """Draw the table and the sheet."""
    picture[:] = figures.WOOD
    cv2.fillPoly(picture, [_PAPER], _WHITE)
    cv2.rectangle(picture, (500, 100), (770, 130), _INK, -1)
    for number in range(_LINES):
        y = _FIRST + number * _APART
        right = 880 if number % 4 != 3 else 640  # noqa: PLR2004 - every fourth line ends a paragraph
        cv2.rectangle(picture, (380, y), (right, y + 9), _INK, -1)
    cv2.circle(picture, (790, 580), 62, _STAMP, 6)
    cv2.circle(picture, (790, 580), 14, _STAMP, -1)
