"""Drafts a room file with a floor plan in it, and says how it differs from the running one. Nothing is written to the disk."""

import difflib
from pathlib import Path

from hardware_profiles.courtroom import Courtroom
from hardware_profiles.errors import RoomError
from hardware_profiles.loading import parse
from hardware_profiles.placing import placed, without
from hardware_profiles.profiles import known_profiles, load_profile
from hardware_profiles.rooms import room_of
from hearing.fitting import DraftedFile, FloorPlan

_LISTS = {"seat": "seats", "camera": "cameras", "microphone": "microphones", "device": "devices"}


def draft_of(path: Path, running: bytes, room: Courtroom, plan: FloorPlan) -> DraftedFile:
    """Draft the file at *path*, whose *running* content made *room*, with the places of *plan*; passwords are left out."""
    text = running.decode("utf-8-sig")
    secrets = _secrets(room)
    places = {(_LISTS[one.kind], one.name): one.place for one in plan.things}
    coming = placed(text, plan.floor, places)
    faults: tuple[str, ...] = ()
    try:
        room_of(parse(coming.encode(), str(path)))
    except RoomError as error:
        faults = tuple(str(fault) for fault in error.faults)
    (shown, blanked), (now, _) = without(coming, secrets), without(text, secrets)
    diff = difflib.unified_diff(
        now.splitlines(keepends=True), shown.splitlines(keepends=True), path.name, f"{path.name} (draft)"
    )
    return DraftedFile(yaml=shown, diff="".join(diff), faults=faults, blanked=blanked)


def _secrets(room: Courtroom) -> frozenset[tuple[str, str]]:
    paths = known_profiles(Path(room.profiles) if room.profiles else None)
    found = set()
    for device in room.devices:
        options = load_profile(paths[device.profile]).spec.options
        found |= {(device.name, name) for name in device.options if name in options and options[name].secret}
    return frozenset(found)
