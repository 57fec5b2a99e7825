"""What follows from a hearing for the courtroom."""

import pytest

from control_panel.commands.demo import ROOM as ROOM_FILE
from courtroom_agent.steering import published, remotes_of
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.rooms import load_room
from tests.hearing.story import CLERK, SYSTEM, Story, opened


@pytest.fixture
def room() -> Courtroom:
    """The demonstration's courtroom."""
    return load_room(ROOM_FILE)


def closed(story: Story) -> Story:
    """Close the hearing and let the time to undo run out."""
    story.so(CLERK, "close")
    story.wait(60).so(SYSTEM, "take-effect")
    return story


def test_an_open_public_hearing_is_published_and_its_remote_accused_is_played(room: Courtroom) -> None:
    """The court's picture goes out under both names, and whoever was admitted is seen."""
    state = opened().hearing

    assert published(state, room) == ("program", "public")
    assert [person.participant for person in remotes_of(state, room)] == ["p-1"]


def test_nothing_is_offered_once_the_hearing_is_closed(room: Courtroom) -> None:
    """After closing the room asks for nothing that would be refused, again and again."""
    state = closed(opened()).hearing

    assert (published(state, room), remotes_of(state, room)) == ((), ())


def test_an_interrogation_is_never_composed_for_the_public(room: Courtroom) -> None:
    """A questioning of a detainee has a program for those who take part and nothing for the public."""
    assert published(opened(procedure="interrogation").hearing, room) == ("program",)
