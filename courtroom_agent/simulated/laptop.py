"""What a simulated laptop shows: a window with a page of text, and whose laptop it is. Nothing here is real."""

import cv2

from courtroom_agent.simulated import figures, lettering

DESKTOPS = ((120, 84, 40), (60, 110, 50), (70, 60, 120))
"""Each laptop has its own colour (BGR), so that one is told from the other."""
_BAR, _PAGE, _TEXT = (60, 58, 56), (246, 248, 250), (120, 116, 110)
_LINES, _FIRST, _APART = 11, 250, 36


def draw(picture: figures.Picture, title: str, number: int) -> None:
    """Draw the desktop of *title*, the room's laptop *number*."""
    picture[:] = DESKTOPS[number % len(DESKTOPS)]
    cv2.rectangle(picture, (140, 90), (1140, 690), _PAGE, -1)
    cv2.rectangle(picture, (140, 90), (1140, 150), _BAR, -1)
    lettering.put(picture, title, (170, 100), 40, _PAGE, bold=True)
    cv2.rectangle(picture, (220, 190), (700, 216), _BAR, -1)
    for line in range(_LINES):
        y = _FIRST + line * _APART
        right = 1060 if line % 3 != 2 else 760  # noqa: PLR2004 - every third line ends a paragraph
        cv2.rectangle(picture, (220, y), (right, y + 10), _TEXT, -1)
