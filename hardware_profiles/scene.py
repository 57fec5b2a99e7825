"""A scene: what must be true of the devices, in capabilities, never in bytes."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

SceneName = Literal["preparing", "open", "recess", "closed"]
"""The moments of a hearing that have a scene of their own."""

PropertyName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}\.[a-z][a-z0-9-]{0,30}$")]
"""A property of a device: ``camera-judge.preset``, ``dsp.channel-1``."""

PropertyValue = Annotated[int | str, Field(union_mode="left_to_right")]
"""What a property is or shall be: a number or a word of its profile; never a boolean."""


class Step(BaseModel):
    """One thing a scene ensures: the property, and what it shall be."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    ensure: PropertyName
    value: PropertyValue = Field(alias="is")

    @property
    def device(self) -> str:
        """The device's name."""
        return self.ensure.partition(".")[0]

    @property
    def name(self) -> str:
        """The property's name on its device."""
        return self.ensure.partition(".")[2]
