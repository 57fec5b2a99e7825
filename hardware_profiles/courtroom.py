"""A courtroom as its room file describes it: seats, cameras, microphones, devices and scenes."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from hardware_profiles.device_network import DeviceNetwork
from hardware_profiles.director import DirectorSettings
from hardware_profiles.field_unit import FieldUnit
from hardware_profiles.floor import Floor, Place
from hardware_profiles.optics import Optics
from hardware_profiles.scene import Mean, PropertyName, PropertyValue, Scene, SceneName

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
"""How courtrooms, seats, roles and devices are spelt."""

ProfileName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}\.[a-z0-9][a-z0-9-]{0,40}$")]
"""A device profile: maker or standard, a dot, and the protocol: ``sony.visca-serial``."""

Source = Annotated[
    str, StringConstraints(pattern=r"^(simulated:[a-z][a-z0-9-]{0,30}|(v4l2|hdmi|alsa|file):\S.*|rtsps?://\S+)$")
]
"""Where pictures or sound come from: ``simulated:judge``, ``v4l2:/dev/…``, ``hdmi:/dev/…``, ``alsa:hw:1,0``, ``rtsp://…``, ``file:…``."""

Pixels = Annotated[int, Field(ge=16, le=7680, multiple_of=2)]
Rate = Annotated[int, Field(ge=1, le=60)]
"""Frames a second."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Label(_Part):
    """A name for people, in both languages."""

    zh: Annotated[str, Field(min_length=1, max_length=40)]
    en: Annotated[str, Field(min_length=1, max_length=80)]


class Seat(_Part):
    """A place in the courtroom and the role that sits there."""

    id: Name
    label: Label
    role: Name
    place: Place | None = None
    follow_face: bool = False
    """Whether the composed picture follows the face of who sits here alone before a camera."""


class CardInput(_Part):
    """One thing that a matrix can bring to a capture card: a laptop at a table, a document camera."""

    name: Name
    label: Label
    input: PropertyValue
    """The matrix's input that it is plugged into."""


class Switched(_Part):
    """A capture card that several things share: the matrix's output that it is wired to, and what can be brought there."""

    by: PropertyName
    """``matrix.output-8``."""
    nothing: PropertyValue
    """What the output is given while none of them is shown: an input that is none, or that nothing is plugged into."""
    inputs: Annotated[tuple[CardInput, ...], Field(min_length=1, max_length=16, strict=False)]


class Camera(_Part):
    """A camera: the stream it becomes, where its picture comes from, and whom it shows."""

    stream: Annotated[str, StringConstraints(pattern=r"^cam-[a-z0-9][a-z0-9-]{0,40}$")]
    label: Label
    source: Source
    width: Pixels
    height: Pixels
    rate: Rate
    mandatory: bool
    seats: tuple[Name, ...] = Field(default=(), strict=False)
    exhibits: bool = False
    """Shows things and nobody: a document camera, a laptop. In the picture only while it is shown as evidence."""
    switched: Switched | None = None
    """Of a capture card behind a matrix: what can be shown by it, one at a time."""
    place: Place | None = None
    device: Name | None = None
    """The device that turns it and lets it zoom; a camera that nothing moves has none."""
    optics: Optics | None = None
    """How much it sees, where the device's profile says nothing or something else."""


class Microphone(_Part):
    """A microphone: the stream it becomes, the seat it stands at, and what mutes it in the room."""

    stream: Annotated[str, StringConstraints(pattern=r"^mic-[a-z0-9][a-z0-9-]{0,40}$")]
    label: Label
    seat: Name
    source: Source
    mandatory: bool
    mute: PropertyName | None = None
    failover: str | None = None
    """The stand-by microphone that is opened when this one fails."""
    standby: bool = False
    """Off, like a muted one, until it is opened in another's place."""
    locked: bool = False
    """Never opened by the system."""
    protected: bool = False
    """Of a protected person: never opened in another's place."""
    place: Place | None = None


class Watch(_Part):
    """When the room's guards alarm: levels in dBFS, times in seconds, the usual length of a hearing in hours."""

    quiet_dbfs: float = -45.0
    quiet_s: float = 120.0
    dead_dbfs: float = -50.0
    dead_s: float = 120.0
    black_s: float = 5.0
    frozen_s: float = 10.0
    hearing_h: Annotated[float, Field(gt=0, le=24)] = 3.0


class Rehearsing(_Part):
    """The room's rehearsal with itself."""

    at: Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None = None
    """When each morning, local time; never by itself where it is not said."""
    seconds: Annotated[float, Field(ge=12, le=600)] = 120.0
    delays_ms: dict[str, Annotated[int, Field(ge=0, le=400)]] = Field(default_factory=dict)
    """How late each simulated camera and microphone is, by stream."""


class Loudspeakers(_Part):
    """The room's loudspeakers (扩声): there the court hears people far away, and a film or sound that is shown to all."""

    source: Annotated[str, StringConstraints(pattern=r"^(simulated|alsa:\S+)$")]
    """``alsa:DEVICE``: the sound card of this machine that they hang on; ``simulated``: nothing is to be heard."""
    echo_cancelled: bool = False
    """Whether a device of the room takes out of its microphones what they play; nothing said: nobody does."""

    @property
    def card(self) -> str | None:
        """ALSA's name of the sound card; ``None`` where they are simulated."""
        return self.source.removeprefix("alsa:") if self.source.startswith("alsa:") else None


class Program(_Part):
    """The composed picture: its size in pixels and its frames a second."""

    width: Pixels
    height: Pixels
    rate: Rate


HostPort = Annotated[str, StringConstraints(pattern=r"^[^\s:]+:[0-9]{1,5}$")]


class Transport(_Part):
    """How a device is reached: exactly one of these."""

    serial: Annotated[str, StringConstraints(pattern=r"^\S+$")] | None = None
    """``/dev/serial/by-id/…``, ``/dev/serial/by-path/…``, ``usb-serial:NUMBER`` or ``usb-place:1-2.3``."""
    tcp: HostPort | None = None
    telnet: HostPort | None = None
    udp: HostPort | None = None
    http: Annotated[str, StringConstraints(pattern=r"^http://[^\s/]+$")] | None = None
    gpio: Annotated[str, StringConstraints(pattern=r"^(/dev/gpiochip[0-9]+|simulated:/\S+)$")] | None = None
    """The chip's device file, or ``simulated:`` and the socket of a simulated one."""
    v4l2: Annotated[str, StringConstraints(pattern=r"^/\S+$")] | None = None
    """A USB camera's own node, ``/dev/v4l/by-id/…`` or ``/dev/v4l/by-path/…``."""
    simulated: bool | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [way for way in type(self).model_fields if getattr(self, way) is not None]
        if len(ways) != 1 or self.simulated is False:
            raise ValueError(
                "A device is reached in exactly one way: serial, tcp, telnet, udp, http, gpio, v4l2 or simulated: true."
            )
        return self


class Device(_Part):
    """A device that the courtroom drives: its profile, how it is reached, and this site's options."""

    name: Name
    label: Label
    profile: ProfileName
    transport: Transport
    options: dict[Name, int | str] = Field(default_factory=dict)
    place: Place | None = None


class Button(_Part):
    """A button in the courtroom: which property of which device it is, and what that says when it is pressed."""

    by: PropertyName
    label: Label
    calls: Literal["bailiffs"]
    pressed: int | str = "closed"


class Courtroom(_Part):
    """Everything bolted down in one courtroom; ``simulated`` says that nothing of it is real."""

    courtroom: Name
    name: Label
    court: Label
    simulated: bool
    site: Literal["court", "custody"] = "court"
    """``custody``: a detention centre's room (看守所远程提讯室), whose one camera and microphone stand for one person."""
    unit: FieldUnit | None = None
    """Where the courtroom is away from the court's house; nothing said: it is in it."""
    floor: Floor = Floor()
    seats: tuple[Seat, ...] = Field(min_length=1, strict=False)
    cameras: tuple[Camera, ...] = Field(strict=False)
    microphones: tuple[Microphone, ...] = Field(strict=False)
    program: Program
    watch: Watch = Watch()
    loudspeakers: Loudspeakers | None = None
    """Nothing said: this machine plays to none, and the room's own sound system brings voices from afar."""
    rehearsal: Rehearsing = Rehearsing()
    director: DirectorSettings = DirectorSettings()
    profiles: Annotated[str, StringConstraints(min_length=1, max_length=400)] | None = None
    """The folder of the court's own device profiles, as seen from the room file; whole once the room is loaded."""
    devices: tuple[Device, ...] = Field(default=(), strict=False)
    buttons: tuple[Button, ...] = Field(default=(), strict=False)
    """Buttons that people press in the room, wired to contacts of its devices."""
    device_network: DeviceNetwork | None = None
    """The devices' own network, where there is one to look for devices on."""
    means: dict[PropertyName, Mean] = Field(default_factory=dict)
    """What scenes call what is here: ``camera.judge``, ``route.gallery``; a microphone's is made of its ``mute``."""
    scenes: dict[SceneName, Scene] = Field(default_factory=dict)
    """This room's own scenes; one that it does not write itself is the shipped one (:mod:`hardware_profiles.scene_book`)."""

    @model_validator(mode="after")
    def _one_person_far_away(self) -> Self:
        if self.site == "custody" and (len(self.cameras), len(self.microphones)) != (1, 1):
            raise ValueError("A custody room has one camera and one microphone: a remote person is one stream.")
        if self.site == "custody" and self.loudspeakers is not None:
            raise ValueError("A custody room's agent plays to no loudspeakers: its kiosk page does. Take them out.")
        return self

    @model_validator(mode="after")
    def _records_by_itself(self) -> Self:
        whole = any(one.mandatory for one in self.cameras) and any(one.mandatory for one in self.microphones)
        if self.unit is not None and not whole:
            raise ValueError(
                "A field unit records whole hearings alone: at least one camera and one microphone mandatory."
            )
        if self.unit is not None and self.site == "custody":
            raise ValueError("A custody room is no field unit: hearings are held in the courtroom it is called by.")
        return self

    def seat(self, seat: str) -> Seat | None:
        """The seat called *seat*, or none."""
        return next((one for one in self.seats if one.id == seat), None)

    def device(self, name: str) -> Device | None:
        """The device called *name*, or none."""
        return next((one for one in self.devices if one.name == name), None)

    def microphone(self, stream: str) -> Microphone | None:
        """The microphone that becomes *stream*, or none."""
        return next((one for one in self.microphones if one.stream == stream), None)

    @property
    def sound_card(self) -> str | None:
        """ALSA's name of the sound card that real loudspeakers hang on, or none."""
        return self.loudspeakers.card if self.loudspeakers is not None else None

    def mandatory_streams(self) -> Iterator[str]:
        """The streams without which a second of a hearing is not whole."""
        yield from (camera.stream for camera in self.cameras if camera.mandatory)
        yield from (microphone.stream for microphone in self.microphones if microphone.mandatory)
