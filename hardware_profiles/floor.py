"""Where things stand in a courtroom: the floor and places on it, in metres, as seen from above."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Metres = Annotated[float, Field(ge=0, le=60)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Floor(_Part):
    """The floor; the bench's wall is its upper edge."""

    width: Annotated[float, Field(ge=2, le=60)] = 12.0
    """From the left wall to the right one, as one looks at the bench; metres."""
    depth: Annotated[float, Field(ge=2, le=60)] = 9.0
    """From the bench's wall to the one behind the gallery; metres."""


class Place(_Part):
    """A place on the floor: metres from the left wall and from the bench's wall."""

    x: Metres
    y: Metres
    turn_deg: Annotated[int, Field(ge=0, le=359)] = 0
    """Where it looks, degrees clockwise; 0 is towards the bench's wall."""

    def is_on(self, floor: Floor) -> bool:
        """Whether it lies on *floor*."""
        return self.x <= floor.width and self.y <= floor.depth
