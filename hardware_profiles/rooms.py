"""Loads a room file: its form, and that every seat, device and property it names is there."""

import re
from pathlib import Path
from typing import Any

from hardware_profiles.button_checks import check_buttons
from hardware_profiles.camera_checks import check_cameras
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.device_line import Lines
from hardware_profiles.errors import DeviceFileError, RoomError
from hardware_profiles.floor import Place as FloorPlace
from hardware_profiles.loading import Document, Place, read
from hardware_profiles.placing import NAMES
from hardware_profiles.profiles import Profile, known_profiles, load_profile
from hardware_profiles.scene_checks import check_scenes
from hardware_profiles.switched_checks import check_switched

_COUNTED = re.compile(r"/dev/tty(USB|ACM)[0-9]+")
_COUNTED_CAMERA = re.compile(r"/dev/video[0-9]+")


def load_room(path: Path) -> Courtroom:
    """Load the courtroom described at *path*.

    Raises:
        RoomError: the file has faults; all of them are listed, each with its line.
    """
    return room_of(read(path))


def room_of(document: Document) -> Courtroom:
    """Give the courtroom that *document* describes.

    Raises:
        RoomError: it has faults; all of them are listed, each with its line.
    """
    room = document.check(Courtroom) if document.content is not None else None
    _check_names(document)
    _check_seats(document)
    _check_failovers(document)
    _check_devices(document)
    _check_simulation(document)
    if isinstance(room, Courtroom):
        _check_places(document, room)
    if not isinstance(room, Courtroom) or document.faults:
        raise RoomError(document.sorted_faults())
    folder = _own_profiles(document)
    return room if folder is None else room.model_copy(update={"profiles": str(folder)})


def _own_profiles(document: Document) -> Path | None:
    """Where the court's own profiles lie."""
    said = document.content.get("profiles") if isinstance(document.content, dict) else None
    return (Path(document.file).parent / said).absolute() if isinstance(said, str) else None


def _check_names(document: Document) -> None:
    """Nothing is called like another of its kind."""
    for key, name in (("seats", "id"), ("cameras", "stream"), ("microphones", "stream"), ("devices", "name")):
        seen: dict[Any, Place] = {}
        for place, item in document.items(key):
            word = item.get(name)
            if isinstance(word, str) and word in seen:
                line = document.lines[(*seen[word], name)]
                document.add((*place, name), f"{word!r} occurs twice, first in line {line}.", "Give it another name.")
            elif isinstance(word, str):
                seen[word] = place


def _check_seats(document: Document) -> None:
    seats = {item["id"]: item for _, item in document.items("seats") if isinstance(item.get("id"), str)}
    named: list[tuple[Place, Any]] = [
        ((*place, "seat"), item.get("seat")) for place, item in document.items("microphones")
    ]
    for place, item in document.items("cameras"):
        shown = item.get("seats")
        named += [((*place, "seats", at), seat) for at, seat in enumerate(shown if isinstance(shown, list) else ())]
    for place, seat in named:
        if isinstance(seat, str) and seat not in seats:
            document.add(
                place, f"There is no seat {seat!r}.", f"This courtroom seats: {', '.join(sorted(seats)) or 'nobody'}."
            )


def _check_places(document: Document, room: Courtroom) -> None:
    """Everything stands on the floor."""
    for key in NAMES:
        for position, item in enumerate(getattr(room, key)):
            place: FloorPlace | None = item.place
            if place is not None and not place.is_on(room.floor):
                remedy = f"The floor is {room.floor.width:g} m wide and {room.floor.depth:g} m deep."
                document.add((key, position, "place"), "It stands beside the floor.", remedy)


def _check_failovers(document: Document) -> None:
    """A microphone that takes another's place waits for that and nothing else, and belongs to nobody protected."""
    microphones = {
        item["stream"]: item for _, item in document.items("microphones") if isinstance(item.get("stream"), str)
    }
    for place, item in document.items("microphones"):
        name = item.get("failover")
        if not isinstance(name, str):
            continue
        other = microphones.get(name)
        if other is None or name == item.get("stream"):
            document.add((*place, "failover"), f"There is no other microphone {name!r}.", "Name one of this room.")
        elif other.get("standby") is not True or other.get("locked") or other.get("protected"):
            remedy = "Name one with standby: true that is neither locked nor protected."
            document.add((*place, "failover"), f"{name!r} must not be opened in another's place.", remedy)


def _check_devices(document: Document) -> None:
    """Profiles exist and fit; what means, scenes and microphones ask for can be asked for."""
    profiles: dict[str, Profile | None] = {}
    for place, item in document.items("devices"):
        if isinstance(item.get("name"), str):
            profiles[item["name"]] = _profile(document, place, item)
    check_scenes(document, profiles)
    check_cameras(document, profiles)
    check_switched(document, profiles)
    check_buttons(document, profiles)


def _profile(document: Document, place: Place, item: dict[str, Any]) -> Profile | None:
    folder = _own_profiles(document)
    known = known_profiles(folder)
    name = item.get("profile")
    if not isinstance(name, str):
        return None
    if name not in known:
        document.add((*place, "profile"), f"There is no profile {name!r}.", f"There are: {', '.join(known)}.")
        return None
    try:
        profile = load_profile(known[name])
    except DeviceFileError as error:
        document.add((*place, "profile"), f"The profile {name!r} has faults.", str(error.faults[0]))
        return None
    _check_line(document, place, item, profile)
    options = item.get("options")
    for key, value in (options if isinstance(options, dict) else {}).items():
        kind = profile.spec.options.get(key)
        if kind is None:
            remedy = f"It knows: {', '.join(profile.spec.options) or 'none'}."
            document.add((*place, "options", key), f"{name} knows no option {key!r}.", remedy)
        elif not kind.allows(value):
            document.add((*place, "options", key), f"{key} does not fit.", f"It may be {kind.describe()}.")
    return profile


def _check_line(document: Document, place: Place, item: dict[str, Any], profile: Profile) -> None:
    transport = item.get("transport")
    can = profile.spec.lines.ways()
    for way, where in (transport if isinstance(transport, dict) else {}).items():
        if way in Lines.model_fields and way not in can:
            remedy = f"Use {' or '.join(can)}."
            document.add((*place, "transport", way), f"{profile.spec.profile} is not reached by {way}.", remedy)
        if way == "serial" and _COUNTED.fullmatch(str(where)):
            remedy = "Name it by /dev/serial/by-id/…, /dev/serial/by-path/…, usb-serial:NUMBER or usb-place:1-2.3."
            document.add((*place, "transport", way), f"{where} is another port after the next start.", remedy)
        if way == "v4l2" and _COUNTED_CAMERA.fullmatch(str(where)):
            remedy = "Name it by /dev/v4l/by-id/… or /dev/v4l/by-path/…."
            document.add((*place, "transport", way), f"{where} is another camera after the next start.", remedy)


def _check_simulation(document: Document) -> None:
    """A courtroom that is not simulated has no simulated parts: nobody shall take a drawing for a picture."""
    if not isinstance(document.content, dict) or document.content.get("simulated") is not False:
        return
    remedy = "Name the real one, or say simulated: true at the top."
    for key in ("cameras", "microphones"):
        for place, item in document.items(key):
            if str(item.get("source", "")).startswith("simulated:"):
                document.add((*place, "source"), "A simulated source in a real courtroom.", remedy)
    speakers = document.content.get("loudspeakers")
    if isinstance(speakers, dict) and speakers.get("source") == "simulated":
        document.add(("loudspeakers", "source"), "Simulated loudspeakers in a real courtroom.", remedy)
    for place, item in document.items("devices"):
        if isinstance(item.get("transport"), dict) and item["transport"].get("simulated"):
            document.add((*place, "transport"), "A simulated device in a real courtroom.", remedy)
