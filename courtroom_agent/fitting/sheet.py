"""The courtroom as it runs: every thing of its room file, what may be tried on it, and the state of the files."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from courtroom_agent.drivers.driver import Driver
from hardware_profiles.courtroom import Courtroom, Label, Transport
from hardware_profiles.profiles import CompiledCommand, Profile, known_profiles
from hearing.fitting import BenchCommand, DeviceSheet, FittedItem, Parameter, ProfileState, RoomState

LOUDSPEAKER = "loudspeaker"
_LOUDSPEAKERS = Label(zh="法庭扩声", en="Loudspeakers")


def state_of(room: Courtroom, text: bytes, drivers: Iterable[Driver]) -> RoomState:
    """The state of the files that the room runs by; *text* is its room file's content."""
    paths = known_profiles(Path(room.profiles) if room.profiles else None)
    used = {driver.device.profile: driver.profile for driver in drivers}
    return RoomState(
        room_sha256=hashlib.sha256(text).hexdigest(),
        equipment_sha256=hashlib.sha256(_equipment(room)).hexdigest(),
        profiles=tuple(
            ProfileState(
                profile=name,
                version=profile.spec.version,
                status=profile.spec.status,
                sha256=hashlib.sha256(paths[name].read_bytes()).hexdigest(),
            )
            for name, profile in sorted(used.items())
        ),
    )


def _equipment(room: Courtroom) -> bytes:
    """What the room file says, without where anything stands."""
    lists = ("seats", "cameras", "microphones", "devices")
    without = {name: {"__all__": {"place"}} for name in lists}
    said = room.model_dump_json(exclude={"floor": True, "profiles": True, **without})
    return json.dumps(json.loads(said), sort_keys=True).encode()


def items_of(room: Courtroom, drivers: Iterable[Driver]) -> Iterator[FittedItem]:
    """Every thing of the room, seats first."""
    for seat in room.seats:
        yield FittedItem(kind="seat", name=seat.id, label=seat.label, place=seat.place)
    for camera in room.cameras:
        yield FittedItem(
            kind="camera",
            name=camera.stream,
            label=camera.label,
            place=camera.place,
            seats=camera.seats,
            source=without_login(camera.source),
        )
    for microphone in room.microphones:
        yield FittedItem(
            kind="microphone",
            name=microphone.stream,
            label=microphone.label,
            place=microphone.place,
            seat=microphone.seat,
            source=microphone.source,
        )
    for driver in drivers:
        device = driver.device
        yield FittedItem(
            kind="device", name=device.name, label=device.label, place=device.place, device=_device(driver)
        )
    if room.sound_card is not None:
        yield FittedItem(kind="loudspeaker", name=LOUDSPEAKER, label=_LOUDSPEAKERS, source=f"alsa:{room.sound_card}")


def parameters_of(profile: Profile, command: CompiledCommand) -> Iterator[Parameter]:
    """What somebody has to say beside *command*; what the room file's options say is not asked for again."""
    for name in sorted(command.raw.names - profile.spec.options.keys() - {"request"}):
        kind = profile.types[name]
        yield Parameter(
            name=name,
            words=(kind.settable or tuple(kind.values)) if kind.values is not None else (),
            least=kind.min,
            most=kind.max,
            decimals=kind.decimals,
            form=kind.text or "",
            secret=kind.secret,
        )


def expected_of(profile: Profile, command: CompiledCommand) -> tuple[str, ...]:
    """The forms of what answers *command*."""
    spec, exchange = command.spec, profile.spec.exchange
    if spec.silent:
        return ()
    if spec.reply is not None:
        return (spec.reply,)
    return tuple(form for form in (exchange.ack, exchange.done) if form is not None)


def blinking(driver: Driver) -> str | None:
    """The property of *driver* by which people can be shown which device it is."""
    return next((name for name, one in driver.properties.items() if one.spec.identify is not None), None)


def reached_by(transport: Transport) -> str:
    """How a device is reached, in one line."""
    if transport.simulated:
        return "simulated"
    way, where = next((way, where) for way, where in transport.model_dump().items() if where is not None)
    return f"{way} {without_login(str(where))}"


def without_login(source: str) -> str:
    """*source* without the user and password that an address may hold."""
    scheme, found, rest = source.partition("://")
    host = rest.rpartition("@")[2] if found and "@" in rest.partition("/")[0] else rest
    return f"{scheme}{found}{host}"


def _device(driver: Driver) -> DeviceSheet:
    profile = driver.profile
    starts = {motion.start for motion in profile.spec.motions.values()}
    return DeviceSheet(
        profile=driver.device.profile,
        status=profile.spec.status,
        reached_by=reached_by(driver.device.transport),
        is_connected=driver.station.is_connected,
        says=driver.station.says,
        capabilities=tuple(dict.fromkeys(one.capability for one in profile.spec.provides.values())),
        blinks=blinking(driver) is not None,
        commands=tuple(
            BenchCommand(
                name=name,
                kind=command.spec.kind,
                parameters=tuple(parameters_of(profile, command)),
                raw=command.spec.raw,
                expected=expected_of(profile, command),
                guard=command.spec.guard,
                stops_itself=name in starts,
                src=command.spec.src,
            )
            for name, command in profile.commands.items()
        ),
    )
