"""What every event of a hearing's log carries: which hearing, which number, when and by whom."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from hearing.ids import HearingId, Milliseconds

Text = Annotated[str, Field(max_length=2000)]
"""Words that a person or a program wrote into the log."""

PersonName = Annotated[str, Field(min_length=1, max_length=80)]
"""By which name somebody answers for what is said."""


def is_absent(value: object) -> bool:
    """Whether a key that came into the words later is left out, so that an older event is spelt as it always was."""
    return value is None


class Logged(BaseModel):
    """One entry of the log. Frozen, closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hearing: HearingId
    seq: int = Field(ge=1)
    at: Milliseconds
    who: Annotated[str, Field(max_length=80)]
    """Principal: ``account:3``, ``participant:p-2``, ``agent:demo``, ``system``."""
    fence: int = Field(default=1, ge=1)
    """Number of the lease under which the log's one writer wrote this."""
