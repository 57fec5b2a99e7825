"""What a device profile may say: how one model of device is told and asked, as data.

A profile has no loops, no conditions and no code. What cannot be said with templates is a named built-in
(``handshake: pjlink-md5``) that lives with the drivers.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from hardware_profiles.courtroom import Name, ProfileName

Capability = Literal[
    "camera.ptz", "camera.power", "switcher.matrix", "display", "projector", "mic", "dsp", "power", "light", "relay",
    "document-camera", "conference-unit",
]  # fmt: skip
"""What scenes may speak of."""

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
Template = Annotated[str, StringConstraints(min_length=1, max_length=256)]
"""Bytes or text with typed fields; see :mod:`hardware_profiles.template`."""
Milliseconds = Annotated[int, Field(ge=0, le=600_000)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class FieldType(_Part):
    """What a field may hold: one of the words in ``values``, a number from ``min`` to ``max``, or text."""

    values: dict[str, int | str] | None = None
    settable: tuple[str, ...] | None = Field(default=None, strict=False)
    """Words that may be asked for; the others are only answered."""
    min: int | None = None
    max: int | None = None
    text: str | None = None
    """A regular expression that the text fits wholly."""
    default: int | str | None = None
    """For an option: what holds when the room file says nothing."""
    secret: bool = False

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        number = self.min is not None and self.max is not None
        if (self.values is not None) + number + (self.text is not None) != 1:
            raise ValueError("A field has either values, or min and max, or text.")
        return self

    def allows(self, value: int | str) -> bool:
        """Whether *value* may be asked for."""
        if self.values is not None:
            return value in (self.settable or tuple(self.values))
        if self.min is not None and self.max is not None:
            return isinstance(value, int) and self.min <= value <= self.max
        return isinstance(value, str)

    def describe(self) -> str:
        """What may be asked for, in words."""
        if self.values is not None:
            return ", ".join(self.settable or tuple(self.values))
        return f"{self.min} to {self.max}" if self.min is not None else f"text like {self.text}"


class SerialLine(_Part):
    """Settings of a serial port; the controller holds DTR high when ``dtr`` is true."""

    baud: Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200]
    bits: Literal[7, 8] = 8
    parity: Literal["N", "E", "O"] = "N"
    stop: Literal[1, 2] = 1
    dtr: bool = True


class TcpLine(_Part):
    """A TCP connection; ``port`` is the usual one."""

    port: Annotated[int, Field(ge=1, le=65535)]


class Lines(_Part):
    """The ways in which this device can be reached."""

    serial: SerialLine | None = None
    tcp: TcpLine | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.serial is None and self.tcp is None:
            raise ValueError("A profile says serial, tcp or both.")
        return self


class Framing(_Part):
    """Where a message ends: ``until`` an ending, or ``between`` two marks. Binary endings are hex."""

    encoding: Literal["binary", "ascii", "utf-8"]
    until: str | None = None
    between: tuple[str, str] | None = Field(default=None, strict=False)
    append: str = ""
    """Ends each message that we send; binary templates carry their own end."""
    max: Annotated[int, Field(ge=3, le=4096)]
    ignore_case: bool = False

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if (self.until is None) == (self.between is None):
            raise ValueError("A message ends either until a mark or between two.")
        return self


class Timing(_Part):
    """How long things may take; all in ms, ``retries`` is how often a silent device is asked again."""

    gap_ms: Milliseconds
    reply_ms: Milliseconds
    done_ms: Milliseconds = 0
    settle_ms: Milliseconds = 0
    poll_ms: Annotated[int, Field(ge=200, le=600_000)]
    retries: Annotated[int, Field(ge=0, le=5)]


class Exchange(_Part):
    """Messages that every command has in common: accepted, done, refused."""

    ack: Template | None = None
    done: Template | None = None
    errors: tuple[Template, ...] = Field(strict=False, default=())


class DeviceFault(_Part):
    """What an error code means and what to do: give up, ask again later, or alarm the technician."""

    name: Name
    act: Literal["fail", "retry", "alarm"]
    after_ms: Milliseconds = 0


class Command(_Part):
    """One message to the device, the answer that belongs to it, and the manual's page."""

    kind: Literal["command", "inquiry", "broadcast"]
    raw: Template
    reply: Template | None = None
    src: Annotated[str, Field(min_length=3)]


class Provided(_Part):
    """One property: its capability, its field, and the commands that set and read it."""

    capability: Capability
    field: FieldName
    set: FieldName | None = None
    get: FieldName
    safe: str | None = None
    """The word that hides or silences: asking for it goes before everything else on the bus."""
    settles: dict[str, str] = Field(default_factory=dict)
    """States on the way and where they lead: ``warming: on``."""
    steady: FieldName | None = None
    """An inquiry whose answer stays the same for as long as the property holds (a preset and the camera's position)."""


class DeviceProfile(_Part):
    """One protocol of one family of devices."""

    profile: ProfileName
    version: Annotated[int, Field(ge=1)]
    source: Annotated[str, Field(min_length=3)]
    status: Literal["verified", "manual-only"]
    """``verified`` once a transcript from a real device is among the vectors."""
    lines: Lines
    options: dict[FieldName, FieldType] = Field(default_factory=dict)
    framing: Framing
    timing: Timing
    handshake: Literal["none", "pjlink-md5"] = "none"
    on_open: tuple[FieldName, ...] = Field(strict=False, default=())
    exchange: Exchange = Exchange()
    faults: dict[str, DeviceFault] = Field(default_factory=dict)
    fields: dict[FieldName, FieldType]
    commands: dict[FieldName, Command]
    unsolicited: tuple[Template, ...] = Field(strict=False, default=())
    provides: dict[str, Provided]
