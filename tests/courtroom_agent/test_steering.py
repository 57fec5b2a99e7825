"""What follows from a hearing for the courtroom."""

import pytest

from control_panel.commands.demo import ROOM as ROOM_FILE
from courtroom_agent.steering import Wanted, published, remotes_of, scene_for
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.rooms import load_room
from tests.hearing.story import CLERK, SYSTEM, Story, opened, paused, prepared


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


def test_the_course_brings_its_own_scenes() -> None:
    """Getting ready, opening, a recess and closing need no tap."""
    assert scene_for(prepared().hearing) == Wanted("preparing")
    assert scene_for(opened().hearing) == Wanted("open")
    assert scene_for(paused().hearing) == Wanted("recess")
    assert scene_for(closed(opened()).hearing) == Wanted("closed")


def test_a_scene_that_was_asked_for_holds_on_after_a_recess() -> None:
    """Protection or mediation does not end because the court had a rest."""
    story = opened()
    asked = story.so(CLERK, "ask-scene", scene="mediation")
    assert scene_for(story.hearing) == Wanted("mediation", asked.seq)
    story.so(CLERK, "recess", reason="recess")
    story.wait(10).so(SYSTEM, "take-effect")
    assert scene_for(story.hearing) == Wanted("recess")
    story.so(CLERK, "resume")
    assert scene_for(story.hearing) == Wanted("mediation", asked.seq)


def test_power_is_a_matter_of_before_and_after() -> None:
    """Asked for in preparation it holds there, and opening goes its own way; after closing it may go off."""
    story = prepared()
    asked = story.so(CLERK, "ask-scene", scene="power-up")
    assert scene_for(story.hearing) == Wanted("power-up", asked.seq)
    story.so(story.person("p-1"), "consent", participant="p-1", to="remote-hearing")
    story.so(CLERK, "open")
    story.so(SYSTEM, "confirm-open")
    assert scene_for(story.hearing) == Wanted("open")
    closed(story)
    asked = story.so(CLERK, "ask-scene", scene="power-down")
    assert scene_for(story.hearing) == Wanted("power-down", asked.seq)
