"""How a take is ended whose writer never comes back: declared by a person, signed by the judge, sealed by the court.

The events of it and the commands that ask for them; when each may be is in :mod:`hearing.ending_rules`. Never by
itself: a machine that is silent may still return, and whether to go on waiting is for people to decide.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from hearing.command import Asking
from hearing.ids import Milliseconds, RoomId, Sha256, TakeName
from hearing.logged import Logged, Text

Words = Annotated[str, Field(min_length=1, max_length=2000)]
Name = Annotated[str, Field(max_length=200)]
_OF_A_ROOM = ("room-", "program-", "custody-")


class EndingDeclared(Logged):
    """Somebody declares that the writer of *take* does not come back, and says what is known of why."""

    type: Literal["ending-declared"] = "ending-declared"
    take: TakeName
    by: Name = ""
    """Who declares it, where that was typed at the court's server; empty for whom *who* names."""
    text: Words


class EndingSigned(Logged):
    """The presiding or sole judge signs that declaration: from here the court seals what it holds of the take."""

    type: Literal["ending-signed"] = "ending-signed"
    take: TakeName
    ending: int = Field(ge=1)
    """``seq`` of the ``ending-declared`` that is signed."""
    judge: Text


class TakeEnded(Logged):
    """The court has sealed *take* in its writer's place, with the court's own key: *size* leaves under *root*."""

    type: Literal["take-ended"] = "take-ended"
    take: TakeName
    size: int = Field(ge=0)
    root: Sha256


EndingEvent = EndingDeclared | EndingSigned | TakeEnded


class EndTake(Asking):
    """Declare that the writer of *take* does not come back."""

    type: Literal["end-take"] = "end-take"
    take: TakeName
    by: Name = ""
    text: Words


class SignEnding(Asking):
    """Sign, as *judge*, the declaration that stands about *take*."""

    type: Literal["sign-ending"] = "sign-ending"
    take: TakeName
    judge: Annotated[str, Field(min_length=1, max_length=200)]


class ReportEnded(Asking):
    """The recorder has sealed *take* in its writer's place."""

    type: Literal["report-ended"] = "report-ended"
    take: TakeName
    size: int = Field(ge=0)
    root: Sha256


EndingCommand = EndTake | SignEnding | ReportEnded


class Ending(BaseModel):
    """What stands about a take whose writer does not come back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: int
    """Of the declaration."""
    at: Milliseconds
    who: str
    by: str = ""
    text: str
    judge: str = ""
    """Who signed; empty while nobody did."""
    signed: int | None = None
    """``seq`` of the signature."""
    size: int | None = None
    """How many leaves the court has sealed; ``None`` while it has not."""
    root: str | None = None

    @property
    def is_sealed(self) -> bool:
        """The court has put its seal in place of the writer's."""
        return self.root is not None


def room_of_take(take: TakeName) -> RoomId | None:
    """Name the room whose agent writes *take*; ``None`` for one of the court's own recorder."""
    front = next((front for front in _OF_A_ROOM if take.startswith(front)), None)
    return take.removeprefix(front).rpartition("-")[0] if front is not None else None
