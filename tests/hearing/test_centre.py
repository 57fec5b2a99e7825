"""What the control centre sees of a courtroom: the system's own lamps, every call, and no case number without a right."""

from hearing.centre import calls_of, centre_hearing, faulty_devices, ordered
from hearing.participant import Role
from hearing.policy import account_actor
from hearing.reports import Device, Devices, Release, Tracks, TrackState
from tests.hearing.story import CLERK, GALLERY, JUDGE, ROOM, TECHNICIAN, Story, opened, paused, prepared

BAILIFF = account_actor("account:9", Role.BAILIFF)


def written(story: Story, *names: str, missing: tuple[str, ...] = ()) -> list[Tracks]:
    """What a writer says of its mandatory tracks."""
    tracks = tuple(
        TrackState(name=name, take="room-demo-1", kind="audio", mandatory=True, writing=name not in missing, position=1, bytes=1)
        for name in names
    )  # fmt: skip
    return [Tracks(hearing=story.hearing.hearing, writer="room-demo", tracks=tracks)]


def test_rec_is_what_the_writers_say_and_never_what_was_asked() -> None:
    """Open and nobody says that it writes: unknown. One of two is missing: partly. In a recess: paused once all stopped."""
    story, rests = opened(), paused()
    both = ("mic-judge", "mic-clerk")
    told = [
        centre_hearing(story.hearing, CLERK, tracks, None)
        for tracks in ([], written(story, *both), written(story, *both, missing=("mic-clerk",)))
    ]
    resting = [
        centre_hearing(rests.hearing, CLERK, written(rests, *both, missing=gone), None).rec for gone in ((), both)
    ]

    assert [(one.rec, one.writing, one.mandatory) for one in told] == [
        ("unknown", 0, 0),
        ("on", 2, 2),
        ("partly", 1, 2),
    ]
    assert resting == ["stopping", "paused"]
    assert centre_hearing(prepared().hearing, CLERK, [], None).rec == "off"


def test_live_is_what_the_releasing_process_says() -> None:
    """It alone knows what is out."""
    story = opened()
    out = Release(hearing=story.hearing.hearing, on_air=True, delay_s=30)

    assert centre_hearing(story.hearing, CLERK, [], out).live == "on"
    assert centre_hearing(story.hearing, CLERK, [], out.model_copy(update={"on_air": False})).live == "off"


def test_the_case_number_is_read_by_who_has_the_right_and_else_as_at_the_door() -> None:
    """Of a hearing that a judge has closed a technician and a bailiff see that it is there, and no number."""
    story = opened()
    number = story.hearing.number
    numbers = [centre_hearing(story.hearing, who, [], None).number for who in (CLERK, BAILIFF, TECHNICIAN)]
    story.so(JUDGE, "set-openness", openness="closed", range="whole", judge="陈明", reason="涉及个人隐私")
    told = [centre_hearing(story.hearing, who, [], None) for who in (CLERK, BAILIFF, TECHNICIAN)]

    assert numbers == [number] * 3
    assert [(one.number, one.openness, one.live) for one in told] == [
        (number, "closed", "closed"), ("", "closed", "closed"), ("", "closed", "closed"),
    ]  # fmt: skip
    assert number not in told[2].model_dump_json()


def test_calls_that_stand_are_on_top_and_those_of_today_below() -> None:
    """The oldest that stands first; who does not guard the court hears of none."""
    first, second = opened(), paused()
    first.so(ROOM, "raise-bailiff-alarm", source="button", place="被告人席")
    first.so(BAILIFF, "confirm-bailiff-alarm", name="赵警官")
    first.so(CLERK, "clear-bailiff-alarm", name="刘静", note="误按")
    second.so(CLERK, "raise-bailiff-alarm", source="panel")
    told = [call for one in (first, second) for call in calls_of(one.hearing, BAILIFF, 0)]

    assert [(call.stands, call.alarm.place, call.alarm.source) for call in ordered(told)] == [
        (True, "", "panel"),
        (False, "被告人席", "button"),
    ]
    later = first.hearing.bailiff_alarms[0].at + 1
    assert calls_of(first.hearing, TECHNICIAN, later) == []
    assert len(calls_of(second.hearing, TECHNICIAN, later + 86_400_000)) == 1
    assert calls_of(second.hearing, GALLERY, 0) == []


def test_a_device_that_does_not_answer_is_counted_once() -> None:
    """However many of its properties are not known."""
    silent = Device(name="matrix", label="矩阵", capability="route", property="a", state="unknown")
    told = Devices(
        room="demo",
        devices=(
            silent,
            silent.model_copy(update={"property": "b"}),
            silent.model_copy(update={"name": "dsp", "label": "", "state": "verified"}),
        ),
    )

    assert faulty_devices(told) == ("矩阵",)
