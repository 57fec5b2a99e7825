"""What a device profile may say: how one model of device is told and asked, as data.

A profile has no loops, no conditions and no code. What cannot be said with templates is a named built-in
(``handshake: pjlink``, ``envelope: visca-ip``) that lives with the drivers.
"""

import re
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from hardware_profiles.courtroom import Name, ProfileName
from hardware_profiles.device_framing import Framing
from hardware_profiles.device_line import Lines
from hardware_profiles.optics import Head, Optics

Capability = Literal[
    "camera.ptz", "camera.power", "switcher.matrix", "display", "projector", "mic", "dsp", "power", "light", "relay",
    "document-camera", "conference-unit",
]  # fmt: skip
"""What scenes may speak of."""

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
EventName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{0,20}\.[a-z][a-z-]{0,20}$")]
"""Something that happens at a device: ``mic.active``."""
Template = Annotated[str, StringConstraints(min_length=1, max_length=512)]
"""Bytes or text with typed fields; see :mod:`hardware_profiles.template`."""
Milliseconds = Annotated[int, Field(ge=0, le=600_000)]
HOLD_MAX_MS = 1000
"""A motion that nobody renews for so long is stopped; no profile may say longer."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class FieldType(_Part):
    """What a field may hold: one of the words in ``values``, a number from ``min`` to ``max``, or text."""

    values: dict[str, int | str] | None = None
    heard: dict[str, int | str] = Field(default_factory=dict)
    """A second code of a word, which is understood but never sent."""
    settable: tuple[str, ...] | None = Field(default=None, strict=False)
    """Words that may be asked for; the others are only answered."""
    min: int | None = None
    max: int | None = None
    decimals: Annotated[int, Field(ge=0, le=4)] = 0
    """Digits after the point on the wire: with 1, the value -125 goes as -12.5."""
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
        if not set(self.heard) <= set(self.values or ()) or not set(self.settable or ()) <= set(self.values or ()):
            raise ValueError("heard and settable name words of values only.")
        return self

    def allows(self, value: int | str) -> bool:
        """Whether *value* may be asked for."""
        if self.values is not None:
            return value in (self.settable or tuple(self.values))
        if self.min is not None and self.max is not None:
            return isinstance(value, int) and self.min <= value <= self.max
        return isinstance(value, str) and re.fullmatch(self.text or "", value) is not None

    def describe(self) -> str:
        """What may be asked for, in words."""
        if self.values is not None:
            return ", ".join(self.settable or tuple(self.values))
        return f"{self.min} to {self.max}" if self.min is not None else f"text like {self.text}"


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
    """What an error code means and what to do: give up, ask again later, alarm the technician, or be content."""

    name: Name
    act: Literal["fail", "retry", "alarm", "ok"]
    after_ms: Milliseconds = 0


class Command(_Part):
    """One message to the device, the answer that belongs to it, and the manual's page."""

    kind: Literal["command", "inquiry", "broadcast"]
    raw: Template
    reply: Template | None = None
    silent: bool = False
    """Nothing answers it: what it did is assumed, never verified."""
    after_ms: Milliseconds = 0
    """So long nothing else is sent after it."""
    guard: Literal["maintenance"] | None = None
    """Only for technicians, outside hearings: what wears memory out or moves what others rely on."""
    src: Annotated[str, Field(min_length=3)]


class Provided(_Part):
    """One property: its capability, its field, and the commands that set and read it."""

    capability: Capability
    field: FieldName
    set: FieldName | None = None
    get: FieldName | None = None
    """None where the device cannot be asked: then it reports by itself, or is only ever assumed."""
    safe: str | int | None = None
    """The value that hides or silences: asking for it goes before everything else on the bus."""
    identify: str | int | None = None
    """A value that shows people which device this is and harms nothing: set for a moment, then taken back."""
    settles: dict[str, str] = Field(default_factory=dict)
    """States on the way and where they lead: ``warming: on``."""
    steady: FieldName | None = None
    """An inquiry whose answer stays the same for as long as the property holds (a preset and the camera's position)."""
    follow: FieldName | None = None
    """Asks the device, each time the line opens, to report the property by itself."""


class Motion(_Part):
    """A movement that goes on until it is stopped: the command that starts it and those that stop it."""

    capability: Capability
    start: FieldName
    stop: FieldName
    steady: FieldName | None = None
    """An inquiry whose answer stays the same once the device stands still."""
    hold_ms: Annotated[int, Field(ge=100, le=HOLD_MAX_MS)] = HOLD_MAX_MS
    """Nobody renews it for so long, and it is stopped."""
    again_ms: Annotated[int, Field(ge=100, le=HOLD_MAX_MS)] | None = None
    """While it is renewed it is sent again this often, for devices that end it by themselves; None: sent once."""


class DeviceProfile(_Part):
    """One protocol of one family of devices."""

    profile: ProfileName
    version: Annotated[int, Field(ge=1)]
    source: Annotated[str, Field(min_length=3)]
    status: Literal["verified", "manual_only"]
    """``verified`` once a transcript from a real device is among the vectors."""
    lines: Lines
    options: dict[FieldName, FieldType] = Field(default_factory=dict)
    framing: Framing
    timing: Timing
    handshake: Literal["none", "pjlink", "login", "logon"] = "none"
    envelope: Literal["none", "visca-ip"] = "none"
    on_open: tuple[FieldName, ...] = Field(strict=False, default=())
    on_followed: tuple[FieldName, ...] = Field(strict=False, default=())
    """Sent in order each time the line opens, once every property was asked to report by itself, where any was."""
    heartbeat: FieldName | None = None
    """An inquiry that proves the device alive each ``poll_ms``, where no property is read."""
    exchange: Exchange = Exchange()
    faults: dict[str, DeviceFault] = Field(default_factory=dict)
    fields: dict[FieldName, FieldType]
    commands: dict[FieldName, Command]
    unsolicited: tuple[Template, ...] = Field(strict=False, default=())
    events: dict[EventName, Annotated[tuple[Template, ...], Field(strict=False)]] = Field(default_factory=dict)
    """What the device says when something happens at it, by the event's name."""
    answers: dict[EventName, Annotated[tuple[Template, ...], Field(strict=False)]] = Field(default_factory=dict)
    """What we say back when it happens: a conference unit that believes it drives a camera wants to be answered."""
    provides: dict[str, Provided] = Field(default_factory=dict)
    motions: dict[Name, Motion] = Field(default_factory=dict)
    head: Head | None = None
    """How a moving camera is asked where it looks and sent there; None where it has no positions."""
    optics: Optics | None = None
    """What those positions mean; a room file may say it for its own camera."""
