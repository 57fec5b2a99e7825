"""People and rooms of the simulated court, drawn flat and calm in BGR with OpenCV.

Everything is drawn in a space 1280 wide and 720 high and shrunk afterwards, which smooths the edges.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]
Point = tuple[int, int]

WIDTH, HEIGHT = 1280, 720
WALL: Colour = (74, 66, 58)
WALL_LIGHT: Colour = (86, 78, 70)
WOOD: Colour = (62, 88, 122)
WOOD_DARK: Colour = (44, 64, 92)
WOOD_EDGE: Colour = (86, 116, 156)
PAPER: Colour = (236, 240, 242)
HAIR: Colour = (38, 34, 34)
LIPS: Colour = (92, 92, 168)
MOUTH: Colour = (50, 40, 84)
RED: Colour = (44, 40, 172)
GOLD: Colour = (96, 170, 214)


@dataclass(frozen=True, slots=True)
class Dress:
    """What a person wears."""

    coat: Colour
    front: Colour
    shirt: Colour
    long_hair: bool = False
    skin: Colour = (156, 186, 222)


DRESS = {
    "judge": Dress(coat=(34, 30, 30), front=RED, shirt=(232, 232, 232)),
    "clerk": Dress(coat=(78, 62, 52), front=(60, 46, 40), shirt=(236, 236, 236), long_hair=True),
    "prosecutor": Dress(coat=(84, 54, 34), front=RED, shirt=(240, 236, 228), long_hair=True),
    "defender": Dress(coat=(40, 36, 36), front=(60, 52, 150), shirt=(236, 236, 236)),
    "accused": Dress(coat=(150, 134, 112), front=(150, 134, 112), shirt=(178, 164, 146), skin=(148, 178, 214)),
}


@dataclass(frozen=True, slots=True)
class Face:
    """A person in a picture: where, how large, who."""

    seat: str
    x: int
    y: int
    """Middle of the head."""
    scale: float

    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of what moves: eyes and mouth."""
        return (
            self.x - round(48 * self.scale),
            self.y - round(26 * self.scale),
            self.x + round(48 * self.scale),
            self.y + round(60 * self.scale),
        )


def person(picture: Picture, face: Face, mouth: int, *, eyes_shut: bool) -> None:
    """Draw a person from the chest up; *mouth* from 0, shut, to 3."""
    dress = DRESS[face.seat]
    _body(picture, face, dress)
    _head(picture, face, dress)
    _look(picture, face, dress, mouth, eyes_shut=eyes_shut)


def courtroom_wall(picture: Picture, *, emblem: bool) -> None:
    """A panelled wall; behind the bench it carries the emblem's roundel."""
    picture[:] = WALL
    for x in range(0, WIDTH, 160):
        cv2.rectangle(picture, (x + 8, -10), (x + 152, 520), WALL_LIGHT, -1)
        cv2.rectangle(picture, (x + 8, -10), (x + 152, 520), WALL, 2)
    if emblem:
        cv2.rectangle(picture, (520, -10), (760, 420), WOOD_DARK, -1)
        cv2.rectangle(picture, (520, -10), (760, 420), WOOD, 3)
        _ellipse(picture, (640, 96), (64, 64), GOLD)
        _ellipse(picture, (640, 96), (54, 54), RED)
        for x, y, r in ((640, 78, 9), (614, 104, 5), (632, 112, 5), (650, 112, 5), (666, 104, 5)):
            _ellipse(picture, (x, y), (r, r), GOLD)


def plain_wall(picture: Picture) -> None:
    """The plain room of a detention centre, with a window of the corridor."""
    picture[:] = (126, 120, 108)
    cv2.rectangle(picture, (0, 0), (WIDTH, 250), (140, 134, 122), -1)
    cv2.line(picture, (0, 250), (WIDTH, 250), (104, 98, 88), 3)


def bench(picture: Picture, top: int) -> None:
    """A wooden bench across the picture from *top* down, with papers on it."""
    cv2.rectangle(picture, (-4, top), (WIDTH + 4, HEIGHT + 4), WOOD, -1)
    cv2.rectangle(picture, (-4, top), (WIDTH + 4, top + 16), WOOD_EDGE, -1)
    for x in range(40, WIDTH, 310):
        cv2.rectangle(picture, (x, top + 52), (x + 270, HEIGHT + 8), WOOD_DARK, -1)


def plate(picture: Picture, middle: Point, width: int, height: int) -> tuple[int, int, int, int]:
    """A name plate standing on the bench; returns its left, top, right, bottom."""
    box = (middle[0] - width // 2, middle[1] - height // 2, middle[0] + width // 2, middle[1] + height // 2)
    cv2.rectangle(picture, (box[0], box[1]), (box[2], box[3]), PAPER, -1)
    cv2.rectangle(picture, (box[0], box[1]), (box[2], box[3]), (150, 156, 160), 2)
    return box


def _body(picture: Picture, face: Face, dress: Dress) -> None:
    def at(x: float, y: float) -> list[int]:
        return [round(face.x + x * face.scale), round(face.y + y * face.scale)]

    shoulders = [
        at(-215, 360),
        at(-205, 225),
        at(-170, 165),
        at(-62, 118),
        at(62, 118),
        at(170, 165),
        at(205, 225),
        at(215, 360),
    ]
    _polygon(picture, shoulders, dress.coat)
    _polygon(picture, [at(-42, 84), at(42, 84), at(42, 132), at(0, 160), at(-42, 132)], _darker(dress.skin))
    _polygon(picture, [at(-64, 118), at(0, 210), at(64, 118), at(40, 104), at(0, 150), at(-40, 104)], dress.shirt)
    _polygon(picture, [at(-15, 156), at(15, 156), at(24, 360), at(-24, 360)], dress.front)


def _head(picture: Picture, face: Face, dress: Dress) -> None:
    s = face.scale
    middle = (face.x, face.y)
    if dress.long_hair:
        _ellipse(picture, (face.x, face.y + round(12 * s)), (round(104 * s), round(124 * s)), HAIR)
        _ellipse(picture, (face.x, face.y + round(118 * s)), (round(52 * s), round(40 * s)), _darker(dress.skin))
    for side in (-1, 1):
        _ellipse(
            picture,
            (face.x + round(side * 78 * s), face.y + round(10 * s)),
            (round(14 * s), round(22 * s)),
            _darker(dress.skin),
        )
    _ellipse(picture, (face.x, face.y - round(22 * s)), (round(86 * s), round(92 * s)), HAIR)
    _ellipse(picture, middle, (round(76 * s), round(98 * s)), dress.skin)
    fringe = (face.x, face.y - round(60 * s))
    cv2.ellipse(picture, fringe, (round(78 * s), round(50 * s)), 0, 180, 360, HAIR, -1, cv2.LINE_AA)


def _look(picture: Picture, face: Face, dress: Dress, mouth: int, *, eyes_shut: bool) -> None:
    s = face.scale
    for side in (-1, 1):
        eye = (face.x + round(side * 30 * s), face.y - round(4 * s))
        brow = (eye[0], eye[1] - round(16 * s))
        cv2.ellipse(picture, brow, (round(17 * s), round(5 * s)), 0, 190, 350, HAIR, max(1, round(4 * s)), cv2.LINE_AA)
        if eyes_shut:
            cv2.ellipse(
                picture, eye, (round(12 * s), round(4 * s)), 0, 10, 170, HAIR, max(1, round(3 * s)), cv2.LINE_AA
            )
        else:
            _ellipse(picture, eye, (max(1, round(8 * s)), max(1, round(8 * s))), HAIR)
    nose = (face.x, face.y + round(22 * s))
    cv2.ellipse(
        picture, nose, (round(9 * s), round(6 * s)), 0, 20, 160, _darker(dress.skin), max(1, round(3 * s)), cv2.LINE_AA
    )
    lips = (face.x, face.y + round(48 * s))
    wide = round((25 - 2 * mouth) * s)
    _ellipse(picture, lips, (wide, max(1, round((3 + 4.0 * mouth) * s))), LIPS)
    if mouth:
        _ellipse(picture, lips, (max(1, round(wide * 0.78)), max(1, round(3.4 * mouth * s))), MOUTH)


def _darker(colour: Colour) -> Colour:
    return (round(colour[0] * 0.86), round(colour[1] * 0.86), round(colour[2] * 0.88))


def _ellipse(picture: Picture, middle: Point, axes: Point, colour: Colour) -> None:
    cv2.ellipse(picture, middle, axes, 0, 0, 360, colour, -1, cv2.LINE_AA)


def _polygon(picture: Picture, points: list[list[int]], colour: Colour) -> None:
    cv2.fillPoly(picture, [np.array(points, dtype=np.int32)], colour, cv2.LINE_AA)
