"""A drafted plan comes into the running room file on the courtroom's own computer, whose passwords never left it."""

from pathlib import Path

import pytest

from control_panel.__main__ import main
from hardware_profiles.floor import Floor, Place
from hardware_profiles.placing import placed, without
from hardware_profiles.rooms import load_room

DEMO = Path(__file__).parents[2] / "hardware_profiles/courtrooms/demo.yaml"


def test_the_places_of_a_draft_come_into_the_running_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The password stays, the running file is untouched, a file that is there is never written over."""
    running, draft, new = tmp_path / "room.yaml", tmp_path / "draft.yaml", tmp_path / "new.yaml"
    running.write_bytes(DEMO.read_bytes())
    running.chmod(0o600)
    planned = placed(DEMO.read_text("utf-8"), Floor(width=8, depth=7), {("seats", "judge"): Place(x=4, y=1)})
    draft.write_text(without(planned, {("display-gallery", "password")})[0], "utf-8")

    assert main(["room", "place", str(running), str(draft), "--out", str(new)]) == 0
    assert new.stat().st_mode & 0o777 == 0o600, "passwords are in it"
    room = load_room(new)
    assert room.seats[0].place == Place(x=4, y=1)
    display = room.device("display-gallery")
    assert display is not None
    assert display.options["password"] == "demo-gallery"
    assert running.read_bytes() == DEMO.read_bytes()
    assert main(["room", "place", str(running), str(draft), "--out", str(new)]) == 2

    draft.write_text(planned.replace("x: 4", "x: 40"), "utf-8")
    assert main(["room", "place", str(running), str(draft), "--out", str(tmp_path / "other.yaml")]) == 4
    assert "beside the floor" in capsys.readouterr().err
    assert not (tmp_path / "other.yaml").exists()
    draft.write_text("seats: 3\n", "utf-8")
    assert main(["room", "place", str(running), str(draft), "--out", str(tmp_path / "other.yaml")]) == 4
