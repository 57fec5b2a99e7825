"""Loads a room file: its form, and that everything it names is there."""

from pathlib import Path

from hardware_profiles.courtroom import Courtroom
from hardware_profiles.errors import RoomError
from hardware_profiles.loading import read


def load_room(path: Path) -> Courtroom:
    """Load the courtroom described at *path*.

    Raises:
        RoomError: the file has faults; all of them are listed, each with its line.
    """
    document = read(path)
    room = document.check(Courtroom) if not document.faults else None
    if not isinstance(room, Courtroom) or document.faults:
        raise RoomError(document.sorted_faults())
    return room
