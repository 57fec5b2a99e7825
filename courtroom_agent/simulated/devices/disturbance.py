"""What a bad cable or a sick device does to what a device says: lost, changed, torn apart or silent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
TEAR_S = 0.004
"""Between two pieces of a torn message, in the world's time."""


class Faults(BaseModel):
    """The faults of one device's line; none of them unless said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    drop_next: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """So many messages are lost, from now on."""
    drop: Share = 0.0
    """This share of the messages is lost."""
    noise: Share = 0.0
    """This share of the bytes arrives changed."""
    split: bool = False
    """Messages arrive byte by byte."""
    mute: bool = False
    """The device hears, acts and says nothing."""
    deaf: bool = False
    """Nothing reaches the device."""


@dataclass
class Disturbance:
    """The faults that are on, and the dice they are thrown with."""

    faults: Faults = field(default_factory=Faults)
    dice: Random = field(default_factory=lambda: Random(0))  # noqa: S311 - faults, not secrets

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """What arrives of *data*, piece by piece."""
        faults = self.faults
        if not data:  # hanging up is no message
            yield data
            return
        if faults.mute or self._is_lost():
            return
        if faults.noise:
            data = bytes(byte ^ self.dice.randrange(1, 256) if self._falls(faults.noise) else byte for byte in data)
        if not faults.split:
            yield data
            return
        for at in range(len(data)):
            yield data[at : at + 1]

    def _is_lost(self) -> bool:
        if self.faults.drop_next:
            self.faults = self.faults.model_copy(update={"drop_next": self.faults.drop_next - 1})
            return True
        return self._falls(self.faults.drop)

    def _falls(self, share: float) -> bool:
        return bool(share) and self.dice.random() < share
