"""Which shots a courtroom has, and whom none of them may show."""

from pathlib import Path

import pytest

import hardware_profiles
from courtroom_agent.director.shots import Shots, protected_seats, shots_of, withheld_cameras
from courtroom_agent.layout import cast_of
from hardware_profiles.courtroom import Camera, Courtroom
from hardware_profiles.rooms import load_room
from tests.hearing.story import CLERK, Story, opened

ROOMS = Path(hardware_profiles.__file__).parent / "courtrooms"


def room_with_a_witness_camera() -> Courtroom:
    """The fully equipped courtroom with one more camera, at the witness stand."""
    room = load_room(ROOMS / "full.yaml")
    stand = Camera(
        stream="cam-witness",
        label=room.cameras[0].label,
        source="simulated:accused",
        width=640,
        height=360,
        rate=25,
        mandatory=False,
        seats=("witness",),
    )
    return room.model_copy(update={"cameras": (*room.cameras, stand)})


def shots(story: Story, *hidden: str, room: Courtroom | None = None, has_evidence: bool = False) -> Shots:
    """The shots of *story* in that room."""
    room = room or room_with_a_witness_camera()
    return shots_of(room, cast_of(room), story.hearing, hidden, has_evidence=has_evidence)


def invited(story: Story, **fields: object) -> str:
    """Somebody is to take part in the courtroom; return who."""
    event = story.so(CLERK, "invite", **{"name": "李某", "role": "witness", "remote": False, **fields})
    return str(event.model_dump()["participant"])


def test_a_room_has_the_shots_that_its_cameras_can_show() -> None:
    """The demonstration room has no witness camera; nobody remote and no evidence are said as reasons."""
    story = opened()
    demo = shots(story, room=load_room(ROOMS / "demo.yaml"))
    assert "witness" not in demo.forbids
    assert demo.forbids["remote"] is None
    assert demo.forbids["evidence"] == "nothing"
    assert shots(story, has_evidence=True).forbids["evidence"] is None
    story.so(CLERK, "remove", participant="p-1", reason="扰乱法庭秩序")
    assert shots(story).forbids["remote"] == "nobody"


def test_each_microphone_is_shown_by_the_camera_closest_to_its_seat() -> None:
    """The clerk, whom no camera shows alone, by the overview; a remote person by the own picture."""
    speakers = shots(opened(), room=load_room(ROOMS / "demo.yaml")).speakers
    assert speakers == {
        "mic-judge": "cam-judge",
        "mic-clerk": "overview",
        "mic-prosecutor": "cam-prosecutor",
        "mic-defender": "cam-defender",
        "remote-p-1": "remote-p-1",
    }


def test_the_stand_is_shown_only_while_a_witness_is_called() -> None:
    """Before being called, and after being dismissed, no picture shows the witness's place (刑诉法解释 §265)."""
    story = opened()
    assert shots(story).forbids["witness"] is None
    witness = invited(story, seat="witness")
    assert shots(story).forbids["witness"] == "protected"
    assert shots(story).withheld == {"cam-witness"}
    story.so(CLERK, "call", participant=witness)
    assert shots(story).forbids["witness"] is None
    story.so(CLERK, "dismiss", participant=witness)
    assert shots(story).forbids["witness"] == "protected"


def test_a_witness_without_a_seat_counts_at_every_stand() -> None:
    """Nobody said where the person will sit: no stand is shown before the call."""
    story = opened()
    witness = invited(story)
    assert shots(story).forbids["witness"] == "protected"
    story.so(CLERK, "call", participant=witness)
    assert shots(story).forbids["witness"] is None


def test_a_protected_person_is_in_no_shot_whatever_the_seat() -> None:
    """A protected witness's stand, a protected victim's place, whether called or not."""
    story = opened()
    witness = invited(story, seat="witness", protected=True)
    story.so(CLERK, "call", participant=witness)
    assert shots(story).forbids["witness"] == "protected"
    invited(story, role="victim", seat="prosecutor", protected=True)
    found = shots(story)
    assert {"cam-prosecutor", "cam-overview", "cam-witness"} == found.withheld
    assert found.forbids["overview"] == "protected"
    assert found.wide == "court"
    assert "cam-prosecutor" not in found.permitted


def test_what_a_scene_hides_is_in_no_shot() -> None:
    """The program's hidden seats, and every stand while single pictures are withheld from everybody."""
    story = opened()
    assert shots(story, "defender").forbids["cam-defender"] == "protected"
    story.so(CLERK, "ask-scene", scene="witness-protection")
    assert shots(story).forbids["witness"] == "protected"


@pytest.mark.parametrize("seat", ["judge", "clerk", "prosecutor", "defender", "accused", "witness", "bailiff"])
def test_no_permitted_shot_names_a_camera_that_shows_a_hidden_seat(seat: str) -> None:
    """Seat by seat."""
    room, story = room_with_a_witness_camera(), opened()
    found = shots(story, seat, room=room)
    showing = {one.stream for one in room.cameras if seat in one.seats}
    assert seat in protected_seats(room, story.hearing, [seat])
    assert withheld_cameras(room, [seat]) == showing
    assert not found.permitted & showing
    assert not set(cast_of(room).without(found.withheld).parties) & showing
