"""Capture cards behind a matrix in a room file: every fault with its line."""

from pathlib import Path

import pytest

import hardware_profiles
from hardware_profiles.errors import RoomError
from hardware_profiles.rooms import load_room

FULL = Path(hardware_profiles.__file__).parent / "courtrooms" / "full.yaml"


@pytest.mark.parametrize(
    ("said", "instead", "fault"),
    [
        ("by: matrix.output-8", "by: matrix.output-1", "matrix.output-1 is route.gallery already."),
        ("by: matrix.output-8", "by: matrix.output-99", "matrix (extron.sis) has no 'output-99'."),
        ("by: matrix.output-8", "by: switcher.output-8", "There is no device 'switcher'."),
        ("by: matrix.output-8", "by: dsp.channel-16", "dsp.channel-16 is voice.mask already."),
        ("by: matrix.output-8", "by: display-bench.power", "display-bench.power is power.display-bench already."),
        ("by: matrix.output-8", "by: conference.mic-3", "conference.mic-3 is of conference-unit."),
        ("input: 6}", "input: 5}", "Input 5 occurs twice."),
        ("input: 6}", "input: six}", "matrix.output-8 cannot be 'six'."),
        ("nothing: 0\n      inputs", "nothing: 5\n      inputs", "Input 5 occurs twice."),
        ("name: laptop-defender", "name: laptop-prosecutor", "'laptop-prosecutor' occurs twice"),
    ],
)
def test_a_card_that_cannot_be_reached_is_refused_with_its_line(
    said: str, instead: str, fault: str, tmp_path: Path
) -> None:
    """An output of its own, of a matrix that is there and can be read back; every input once."""
    text = FULL.read_text("utf-8")
    assert text.count(said) == 1
    path = tmp_path / "room.yaml"
    path.write_text(text.replace(said, instead), "utf-8")
    with pytest.raises(RoomError) as caught:
        load_room(path)
    first = text.index("  - stream: cam-laptops")
    lines = range(text[:first].count("\n") + 1, text[:first].count("\n") + 16)
    assert any(fault in one.fault and one.line in lines for one in caught.value.faults), str(caught.value)


def test_a_card_shows_things_and_is_not_what_a_hearing_is_whole_by(tmp_path: Path) -> None:
    """Most of a hearing nothing is brought to it."""
    text = FULL.read_text("utf-8").replace(
        "    mandatory: false\n    exhibits: true\n    switched:", "    mandatory: true\n    switched:"
    )
    path = tmp_path / "room.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(RoomError, match="It shows things, one at a time"):
        load_room(path)
