"""Behaviour files: how each simulated device of a room behaves. They say nothing about bytes, and never read a profile."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from courtroom_agent.simulated.devices.catalogue import KINDS, BadSetting, make, settings_of
from courtroom_agent.simulated.devices.disturbance import Faults
from courtroom_agent.simulated.devices.ports import Way
from hardware_profiles.courtroom import Courtroom, Device, Name, ProfileName
from hardware_profiles.errors import RoomError
from hardware_profiles.loading import Document, read

_FOLDER = Path(str(files("courtroom_agent.simulated"))) / "behaviours"
_ROOMS = Path(str(files("courtroom_agent.simulated"))) / "rooms"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Behaviour(_Part):
    """How a simulated device behaves that stands for devices of one profile."""

    behaviour: ProfileName
    """The profile whose devices it stands for."""
    plays: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
    """Which simulated device: a key of the catalogue."""
    ways: tuple[Way, ...] = Field(min_length=1)
    """How it is reached; the first is its address."""
    start: dict[str, Any] = Field(default_factory=dict)
    """In what state it comes up."""
    physics: dict[str, Any] = Field(default_factory=dict)
    """How fast it moves, how long it warms up, and its whims."""


class Role(_Part):
    """One device of a simulated room."""

    behaviour: ProfileName
    line: Name | None = None
    """Devices that name the same line hang on one port, in this order."""
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """The port number to listen at; one that is free unless said."""
    host: Annotated[str, StringConstraints(pattern=r"^127\.[0-9.]+$")] = "127.0.0.1"
    start: dict[str, Any] = Field(default_factory=dict)
    physics: dict[str, Any] = Field(default_factory=dict)
    faults: Faults = Faults()
    feeds: dict[int, tuple[Name, ...]] = Field(default_factory=dict)
    """Which devices get their mains by which of this one's relays."""

    def settings(self) -> dict[str, Any]:
        """Everything that is set, of this device and of its kind."""
        usual = behaviours()[self.behaviour]
        return usual.start | usual.physics | self.start | self.physics


class Cast(_Part):
    """A room of simulated devices."""

    simulated_room: Annotated[Name, Field(alias="simulated-room")]
    simulated: Literal[True] = True
    devices: dict[Name, Role]


@cache
def behaviours() -> dict[str, Behaviour]:
    """The shipped behaviours by profile.

    Raises:
        RoomError: one of the shipped files has faults.
    """
    found = {}
    for path in sorted(_FOLDER.glob("*.yaml")):
        document = read(path)
        behaviour = document.check(Behaviour) if document.content is not None else None
        if isinstance(behaviour, Behaviour):
            _check(document, (), behaviour.plays, behaviour.start | behaviour.physics)
        if not isinstance(behaviour, Behaviour) or document.faults:
            raise RoomError(document.sorted_faults())
        found[behaviour.behaviour] = behaviour
    return found


def load_cast(path: Path) -> Cast:
    """Load a room of simulated devices.

    Raises:
        RoomError: the file has faults; all of them are listed, each with its line.
    """
    document = read(path)
    cast = document.check(Cast) if document.content is not None else None
    if isinstance(cast, Cast):
        for name, role in cast.devices.items():
            usual = behaviours().get(role.behaviour)
            if usual is None:
                remedy = f"There are: {', '.join(behaviours())}."
                document.add(("devices", name, "behaviour"), f"There is no behaviour {role.behaviour!r}.", remedy)
            else:
                _check(document, ("devices", name), usual.plays, role.settings())
            for fed in {fed for names in role.feeds.values() for fed in names} - set(cast.devices):
                remedy = f"There are: {', '.join(cast.devices)}."
                document.add(("devices", name, "feeds"), f"There is no device {fed!r} to feed.", remedy)
    if not isinstance(cast, Cast) or document.faults:
        raise RoomError(document.sorted_faults())
    return cast


def is_cast(path: Path) -> bool:
    """Whether the file at *path* is a room of simulated devices, and no room file."""
    content = read(path).content
    return isinstance(content, dict) and "simulated-room" in content


def cast_of(room: Courtroom, told: Cast | None = None) -> Cast:
    """The simulated devices of *room*, as *told* or as a shipped file of the room's name tells them, or as usual.

    Raises:
        ValueError: a device's profile has no behaviour.
    """
    shipped = _ROOMS / f"{room.courtroom}.yaml"
    told = told or (load_cast(shipped) if shipped.is_file() else None)
    roles = {}
    for device in room.devices:
        if device.transport.simulated:
            role = told.devices.get(device.name) if told is not None else None
            roles[device.name] = _with_options(role or _usual(device), device)
    return Cast.model_validate({"simulated-room": room.courtroom, "devices": roles})


def shipped_casts() -> Iterator[Path]:
    """The shipped rooms of simulated devices."""
    yield from sorted(_ROOMS.glob("*.yaml"))


def _usual(device: Device) -> Role:
    if device.profile not in behaviours():
        raise ValueError(
            f"{device.name}: no device of {device.profile} can be simulated. There are: {', '.join(behaviours())}."
        )
    return Role(behaviour=device.profile)


def _with_options(role: Role, device: Device) -> Role:
    """What the site says of the device that is as true of the simulated one: its address, its password."""
    known = settings_of(behaviours()[role.behaviour].plays)
    options = {name: value for name, value in device.options.items() if name in known}
    return role.model_copy(update={"start": role.start | options})


def _check(document: Document, place: tuple[str | int, ...], kind: str, settings: dict[str, Any]) -> None:
    if kind not in KINDS:
        document.add((*place, "plays"), f"No device {kind!r} can be simulated.", f"There are: {', '.join(KINDS)}.")
        return
    try:
        make(kind, settings)
    except BadSetting as error:
        document.add(place, str(error), "Mend the setting.")
