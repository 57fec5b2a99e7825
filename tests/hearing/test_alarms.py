"""Alarms of the room's guards are on record, and reach those alone who can act."""

import pytest

from hearing.errors import Refused
from hearing.participant import Role
from hearing.policy import Actor, account_actor
from hearing.state import fold
from hearing.view import cut_state, visible
from tests.hearing.story import (
    CLERK,
    GALLERY,
    JUDGE,
    MEDIA,
    OTHER_ROOM,
    REVIEWER,
    ROOM,
    SYSTEM,
    TECHNICIAN,
    Story,
    opened,
    paused,
    prepared,
)

DEAD = {
    "guard": "dead-microphone",
    "subject": "mic-judge",
    "since": 1,
    "failover": "mic-table",
    "zh": "坏了",
    "en": "dead",
}
CLEAR = {"guard": "dead-microphone", "subject": "mic-judge", "until": 2}


def alarmed() -> Story:
    """An open hearing with an alarm."""
    story = opened()
    story.so(ROOM, "raise-alarm", **DEAD)
    return story


def test_an_alarm_stands_until_its_guard_takes_it_back() -> None:
    """Raised and cleared are events; the microphone that was opened meanwhile is open no longer."""
    story = alarmed()
    assert story.hearing.failovers == {"mic-table"}
    story.so(ROOM, "clear-alarm", **CLEAR)

    assert [event.type for event in story.log[-2:]] == ["alarm-raised", "alarm-cleared"]
    assert (story.hearing.failovers, story.hearing.alarms[0].until) == (frozenset(), 2)
    assert fold(story.log) == story.hearing


def test_an_alarm_is_raised_once_and_cleared_once() -> None:
    """Saying it again after a lost answer changes nothing."""
    story = alarmed()
    with pytest.raises(Refused, match="already-so"):
        story.so(ROOM, "raise-alarm", **DEAD)
    story.so(ROOM, "clear-alarm", **CLEAR)
    with pytest.raises(Refused, match="already-so"):
        story.so(ROOM, "clear-alarm", **CLEAR)


def test_an_alarm_that_somebody_answers_for_stays_listed_with_the_name() -> None:
    """The clerk acknowledges it once, by name; it stands until its guard takes it back. The room's agent cannot."""
    story = alarmed()
    which = {"guard": DEAD["guard"], "subject": DEAD["subject"]}
    with pytest.raises(Refused, match="no-right"):
        story.so(ROOM, "acknowledge-alarm", **which, name="agent")
    story.so(CLERK, "acknowledge-alarm", **which, name="陈书记员")
    [alarm] = story.hearing.alarms
    assert (alarm.until, alarm.acknowledged, alarm.acknowledged_by) == (None, "陈书记员", CLERK.principal)
    with pytest.raises(Refused, match="already-so"):
        story.so(CLERK, "acknowledge-alarm", **which, name="陈书记员")
    story.so(ROOM, "clear-alarm", **CLEAR)
    assert story.hearing.alarms[0].acknowledged == "陈书记员"


@pytest.mark.parametrize("story", [prepared, paused])
def test_out_of_session_no_alarm_is_raised(story: type[Story]) -> None:
    """Neither before the opening nor in a recess."""
    with pytest.raises(Refused, match="not-now"):
        story().so(ROOM, "raise-alarm", **DEAD)


def test_a_muted_microphone_is_never_opened_in_anothers_place() -> None:
    """The server refuses it too, whatever the agent had seen."""
    story = opened()
    story.so(CLERK, "mute", stream="mic-table")
    with pytest.raises(Refused, match="muted"):
        story.so(ROOM, "raise-alarm", **DEAD)


@pytest.mark.parametrize("actor", [CLERK, JUDGE, TECHNICIAN, OTHER_ROOM])
def test_only_machines_of_this_court_room_raise_alarms(actor: Actor) -> None:
    """No person and no other room."""
    with pytest.raises(Refused, match=r"services-only|no-right"):
        opened().so(actor, "raise-alarm", **DEAD)


@pytest.mark.parametrize(
    ("actor", "told"),
    [
        (CLERK, True),
        (JUDGE, True),
        (TECHNICIAN, True),
        (MEDIA, True),
        (ROOM, True),
        (SYSTEM, True),
        (GALLERY, False),
        (REVIEWER, False),
        (account_actor("account:8", Role.PEOPLES_ASSESSOR), False),
        (account_actor("account:9", Role.BAILIFF), False),
    ],
)
def test_an_alarm_reaches_those_who_can_act(actor: Actor, told: bool) -> None:
    """Whoever watches the system's health; a bailiff, an assessor and the public are not disturbed."""
    story = alarmed()
    assert (visible(story.hearing, story.log[-1], actor) is not None) == told
    assert bool(cut_state(story.hearing, actor).alarms) == told


def test_the_remote_accused_hears_nothing_of_alarms() -> None:
    """A party's page gets neither the event nor the state."""
    story = alarmed()
    accused = story.person("p-1")
    assert visible(story.hearing, story.log[-1], accused) is None
    assert cut_state(story.hearing, accused).alarms == ()
