"""What a courtroom's director may do, and how quickly: the part ``director`` of its room file (docs/DIRECTOR.md)."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class DirectorSettings(BaseModel):
    """How the picture follows the voices; levels in dB, times in seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    above_floor_db: Annotated[float, Field(ge=3, le=40)] = 10.0
    """So far above the noise of the own seat is speech."""
    apart_db: Annotated[float, Field(ge=0, le=30)] = 6.0
    """One voice reaches several microphones: what is so much weaker than the strongest is not a second voice."""
    attack_s: Annotated[float, Field(ge=0, le=5)] = 0.5
    """Somebody speaks after so long: a cough cuts nothing."""
    release_s: Annotated[float, Field(ge=0.2, le=10)] = 1.2
    """Somebody still speaks in a pause so long."""
    hold_s: Annotated[float, Field(ge=1, le=60)] = 3.0
    """A shot stays so long at least."""
    overlap_s: Annotated[float, Field(ge=0.2, le=30)] = 1.0
    """Two speak at once after so long: the wide shot comes."""
    silence_s: Annotated[float, Field(ge=2, le=600)] = 8.0
    """After so long without a voice the wide shot comes."""
