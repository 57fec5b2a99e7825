"""What a moving camera's own numbers mean: how it is asked where it looks and sent there, and how much it sees."""

from itertools import pairwise
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

AXES = ("pan", "tilt", "zoom")
"""The fields in which a profile says where a camera looks."""
SPEEDS = {"pan": "pan_speed", "tilt": "tilt_speed", "zoom": "zoom_speed"}
"""The fields in which a profile says how fast."""

CommandName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Head(_Part):
    """How a camera is asked where it looks, and how it is sent there: the fields ``pan``, ``tilt`` and ``zoom``."""

    ask: tuple[CommandName, ...] = Field(min_length=1, max_length=3, strict=False)
    """Inquiries that together answer all three."""
    go: tuple[CommandName, ...] = Field(min_length=1, max_length=3, strict=False)
    """Commands that together take all three; a speed that one takes beside them is its greatest."""


class ZoomPoint(_Part):
    """How much larger everything is at one place of the zoom: *times* 1 is the widest picture."""

    at: Annotated[int, Field(ge=0)]
    times: Annotated[float, Field(ge=1, le=200)]


class Optics(_Part):
    """How much a camera sees at its widest, and by how much a unit of its own turns or narrows it."""

    horizontal_fov_deg_wide: Annotated[float, Field(gt=1, lt=170)]
    """Width of the widest picture, in degrees."""
    pan_units_per_deg: Annotated[float, Field(gt=0)]
    """More pan is to the right."""
    tilt_units_per_deg: Annotated[float, Field(gt=0)]
    """More tilt is up."""
    zoom_table: tuple[ZoomPoint, ...] = Field(min_length=2, max_length=64, strict=False)
    """From the widest to the narrowest; between two points it goes straight."""

    @model_validator(mode="after")
    def _grows(self) -> Self:
        grows = all(one.at < other.at and one.times < other.times for one, other in pairwise(self.zoom_table))
        if not grows or self.zoom_table[0].times != 1:
            raise ValueError("A zoom table begins with times: 1 and grows in at and in times.")
        return self

    def times_at(self, zoom: float) -> float:
        """How much larger everything is at *zoom*, in the camera's own units."""
        return _between([(point.at, point.times) for point in self.zoom_table], zoom)

    def zoom_for(self, times: float) -> int:
        """The place of the zoom at which everything is *times* larger, as near as it goes."""
        return round(_between([(point.times, point.at) for point in self.zoom_table], times))


def _between(points: list[tuple[float, float]], at: float) -> float:
    """Read a table that grows; before its first and after its last point it stays."""
    for (low, value), (high, next_value) in pairwise(points):
        if at <= high:
            share = max(0.0, at - low) / (high - low)
            return value + share * (next_value - value)
    return points[-1][1]
