"""Places on a courtroom's floor: written into the room file without touching the rest, and refused where they are none."""

from pathlib import Path

import pytest

from hardware_profiles.errors import RoomError
from hardware_profiles.floor import Floor, Place
from hardware_profiles.loading import parse
from hardware_profiles.placing import NAMES, placed, without
from hardware_profiles.rooms import load_room, room_of

ROOMS = sorted((Path(__file__).parents[2] / "hardware_profiles/courtrooms").glob("*.yaml"))


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: path.stem)
def test_a_plan_is_written_into_every_shipped_room_file_and_taken_out_again(path: Path) -> None:
    """Whether a person wrote lines or blocks: the places are in, nothing else changed, and out again it is as before."""
    text = path.read_text("utf-8")
    room = load_room(path)
    wanted = {
        (key, getattr(item, name)): Place(x=at + 0.25, y=2.5, turn_deg=90 if key == "cameras" else 0)
        for key, name in NAMES.items()
        for at, item in enumerate(getattr(room, key))
    }
    planned = placed(text, Floor(width=20, depth=10), wanted)
    planned_room = room_of(parse(planned.encode(), str(path)))
    for key, name in NAMES.items():
        for item in getattr(planned_room, key):
            assert item.place == wanted[key, getattr(item, name)]
    assert [line for line in planned.splitlines() if "#" in line] == [line for line in text.splitlines() if "#" in line]

    moved = placed(planned, Floor(), {("seats", room.seats[0].id): Place(x=1, y=1)})
    bare = room_of(parse(moved.encode(), str(path)))
    assert [seat.place for seat in bare.seats] == [Place(x=1, y=1), *[None] * (len(room.seats) - 1)]
    assert placed(moved, Floor(), {}) == placed(text, Floor(), {})


def test_a_place_in_block_style_is_replaced_whole() -> None:
    """A technician wrote the place over several lines; dragging it replaces just that."""
    text = "seats:\n  - id: judge\n    place:\n      x: 1\n      y: 2\n    role: sole-judge  # 独任\n"
    once = placed(text, Floor(), {("seats", "judge"): Place(x=3.456, y=4)})
    assert "    place:\n      {x: 3.46, y: 4}\n    role: sole-judge  # 独任\n" in once
    assert placed(once, Floor(), {}).endswith("  - id: judge\n    role: sole-judge  # 独任\n")


def test_a_place_beside_the_floor_is_a_fault_with_its_line() -> None:
    """Nobody sits behind the wall."""
    path = ROOMS[0].with_name("demo.yaml")
    text = placed(path.read_text("utf-8"), Floor(width=5, depth=4), {("seats", "clerk"): Place(x=5.5, y=1)})
    with pytest.raises(RoomError) as refused:
        room_of(parse(text.encode(), "room.yaml"))
    [fault] = refused.value.faults
    assert (fault.place, fault.file) == ("seats[2].place", "room.yaml")
    assert "5 m wide" in fault.remedy
    wild = text.replace("x: 5.5", 'x: "left"')
    with pytest.raises(RoomError, match="number"):
        room_of(parse(wild.encode(), "room.yaml"))


def test_passwords_are_blanked_out_of_a_file_that_leaves_the_room() -> None:
    """What is offered on a page has no password in it, and is the same file otherwise."""
    path = ROOMS[0].with_name("demo.yaml")
    text = path.read_text("utf-8").replace("source: simulated:judge", "source: rtsp://root:hush@10.0.3.40/1")
    shown, blanked = without(text, {("display-gallery", "password")})
    assert blanked == 2
    assert shown == text.replace("password: demo-gallery", 'password: "***"').replace("root:hush", "***")
