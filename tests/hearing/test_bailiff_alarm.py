"""法警报警: raised in court at any time, confirmed by name, cleared with a note; the public and the parties never learn of it."""

import pytest

from hearing.errors import Refused
from hearing.participant import Role
from hearing.policy import Actor, account_actor, public_status
from hearing.state import fold
from hearing.view import cut_state, visible
from tests.hearing.story import (
    CLERK,
    GALLERY,
    JUDGE,
    OTHER_ROOM,
    REVIEWER,
    ROOM,
    SYSTEM,
    TECHNICIAN,
    Story,
    opened,
    paused,
    prepared,
    scheduled,
)

BAILIFF = account_actor("account:9", Role.BAILIFF)
IT = Actor("account:10", "account", None, None, TECHNICIAN.rights)


@pytest.mark.parametrize("story", [prepared, opened, paused])
@pytest.mark.parametrize(("actor", "source"), [(CLERK, "panel"), (BAILIFF, "page"), (JUDGE, "page"), (ROOM, "button")])
def test_the_bailiffs_can_be_called_before_the_opening_and_in_a_recess(story: type, actor: Actor, source: str) -> None:
    """By the clerk's panel, a bailiff's or judge's page, and by a button that is wired to the room's computer."""
    told: Story = story()
    told.so(actor, "raise-bailiff-alarm", source=source, place="被告人席")

    standing = told.hearing.bailiff_alarm
    assert standing is not None
    assert (standing.source, standing.place, standing.who, standing.confirmed) == (
        source,
        "被告人席",
        actor.principal,
        (),
    )
    assert fold(told.log) == told.hearing


def test_an_alarm_is_confirmed_by_name_and_only_then_cleared_with_a_note() -> None:
    """Clearing comes last: somebody has seen it, and somebody says what had happened. Both are in the log."""
    story = opened()
    story.so(ROOM, "raise-bailiff-alarm", source="button")
    with pytest.raises(Refused, match="not-confirmed"):
        story.so(CLERK, "clear-bailiff-alarm", name="刘静", note="误按")
    story.so(BAILIFF, "confirm-bailiff-alarm", name="赵警官")
    story.so(JUDGE, "confirm-bailiff-alarm", name="陈明")
    with pytest.raises(Refused, match="already-so"):
        story.so(BAILIFF, "confirm-bailiff-alarm", name="赵警官")
    story.so(CLERK, "clear-bailiff-alarm", name="刘静", note="旁听人员已被带离")

    [alarm] = story.hearing.bailiff_alarms
    assert [one.name for one in alarm.confirmed] == ["赵警官", "陈明"]
    assert (alarm.cleared_by, alarm.cleared_name, alarm.note) == (CLERK.principal, "刘静", "旁听人员已被带离")
    assert story.hearing.bailiff_alarm is None
    assert [event.type for event in story.log[-4:]] == [
        "bailiff-alarm-raised", "bailiff-alarm-confirmed", "bailiff-alarm-confirmed", "bailiff-alarm-cleared",
    ]  # fmt: skip
    assert fold(story.log) == story.hearing


def test_one_alarm_stands_at_a_time_and_a_new_one_may_follow() -> None:
    """A second press while help is on its way changes nothing; after the clearing it calls again."""
    story = opened()
    story.so(CLERK, "raise-bailiff-alarm", source="panel")
    with pytest.raises(Refused, match="already-so"):
        story.so(ROOM, "raise-bailiff-alarm", source="button")
    story.so(CLERK, "confirm-bailiff-alarm", name="刘静")
    story.so(CLERK, "clear-bailiff-alarm", name="刘静", note="已处理")
    story.so(ROOM, "raise-bailiff-alarm", source="button")

    assert len(story.hearing.bailiff_alarms) == 2


def test_from_where_a_call_comes_is_said_by_who_calls() -> None:
    """Nobody's page passes for a wired button; a judge at the clerk's panel still calls, as a page of the court."""
    for actor, said, told in (
        (JUDGE, "panel", "page"),
        (BAILIFF, "panel", "page"),
        (CLERK, "page", "panel"),
        (ROOM, "page", "button"),
    ):
        story = opened()
        story.so(actor, "raise-bailiff-alarm", source=said)
        standing = story.hearing.bailiff_alarm
        assert standing is not None
        assert standing.source == told
    for actor in (CLERK, JUDGE, BAILIFF, SYSTEM):
        with pytest.raises(Refused, match="no-right"):
            opened().so(actor, "raise-bailiff-alarm", source="button")


@pytest.mark.parametrize("actor", [GALLERY, REVIEWER, TECHNICIAN, OTHER_ROOM])
def test_who_does_not_guard_the_court_cannot_call_the_bailiffs(actor: Actor) -> None:
    """The gallery, approvers, technicians and other rooms have the ordinary call for help, or none."""
    with pytest.raises(Refused, match="no-right"):
        opened().so(actor, "raise-bailiff-alarm", source="page")


def test_nobody_can_confirm_or_clear_what_nobody_raised() -> None:
    """And no alarm can be raised for a hearing that has not begun to be prepared."""
    with pytest.raises(Refused, match="no-bailiff-alarm"):
        opened().so(CLERK, "confirm-bailiff-alarm", name="刘静")
    with pytest.raises(Refused, match="no-bailiff-alarm"):
        opened().so(CLERK, "clear-bailiff-alarm", name="刘静", note="无")
    with pytest.raises(Refused, match="not-now"):
        scheduled().so(CLERK, "raise-bailiff-alarm", source="panel")
    with pytest.raises(Refused, match="no-right"):
        opened().so(ROOM, "confirm-bailiff-alarm", name="agent")


def test_only_bench_clerks_bailiffs_and_the_control_centre_learn_of_it() -> None:
    """The parties, witnesses, gallery, approvers and the public do not: neither by an event nor by a snapshot."""
    story = opened()
    event = story.so(ROOM, "raise-bailiff-alarm", source="button")
    told = {
        "judge": JUDGE, "clerk": CLERK, "bailiff": BAILIFF, "technician": TECHNICIAN, "court IT": IT, "system": SYSTEM, "room": ROOM,
        "assessor": account_actor("account:11", Role.PEOPLES_ASSESSOR),
        "gallery": GALLERY, "approver": REVIEWER, "other room": OTHER_ROOM, "accused": story.person("p-1"), "witness": story.person("p-2"),
        "defender": account_actor("account:12", Role.DEFENDER),
    }  # fmt: skip
    seen = {name for name, actor in told.items() if visible(story.hearing, event, actor) is not None}
    snapshot = {name for name, actor in told.items() if cut_state(story.hearing, actor).bailiff_alarms}

    assert seen == {"judge", "clerk", "bailiff", "technician", "court IT", "system", "room", "assessor"}
    assert snapshot == seen
    assert "bailiff" not in repr(public_status(story.hearing))
