"""What was found in a courtroom without a room file saying so: plugged into its computer, or answering on its network."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Kind = Literal["serial", "camera", "sound", "network"]

_Line = Annotated[str, StringConstraints(max_length=200)]


class Discovered(BaseModel):
    """One thing that was found. Empty words are what it did not say; nothing here is guessed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    key: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    """The same for the same thing at every look, wherever the system counts it: ``serial:usb-serial:A10K``."""
    kind: Kind
    path: _Line = ""
    """How a room file names it: a transport's ``usb-serial:…``, a source's ``v4l2:/dev/v4l/by-id/…`` or ``alsa:…``."""
    serial_number: _Line = ""
    vendor: _Line = ""
    product: _Line = ""
    address: _Line = ""
    """Where it was found: a device file of now, a place on the USB, or host and port."""
    answers: _Line = ""
    """The name of the profile whose protocol it answered in; empty where nothing was asked."""
    note: _Line = ""
    """What else somebody has to know before using it, in both languages."""


class Discovery(BaseModel):
    """Everything that one look found, and what could not be looked for."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    room: str
    found: tuple[Discovered, ...] = Field(default=(), strict=False)
    missed: tuple[_Line, ...] = Field(default=(), strict=False)
    """Kinds that could not be looked for here, each with the reason and the remedy."""
