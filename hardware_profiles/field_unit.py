"""A courtroom away from the court's house: a dispatched tribunal, a circuit court, one in a bag (录音录像 §2)."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

UnitKind = Literal["dispatched-tribunal", "circuit-court", "mobile-court", "field-kit"]
"""派出法庭, 巡回审判点, 车载移动法庭, 便携式设备."""


class FieldUnit(BaseModel):
    """What such a courtroom is, and by when it hands in to the court that it belongs to (``court`` of the room)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kind: UnitKind
    hand_in_within_h: Annotated[float, Field(gt=0, le=24 * 60)] = 72.0
    """Hours from closing until log and record must be at the court; the court's own rule, the regulation names none."""
