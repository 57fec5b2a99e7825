"""Vectors: frames and figures that a person typed from a maker's manual, which the profile has to agree with.

No program writes them. Each stands by itself: what is sent, what comes back, and what that means.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from hardware_profiles.courtroom import Name
from hardware_profiles.device import EventName, FieldName
from hardware_profiles.errors import DeviceFileError
from hardware_profiles.loading import read
from hardware_profiles.profiles import SHIPPED

SHIPPED_VECTORS = SHIPPED.parent / "vectors"


class Vector(BaseModel):
    """One exchange, one message of the device by itself, or figures of the manual."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    src: Annotated[str, Field(min_length=3)]
    """Manual and page."""
    command: FieldName | None = None
    args: dict[FieldName, int | str] = Field(default_factory=dict)
    options: dict[FieldName, int | str] = Field(default_factory=dict)
    greeting: str | None = None
    """What the device says first, for handshakes."""
    number: Annotated[int, Field(ge=1)] = 1
    """The number that the message carries, where messages carry one."""
    tx: str | None = None
    """What is sent: hex in binary protocols."""
    rx: tuple[str, ...] = Field(default=(), strict=False)
    """What comes back, message by message; empty where nothing does."""
    fields: dict[FieldName, int | str] = Field(default_factory=dict)
    """What the last message means."""
    fault: Name | None = None
    """What the device refuses with."""
    event: EventName | None = None
    answers: tuple[str, ...] = Field(default=(), strict=False)
    """What we say back to the event, message by message."""
    refused: bool = False
    """Such a command is never sent."""
    facts: dict[str, Any] = Field(default_factory=dict)
    """Figures of the manual, by their place in the profile: ``timing.gap_ms: 20``."""
    given: dict[str, Any] = Field(default_factory=dict)
    """A simulated device's state before."""
    then: dict[str, Any] = Field(default_factory=dict)
    """A simulated device's state after."""
    only: Literal["driver"] | None = None
    """The simulated device does not do this."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.facts:
            if self.command or self.tx or self.rx:
                raise ValueError("Figures stand by themselves, without a command.")
        elif self.refused:
            if not self.command or self.tx or self.rx:
                raise ValueError("What is refused has a command and no frames.")
        elif (self.command is None) != (self.tx is None) or (self.tx is None and not self.rx):
            raise ValueError("A vector has a command and what is sent (tx), or what the device says by itself (rx).")
        return self


_VECTORS = TypeAdapter(Annotated[tuple[Vector, ...], Field(strict=False)])


def vectors_for(profile: str, folder: Path) -> tuple[Vector, ...]:
    """The vectors typed for *profile* in the folder of vectors *folder*.

    Raises:
        DeviceFileError: a file of them has faults.
    """
    return tuple(vector for path in sorted((folder / profile).glob("*.yaml")) for vector in _read(path))


def vectors_folder(profile: Path) -> Path:
    """Where the vectors of the profile file *profile* lie: beside it, or beside its folder."""
    return SHIPPED_VECTORS if profile.absolute().parent == SHIPPED else profile.parent / "vectors"


def _read(path: Path) -> Sequence[Vector]:
    document = read(path)
    found = document.check_with(_VECTORS) if document.content is not None else None
    if document.faults or found is None:
        raise DeviceFileError(document.sorted_faults())
    return tuple(found)


def facts_at(content: Any, place: str) -> Any:
    """What the profile *content* says at *place*, or None."""
    for key in place.split("."):
        if not isinstance(content, dict) or key not in content:
            return None
        content = content[key]
    return content


def covered(vectors: Sequence[Vector]) -> Iterator[str]:
    """The commands that a vector sends."""
    return (vector.command for vector in vectors if vector.command and vector.tx is not None)
