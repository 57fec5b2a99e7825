"""``courtroom room place``: the places of a drafted room file, put into the running one, whose passwords stay."""

import argparse
import os
import stat
import sys
from pathlib import Path

from hardware_profiles.courtroom import Courtroom
from hardware_profiles.errors import RoomError
from hardware_profiles.floor import Place
from hardware_profiles.loading import parse, read
from hardware_profiles.placing import NAMES, placed
from hardware_profiles.rooms import load_room, room_of

USAGE = 2
FAULTY = 4


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom room place``."""
    verb.add_argument("file", type=Path, metavar="ROOM.yaml", help="the room file as it runs")
    verb.add_argument("draft", type=Path, metavar="DRAFT.yaml", help="the file that the fitting page made")
    verb.add_argument(
        "--out", type=Path, required=True, metavar="NEW.yaml", help="where to write; must not be there yet"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the new file; 0 written, 2 it is there already, 4 a file has faults, each with its line."""
    try:
        text = _with_places(arguments.file, arguments.draft)
    except RoomError as error:
        print(error, file=sys.stderr)
        return FAULTY
    try:
        _write_new(arguments.out, text, stat.S_IMODE(arguments.file.stat().st_mode))
    except OSError as fault:
        print(f"{arguments.out}: {fault.strerror}. Name a file that is not there yet.", file=sys.stderr)
        return USAGE
    print(f"{arguments.out}: 已写入，换上后请重启法庭主机程序 · written; put it in place and start the agent again")
    return 0


def _write_new(path: Path, text: str, mode: int) -> None:
    """Write a file that nobody can read who could not read the running one: its passwords are in it."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        file.write(text)


def _with_places(running: Path, drafted: Path) -> str:
    """Give the *running* room file with the places of the *drafted* one.

    Raises:
        RoomError: one of them, or what came of both, has faults.
    """
    load_room(running)
    draft = read(drafted)
    room = draft.check(Courtroom) if draft.content is not None else None
    if not isinstance(room, Courtroom) or draft.faults:
        raise RoomError(draft.sorted_faults())
    text = placed(running.read_text("utf-8-sig"), room.floor, _places(room))
    room_of(parse(text.encode(), str(running)))
    return text


def _places(room: Courtroom) -> dict[tuple[str, str], Place]:
    things = ((key, getattr(item, name), item.place) for key, name in NAMES.items() for item in getattr(room, key))
    return {(key, name): place for key, name, place in things if place is not None}
