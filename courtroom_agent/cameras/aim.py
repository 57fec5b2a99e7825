"""Where a camera has to look so that a part of its present picture fills it. Pure: angles of an ideal lens."""

from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians, sin, tan

from hardware_profiles.optics import Optics


@dataclass(frozen=True)
class Look:
    """Where a camera looks, in its own units."""

    pan: int
    tilt: int
    zoom: int


@dataclass(frozen=True)
class Part:
    """A part of a picture, in fractions of its width and height from its upper left corner."""

    left: float
    top: float
    width: float = 0.0
    height: float = 0.0


def framed(look: Look, optics: Optics, part: Part, *, aspect: float) -> Look:
    """Say where to look so that *part* of the picture seen at *look* fills a picture *aspect* times as wide as high.

    A part of no size is brought to the middle as large as it is. What lies above or below the horizon is turned about it.
    """
    times = optics.times_at(look.zoom)
    half = tan(radians(optics.horizontal_fov_deg_wide) / 2) / times
    right = 2 * (part.left + part.width / 2 - 0.5) * half
    up = 2 * (0.5 - part.top - part.height / 2) * half / aspect
    level = radians(look.tilt / optics.tilt_units_per_deg)
    height, ahead = up * cos(level) + sin(level), cos(level) - up * sin(level)
    turned = degrees(atan2(right, ahead))
    raised = degrees(atan2(height, hypot(right, ahead)))
    size = max(part.width, part.height)
    return Look(
        pan=look.pan + round(turned * optics.pan_units_per_deg),
        tilt=round(raised * optics.tilt_units_per_deg),
        zoom=optics.zoom_for(times / size) if size > 0 else look.zoom,
    )
