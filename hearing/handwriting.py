"""A signature written by hand on a page: the strokes as pen or finger drew them, with their time (录音录像 §6). Pure."""

from html import escape
from itertools import pairwise
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

WIDTH = 1000
"""Of the field that is signed, in units of the strokes."""
_LEAST_POINTS, _MOST_POINTS = 8, 4000
_LEAST_REACH = 60
_TRIPLE = 3
Number = Annotated[int, Field(ge=0, le=1_000_000)]


class Handwriting(BaseModel):
    """What was drawn in a field of 1000 by *height*."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    height: Annotated[int, Field(ge=100, le=2000)]
    strokes: Annotated[tuple[tuple[Number, ...], ...], Field(min_length=1, max_length=200)]
    """Each x, y and ms since the first touch of one point after another, from pen down to pen up."""

    @model_validator(mode="after")
    def _is_written(self) -> "Handwriting":
        points = [point for stroke in self.strokes for point in points_of(stroke)]
        if any(len(stroke) % _TRIPLE for stroke in self.strokes) or not _LEAST_POINTS <= len(points) <= _MOST_POINTS:
            raise ValueError(f"a signature has {_LEAST_POINTS} to {_MOST_POINTS} points of x, y and time")
        if any(x > WIDTH or y > self.height for x, y, _ in points):
            raise ValueError("a point lies outside the field")
        if any(later[2] < earlier[2] for earlier, later in pairwise(points)):
            raise ValueError("time runs backwards")
        if max(max(p[0] for p in points) - min(p[0] for p in points), 0) < _LEAST_REACH:
            raise ValueError("that is a dot, not a signature")
        return self


def points_of(stroke: tuple[int, ...]) -> list[tuple[int, int, int]]:
    """Return the points of a stroke."""
    return [(stroke[at], stroke[at + 1], stroke[at + 2]) for at in range(0, len(stroke) - 2, _TRIPLE)]


def svg_of(hand: Handwriting, name: str) -> str:
    """Draw *hand* as SVG; *name* is its title."""
    lines = "".join(
        f'<polyline points="{" ".join(f"{x},{y}" for x, y, _ in points_of(stroke))}"/>' for stroke in hand.strokes
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {hand.height}"><title>{escape(name)}</title>'
        f'<g fill="none" stroke="#000" stroke-width="6" stroke-linecap="round" stroke-linejoin="round">{lines}</g></svg>\n'
    )
